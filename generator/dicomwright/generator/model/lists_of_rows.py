"""The rows of other modules that an attribute has its value lists from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.model.part3 import columns_of, kind_of
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.docbook import Block, Row, Table
    from dicomwright.generator.model.lists_of_sections import Subject

_NESTING: Final = "> "


def rows_of(tables: Iterable[Table], subject: Subject) -> list[tuple[Table, Row]]:
    """The rows of the attribute in these tables, or else the one whose name is most of its name."""
    rows = [(table, row) for table in tables if kind_of(table) == "attributes" for row in table.rows]
    own = [(table, row) for table, row in rows if tag_of(row.text(columns_of(table).tag)) in subject.tags]
    named = [(table, row) for table, row in rows if _name(row) and _name(row) in subject.name.casefold()]
    return own or sorted(named, key=lambda each: len(_name(each[1])))[-1:]


def description_of(table: Table, row: Row) -> tuple[Block, ...]:
    """What a row says of its attribute."""
    cell = row.at(columns_of(table).description)
    return cell.blocks if cell is not None else ()


def _name(row: Row) -> str:
    return without_references(row.text(0)).lstrip(_NESTING).casefold()
