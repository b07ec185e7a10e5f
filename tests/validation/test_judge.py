"""Judging: each kind of finding, on an IOD that is declared here, so that nothing but the rule itself is at stake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from runtime.declared import make_ct

from dicomwright.runtime import (
    IOD,
    FunctionalGroupMacro,
    FunctionalGroupUsage,
    Item,
    Module,
    ModuleUsage,
    attribute,
    equals,
    external,
    functional_group,
    present,
    rule,
    transfer_syntax_is,
    usage,
    values_of,
)
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from dicomwright.runtime.reports.report import Report


class Patient(Module):
    """Mandatory: one of each Type."""

    name_ = "Patient"
    section_ = "C.7.1.1"

    PatientID: Any = attribute(0x00100020, "LO", "1", default=None)
    PatientName: Any = attribute(0x00100010, "PN", "2", default=None)
    PatientSex: Any = attribute(0x00100040, "CS", "3", values=("F", "M", "O"), default=None)
    PatientComments: Any = attribute(
        0x00104000, "LT", "1C", required_if=equals("PatientSex", "O"), default=None
    )
    EthnicGroup: Any = attribute(
        0x00102160, "SH", "2C", required_if=rule(equals("PatientSex", "F"), otherwise="may"), default=None
    )
    Occupation: Any = attribute(
        0x00102180, "SH", "1C", required_if=external("the dye was blue"), default=None
    )


class Series(Module):
    """Mandatory: values and items."""

    name_ = "Series"

    class RequestItem(Item):
        """Item of Request Attributes Sequence."""

        RequestedProcedureID: Any = attribute(0x00401001, "SH", "1")
        ScheduledProcedureStepID: Any = attribute(
            0x00400009, "SH", "1C", required_if=present("PatientSex"), default=None
        )

    Modality: Any = attribute(0x00080060, "CS", "1", terms=("CT", "MR"), default=None)
    ImageType: Any = attribute(
        0x00080008,
        "CS",
        "3",
        vm="2-n",
        value_lists=(
            values_of("enumerated", ("ORIGINAL", "DERIVED"), value=1),
            values_of("enumerated", ("AXIAL",), value=3, when=equals("Modality", "CT")),
        ),
        default=None,
    )
    RequestAttributesSequence: Any = attribute(
        0x00400275, "SQ", "3", item=RequestItem, items=(1, 2), default=None
    )


class Contrast(Module):
    """Conditional."""

    name_ = "Contrast"

    ContrastBolusAgent: Any = attribute(0x00180010, "LO", "2", default=None)
    ContrastBolusVolume: Any = attribute(0x00181041, "DS", "3", default=None)


class Overlay(Module):
    """User option: a repeating group."""

    name_ = "Overlay"

    OverlayRows: Any = attribute("60xx0010", "US", "1", default=None)
    OverlayType: Any = attribute("60xx0040", "CS", "1", values=("G", "R"), default=None)
    OverlayBitsAllocated: Any = attribute(
        "60xx0100", "US", "1C", required_if=equals("OverlayType", "R"), default=None
    )


class Measures(FunctionalGroupMacro):
    """Mandatory functional group."""

    name_ = "Measures"

    class MeasuresItem(Item):
        """Item of Pixel Measures Sequence."""

        SliceThickness: Any = attribute(0x00180050, "DS", "1")

    PixelMeasuresSequence: Any = attribute(0x00289110, "SQ", "1", item=MeasuresItem, items=(1, 1))


class Position(FunctionalGroupMacro):
    """Functional group that must not be shared, if frames are volumes."""

    name_ = "Position"

    PlanePositionSequence: Any = attribute(0x00209113, "SQ", "1", item=Item, items=(1, 1))


class Frames(Module):
    """Functional groups."""

    name_ = "Frames"

    class SharedFunctionalGroupsItem(Measures, Position, Item):
        """What all frames have."""

    class PerFrameFunctionalGroupsItem(Measures, Position, Item):
        """What a frame has."""

    NumberOfFrames: Any = attribute(0x00280008, "IS", "1", default=None)
    VolumetricProperties: Any = attribute(0x00089206, "CS", "3", default=None)
    SharedFunctionalGroupsSequence: Any = attribute(
        0x52009229, "SQ", "1", item=SharedFunctionalGroupsItem, items=(1, 1), default=None
    )
    PerFrameFunctionalGroupsSequence: Any = attribute(
        0x52009230, "SQ", "1", item=PerFrameFunctionalGroupsItem, items=(1, None), default=None
    )


class Plain(Overlay, Contrast, Series, Patient, IOD):
    """An IOD without frames."""

    name_ = "Plain"
    modules: ClassVar[tuple[ModuleUsage, ...]] = (
        usage(Patient, "M"),
        usage(Series, "M"),
        usage(Contrast, "C", required_if=equals("Modality", "CT")),
        usage(Overlay, "U"),
    )


class Lossy(Module):
    """Mandatory: what depends on how a file is written."""

    name_ = "Lossy"

    LossyImageCompression: Any = attribute(
        0x00282110, "CS", "1C", required_if=transfer_syntax_is("1.2.840.10008.1.2.4.50"), default=None
    )


class Compressed(Lossy, Series, Patient, IOD):
    """An IOD that may be compressed."""

    name_ = "Compressed"
    modules: ClassVar[tuple[ModuleUsage, ...]] = (usage(Patient, "M"), usage(Series, "M"), usage(Lossy, "M"))


class Framed(Frames, IOD):
    """An IOD with frames."""

    name_ = "Framed"
    modules: ClassVar[tuple[ModuleUsage, ...]] = (usage(Frames, "M"),)
    functional_groups: ClassVar[tuple[FunctionalGroupUsage, ...]] = (
        functional_group(Measures, "M"),
        functional_group(
            Position, "C", shared=False, required_if=rule(equals("VolumetricProperties", "VOLUME"))
        ),
    )


def plain(**values: object) -> Dataset:
    """Make a data set that Plain has nothing against; None takes an attribute away."""
    return dataset({"PatientID": "1", "PatientName": "", "Modality": "MR", **values})


def dataset(values: dict[str, Any]) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        if keyword.endswith("Sequence"):
            setattr(made, keyword, Sequence(map(dataset, value or ())))
        elif value is not None:
            setattr(made, keyword, value)
    return made


NONE: set[tuple[str, str]] = set()
REQUEST = {"RequestedProcedureID": "1"}


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in report}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, NONE),
        ({"PatientID": None}, {("missing-type-1", "PatientID")}),
        ({"PatientID": ""}, {("empty-type-1", "PatientID")}),
        ({"PatientName": None}, {("missing-type-2", "PatientName")}),
        ({"PatientSex": "O"}, {("missing-type-1c", "PatientComments")}),
        ({"PatientSex": "O", "PatientComments": ""}, {("empty-type-1c", "PatientComments")}),
        ({"PatientSex": "O", "PatientComments": "none"}, NONE),
        ({"PatientSex": "M", "PatientComments": "none"}, {("not-allowed", "PatientComments")}),
        ({"PatientSex": "", "PatientComments": "none"}, NONE),  # nobody knows the sex
        ({"PatientSex": "F"}, {("missing-type-2c", "EthnicGroup")}),
        ({"PatientSex": "F", "EthnicGroup": ""}, NONE),
        ({"PatientSex": "M", "EthnicGroup": "x"}, NONE),  # may be present otherwise
        ({"Occupation": "x"}, NONE),  # nobody knows
        ({"PatientSex": "X"}, {("value-not-enumerated", "PatientSex")}),
        ({"Modality": "XX"}, {("value-not-a-defined-term", "Modality")}),
        ({"ImageType": ["ORIGINAL"]}, {("wrong-vm", "ImageType")}),
        ({"ImageType": ["NEITHER", "PRIMARY"]}, {("value-not-enumerated", "ImageType")}),
        ({"ImageType": ["DERIVED", "PRIMARY", "OTHER"]}, NONE),
        (
            {"Modality": "CT", "ContrastBolusAgent": "", "ImageType": ["DERIVED", "PRIMARY", "OTHER"]},
            {("value-not-enumerated", "ImageType")},
        ),
        ({"Modality": "CT"}, {("missing-module", ""), ("missing-type-2", "ContrastBolusAgent")}),
        ({"ContrastBolusAgent": "x"}, {("not-allowed", "ContrastBolusAgent")}),
        (
            {"ContrastBolusVolume": "1"},
            {("not-allowed", "ContrastBolusVolume"), ("missing-type-2", "ContrastBolusAgent")},
        ),
        ({"RequestAttributesSequence": []}, NONE),
        ({"RequestAttributesSequence": [REQUEST] * 3}, {("item-count", "RequestAttributesSequence")}),
        (
            {"RequestAttributesSequence": [REQUEST, {"AccessionNumber": "1"}]},
            {
                ("missing-type-1", "RequestAttributesSequence[1].RequestedProcedureID"),
                ("unexpected-attribute", "RequestAttributesSequence[1].AccessionNumber"),
            },
        ),
        (  # a condition looks outward
            {"PatientSex": "M", "RequestAttributesSequence": [REQUEST]},
            {("missing-type-1c", "RequestAttributesSequence[0].ScheduledProcedureStepID")},
        ),
        ({"StudyID": "1"}, {("unexpected-attribute", "StudyID")}),
        ({"StudyIDIssuer": "1"}, {("retired-attribute", "StudyIDIssuer")}),
    ],
)  # fmt: skip
def test_finding(values: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert found(validate(plain(**values), Plain)) == expected


def test_a_mandatory_module_is_missing_as_a_whole() -> None:
    """One error, of the module; its attributes are told below it."""
    report = validate(dataset({"Modality": "MR"}), Plain)
    assert [(each.code, each.module) for each in report.errors] == [("missing-module", "Patient")]
    assert {(each.code, each.path) for each in report.information} == {
        ("missing-type-1", "PatientID"),
        ("missing-type-2", "PatientName"),
    }
    assert {each.module for each in report.information} == {"Patient"}
    assert not report.ok


def test_what_another_module_demands_too_is_missing_for_itself() -> None:
    class Named(Module):
        name_ = "Named"

        PatientName: Any = attribute(0x00100010, "PN", "2", default=None)
        StudyID: Any = attribute(0x00200010, "SH", "2", default=None)

    class Both(Named, Patient, IOD):
        name_ = "Both"
        modules: ClassVar[tuple[ModuleUsage, ...]] = (usage(Patient, "M"), usage(Named, "M"))

    report = validate(dataset({"StudyID": ""}), Both)
    assert {(each.code, each.path) for each in report.errors} == {
        ("missing-module", ""),
        ("missing-type-2", "PatientName"),
    }
    assert [each.path for each in report.information] == ["PatientID"]


def test_what_a_finding_says() -> None:
    (finding,) = validate(plain(PatientSex="O"), Plain)
    assert (finding.tag, finding.keyword, finding.module) == (0x00104000, "PatientComments", "Patient")
    assert finding.severity == "error"
    assert finding.section == "PS3.3 C.7.1.1"
    assert finding.message == "Type 1C attribute is absent: required if PatientSex is O"


def test_values_are_shown_to_who_asks_alone() -> None:
    secret = plain(PatientSex="SECRET")
    (hidden,) = validate(secret, Plain)
    assert hidden.value is None
    assert "SECRET" not in repr(hidden)
    (shown,) = validate(secret, Plain, show_values=True)
    assert shown.value == "SECRET"


@pytest.mark.filterwarnings("ignore:Invalid value for VR CS")
def test_private_attributes_and_group_lengths_are_left_alone() -> None:
    made = plain()
    made.add_new(0x00090010, "LO", "ACME")
    made.add_new(0x00091001, "SQ", Sequence([dataset({"PatientSex": "?"})]))
    made.add_new(0x00100000, "UL", 12)
    assert found(validate(made, Plain)) == set()


def test_a_tag_that_nobody_knows() -> None:
    made = plain()
    made.add_new(0x00080002, "LO", "x")
    assert found(validate(made, Plain)) == {("unknown-attribute", "(0008,0002)")}


def test_vr_of_the_file() -> None:
    made = plain()
    made.add_new(0x00100040, "LO", "M")
    assert found(validate(made, Plain)) == {("wrong-vr", "PatientSex")}


def test_repeating_groups_are_judged_each() -> None:
    made = plain()
    made.add_new(0x60020010, "US", 512)
    made.add_new(0x60020040, "CS", "R")
    made.add_new(0x60040040, "CS", "X")
    assert found(validate(made, Plain)) == {
        ("missing-type-1c", "OverlayBitsAllocated"),
        ("missing-type-1", "OverlayRows"),
        ("value-not-enumerated", "OverlayType"),
    }
    assert {f.tag for f in validate(made, Plain)} == {0x60020100, 0x60040010, 0x60040040}


MEASURES = {"PixelMeasuresSequence": [{"SliceThickness": "1"}]}
POSITION: dict[str, Any] = {"PlanePositionSequence": [{}]}


def framed(shared: dict[str, Any], *frames: dict[str, Any], **values: object) -> Dataset:
    return dataset(
        {
            "NumberOfFrames": len(frames),
            "SharedFunctionalGroupsSequence": [shared],
            "PerFrameFunctionalGroupsSequence": list(frames),
            **values,
        }
    )


_FIRST, _SECOND = (f"PerFrameFunctionalGroupsSequence[{index}]." for index in (0, 1))
_SHARED = "SharedFunctionalGroupsSequence[0]."
_VOLUME = {"VolumetricProperties": "VOLUME"}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (framed(MEASURES, {}, {}), NONE),
        (framed({}, MEASURES, MEASURES), NONE),
        (framed({}, MEASURES, {}), {("missing-functional-group", _SECOND + "PixelMeasuresSequence")}),
        (framed(MEASURES, {}, MEASURES), {("misplaced-functional-group", _SECOND + "PixelMeasuresSequence")}),
        (framed({"PixelMeasuresSequence": []}, {}), {("empty-type-1", _SHARED + "PixelMeasuresSequence")}),
        (framed(MEASURES, {}, {}, NumberOfFrames=3), {("frame-count", "PerFrameFunctionalGroupsSequence")}),
        (framed(MEASURES, {}, **_VOLUME), {("missing-functional-group", _FIRST + "PlanePositionSequence")}),
        (framed(MEASURES, POSITION, **_VOLUME), NONE),
        (framed(MEASURES, POSITION), {("not-allowed", _FIRST + "PlanePositionSequence")}),
        (
            framed({**MEASURES, **POSITION}, {}, **_VOLUME),
            {("misplaced-functional-group", _SHARED + "PlanePositionSequence")},
        ),
        (
            framed({"PixelMeasuresSequence": [{}]}, {}),
            {("missing-type-1", _SHARED + "PixelMeasuresSequence[0].SliceThickness")},
        ),
    ],
)  # fmt: skip
def test_functional_groups(made: Dataset, expected: set[tuple[str, str]]) -> None:
    assert found(validate(made, Framed)) == expected


@pytest.mark.filterwarnings("ignore:The value length")
def test_without_an_iod_the_dictionary_judges() -> None:
    made = dataset({"SOPClassUID": "1.2.3", "PatientSex": "TOO LONG FOR A CODE STRING", "StudyIDIssuer": "x"})
    report = validate(made)
    assert found(report) == {
        ("unknown-iod", "SOPClassUID"),
        ("bad-value", "PatientSex"),
        ("retired-attribute", "StudyIDIssuer"),
    }
    assert report.iod == ""


def test_nesting_that_recursion_would_not_survive() -> None:
    inner = dataset({"RequestedProcedureID": "1"})
    for _ in range(5_000):
        outer = dataset({"RequestedProcedureID": "1"})
        outer.RequestAttributesSequence = Sequence([inner])
        inner = outer
    made = plain()
    made.RequestAttributesSequence = Sequence([inner])
    report = validate(made, Plain)
    assert report.counts == {"unexpected-attribute": 1, "unreadable": 1}
    assert "items below 500 levels are not judged" in {finding.message for finding in report}


def test_items_that_are_open() -> None:
    """In an item of open_ any attribute may stand: what was there before it was changed, say."""
    original = {"ModifiedAttributesSequence": [{"PatientID": "2"}]}
    report = validate(plain(OriginalAttributesSequence=[original]), "CTImage")
    place = "OriginalAttributesSequence[0].ModifiedAttributesSequence[0]"
    assert ("unexpected-attribute", f"{place}.PatientID") not in found(report)
    assert ("missing-type-1", "OriginalAttributesSequence[0].AttributeModificationDateTime") in found(report)


def test_a_builder_that_contradicts_itself() -> None:
    image = make_ct()
    del image.PixelData
    image.Rows = 3
    image.PixelData = np.zeros((4, 5), np.uint16)
    (finding,) = validate(image)
    assert finding.code == "bad-value"
    assert "Rows (0028,0010), VR US: contradicts the array of pixels" in finding.message


def test_conditions_look_at_the_transfer_syntax() -> None:
    made = plain()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.50"
    assert found(validate(made, Compressed)) == {("missing-type-1c", "LossyImageCompression")}
    made.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2"
    assert found(validate(made, Compressed)) == set()


def test_a_data_set_that_contains_itself() -> None:
    made = plain()
    made.RequestAttributesSequence = Sequence([dataset(REQUEST)])
    made.RequestAttributesSequence[0].RequestAttributesSequence = made.RequestAttributesSequence
    assert "unreadable" in validate(made, Plain).counts


def test_a_source_that_is_nothing() -> None:
    with pytest.raises(TypeError, match="cannot validate int"):
        validate(3)  # type: ignore[arg-type]  # the mistake
    with pytest.raises(ValueError, match="did you mean CTImage"):
        validate(plain(), "CTImge")
