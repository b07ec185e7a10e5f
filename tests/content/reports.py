"""Reports that tests build: a TID 1500 of a CT image, and what it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dicomwright.cids import CID7021
from dicomwright.codes import SCT, UCUM
from dicomwright.iods import Comprehensive3DSR, CTImage
from dicomwright.templates import (
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ROIMeasurements,
)

if TYPE_CHECKING:
    from dicomwright.runtime.content import Reference

ROI = PlanarROIMeasurementsAndQualitativeEvaluations
SQUARE = np.array([[1, 1], [1, 9], [9, 9], [9, 1], [1, 1]], np.float32)
MILLIMETRE = UCUM["mm"]


def image(number: int = 1, *, study: str = "1.2.3") -> CTImage:
    return CTImage(
        PatientName="Doe^Jane",
        PatientID="42",
        StudyDate="20250131",
        StudyTime="1230",
        StudyID="7",
        StudyInstanceUID=study,
        SeriesInstanceUID="1.2.3.4",
        SOPInstanceUID=f"1.2.3.4.{number}",
        FrameOfReferenceUID="1.2.5",
        ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
        PixelSpacing=[1, 1],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, number],
        RescaleIntercept=0,
        RescaleSlope=1,
        PixelData=np.zeros((16, 16), np.uint16),
    )


def observer() -> ObservationContext:
    person = PersonObserverIdentifyingAttributes(PersonObserverName="Doe^John")
    return ObservationContext(ObserverContext=[ObserverContext(PersonObserverIdentifyingAttributes=person)])


def region(of: CTImage | Reference, uid: str = "1.2.3.9", length: float = 12.5) -> ROI:
    measured = ROIMeasurements.MeasurementItem(SCT.Length, length, MILLIMETRE)
    return ROI(
        TrackingIdentifier="lesion 1",
        TrackingUniqueIdentifier=uid,
        Finding=SCT.Liver,
        ImageRegionSpatialCoordinates=ROI.ImageRegionSpatialCoordinatesItem(("POLYLINE", SQUARE), Image=of),
        ROIMeasurements=ROIMeasurements(Measurement=[measured], FindingSite_2=[SCT.Liver]),
    )


def report(*regions: ROI) -> MeasurementReport:
    measurements = MeasurementReport.ImagingMeasurementsItem(
        PlanarROIMeasurementsAndQualitativeEvaluations=regions
    )
    return MeasurementReport(
        CID7021.ImagingMeasurementReport,
        ObservationContext=observer(),
        ProcedureReported=[SCT.Liver],
        ImagingMeasurements=measurements,
    )


def document() -> Comprehensive3DSR:
    ct = image()
    return report(region(ct), region(ct, "1.2.3.10")).to_document(Comprehensive3DSR, patient_and_study=ct)
