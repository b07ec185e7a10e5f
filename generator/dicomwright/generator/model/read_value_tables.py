"""Pass: tables of their own that list Defined Terms or Enumerated Values -> ValueTable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import ValueKind, ValueTable
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Table
    from dicomwright.generator.model.part3 import Part3

_NAME: Final = re.compile(r"^[A-Z0-9][A-Z0-9_ .+\-]*$")
# A term that is of one attribute only, by its own description.
_RESERVED: Final = re.compile(r"^Used only as (?:a )?value in ")
# A column of a table of allowed combinations: the name of its attribute, with or without such words.
_COLUMN: Final = re.compile(r"^(.*?)(?: \([0-9A-F]{4},[0-9A-F]{4}\))?(?: Value)?$", re.IGNORECASE)
_COMBINED: Final = 2
_ALTERNATIVES: Final = re.compile(r",\s*| or ")
_NONE: Final = ("", "-")


def read_value_tables(part: Part3) -> tuple[ValueTable, ...]:
    """Read every value table of PS3.3; the values stand in the column that is headed by their kind."""
    return tuple(_value_table(part, table) for table in part.tables("values"))


def _value_table(part: Part3, table: Table) -> ValueTable:
    return ValueTable(
        xml_id=table.xml_id,
        kind=_kind(part, table),
        name=part.caption_of(table),
        ref=part.ref(table),
        values=tuple(dict.fromkeys(_values(part, table))),
    )


def reserved_values(part: Part3, table: Table) -> dict[str, str]:
    """Terms of a value table that one attribute alone may have, with its tag."""
    columns = part.columns_of(table)
    descriptions = ((row.text(columns["value"]), row.text(columns["description"])) for row in table.rows)
    return {value: tag_of(text) for value, text in descriptions if _RESERVED.match(text)}


def allowed_values(table: Table, name: str) -> tuple[str, ...]:
    """Values of an attribute in a table of the combinations that are allowed, which has a column for it.

    A column with a cell that is more than values is not read: half of it would refuse what the standard allows.
    """
    found = (_COLUMN.match(header) for header in table.header)
    names = [match[1].casefold() if match else "" for match in found]
    if len(names) < _COMBINED or name.casefold() not in names:
        return ()
    cells = (row.text(names.index(name.casefold())) for row in table.rows)
    values = dict.fromkeys(
        value for cell in cells for value in _ALTERNATIVES.split(cell) if value not in _NONE
    )
    return tuple(values) if all(_NAME.match(value) for value in values) else ()


def _kind(part: Part3, table: Table) -> ValueKind:
    """By the caption, which is the more careful of the two, or else by the header."""
    column = part.columns_of(table)["value"]
    for text in (table.caption, table.header[column] if table.header else ""):
        if "defined term" in text.casefold():
            return "defined"
        if "enumerated value" in text.casefold():
            return "enumerated"
    return "defined"


def _values(part: Part3, table: Table) -> Iterator[str]:
    column = part.columns_of(table)["value"]
    for row in table.rows:
        value = row.text(column)
        if not _NAME.match(value):
            part.skip("values", table, row, "heading row, or a row without a value")
            continue
        part.consume("values")
        if row.at(column) not in row.cells:
            part.note("values", table, row, "the value is the one of the row above")
        yield value
