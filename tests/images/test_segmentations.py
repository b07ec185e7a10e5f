"""Segmentations from masks, beside highdicom, and their masks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import highdicom
import numpy as np
import pydicom
import pytest
from images.made import ct_series, datasets, segmentation, segments, theirs, volume
from peers import iod_errors

from dicomwright.images import NoVolume, Volume, from_masks, mask, to_volume
from dicomwright.images.segmentations import SOPClass
from dicomwright.iods import CTImage, Segmentation
from dicomwright.runtime import InvalidValue, new_uid

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from dicomwright.images.layers import Type

SHAPE = (5, 24, 20)
RANDOM = np.random.default_rng(7)


def one_part(rows: int = 24) -> NDArray[np.bool_]:
    masks = np.zeros((5, rows, 20), np.bool_)
    masks[1:3, 5:9, 3:9] = True
    return masks


def three_parts() -> NDArray[np.bool_]:
    masks = RANDOM.random((*SHAPE, 3)) > 0.5
    masks[2] = False
    masks[0, :, :, 1] = False
    return masks


def labels() -> NDArray[np.uint8]:
    found = RANDOM.integers(0, 4, SHAPE).astype(np.uint8)
    found[3] = 0
    return found


CASES: list[tuple[Type, int, NDArray[Any]]] = [
    ("BINARY", 1, one_part()),
    ("BINARY", 3, three_parts()),
    ("FRACTIONAL", 1, RANDOM.random(SHAPE)),
    ("FRACTIONAL", 3, RANDOM.random((*SHAPE, 3)).astype(np.float32)),
    ("LABELMAP", 3, labels()),
]
"""Types of segmentations, numbers of segments, and masks as both take them."""


def of_segment(masks: NDArray[Any], number: int) -> NDArray[Any]:
    """Return what masks have of a segment."""
    if masks.dtype.kind == "u":
        return masks == number
    return masks if masks.ndim == 3 else masks[..., number - 1]


def plain(dataset: pydicom.Dataset, *keywords: str) -> dict[str, Any]:
    """Return attributes as JSON has them, but for new UIDs."""
    found: dict[str, Any] = json.loads(dataset.to_json())
    kept = {f"{pydicom.tag.Tag(keyword):08X}" for keyword in keywords}
    for item in found["00209222"]["Value"]:
        del item["00209164"]
    return {tag: value for tag, value in found.items() if tag in kept}


@pytest.mark.parametrize(("kind", "count", "masks"), CASES)
def test_it_is_what_highdicom_makes(kind: Type, count: int, masks: NDArray[Any], tmp_path: Path) -> None:
    slices = ct_series()
    ours = segmentation(slices, masks, kind, count)
    assert ours.validate().errors == ()
    ours.save(tmp_path / "ours.dcm")
    assert iod_errors(tmp_path / "ours.dcm") == []
    theirs(datasets(slices), masks, kind, count).save_as(tmp_path / "theirs.dcm")
    keywords = (
        *("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "DimensionIndexSequence"),
        *("PixelData", "Rows", "Columns", "NumberOfFrames", "BitsAllocated", "BitsStored", "HighBit"),
        *("PixelRepresentation", "SamplesPerPixel", "PhotometricInterpretation", "SegmentationType"),
        *("SegmentationFractionalType", "MaximumFractionalValue", "ReferencedSeriesSequence"),
        *("SOPClassUID", "ImageType", "LossyImageCompression", "FrameOfReferenceUID", "StudyInstanceUID"),
        *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyID"),
        *("AccessionNumber", "ReferringPhysicianName"),
    )
    read = [pydicom.dcmread(tmp_path / name) for name in ("ours.dcm", "theirs.dcm")]
    mine, other = (plain(dataset, *keywords) for dataset in read)
    assert mine == other


@pytest.mark.parametrize(("kind", "count", "masks"), CASES)
def test_each_reads_what_the_other_wrote(kind: Type, count: int, masks: NDArray[Any], tmp_path: Path) -> None:
    slices = ct_series()
    segmentation(slices, masks, kind, count).save(tmp_path / "ours.dcm")
    theirs(datasets(slices), masks, kind, count).save_as(tmp_path / "theirs.dcm")
    peer = highdicom.seg.segread(tmp_path / "ours.dcm").get_volume()
    tolerance = 0.5 / 255 if kind == "FRACTIONAL" else 0
    for number in range(1, count + 1):
        for name in ("ours.dcm", "theirs.dcm"):
            read = Segmentation.read(tmp_path / name)
            assert np.allclose(
                mask(read, number, slices).array, of_segment(masks, number), rtol=0, atol=tolerance + 1e-6
            )
            alone = mask(read, number)
            assert alone.array.shape == peer.array.shape[:3]
            assert np.allclose(alone.array, peer.array[..., number - 1])
            assert np.allclose(alone.affine, peer.affine)


@pytest.mark.parametrize("rows", [24, 21])
def test_bits_are_packed_over_frames(rows: int) -> None:
    slices = ct_series(volume(rows=rows))
    masks = RANDOM.random((5, rows, 20)) > 0.5
    assert (mask(segmentation(slices, masks), 1).array == masks).all()


def test_forms_of_masks_are_the_same() -> None:
    slices = ct_series()
    four = three_parts()
    listed = [four[..., number] for number in range(3)]
    placed = to_volume(slices).with_array(one_part())
    assert segmentation(slices, four, count=3).PixelData == segmentation(slices, listed, count=3).PixelData
    assert segmentation(slices, placed).PixelData == segmentation(slices, one_part()).PixelData
    apart = np.stack([one_part(), np.roll(one_part(), 10, axis=1)], axis=-1)
    numbered = apart.argmax(axis=-1).astype(np.uint16) + apart.any(axis=-1)
    both = [segmentation(slices, m, "LABELMAP", 2) for m in (apart, numbered.astype(np.uint8))]
    assert (both[0].pixel_array == both[1].pixel_array).all()


def test_frames_are_in_order_whatever_that_of_the_source() -> None:
    slices = ct_series()
    masks = three_parts()
    turned = segmentation(slices[::-1], masks[::-1], count=3)
    assert turned.PixelData == segmentation(slices, masks, count=3).PixelData


def test_frames_of_an_image_of_several_are_referred_to() -> None:
    slices = ct_series()
    first = segmentation(slices, np.ones(SHAPE, np.bool_))
    second = segmentation(first, one_part())
    sources = [frame.DerivationImage[0].SourceImageSequence[0] for frame in second.frames]
    assert [one.ReferencedFrameNumber for one in sources] == [(2,), (3,)]
    assert {one.ReferencedSOPInstanceUID for one in sources} == {first.SOPInstanceUID}


def test_a_volume_may_lie_elsewhere() -> None:
    slices = ct_series()
    whole = to_volume(slices)
    masks = np.ones((3, 10, 10), np.bool_)
    origin = whole.affine @ [0.5, 1, 2, 1]
    finer = whole.affine.copy()
    finer[:3, 3] = origin[:3]
    made = segmentation(slices, Volume(masks, finer, frame_of_reference_uid=whole.frame_of_reference_uid))
    assert np.allclose(mask(made, 1).affine, finer)
    assert made.frames[0].DerivationImageSequence is None
    assert made.validate().errors == ()
    with pytest.raises(NoVolume, match="another FrameOfReferenceUID"):
        segmentation(slices, Volume(masks, finer))
    with pytest.raises(NoVolume, match="other rows and columns"):
        mask(made, 1, slices)


def test_overlap_is_told() -> None:
    slices = ct_series()
    parts = np.stack([one_part(), np.roll(one_part(), 10, axis=1)], axis=-1)
    assert segmentation(slices, parts, count=2).SegmentsOverlap == "NO"
    parts[..., 1] = parts[..., 0]
    assert segmentation(slices, parts, count=2).SegmentsOverlap == "YES"
    assert segmentation(slices, parts, "FRACTIONAL", 2).SegmentsOverlap == "UNDEFINED"


def test_where_nothing_is_found_all_frames_are_written() -> None:
    empty = segmentation(ct_series(), np.zeros(SHAPE, np.bool_))
    assert empty.NumberOfFrames == 5
    assert not mask(empty, 1).array.any()


def test_classes_are_those_of_the_standard() -> None:
    assert get_args(SOPClass) == Segmentation.sop_classes


def test_loss_of_the_source_is_told() -> None:
    slices = ct_series()
    slices[3].LossyImageCompression = "01"
    slices[3].LossyImageCompressionRatio = [12.5]
    slices[3].LossyImageCompressionMethod = ["ISO_15444_1"]
    made = segmentation(slices, one_part())
    assert made.LossyImageCompression == "01"
    assert made.LossyImageCompressionRatio == (12.5,)
    assert made.validate().errors == ()


BINARY_ADVICE = (
    'masks of type BINARY are bool: pass bool (`masks > 0`), or type="LABELMAP" for numbers of segments; '
    "these are uint8"
)
OVERLAPPING = np.ones((*SHAPE, 2), np.bool_)


@pytest.mark.parametrize(
    ("masks", "kind", "count", "message"),
    [
        (
            np.ones(SHAPE, np.uint8),
            "BINARY",
            1,
            BINARY_ADVICE,
        ),
        (
            np.ones(SHAPE, np.int16),
            "LABELMAP",
            1,
            "masks of type LABELMAP are bool, or unsigned integers that are numbers of segments; these are int16",
        ),
        (
            np.full(SHAPE, 2.0),
            "FRACTIONAL",
            1,
            "masks of type FRACTIONAL are bool, or floats from 0 to 1: divide by the largest value",
        ),
        (np.full(SHAPE, 3, np.uint8), "LABELMAP", 2, "masks of type LABELMAP have numbers of no segment"),
        (np.full(SHAPE, 300, np.uint16), "LABELMAP", 2, "masks of type LABELMAP have numbers of no segment"),
        (
            OVERLAPPING,
            "LABELMAP",
            2,
            "segments overlap, which masks of type LABELMAP cannot: write them as BINARY",
        ),
        (OVERLAPPING, "BINARY", 3, "there are masks of 2 segments, and items of 3"),
        (
            np.ones((4, 24, 20), np.bool_),
            "BINARY",
            1,
            "masks have planes, rows and columns (4, 24, 20), and the images (5, 24, 20)",
        ),
        (
            np.ones(7, np.bool_),
            "BINARY",
            1,
            "masks are (planes, rows, columns) or (planes, rows, columns, segments), not (7,)",
        ),
    ],
)
def test_masks_that_do_not_fit(masks: NDArray[Any], kind: Type, count: int, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        from_masks(ct_series(), masks, segments(count), kind)
    assert str(caught.value) == message


def test_no_segment() -> None:
    with pytest.raises(InvalidValue, match="at least one segment"):
        from_masks(ct_series(), np.ones(SHAPE, np.bool_), [])


def test_a_segment_that_is_not_there() -> None:
    with pytest.raises(InvalidValue, match="no segment of that number; there are 1"):
        mask(segmentation(ct_series(), one_part()), 2)


def test_a_frame_beside_the_slices() -> None:
    slices = ct_series()
    made = segmentation(slices, one_part())
    with pytest.raises(NoVolume, match="does not lie on one of the slices"):
        mask(made, 1, slices[3:])
    with pytest.raises(NoVolume, match="another FrameOfReferenceUID"):
        mask(made, 1, ct_series())


def test_a_source_without_a_place() -> None:
    one = ct_series()[0]
    del one.PixelSpacing
    with pytest.raises(NoVolume, match="plane 1 of 1 has no PixelSpacing"):
        from_masks(one, np.ones((1, 24, 20), np.bool_), segments())


def test_many_numbers_take_two_bytes() -> None:
    item = segments()[0]
    item.SegmentNumber = 300
    made = from_masks(ct_series(), np.full(SHAPE, 300, np.uint16), [item], "LABELMAP")
    assert made["PixelData"].dtype == np.uint16  # type: ignore[union-attr]
    assert CTImage.sop_classes[0] != made["SOPClassUID"] != new_uid()


def test_label_maps_have_no_padding() -> None:
    made = segmentation(ct_series(), labels(), "LABELMAP", 3)
    assert not made.is_set("PixelPaddingValue")
    assert not made.validate().errors
    made.PixelPaddingValue = 0  # which A.51.4 forbids of all segmentations
    assert [(one.path, one.code) for one in made.validate().errors] == [
        ("PixelPaddingValue", "broken-constraint")
    ]
