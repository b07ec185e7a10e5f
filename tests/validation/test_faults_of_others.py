"""What people reported of other tools, tried here: each with the right verdict."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from altered import altered
from pydicom.dataset import Dataset

from dicomwright import iods
from dicomwright.iods import (
    Comprehensive3DSR,
    EnhancedMRColorImage,
    EnhancedMRImage,
    KeyObjectSelectionDocument,
    RealTimeVideoEndoscopicImage,
    RTIonPlan,
    RTPlan,
    SecondaryCaptureImage,
    Segmentation,
)
from dicomwright.runtime.validation import validate
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.report import Report


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in report}


PITCH_AND_ROLL = {
    "TableTopPitchAngle", "TableTopPitchRotationDirection", "TableTopRollAngle", "TableTopRollRotationDirection",
}  # fmt: skip


@pytest.mark.parametrize(
    ("iod", "beams", "points"),
    [
        (RTPlan, "BeamSequence", "ControlPointSequence"),
        (RTIonPlan, "IonBeamSequence", "IonControlPointSequence"),
    ],
)
def test_a_table_that_does_not_tilt_has_no_pitch(iod: type[IOD], beams: str, points: str) -> None:
    """PS3.3 C.8.8.14, C.8.8.25: what the device does not need is not demanded, what every one has is: once."""
    plan, beam = minimal(iod).to_dataset(), Dataset()
    setattr(beam, points, [Dataset(), Dataset()])
    setattr(plan, beams, [beam])
    demanded = {path for code, path in found(validate(plan)) if code == "missing-type-1c"}
    assert f"{beams}[0].{points}[0].GantryAngle" in demanded
    assert f"{beams}[0].{points}[1].GantryAngle" not in demanded
    missing = {path.rpartition(".")[2] for code, path in found(validate(plan)) if code.startswith("missing")}
    tilting = PITCH_AND_ROLL & missing
    assert tilting == (PITCH_AND_ROLL if iod is RTIonPlan else set())


BY_VALUE_TYPE = {
    "TEXT": {"TextValue"},
    "CODE": {"ConceptCodeSequence"},
    "NUM": {"MeasuredValueSequence"},
    "COMPOSITE": {"ReferencedSOPSequence"},
    "IMAGE": {"ReferencedSOPSequence"},
    "WAVEFORM": {"ReferencedSOPSequence"},
    "SCOORD": {"GraphicType", "GraphicData"},
    "SCOORD3D": {"GraphicType", "GraphicData", "ReferencedFrameOfReferenceUID"},
    "TCOORD": {"TemporalRangeType"},
    "CONTAINER": {"ContinuityOfContent"},
}
"""What a content item has for its value (PS3.3 C.17.3, C.18.1 to C.18.9); of a NUM it may be empty."""


def content_item(value_type: str) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", value_type
    return item


@pytest.mark.parametrize("value_type", BY_VALUE_TYPE)
def test_a_content_item_has_its_value(value_type: str) -> None:
    """What a conditional include brings is demanded where the include is, and not allowed where it is not."""
    document = minimal(Comprehensive3DSR).to_dataset()
    document.ContentSequence = [content_item(value_type)]
    report = validate(document)
    missing = {path.rpartition(".")[2] for code, path in found(report) if code.startswith("missing-type")}
    ours = {keyword for keywords in BY_VALUE_TYPE.values() for keyword in keywords} - {"ContinuityOfContent"}
    assert missing & ours == BY_VALUE_TYPE[value_type] & ours
    inside = ("missing-type-1c", "ContentSequence[0].ContinuityOfContent")
    assert (inside in found(report)) == (value_type == "CONTAINER")
    document.ContentSequence = [content_item("TEXT")]
    for keyword in BY_VALUE_TYPE[value_type] - {"TextValue"}:
        setattr(document.ContentSequence[0], keyword, None)
        assert ("not-allowed", f"ContentSequence[0].{keyword}") in found(validate(document))


def test_an_item_that_refers_to_another_has_no_value_of_its_own() -> None:
    document = minimal(Comprehensive3DSR).to_dataset()
    item = content_item("IMAGE")
    del item.ValueType
    item.ReferencedContentItemIdentifier = [1, 1]
    document.ContentSequence = [item]
    lacking = {path for code, path in found(validate(document)) if code.startswith("missing")}
    assert not {path for path in lacking if path.startswith("ContentSequence[")}


def test_a_document_says_whether_its_content_is_continuous() -> None:
    for iod in (Comprehensive3DSR, KeyObjectSelectionDocument):
        document = minimal(iod).to_dataset()
        assert document.ValueType == "CONTAINER"
        del document.ContinuityOfContent
        assert ("missing-type-1c", "ContinuityOfContent") in found(validate(document))
        document.ContinuityOfContent = "SEPARATE"
        assert not any(path == "ContinuityOfContent" for _, path in found(validate(document)))


def test_includes_that_bring_one_attribute_are_alternatives_in_words() -> None:
    document = minimal(Comprehensive3DSR).to_dataset()
    document.ContentSequence = [content_item("IMAGE")]
    (said,) = [each.message for each in validate(document) if each.path.endswith("ReferencedSOPSequence")]
    assert "ValueType is COMPOSITE, or required if" in said


# --- groups of all frames, whose conditions look at what frames have


def enhanced(*types: str) -> Dataset:
    """Make an image whose frames share an MR Imaging Modifier, and have a Frame Type each."""
    image = minimal(EnhancedMRImage).to_dataset()
    (shared,) = image.SharedFunctionalGroupsSequence
    modifier = Dataset()
    modifier.ParallelAcquisition = "YES"
    shared.MRModifierSequence = [modifier]
    described = shared.MRImageFrameTypeSequence[0]
    del shared.MRImageFrameTypeSequence
    image.PerFrameFunctionalGroupsSequence = [
        frame_of(image.PerFrameFunctionalGroupsSequence[0], described, kind) for kind in types
    ]
    image.NumberOfFrames = len(types)
    return image


def frame_of(other: Dataset, described: Dataset, kind: str) -> Dataset:
    frame, own = deepcopy(other), deepcopy(described)
    if kind:
        own.FrameType = [kind, "PRIMARY", "VOLUME", "NONE"]
        frame.MRImageFrameTypeSequence = [own]
    return frame


FACTOR = "SharedFunctionalGroupsSequence[0].MRModifierSequence[0].ParallelReductionFactorInPlane"


@pytest.mark.parametrize(
    ("types", "missing"),
    [
        (["ORIGINAL"], True),
        (["ORIGINAL", "ORIGINAL", "ORIGINAL"], True),
        (["DERIVED", "DERIVED"], False),
        (
            ["DERIVED", "MIXED", "ORIGINAL"],
            True,
        ),  # in one frame is enough: it is the group of that frame, too
        (["DERIVED", "", "MIXED"], False),  # nothing is said of the second
    ],
)
def test_a_group_of_all_frames_is_judged_as_that_of_each(types: list[str], *, missing: bool) -> None:
    """PS3.3 C.8.13.5.5: demanded where value 1 of Frame Type is ORIGINAL and acquisition is parallel."""
    image = enhanced(*types)
    assert (("missing-type-1c", FACTOR) in found(validate(image))) == missing
    group = image.SharedFunctionalGroupsSequence[0].MRModifierSequence[0]
    del image.SharedFunctionalGroupsSequence[0].MRModifierSequence
    for frame in image.PerFrameFunctionalGroupsSequence:
        frame.MRModifierSequence = [group]
    told = {path for code, path in found(validate(image)) if code == "missing-type-1c"}
    assert any(path.endswith("ParallelReductionFactorInPlane") for path in told) == missing


def test_a_frame_with_a_group_of_its_own_does_not_look_at_that_of_all() -> None:
    image = enhanced("ORIGINAL", "DERIVED")
    image.PerFrameFunctionalGroupsSequence[0].MRModifierSequence = [Dataset()]
    report = found(validate(image))
    assert ("missing-type-1c", FACTOR) not in report
    assert any(code == "misplaced-functional-group" for code, _ in report)


@pytest.mark.parametrize(
    ("types", "allowed"), [(["ORIGINAL", "DERIVED"], True), (["ORIGINAL", "MIXED"], False)]
)
def test_a_group_of_all_frames_may_have_what_that_of_each_may(types: list[str], *, allowed: bool) -> None:
    image = enhanced(*types)
    image.SharedFunctionalGroupsSequence[0].MRModifierSequence[0].ParallelReductionFactorInPlane = 2.0
    assert (("not-allowed", FACTOR) not in found(validate(image))) == allowed


# --- one fault, one error


def test_attributes_that_exclude_each_other_are_one_fault() -> None:
    """PS3.3 C.11.1: Rescale Intercept or a Modality LUT; the one is told, the other for information."""
    image = minimal(SecondaryCaptureImage).to_dataset()
    before = found(validate(image))
    image.RescaleIntercept, image.RescaleSlope, image.RescaleType = 0, 1, "US"
    assert found(validate(image)) == before
    image.ModalityLUTSequence = [lut := Dataset()]
    lut.LUTDescriptor, lut.LUTData, lut.ModalityLUTType = [2, 0, 8], [0, 1], "US"
    report = validate(image)
    assert {each.path for each in report.errors if each.code == "not-allowed"} == {"RescaleIntercept"}
    assert {each.path for each in report.information if each.code == "not-allowed"} == {"ModalityLUTSequence"}
    assert len(found(report)) == len(before) + 2
    del image.RescaleIntercept, image.RescaleSlope, image.RescaleType
    assert found(validate(image)) == before


def test_what_is_forbidden_by_the_same_attribute_is_a_fault_each() -> None:
    """Date and Time exclude nothing: neither may be in a content item that is a TEXT."""
    document = minimal(Comprehensive3DSR).to_dataset()
    item = content_item("TEXT")
    item.Date, item.Time = "20251121", "120000"
    document.ContentSequence = [item]
    errors = {each.path for each in validate(document).errors if each.code == "not-allowed"}
    assert errors == {"ContentSequence[0].Date", "ContentSequence[0].Time"}


# --- what the IOD, its modules or the data set decide


@pytest.mark.parametrize(
    ("name", "demanded"),
    [
        ("SecondaryCaptureImage", True),
        ("UltrasoundImage", True),
        ("ComputedRadiographyImage", True),
        ("XRayAngiographicImage", True),
        ("VLSlideCoordinatesMicroscopicImage", True),
        ("CTImage", False),  # the IOD has the Image Plane Module
        ("EnhancedMRImage", False),  # frames have planes
        ("VLWholeSlideMicroscopyImage", False),
        ("NuclearMedicineImage", False),  # detectors have positions, and it is not said which need them
    ],
)
def test_images_without_a_plane_say_how_the_patient_lies(name: str, *, demanded: bool) -> None:
    """PS3.3 C.7.6.1: Type 2C, where the image needs neither position nor orientation."""
    image = minimal(getattr(iods, name)).to_dataset()
    if "PatientOrientation" in image:
        del image.PatientOrientation
    lacking = ("missing-type-2c", "PatientOrientation")
    assert (lacking in found(validate(image))) == demanded
    image.PatientOrientation = None
    assert lacking not in found(validate(image))


def test_position_and_orientation_may_be_in_an_optional_module() -> None:
    lacking = ("missing-type-2c", "PatientOrientation")
    image = minimal(SecondaryCaptureImage).to_dataset()
    del image.PatientOrientation
    assert lacking in found(validate(image))
    image.ImagePositionPatient, image.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
    assert lacking not in found(validate(image))


@pytest.mark.parametrize(
    ("code", "demanded"), [(("337915000", "SCT"), False), (("448771007", "SCT"), True), (None, False)]
)
def test_an_animal_has_what_animals_have(code: tuple[str, str] | None, *, demanded: bool) -> None:
    """PS3.3 C.7.1.1, C.7.2.2: one code of CID 7454 is that of man."""
    image = minimal(SecondaryCaptureImage).to_dataset()
    if code is not None:
        image.PatientSpeciesCodeSequence = [species := Dataset()]
        species.CodeValue, species.CodingSchemeDesignator = code
        species.CodeMeaning = "species"
    image.PatientAge = "004Y"  # the Patient Study Module is there
    missing = {path for code, path in found(validate(image)) if code == "missing-type-2c"}
    assert ({"ResponsiblePerson", "PatientSexNeutered", "PatientBreedCodeSequence"} <= missing) == demanded


@pytest.mark.parametrize(
    ("frame_type", "organization", "demanded"),
    [
        ("ORIGINAL", None, True),
        ("DERIVED", None, False),
        ("ORIGINAL", "TILED_FULL", False),
        ("ORIGINAL", "3D", True),
    ],
)
def test_frames_that_are_original_have_their_times(
    frame_type: str, organization: str | None, *, demanded: bool
) -> None:
    """PS3.3 C.7.6.16.2.2: what is no conversion, and no slide, says when its frames were acquired."""
    image = enhanced(frame_type)
    image.PerFrameFunctionalGroupsSequence[0].FrameContentSequence = [Dataset()]
    if organization is not None:
        image.DimensionOrganizationType = organization
    place = "PerFrameFunctionalGroupsSequence[0].FrameContentSequence[0]"
    for keyword in ("FrameReferenceDateTime", "FrameAcquisitionDuration"):
        assert (("missing-type-1c", f"{place}.{keyword}") in found(validate(image))) == demanded


@pytest.mark.parametrize(("corner", "demanded"), [("SLIDE_CORNER", True), ("", False)])
def test_segments_of_slides_have_a_place_on_the_slide(corner: str, *, demanded: bool) -> None:
    """PS3.3 A.51, C.7.4.1.1.2: the corner of a slide is the reference of its coordinates."""
    image = minimal(Segmentation).to_dataset()
    image.FrameOfReferenceUID, image.PositionReferenceIndicator = "1.2.3.4", corner
    image.DimensionOrganizationType = "TILED_SPARSE"
    missing = {path for code, path in found(validate(image)) if code == "missing-functional-group"}
    assert any(path.endswith("PlanePositionSlideSequence") for path in missing) == demanded


@pytest.mark.parametrize("lossy", ["00", "01"])
def test_the_loss_of_a_segmentation_has_its_ratio(lossy: str) -> None:
    """PS3.3 C.8.20.2: Lossy Image Compression, Type 1, says whether the image or its sources lost something."""
    image = altered(minimal(Segmentation), LossyImageCompression=lossy).to_dataset()
    names = {"LossyImageCompressionRatio", "LossyImageCompressionMethod"}
    assert {path for code, path in found(validate(image)) if code == "missing-type-1c"} & names == (
        names if lossy == "01" else set()
    )


def test_an_iod_may_have_the_functional_groups_of_another() -> None:
    """PS3.3 A.36.4.4 refers to Table A.36-2, that of the Enhanced MR Image, and has none of its own."""
    groups = EnhancedMRColorImage.functional_groups
    assert len(groups) == 29
    assert groups == EnhancedMRImage.functional_groups
    image = minimal(EnhancedMRColorImage).to_dataset()
    del image.SharedFunctionalGroupsSequence[0].MREchoSequence
    assert ("missing-functional-group", "PerFrameFunctionalGroupsSequence[0].MREchoSequence") in found(
        validate(image)
    )


def test_the_current_frame_has_its_functional_groups() -> None:
    """PS3.3 C.7.6.27: what is shown while it is made has one frame, whose groups have a place of their own."""
    video = minimal(RealTimeVideoEndoscopicImage).to_dataset()
    assert found(validate(video)) == set()
    del video[0x00060001].value[0].FrameContentSequence  # pydicom does not know its keyword
    place = "CurrentFrameFunctionalGroupsSequence[0].FrameContentSequence"
    assert found(validate(video)) == {("missing-functional-group", place)}
