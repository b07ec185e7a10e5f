"""Check: what captions and sections of the given books promise was read; what was not is an error with its place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import references_of
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Include, Placeholder
from dicomwright.generator.model import kinds
from dicomwright.generator.model.check_confidentiality import lost_tables
from dicomwright.generator.model.columns import MISSING, absent_columns, plain_caption
from dicomwright.generator.model.confidentiality_kinds import PART15
from dicomwright.generator.model.part3 import KINDS, PART
from dicomwright.generator.model.section_metadata import number_of_division

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Division, Table
    from dicomwright.generator.facts import AttributeTable, Entry, Iod
    from dicomwright.generator.model.columns import Kind
    from dicomwright.generator.model.part3 import Part3

_KINDS: Final[dict[int, tuple[Kind, ...]]] = {
    3: tuple(KINDS.values()),
    4: (kinds.SOP_CLASSES, *kinds.SERVICES),
    5: (kinds.VRS,),
    6: (kinds.DATA_ELEMENTS, kinds.UIDS, kinds.CONTEXT_GROUP_UIDS),
    15: PART15,
    16: (kinds.CONTROLLED_TERMS, kinds.CODING_SCHEMES),
}
# What every edition of a part has, by the names of the report; what PS3.3 has depends on the sections that are given.
_OF_PARTS: Final = {
    4: ("sop classes", "media storage sop classes"),
    5: ("vrs",),
    6: ("data elements", "uids", "context group uids"),
    15: ("protected attributes",),
    16: ("context groups", "controlled terms", "coding schemes", "templates"),
}
_TERMS: Final = 16
# Sections that define a module or macro, not those that say how an IOD uses one.
_DEFINES_ATTRIBUTES: Final = re.compile(r"^(?:C\.|10\.|8\.)")
_MODULE_OR_MACRO: Final = re.compile(r" (?:Module|Macro)$")
# A list of values may be one of remarks; a module may have one row alone that says something else.
_READ_IN_PART: Final = ("values", "combinations")
_FEWEST: Final = {
    **dict.fromkeys(("attributes", "directory"), 1),
    **dict.fromkeys((*_READ_IN_PART, "context groups", "templates", "template parameters"), 0),
}
# Kinds that a section must have which promises them.
_NEEDED: Final = frozenset(
    kind.name
    for kind in (
        *(kinds.COMPOSITE, kinds.NORMALIZED, kinds.MEDIA, kinds.RELATIONSHIPS, kinds.SOP_CLASSES),
        *(kinds.DATA_ELEMENTS, kinds.CONTROLLED_TERMS, kinds.CODING_SCHEMES),
    )
)
# "C.7.1.1", "PS3.3_A.75-1", "TID 300": the annex or number that a table and its section have in common.
_FIRST: Final = re.compile(r"(?:PS3\.\d+_)?((?:[CT]ID )?[A-Z0-9]+)\b.*")
_EXPLAINS: Final = re.compile(r"^(?:sect|chapter)_5\b")


def check_expectations(books: Mapping[int, Book], accounting: Accounting) -> None:
    """Refuse when a table that makes the model was not recognised, or has nothing that can be read.

    Raises:
        ModelError: names part, section, table and the header cells that were found, for each such table.

    """
    wrong = [fault for book in books.values() for rule in _RULES for fault in rule(book, accounting)]
    if wrong:
        raise ModelError("\n  ".join((_LOST, *dict.fromkeys(wrong))))
    for book in books.values():
        _note_places(book, accounting)


_LOST: Final = "tables that make the model cannot be read, and would be lost:"


def check_types(part: Part3, tables: Iterable[AttributeTable], iods: Iterable[Iod]) -> None:
    """Refuse when a module or macro of composite objects has no column for the types.

    Raises:
        ModelError: names part, section, table and header cells.

    """
    by_id = {table.xml_id: table for table in tables}
    used = {usage.module for iod in iods if iod.kind == "composite" for usage in iod.modules}
    used |= {usage.macro for iod in iods for usage in iod.functional_groups}
    used |= {table.xml_id for table in by_id.values() if table.kind == "directory_record"}
    wrong = [part.book.tables_by_id[xml_id] for xml_id in sorted(_with_included(by_id, used))]
    untyped = [table for table in wrong if part.columns_of(table)["type"] == MISSING]
    if untyped:
        raise ModelError("\n  ".join((_LOST, *(_fault(part.book, table, [_TYPED]) for table in untyped))))


def _with_included(tables: Mapping[str, AttributeTable], used: Iterable[str]) -> set[str]:
    """Tables and the macros that they include, at whatever depth."""
    found: set[str] = set()
    waiting = [xml_id for xml_id in used if xml_id]
    while waiting:
        xml_id = waiting.pop()
        if xml_id not in found:
            found.add(xml_id)
            waiting += _macros(tables[xml_id].entries)
    return found


def _macros(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, Include) and entry.macro:
            yield entry.macro
        if not isinstance(entry, Placeholder):
            yield from _macros(entry.children)


_TYPED: Final = replace(
    kinds.ATTRIBUTES, columns={"type": replace(kinds.ATTRIBUTES.columns["type"], optional=False)}
)


def _promised_by_caption(book: Book, accounting: Accounting) -> Iterator[str]:
    for table in _closed(book.tables, accounting):
        promised = [kind for kind in _KINDS.get(book.part, ()) if kind.is_promised(table)]
        if promised and not _EXPLAINS.match(table.division):
            yield _fault(book, table, promised)


def _promised_by_section(book: Book, accounting: Accounting) -> Iterator[str]:
    for division in book.divisions.values():
        promised = _kinds_of_section(book.part, division)
        if promised and division.tables and not any(map(accounting.is_open, division.tables)):
            yield from (_fault(book, table, promised) for table in division.tables)
        if promised and not any(below.tables for below in division.descendants()):
            yield from _without_table(book, division, promised, accounting)


def _without_table(
    book: Book, division: Division, promised: list[Kind], accounting: Accounting
) -> Iterator[str]:
    """Sections without any table: some refer to other sections, or have nothing yet; an IOD has its modules."""
    if _NEEDED.intersection(kind.name for kind in promised):
        yield f"part {book.part}, section {division.label or division.xml_id} ({division.title}): no table"
    elif kinds.GROUPS not in promised or not any(
        reference.target in book.tables_by_id for reference in references_of(division.element)
    ):
        accounting.note_section(book.part, promised[0].name, division, "the section has no table")


def _kinds_of_section(part: int, division: Division) -> list[Kind]:
    if part == PART and _defines_attributes(division):
        return [kinds.ATTRIBUTES]
    if part == _TERMS:
        found = {"CID": kinds.CONTEXT_GROUP, "TID": kinds.TEMPLATE}
        numbered = [kind for name, kind in found.items() if number_of_division(division, name)]
        if numbered:
            return numbered
    return [kind for kind in _KINDS.get(part, ()) if kind.section and kind.section.search(division.title)]


def _defines_attributes(division: Division) -> bool:
    return bool(_DEFINES_ATTRIBUTES.match(division.label) and _MODULE_OR_MACRO.search(division.title))


def _coded_tables(book: Book, accounting: Accounting) -> Iterator[str]:
    """Tables of numbered sections that are opened for their rows to be listed, and none other is beside them."""
    for division in book.divisions.values() if book.part == _TERMS else ():
        promised = _kinds_of_section(book.part, division)
        read = [table for table in division.tables if not accounting.is_unknown(table)]
        if promised and division.tables and not read:
            yield from (_fault(book, table, promised) for table in division.tables)


def _without_rows(book: Book, accounting: Accounting) -> Iterator[str]:
    """Tables without a row that is read: an IOD without modules, a registry without entries."""
    for table in filter(accounting.is_open, book.tables):
        kind, rows = accounting.kind_of(table), len(table.rows)
        unread = rows and (kind in _READ_IN_PART or accounting.listed_of(book.part, table) < rows)
        if unread or (book.part != PART and rows):
            continue
        if rows <= _FEWEST.get(kind, -1):
            accounting.note(book.part, kind, table, None, "the table has no row that is read")
        else:
            yield f"{_place(book, table)}: none of its {rows} rows can be read"


def _missing_from_part(book: Book, accounting: Accounting) -> Iterator[str]:
    for kind in _OF_PARTS.get(book.part, ()):
        if not accounting.consumed[book.part, kind]:
            tables = [table.xml_id for table in book.tables if accounting.kind_of(table) == kind]
            said = f"no row of {' and '.join(tables)} can be read" if tables else "there is no such table"
            yield f"part {book.part}, {kind}: {said}"


def _note_places(book: Book, accounting: Accounting) -> None:
    """Note the tables of the model that stand where none of their kind does, or are said to be retired."""
    for table in filter(accounting.is_open, book.tables):
        for doubt in _doubts(book, table):
            accounting.note(book.part, accounting.kind_of(table), table, None, doubt)


def _doubts(book: Book, table: Table) -> Iterator[str]:
    if table.inside:
        yield f"stands in a cell of {table.inside}"
    if book.part != _TERMS and plain_caption(table) != table.caption:
        yield "the caption says that it is retired"
    division = book.divisions.get(table.division)
    own, around = (_FIRST.match(label) for label in (table.label, division.label if division else ""))
    if own and around and own[1] != around[1]:
        yield f"stands in section {around[0]}"


_RULES: Final[tuple[Callable[[Book, Accounting], Iterator[str]], ...]] = (
    _promised_by_caption,
    _promised_by_section,
    _coded_tables,
    _without_rows,
    _missing_from_part,
    lost_tables,
)


def _closed(tables: Iterable[Table], accounting: Accounting) -> Iterator[Table]:
    return (table for table in tables if not accounting.is_open(table))


def _place(book: Book, table: Table) -> str:
    division = book.divisions.get(table.division)
    section = f", section {division.label or division.xml_id}" if division else ""
    return f"part {book.part}{section}, table {table.xml_id} ({table.caption or 'no caption'})"


def _fault(book: Book, table: Table, promised: Iterable[Kind]) -> str:
    header = ", ".join(map(repr, table.header)) or "none"
    said = "; or ".join(
        f"{kind.name}: no column for {' and '.join(absent_columns(table, kind)) or 'what they hold'}"
        for kind in promised
    )
    return f"{_place(book, table)}: header cells {header}; expected {said}"
