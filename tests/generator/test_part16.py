"""PS3.16: context groups, DCM codes, coding schemes and templates."""

from pathlib import Path

import pytest
from generator.parts import made_up, notes, part16, reasons, table

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.facts import (
    Code,
    ContextGroup,
    ContextGroupInclude,
    ParameterValue,
    Template,
    TemplateRow,
    Term,
)
from dicomwright.generator.model.read_parts import Part16, read_part16

CODES = "Coding Scheme Designator|Code Value|Code Meaning|SNOMED-RT ID"
ROWS = "|NL|Rel with Parent|VT|Concept Name|VM|Req Type|Condition|Value Set Constraint"


def groups() -> dict[str, ContextGroup]:
    return {group.cid: group for group in part16()[0].context_groups}


def templates() -> dict[str, Template]:
    return {template.tid: template for template in part16()[0].templates}


def row_of(tid: str, row: str) -> TemplateRow:
    return next(item for item in templates()[tid].rows if item.row == row)


def given(name: str, *terms: Term) -> ParameterValue:
    return ParameterValue(name=name, terms=terms)


def test_every_context_group() -> None:
    part, accounting = part16()
    rows = [row for group in part.context_groups for row in group.rows]
    assert len(part.context_groups) == 1454
    assert sum(isinstance(row, ContextGroupInclude) for row in rows) == 639
    codes = [row for row in rows if isinstance(row, Code)]
    # the 16,400: rows with a meaning in groups whose section has a UID
    assert len(codes) == 16437
    named = [row for group in part.context_groups if group.uid for row in group.rows if isinstance(row, Code)]
    assert sum(bool(row.meaning) for row in named) == 16400
    assert accounting.listed == []


def test_anatomic_region() -> None:
    group = groups()["4"]
    assert (group.name, group.keyword, group.uid) == (
        "Anatomic Region",
        "AnatomicRegion",
        "1.2.840.10008.6.1.2",
    )
    assert group.extensible is True
    assert group.ref.xml_id == "table_CID_4"
    assert Code(scheme="SCT", value="77568009", meaning="Back") in group.rows


def test_metadata_that_lacks_entries() -> None:
    found = groups()
    assert sum(group.extensible is None for group in found.values()) == 0
    assert sum(group.extensible is False for group in found.values()) == 77
    assert sum(not group.uid for group in found.values()) == 29
    assert sum(group.retired for group in found.values()) == 16
    assert all(len(group.version) in {0, 8} for group in found.values())


@pytest.mark.parametrize("edition", ["2025e", "2024e"])
def test_every_include_resolves_or_is_noted(edition: str) -> None:
    part, accounting = part16(edition)
    known = {group.cid for group in part.context_groups}
    open_ones = [
        row.cid
        for group in part.context_groups
        for row in group.rows
        if isinstance(row, ContextGroupInclude) and row.cid not in known
    ]
    noted = [item for item in accounting.notes if "is not in this edition" in item.reason]
    assert len(open_ones) == sum(item.kind == "context groups" for item in noted)
    accounting.check()


def test_dcm_codes() -> None:
    part, accounting = part16()
    found = {term.value: term for term in part.controlled_terms}
    assert len(found) == len(part.controlled_terms) == accounting.consumed[16, "controlled terms"] == 5093
    assert found["CF"].retired
    assert found["CF"].replaced_by == (Code(scheme="DCM", value="RF", meaning="Radiofluoroscopy"),)
    assert not found["109110"].retired
    assert sum(term.retired for term in found.values()) == 284


def test_coding_schemes() -> None:
    found = {scheme.designator: scheme for scheme in part16()[0].coding_schemes}
    assert len(found) == 66
    assert found["C4"].uid == "2.16.840.1.113883.6.12"
    assert found["BARI"].uid == ""


def test_every_template() -> None:
    part, accounting = part16()
    assert len(part.templates) == accounting.tables[16, "templates"] == 176
    assert accounting.consumed[16, "templates"] == 1_550
    assert accounting.consumed[16, "template parameters"] == 85
    assert all(template.rows for template in part.templates)


def test_measurement_template() -> None:
    template = templates()["300"]
    assert (template.name, template.extensible, template.order_significant, template.root) == (
        "Measurement",
        True,
        True,
        False,
    )
    assert template.ref.xml_id == "table_TID_300"
    assert template.parameters[0] == "$Measurement"
    assert row_of("300", "1").concept == (Term(sort="parameter", value="$Measurement"),)
    assert row_of("300", "1").units == (Term(sort="parameter", value="$Units"),)
    include = row_of("300", "1b")
    assert (include.include, include.depth, include.value_type) == ("301", 1, "INCLUDE")
    assert include.parameters[0] == given("$ModType", Term(sort="parameter", value="$ModType"))


