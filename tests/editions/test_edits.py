"""Hundreds of edits of an edition: each leaves the facts as they are, is named in the report, or is an error."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from committed import EDITION, mirror_part, needs_mirror
from editions.edits import DOCBOOK, ID, Edit, edits_of
from editions.made_up import write
from lxml import etree

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import read_book
from dicomwright.generator.errors import DocbookError, ModelError
from dicomwright.generator.facts import Edition, SpecRef
from dicomwright.generator.model.build import build_edition
from dicomwright.generator.snapshot.losses import find_losses
from dicomwright.generator.snapshot.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dicomwright.generator.docbook import Book

# One table of each kind, by part.
TABLES: Final = {
    3: (
        *("table_A.101-1", "table_A.101-2", "table_A.102-2", "table_B.101-1", "table_F.3-1", "table_F.5-1"),
        *(
            "table_C.101-1",
            "table_C.102-1",
            "table_C.107-1",
            "table_C.109-1",
            "table_C.109-2",
            "table_C.101.1-1",
        ),
    ),
    4: ("table_B.5-1", "table_I.4-1", "table_C.6-1", "table_J.3-1", "table_K.6-1", "table_R.3.2-1"),
    5: ("table_6.2-1",),
    6: ("table_6-1", "table_7-1", "table_A-1", "table_A-2", "table_A-3"),
    15: ("table_E.1-1a", "table_E.1-1", "table_E.3.4-1", "table_E.3.10-1"),
    16: (
        "table_CID_101",
        "table_CID_102",
        "table_TID_201",
        "table_TID_201_Parameters",
        "table_D-1",
        "table_8-1",
    ),
}


# Tables whose kind a message names when there is none of it.
KINDS: Final = {
    "table_B.5-1": "sop classes",
    "table_I.4-1": "media storage sop classes",
    "table_6.2-1": "vrs",
    "table_A-3": "context group uids",
    "table_E.1-1": "protected attributes",
}
# What is lost with these tables is in no count: names of parameters.
TRACELESS: Final = frozenset({"table_TID_201_Parameters"})


@pytest.fixture(autouse=True)
def _decisions_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsing the same decisions for each of a thousand editions is most of the time."""
    monkeypatch.setattr(tomllib, "loads", PARSED)


PARSED: Final = cache(tomllib.loads)


@dataclass(frozen=True)
class Built:
    """What became of an edition: its facts without their places, its counts, and the lines of the report."""

    facts: object
    counts: dict[str, int]
    lines: frozenset[str]
    report: dict[str, Any]


def built(books: dict[int, Book]) -> Built:
    accounting = Accounting()
    edition = build_edition(books, accounting)
    said: dict[str, Any] = report(edition, accounting)
    lines = [
        f"{part} {entry}"
        for part in ("listed", "notes", "outside", "columns_not_read")
        for entry in said[part]
    ]
    return Built(bare(edition), counted(edition, said), frozenset(lines), said)


def counted(edition: Edition, said: dict[str, Any]) -> dict[str, int]:
    return {
        **said["counts"],
        "conditions": sum(each["total"] for each in said["conditions"].values() if isinstance(each, dict)),
        "usages": sum(
            bool(usage.usage) for iod in edition.iods for usage in (*iod.modules, *iod.functional_groups)
        ),
        "relationships": sum(len(iod.relationships) for iod in edition.iods),
        "values": sum(len(table.values) for table in edition.value_tables),
        "retired": sum(
            each.retired for each in (*edition.data_elements, *edition.uids, *edition.controlled_terms)
        ),
        "parameters": sum(len(template.parameters) for template in edition.templates),
    }


def bare(value: Any) -> Any:  # noqa: ANN401 - any part of the model
    """A fact without where it stands; what an edition has in no order of its own is put in one."""
    if isinstance(value, SpecRef):
        return None
    if isinstance(value, Edition):
        return {
            field.name: sorted(map(repr, map(bare, tuple(getattr(value, field.name)))))
            for field in fields(value)
        }
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return tuple(bare(each) for name, each in named if name not in _PLACES)
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


# Fields that name tables and sections.
_PLACES: Final = frozenset({"xml_id", "source", "functional_group_table", "relationship_table"})


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    return write(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="module")
def books(paths: dict[int, Path]) -> dict[int, Book]:
    return {part: read_book(path) for part, path in paths.items()}


def tables() -> Iterator[tuple[int, str]]:
    return ((part, table) for part, names in TABLES.items() for table in names)


def sections_of(book: Book, table: str) -> tuple[str, ...]:
    """The section of a table as messages name it."""
    division = book.divisions[book.tables_by_id[table].division]
    return division.xml_id, f"section {division.label} "


def edits(table: str, path: Path) -> list[Edit]:
    root = etree.parse(str(path)).getroot()
    found = next(each for each in root.iter(f"{DOCBOOK}table") if each.get(ID) == table)
    return list(edits_of(table, len(found.find(f"{DOCBOOK}thead/{DOCBOOK}tr"))))  # type: ignore[arg-type]


def result(edit: Edit, source: Path, target: Path) -> Built | str:
    """What the part alone becomes with an edit, or the error."""
    root = etree.parse(str(source)).getroot()
    edit.apply(root)
    target.write_bytes(etree.tostring(root))
    try:
        book = read_book(target)
        return built({book.part: book})
    except (DocbookError, ModelError) as error:
        return str(error)


