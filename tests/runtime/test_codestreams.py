"""Frames that are compressed already are what their transfer syntax and the attributes say, by their headers."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import pydicom
import pytest
from minimal import minimal
from pydicom import uid as uids
from pydicom.data import get_testdata_file
from pydicom.encaps import generate_frames

from dicomwright.iods import UltrasoundMultiFrameImage
from dicomwright.runtime import IOD, InvalidValue, read
from dicomwright.runtime.pixels.codestreams import fault_of

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "files"
SAMPLES = {
    "JPEGBaseline8Bit": "SC_rgb_small_odd_jpeg.dcm",
    "JPEGExtended12Bit": "JPGExtended.dcm",
    "JPEGLosslessSV1": "SC_rgb_jpeg_gdcm.dcm",
    "JPEGLSLossless": "MR_small_jpeg_ls_lossless.dcm",
    "JPEGLSNearLossless": "JPEGLSNearLossless_16.dcm",
    "JPEG2000": "JPEG2000.dcm",
    "JPEG2000Lossless": "MR_small_jp2klossless.dcm",
    "RLELossless": "SC_rgb_rle.dcm",
}
"""Files that others have written, by transfer syntax."""


def sample(syntax: str) -> tuple[Any, list[bytes]]:
    """Return an object of a file, and its frames."""
    path = str(get_testdata_file(SAMPLES[syntax]))
    dataset = pydicom.dcmread(path)
    count = int(dataset.get("NumberOfFrames") or 1)
    found = read(path)
    assert isinstance(found, IOD)
    return found, list(generate_frames(dataset.PixelData, number_of_frames=count))[:1]


def refusal(found: Any, frames: list[bytes], syntax: str) -> str:  # noqa: ANN401 - attributes by name
    before = found.to_bytes(validated=False)
    with pytest.raises(InvalidValue) as caught:
        found.set_encoded_frames(frames, syntax)
    assert found.to_bytes(validated=False) == before
    return str(caught.value).removeprefix(type(found).__qualname__ + ".")


@pytest.mark.parametrize("syntax", SAMPLES)
def test_frames_that_others_have_compressed_are_taken(syntax: str) -> None:
    found, frames = sample(syntax)
    found.set_encoded_frames(frames, syntax)
    written = pydicom.dcmread(io.BytesIO(found.to_bytes(validated=False)))
    assert written.file_meta.TransferSyntaxUID == getattr(uids, syntax)
    assert [frame.rstrip(b"\0") for frame in generate_frames(written.PixelData, number_of_frames=1)] == [
        frame.rstrip(b"\0") for frame in frames
    ]


@pytest.mark.parametrize("syntax", set(SAMPLES) - {"RLELossless"})
def test_what_a_header_contradicts_is_named(syntax: str) -> None:
    for keyword in ("Rows", "Columns", "SamplesPerPixel"):
        found, frames = sample(syntax)
        right, allowed = getattr(found, keyword), type(found).attributes()[keyword].values
        if allowed == (right,):
            continue
        setattr(found, keyword, 4 - right if keyword == "SamplesPerPixel" else right + 1)
        said = refusal(found, frames, syntax)
        assert said.startswith(f"{keyword} (0028,00")
        assert said.endswith(f"VR US: contradicts frame 1, of which it follows to be {right}")


def test_the_frame_that_is_wrong_is_named() -> None:
    multi: Any = minimal(UltrasoundMultiFrameImage)
    small, (frame,) = sample("JPEGBaseline8Bit")
    for keyword in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "BitsStored", "HighBit"):
        setattr(multi, keyword, getattr(small, keyword))
    multi.set_encoded_frames([frame] * 3, "JPEGBaseline8Bit")
    said = refusal(multi, [frame, frame, frame[:20]], "JPEGBaseline8Bit")
    assert said == "PixelData (7FE0,0010), VR OB or OW: frame 3 has no header of a frame"
    assert multi.NumberOfFrames == 3


@pytest.mark.parametrize(
    ("syntax", "keyword", "value", "said"),
    [
        ("JPEGExtended12Bit", "BitsAllocated", 8, "which has samples of 12 bits"),
        ("JPEGExtended12Bit", "BitsStored", 16, "which has samples of 12 bits"),
        ("JPEG2000", "PixelRepresentation", 0, "whose pixels are signed"),
        ("JPEG2000Lossless", "PixelRepresentation", 0, "whose pixels are signed"),
        (
            "RLELossless",
            "BitsAllocated",
            16,
            "which has 3 segments, and must have one for each byte of a pixel",
        ),
        (
            "RLELossless",
            "SamplesPerPixel",
            1,
            "which has 3 segments, and must have one for each byte of a pixel",
        ),
    ],
)
def test_depth_and_sign(syntax: str, keyword: str, value: int, said: str) -> None:
    found, frames = sample(syntax)
    setattr(found, keyword, value)
    assert refusal(found, frames, syntax).endswith(f"contradicts frame 1, {said}")


@pytest.mark.parametrize(
    ("of", "syntax", "said"),
    [
        (
            "JPEGLosslessSV1",
            "JPEGBaseline8Bit",
            "frame 1 is of another process of JPEG, which begins with marker FFC3",
        ),
        (
            "JPEGBaseline8Bit",
            "JPEGLossless",
            "frame 1 is of another process of JPEG, which begins with marker FFC0",
        ),
        (
            "JPEGExtended12Bit",
            "JPEGLSLossless",
            "frame 1 is of another process of JPEG, which begins with marker FFC1",
        ),
        ("JPEG2000", "JPEGLSLossless", "frame 1 does not begin as an image of JPEG does"),
        ("JPEGLSLossless", "HTJ2K", "frame 1 does not begin as a codestream of JPEG 2000 does"),
        ("JPEGLSLossless", "RLELossless", "frame 1 does not begin as a frame of RLE does"),
    ],
)
def test_another_codec(of: str, syntax: str, said: str) -> None:
    found, frames = sample(of)
    assert refusal(found, frames, syntax) == f"PixelData (7FE0,0010), VR OB or OW: {said}"


def test_a_file_of_jpeg_2000_is_no_codestream() -> None:
    found, frames = sample("JPEG2000Lossless")
    boxes = b"\x00\x00\x00\x0cjP  \r\n\x87\n" + frames[0]
    said = "frame 1 is a file of JPEG 2000: its codestream alone is what DICOM takes"
    assert refusal(found, [boxes], "JPEG2000Lossless").endswith(said)


@pytest.mark.parametrize("syntax", SAMPLES)
def test_headers_that_are_cut_short_or_overwritten_are_no_crash(syntax: str) -> None:
    found, (frame,) = sample(syntax)
    said = {
        keyword: getattr(found, keyword) for keyword in ("Rows", "Columns", "SamplesPerPixel", "BitsStored")
    }
    uid = getattr(uids, syntax)
    assert fault_of(frame, uid, said) is None
    for length in range(70):
        fault_of(frame[:length], uid, said)
        for value in (b"\x00", b"\xff"):
            fault_of(frame[:length] + value + frame[length + 1 :], uid, said)
    assert fault_of(frame[:3], uid, said) is not None


def test_what_is_not_known_is_not_judged() -> None:
    assert fault_of(b"anything", uids.MPEG2MPML, {"Rows": 1}) is None
    assert fault_of(sample("JPEGLSLossless")[1][0], uids.JPEGLSLossless, {}) is None


AT_FAULT = {
    "fo-dicom__Tests__FO-DICOM.Benchmark__Data__multiframe.dcm": "Columns",  # of frame 14 alone
    "fo-dicom__genFile.dcm": "PixelData",  # random bytes
    # its JPEG is progressive
    "gcp-medical-imaging__pathology__transformation_pipeline__testtest_slide_coordinates.dcm": "PixelData",
    "pydicom__J2K_pixelrep_mismatch.dcm": "PixelRepresentation",  # as its name says
    "pydicom__JPEG2000-embedded-sequence-delimiter.dcm": "Columns",  # overwritten by hand
}
"""Files of the corpus whose frames are not what they say, and the attribute that is wrong."""


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus (../shared/corpus) is not beside this checkout")
def test_the_corpus_agrees_with_its_frames() -> None:
    faults: dict[str, str] = {}
    judged = 0
    for path in sorted(CORPUS.iterdir()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(path, force=True)
            syntax = dataset.file_meta.get("TransferSyntaxUID") if hasattr(dataset, "file_meta") else None
            if not syntax or syntax.is_private or not syntax.is_encapsulated or "PixelData" not in dataset:
                continue
            keywords = (
                "Rows",
                "Columns",
                "SamplesPerPixel",
                "BitsAllocated",
                "BitsStored",
                "PixelRepresentation",
            )
            said = {keyword: dataset.get(keyword) for keyword in keywords}
            count = int(dataset.get("NumberOfFrames") or 1)
            try:
                frames = list(generate_frames(dataset.PixelData, number_of_frames=count))
            except ValueError:  # what pydicom cannot take apart
                continue
        judged += len(frames)
        found = [fault[0] for frame in frames if (fault := fault_of(frame, syntax, said))]
        if found:
            faults[path.name] = found[0]
    assert faults == AT_FAULT
    assert judged > 100
