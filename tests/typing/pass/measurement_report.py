"""A report of measurements by templates: what is typed of it, and what is kept."""

from collections.abc import Sequence
from datetime import date
from typing import assert_type

import numpy as np
from pydicom.sr.coding import Code

from dicomwright.cids import CID270, CID7021
from dicomwright.codes import SCT, UCUM
from dicomwright.iods import Comprehensive3DSR, CTImage
from dicomwright.runtime.content import Graphic, Reference
from dicomwright.templates import (
    Measurement,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ROIMeasurements,
)

ROI = PlanarROIMeasurementsAndQualitativeEvaluations
Measurements = MeasurementReport.ImagingMeasurementsItem

ct = CTImage(
    PatientID="42",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.4",
    FrameOfReferenceUID="1.2.5",
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=[1, 1],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[0, 0, 0],
    RescaleIntercept=0,
    RescaleSlope=1,
    PixelData=np.zeros((16, 16), np.uint16),
)
outline = np.array([[1, 1], [1, 9], [9, 9], [1, 1]])
region = ROI(
    TrackingIdentifier="lesion 1",
    TrackingUniqueIdentifier="1.2.3.9",
    Finding=SCT.Liver,
    ImageRegionSpatialCoordinates=ROI.ImageRegionSpatialCoordinatesItem(("POLYLINE", outline), Image=ct),
    ROIMeasurements=ROIMeasurements(
        Measurement=[ROIMeasurements.MeasurementItem(SCT.Length, 12.5, UCUM["mm"])],
        FindingSite_2=[SCT.Liver, ROIMeasurements.FindingSite_2Item(SCT.Liver)],
    ),
)
person = PersonObserverIdentifyingAttributes(PersonObserverName="Doe^Jane")
report = MeasurementReport(
    CID7021.ImagingMeasurementReport,
    ObservationContext=ObservationContext(
        ObserverContext=[
            ObserverContext(ObserverType=CID270.Person, PersonObserverIdentifyingAttributes=person)
        ]
    ),
    ProcedureReported=[SCT.Liver],
    ImagingMeasurements=Measurements(PlanarROIMeasurementsAndQualitativeEvaluations=[region]),
)
document = report.to_document(Comprehensive3DSR, patient_and_study=ct, content_date=date(2025, 1, 31))
assert_type(document, Comprehensive3DSR)
document.SeriesDescription = "Measurements"
document.save("report.dcm")

assert_type(region.TrackingIdentifier, str | None)
assert_type(region.Finding, Code | None)
item = region.ImageRegionSpatialCoordinates
assert item is not None
assert_type(item.value, Graphic)
assert_type(item.Image, ROI.ImageRegionSpatialCoordinatesItem.ImageItem)
assert_type(item.Image.value, Reference)
assert region.ROIMeasurements is not None
assert_type(region.ROIMeasurements.Measurement, Sequence[ROIMeasurements.MeasurementItem])
measured = Measurement(SCT.Length, 12, UCUM["mm"])
assert_type(measured.value, float | None)
assert measured.value == 12