def test_relationship_by_reference_and_condition() -> None:
    row = row_of("301", "10")
    assert (row.relationship, row.by_reference, row.requirement) == ("INFERRED FROM", True, "UC")
    assert row.condition is not None
    assert row_of("301", "9").by_reference is False


def test_bindings_values_and_defaults() -> None:
    baseline = Term(sort="group", value="218", binding="baseline")
    assert row_of("1500", "7").parameters[0] == given("$Measurement", baseline)
    assert [(term.value, term.binding) for term in row_of("1000", "1").values] == [
        ("121003", "enumerated"),
        ("121004", "enumerated"),
    ]
    assert row_of("1002", "1").defaults == (
        Term(sort="code", value="121006", scheme="DCM", meaning="Person"),
    )
    assert row_of("1004", "1").defaults == (Term(sort="attribute", value="00181002"),)
    assert row_of("301", "6").values == (Term(sort="parameter", value="$TargetSiteLaterality"),)
    assert row_of("301", "6").defaults == (Term(sort="group", value="244", binding="defined"),)
    assert [term.value for term in row_of("4020", "11").units] == ["um", "mm"]
    assert row_of("1410", "5").graphic_types == ("MULTIPOINT",)
    assert row_of("1410", "5").graphic_types_excluded
    assert [term.value for term in row_of("15101", "1").values] == ["25", "4021"]


def test_row_without_the_cell_of_the_nesting_level() -> None:
    row = row_of("15300", "11")
    assert (row.value_type, row.vm, row.requirement) == ("CODE", "1-n", "U")
    assert [term.value for term in row.values] == ["9525"]
    assert row.concept[0].value == "130033"


def test_2024e() -> None:
    part, accounting = part16("2024e")
    accounting.check()
    assert (len(part.context_groups), len(part.controlled_terms)) == (1429, 5003)


def group(cid: str, *tables: str, facts: str = "") -> str:
    body = f"<title>Animals</title>{facts}{''.join(tables)}"
    return f'<section label="CID {cid}" xml:id="sect_CID_{cid}">{body}</section>'


def template(tid: str, *tables: str) -> str:
    return (
        f'<section label="TID {tid}" xml:id="sect_TID_{tid}"><title>Cage</title>{"".join(tables)}</section>'
    )


def read(tmp_path: Path, *sections: str) -> tuple[Part16, Accounting]:
    accounting = Accounting()
    part = read_part16(made_up(tmp_path, 16, f"<chapter>{''.join(sections)}</chapter>"), accounting)
    accounting.check()
    return part, accounting


def test_irregular_context_groups(tmp_path: Path) -> None:
    rows = (
        "ZOO|<link linkend='z1'>Z1</link>|Zebra|x",
        "3:Include <xref linkend='sect_CID_8'/>|",
        "3:Include <xref linkend='sect_CID_99'/>|",
        "3:Include something|",
        "ZOO||Yak|x",
        "|Z3|Yeti|x",
        "ZOO|Z4||x",
    )
    part, accounting = read(tmp_path, group("7", table("table_CID_7", CODES, *rows)), group("8"))
    first, second = part.context_groups
    assert first.rows == (
        Code(scheme="ZOO", value="Z1", meaning="Zebra"),
        ContextGroupInclude(cid="8"),
        ContextGroupInclude(cid="99"),
        Code(scheme="ZOO", value="Z4", meaning=""),
    )
    assert (second.rows, second.extensible, second.ref.xml_id) == ((), None, "sect_CID_8")
    assert reasons(accounting) == [
        "neither a code nor an include with a reference",
        "no code value",
        "no scheme",
    ]
    assert notes(accounting) == ["CID 99 is not in this edition", "(Z4, ZOO): no code meaning"]


def test_an_unknown_header_is_listed(tmp_path: Path) -> None:
    part, accounting = read(tmp_path, group("7", table("table_CID_7", "Beast|Number", "Zebra|1", "Yak|2")))
    assert part.context_groups[0].rows == ()
    assert reasons(accounting) == ["the header has no coding scheme, code value and meaning"] * 2


