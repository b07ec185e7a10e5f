"""PS3.5 table 6.2-1 -> value representations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.facts import Vr
from dicomwright.generator.model.columns import open_table, tables_of
from dicomwright.generator.model.kinds import VRS

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Cell, Row, Table

KIND: Final = "vrs"
_PART: Final = 5
_CODE: Final = re.compile(r"([A-Z]{2})(?:\s+(\S.*))?")
# "2^32-2": the exponent is superscript, which plain text runs into "232-2", or ":sup:`32`".
_FIGURE: Final = re.compile(
    r"(?:2\s*(?:\^|:sup:)?\s*`?(?P<exponent>32|64)`?\s*-\s*(?P<less>\d+)|(?P<plain>\d+))"
    r"\s+(?P<unit>bytes|chars|characters)\s+(?P<rule>maximum|fixed)"
)
_LOOKS_LIKE_FIGURE: Final = re.compile(r"\d.*\b(bytes|chars|characters)\b")
_UNITS: Final[dict[str, Literal["bytes", "characters"]]] = {
    "bytes": "bytes",
    "chars": "characters",
    "characters": "characters",
}


def read_vrs(book: Book, accounting: Accounting) -> tuple[Vr, ...]:
    """Read PS3.5 table 6.2-1; what the length is in the context of a query is not read.

    The length of PN is that of one component group, as the table states it.
    """
    vrs: list[Vr] = []
    for table, placed in tables_of(book.tables, VRS):
        columns = open_table(accounting, _PART, KIND, table, placed)
        for row in table.rows:
            vr = _vr(row, columns)
            if vr is None:
                accounting.skip(_PART, KIND, table, row, "no code of two letters")
                continue
            accounting.consume(_PART, KIND)
            vrs.append(vr)
            _doubt(accounting, table, row, columns, vr)
    return tuple(vrs)


def _vr(row: Row, columns: dict[str, int]) -> Vr | None:
    names = _paragraphs(row.at(columns["name"]))
    found = _CODE.fullmatch(" ".join(names))
    if found is None:
        return None
    length = _FIGURE.match(next(iter(_paragraphs(row.at(columns["length"]))), ""))
    return Vr(
        code=found[1],
        name=found[2] or "",
        length=_length(length) if length else None,
        unit=_UNITS[length["unit"]] if length else "",
        fixed=length is not None and length["rule"] == "fixed",
    )


def _paragraphs(cell: Cell | None) -> tuple[str, ...]:
    return () if cell is None else cell.paragraphs


def _length(found: re.Match[str]) -> int:
    if found["plain"]:
        return int(found["plain"])
    return (1 << int(found["exponent"])) - int(found["less"])


def _doubt(accounting: Accounting, table: Table, row: Row, columns: dict[str, int], vr: Vr) -> None:
    first = next(iter(_paragraphs(row.at(columns["length"]))), "")
    if vr.length is None and _LOOKS_LIKE_FIGURE.search(first):
        accounting.note(_PART, KIND, table, row, f"{vr.code}: the figure of its length cannot be read")
