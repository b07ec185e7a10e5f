"""The report of the snapshot: every row is accounted for, and what does not resolve is listed with a reason."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from committed import attribute_tables, edition, flattened, iods, report

from dicomwright.generator.facts import Attribute, ContextGroupInclude, Include

if TYPE_CHECKING:
    from collections.abc import Iterator

# (part, kind of table): tables, rows.
TABLES = {
    (3, "attributes"): (721, 10_077),
    (3, "composite"): (174, 3_347),
    (3, "directory"): (30, 192),
    (3, "groups"): (32, 445),
    (3, "media"): (1, 2),
    (3, "normalized"): (16, 50),
    (3, "relationships"): (21, 130),
    (3, "combinations"): (4, 30),
    (3, "values"): (38, 370),  # 30 headed by their kind, 4 of character sets, and 4 without a header row
    (4, "attributes of operations"): (14, 296),
    (4, "identifiers of queries"): (2, 11),
    (4, "keys of frames"): (1, 3),
    (4, "keys of levels"): (7, 122),
    (4, "keys of queries"): (9, 324),
    (4, "media storage sop classes"): (1, 113),
    (4, "service arguments"): (18, 140),
    (4, "service attributes"): (11, 515),
    (4, "service macros"): (1, 6),
    (4, "sop classes"): (1, 170),
    (5, "vrs"): (1, 34),
    (6, "context group uids"): (1, 1_457),
    (6, "data elements"): (4, 5_299),
    (6, "uids"): (3, 517),
    (15, "action codes"): (1, 11),
    (15, "protected attributes"): (1, 655),
    (15, "protected content items"): (1, 211),
    (15, "safe private attributes"): (1, 479),
    (16, "coding schemes"): (1, 66),
    (16, "context groups"): (1_424, 17_076),
    (16, "controlled terms"): (1, 5_093),
    (16, "template parameters"): (26, 85),
    (16, "templates"): (176, 1_550),
}

UNRESOLVED = {"table_C.19-1": "include of sect_C.19.1.1: no attribute table"}
"""Includes without a macro: a row of the Raw Data Module that speaks of private attributes."""


def test_every_kind_of_table_is_read() -> None:
    assert {(row["part"], row["kind"]): (row["tables"], row["read"]) for row in report()["tables"]} == TABLES


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: f"part {kind[0]} {kind[1]}")
def test_no_row_is_unaccounted_for(kind: tuple[int, str]) -> None:
    (row,) = [row for row in report()["tables"] if (row["part"], row["kind"]) == kind]
    listed = [item for item in report()["listed"] if (item["part"], item["kind"]) == kind]
    assert row["read"] == row["consumed"] + row["listed"]
    assert row["listed"] == len(listed)


def test_every_listed_row_has_a_place_and_a_reason() -> None:
    for item in report()["listed"]:
        assert item["xml_id"]
        assert item["reason"]
        assert item["row"] >= 0
    for item in report()["notes"]:
        assert item["xml_id"]
        assert item["reason"]


def test_few_rows_are_left_out() -> None:
    reasons = Counter(item["reason"] for item in report()["listed"])
    assert reasons == {"heading row": 49, "heading row, or a row without a value": 7}


NOTHING_THERE: Final = {
    ("table_C.7-5a", "chapter_L"): "is of another part",
    ("table_C.8-1", "chapter_L"): "is of another part",
    ("table_C.23.1-1", "PS3.5"): "is of another part",
    ("table_C.23.3-1", "PS3.6"): "is of another part",
    ("table_C.8-17", "sect_C.8.5.5.1.3"): "has no list for this attribute",  # lists of bits
    # sections that the mirror has no text of
    ("table_C.8.34.1-1", "sect_C.8.34.1.3"): "has no list for this attribute",
    ("table_C.8.34.5.2-1", "sect_C.8.34.1.1"): "has no list for this attribute",
    ("table_C.37.1-2", "sect_C.37.1.2.1.1"): "has no list for this attribute",
    ("table_C.39.8-1", "sect_C.39.8.1"): "has no list for this attribute",
}
"""References to value lists that lead to none."""


def test_every_reference_to_value_lists_is_followed_or_listed() -> None:
    said = re.compile(r"refers to (\S+) for values, which (.*)")
    notes = [(item["table"], said.fullmatch(item["reason"])) for item in report()["notes"]]
    listed = [(table, *found.groups()) for table, found in notes if found]
    assert {(table, target): reason for table, target, reason in listed} == NOTHING_THERE
    assert report()["value_list_references"] == {"total": 315, "attached": 305, "listed": len(listed)}


def includes() -> Iterator[tuple[str, Include]]:
    for table in attribute_tables().values():
        for row in flattened(table.entries):
            if isinstance(row.entry, Include):
                yield table.xml_id, row.entry


def test_every_include_resolves_or_is_in_the_report() -> None:
    unresolved = [table for table, include in includes() if include.macro not in attribute_tables()]
    noted = {item["table"]: item["reason"] for item in report()["notes"] if "include of" in item["reason"]}
    assert unresolved == list(UNRESOLVED)
    assert noted == UNRESOLVED


def test_every_module_and_functional_group_of_an_iod_resolves() -> None:
    for iod in iods().values():
        for usage in iod.modules:
            assert attribute_tables()[usage.module].kind == "module", (iod.xml_id, usage.name)
        for group in iod.functional_groups:
            assert attribute_tables()[group.macro].kind == "functional_group", (iod.xml_id, group.name)


def test_every_usage_is_understood() -> None:
    usages = [usage for iod in iods().values() for usage in (*iod.modules, *iod.functional_groups)]
    assert [usage for usage in usages if usage.usage not in {"M", "C", "U"}] == []


CONDITIONS_ELSEWHERE = {("table_A.91.3-1", f"Plane {what} (Patient)") for what in ("Position", "Orientation")}
"""Conditional modules and groups of which the table does not say when."""


def test_every_conditional_usage_has_a_condition() -> None:
    without = {
        (iod.xml_id, usage.name)
        for iod in iods().values()
        for usage in (*iod.modules, *iod.functional_groups)
        if usage.usage == "C" and usage.condition is None
    }
    assert without == CONDITIONS_ELSEWHERE


def test_every_context_group_that_is_referred_to_exists() -> None:
    known = {group.cid for group in edition().context_groups}
    of_groups = {
        row.cid
        for group in edition().context_groups
        for row in group.rows
        if isinstance(row, ContextGroupInclude)
    }
    entries = [row.entry for table in attribute_tables().values() for row in flattened(table.entries)]
    of_entries = {
        use.cid for entry in entries if isinstance(entry, Attribute | Include) for use in entry.context_groups
    }
    of_templates = {
        term.value
        for template in edition().templates
        for row in template.rows
        for term in (*row.concept, *row.values, *row.units, *row.defaults)
        if term.sort == "group"
    }
    assert of_groups - known == set()
    assert of_entries - known == set()
    assert of_templates - known == set()


ABSENT_TEMPLATES = {
    *("1404", "1406", "2120", "3010", "3501", "3530", "3550", "3570", "3602", "4005", "4125", "4127"),
    *("5003", "5104", "5203", "5204", "10031", "10044", "10045", "10046", "10047", "10049", "10050"),
    *("10053", "10054"),
}
"""Templates that rows include and the stand-in mirror lacks: it has 176 of some 400."""


def test_every_template_that_is_included_exists_or_is_in_the_report() -> None:
    known = {template.tid for template in edition().templates}
    lost = [
        (template.ref.xml_id, row.row, row.include)
        for template in edition().templates
        for row in template.rows
        if row.include and row.include not in known
    ]
    noted = [
        (item["table"], item["reason"].removesuffix(" is not in this edition"))
        for item in report()["notes"]
        if item["kind"] == "templates" and item["reason"].endswith(" is not in this edition")
    ]
    assert {include for _, _, include in lost} == ABSENT_TEMPLATES
    assert sorted(noted) == sorted((table, f"row {row}: TID {include}") for table, row, include in lost)


def test_every_attribute_is_a_data_element() -> None:
    known = {element.tag for element in edition().data_elements}
    entries = [row.entry for table in attribute_tables().values() for row in flattened(table.entries)]
    assert {entry.tag for entry in entries if isinstance(entry, Attribute)} - known == set()


def test_every_section_of_a_sop_class_is_the_one_of_an_iod() -> None:
    own = {uid for iod in iods().values() for uid in iod.sop_classes}
    assert {row.uid for row in edition().sop_classes} <= own


def test_every_iod_has_a_sop_class() -> None:
    assert [iod.name for iod in iods().values() if not iod.sop_classes] == []
