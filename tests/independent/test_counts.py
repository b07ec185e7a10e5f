"""The independent counter is itself anchored: it finds the figures of the issue, and reads a small file."""

from pathlib import Path

import pytest

from independent import counts

EDITION = "2025e"

needs_mirror = pytest.mark.skipif(
    not counts.ROOT.is_dir(),
    reason="the stand-in for dicom.nema.org (../shared/nema-mirror) is not beside this checkout",
)

PART_3 = {
    # The figures of the issue.
    "composite_tables": 174,
    "normalized_tables": 16,
    "functional_group_tables": 32,
    "issue_tables": 724,
    "issue_rows": 10_086,
    "issue_include_rows": 1_504,
    # The same rows without the examples of chapter 5, and with attributes called 'Include ...' as attributes.
    "attribute_tables": 721,
    "attribute_rows": 10_077,
    "attribute_tagged_rows": 8_565,
    "attribute_include_rows": 1_499,
    "attribute_include_rows_with_target": 1_493,
    "attribute_other_rows": 13,
    "attributes_named_include": 4,
    "example_tables": 3,
    "example_rows": 9,
    "example_tagged_rows": 8,
    "example_include_rows": 1,
    "example_include_rows_with_target": 1,
    "example_other_rows": 0,
    "key_tables": 30,
    "key_rows": 192,
    "key_tagged_rows": 144,
    "key_include_rows": 22,
    "key_include_rows_with_target": 22,
    "key_other_rows": 26,
    # The rest of the part.
    "composite_rows": 3_347,
    "normalized_rows": 50,
    "functional_group_rows": 445,
    "directory_tables": 1,
    "directory_rows": 2,
    "attribute_enumerated_lists": 883,
    "attribute_enumerated_terms": 2_132,
    "attribute_defined_lists": 328,
    "attribute_defined_terms": 1_353,
    "key_enumerated_lists": 2,
    "key_enumerated_terms": 2,
    "key_defined_lists": 0,
    "key_defined_terms": 0,
    "section_value_lists": 150,
    "value_tables": 30,
    "value_rows": 196,
    "relationship_tables": 21,
    "relationship_rows": 130,
}
PART_6 = {
    "data_elements": 5_299,
    "retired_data_elements": 474,
    "data_elements_without_keyword": 7,
    "uids_a1": 465,
    "uids_a2": 28,
    "uids_a3": 1_457,
    "uids_a4": 24,
}
PART_16 = {
    "context_groups": 1_454,
    "context_groups_without_uid": 29,
    "context_groups_without_rows": 32,
    "extensible_context_groups": 1_377,
    "code_rows": 16_437,
    "issue_code_rows": 16_400,
    "distinct_codes": 14_106,
    "context_group_includes": 639,
    "dcm_codes": 5_093,
    "retired_dcm_codes": 284,
    "templates": 176,
    "template_rows": 1_550,
    "template_parameters": 85,
    "template_includes": 280,
    "coding_schemes": 66,
}


@needs_mirror
def test_part_3_has_the_figures_of_the_issue() -> None:
    assert counts.part3_counts(counts.part_path(EDITION, 3)) == PART_3


@needs_mirror
def test_part_4_has_the_figures_of_the_issue() -> None:
    assert counts.part4_counts(counts.part_path(EDITION, 4)) == {"sop_classes": 170, "sop_class_targets": 170}


@needs_mirror
def test_part_5_has_the_figures_of_the_issue() -> None:
    assert counts.part5_counts(counts.part_path(EDITION, 5)) == {"value_representations": 34}


@needs_mirror
def test_part_6_has_the_figures_of_the_issue() -> None:
    assert counts.part6_counts(counts.part_path(EDITION, 6)) == PART_6


@needs_mirror
def test_part_16_has_the_figures_of_the_issue() -> None:
    assert counts.part16_counts(counts.part_path(EDITION, 16)) == PART_16


