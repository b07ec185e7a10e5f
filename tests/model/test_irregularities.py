"""What NEMA's DocBook does that the reader must take, each in a snippet of its own, with made-up text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from model.books import (
    BOOK,
    GROUPS_HEADER,
    IOD_HEADER,
    MACRO,
    attribute,
    bare,
    cid,
    entries,
    para,
    row,
    section,
    table,
    td,
    tr,
    xref,
)

from dicomwright.generator.docbook import read_book
from dicomwright.generator.errors import DocbookError
from dicomwright.generator.facts import Attribute, Include, Placeholder

if TYPE_CHECKING:
    from pathlib import Path

    from model.books import Read

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.facts import Edition

# Headers and captions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ("Attribute Name", "Tag", "Type", "Attribute Description"),
        ("Attribute name", "Tag", "Type", "Description"),
        ("Attribute Name", "Tag", "Type", "Description"),
    ],
)
def test_headers_vary(read: Read, header: tuple[str, ...]) -> None:
    found = attribute(read(section(table(row(para("One Item shall be included.")), header=header))))
    assert (found.name, found.tag, found.type) == ("Patient ID", "00100020", "1")
    assert found.items is not None


def test_a_table_may_have_no_types(read: Read) -> None:
    rows = tr("Patient ID", "(0010,0020)", "One Item shall be included.")
    found = attribute(read(section(table(rows, header=("Attribute Name", "Tag", "Attribute Description")))))
    assert (found.type, found.types) == ("", ())
    assert found.items is not None


def test_keys_of_directory_records(read: Read) -> None:
    keys = table(
        tr("Patient ID", "(0010,0020)", "1", ""),
        header=("Key", "Tag", "Type", "Description"),
        caption="Thing Keys",
    )
    found, _ = read(section(keys))
    assert [(each.kind, each.name) for each in found.attribute_tables] == [("directory_record", "Thing")]


@pytest.mark.parametrize(
    ("caption", "kind"),
    [
        ("Thing Module Attributes", "module"),
        ("Thing Module Table", "module"),
        ("Thing Module", "module"),
        ("Thing Macro Attributes", "macro"),
        ("Thing Macro Attributes Description", "macro"),
        ("Thing Macro", "macro"),
    ],
)
def test_captions_vary(read: Read, caption: str, kind: str) -> None:
    (found,) = read(section(table(row(""), caption=caption)))[0].attribute_tables
    assert (found.kind, found.name) == (kind, "Thing")


def test_a_caption_may_be_missing(read: Read) -> None:
    (found,) = read(section(table(row(""), caption=""), title="Thing Macro"))[0].attribute_tables
    assert found.name == "Thing"


def test_ids_may_name_the_part(read: Read) -> None:
    assert entries(read(section(table(row(""), xml_id="table_PS3.3_C.8.32-1"))), "table_PS3.3_C.8.32-1")


# Includes ----------------------------------------------------------------------------------------------------


def include(found: tuple[Edition, Accounting]) -> Include:
    (entry,) = entries(found)
    assert isinstance(entry, Include)
    return entry


TO_MACRO: Final = f"<emphasis role='italic'>Include {xref('table_C.9-1')}</emphasis>"


@pytest.mark.parametrize(
    "cells",
    [
        (td(TO_MACRO, colspan=3), td("No context group.")),
        (td(TO_MACRO, colspan=4),),
        (td(TO_MACRO, colspan=3), bare("")),
        (td(f"Include\n      {xref('table_C.9-1')}", colspan=3), td("")),
    ],
    ids=["three columns and one", "all columns", "empty cell", "new line before the reference"],
)
def test_layouts_of_include_rows(read: Read, cells: tuple[str, ...]) -> None:
    found = include(read(section(table(tr(*cells))), MACRO))
    assert (found.macro, found.condition) == ("table_C.9-1", None)


def test_an_include_spans_two_of_three_columns(read: Read) -> None:
    rows = tr(td(TO_MACRO, colspan=2), td(f"D{cid('4')}."))
    found = include(read(section(table(rows, header=("Attribute Name", "Tag", "Description"))), MACRO))
    assert found.macro == "table_C.9-1"
    assert [(each.cid, each.binding) for each in found.context_groups] == [("4", "defined")]


def test_an_include_may_say_when_behind_the_reference(read: Read) -> None:
    text = f"Include {xref('table_C.9-1')} if and only if Value Type (0040,A040) is NUM."
    found = include(read(section(table(tr(td(text, colspan=4)))), MACRO))
    assert found.condition is not None
    assert found.condition.tags == ("0040A040",)


def test_an_include_may_say_when_in_the_last_cell(read: Read) -> None:
    cells = (td(TO_MACRO, colspan=3), td("Required if Value Type (0040,A040) is NUM."))
    found = include(read(section(table(tr(*cells))), MACRO))
    assert found.condition is not None
    assert found.condition.tags == ("0040A040",)


def test_an_include_may_name_a_section(read: Read) -> None:
    found = include(read(section(table(tr(td(f"Include {xref('sect_C.9')}", colspan=4)))), MACRO))
    assert found.macro == "table_C.9-1"


def test_an_include_of_nothing_is_noted(read: Read) -> None:
    found = read(section(table(tr(td(f"Include {xref('sect_C.77')}", colspan=4)))))
    assert include(found).macro == ""
    assert [note.reason for note in found[1].notes if "errat" not in note.kind] == [
        "include of sect_C.77: no attribute table"
    ]


def test_an_include_without_a_reference_is_listed(read: Read) -> None:
    found = read(section(table(tr(td("Include what you want", colspan=4)))))
    assert entries(found) == ()
    assert [item.reason for item in found[1].listed] == ["include without a reference"]


def test_an_include_of_functional_groups_has_no_reference(read: Read) -> None:
    rows = (
        tr("Shared Functional Groups Sequence", "(5200,9229)", "1", ""),
        tr(td("&gt;Include one or more Functional Group Macros that are shared.", colspan=4)),
    )
    found = attribute(read(section(table(*rows))))
    assert found.children == (Placeholder(kind="functional_groups"),)


def test_an_attribute_may_be_called_include(read: Read) -> None:
    found = attribute(read(section(table(row("", name="Include Non-DICOM Objects", tag="(2200,0008)")))))
    assert found.name == "Include Non-DICOM Objects"


# Rows --------------------------------------------------------------------------------------------------------


def test_rows_nest_at_any_depth(read: Read) -> None:
    rows = [
        tr(f"{'&gt;' * depth}{' ' * (depth % 2)}Thing {depth} Sequence", f"(0040,000{depth})", "1", "")
        for depth in range(6)
    ]
    found: Any = attribute(read(section(table(*rows))))
    for depth in range(6):
        assert found.name == f"Thing {depth} Sequence"
        found = found.children[0] if depth < 5 else found
    assert found.children == ()


def test_a_row_may_return_to_any_depth(read: Read) -> None:
    names = ("A", "&gt;B", "&gt;&gt;C", "D", "&gt; E")
    rows = [tr(name, f"(0040,000{number})", "1", "") for number, name in enumerate(names)]
    first, second = entries(read(section(table(*rows))))
    assert isinstance(first, Attribute)
    assert isinstance(second, Attribute)
    assert [child.name for child in second.children if isinstance(child, Attribute)] == ["E"]
    assert [child.name for child in first.children if isinstance(child, Attribute)] == ["B"]


def test_a_row_that_skips_a_depth_is_noted(read: Read) -> None:
    rows = (tr("A", "(0040,0001)", "1", ""), tr("&gt;&gt;B", "(0040,0002)", "1", ""))
    found = read(section(table(*rows)))
    assert [child.name for child in attribute(found).children if isinstance(child, Attribute)] == ["B"]
    assert any("nested 2 deep" in note.reason for note in found[1].notes)


def test_any_attribute_has_no_tag(read: Read) -> None:
    rows = (
        tr("Modified Attributes Sequence", "(0400,0550)", "1", ""),
        tr(
            td("<emphasis role='italic'>&gt;Any Attribute that was modified.</emphasis>", colspan=2),
            "3",
            "Said.",
        ),
    )
    found = attribute(read(section(table(*rows))))
    assert found.children == (Placeholder(kind="any", type="3"),)


def test_a_heading_over_all_columns_is_listed(read: Read) -> None:
    found = read(section(table(tr(td("SOME ATTRIBUTES", colspan=4)), row(""))))
    assert attribute(found).tag == "00100020"
    assert [(item.table, item.row, item.reason) for item in found[1].listed] == [
        ("table_C.1-1", 0, "heading row")
    ]


def test_empty_rows_are_listed(read: Read) -> None:
    found = read(section(table("<tr/>", tr("", "", "", ""), row(""))))
    assert [item.reason for item in found[1].listed] == ["empty row", "empty row"]


# Tags and types ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "tag"),
    [
        ("(0074,100c)", "0074100C"),
        ("(60xx,3000)", "60xx3000"),
        ("(60XX,3000)", "60xx3000"),
        ("(0028,04x0)", "002804x0"),
    ],
)
def test_tags_vary(read: Read, printed: str, tag: str) -> None:
    assert attribute(read(section(table(row("", tag=printed))))).tag == tag


def test_examples_with_placeholder_tags_are_no_modules(read: Read) -> None:
    example = table(row("", tag="(aaaa,aaaa)"), xml_id="table_5.1-1")
    found, accounting = read(section(example, label="5.1"))
    assert found.attribute_tables == ()
    assert [(each.table, each.reason) for each in accounting.outside] == [
        ("table_5.1-1", "explains the notation of the part")
    ]


def test_a_placeholder_that_is_no_tag_is_listed(read: Read) -> None:
    found = read(section(table(row("", tag="(gggg,eeee)"))))
    assert [item.reason for item in found[1].listed] == ["row without a tag"]


@pytest.mark.parametrize(
    ("printed", "type_", "types"),
    [
        ("1", "1", ()),
        ("1C", "1C", ()),
        ("2C", "2C", ()),
        ("", "", ()),
        (" 3 ", "3", ()),
        ("1/1", "1", ()),
        ("2 / 3", "", ("2", "3")),
        ("1</para><para>2C", "", ("1", "2C")),
    ],
)
def test_types_vary(read: Read, printed: str, type_: str, types: tuple[str, ...]) -> None:
    found = attribute(read(section(table(row(para("Required if so."), type_=printed)))))
    assert (found.type, found.types) == (type_, types)


def test_a_type_that_is_none_is_noted(read: Read) -> None:
    found = read(section(table(row("", type_="See note"))))
    assert attribute(found).type == ""
    assert "type not understood" in [note.reason for note in found[1].notes]


# Context groups ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "binding"),
    [
        (f"D{cid('4')}.", "defined"),
        (f"B{cid('4')}.", "baseline"),
        (f"Defined {cid('4')}.", "defined"),
        (f"Baseline {cid('4')}.", "baseline"),
        (f"\n   D\n   {cid('4')}.", "defined"),
        (f"See {cid('4')}.", ""),
    ],
)
def test_bindings_of_context_groups(read: Read, text: str, binding: str) -> None:
    rows = (
        tr("Thing Sequence", "(0040,0001)", "1", ""),
        tr(td(f"&gt;Include {xref('table_C.9-1')}", colspan=3), td(text)),
    )
    (child,) = attribute(read(section(table(*rows)), MACRO)).children
    assert isinstance(child, Include)
    assert [(each.cid, each.binding, each.condition) for each in child.context_groups] == [
        ("4", binding, None)
    ]


@pytest.mark.parametrize(
    ("text", "sequences"),
    [
        (
            f"D{cid('4')} for Type Code Sequence (0008,1111). D{cid('12')} for Unit Code Sequence (0008,1112).",
            ["Type", "Unit"],
        ),
        (
            f"B{cid('4')} or B{cid('12')} for Reason for Type Code Sequence (0008,1111).",
            ["Reason for Type"] * 2,
        ),
        (
            f"For Type Code Sequence (0008,1111), B{cid('4')}. For Unit Code Sequence (0008,1112), B{cid('12')}.",
            ["Type", "Unit"],
        ),
    ],
)
def test_context_groups_of_attributes_of_an_include(read: Read, text: str, sequences: list[str]) -> None:
    found = include(read(section(table(tr(td(TO_MACRO, colspan=3), td(text)))), MACRO))
    assert [each.sequence.removesuffix(" Code Sequence") for each in found.context_groups] == sequences
    assert not any(each.condition for each in found.context_groups)


@pytest.mark.parametrize(
    ("text", "type_", "conditional"),
    [
        ("Code Value (0008,0100) shall be Type 3 for historical reasons.", "3", False),
        ("In this Module, Code Value (0008,0100) is Type 1C. Required if something is so.", "1C", True),
        (
            "In this Module, Code Value (0008,0100) is specialized to be Type 1C; required if it is so.",
            "1C",
            True,
        ),
    ],
)
def test_includes_give_an_attribute_its_type(read: Read, text: str, type_: str, *, conditional: bool) -> None:
    """The condition is of that attribute, not of the include."""
    found = include(read(section(table(tr(td(TO_MACRO, colspan=3), td(text)))), MACRO))
    (special,) = found.specializations
    assert (special.tag, special.type) == ("00080100", type_)
    assert (special.condition is not None) is conditional
    assert found.condition is None


@pytest.mark.parametrize(
    ("text", "overrides"),
    [
        ("This Type definition shall override the definition in another Module.", True),
        ("It is there in frames, overriding (specializing) the Type 1 requirement on this Attribute.", True),
        ("This value shall override the size that was asked for.", False),
    ],
)
def test_types_that_override(read: Read, text: str, *, overrides: bool) -> None:
    assert attribute(read(section(table(row(para(text)))))).overrides is overrides


def test_a_module_is_named_by_a_reference_to_its_section(read: Read) -> None:
    """The texts of conditions are the same as if its name stood there."""
    other = section(table(xml_id="table_C.2-1"), label="C.2", title="Other Module")
    said = [f"Required if the {name} is present." for name in (xref("sect_C.2"), "Other Module")]
    tables = [section(table(row(para(text), type_="1C"))) for text in said]
    linked, named = (attribute(read(each, other)).condition for each in tables)
    assert linked
    assert named
    assert linked.fingerprint == named.fingerprint


def test_several_context_groups_with_conditions(read: Read) -> None:
    text = f"For one kind B{cid('4')}. For the other kind D{cid('12')}."
    rows = (
        tr("Thing Sequence", "(0040,0001)", "1", ""),
        tr(td(f"&gt;Include {xref('table_C.9-1')}", colspan=3), td(text)),
    )
    (child,) = attribute(read(section(table(*rows)), MACRO)).children
    assert isinstance(child, Include)
    first, second = child.context_groups
    assert (first.cid, first.binding, second.cid, second.binding) == ("4", "baseline", "12", "defined")
    assert first.condition is not None
    assert second.condition is not None
    assert first.condition != second.condition


# Value lists -------------------------------------------------------------------------------------------------


def values(title: str, *terms: str, text: str = "<para/>") -> str:
    head = f"<title>{title}</title>" if title else ""
    inside = "".join(
        f"<varlistentry><term>{term}</term><listitem>{text}</listitem></varlistentry>" for term in terms
    )
    return f'<variablelist spacing="compact">{head}{inside}</variablelist>'


@pytest.mark.parametrize(
    ("title", "fixed"),
    [
        ("Enumerated Values for Laterality (0020,0060):", ["00200060"]),
        ("Enumerated Values:", []),
        ("Defined Terms for Laterality (0020,0060):", []),
        ("Value 2 Enumerated Values for Laterality (0020,0060):", []),
        ("Enumerated Values for Laterality (0020,0060) if Modality (0008,0060) is CT:", []),
    ],
)
def test_a_list_beside_an_include_is_of_the_attribute_that_it_names(
    read: Read, title: str, fixed: list[str]
) -> None:
    cells = (td(f"Include {xref('table_C.9-1')}", colspan=3), td(values(title, "L", "R")))
    found = include(read(section(table(tr(*cells))), MACRO))
    assert [(each.tag, each.values) for each in found.fixed_values] == [(tag, ("L", "R")) for tag in fixed]


@pytest.mark.parametrize(
    ("title", "kind", "number", "tags"),
    [
        ("Enumerated Values:", "enumerated", None, None),
        ("Enumerated values:", "enumerated", None, None),
        ("Enumerated Value:", "enumerated", None, None),
        ("Defined Terms:", "defined", None, None),
        ("Defined Term:", "defined", None, None),
        ("Enumerated Values for Value 1:", "enumerated", 1, None),
        ("Defined Terms for Value 3:", "defined", 3, None),
        ("Value 2 Enumerated Values:", "enumerated", 2, None),
        ("Enumerated Values if Segmentation Type (0062,0001) is BINARY:", "enumerated", None, ("00620001",)),
        ("Defined Terms for Value 2 when Modality (0008,0060) is OT:", "defined", 2, ("00080060",)),
    ],
)
def test_titles_of_value_lists(
    read: Read, title: str, kind: str, number: int | None, tags: tuple[str, ...] | None
) -> None:
    (found,) = attribute(read(section(table(row(values(title, "ONE", "TWO")))))).value_lists
    assert (found.kind, found.value_number, found.values) == (kind, number, ("ONE", "TWO"))
    assert (found.condition.tags if found.condition else None) == tags


def test_a_list_without_a_title_takes_the_paragraph_before_it(read: Read) -> None:
    (found,) = attribute(
        read(section(table(row(para("Enumerated Values:") + values("", "ONE")))))
    ).value_lists
    assert (found.kind, found.values) == ("enumerated", ("ONE",))


def test_a_list_of_other_things_is_noted(read: Read) -> None:
    found = read(section(table(row(values("Some words:", "ONE")))))
    assert attribute(found).value_lists == ()
    assert any("not read as values" in note.reason for note in found[1].notes)


def test_terms_lose_what_cannot_be_seen(read: Read) -> None:
    listed = values(
        "Enumerated Values:", "LONG\u200b_\u200bTERM", "\n  TWO\n ", "<emphasis>THREE</emphasis>", "A\u00a0B"
    )
    (found,) = attribute(read(section(table(row(listed))))).value_lists
    assert found.values == ("LONG_TERM", "TWO", "THREE", "A B")


def test_a_list_may_stand_in_a_note_or_a_paragraph(read: Read) -> None:
    listed = values("Defined Terms:", "ONE")
    for content in (
        f"<note>{para('Said.')}{listed}</note>",
        f"<para>Said.{listed}</para>",
        f"<para><note>{listed}</note></para>",
    ):
        (found,) = attribute(read(section(table(row(content))))).value_lists
        assert found.values == ("ONE",)


def test_the_text_of_a_term_may_be_missing(read: Read) -> None:
    for text in ("", "<para/>", "<para>Said.</para><para>More.</para>"):
        (found,) = attribute(
            read(section(table(row(values("Defined Terms:", "ONE", text=text)))))
        ).value_lists
        assert found.values == ("ONE",)


def test_a_list_may_stand_in_a_section(read: Read) -> None:
    text = para(f"See {xref('sect_C.1.1')} for Defined Terms.")
    inner = section(values("Defined Terms:", "ONE"), label="C.1.1", title="Other")
    (found,) = attribute(read(section(table(row(text)), inner))).value_lists
    assert (found.values, found.source) == (("ONE",), "sect_C.1.1")


def test_a_list_may_be_a_table(read: Read) -> None:
    listed = table(
        tr("ONE", "First."),
        tr(td("A heading", colspan=2)),
        tr("TWO", "Second."),
        xml_id="table_C.1-9",
        header=("Defined Term Name", "Defined Term Description"),
        caption="Thing Defined Terms",
    )
    text = para(f"See {xref('table_C.1-9')} for Defined Terms.")
    found = read(section(table(row(text)), listed))
    assert [each.values for each in found[0].value_tables] == [("ONE", "TWO")]
    assert [item.row for item in found[1].listed] == [1]
    assert [(each.values, each.source) for each in attribute(found).value_lists] == [
        (("ONE", "TWO"), "table_C.1-9")
    ]


# Text --------------------------------------------------------------------------------------------------------


def test_a_paragraph_may_start_with_a_new_line_and_a_reference(read: Read) -> None:
    text = f"<para>\n{xref('sect_C.9')} says more.</para><para>Required if Modality (0008,0060) is OT.</para>"
    found = attribute(read(section(table(row(text, type_="1C"))), MACRO))
    assert found.condition is not None
    assert found.condition.tags == ("00080060",)


def test_a_note_inside_a_paragraph_is_no_condition(read: Read) -> None:
    note = "<note><para>Required if Rows (0028,0010) were said here.</para></note>"
    text = f"<para>Said.{note} Required if Modality (0008,0060) is OT.</para>"
    found = attribute(read(section(table(row(text, type_="1C")))))
    assert found.condition is not None
    assert found.condition.tags == ("00080060",)


def test_a_table_inside_a_note_has_rows_of_its_own(read: Read) -> None:
    inner = table(
        row("", name="Inner", tag="(0010,0010)"), xml_id="table_C.1-2", caption="Inner Macro Attributes"
    )
    found = read(section(table(row(f"<note><para>Said.</para>{inner}</note>"))))
    assert attribute(found).name == "Patient ID"
    assert [each.name for each in entries(found, "table_C.1-2") if isinstance(each, Attribute)] == ["Inner"]


def test_ids_may_be_repeated(read: Read) -> None:
    twice = '<para xml:id="para_1">One.</para><para xml:id="para_1">Two.</para>'
    found = attribute(read(section(table(row(twice)))))
    assert found.tag == "00100020"


def test_a_file_that_is_not_well_formed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "part03.xml"
    path.write_text(BOOK.format(iods="<para>", modules=""), encoding="utf-8")
    with pytest.raises(DocbookError, match=r"part03\.xml, line \d+: not well-formed"):
        read_book(path)


# IODs --------------------------------------------------------------------------------------------------------

MODULE: Final = section(table(row("")))


def iod(*rows: str, header: tuple[str, ...] = IOD_HEADER, caption: str = "Thing IOD Modules") -> str:
    modules = section(
        table(*rows, xml_id="table_A.1-1", header=header, caption=caption), label="A.1.1", title="Modules"
    )
    return section(modules, label="A.1", title="Thing IOD")


def test_the_cell_of_the_entity_spans_rows(read: Read) -> None:
    rows = (
        tr(td("Patient", rowspan=2), td("Thing"), td(xref("sect_C.1")), td("M")),
        tr("Macro Thing", xref("sect_C.9"), "U"),
        tr("Study", "Thing", xref("sect_C.1"), "C - Required if Modality (0008,0060) is OT."),
    )
    (found,) = read(MODULE, MACRO, iods=iod(*rows))[0].iods
    assert [(each.ie, each.name, each.module, each.usage) for each in found.modules] == [
        ("Patient", "Thing", "table_C.1-1", "M"),
        ("Patient", "Macro Thing", "table_C.9-1", "U"),
        ("Study", "Thing", "table_C.1-1", "C"),
    ]
    condition = found.modules[2].condition
    assert condition is not None
    assert condition.tags == ("00080060",)


def test_a_reference_may_stand_in_a_cell_without_a_paragraph(read: Read) -> None:
    rows = tr(td("Patient"), td("Thing"), bare(xref("sect_C.1")), td("M"))
    (found,) = read(MODULE, iods=iod(rows))[0].iods
    assert found.modules[0].module == "table_C.1-1"


@pytest.mark.parametrize(
    ("printed", "letter", "conditional", "shared", "per_frame"),
    [
        ("M", "M", False, True, True),
        ("U", "U", False, True, True),
        ("C - Required if so", "C", True, True, True),
        ("C \u2013 Required if so", "C", True, True, True),
        ("C\n   Required if so", "C", True, True, True),
        ("M - May not be used as a Shared Functional Group.", "M", False, False, True),
        ("U - May not be used as a Shared Functional Group.", "U", False, False, True),
        ("C - Required if so. May not be used as a Shared Functional Group.", "C", True, False, True),
        ("C - Required if so; may not be used as a Shared Functional Group", "C", True, False, True),
        ("M - Shall be used as a Shared Functional Group", "M", False, True, False),
    ],
)
def test_usages_of_functional_groups(  # noqa: PLR0913 - one parameter for each fact
    read: Read, printed: str, letter: str, *, conditional: bool, shared: bool, per_frame: bool
) -> None:
    module_rows = tr("Patient", "Thing", xref("sect_C.1"), "M")
    groups = table(
        tr("Macro Thing", xref("sect_C.9"), printed),
        xml_id="table_A.1-2",
        header=GROUPS_HEADER,
        caption="Thing Functional Group Macros",
    )
    iods = section(
        section(
            table(module_rows, xml_id="table_A.1-1", header=IOD_HEADER, caption="Thing IOD Modules"),
            label="A.1.1",
        ),
        section(groups, label="A.1.2"),
        label="A.1",
        title="Thing IOD",
    )
    (found,) = read(MODULE, MACRO, iods=iods)[0].iods
    (group,) = found.functional_groups
    assert (group.macro, group.usage) == ("table_C.9-1", letter)
    assert (group.condition is not None, group.shared, group.per_frame) == (conditional, shared, per_frame)


def test_a_usage_that_is_prose_is_noted(read: Read) -> None:
    found = read(MODULE, iods=iod(tr("Patient", "Thing", xref("sect_C.1"), "See the text.")))
    assert found[0].iods[0].modules[0].usage == ""
    assert "usage not understood" in [note.reason for note in found[1].notes]


def test_a_module_that_is_not_there_is_noted(read: Read) -> None:
    found = read(iods=iod(tr("Patient", "Thing", xref("sect_C.1"), "M")))
    assert found[0].iods[0].modules[0].module == ""
    assert "module Thing: no attribute table in sect_C.1" in [note.reason for note in found[1].notes]


def test_a_row_without_a_reference_is_listed(read: Read) -> None:
    rows = (tr("Patient", "Thing", "", "M"), tr("Patient", "Other", xref("sect_C.1"), "M"))
    found = read(MODULE, iods=iod(*rows))
    assert [usage.name for usage in found[0].iods[0].modules] == ["Other"]
    assert [item.reason for item in found[1].listed] == ["row without a reference"]


@pytest.mark.parametrize(
    ("printed", "types"),
    [
        ("TEXT, CODE", ("TEXT", "CODE")),
        ("IMAGE1, WAVEFORM1,2, TEXT", ("IMAGE", "WAVEFORM", "TEXT")),
        ("TEXT, CODE2.", ("TEXT", "CODE")),
        ("SCOORD3D, SCOORD 1", ("SCOORD3D", "SCOORD")),
        ("any type", ("*",)),
        ("CONTAINER (see below).", ("CONTAINER",)),
    ],
)
def test_value_types_of_relationships(read: Read, printed: str, types: tuple[str, ...]) -> None:
    relations = table(
        tr("CONTAINER", "CONTAINS", printed),
        xml_id="table_A.1-3",
        header=("Source Value Type", "Relationship Type (Enumerated Values)", "Target Value Type"),
    )
    iods = section(
        section(
            table(tr("Patient", "Thing", xref("sect_C.1"), "M"), xml_id="table_A.1-1", header=IOD_HEADER),
            label="A.1.1",
        ),
        section(relations, label="A.1.3"),
        label="A.1",
        title="Thing IOD",
    )
    (found,) = read(MODULE, iods=iods)[0].iods
    (constraint,) = found.relationships
    assert constraint.targets == types


def test_any_type_but_some(read: Read) -> None:
    rows = table(
        tr("any type (except CONTAINER)", "HAS PROPERTIES", "TEXT"),
        xml_id="table_A.1-3",
        header=("Source Value Type", "Relationship Type (Enumerated Values)", "Target Value Type"),
    )
    types = section(para("CONTAINER, CODE, TEXT"), label="A.1.2", title="Value Types")
    module_table = table(
        tr("Patient", "Thing", xref("sect_C.1"), "M"), xml_id="table_A.1-1", header=IOD_HEADER
    )
    parts = (section(module_table, label="A.1.1"), types, section(rows, label="A.1.3"))
    (found,) = read(MODULE, iods=section(*parts, label="A.1", title="Thing IOD"))[0].iods
    assert [row.sources for row in found.relationships] == [("CODE", "TEXT")]


def tid(number: str) -> str:
    return f'<olink targetdoc="PS3.16" targetptr="sect_TID_{number}" xrefstyle="select: label"/>'


def sr_iod(*beside: str, title: str = "Relationship Constraints", text: str = "") -> str:
    """An IOD with rows of relationships, below a text and beside other sections."""
    relations = table(
        tr("CONTAINER", "CONTAINS", "TEXT"),
        tr("any type", "HAS CONCEPT MOD", "TEXT, CODE"),
        tr("TEXT", "INFERRED FROM", "TEXT"),
        tr("any type", "any type other than CONTAINS", "any type"),
        xml_id="table_A.1-3",
        header=("Source Value Type", "Relationship Type (Enumerated Values)", "Target Value Type"),
    )
    modules = table(tr("Patient", "Thing", xref("sect_C.1"), "M"), xml_id="table_A.1-1", header=IOD_HEADER)
    content = section(
        *beside, section(text, relations, label="A.1.3.2", title=title), label="A.1.3", title="Content"
    )
    return section(section(modules, label="A.1.1"), content, label="A.1", title="Thing IOD")


@pytest.mark.parametrize(
    ("content", "types"),
    [
        (values("Enumerated Values:", "TEXT", "SCOORD3D"), ("TEXT", "SCOORD3D")),
        (para("Types of the tree (0040,A730):") + para("TEXT CODE SCOORD3D"), ("TEXT", "CODE", "SCOORD3D")),
        (para("It is any of the Enumerated Values of elsewhere."), ("*",)),
        (para("IMAGE Content Items are images."), ()),
    ],
)
def test_value_types_of_content_items(read: Read, content: str, types: tuple[str, ...]) -> None:
    beside = section(content, label="A.1.3.1", title="Value Type")
    (found,) = read(MODULE, iods=sr_iod(beside, text=para("Here relationships by-reference are forbidden.")))[
        0
    ].iods
    assert found.value_types == types


@pytest.mark.parametrize(
    ("title", "text", "demanded", "tids"),
    [
        ("Template", f"shall be constructed from {tid('2010')} invoked", True, ("2010",)),
        ("Template Constraints", 'shall be constructed from TID 20 "A" invoked', True, ("20",)),
        ("Template", "shall be constructed from invoked", True, ()),
        ("Template", f"may be constructed from B{tid('1')} or BTID 2 invoked", False, ("1", "2")),
        ("Template", f"shall be constructed from B{tid('3')} invoked", False, ("3",)),
        ("Template", "shall have a context that is defined by TID 4, invoked", False, ()),
        ("Other", "shall be constructed from TID 2010 invoked", False, ()),
    ],
)
def test_templates_of_the_root(
    read: Read,
    title: str,
    text: str,
    demanded: bool,  # noqa: FBT001
    tids: tuple[str, ...],
) -> None:
    beside = section(para(f"The document {text} at the root node."), label="A.1.3.1", title=title)
    (found,) = read(MODULE, iods=sr_iod(beside, text=para("All content of this IOD shall be by-value.")))[
        0
    ].iods
    assert (found.demands_template, found.root_templates) == (demanded, tids)


BY_NAME: Final = (
    "It makes use of by-reference INFERRED FROM, by-reference HAS CONCEPT MOD and by-reference CONTAINS "
    "relationships. Other relationships by-reference are forbidden."
)
ALL_BUT_TWO: Final = (
    "The INFERRED FROM and CONTAINS relationships shall not be conveyed by-reference. "
    "To ancestors relationships by-reference are not for anyone."
)
EVERY: Final = ("CONTAINS", "HAS CONCEPT MOD", "INFERRED FROM", "*")


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("Constraints", "All content of this IOD shall be by-value.", ()),
        ("Constraints All content of this IOD shall be", "said in the next line.", ()),
        ("Constraints", "The content of this IOD may be conveyed by-value. So it is.", ()),
        ("Constraints", "Here relationships by-reference are forbidden.", ()),
        ("Constraints", "It may be either by-value or by-reference.", EVERY),
        ("Constraints", ALL_BUT_TWO, ("HAS CONCEPT MOD", "*")),
        ("Constraints", BY_NAME, ("INFERRED FROM", "HAS CONCEPT MOD", "CONTAINS")),
    ],
)
def test_relationships_by_reference(read: Read, title: str, text: str, names: tuple[str, ...]) -> None:
    beside = section(para("TEXT CODE"), label="A.1.3.1", title="Value Type")
    edition, accounting = read(MODULE, iods=sr_iod(beside, title=title, text=para(text)))
    assert edition.iods[0].by_reference == names
    assert not any(note.kind == "relationships" for note in accounting.notes)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing of the kind.",
        "The content of this IOD may be conveyed by-value or as it happens.",
        "It makes use of by-reference INFERRED FROM, relationships. Other relationships by-reference are forbidden.",
        "It makes use of by-reference INFERRED relationships. Other relationships by-reference are forbidden.",
    ],
)
def test_a_broken_sentence_on_relationships_by_reference_is_listed(read: Read, text: str) -> None:
    edition, accounting = read(MODULE, iods=sr_iod(text=para(text)))
    assert edition.iods[0].by_reference == ()
    assert [note.reason for note in accounting.notes if note.kind == "relationships"] == [
        "no value types found beside this table",
        "text about relationships by reference not understood",
    ]


def test_values_may_be_items_below_a_paragraph(read: Read) -> None:
    items = "".join(
        f"<listitem>{para(text)}</listitem>" for text in ("RED", "DARK_BLUE = as the sea", "GREY: so")
    )
    text = f"{para('What it is.')}{para('Enumerated Values:')}<itemizedlist>{items}</itemizedlist>"
    (values,) = attribute(read(section(table(row(text))))).value_lists
    assert (values.kind, values.values) == ("enumerated", ("RED", "DARK_BLUE", "GREY"))


def test_items_of_prose_below_a_paragraph_are_no_values(read: Read) -> None:
    items = "".join(f"<listitem>{para(text)}</listitem>" for text in ("RED", "As the sea is"))
    text = f"{para('Enumerated Values:')}<itemizedlist>{items}</itemizedlist>"
    found = read(section(table(row(text))))
    assert attribute(found).value_lists == ()
    assert "items below a title of values are not read" in {note.reason for note in found[1].notes}
