"""Pass: tables of their own that list Defined Terms or Enumerated Values -> ValueTable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import ValueKind, ValueTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Table
    from dicomwright.generator.model.part3 import Part3

_HEADER: Final = re.compile(r"(?:defined term|enumerated value)")
_NAME: Final = re.compile(r"^[A-Z0-9][A-Z0-9_ .+\-]*$")


def read_value_tables(part: Part3) -> tuple[ValueTable, ...]:
    """Read every value table of PS3.3; the values stand in the column that is headed by their kind."""
    return tuple(_value_table(part, table) for table in part.tables("values"))


def _value_table(part: Part3, table: Table) -> ValueTable:
    return ValueTable(
        xml_id=table.xml_id,
        kind=_kind(table),
        name=table.caption,
        ref=part.ref(table),
        values=tuple(dict.fromkeys(_values(part, table))),
    )


def _kind(table: Table) -> ValueKind:
    """By the caption, which is the more careful of the two, or else by the header."""
    for text in (table.caption, table.header[0] if table.header else ""):
        if "defined term" in text.casefold():
            return "defined"
        if "enumerated value" in text.casefold():
            return "enumerated"
    return "defined"


def _column(table: Table) -> int:
    headers = [header.casefold() for header in table.header]
    return next((index for index, header in enumerate(headers) if _HEADER.match(header)), 0)


def _values(part: Part3, table: Table) -> Iterator[str]:
    column = _column(table)
    for row in table.rows:
        value = row.text(column)
        if not _NAME.match(value):
            part.skip("values", table, row, "heading row, or a row without a value")
            continue
        part.consume("values")
        yield value
