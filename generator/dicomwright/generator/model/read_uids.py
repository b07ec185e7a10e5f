"""PS3.6 tables A-1, A-2 and A-4 -> UIDs, and A-3 -> UIDs of context groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import Uid
from dicomwright.generator.model.columns import (
    MISSING,
    number_of,
    open_table,
    plain_caption,
    tables_of,
    text_at,
)
from dicomwright.generator.model.kinds import CONTEXT_GROUP_UIDS, UIDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Row, Table

KIND: Final = "uids"
GROUP_KIND: Final = "context group uids"
_PART: Final = 6
# Table A-2 has no column for the type: its caption says it. The words are those of Table A-1 of 2013.
_TYPE_OF_CAPTION: Final = {"well-known frames of reference": "Well-known frame of reference"}

_UID: Final = re.compile(r"\d+(\.\d+)+")
_RETIRED: Final = re.compile(r"\s*\(Retired\)", re.IGNORECASE)
_PART_NAME: Final = re.compile(r"PS\s?3\.(\d+)")
_CID: Final = re.compile(r"(?:sect_)?(?:CID[\s_]*)?(\d+\w*)")


def read_uids(book: Book, accounting: Accounting) -> tuple[Uid, ...]:
    """Read the UID registries of PS3.6 annex A, those of the context groups left out.

    A UID that an earlier table has (frames of reference stood in A-1 and A-2 once) is kept once.
    """
    found: dict[str, Uid] = {}
    for table, placed in tables_of(book.tables, UIDS):
        columns = open_table(accounting, _PART, KIND, table, placed)
        for row in table.rows:
            uid = _uid(table, row, columns)
            refusal = _refusal(uid, found)
            if refusal:
                accounting.skip(_PART, KIND, table, row, refusal)
                continue
            found[uid.value] = uid
            accounting.consume(_PART, KIND)
            for reason in _doubts(row, columns["value"], uid):
                accounting.note(_PART, KIND, table, row, reason)
    return tuple(found.values())


def _uid(table: Table, row: Row, columns: dict[str, int]) -> Uid:
    texts = {field: text_at(row, columns[field]) for field in ("value", "name", "keyword", "type")}
    return Uid(
        value=texts["value"].replace(" ", ""),
        name=_RETIRED.sub("", texts["name"]).strip(),
        keyword=texts["keyword"],
        type=texts["type"] or _TYPE_OF_CAPTION.get(plain_caption(table).casefold(), ""),
        part=_part(row, columns),
        retired=_RETIRED.search(texts["name"]) is not None,
        table=number_of(table),
    )


def _part(row: Row, columns: dict[str, int]) -> str:
    """Read "PS3.4" from the reference; a text such as "DICOS" only where the column is the part's own."""
    column = columns["part"] if columns["part"] != MISSING else columns["reference"]
    cell = None if column == MISSING else row.at(column)
    if cell is None:
        return ""
    named = next(
        (f"{item.document} {item.target}" for item in cell.references if item.kind == "olink"), cell.text
    )
    found = _PART_NAME.search(named)
    if found is not None:
        return f"PS3.{found[1]}"
    return "" if columns["part"] == MISSING else cell.text


def _refusal(uid: Uid, found: dict[str, Uid]) -> str:
    if not _UID.fullmatch(uid.value):
        return "no UID"
    return f"{uid.value} stands in table {found[uid.value].table}" if uid.value in found else ""


def _doubts(row: Row, column: int, uid: Uid) -> Iterator[str]:
    if not uid.name:
        yield f"{uid.value}: no name"
    if not uid.type:
        yield f"{uid.value}: no type"
    cell = row.at(column)
    if (cell is not None and cell.emphasised) != uid.retired:
        yield f"{uid.value}: italics and name disagree on whether it is retired"


def read_context_group_uids(book: Book, accounting: Accounting) -> dict[str, str]:
    """Read PS3.6 table A-3: by UID the number of the context group, or its name where no number stands."""
    found: dict[str, str] = {}
    for table, placed in tables_of(book.tables, CONTEXT_GROUP_UIDS):
        columns = open_table(accounting, _PART, GROUP_KIND, table, placed)
        for row in table.rows:
            _account_group(accounting, table, row, columns, found)
    return found


def _account_group(
    accounting: Accounting, table: Table, row: Row, columns: dict[str, int], found: dict[str, str]
) -> None:
    uid = text_at(row, columns["value"]).replace(" ", "")
    if not _UID.fullmatch(uid) or uid in found:
        reason = f"{uid} stands in an earlier row" if uid in found else "no UID"
        accounting.skip(_PART, GROUP_KIND, table, row, reason)
        return
    found[uid] = _cid(row, columns["cid"]) or text_at(row, columns["name"])
    accounting.consume(_PART, GROUP_KIND)
    if not found[uid]:
        accounting.note(_PART, GROUP_KIND, table, row, f"{uid}: neither number nor name of the context group")


def _cid(row: Row, column: int) -> str:
    cell = row.at(column)
    if cell is None:
        return ""
    texts = (cell.text, *(item.target for item in cell.references))
    return next((found[1] for text in texts if (found := _CID.fullmatch(text))), "")
