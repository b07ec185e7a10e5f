"""The rows of other modules that an attribute has its value lists from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.docbook import Block, Row, Table
    from dicomwright.generator.model.lists_of_sections import Subject
    from dicomwright.generator.model.part3 import Part3

_NESTING: Final = "> "


def rows_of(part: Part3, tables: Iterable[Table], subject: Subject) -> list[tuple[Table, Row]]:
    """The rows of the attribute in these tables, or else the one whose name is most of its name."""
    own: list[tuple[Table, Row]] = []
    named: list[tuple[str, Table, Row]] = []
    for table in (each for each in tables if part.kind_of(each) == "attributes"):
        columns = part.columns_of(table)
        own += [(table, row) for row in table.rows if tag_of(row.text(columns["tag"])) in subject.tags]
        names = ((_name(row.text(columns["name"])), row) for row in table.rows)
        named += [(name, table, row) for name, row in names if name and name in subject.name.casefold()]
    return own or [each[1:] for each in sorted(named, key=lambda each: len(each[0]))[-1:]]


def description_of(part: Part3, table: Table, row: Row) -> tuple[Block, ...]:
    """What a row says of its attribute."""
    cell = row.at(part.columns_of(table)["description"])
    return cell.blocks if cell is not None else ()


def _name(text: str) -> str:
    return without_references(text).lstrip(_NESTING).casefold()
