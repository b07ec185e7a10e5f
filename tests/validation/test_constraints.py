"""What must hold between values: limits, counts, numbering, relations to other attributes; right values pass."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from minimal import minimal
from pydicom.dataset import Dataset

from dicomwright import iods
from dicomwright.runtime import validate

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Dataset], object]


def broken(name: str, change: Change) -> list[tuple[str, str]]:
    """Change a minimal instance; the paths and sections of the constraints that are broken then."""
    dataset = minimal(getattr(iods, name)).to_dataset()
    change(dataset)
    report = validate(dataset, getattr(iods, name))
    return [(found.path, found.section) for found in report.errors if found.code == "broken-constraint"]


def setting(**values: Any) -> Change:  # noqa: ANN401 - by VR
    """Set attributes of the data set."""
    return lambda dataset: [setattr(dataset, keyword, value) for keyword, value in values.items()]


def numbering(sequence: str, keyword: str, *numbers: int, **values: Any) -> Change:  # noqa: ANN401 - by VR
    """Give a sequence as many items as there are numbers, with these."""

    def change(dataset: Dataset) -> None:
        first = dataset[sequence].value[0] if sequence in dataset else Dataset()
        setattr(dataset, sequence, [deepcopy(first) for _ in numbers])
        items = dataset[sequence].value
        for item, number in zip(items, numbers, strict=True):
            setattr(item, keyword, number)
        setting(**values)(dataset)

    return change


LABEL_MAPS = "1.2.840.10008.5.1.4.1.1.66.7"
LABEL_MAP = {"SOPClassUID": LABEL_MAPS, "SegmentationType": "LABELMAP"}
RIGHT = [1, 0, 0, 0, 1, 0]
CASES: list[tuple[str, Change, list[str]]] = [
    ("CTImage", setting(HighBit=11, BitsStored=12), []),
    ("CTImage", setting(HighBit=15, BitsStored=12), ["HighBit"]),
    ("CTImage", setting(PixelSpacing=[0.5, 0.5]), []),
    ("CTImage", setting(PixelSpacing=[0.5, 0]), ["PixelSpacing"]),
    ("CTImage", setting(RescaleSlope=0), ["RescaleSlope"]),
    ("CTImage", setting(RescaleSlope=-1), []),
    ("CTImage", setting(ImageOrientationPatient=RIGHT), []),
    ("CTImage", setting(ImageOrientationPatient=[0.70711, 0.70711, 0, -0.70711, 0.70711, 0]), []),
    ("CTImage", setting(ImageOrientationPatient=[1, 0, 0, 1, 0, 0]), ["ImageOrientationPatient"]),
    ("CTImage", setting(ImageOrientationPatient=[2, 0, 0, 0, 1, 0]), ["ImageOrientationPatient"]),
    ("CTImage", setting(WindowCenter=[40, 400], WindowWidth=[80, 2000]), []),
    ("CTImage", setting(WindowCenter=[40, 400], WindowWidth=[80]), ["WindowWidth"]),
    ("CTImage", setting(WindowCenter=40, WindowWidth=0), ["WindowWidth"]),
    ("CTImage", setting(WindowCenter=40, WindowWidth=0.5), ["WindowWidth"]),
    ("CTImage", setting(WindowCenter=40, WindowWidth=0.5, VOILUTFunction="SIGMOID"), []),
    ("CTImage", setting(TimezoneOffsetFromUTC="+0130"), []),
    ("CTImage", setting(TimezoneOffsetFromUTC="-1200"), []),
    ("CTImage", setting(TimezoneOffsetFromUTC="+01-3"), ["TimezoneOffsetFromUTC"]),
    ("CTImage", setting(TimezoneOffsetFromUTC="-0000"), ["TimezoneOffsetFromUTC"]),
    ("CTImage", setting(TimezoneOffsetFromUTC="+1500"), ["TimezoneOffsetFromUTC"]),
    ("SecondaryCaptureImage", setting(PixelAspectRatio=[2, 1]), []),
    ("SecondaryCaptureImage", setting(PixelAspectRatio=[1, 1]), ["PixelAspectRatio"]),
    ("Segmentation", numbering("SegmentSequence", "SegmentNumber", 1, 2, 3), []),
    ("Segmentation", numbering("SegmentSequence", "SegmentNumber", 0), ["SegmentSequence[0].SegmentNumber"]),
    (
        "Segmentation",
        numbering("SegmentSequence", "SegmentNumber", 1, 3),
        ["SegmentSequence[1].SegmentNumber"],
    ),
    (
        "Segmentation",
        numbering("SegmentSequence", "SegmentNumber", 2, 1),
        ["SegmentSequence[0].SegmentNumber"],
    ),
    (
        "Segmentation",
        numbering("SegmentSequence", "SegmentNumber", 1, 1),
        ["SegmentSequence[1].SegmentNumber"],
    ),
    ("Segmentation", setting(SegmentsOverlap="YES"), []),
    ("Segmentation", setting(SegmentationType="LABELMAP"), ["SegmentationType"]),
    ("Segmentation", numbering("SegmentSequence", "SegmentNumber", 0, 7, **LABEL_MAP), []),
    ("Segmentation", setting(SOPClassUID=LABEL_MAPS, SegmentationType="BINARY"), ["SegmentationType"]),
    ("Segmentation", setting(**LABEL_MAP, SegmentsOverlap="YES"), ["SegmentsOverlap"]),
    ("RTStructureSet", numbering("StructureSetROISequence", "ROINumber", 4, 2, 9), []),
    (
        "RTStructureSet",
        numbering("StructureSetROISequence", "ROINumber", 4, 2, 4),
        ["StructureSetROISequence[2].ROINumber"],
    ),
]


@pytest.mark.parametrize(("name", "change", "expected"), CASES)
def test_constraints(name: str, change: Change, expected: list[str]) -> None:
    found = [path for path, _ in broken(name, change)]
    assert found == expected


def test_a_finding_says_what_must_hold_and_where_it_is_said() -> None:
    dataset = minimal(iods.CTImage).to_dataset()
    dataset.HighBit, dataset.BitsStored = 15, 12
    (found,) = [f for f in validate(dataset).errors if f.code == "broken-constraint"]
    assert found.message == "it must hold that HighBit is BitsStored - 1"
    assert found.section.startswith("PS3.3 C.")


def test_values_that_are_not_known_break_nothing() -> None:
    assert broken("CTImage", setting(WindowCenter=None, WindowWidth=[80, 90])) == []
    assert broken("CTImage", setting(PixelSpacing=None)) == []
