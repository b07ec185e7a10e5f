"""What is called twice or not at all has one name each, by one rule, and the report says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom.valuerep
import pytest
from generator.parts import made_up
from generator.parts import table as cells
from model.books import IOD_HEADER, row, section, table, tr, xref

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Code, ContextGroup, ContextGroupInclude, DataElement, Edition, Vr
from dicomwright.generator.model.check_vrs import KNOWN, check_vrs
from dicomwright.generator.model.identities import check_keywords, note_keywords
from dicomwright.generator.model.read_context_groups import read_context_groups
from dicomwright.generator.model.read_templates import read_templates

if TYPE_CHECKING:
    from pathlib import Path

    from model.books import Read


def identities(accounting: Accounting) -> list[tuple[str, str]]:
    return [(note.table, note.reason) for note in accounting.notes if note.kind == "identities"]


def test_two_modules_of_one_name(read: Read) -> None:
    other = section(table(row(""), xml_id="table_C.2-1"), label="C.2")
    found, accounting = read(section(table(row(""))), other)
    assert [each.name for each in found.attribute_tables] == ["Thing", "Thing C.2-1"]
    assert identities(accounting) == [
        ("table_C.2-1", "an earlier table has the name Thing: this one is Thing C.2-1")
    ]


def test_a_module_and_a_macro_may_have_one_name(read: Read) -> None:
    other = section(table(row(""), xml_id="table_C.2-1", caption="Thing Macro Attributes"), label="C.2")
    found, accounting = read(section(table(row(""))), other)
    assert [each.name for each in found.attribute_tables] == ["Thing", "Thing"]
    assert identities(accounting) == []


def test_two_iods_of_one_name(read: Read) -> None:
    iods = (
        section(
            table(
                tr("Patient", "Thing", xref("sect_C.1"), "M"),
                xml_id=f"table_A.10{n}-1",
                header=IOD_HEADER,
                caption="Box IOD Modules",
            ),
            label=f"A.10{n}",
            title="Box IOD",
        )
        for n in (1, 2)
    )
    found, accounting = read(section(table(row(""))), iods="".join(iods))
    assert [each.name for each in found.iods] == ["Box", "Box A.102-1"]
    assert len(identities(accounting)) == 1


@pytest.mark.parametrize(("title", "kind"), [("Thing Module", "module"), ("Thing Macro", "macro")])
def test_a_module_without_caption_is_named_by_its_section(read: Read, title: str, kind: str) -> None:
    found, accounting = read(section(table(row(""), caption=""), title=title))
    assert [(each.name, each.kind) for each in found.attribute_tables] == [("Thing", kind)]
    assert "no caption: its section names it" in {note.reason for note in accounting.notes}


def test_an_iod_without_caption_is_named_by_its_section(read: Read) -> None:
    modules = table(
        tr("Patient", "Thing", xref("sect_C.1"), "M"), xml_id="table_A.1-1", header=IOD_HEADER, caption=""
    )
    inner = section(modules, label="A.1.3", title="Box Module Table")
    found, _ = read(section(table(row(""))), iods=section(inner, label="A.1", title="Grey Box IOD"))
    assert [each.name for each in found.iods] == ["Grey Box"]


GROUP_HEADER = "Coding Scheme Designator|Code Value|Code Meaning"


def group(cid: str, *rows: str, xml_id: str = "", facts: str = "") -> str:
    inside = cells(f"table_CID_{xml_id or cid}", GROUP_HEADER, *rows)
    return (
        f'<section label="CID {cid}" xml:id="sect_CID_{xml_id or cid}"><title>Things</title>'
        f"<para>{facts}</para>{inside}</section>"
    )


def groups(folder: Path, body: str) -> tuple[tuple[ContextGroup, ...], Accounting]:
    accounting = Accounting()
    found = read_context_groups(made_up(folder, 16, body), accounting)
    accounting.check()
    return found, accounting


def test_two_sections_of_one_context_group(tmp_path: Path) -> None:
    body = group("4", "DCM|1|One") + group("4", "DCM|2|Two", xml_id="4b")
    found, accounting = groups(tmp_path, body)
    assert [(each.cid, each.rows) for each in found] == [
        ("4", (Code(scheme="DCM", value="1", meaning="One"),))
    ]
    assert [(each.table, each.reason) for each in accounting.listed] == [
        ("table_CID_4b", "CID 4 has an earlier section")
    ]


def test_two_sections_of_one_template(tmp_path: Path) -> None:
    header = "|NL|VT|Concept Name|VM|Req Type|Condition|Value Set Constraint"
    tables = {xml_id: cells(f"table_TID_{xml_id}", header, "1||TEXT||1|M||") for xml_id in ("7", "7b")}
    body = "".join(
        f'<section label="TID 7" xml:id="sect_TID_{xml_id}"><title>Things</title>{inside}</section>'
        for xml_id, inside in tables.items()
    )
    accounting = Accounting()
    (found,) = read_templates(made_up(tmp_path, 16, body), accounting)
    accounting.check()
    assert found.ref.xml_id == "table_TID_7"
    assert [each.table for each in accounting.listed] == ["table_TID_7b"]


def test_an_include_row_may_name_two_context_groups(tmp_path: Path) -> None:
    links = " and ".join(f'Include <xref linkend="sect_CID_{cid}"/>' for cid in (5, 6))
    body = group("4", f"3:{links}") + group("5", "DCM|1|One") + group("6", "DCM|2|Two")
    (first, *_), accounting = groups(tmp_path, body)
    assert first.rows == (ContextGroupInclude(cid="5"), ContextGroupInclude(cid="6"))
    assert not accounting.notes


@pytest.mark.parametrize(
    ("facts", "read", "noted"),
    [
        ("Type: Extensible Version: 20040614", (True, "20040614"), []),
        ("Type: Extendable Version: 2004-06-14", (True, "20040614"), []),
        ("Type: Non-Extensible Version: 2004/06/14", (False, "20040614"), []),
        ("Type: Closed", (None, ""), ["Type is not one of the known values"]),
        ("Type: Extensible Version: Spring", (True, ""), ["Version is no date"]),
    ],
)
def test_what_a_section_says_of_its_group(
    tmp_path: Path, facts: str, read: tuple[bool | None, str], noted: list[str]
) -> None:
    (found,), accounting = groups(tmp_path, group("4", "DCM|1|One", facts=facts))
    assert (found.extensible, found.version) == read
    assert [each.reason for each in accounting.notes] == noted


def test_two_groups_of_one_keyword_are_named(tmp_path: Path) -> None:
    body = "".join(group(cid, "DCM|1|One", facts="Keyword: Things UID: 1.2.3") for cid in "45")
    found, accounting = groups(tmp_path, body)
    note_keywords(found, accounting)
    assert identities(accounting) == [
        (f"table_CID_{cid}", f"CID {cid}: another one has its {field}, too")
        for field in ("keyword", "uid")
        for cid in "45"
    ]


def element(tag: str, keyword: str, *vrs: str) -> DataElement:
    return DataElement(
        tag=tag, name="Thing", keyword=keyword, vr=vrs, vm=("1",), retired=False, note="", table="6-1"
    )


def test_two_elements_of_one_keyword_are_an_error() -> None:
    elements = [element("00100010", "Thing"), element("00100020", ""), element("00100030", "")]
    check_keywords(elements)
    with pytest.raises(ModelError, match="table 6-1: 00100040 has the keyword Thing of 00100010"):
        check_keywords([*elements, element("00100040", "Thing")])


def test_a_new_vr_is_an_error_with_its_places() -> None:
    known = Vr(code="UV", name="Unsigned", length=8, unit="bytes", fixed=True)
    new = Vr(code="QX", name="Quantum", length=8, unit="bytes", fixed=True)
    check_vrs(Edition(name="2099a", vrs=(known,), data_elements=(element("00100010", "Thing", "UV"),)))
    with pytest.raises(ModelError) as error:
        check_vrs(Edition(name="2099a", vrs=(known, new), data_elements=(element("00100010", "A", "QX"),)))
    assert "QX (Quantum): part 5, table 6.2-1" in str(error.value)
    assert "QX: part 6, table 6-1, 00100010 Thing" in str(error.value)
    assert "runtime/dicomwright/runtime/values" in str(error.value)


def test_the_vrs_of_the_generator_are_those_that_others_know() -> None:
    assert {str(vr) for vr in pydicom.valuerep.VR if len(vr) == 2} == KNOWN
