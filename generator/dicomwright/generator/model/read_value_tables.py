"""Pass: tables of their own that list Defined Terms or Enumerated Values -> ValueTable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.model.types import ValueKind, ValueTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Table
    from dicomwright.generator.model.part3 import Part3

_NAME: Final = re.compile(r"^[A-Z0-9][A-Z0-9_ .+\-]*$")


def read_value_tables(part: Part3) -> tuple[ValueTable, ...]:
    """Read every value table of PS3.3; its first column holds the values."""
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


def _values(part: Part3, table: Table) -> Iterator[str]:
    for row in table.rows:
        value = row.text(0)
        if not _NAME.match(value):
            part.skip("values", table, row, "heading row or no value in the first column")
            continue
        part.consume("values")
        yield value
