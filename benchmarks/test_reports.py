"""Benchmarks of a report of measurements, TID 1500 with two planar regions of a CT image; peer: highdicom.

Both build the same content items, and the whole document; highdicom's has CONTINUOUS headings, and each number as
floating point, too.
"""

# ruff: noqa: D103, S101, ANN401 - names say what is measured, and asserts that both did the same

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import generate_uid

from dicomwright.cids import CID270, CID7021
from dicomwright.codes import SCT, UCUM
from dicomwright.iods import Comprehensive3DSR, CTImage
from dicomwright.runtime.content import items_below
from dicomwright.templates import (
    LanguageOfContentItemAndDescendants,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ROIMeasurements,
)

if TYPE_CHECKING:
    from conftest import Compare
    from pydicom.dataset import Dataset

TOPIC = "TID 1500 with two planar regions: the document"
UIDS = ("1.2.3.9", "1.2.3.10")
OUTLINE = np.array([[1.0, 1.0], [1.0, 9.0], [9.0, 9.0], [1.0, 1.0]])
LIVER, LENGTH, MM = Code(*SCT.Liver), Code(*SCT.Length), Code(*UCUM["mm"])
ENGLISH = Code("en-US", "RFC5646", "English (United States)")
SOURCE = Code("260753009", "SCT", "Source")
ROI = PlanarROIMeasurementsAndQualitativeEvaluations
Region = ROI.ImageRegionSpatialCoordinatesItem
CT = CTImage(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyDate="20250131",
    StudyTime="1230",
    StudyID="7",
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
CT_OF_PYDICOM = CT.to_dataset()


def our_region(uid: str) -> ROI:
    return ROI(
        TrackingIdentifier="lesion",
        TrackingUniqueIdentifier=uid,
        Finding=LIVER,
        ImageRegionSpatialCoordinates=Region(
            ("POLYLINE", OUTLINE), Image=Region.ImageItem(CT, concept=SOURCE)
        ),
        ROIMeasurements=ROIMeasurements(
            FindingSite_2=[LIVER],
            Measurement=[ROIMeasurements.MeasurementItem(LENGTH, 12.5, MM)],
        ),
    )


def ours() -> Comprehensive3DSR:
    person = PersonObserverIdentifyingAttributes(PersonObserverName="Doe^John")
    observer = ObserverContext(ObserverType=CID270.Person, PersonObserverIdentifyingAttributes=person)
    measurements = MeasurementReport.ImagingMeasurementsItem(
        PlanarROIMeasurementsAndQualitativeEvaluations=[our_region(uid) for uid in UIDS]
    )
    report = MeasurementReport(
        CID7021.ImagingMeasurementReport,
        LanguageOfContentItemAndDescendants=LanguageOfContentItemAndDescendants(ENGLISH),
        ObservationContext=ObservationContext(ObserverContext=[observer]),
        ProcedureReported=[LIVER],
        ImagingMeasurements=measurements,
    )
    return report.to_document(Comprehensive3DSR, patient_and_study=CT)


def their_region(uid: str) -> Any:
    sr = highdicom.sr
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(uid=uid, identifier="lesion"),
        finding_type=LIVER,
        referenced_region=sr.ImageRegion(
            graphic_type=sr.GraphicTypeValues.POLYLINE,
            graphic_data=OUTLINE,
            source_image=sr.SourceImageForRegion.from_source_image(CT_OF_PYDICOM),
        ),
        finding_sites=[sr.FindingSite(anatomic_location=LIVER)],
        measurements=[sr.Measurement(name=LENGTH, value=12.5, unit=MM)],
    )


def theirs() -> Dataset:
    sr = highdicom.sr
    attributes = sr.PersonObserverIdentifyingAttributes(name="Doe^John")
    observer = sr.ObserverContext(observer_type=codes.DCM.Person, observer_identifying_attributes=attributes)
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_person_context=observer),
        procedure_reported=LIVER,
        imaging_measurements=[their_region(uid) for uid in UIDS],
    )
    return sr.Comprehensive3DSR(
        evidence=[CT_OF_PYDICOM],
        content=content,
        series_instance_uid=generate_uid(),
        series_number=1,
        sop_instance_uid=generate_uid(),
        instance_number=1,
    )


def tree(document: Comprehensive3DSR) -> list[tuple[Any, ...]]:
    """Return what the items say, in any order: of the sites of a finding, highdicom writes them after its region."""
    names = (
        "RelationshipType",
        "ValueType",
        "ConceptNameCodeSequence",
        "ConceptCodeSequence",
        "TextValue",
        "UID",
    )
    found = [tuple(getattr(item, name) for name in (*names, "GraphicData")) for item in items_below(document)]
    return sorted(found, key=str)


def statements(*functions: Any) -> int:
    return sum(len(inspect.getsource(each).splitlines()) for each in functions)


def test_highdicom(compare: Compare) -> None:
    compare.call(TOPIC, "highdicom.sr", theirs, base=True)


def test_dicomwright(compare: Compare) -> None:
    assert tree(ours()) == tree(Comprehensive3DSR.from_dataset(theirs()))
    assert statements(our_region, ours) < statements(their_region, theirs)
    compare.call(TOPIC, "dicomwright.templates", ours)


def test_bar(compare: Compare) -> None:
    subjects = {"highdicom.sr": lambda _: theirs(), "dicomwright.templates": lambda _: ours()}
    turns = compare.turns("a report", subjects, [0], rounds=10)
    ratio = turns.of_sums("highdicom.sr", "dicomwright.templates")
    compare.bar("report of highdicom over ours", ratio, least=5)
