"""Values of more than 64 KB, which Explicit VR stores as UN where their VR has a length of 16 bits (PS3.5 6.2.2)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from altered import altered
from pydicom import dcmread
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from dicomwright.iods import RTStructureSet
from dicomwright.runtime import read
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.validation import validate
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from dicomwright.runtime.reports.report import Report

NUMBERS = [float(n) / 8 for n in range(18_000)]
PATH = "ROIContourSequence[0].ContourSequence[0].ContourData"


def structures(data: Any = NUMBERS) -> bytes:  # noqa: ANN401 - whatever shall stand there
    """Write contours as they come from many systems: too long for DS, and so UN."""
    item = RTStructureSet.ROIContourItem
    contour = item.ContourItem(
        ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=len(NUMBERS) // 3, ContourData=NUMBERS
    )
    rois = [item(ReferencedROINumber=1, ContourSequence=[contour])]
    written = altered(minimal(RTStructureSet), ROIContourSequence=rois).to_bytes(validated=False)
    if data is NUMBERS:
        return written
    dataset = dcmread(BytesIO(written))
    dataset.ROIContourSequence[0].ContourSequence[0]._dict[0x30060050] = DataElement(
        0x30060050, "UN", data, already_converted=True
    )
    buffer = BytesIO()
    dataset.save_as(buffer)
    return buffer.getvalue()


def of_contours(report: Report) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in report.errors if each.path == PATH]


def test_numbers_are_counted_and_read() -> None:
    written = structures()
    assert b"\x06\x30\x50\x00UN\0\0" in written
    assert of_contours(validate(written)) == []
    found = read(written)
    assert of_contours(found.validate()) == []
    assert list(found.ROIContourSequence[0].ContourSequence[0].ContourData) == NUMBERS
    assert of_contours(validate(found.to_bytes(validated=False))) == []


WRONG = [
    (b"\\".join([b"1.5"] * 17_999 + [b"abc"]), "bad-value", "VR DS: value 18000 must be a decimal number"),
    (b"\\".join([b"1.25"] * 18_001), "wrong-vm", "has 18001 values, and must have a multiple of 3"),
]


@pytest.mark.parametrize(("data", "code", "message"), WRONG, ids=["letters", "count"])
def test_what_is_wrong_is_found(data: bytes, code: str, message: str) -> None:
    data += b" " * (len(data) % 2)
    written = structures(data)
    assert b"\x06\x30\x50\x00UN\0\0" in written
    expected = [(code, message)]
    assert of_contours(validate(written)) == expected
    assert of_contours(read(written).validate()) == expected
    assert of_contours(validate(dcmread(BytesIO(written)))) == expected


def test_a_data_set_in_memory_is_judged_alike() -> None:
    dataset = dcmread(BytesIO(structures()))
    contour = dataset.ROIContourSequence[0].ContourSequence[0]
    contour._dict[0x30060050] = DataElement(0x30060050, "UN", WRONG[0][0] + b" ", already_converted=True)
    assert of_contours(validate(dataset)) == [WRONG[0][1:]]


def test_bytes_of_unknown_elements_stay_in_the_file() -> None:
    private = Dataset()
    private.add_new(0x00090010, "LO", "ACME")
    private.add_new(0x00091001, "UN", bytes(70_000))
    dataset = dcmread(BytesIO(structures()))
    dataset.update(private)
    buffer = BytesIO()
    dataset.save_as(buffer)
    assert type(read_content(buffer.getvalue()).dataset.elements[0x00091001][1]).__name__ == "Large"


def test_text_that_is_too_long_to_be_read_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dicomwright.runtime.trees.parsing.MOST_TEXT", 1 << 16)
    assert of_contours(validate(structures())) == []