@needs_mirror
@pytest.mark.parametrize("kind", ["attribute", "key", "example"])
def test_each_row_of_a_table_is_exactly_one_fact(kind: counts.AttributeTableKind) -> None:
    path = counts.part_path(EDITION, 3)
    places = [(fact.table, fact.row) for fact in counts.row_facts(path, kind)]
    sizes = counts.table_sizes(path, kind)
    assert places == [(table, row) for table, size in sizes.items() for row in range(size.rows)]


@needs_mirror
def test_tags_and_types_are_well_formed() -> None:
    rows = counts.attribute_rows(counts.part_path(EDITION, 3))
    elements = {element.tag for element in counts.data_elements(counts.part_path(EDITION, 6))}
    assert {row.type for row in rows} == {"", "1", "1C", "2", "2C", "3"}
    assert {row.tag for row in rows} <= elements


@needs_mirror
def test_rows_of_known_tables() -> None:
    path = counts.part_path(EDITION, 3)
    rows = {(row.table, row.row): row for row in counts.attribute_rows(path)}
    includes = {(row.table, row.row): row for row in counts.include_rows(path)}
    assert rows["table_C.7.6.16-2", 1][2:] == (1, "Pixel Spacing", "00280030", "1C")
    assert rows["table_C.30.1-1", 10].tag == "0074100C"
    assert rows["table_C.9-2", 0].tag == "60xx0010"
    assert rows["table_C.22.1-1", 12].name == "Include Non-DICOM Objects"
    assert includes["table_8.8-1", 3][2:] == (1, "table_8.8-1a")
    assert includes["table_C.7.6.16-1", 3][2:] == (1, "")


@needs_mirror
def test_modules_of_the_ct_image() -> None:
    modules = counts.module_lists(counts.part_path(EDITION, 3), "composite")["table_A.3-1"]
    assert modules[0] == ("Patient", "sect_C.7.1.1", "M")
    assert ("Synchronization", "sect_C.7.4.2", "C") in modules


@needs_mirror
def test_a_context_group() -> None:
    group = counts.context_groups(counts.part_path(EDITION, 16))["sect_CID_4"]
    assert group[:4] == ("AnatomicRegion", "1.2.840.10008.6.1.2", "20250401", True)
    assert group.includes == ("sect_CID_4030", "sect_CID_4040", "sect_CID_4042")
    assert ("SCT", "59652004", "Atrium") in group.codes


SMALL = """<book xmlns="http://docbook.org/ns/docbook"><chapter label="C"><table xml:id="table_1">
<thead><tr><th><para>Attribute name</para></th><th>Tag</th><th>Type</th><th>Description</th></tr></thead>
<tbody>
<tr><td colspan="4">HEADING</td></tr>
<tr><td><para>&gt;&gt; <emphasis>Na\u200bme</emphasis>\u00a0of\n  it</para></td><td>(60xx,100c)</td>
<td>1C</td><td>
<para>Text</para><note><variablelist><title>Value 1 enumerated values:</title>
<varlistentry><term>A\u200bB</term><listitem><para/></listitem></varlistentry></variablelist></note></td></tr>
<tr><td colspan="3"><emphasis>&gt;Include <xref linkend="table_2"/></emphasis></td><td/></tr>
<tr><td>Includes It</td><td>(0008,0005)</td><td>3</td><td/></tr>
<!-- a comment is no row -->
</tbody></table></chapter></book>"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "part03.xml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_text_is_normalized_and_rows_are_told_apart(small: Path) -> None:
    assert counts.row_facts(small) == (
        counts.OtherRow("table_1", 0, 0, "HEADING"),
        counts.AttributeRow("table_1", 1, 2, "Name of it", "60xx100C", "1C"),
        counts.IncludeRow("table_1", 2, 1, "table_2"),
        counts.AttributeRow("table_1", 3, 0, "Includes It", "00080005", "3"),
    )
    assert counts.table_sizes(small) == {"table_1": (4, 1)}


def test_value_lists_are_found_in_notes(small: Path) -> None:
    assert counts.value_lists(small) == (
        counts.ValueList("table_1", 1, "enumerated", "Value 1 enumerated values:", ("AB",)),
    )
