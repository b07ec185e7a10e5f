"""What must hold between values: limits, counts, numbering, relations to other attributes; right values pass."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset

from dicomwright import iods
from dicomwright.runtime import validate
from dicomwright.testing import minimal

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
    ("CTImage", setting(TimezoneOffsetFromUTC="+1400"), []),
    ("CTImage", setting(TimezoneOffsetFromUTC="+1430"), ["TimezoneOffsetFromUTC"]),
    ("CTImage", setting(TimezoneOffsetFromUTC="-1230"), ["TimezoneOffsetFromUTC"]),
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


@pytest.mark.parametrize(
    ("ratio", "codes"), [([2, 1], []), ([1, 1], ["not-allowed"]), ([3, 3], ["not-allowed"])]
)
def test_square_pixels_have_no_aspect_ratio(ratio: list[int], codes: list[str]) -> None:
    """PS3.3 C.7.6.3.3: it is required where the ratio is not 1:1, and PS3.5 7.4.2 forbids it elsewhere."""
    dataset = minimal(iods.SecondaryCaptureImage).to_dataset()
    dataset.PixelAspectRatio = ratio
    assert [found.code for found in validate(dataset).errors if found.keyword == "PixelAspectRatio"] == codes


def test_a_module_that_an_iod_may_not_have_is_told_once() -> None:
    """PS3.3 A.51.4: a segmentation has no overlays."""
    dataset = minimal(iods.Segmentation).to_dataset()
    for tag, vr, value in ((0x60000010, "US", 4), (0x60000011, "US", 4), (0x60000050, "SS", [1, 1])):
        dataset.add_new(tag, vr, value)
    found = [f for f in validate(dataset).errors if f.code == "not-allowed"]
    assert [(f.path, f.module, "Overlay Plane Module" in f.message) for f in found] == [
        ("OverlayRows", "Segmentation", True)
    ]


def test_waveforms_are_as_their_iod_says() -> None:
    """PS3.3 A.34.3.4: five groups of up to 13 channels, sampled 200 to 1000 times a second."""
    dataset = minimal(iods.TwelveLeadECG).to_dataset()
    group = dataset.WaveformSequence[0]
    group.NumberOfWaveformChannels, group.SamplingFrequency, group.NumberOfWaveformSamples = 12, 500, 10
    group.WaveformSampleInterpretation = "SS"
    assert not [f for f in validate(dataset).errors if f.code == "broken-constraint"]
    group.SamplingFrequency = 100
    (found,) = [f for f in validate(dataset).errors if f.code == "broken-constraint"]
    assert (found.path, "SamplingFrequency" in found.message) == ("WaveformSequence", True)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("UltrasoundImage", ("RGB", 3, 0, 8, 8), []),
        ("UltrasoundImage", ("RGB", 1, 0, 16, 16), ["BitsAllocated", "SamplesPerPixel"]),
        ("UltrasoundImage", ("YBR_FULL_422", 3, 1, 8, 8), ["PlanarConfiguration"]),
        ("UltrasoundImage", ("PALETTE COLOR", 1, 0, 16, 16), []),
        ("EnhancedMRImage", ("MONOCHROME2", 1, 0, 16, 12), []),
        ("EnhancedMRImage", ("MONOCHROME2", 1, 0, 16, 8), ["BitsStored"]),
        ("EnhancedMRImage", ("MONOCHROME2", 1, 0, 8, 12), ["BitsStored"]),
    ],
)
def test_values_that_go_together(
    name: str, values: tuple[str, int, int, int, int], expected: list[str]
) -> None:
    """PS3.3 C.8.5.6.1.12 to 16 and table C.8-82: by Photometric Interpretation, and by Bits Allocated."""
    dataset = minimal(getattr(iods, name)).to_dataset()
    photometric, samples, planar, allocated, stored = values
    dataset.PhotometricInterpretation, dataset.SamplesPerPixel = photometric, samples
    dataset.PlanarConfiguration, dataset.BitsAllocated, dataset.BitsStored = planar, allocated, stored
    report = validate(dataset, getattr(iods, name))
    assert sorted(f.keyword for f in report.errors if f.code == "value-not-enumerated") == expected
