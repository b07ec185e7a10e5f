"""A constructor wants every row that its template demands, and the concept, value and unit that nothing else says."""

from dicomwright.cids import CID7021
from dicomwright.codes import SCT, UCUM
from dicomwright.templates import (
    Measurement,
    MeasurementReport,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ROIMeasurements,
)

MeasurementReport()
MeasurementReport(concept=CID7021.ImagingMeasurementReport, ImagingMeasurements=None)
PersonObserverIdentifyingAttributes(PersonObserverOrganizationName="Ward 4")
ROIMeasurements(AlgorithmIdentification_4b=None)
PlanarROIMeasurementsAndQualitativeEvaluations.ImageRegionSpatialCoordinatesItem(("POINT", [[1, 1]]))
Measurement(SCT.Length, 12.5)
Measurement(SCT.Length, unit=UCUM["mm"])
