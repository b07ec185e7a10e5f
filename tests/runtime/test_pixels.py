"""Pixels: arrays in, what pydicom reads back out; what follows from an array, and what contradicts it."""
# ruff: noqa: ANN401 - values of any type are what is tested

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from runtime.declared import MF, SC, ParametricMap, make_ct

from dicomwright.iods import CTImage, MultiFrameSingleBitSecondaryCaptureImage, Segmentation
from dicomwright.iods import MultiFrameGrayscaleWordSecondaryCaptureImage as Word
from dicomwright.iods import MultiFrameTrueColorSecondaryCaptureImage as TrueColor
from dicomwright.iods import ParametricMap as ParametricMapIOD
from dicomwright.runtime import Attribute, InvalidValue
from dicomwright.runtime.declarations.objects import blank
from dicomwright.runtime.values import pixel_arrays as pixels
from dicomwright.runtime.values.pixel_arrays import layout

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from dicomwright.runtime import IOD

REQUIRED: dict[str, Any] = {"PatientID": "42", "StudyInstanceUID": "1.2.3"}
RANDOM = np.random.default_rng(0)


def numbers(dtype: str, *shape: int) -> NDArray[Any]:
    if dtype == "bool":
        return RANDOM.integers(0, 2, shape).astype(bool)
    bounds = np.iinfo(dtype)
    return RANDOM.integers(
        bounds.min, bounds.max, shape, dtype=np.dtype(dtype).newbyteorder("="), endpoint=True
    )


def written(instance: IOD, path: Path) -> Any:
    instance.save(path / "image.dcm")
    return dcmread(path / "image.dcm")


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32"])
@pytest.mark.parametrize("shape", [(4, 5), (3, 3), (1, 1)])
def test_gray(tmp_path: Path, dtype: str, shape: tuple[int, int]) -> None:
    array = numbers(dtype, *shape)
    dataset = written(SC(**REQUIRED, PixelData=array), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array.reshape(shape), array)
    assert dataset.pixel_array.dtype == array.dtype
    bits = array.dtype.itemsize * 8
    assert (dataset.Rows, dataset.Columns) == shape
    assert (dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit) == (bits, bits, bits - 1)
    assert dataset.PixelRepresentation == int(dtype.startswith("i"))
    assert (dataset.SamplesPerPixel, dataset.PhotometricInterpretation) == (1, "MONOCHROME2")
    assert ("OB" if bits == 8 else "OW") == dataset["PixelData"].VR
    assert "NumberOfFrames" not in dataset
    assert "PlanarConfiguration" not in dataset


@pytest.mark.parametrize("order", [">", "<"])
def test_byte_order_and_layout_of_memory(tmp_path: Path, order: str) -> None:
    array = numbers("uint16", 4, 6).astype(f"{order}u2")
    np.testing.assert_array_equal(written(SC(**REQUIRED, PixelData=array), tmp_path).pixel_array, array)
    np.testing.assert_array_equal(written(SC(**REQUIRED, PixelData=array.T), tmp_path).pixel_array, array.T)
    np.testing.assert_array_equal(
        written(SC(**REQUIRED, PixelData=array[::2, ::-1]), tmp_path).pixel_array, array[::2, ::-1]
    )


@pytest.mark.parametrize("planar", [None, 0, 1])
def test_colour(tmp_path: Path, planar: int | None) -> None:
    array = numbers("uint8", 3, 5, 3)
    extra: dict[str, Any] = {} if planar is None else {"PlanarConfiguration": planar}
    dataset = written(SC(**REQUIRED, PixelData=array, **extra), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array, array)
    assert dataset.PhotometricInterpretation == "RGB"
    assert dataset.PlanarConfiguration == (planar or 0)


@pytest.mark.parametrize("planar", [0, 1])
def test_colour_frames(tmp_path: Path, planar: int) -> None:
    array = numbers("uint8", 2, 3, 5, 3)
    dataset = written(MF(**REQUIRED, PixelData=array, PlanarConfiguration=planar), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array, array)
    assert dataset.NumberOfFrames == 2


def test_frames(tmp_path: Path) -> None:
    array = numbers("uint16", 4, 3, 5)
    dataset = written(MF(**REQUIRED, PixelData=array), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array, array)
    assert dataset.NumberOfFrames == 4


def test_one_frame_of_a_multi_frame_object(tmp_path: Path) -> None:
    array = numbers("uint16", 3, 5)
    dataset = written(MF(**REQUIRED, PixelData=array), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array, array)
    assert dataset.NumberOfFrames == 1


def test_three_columns_are_frames_when_said_so(tmp_path: Path) -> None:
    array = numbers("uint8", 2, 4, 3)
    dataset = written(MF(**REQUIRED, PixelData=array, SamplesPerPixel=1), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array, array)
    assert dataset.NumberOfFrames == 2
    assert MF(PixelData=array).NumberOfFrames == 1
    assert MF(PixelData=array).SamplesPerPixel == 3


