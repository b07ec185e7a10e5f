"""PS3.16 annex B -> context groups: their codes and the groups that they include."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import Code, ContextGroup, ContextGroupInclude
from dicomwright.generator.model.columns import open_table, place, text_at
from dicomwright.generator.model.identities import leave_repeated
from dicomwright.generator.model.kinds import CONTEXT_GROUP
from dicomwright.generator.model.section_metadata import (
    YES_NO,
    metadata_of,
    name_of,
    numbered_divisions,
    place_of,
    unread_metadata,
    version_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Division, Row, Table

KIND: Final = "context groups"
_PART: Final = 16

_INCLUDE: Final = re.compile(r"include\b", re.IGNORECASE)
_CID: Final = re.compile(r"(?:sect_|table_)?CID[\s_](\d+\w*)")
_UNKNOWN: Final = "the header has no coding scheme, code value and meaning"
_RETIRED: Final = "(Retired)"


def read_context_groups(book: Book, accounting: Accounting) -> tuple[ContextGroup, ...]:
    """Read the context groups in the order of their sections; some have no rows.

    An include of a group that the part lacks is kept and noted; a row without scheme or code is listed.
    """
    divisions = dict(numbered_divisions(book, "CID"))
    leave_repeated(book, accounting, "CID", KIND)
    return tuple(_group(book, accounting, cid, division, divisions) for cid, division in divisions.items())


def _group(
    book: Book, accounting: Accounting, cid: str, division: Division, known: Collection[str]
) -> ContextGroup:
    facts = metadata_of(division)
    for reason in unread_metadata(facts):
        accounting.note_section(_PART, KIND, division, reason)
    rows: list[Code | ContextGroupInclude] = []
    for table in division.tables:
        rows += _rows(accounting, table, known)
    name = name_of(division)
    return ContextGroup(
        cid=cid,
        name=name,
        keyword=facts.get("Keyword", ""),
        uid=facts.get("UID", ""),
        version=version_of(facts),
        extensible=YES_NO.get(facts.get("Type", "").casefold()),
        ref=place_of(book, division, next(iter(division.tables), None)),
        rows=tuple(rows),
        retired=_RETIRED in name,
    )


def _rows(accounting: Accounting, table: Table, known: Collection[str]) -> list[Code | ContextGroupInclude]:
    placed = place(table, CONTEXT_GROUP)
    if placed is None:
        accounting.open_unknown(_PART, KIND, table, _UNKNOWN)
        return []
    columns = open_table(accounting, _PART, KIND, table, placed)
    rows: list[Code | ContextGroupInclude] = []
    for row in table.rows:
        entries = _includes(row, table, columns["scheme"]) or _code(row, columns)
        if isinstance(entries, str):
            accounting.skip(_PART, KIND, table, row, entries)
            continue
        accounting.consume(_PART, KIND)
        rows += entries
        for entry in entries:
            _doubt(accounting, table, row, entry, known)
    return rows


def _includes(row: Row, table: Table, column: int) -> tuple[ContextGroupInclude, ...] | str:
    """Read an include row: it has fewer cells than columns, or says so; a text when it names no group."""
    first = row.at(column)
    if first is None:
        return "no cells"
    short = len(row.cells) < len(table.header)
    if not short and first.text in {"", "Include"} and not first.references:
        return () if not first.text else "include without a reference"
    if not short and not _INCLUDE.match(first.text):
        return ()
    texts = (*(item.target for item in first.references), *first.text.split("Include"))
    cids = dict.fromkeys(found[1] for text in texts for found in [_CID.match(text.strip())] if found)
    includes = tuple(ContextGroupInclude(cid=cid) for cid in cids)
    return includes or "neither a code nor an include with a reference"


def _code(row: Row, columns: dict[str, int]) -> tuple[Code] | str:
    code = Code(
        scheme=text_at(row, columns["scheme"]),
        value=text_at(row, columns["value"]),
        meaning=text_at(row, columns["meaning"]),
    )
    missing = [name for name, text in (("scheme", code.scheme), ("code value", code.value)) if not text]
    return f"no {' and no '.join(missing)}" if missing else (code,)


def _doubt(
    accounting: Accounting, table: Table, row: Row, entry: Code | ContextGroupInclude, known: Collection[str]
) -> None:
    if isinstance(entry, ContextGroupInclude):
        if entry.cid not in known:
            accounting.note(_PART, KIND, table, row, f"CID {entry.cid} is not in this edition")
    elif not entry.meaning:
        accounting.note(_PART, KIND, table, row, f"({entry.value}, {entry.scheme}): no code meaning")