def test_metadata_as_running_text(tmp_path: Path) -> None:
    text = "<para>Type: Non-Extensible Version: 20040614</para>"
    header = "Coding Scheme Designator (0008,0102)|Code Value (0008,0100)|Code Meaning (0008,0104)"
    part, _ = read(tmp_path, group("7", table("table_CID_7", header, "ZOO|Z1|Zebra"), facts=text))
    found = part.context_groups[0]
    assert (found.extensible, found.version, len(found.rows)) == (False, "20040614", 1)


def test_irregular_template_rows(tmp_path: Path) -> None:
    binding = "$Name = B<xref linkend='sect_CID_7'/>"
    rows = (
        '1|||NUM|EV (Z1, ZOO, "Zebra")~DT (Z2, ZOO, "Yak")|1|M||UNITS = DT (kg, UCUM, "kg")',
        f"2|&gt;|R-CONTAINS|INCLUDE|B<xref linkend='sect_TID_999'/>|1-n|MC|IF Row 1 is absent|{binding}",
        "3a|&gt;&gt;|CONTAINS|C ODE|no concept name|1|U||Must be striped.",
        "3b|&gt;&gt;|CONTAINS|HORSE|about stripes|some|X||D<xref linkend='sect_CID_99'/>",
        "||||||||",
    )
    sections = (template("5", table("table_TID_5", ROWS, *rows)), group("7"))
    part, accounting = read(tmp_path, *sections)
    first, second, third, fourth = part.templates[0].rows
    assert [code.value for code in first.concept] == ["Z1", "Z2"]
    assert first.units == (Term(sort="code", value="kg", scheme="UCUM", meaning="kg", binding="defined"),)
    assert (second.include, second.include_binding, second.by_reference) == ("999", "baseline", True)
    assert second.parameters == (given("$Name", Term(sort="group", value="7", binding="baseline")),)
    assert second.condition is not None
    assert (third.depth, third.value_type, third.concept, third.nameless) == (2, "CODE", (), "optional")
    assert [said.text for said in third.constraints] == ["Must be striped."]
    assert (fourth.value_type, fourth.vm, fourth.requirement) == ("", "", "")
    assert notes(accounting) == [
        "row 2: TID 999 is not in this edition",
        "row 3b: the concept name cannot be read",
        "row 3b: CID 99 is not in this edition",
        "row 3b: requirement is not one of the known ones",
        "row 3b: value type is not one of the known ones",
        "row 3b: vm is not one of the known ones",
    ]
    assert reasons(accounting) == ["neither a row number nor a value type"]


def test_tables_of_a_template_section(tmp_path: Path) -> None:
    section = template(
        "5",
        table("table_TID_5_Parameters", "Parameter Name|Parameter Usage", "$Name|x", "Name|x"),
        table(
            "table_TID_5", "VT|Concept Name|VM|Req Type|Condition|Value Set Constraint", "TEXT||1|M||$Name"
        ),
        table("table_TID_5b", "Beast|Number", "Zebra|1"),
        table("table_Z-1", "Beast|Number", "Zebra|1"),
    )
    part, accounting = read(tmp_path, section)
    assert part.templates[0].parameters == ("$Name",)
    assert part.templates[0].rows[0].values == (Term(sort="parameter", value="$Name"),)
    assert reasons(accounting) == ["no name of a parameter", "the header is not that of a template"]
    assert [each.table for each in accounting.outside] == ["table_Z-1"]


def test_replacements_and_schemes(tmp_path: Path) -> None:
    terms = table(
        "table_D-1",
        "Code Value|Code Meaning|Definition|Notes",
        'Z1|Zebra|x|Retired. Replaced by (Z2, ZOO, "Yak") or (Z3, ZOO, "Yeti"). Not (Z4, ZOO, "Yew").',
        "Z2|Yak|x|Retired. Replaced by something",
        "|Yak|x|",
    )
    schemes = table(
        "table_8-1", "Coding Scheme Designator|Coding Scheme UID|Description", "ZOO|1.2|x", "YAK|one|x", "||x"
    )
    part, accounting = read(tmp_path, terms, schemes)
    assert [code.value for code in part.controlled_terms[0].replaced_by] == ["Z2", "Z3"]
    assert [(scheme.designator, scheme.uid) for scheme in part.coding_schemes] == [
        ("ZOO", "1.2"),
        ("YAK", ""),
    ]
    assert reasons(accounting) == ["no code value", "no designator"]
    assert notes(accounting) == [
        "(Z2, DCM): the code that replaces it cannot be read",
        "YAK: the UID cannot be read",
    ]
