"""Names are those of the rows of the template, and included templates are objects of theirs."""

from dicomwright.cids import CID7021
from dicomwright.codes import SCT
from dicomwright.iods import CTImage
from dicomwright.templates import (
    MeasurementReport,
    ObserverContext,
    PlanarROIMeasurementsAndQualitativeEvaluations,
)

PlanarROIMeasurementsAndQualitativeEvaluations(Findings=SCT.Liver)
MeasurementReport(CID7021.ImagingMeasurementReport, Finding=SCT.Liver)
MeasurementReport(CID7021.ImagingMeasurementReport, ObservationContext=ObserverContext())
MeasurementReport(CID7021.ImagingMeasurementReport, ImagingMeasurements=[])
region = PlanarROIMeasurementsAndQualitativeEvaluations(TrackingIdentifier=5)
print(region.FindingSite)
region.Findings = SCT.Liver
region.to_document(PlanarROIMeasurementsAndQualitativeEvaluations, patient_and_study=SCT.Liver)
region.to_document(CTImage)
