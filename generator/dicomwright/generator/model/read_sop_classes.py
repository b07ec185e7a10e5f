"""PS3.4 tables B.5-1 and I.4-1 -> SOP classes and the IODs that they are of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import SopClass
from dicomwright.generator.model.columns import (
    MISSING,
    number_of,
    open_table,
    plain_caption,
    tables_of,
    text_at,
)
from dicomwright.generator.model.kinds import SOP_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Cell, Reference, Row, Table

KIND: Final = "sop classes"
MEDIA_KIND: Final = "media storage sop classes"
_PART: Final = 4
_STANDARD: Final = "standard sop classes"  # other captions: classes of media storage

_UID: Final = re.compile(r"\d+(\.\d+)+")
_IOD_DOCUMENT: Final = re.compile(r"PS\s?3\.3")


def read_sop_classes(book: Book, accounting: Accounting) -> tuple[SopClass, ...]:
    """Read PS3.4 table B.5-1, and of table I.4-1 the classes that B.5-1 lacks (directories, ...).

    Rows of I.4-1 that repeat a class are consumed; when they name other IODs, that is noted.
    """
    found: dict[str, SopClass] = {}
    for table, placed in tables_of(book.tables, SOP_CLASSES):
        kind = _kind(book, table)
        columns = open_table(accounting, _PART, kind, table, placed)
        for row in table.rows:
            sop_class = _sop_class(table, row, columns)
            if not _UID.fullmatch(sop_class.uid):
                accounting.skip(_PART, kind, table, row, "no UID")
                continue
            accounting.consume(_PART, kind)
            for doubt in _doubts(sop_class, found.setdefault(sop_class.uid, sop_class)):
                accounting.note(_PART, kind, table, row, doubt)
    return tuple(found.values())


def _kind(book: Book, table: Table) -> str:
    """By the caption, or else by the title of the section."""
    division = book.divisions.get(table.division)
    title = plain_caption(table) or (division.title if division else "")
    return KIND if title.casefold() == _STANDARD else MEDIA_KIND


def _sop_class(table: Table, row: Row, columns: dict[str, int]) -> SopClass:
    return SopClass(
        uid=text_at(row, columns["uid"]).replace(" ", ""),
        name=text_at(row, columns["name"]),
        iods=tuple(dict.fromkeys(item.target for item in _references(row, columns) if _is_iod(item))),
        specialization=next((item.target for item in _references(row, columns) if item.kind == "xref"), ""),
        table=number_of(table),
    )


def _references(row: Row, columns: dict[str, int]) -> Iterator[Reference]:
    """Of both columns: the specialization stood beside the IOD before it had a column of its own."""
    names = [name for name in ("iods", "specialization") if columns[name] != MISSING]
    cells: list[Cell | None] = [row.at(columns[name]) for name in names]
    for cell in cells:
        if cell is not None:
            yield from cell.references


def _is_iod(reference: Reference) -> bool:
    return reference.kind == "olink" and _IOD_DOCUMENT.fullmatch(reference.document) is not None


def _doubts(sop_class: SopClass, first: SopClass) -> Iterator[str]:
    if not sop_class.iods:
        yield f"{sop_class.uid}: no IOD of PS3.3"
    if sop_class.iods != first.iods:
        yield f"{sop_class.uid}: table {first.table} names other IODs"
