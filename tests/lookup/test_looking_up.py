"""What is typed in other ways than words: identifiers, names without blanks, kinds and editions."""

from __future__ import annotations

import pytest

from dicomwright.lookup import Hit, search
from dicomwright.lookup.table import Table
from dicomwright.runtime.vocabulary.registry import edition


@pytest.mark.parametrize(
    "text",
    ["0028,0030", "(0028,0030)", "00280030", "0x00280030", "0028|0030", "28,30", "(0x28, 0x30)", "0028:0030"],
)
def test_a_tag_in_any_spelling_is_the_attribute_alone(text: str) -> None:
    assert [(hit.kind, hit.key, hit.exact) for hit in search(text)] == [("attribute", "PixelSpacing", True)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("60xx3000", "OverlayData"),
        ("6002,3000", "OverlayData"),
        ("CID_4", "CID 4"),
        ("context group 4", "CID 4"),
        ("tid 1500", "TID 1500"),
        ("template 1500", "TID 1500"),
        ("PS3.3 C.7.6.2", "ImagePlane"),
        ("section C.7.6.2", "ImagePlane"),
        ("sect_C.7.6.2", "ImagePlane"),
        ("1.2.840.10008.6.1.2", "CID 4"),
        ("SRT T-71000", "SCT.64033007"),
        ("sct:64033007", "SCT.64033007"),
        ("slice_thickness", "SliceThickness"),
        ("pixelspcing", "PixelSpacing"),
        ("MONOCHROME1", "PhotometricInterpretation"),
        ("muller method planning", "DCM.112344"),
        ("müller method planning", "DCM.112344"),
        ("MüllerMethodPlaning", "DCM.112344"),
    ],
)
def test_the_first_that_is_found(text: str, name: str) -> None:
    assert search(text)[0].name == name


@pytest.mark.parametrize("text", ["0011,0010", "CID 99999", "C.99.9", "1.2.3.4.5", "", " ", "'"])
def test_an_identifier_that_nothing_has_is_no_other(text: str) -> None:
    assert search(text) == ()


def test_kinds_and_how_many() -> None:
    assert {hit.kind for hit in search("CT Image")} > {"iod", "module"}
    assert {hit.kind for hit in search("CT Image", kinds=["module"])} == {"module"}
    assert len(search("image", limit=4)) == 4
    assert search("left kidney", kinds=["code"], limit=1) == (
        Hit("code", "64033007", "Kidney", scheme="SCT", exact=False),
    )


def test_a_side_is_not_the_other() -> None:
    titles = [hit.title for hit in search("left kidney", limit=30)]
    assert "Left Kidney length" in titles
    assert "Right Kidney length" not in titles


def test_editions() -> None:
    assert search("kidney", edition=edition().name) == search("kidney", edition=edition()) == search("kidney")
    with pytest.raises(ValueError, match="edition '1999a' is not installed"):
        search("kidney", edition="1999a")


def test_a_table_knows_words_and_cells_by_line() -> None:
    table = Table({"a": "K1|First thing|x.1|~3\n", "b": "K2|Second things|~\n"})
    assert [table.line(start) for start in table.with_word("thing")] == [*table.lines()]
    assert [*table.with_word("thing").values()] == [True, False]
    assert [table.line(start).key for start in table.with_cell("X.1")] == ["K1"]
    assert [(line.kind, line.uses) for line in table.lines()] == [("a", 3), ("b", None)]
    assert table.vocabulary == {"k1", "k2", "first", "second", "thing", "things", "x", "1"}