@pytest.mark.parametrize(("part", "table"), list(tables()), ids=str)
def test_no_edit_of_a_table_changes_anything_in_silence(
    part: int, table: str, paths: dict[int, Path], books: dict[int, Book], tmp_path: Path
) -> None:
    base = built({part: books[part]})
    places = (table, f"part {part}, {KINDS.get(table, table)}", *sections_of(books[part], table))
    faults: list[str] = []
    for edit in edits(table, paths[part]):
        fault = silent(base, result(edit, paths[part], tmp_path / "edited.xml"), edit, places)
        if fault:
            faults.append(f"{edit}: {fault}")
    assert not faults, "\n".join(faults)


# Headings of other editions, and those that once lost what stood below them: table, usual one, other one.
RENAMED: Final = (
    ("table_6-1", "VR", "Value Representation"),
    ("table_6-1", "VM", "Value Multiplicity"),
    ("table_6-1", "Tag", "Tags"),
    ("table_6.2-1", "Length of Value", "Length"),
    ("table_6.2-1", "VR Name", "Value Representation"),
    ("table_B.5-1", "SOP Class Name", "SOP Class"),
    ("table_B.5-1", "IOD Specification (defined in )", "IOD"),
    ("table_C.6-1", "Type", "Matching Key Type"),
    ("table_J.3-1", "Requirement Type SCU/SCP", "Req. Type SCU/SCP"),
    ("table_K.6-1", "Matching Key Type", "Match Key Type"),
    ("table_R.3.2-1", "Attribute Name", "Attribute"),
    ("table_A-1", "UID Value", "UID"),
    ("table_A-3", "Context Identifier", "CID"),
    ("table_D-1", "Definition", "Description"),
    ("table_D-1", "Code Value", "Code"),
    ("table_8-1", "Coding Scheme Designator", "Designator (0008,0102)"),
    ("table_CID_101", "Code Meaning", "Meaning"),
    ("table_TID_201", "VT", "Value Type"),
    ("table_E.1-1", "Basic Prof.", "Basic Profile"),
    ("table_E.1-1", "Rtn. UIDs Opt.", "Retain UIDs Option"),
    ("table_E.1-1", "Clean Graph. Opt.", "Clean Graphics Option"),
    ("table_E.3.4-1", "Value Type", "VT"),
    ("table_E.3.10-1", "Data Element", "Tag"),
    ("table_A.101-1", "IE", "Information Entity"),
    ("table_A.101-2", "Functional Group Macro", "Functional Group"),
    ("table_A.102-2", "Relationship Type (Enumerated Values)", "Relationship"),
    ("table_B.101-1", "Module Description", "Description"),
    ("table_C.101-1", "Attribute Name", "Attribute"),
    ("table_C.101-1", "Tag", "Tags"),
    ("table_C.101-1", "Type", "Attribute Type"),
    ("table_C.101-1", "Attribute Description", "Definition"),
)


@pytest.mark.parametrize(("table", "usual", "other"), RENAMED)
def test_a_heading_by_another_word_changes_nothing(
    table: str, usual: str, other: str, paths: dict[int, Path], tmp_path: Path
) -> None:
    path = paths[next(part for part, names in TABLES.items() if table in names)]
    text = path.read_text(encoding="utf-8")
    start = text.index("<thead>", text.index(f'xml:id="{table}"'))
    changed = text[:start] + text[start:].replace(f">{usual}<", f">{other}<", 1)
    assert changed != text
    edited = tmp_path / "edited.xml"
    edited.write_text(changed, encoding="utf-8")
    base, found = (built({book.part: book}) for book in map(read_book, (path, edited)))
    assert (found.facts, found.lines) == (base.facts, base.lines)


def silent(base: Built, found: Built | str, edit: Edit, places: tuple[str, ...]) -> str:
    """Say what an edit changed that nothing tells; empty when all is told."""
    if isinstance(found, str):
        return "" if any(place in found for place in places) else f"the error names no place: {found}"
    told = any(place in line for line in found.lines - base.lines for place in places)
    gone = edit.gone and (edit.table in TRACELESS or find_losses(base.report, found.report))
    if told or gone:
        return ""
    changed = [name for name, count in base.counts.items() if found.counts[name] != count]
    if changed:
        return f"{', '.join(changed)} changed in silence"
    return "other facts in silence" if edit.structural and found.facts != base.facts else ""


# Tables of the real parts, and edits of them: in the thorough run, for each of them takes seconds.
REAL: Final = {
    3: ("table_A.36-2", "table_C.7-1"),
    4: ("table_B.5-1",),
    5: ("table_6.2-1",),
    6: ("table_6-1", "table_A-3"),
    15: ("table_E.1-1", "table_E.3.4-1", "table_E.3.10-1"),
    16: ("table_D-1", "table_8-1"),
}
ON_REAL: Final = re.compile(
    r"heading \d is another word|a column before 1|the caption is lost|the header is a row"
)


@needs_mirror
@pytest.mark.skipif(
    not os.environ.get("DICOMWRIGHT_THOROUGH"), reason="takes minutes: DICOMWRIGHT_THOROUGH=1"
)
@pytest.mark.parametrize(
    ("part", "table"), [(part, table) for part, names in REAL.items() for table in names], ids=str
)
def test_no_edit_of_a_real_table_changes_anything_in_silence(part: int, table: str, tmp_path: Path) -> None:
    source = mirror_part(EDITION, part)
    book = read_book(source)
    base, known = built({part: book}), (table, f"part {part}, ", *sections_of(book, table))
    faults: list[str] = []
    for edit in edits(table, source):
        if ON_REAL.match(edit.name):
            fault = silent(base, result(edit, source, tmp_path / "edited.xml"), edit, known)
            faults += [f"{edit}: {fault}"] if fault else []
    assert not faults, "\n".join(faults)
