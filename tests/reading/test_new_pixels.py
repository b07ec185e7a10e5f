"""New pixels: what follows from an array stands instead of what was read, bytes are as many as they must be."""

from __future__ import annotations

import copy
import io
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.encaps import generate_frames
from pydicom.uid import JPEGBaseline8Bit

from dicomwright.iods import CTImage, SecondaryCaptureImage, UltrasoundMultiFrameImage
from dicomwright.runtime import InvalidValue, read

RAMP = np.arange(64, dtype="u2").reshape(8, 8)


def ct(**values: Any) -> CTImage:  # noqa: ANN401 - whatever the class takes
    given = {"PixelData": RAMP, "BitsStored": 12, **values}
    return CTImage(
        ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
        PatientPosition="HFS",
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.3",
        FrameOfReferenceUID="1.4",
        PixelSpacing=[1, 1],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, 0],
        RescaleIntercept=0,
        RescaleSlope=1,
        **given,
    )


def sc(pixels: Any, **values: Any) -> SecondaryCaptureImage:  # noqa: ANN401 - as above
    return SecondaryCaptureImage(
        ConversionType="WSD",
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.3",
        PatientOrientation=["L", "F"],
        PixelData=pixels,
        **values,
    )


def again(built: Any) -> Any:  # noqa: ANN401 - of any class
    return read(built.to_bytes())


def peer(found: Any) -> pydicom.FileDataset:  # noqa: ANN401 - of any class
    return pydicom.dcmread(io.BytesIO(found.to_bytes()))


@pytest.mark.parametrize("asked", [False, True])
def test_all_that_follows_from_an_array_is_derived_anew(asked: bool) -> None:  # noqa: FBT001
    found = again(ct(SmallestImagePixelValue=0, LargestImagePixelValue=63))
    if asked:
        assert (found.Rows, found.BitsStored, found.HighBit) == (8, 12, 11)
        assert found.values_
    pixels = np.arange(100, 130, dtype="i2").reshape(5, 6)
    found.PixelData = pixels
    assert (found.Rows, found.Columns, found.PixelRepresentation, found.BitsStored) == (5, 6, 1, 16)
    written = peer(found)
    np.testing.assert_array_equal(written.pixel_array, pixels)
    assert (written.Rows, written.Columns, written.PixelRepresentation) == (5, 6, 1)
    assert (written.BitsStored, written.HighBit) == (16, 15)
    assert (written.SmallestImagePixelValue, written.LargestImagePixelValue) == (100, 129)
    assert written["SmallestImagePixelValue"].VR == "SS"


def test_what_an_array_leaves_open_stays_as_it_was_read() -> None:
    found = again(ct(PhotometricInterpretation="MONOCHROME1"))
    found.PixelData = RAMP[:4] + 1
    written = peer(found)
    assert (written.PhotometricInterpretation, written.BitsStored, written.HighBit) == ("MONOCHROME1", 12, 11)
    found = again(ct())
    found.PixelData = RAMP + 4096  # which 12 bits cannot hold
    assert (peer(found).BitsStored, peer(found).HighBit) == (16, 15)


def test_gray_to_colour_and_back() -> None:
    found = again(sc(np.zeros((4, 4), "u1")))
    found.PixelData = np.full((3, 4, 3), 7, "u1")
    written = peer(found)
    assert (written.SamplesPerPixel, written.PhotometricInterpretation, written.PlanarConfiguration) == (
        3,
        "RGB",
        0,
    )
    found = again(found)
    found.PixelData = np.zeros((4, 4), "u1")
    written = peer(found)
    assert (written.SamplesPerPixel, written.PhotometricInterpretation) == (1, "MONOCHROME2")
    assert "PlanarConfiguration" not in written


def test_what_was_set_since_still_contradicts() -> None:
    found = again(ct())
    found.PixelData = RAMP[:4]
    found.Rows = 8
    with pytest.raises(InvalidValue, match=r"Rows .* contradicts the array"):
        found.to_bytes()


def test_compressed_pixels_are_replaced_by_native_ones() -> None:
    built = ct()
    built.compress("RLELossless")
    found = again(built)
    found.PixelData = RAMP[:2]
    written = peer(found)
    assert written.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    np.testing.assert_array_equal(written.pixel_array, RAMP[:2])


def test_values_whose_sign_follows_are_written_by_the_new_one() -> None:
    found = again(ct(PixelPaddingValue=5))
    found.PixelData = RAMP.astype("i2")
    assert peer(found)["PixelPaddingValue"].VR == "SS"
    assert peer(found).PixelPaddingValue == 5


def test_the_object_that_was_read_is_not_changed_by_its_copy() -> None:
    found = again(ct())
    other = copy.copy(found)
    other.PixelData = RAMP[:4]
    assert (found.Rows, other.Rows) == (8, 4)
    assert found.to_bytes() == again(ct(SOPInstanceUID=found.SOPInstanceUID)).to_bytes()


# --- bytes

LENGTHS = {"short": 126, "long": 130, "empty frame": 2}


