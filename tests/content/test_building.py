"""Templates are built: typed objects, checked values, and documents that other programs read."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
import pydicom
import pytest
from content.reports import MILLIMETRE, ROI, document, image, observer, region, report
from peers import iod_errors, run

from dicomwright.cids import CID4, CID7021, CID7465
from dicomwright.codes import DCM, SCT, UCUM
from dicomwright.iods import BasicTextSR, Comprehensive3DSR, CTImage, KeyObjectSelectionDocument
from dicomwright.macros import DocumentRelationship
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.content import Graphic, Quantity, Reference, Times
from dicomwright.templates import (
    KeyObjectSelection,
    Measurement,
    MeasurementAndQualitativeEvaluationGroup,
    MeasurementContent,
    MeasurementReport,
    MeasurementsDerivedFromMultipleROIMeasurements,
    ObserverContext,
    ROIMeasurements,
)
from dicomwright.templates import VolumetricROIMeasurementsAndQualitativeEvaluations as VolumetricROI

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.runtime.content import Template


def items(of: Any) -> list[Any]:
    return list(of.ContentSequence or ())


def below(of: Any, *places: int) -> Any:
    for place in places:
        of = of.ContentSequence[place]
    return of


def test_a_document_is_valid_for_us_and_others(tmp_path: Path) -> None:
    built = document()
    assert not built.validate().errors
    built.save(tmp_path / "sr.dcm")
    assert iod_errors(tmp_path / "sr.dcm") == []
    dumped = run("dsrdump", tmp_path / "sr.dcm")
    assert dumped.returncode == 0, dumped.stderr
    assert "(POLYLINE,1/1,...)" in dumped.stdout
    assert '"12.5" (mm,UCUM' in dumped.stdout


def test_highdicom_reads_what_is_built(tmp_path: Path) -> None:
    document().save(tmp_path / "sr.dcm")
    content = highdicom.sr.srread(tmp_path / "sr.dcm").content
    groups = content.get_planar_roi_measurement_groups()
    assert [group.tracking_identifier for group in groups] == ["lesion 1"] * 2
    assert [group.tracking_uid for group in groups] == ["1.2.3.9", "1.2.3.10"]
    (length,) = groups[0].get_measurements()
    assert (length.value, length.unit) == (12.5, pydicom.sr.coding.Code("mm", "UCUM", "mm"))
    assert groups[0].roi.value.shape == (5, 2)
    assert [site.value for site in groups[0].finding_sites] == [SCT.Liver]


def test_the_document_says_what_it_is() -> None:
    built = document()
    assert (built.PatientID, built.StudyInstanceUID, built.Modality) == ("42", "1.2.3", "SR")
    assert (built.CompletionFlag, built.VerificationFlag) == ("COMPLETE", "UNVERIFIED")
    assert (built.ValueType, built.ContinuityOfContent) == ("CONTAINER", "SEPARATE")
    (named,) = built.ContentTemplateSequence or ()
    assert (named.MappingResource, named.TemplateIdentifier) == ("DCMR", "1500")
    assert built.ConceptNameCodeSequence == (CID7021.ImagingMeasurementReport,)
    group = below(built, 3, 0) if len(items(built)) > 3 else below(built, 2, 0)
    assert group.ContentTemplateSequence[0].TemplateIdentifier == "1410"


def test_evidence_is_what_the_content_refers_to() -> None:
    here, there = image(), image(2, study="1.2.99")
    built = report(region(here), region(there)).to_document(Comprehensive3DSR, patient_and_study=here)
    (current,) = built.CurrentRequestedProcedureEvidenceSequence or ()
    (other,) = built.PertinentOtherEvidenceSequence or ()
    assert (current.StudyInstanceUID, other.StudyInstanceUID) == ("1.2.3", "1.2.99")
    (series,) = current.ReferencedSeriesSequence
    (instance,) = series.ReferencedSOPSequence
    assert (series.SeriesInstanceUID, instance.ReferencedSOPInstanceUID) == ("1.2.3.4", "1.2.3.4.1")


def test_a_reference_without_study_needs_evidence() -> None:
    ct = image()
    bare = Reference(ct.SOPClassUID, ct.SOPInstanceUID)
    with pytest.raises(InvalidValue, match=r"1 of the objects .* give them as evidence"):
        report(region(bare)).to_document(Comprehensive3DSR, patient_and_study=ct)
    built = report(region(bare)).to_document(Comprehensive3DSR, patient_and_study=ct, evidence=[ct])
    assert len(built.CurrentRequestedProcedureEvidenceSequence or ()) == 1


def test_references_to_frames_and_segments() -> None:
    ct = image()
    found = Reference.to(ct, frames=[2, 3], segments=[1], channels=[(1, 2)])
    assert (found.frames, found.segments, found.channels) == ((2, 3), (1,), (1, 2))
    selection = KeyObjectSelection(CID7010, Image=[Reference.to(ct, frames=[2])])
    built = selection.to_document(KeyObjectSelectionDocument, patient_and_study=ct)
    (item,) = items(built)
    assert item.ReferencedSOPSequence[0].ReferencedFrameNumber == (2,)
    assert not built.validate().errors


CID7010 = DCM["113000"]


def test_content_that_the_iod_cannot_have() -> None:
    ct = image()
    with pytest.raises(InvalidValue, match=r"TID 1410 row 5, .*: BasicTextSR has no items of type SCOORD"):
        report(region(ct)).to_document(BasicTextSR, patient_and_study=ct)
    with pytest.raises(InvalidValue, match="CTImage is no document"):
        report(region(ct)).to_document(CTImage, patient_and_study=ct)
    with pytest.raises(InvalidValue, match=r"ObservationContext is .* a document is one container"):
        observer().to_document(Comprehensive3DSR, patient_and_study=ct)


def test_concepts_and_units_come_first() -> None:
    measured = Measurement(SCT.Length, 12.5, MILLIMETRE)
    assert (measured.concept, measured.value, measured.unit) == (SCT.Length, 12.5, MILLIMETRE)
    assert measured == Measurement(value=12.5, unit=MILLIMETRE, concept=SCT.Length)
    assert measured != Measurement(SCT.Length, 13, MILLIMETRE)


def test_what_has_modifiers_takes_its_value_alone_too() -> None:
    content = MeasurementContent(FindingSite=[SCT.Liver])
    (site,) = content.FindingSite or ()
    assert site == MeasurementContent.FindingSiteItem(SCT.Liver)
    assert site.Laterality is None


def test_coordinates_are_kept_as_they_are_written() -> None:
    item = ROI.ImageRegionSpatialCoordinatesItem(("POINT", [[0.1, 2]]), Image=image())
    assert isinstance(item.value, Graphic)
    assert item.value.points == ((float(np.float32(0.1)), 2.0),)
    assert item == ROI.ImageRegionSpatialCoordinatesItem(("POINT", np.array([[0.1, 2]])), Image=image())


def coordinates(kind: Any, points: Any) -> Any:
    return ROI.ImageRegionSpatialCoordinatesItem((kind, points), Image=image())


def in_space(kind: Any, points: Any) -> Any:
    return VolumetricROI(VolumeSurface=[(kind, points, "1.2.5")])


def in_time(times: Any) -> Any:
    wave: Any = MeasurementAndQualitativeEvaluationGroup.WavePurposeTemporalCoordinatesItem
    return wave(CID7010, times, Waveform=image())


REFUSED: dict[str, tuple[Any, str]] = {
    "text": (lambda: ROI(TrackingIdentifier=5), "TID 1410 row 2, TrackingIdentifier: "),
    "code": (lambda: ROI(Finding="mass"), "TID 1410 row 3b, Finding: must be a code, not str"),
    "closed group": (
        lambda: ObserverContext(ObserverType=CID4.Abdomen),
        "TID 1002 row 1, ObserverType: has a code that is not in CID 270, which cannot be extended",
    ),
    "several": (
        lambda: MeasurementReport(CID7010, ProcedureReported=SCT.Liver),
        "row 4, ProcedureReported: takes several, in a list, not one Code",
    ),
    "several images": (
        lambda: KeyObjectSelection(CID7010, Image=image()),
        "row 8, Image: takes several, in a list, not one CTImage",
    ),
    "one": (lambda: ROI(Finding=[SCT.Liver]), "row 3b, Finding: must be a code, not list"),
    "graphic type": (
        lambda: ROI.ImageRegionSpatialCoordinatesItem(("MULTIPOINT", [[1, 1]]), Image=image()),
        "row 5, .*: value has a type that is not",
    ),
    "points": (
        lambda: ROI.ImageRegionSpatialCoordinatesItem(("POINT", [[1, 1, 1]]), Image=image()),
        "row 5, .*: value must have points of 2 coordinates each",
    ),
    "one point": (
        lambda: coordinates("POINT", [[1, 1], [2, 2]]),
        "value is POINT, and must have 1 point, not 2",
    ),
    "circle": (
        lambda: coordinates("CIRCLE", [[1, 1]]),
        "value is CIRCLE, and must have 2 points, not 1",
    ),
    "line": (
        lambda: coordinates("POLYLINE", [[1, 1]]),
        "value is POLYLINE, and must have more than one point",
    ),
    "no coordinate": (
        lambda: coordinates("POINT", [[1, float("nan")]]),
        "value has a coordinate that is not finite",
    ),
    "polygon": (
        lambda: in_space("POLYGON", [[0, 0, 0], [1, 0, 0], [1, 1, 0]]),
        "VolumeSurface: is POLYGON, and must end where it begins",
    ),
    "frame of reference": (
        lambda: VolumetricROI(VolumeSurface=[("POINT", [[0, 0, 0]])]),
        "row 10, VolumeSurface: must have a frame of reference",
    ),
    "times of two kinds": (
        lambda: in_time(Times("POINT", sample_positions=(1,), time_offsets=(1.5,))),
        "must have sample positions, or time offsets, or dates with times",
    ),
    "times": (
        lambda: in_time(("SEGMENT", [1])),
        "is SEGMENT, and must have 2 positions, not 1",
    ),
    "no number": (
        lambda: Measurement(SCT.Length, float("nan"), MILLIMETRE),
        "value must be a finite number; where there is none, a qualifier says why",
    ),
    "evidence": (
        lambda: report(region(image())).to_document(
            Comprehensive3DSR, patient_and_study=image(), evidence=["1.2.3"]
        ),
        "evidence must be objects, or references to them, not str",
    ),
    "patient and study": (
        lambda: report(region(image())).to_document(
            Comprehensive3DSR,
            patient_and_study=image().to_dataset(),  # type: ignore[arg-type]
        ),
        "patient_and_study must be an object of an IOD, not FileDataset; CTImage.from_dataset, say, makes one",
    ),
    "template": (lambda: ROI(ROIMeasurements=observer()), "must be ROIMeasurements, not ObservationContext"),
    "number": (lambda: Measurement(SCT.Length, "12", MILLIMETRE), "value must be a number, not str"),
    "reference": (lambda: KeyObjectSelection(CID7010, Image=["1.2"]), "must be an object, or a Reference"),
    "others": (lambda: ROI(others=["x"]), "others must be items, not str"),
}


@pytest.mark.parametrize(("build", "said"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_value_is_refused_with_its_row(build: Any, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        build()


def test_no_value_is_in_a_message() -> None:
    with pytest.raises(InvalidValue) as caught:
        ROI(Finding="Doe^Jane")  # type: ignore[arg-type]
    assert "Doe" not in str(caught.value)


def test_names_are_checked() -> None:
    with pytest.raises(TypeError, match="MeasurementReport needs concept"):
        MeasurementReport()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no Findings; did you mean Finding"):
        ROI(Findings=SCT.Liver)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes 1 value by place"):
        MeasurementReport(CID7010, CID7010)  # type: ignore[misc]
    with pytest.raises(AttributeError, match="has no Findings"):
        region(image()).Findings = 1  # type: ignore[attr-defined]


def test_objects_change_copy_and_pickle() -> None:
    one = region(image())
    other = copy.copy(one)
    other.Finding = None
    assert (one.Finding, other.Finding) == (SCT.Liver, None)
    assert one != other
    loaded: Template = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own
    assert loaded == one
    assert repr(other) == "<PlanarROIMeasurementsAndQualitativeEvaluations with 4 values>"
    with pytest.raises(InvalidValue, match=r"row 6, Image: must be given"):
        ROI.ImageRegionSpatialCoordinatesItem(("POINT", [[1, 1]]), Image=None)  # type: ignore[arg-type]


def test_a_number_longer_than_a_decimal_string_is_exact() -> None:
    ct = image()
    third = 1 / 3
    built = report(region(ct, length=third)).to_document(Comprehensive3DSR, patient_and_study=ct)
    numbers = [item for item in flat(built) if item.ValueType == "NUM"]
    (measured,) = numbers[0].MeasuredValueSequence
    assert measured.FloatingPointValue == third
    assert not built.validate().errors


def flat(of: Any) -> list[Any]:
    return [each for item in items(of) for each in (item, *flat(item))]


def test_a_number_may_be_missing_with_a_reason() -> None:
    ct = image()
    roi = region(ct)
    missing = ROIMeasurements.MeasurementItem(SCT.Length, None, MILLIMETRE, qualifier=DCM["114011"])
    roi.ROIMeasurements = ROIMeasurements(Measurement=[missing])
    built = report(roi).to_document(Comprehensive3DSR, patient_and_study=ct)
    (number,) = [item for item in flat(built) if item.ValueType == "NUM"]
    assert not number.MeasuredValueSequence
    assert number.NumericValueQualifierCodeSequence == (DCM["114011"],)


def test_more_than_a_template_says() -> None:
    ct = image()
    more = DocumentRelationship.ContentItem(
        RelationshipType="CONTAINS",
        ValueType="TEXT",
        ConceptNameCodeSequence=[DCM["121106"]],
        TextValue="more",
    )
    roi = region(ct)
    roi.others = [more]
    built = report(roi).to_document(Comprehensive3DSR, patient_and_study=ct)
    assert "more" in [item.TextValue for item in flat(built)]


def test_containers_are_separate_or_continuous() -> None:
    ct = image()
    built = report(region(ct))
    assert (built.continuity, built.ImagingMeasurements and built.ImagingMeasurements.continuity) == (
        "SEPARATE",
        "SEPARATE",
    )
    built.continuity = "CONTINUOUS"
    document = built.to_document(Comprehensive3DSR, patient_and_study=ct)
    assert document.ContinuityOfContent == "CONTINUOUS"
    inner = [item.ContinuityOfContent for item in flat(document) if item.ValueType == "CONTAINER"]
    assert set(inner) == {"SEPARATE"}
    back = MeasurementReport.from_content(document)
    assert (back == built, back.continuity) == (True, "CONTINUOUS")
    back.continuity = "SEPARATE"
    assert back == report(region(ct))
    with pytest.raises(InvalidValue, match="continuity must be one of 'SEPARATE', 'CONTINUOUS'"):
        MeasurementReport(CID7010, continuity="BROKEN")  # type: ignore[arg-type]


def test_a_concept_that_nobody_says() -> None:
    roi = region(image())
    roi.ROIMeasurements = ROIMeasurements(Measurement=[ROIMeasurements.MeasurementItem(None, 1, MILLIMETRE)])
    with pytest.raises(InvalidValue, match=r"TID 1419 row 5, Measurement: the concept is not said"):
        report(roi).to_document(Comprehensive3DSR, patient_and_study=image())


def test_codes_of_highdicom_are_codes() -> None:
    liver = highdicom.sr.CodedConcept(*SCT.Liver[:3])
    millimetre: Any = highdicom.sr.CodedConcept(*MILLIMETRE[:3])
    assert region(image()) == copy.copy(region(image()))
    roi = ROI(Finding=liver)  # type: ignore[arg-type]
    assert roi == ROI(Finding=SCT.Liver)
    assert Measurement(SCT.Length, 1, millimetre) == Measurement(SCT.Length, 1, MILLIMETRE)


def test_measurements_refer_to_the_regions_that_they_are_derived_from() -> None:
    ct, Derived = image(), MeasurementsDerivedFromMultipleROIMeasurements  # noqa: N806 - a class
    regions = [region(ct), region(ct, "1.2.3.10")]
    derived = Derived.MeasurementDerivedFromMultipleROIMeasurementsItem(
        next(iter(CID7465)), 2.0, MILLIMETRE, PlanarROIMeasurementsAndQualitativeEvaluations=regions
    )
    built = report(*regions)
    built.DerivedImagingMeasurements = MeasurementReport.DerivedImagingMeasurementsItem(
        MeasurementsDerivedFromMultipleROIMeasurements=[
            Derived(MeasurementDerivedFromMultipleROIMeasurements=[derived])
        ]
    )
    document = built.to_document(Comprehensive3DSR, patient_and_study=ct)
    assert not document.validate().errors
    identifiers = [each.ReferencedContentItemIdentifier for each in flat(document)]
    assert [each for each in identifiers if each] == [(1, 3, 1), (1, 3, 2)]
    assert MeasurementReport.from_content(document) == built


def test_quantities_of_rows_without_more() -> None:
    assert Quantity(1.0, UCUM["mm"]) == (1.0, UCUM["mm"], None)
