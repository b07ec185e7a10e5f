"""PS3.5: value representations."""

from pathlib import Path

import pytest
from generator.parts import made_up, notes, part5, part6, reasons, table
from pydicom.valuerep import VR

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.model.read_parts import read_part5

HEADER = "VR Name|Definition|Character Repertoire|Length of Value"


def test_every_vr() -> None:
    part, accounting = part5()
    assert len(part.vrs) == 34
    assert {vr.code for vr in part.vrs} == {str(vr) for vr in VR if len(vr) == 2}
    assert accounting.listed == []
    assert accounting.notes == []


@pytest.mark.parametrize(
    ("code", "length", "unit", "fixed"),
    [
        ("AE", 16, "bytes", False),
        ("DA", 8, "bytes", True),
        ("DT", 26, "bytes", False),
        ("LT", 10240, "characters", False),
        ("OB", None, "", False),
        ("OD", 2**32 - 8, "bytes", False),
        ("OF", 2**32 - 4, "bytes", False),
        ("PN", 64, "characters", False),
        ("SQ", None, "", False),
        ("UC", 4294967294, "bytes", False),
        ("UT", 4294967294, "bytes", False),
        ("UV", 8, "bytes", True),
    ],
)
def test_lengths(code: str, length: int | None, unit: str, *, fixed: bool) -> None:
    vr = next(vr for vr in part5()[0].vrs if vr.code == code)
    assert (vr.length, vr.unit, vr.fixed) == (length, unit, fixed)


def test_names() -> None:
    names = {vr.code: vr.name for vr in part5()[0].vrs}
    assert names["PN"] == "Person Name"
    assert names["UR"].startswith("Universal Resource Identifier")


def test_vrs_of_the_dictionary_are_those_of_part_5() -> None:
    codes = {vr.code for vr in part5()[0].vrs}
    assert {vr for element in part6()[0].data_elements for vr in element.vr} <= codes


@pytest.mark.parametrize(("edition", "rows"), [("2024e", 34), ("2013", 28)])
def test_other_editions(edition: str, rows: int) -> None:
    part, accounting = part5(edition)
    accounting.check()
    assert len(part.vrs) == rows
    assert len(accounting.outside) == 36


def test_irregular_rows(tmp_path: Path) -> None:
    rows = (
        "ZA~Zebra String|x|x|12 bytes fixed~In a query, 40 bytes maximum.",
        "ZB Zoo|x|x|2<superscript>32</superscript>-2 bytes maximum",
        "ZC~Zinc|x|x|2^64-2 bytes maximum",
        "ZD~Zero|x|x|about 7 bytes",
        "none|x|x|8 bytes fixed",
    )
    accounting = Accounting()
    part = read_part5(made_up(tmp_path, 5, table("table_other", HEADER, *rows)), accounting)
    found = [(vr.code, vr.name, vr.length, vr.fixed) for vr in part.vrs]
    assert found == [
        ("ZA", "Zebra String", 12, True),
        ("ZB", "Zoo", 2**32 - 2, False),
        ("ZC", "Zinc", 2**64 - 2, False),
        ("ZD", "Zero", None, False),
    ]
    assert notes(accounting) == ["ZD: the figure of its length cannot be read"]
    assert reasons(accounting) == ["no code of two letters"]
    accounting.check()
