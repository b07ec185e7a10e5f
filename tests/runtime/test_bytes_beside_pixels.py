"""Bytes beside pixels: overlays of all their groups, of arrays, and documents of any length."""

from __future__ import annotations

import copy
import pickle
from io import BytesIO

import numpy as np
import pydicom
import pytest
from altered import altered

from dicomwright.iods import CTImage, EncapsulatedPDF, XRayAngiographicImage
from dicomwright.runtime import InvalidInstance, InvalidValue, validate
from dicomwright.testing import minimal

MASK = np.zeros((7, 5), dtype=bool)
MASK[2:4, 1:3] = True
MASK[6, 4] = True


def make_ct() -> CTImage:
    ct = altered(minimal(CTImage), PatientPosition="HFS", ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
    assert isinstance(ct, CTImage)
    return ct


def with_overlays() -> CTImage:
    ct = make_ct()
    for number, label in ((0, "first"), (1, "second"), (15, "last")):
        overlay = ct.overlays[number]
        overlay.OverlayData = MASK
        overlay.OverlayType = "G"
        overlay.OverlayOrigin = [1, 1]
        overlay.OverlayLabel = label
    return ct


def test_an_array_is_packed_to_bits() -> None:
    ct = make_ct()
    ct.OverlayData = MASK
    assert ct.OverlayData == np.packbits(MASK, bitorder="little").tobytes() + b"\0"
    assert (ct.OverlayRows, ct.OverlayColumns, ct.OverlayBitsAllocated, ct.OverlayBitPosition) == (7, 5, 1, 0)
    ct.OverlayRows = 8
    with pytest.raises(InvalidValue, match=r"OverlayRows .*of which it follows to be 7"):
        ct.to_bytes()


@pytest.mark.parametrize("array", [MASK.astype(np.uint8), MASK[0], MASK[None], MASK[:0]])
def test_other_arrays_are_refused(array: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    with pytest.raises(
        InvalidValue, match=r"OverlayData .*must be an array of bool of shape \(rows, columns\)"
    ):
        make_ct().OverlayData = array  # type: ignore[assignment]


def test_frames_of_an_overlay() -> None:
    image = minimal(XRayAngiographicImage)
    assert isinstance(image, XRayAngiographicImage)
    frames = np.stack([MASK, ~MASK])
    image.overlays[1].OverlayData = frames
    assert image.overlays[1].NumberOfFramesInOverlay == 2
    assert image.overlays[1].OverlayRows == 7
    assert len(image.overlays[1].OverlayData or b"") == 10


def test_overlays_are_written_and_read() -> None:
    ct = with_overlays()
    assert len(ct.overlays) == 3
    data = ct.to_bytes()
    dataset = pydicom.dcmread(BytesIO(data))
    for group in (0x6000, 0x6002, 0x601E):
        assert (dataset.overlay_array(group) == MASK).all()
        assert dataset[group, 0x0100].value == 1
    again = CTImage.read(data)
    assert [overlay.OverlayLabel for overlay in again.overlays] == ["first", "second", "last"]
    assert (1 in again.overlays, 2 in again.overlays) == (True, False)
    assert again.overlays[1].OverlayData == ct.overlays[1].OverlayData
    assert again.overlays[0].OverlayOrigin == (1, 1)
    assert len(again.undeclared) == 0
    assert not again.problems
    assert not validate(data).errors
    assert again.to_bytes()[-len(data) :] == data
    assert (ct.to_dataset().overlay_array(0x6002) == MASK).all()
    assert CTImage.from_dataset(ct.to_dataset()).overlays[15].OverlayLabel == "last"


def test_the_first_is_the_image_itself() -> None:
    ct = with_overlays()
    assert ct.OverlayLabel == "first"
    ct.overlays[0].OverlayLabel = "other"
    assert ct.OverlayLabel == "other"
    del ct.overlays[0].OverlayLabel
    assert not ct.is_set("OverlayLabel")
    again = CTImage.read(with_overlays().to_bytes())
    again.overlays[0].OverlayLabel = "other"
    assert again.OverlayLabel == "other"
    assert CTImage.read(again.to_bytes()).OverlayLabel == "other"


def test_changes_and_removal_of_what_was_read() -> None:
    ct = CTImage.read(with_overlays().to_bytes())
    ct.overlays[1].OverlayLabel = "changed"
    del ct.overlays[15]
    again = CTImage.read(ct.to_bytes())
    assert [overlay.OverlayLabel for overlay in again.overlays] == ["first", "changed"]
    with pytest.raises(InvalidValue, match=r"OverlayType \(6002,0040\), VR CS: must be one of 'G', 'R'"):
        again.overlays[1].OverlayType = "X"  # type: ignore[assignment]


def test_each_group_is_judged() -> None:
    ct = make_ct()
    ct.overlays[1].OverlayData = MASK
    with pytest.raises(InvalidInstance) as caught:
        ct.to_bytes()
    assert [(finding.code, finding.tag) for finding in caught.value.report.errors] == [
        ("missing-type-1", 0x60020040),
        ("missing-type-1", 0x60020050),
    ]


def test_bad_values_are_problems() -> None:
    dataset = with_overlays().to_dataset()
    dataset.add_new(0x60020040, "CS", "X")
    ct = CTImage.from_dataset(dataset)
    assert [problem.path for problem in ct.problems] == ["overlays[1].OverlayType"]
    assert [finding.tag for finding in ct.validate().errors] == [0x60020040]


def test_copies_have_overlays_of_their_own() -> None:
    for ct in (with_overlays(), CTImage.read(with_overlays().to_bytes())):
        unasked = CTImage.read(ct.to_bytes())
        for other in (copy.copy(ct), copy.deepcopy(ct), pickle.loads(pickle.dumps(ct))):  # noqa: S301 - our own
            assert other == ct
            other.overlays[1].OverlayLabel = "other"
            assert other != ct
            assert ct.overlays[1].OverlayLabel == "second"
        assert CTImage.read(ct.to_bytes()) == unasked
        assert unasked.overlays[1].OverlayLabel == "second"
        assert CTImage.read(ct.to_bytes()) == unasked


def test_there_are_sixteen() -> None:
    ct = make_ct()
    for number in (-1, 16):
        with pytest.raises(IndexError, match="from 0 to 15"):
            ct.overlays[number]
    with pytest.raises(TypeError, match="is not built"):
        CTImage.Overlay()
    assert list(ct.overlays) == []
    assert ct.overlays[3].OverlayData is None
    assert len(ct.overlays) == 0
    assert 0x60060010 not in ct.to_dataset()


# --- documents


@pytest.mark.parametrize(
    "document", [b"%PDF-1.7 odd", b"%PDF-1.7 even", bytearray(b"odd"), memoryview(b"odd")]
)
def test_a_document_comes_back_whole(document: bytes | bytearray | memoryview) -> None:
    pdf = altered(minimal(EncapsulatedPDF), EncapsulatedDocument=document)
    assert isinstance(pdf, EncapsulatedPDF)
    assert pdf.EncapsulatedDocument == bytes(document)
    assert pdf.EncapsulatedDocumentLength == len(document)
    data = pdf.to_bytes(validated=False)
    dataset = pydicom.dcmread(BytesIO(data))
    assert dataset.EncapsulatedDocumentLength == len(document)
    assert len(dataset.EncapsulatedDocument) % 2 == 0
    again = EncapsulatedPDF.read(data)
    assert again.EncapsulatedDocument == bytes(document)
    assert again.to_bytes(validated=False) == data
    assert EncapsulatedPDF.from_dataset(pdf.to_dataset()).EncapsulatedDocument == bytes(document)
    assert EncapsulatedPDF.read(data, defer_size=2).EncapsulatedDocument == bytes(document)


def test_a_length_that_is_another_is_refused() -> None:
    pdf = altered(minimal(EncapsulatedPDF), EncapsulatedDocument=b"odd")
    pdf.EncapsulatedDocumentLength = 4
    with pytest.raises(InvalidValue, match=r"EncapsulatedDocumentLength .*follows to be 3"):
        pdf.to_bytes(validated=False)


def test_what_was_read_without_a_length_gets_none() -> None:
    pdf = altered(minimal(EncapsulatedPDF), EncapsulatedDocument=b"odd")
    dataset = pdf.to_dataset()
    del dataset.EncapsulatedDocumentLength
    again = EncapsulatedPDF.from_dataset(dataset)
    assert again.EncapsulatedDocument is not None
    assert "EncapsulatedDocumentLength" not in again.to_dataset()
    assert "EncapsulatedDocumentLength" not in pydicom.dcmread(BytesIO(again.to_bytes(validated=False)))