@pytest.mark.parametrize("length", LENGTHS.values(), ids=LENGTHS)
def test_bytes_must_be_as_many_as_the_attributes_say(length: int) -> None:
    described: dict[str, Any] = {
        "Rows": 8, "Columns": 8, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15,
        "PixelRepresentation": 0, "PhotometricInterpretation": "MONOCHROME2", "SamplesPerPixel": 1,
    }  # fmt: skip
    said = rf"has {length} bytes, and by the attributes that describe the pixels there are 128; set_encoded_frames"
    with pytest.raises(InvalidValue, match=said):
        ct(**described, PixelData=bytes(length))
    found = again(ct(**described, PixelData=bytes(128)))
    found.PixelData = bytes(length)
    with pytest.raises(InvalidValue, match=said):
        found.to_bytes()
    found.Rows, found.PixelData = 4, bytes(64)
    assert peer(found).Rows == 4


def test_an_odd_number_of_bytes_may_be_padded() -> None:
    described: dict[str, Any] = {
        "Rows": 3, "Columns": 3, "BitsAllocated": 8, "BitsStored": 8, "HighBit": 7,
        "SamplesPerPixel": 1, "PixelRepresentation": 0, "PhotometricInterpretation": "MONOCHROME2",
    }  # fmt: skip
    for length in (9, 10):
        assert len(peer(sc(bytes(length), **described)).PixelData) == 10
    with pytest.raises(InvalidValue, match="has 12 bytes"):
        sc(bytes(11), **described)


def test_bytes_that_were_read_stay_whatever_they_are() -> None:
    dataset = ct().to_dataset()
    dataset.Rows = 4
    found = CTImage.from_dataset(dataset)
    assert len(found.PixelData or b"") == 128
    found.to_dataset()


# --- frames that are compressed already


def us(**values: Any) -> UltrasoundMultiFrameImage:  # noqa: ANN401 - as above
    return UltrasoundMultiFrameImage(
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.3",
        ImageType=["ORIGINAL", "PRIMARY"],
        Modality="US",
        PatientOrientation=["L", "F"],
        FrameTime=40,
        FrameIncrementPointer=[0x00181063],
        Rows=8,
        Columns=8,
        SamplesPerPixel=3,
        PhotometricInterpretation="YBR_FULL_422",
        PlanarConfiguration=0,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
        PixelRepresentation=0,
        **values,
    )


HEADER = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x08\x00\x08\x03" + bytes.fromhex("012200 021101 031101")
FRAMES = [HEADER + bytes([n]) * (5 + n) + b"\xff\xd9" for n in range(3)]
"""Frames that begin as those of 8 rows and columns, and three samples of 8 bits."""


def test_encoded_frames_come_with_their_transfer_syntax() -> None:
    found = us()
    found.set_encoded_frames(FRAMES, "JPEGBaseline8Bit")
    written = peer(found)
    assert written.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    assert written.NumberOfFrames == 3
    frames = list(generate_frames(written.PixelData, number_of_frames=3))
    assert [frame.rstrip(b"\0") for frame in frames] == [frame.rstrip(b"\0") for frame in FRAMES]
    assert (written.LossyImageCompression, written.LossyImageCompressionMethod) == ("01", "ISO_10918_1")


def test_encoded_frames_in_what_was_read() -> None:
    built = us()
    built.set_encoded_frames(FRAMES, "JPEGBaseline8Bit")
    found = again(built)
    found.set_encoded_frames(FRAMES[:2], str(JPEGBaseline8Bit))
    assert (found.NumberOfFrames, peer(found).NumberOfFrames) == (2, 2)


def test_frames_encoded_by_one_are_decoded_by_another() -> None:
    built = sc(np.arange(48, dtype="u1").reshape(4, 4, 3))
    built.compress("JPEGLSLossless")
    frames = list(generate_frames(peer(built).PixelData, number_of_frames=1))
    found = sc(
        None, Rows=4, Columns=4, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0,
        BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0,
    )  # fmt: skip
    found.set_encoded_frames(frames, "JPEGLSLossless")
    np.testing.assert_array_equal(again(found).pixel_array, np.arange(48).reshape(4, 4, 3))
    assert "LossyImageCompression" not in peer(found)


def test_frames_that_cannot_be_there_are_refused() -> None:
    for frames in ([], [b""], [b"x", b""]):
        with pytest.raises(InvalidValue, match="cannot have frames without bytes, nor none"):
            us().set_encoded_frames(frames, "JPEGBaseline8Bit")
    with pytest.raises(InvalidValue, match="CTImage can have one frame of JPEG Baseline"):
        ct().set_encoded_frames(FRAMES, "JPEGBaseline8Bit")
    with pytest.raises(InvalidValue, match="can have one stream of MPEG2"):
        us().set_encoded_frames(FRAMES, "MPEG2MPML")
    with pytest.raises(ValueError, match="transfer syntax of compressed pixels"):
        us().set_encoded_frames(FRAMES, "ExplicitVRLittleEndian")


def test_a_video_is_one_stream_whose_frames_are_counted_by_who_knows() -> None:
    found = us(NumberOfFrames=25)
    found.set_encoded_frames([bytes(20)], "MPEG2MPML")
    assert found.NumberOfFrames == 25
    assert found.LossyImageCompressionMethod == ("ISO_13818_2",)
