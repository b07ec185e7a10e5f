"""Tables by the words of their header: which column holds what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dicomwright.generator.docbook import Row, Table

# "Code Value (0008,0100)", "IOD Specification (defined in PS3.3)": what stands in brackets varies.
_BRACKETS: Final = re.compile(r"\([^)]*\)?")

MISSING: Final = -1


def heading(text: str) -> str:
    """Return a header text as it is compared: brackets dropped, lower case, single spaces."""
    return " ".join(_BRACKETS.sub(" ", text).casefold().split())


def columns_of(table: Table, names: Mapping[str, str], optional: Iterable[str] = ()) -> dict[str, int] | None:
    """Column of each field by its heading, MISSING for optional ones that are absent.

    None when a heading that is not optional is absent: then it is another kind of table.
    """
    found = {heading(text): column for column, text in reversed(list(enumerate(table.header)))}
    columns = {field: found.get(name, MISSING) for field, name in names.items()}
    spared = set(optional)
    absent = [field for field, column in columns.items() if column == MISSING and field not in spared]
    return None if absent else columns


def tables_with(
    tables: Iterable[Table], names: Mapping[str, str], optional: Iterable[str] = ()
) -> Iterator[tuple[Table, dict[str, int]]]:
    """Tables that have the headings, each with its columns."""
    spared = tuple(optional)
    for table in tables:
        columns = columns_of(table, names, spared)
        if columns is not None:
            yield table, columns


def text_at(row: Row, column: int) -> str:
    """Text of a column; empty where the table or the row has none."""
    return "" if column == MISSING else row.text(column)


def number_of(table: Table) -> str:
    """Give "6-1" for Table 6-1, from the label or else from the xml:id."""
    return table.label or table.xml_id.removeprefix("table_")
