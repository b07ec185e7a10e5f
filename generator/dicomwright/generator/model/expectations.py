"""Check: what captions and sections of the given books promise was read; what was not is an error with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError
from dicomwright.generator.model import kinds
from dicomwright.generator.model.columns import absent_columns
from dicomwright.generator.model.part3 import KINDS, PART
from dicomwright.generator.model.section_metadata import number_of_division

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Division, Table
    from dicomwright.generator.model.columns import Kind

_KINDS: Final[dict[int, tuple[Kind, ...]]] = {
    3: tuple(KINDS.values()),
    4: (kinds.SOP_CLASSES,),
    5: (kinds.VRS,),
    6: (kinds.DATA_ELEMENTS, kinds.UIDS, kinds.CONTEXT_GROUP_UIDS),
    16: (kinds.CONTROLLED_TERMS, kinds.CODING_SCHEMES),
}
# What every edition of a part has, by the names of the report; what PS3.3 has depends on the sections that are given.
_OF_PARTS: Final = {
    4: ("sop classes", "media storage sop classes"),
    5: ("vrs",),
    6: ("data elements", "uids", "context group uids"),
    16: ("context groups", "controlled terms", "coding schemes", "templates"),
}
_TERMS: Final = 16
# Sections that define a module or macro, not those that say how an IOD uses one.
_DEFINES_ATTRIBUTES: Final = re.compile(r"^(?:C\.|10\.|8\.)")
_MODULE_OR_MACRO: Final = re.compile(r" (?:Module|Macro)$")
# A list of values may be one of remarks; a module may have one row alone that says something else.
_READ_IN_PART: Final = ("values", "combinations")
_MAY_BE_EMPTY: Final = ("attributes", "directory")
_EXPLAINS: Final = re.compile(r"^(?:sect|chapter)_5\b")


def check_expectations(books: Mapping[int, Book], accounting: Accounting) -> None:
    """Refuse when a table that makes the model was not recognised, or has nothing that can be read.

    Raises:
        ModelError: names part, section, table and the header cells that were found, for each such table.

    """
    wrong = [fault for book in books.values() for rule in _RULES for fault in rule(book, accounting)]
    if wrong:
        raise ModelError(
            "tables that make the model cannot be read, and would be lost:\n  "
            + "\n  ".join(dict.fromkeys(wrong))
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
    """Tables of PS3.3 without a row that is read: an IOD without modules, a module without attributes."""
    for table in book.tables if book.part == PART else ():
        kind, rows = accounting.kind_of(table), len(table.rows)
        if accounting.listed_of(PART, table) < rows or kind in _READ_IN_PART or kind not in KINDS:
            continue
        if kind in _MAY_BE_EMPTY and rows <= 1:
            accounting.note(PART, kind, table, None, "the table has no row that is read")
        else:
            yield f"{_place(book, table)}: none of its {rows} rows can be read"


def _missing_from_part(book: Book, accounting: Accounting) -> Iterator[str]:
    for kind in _OF_PARTS.get(book.part, ()):
        if not accounting.consumed[book.part, kind]:
            said = "no row can be read" if accounting.tables[book.part, kind] else "there is no such table"
            yield f"part {book.part}, {kind}: {said}"


_RULES: Final[tuple[Callable[[Book, Accounting], Iterator[str]], ...]] = (
    _promised_by_caption,
    _promised_by_section,
    _coded_tables,
    _without_rows,
    _missing_from_part,
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