@pytest.mark.parametrize("shape", [(3, 3), (1, 1), (4, 4), (5, 7)])
@pytest.mark.parametrize("frames", [1, 2, 3])
def test_bits_run_over_frames(tmp_path: Path, shape: tuple[int, int], frames: int) -> None:
    array = numbers("bool", frames, *shape)
    dataset = written(MF(**REQUIRED, PixelData=array), tmp_path)
    assert (dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit) == (1, 1, 0)
    assert len(dataset.PixelData) == -(-array.size // 8) + (-(-array.size // 8)) % 2
    np.testing.assert_array_equal(dataset.pixel_array.reshape(array.shape), array)


def test_bits_of_bytes(tmp_path: Path) -> None:
    array = numbers("bool", 3, 3)
    packed = written(MF(**REQUIRED, PixelData=array.astype("u1"), BitsAllocated=1), tmp_path)
    np.testing.assert_array_equal(packed.pixel_array, array)
    assert packed.BitsAllocated == 1
    loose = written(MF(**REQUIRED, PixelData=array, BitsAllocated=8), tmp_path)
    np.testing.assert_array_equal(loose.pixel_array, array)
    assert (loose.BitsAllocated, loose.BitsStored) == (8, 1)
    with pytest.raises(InvalidValue, match="BitsStored"):
        MF(PixelData=np.full((3, 3), 2, "u1"), BitsAllocated=1)


@pytest.mark.parametrize(("keyword", "dtype"), [("FloatPixelData", "f4"), ("DoubleFloatPixelData", "f8")])
def test_floats(tmp_path: Path, keyword: str, dtype: str) -> None:
    array = RANDOM.random((2, 3, 5)).astype(dtype)
    given: dict[str, Any] = {keyword: array.astype(f">{dtype}")}
    dataset = written(ParametricMap(**REQUIRED, **given), tmp_path)
    np.testing.assert_array_equal(dataset.pixel_array, array)
    assert dataset.BitsAllocated == array.dtype.itemsize * 8
    assert "BitsStored" not in dataset
    assert "PixelRepresentation" not in dataset


def test_given_values_win_when_they_agree(tmp_path: Path) -> None:
    array = numbers("uint16", 4, 5) & 0xFFF
    image = SC(
        **REQUIRED,
        PixelData=array,
        BitsStored=12,
        PhotometricInterpretation="MONOCHROME1",
        Rows=4,
        HighBit=11,
    )
    dataset = written(image, tmp_path)
    assert (dataset.BitsStored, dataset.HighBit, dataset.PhotometricInterpretation) == (12, 11, "MONOCHROME1")


CONTRADICTIONS: list[tuple[dict[str, Any], str]] = [
    ({"Rows": 3}, "Rows"),
    ({"BitsAllocated": 8}, "BitsAllocated"),
    ({"BitsStored": 17}, "BitsStored"),
    ({"BitsStored": 8}, "BitsStored"),
    ({"PixelRepresentation": 1}, "PixelRepresentation"),
    ({"SamplesPerPixel": 3}, "SamplesPerPixel"),
    ({"BitsStored": 12, "HighBit": 15}, "HighBit"),
]


@pytest.mark.parametrize(("given", "keyword"), CONTRADICTIONS)
def test_contradictions(given: dict[str, Any], keyword: str) -> None:
    array = np.full((4, 5), 4095, "u2")
    with pytest.raises(InvalidValue, match=rf"SC\.{keyword} "):
        SC(PixelData=array, **given)
    later = SC(PixelData=array)
    for name, value in given.items():
        setattr(later, name, value)
    with pytest.raises(InvalidValue, match=rf"SC\.{keyword} "):
        later.to_dataset()


@pytest.mark.parametrize(
    ("array", "rule"),
    [
        (np.zeros((2, 2), "f4"), "bool, uint8, int8, uint16, int16, uint32, int32, not float32"),
        (np.zeros((2, 2), "u8"), "not uint64"),
        (np.zeros(4, "u1"), r"shape \(rows, columns\), not \(4,\)"),
        (np.zeros((2, 2, 3), "u1"), r"shape \(rows, columns\), not \(2, 2, 3\)"),
        (np.zeros((0, 2), "u1"), "1 to 65535"),
        (np.zeros((1, 2**16), "u1"), "1 to 65535"),
    ],
)
def test_wrong_arrays(array: NDArray[Any], rule: str) -> None:
    with pytest.raises(InvalidValue, match=rule):
        make_ct(PixelData=array)


@pytest.mark.parametrize(
    ("cls", "keyword", "dtype", "rule"),
    [
        (CTImage, "PixelData", "u1", "an array of uint16, int16, not uint8"),
        (Segmentation, "PixelData", "i2", "an array of bool, uint8, uint16, uint32, not int16"),
        (TrueColor, "PixelData", "u2", "an array of uint8, not uint16"),
        (ParametricMapIOD, "FloatPixelData", "f8", "an array of float32, not float64"),
    ],
)
def test_errors_say_what_the_iod_allows(cls: type[IOD], keyword: str, dtype: str, rule: str) -> None:
    instance = blank(cls)
    with pytest.raises(InvalidValue, match=rule):
        setattr(instance, keyword, np.zeros((2, 2), dtype))


def test_bits_are_those_that_the_iod_admits() -> None:
    single = blank(MultiFrameSingleBitSecondaryCaptureImage)
    single.PixelData = np.eye(3, dtype="u1")
    assert (single.BitsAllocated, single.BitsStored) == (1, 1)
    image = blank(Word)
    image.PixelData = np.zeros((2, 2), "u2")
    assert (image.BitsAllocated, image.BitsStored) == (16, 16)
    assert "BitsStored" not in ParametricMap(**REQUIRED, FloatPixelData=np.zeros((2, 2), "f4")).values_


@pytest.mark.parametrize(
    ("shape", "space", "rule"),
    [
        ((2, 2, 3), "MONOCHROME2", "'RGB', 'YBR_FULL' for an array that has 3 samples"),
        ((2, 2, 3), "YBR_FULL_422", "'RGB', 'YBR_FULL' for an array that has 3 samples"),
        ((2, 2), "RGB", "'MONOCHROME2', 'MONOCHROME1', 'PALETTE COLOR' for an array that has 1 sample "),
    ],
)
def test_colour_spaces_have_their_samples(shape: tuple[int, ...], space: str, rule: str) -> None:
    with pytest.raises(InvalidValue, match=rule):
        SC(PixelData=np.zeros(shape, "u1"), PhotometricInterpretation=space)


def test_an_object_has_one_array_of_pixels() -> None:
    arrays: dict[str, Any] = {
        "FloatPixelData": np.zeros((2, 2), "f4"),
        "DoubleFloatPixelData": np.zeros((2, 2)),
    }
    with pytest.raises(InvalidValue, match=r"DoubleFloatPixelData .* besides FloatPixelData"):
        ParametricMap(**REQUIRED, **arrays)


@pytest.mark.parametrize("step", [1, 2])
def test_large_arrays_of_any_layout_are_written_in_parts(step: int) -> None:
    bits = RANDOM.integers(0, 2, (3, 1100, 1001)).astype(bool)[::step, ::-step]
    mf = MF(**REQUIRED, PixelData=bits)
    np.testing.assert_array_equal(MF.read(mf.to_bytes(validated=False)).pixel_array, bits)
    wide = RANDOM.integers(0, 2**16, (40, 60_000)).astype("u2")[::-step, ::step]
    assert pixels.encode(wide, {}) == wide.tobytes()
    assert all(len(piece) <= 2**20 for piece in pixels.pieces(wide, {}))
    tall = np.asfortranarray(wide.T)
    assert pixels.encode(tall, {}) == tall.tobytes()


def test_shapes_of_other_classes() -> None:
    shapes = r"\(frames, rows, columns\) or \(rows, columns, 3\) or \(frames, rows, columns, 3\), not"
    with pytest.raises(InvalidValue, match=shapes):
        MF(PixelData=np.zeros((2, 2, 2, 4), "u1"))


def test_derived_values_are_read_and_follow_the_array() -> None:
    image = SC(PixelData=np.zeros((4, 5), "u1"))
    assert (image.Rows, image.Columns, image.BitsStored) == (4, 5, 8)
    image.PixelData = np.zeros((6, 7), "i2")
    assert (image.Rows, image.Columns, image.BitsStored) == (6, 7, 16)
    assert not image.is_set("Rows")
    del image.PixelData
    assert image.Rows is None


def test_bytes_are_as_they_are(tmp_path: Path) -> None:
    image = SC(
        **REQUIRED,
        PixelData=b"\1\2\3",
        Rows=1,
        Columns=3,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
        PixelRepresentation=0,
        SamplesPerPixel=1,
        PhotometricInterpretation="MONOCHROME2",
    )
    np.testing.assert_array_equal(written(image, tmp_path).pixel_array, [[1, 2, 3]])


def test_sign_of_values_that_may_be_us_or_ss() -> None:
    unsigned = SC(PixelData=np.zeros((2, 2), "u2"), SmallestImagePixelValue=40000)
    assert unsigned.to_dataset()["SmallestImagePixelValue"].VR == "US"
    signed = SC(PixelData=np.zeros((2, 2), "i2"), SmallestImagePixelValue=-5)
    assert signed.to_dataset()["SmallestImagePixelValue"].VR == "SS"
    wrong = SC(PixelData=np.zeros((2, 2), "u2"), SmallestImagePixelValue=-5)
    with pytest.raises(InvalidValue, match="Pixel Representation"):
        wrong.to_dataset()
    assert SC(LUTData=[1, 2]).to_dataset()["LUTData"].VR == "US"
    assert SC(LUTData=b"\1\0\2\0").to_dataset()["LUTData"].VR == "OW"


def test_classes_without_a_colour_space_have_frames() -> None:
    attributes = dict(MF.attributes())
    assert layout((2, 4, 3), attributes, None).frames is None
    gray = Attribute(0x00280004, "CS", "1", values=("MONOCHROME1", "MONOCHROME2"))
    assert layout((2, 4, 3), {**attributes, "PhotometricInterpretation": gray}, None).frames == 2
