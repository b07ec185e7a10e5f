"""Tables are recognised by their headings and by what they hold; one that is promised and not read is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from model.books import attribute, entries, row, section, table, tr, xref

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Attribute

if TYPE_CHECKING:
    from model.books import Read

ROWS: Final = [
    (f"Thing {n}", f"(0040,000{n})", type_, "What it is about.")
    for n, type_ in enumerate(("1", "2C", "3", "1", "2", "3"))
]


def read_types(read: Read, header: tuple[str, ...], order: tuple[int, ...]) -> list[tuple[str, str, str]]:
    rows = (tr(*("more" if place < 0 else cells[place] for place in order)) for cells in ROWS)
    found = read(section(table(*rows, header=header)))
    return [(each.name, each.tag, each.type) for each in entries(found) if isinstance(each, Attribute)]


WANTED: Final = [(name, tag.strip("()").replace(",", ""), type_) for name, tag, type_, _ in ROWS]


@pytest.mark.parametrize(
    ("header", "order"),
    [
        (("Attribute", "Tags", "Attribute Type", "Definition"), (0, 1, 2, 3)),
        (("ATTRIBUTE NAME", "tag", "Ty\u00adpe", "Attribute\u00a0 Description"), (0, 1, 2, 3)),
        (("Attribute Name", "Where", "Kind", "Attribute Description"), (0, 1, 2, 3)),
        (("Attribute Name", "Type", "Tag", "Attribute Description"), (0, 1, 2, 3)),
        (("Type", "Tag", "Attribute Name", "Attribute Description"), (2, 1, 0, 3)),
        (("New", "Attribute Name", "Tag", "Type", "Attribute Description"), (-1, 0, 1, 2, 3)),
        (("Attribute Name", "Tag", "New", "Type", "Attribute Description"), (0, 1, -1, 2, 3)),
        (("Attribute Name", "Tag", "Type", "Attribute Description", "New"), (0, 1, 2, 3, -1)),
    ],
)
def test_columns_are_found_whatever_they_are_called_and_wherever_they_stand(
    read: Read, header: tuple[str, ...], order: tuple[int, ...]
) -> None:
    assert read_types(read, header, order) == WANTED


def test_what_is_read_by_content_and_what_is_not_read_is_in_the_report(read: Read) -> None:
    header = ("Attribute Name", "Where", "Type", "Attribute Description", "Remark")
    rows = (tr(*cells, "more") for cells in ROWS)
    _, accounting = read(section(table(*rows, header=header)))
    assert "column 'Where' is read as tag, by what it holds" in {note.reason for note in accounting.notes}
    assert accounting.columns == {(3, "attributes", "Remark"): ["table_C.1-1"]}


def test_a_row_with_too_few_cells_is_noted(read: Read) -> None:
    rows = (row(""), tr("Thing", "(0040,0001)", "3"))
    _, accounting = read(section(table(*rows)))
    assert [note.reason for note in accounting.notes if note.row == 1] == [
        "3 columns of cells below a header of 4"
    ]


@pytest.mark.parametrize(
    ("header", "absent"),
    [
        (("Attribute Name", "Tag", "Type", "Remarks"), "'attribute description'"),
        (("Designation", "Tag", "Type", "Attribute Description"), "'attribute name'"),
    ],
)
def test_a_module_that_is_not_recognised_is_an_error(
    read: Read, header: tuple[str, ...], absent: str
) -> None:
    with pytest.raises(ModelError) as error:
        read(section(table(*(tr(*cells) for cells in ROWS), header=header)))
    said = str(error.value)
    assert "part 3, section C.1, table table_C.1-1 (Thing Module Attributes)" in said
    assert ", ".join(map(repr, header)) in said
    assert f"no column for {absent}" in said


def test_an_iod_without_a_reference_is_an_error(read: Read) -> None:
    modules = table(
        tr("Patient", "Thing", "", "M"), xml_id="table_A.1-1", header=("IE", "Module", "Reference", "Usage")
    )
    with pytest.raises(ModelError, match=r"table_A\.1-1 .*none of its 1 rows can be read"):
        read(section(table(row(""))), iods=section(modules, label="A.1"))


def test_a_section_that_is_repeated_is_read_once(read: Read) -> None:
    once = section(table(row("")))
    assert attribute(read(once, once)).tag == "00100020"


def test_an_id_that_is_used_twice_is_of_the_first(read: Read) -> None:
    other = section(table(row("", name="Other"), caption="Other Module Attributes"), title="Other Module")
    found, accounting = read(section(table(row(""))), other)
    assert [(each.xml_id, each.name) for each in found.attribute_tables] == [
        ("table_C.1-1", "Thing"),
        ("table_C.1-1_2", "Other"),
    ]
    assert {(note.table, note.reason) for note in accounting.notes if note.kind == "identities"} == {
        (f"{kind}_C.1{end}_2", f"{kind}_C.1{end} is the xml:id of an earlier one, too")
        for kind, end in (("sect", ""), ("table", "-1"))
    }


def test_what_has_no_id_is_named_by_its_label(read: Read) -> None:
    bare = section(table(row(""))).replace(' xml:id="sect_C.1"', "").replace(' xml:id="table_C.1-1"', "")
    found, accounting = read(bare)
    assert [(each.xml_id, each.ref.section_id) for each in found.attribute_tables] == [
        ("table_C.1-1", "sect_C.1")
    ]
    assert {note.reason for note in accounting.notes if note.kind == "identities"} == {
        "has no xml:id: it is called by its label"
    }


def test_a_reference_to_a_section_counts_as_one_of_its_iod(read: Read) -> None:
    header = ("Information Entity", "Modules", "Where", "Usage")
    rows = (tr("Patient", f"Thing {n}", xref("sect_C.1"), "M") for n in range(5))
    modules = table(*rows, xml_id="table_A.1-1", header=header, caption="Thing IOD Modules")
    found, _ = read(section(table(row(""))), iods=section(modules, label="A.1"))
    assert [(usage.ie, usage.module) for usage in found.iods[0].modules] == [("Patient", "table_C.1-1")] * 5
