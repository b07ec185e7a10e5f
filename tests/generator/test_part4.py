"""PS3.4: SOP classes and their IODs."""

from pathlib import Path

import pytest
from generator.parts import made_up, notes, part4, reasons, table

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.model.read_parts import read_part4

IOD_HEADER = "IOD Specification (defined in <olink targetptr='PS3.3'/>)"
HEADER = f"SOP Class <emphasis>Name</emphasis>|SOP Class UID|{IOD_HEADER}"


def iod(section: str) -> str:
    return f"<olink targetdoc='PS3.3' targetptr='{section}'/>"


def test_every_row_of_table_b_5_1() -> None:
    part, accounting = part4()
    rows = [item for item in part.sop_classes if item.table == "B.5-1"]
    assert len(rows) == 170
    assert accounting.read[4, "sop classes"] == accounting.consumed[4, "sop classes"] == 170
    assert all(item.iods for item in rows)
    assert [each for each in accounting.listed if each.kind == "sop classes"] == []


def test_classes_that_only_media_storage_has() -> None:
    part, _ = part4()
    more = {item.name: item.iods for item in part.sop_classes if item.table == "I.4-1"}
    assert more["Media Storage Directory Storage"] == ("sect_F.3",)
    assert more["Hanging Protocol Storage"] == ("sect_A.44",)
    assert len(more) == 6


def test_ct_and_specialization() -> None:
    found = {item.name: item for item in part4()[0].sop_classes}
    assert found["CT Image Storage"].uid == "1.2.840.10008.5.1.4.1.1.2"
    assert found["CT Image Storage"].iods == ("sect_A.3",)
    special = found["Digital X-Ray Image Storage - For Processing"]
    assert (special.iods, special.specialization) == (("sect_A.26",), "sect_B.5.1.1")


@pytest.mark.parametrize(("edition", "rows"), [("2024e", 168), ("2013", 110)])
def test_other_editions(edition: str, rows: int) -> None:
    part, accounting = part4(edition)
    accounting.check()
    assert sum(item.table == "B.5-1" for item in part.sop_classes) == rows
    assert len(accounting.outside) == 103


def test_specialization_beside_the_iod_in_2013() -> None:
    found = {item.name: item for item in part4("2013")[0].sop_classes}
    assert found["Enhanced PET Image Storage"].iods == ("sect_A.56",)
    assert found["Enhanced PET Image Storage"].specialization == "sect_B.5.1.16"


def test_several_iods_none_and_no_uid(tmp_path: Path) -> None:
    body = table(
        "table_X-9",
        HEADER,
        f"Blue|1.2.3|{iod('sect_A.1')}~{iod('sect_A.2')}",
        "Green|1.2.4|",
        f"Red||{iod('sect_A.1')}",
        caption="Standard SOP Classes",
    )
    accounting = Accounting()
    part = read_part4(made_up(tmp_path, 4, body + table("table_Y-1", "Colour|Size", "a|b")), accounting)
    assert [(item.name, item.iods) for item in part.sop_classes] == [
        ("Blue", ("sect_A.1", "sect_A.2")),
        ("Green", ()),
    ]
    assert reasons(accounting) == ["no UID"]
    assert notes(accounting) == ["1.2.4: no IOD of PS3.3"]
    assert [each.table for each in accounting.outside] == ["table_Y-1"]
    accounting.check()
