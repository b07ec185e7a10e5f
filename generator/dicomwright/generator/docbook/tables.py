"""A DocBook table -> header, rows and cells on a grid, spans resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dicomwright.generator.docbook.content import (
    DOCBOOK,
    XML_ID,
    Block,
    Reference,
    blocks_of,
    clean,
    joined,
    local_name,
    plain_text,
    references_of,
    without_references,
)
from dicomwright.generator.docbook.limits import COLUMNS, ROWS, check_columns, span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook.elements import Element


@dataclass(frozen=True)
class Cell:
    """A td or th: its place on the grid; text, references and value lists are read when they are asked for."""

    element: Element = field(repr=False, compare=False)
    column: int
    colspan: int
    rowspan: int

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Paragraphs, items, notes and lists in reading order."""
        return blocks_of(self.element)

    @cached_property
    def marked_text(self) -> str:
        """Text in one line, lists left out, references as marks."""
        return joined(self.blocks)

    @cached_property
    def text(self) -> str:
        """Text in one line, lists and references left out."""
        return without_references(self.marked_text)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference, in reading order."""
        return references_of(self.element)

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """Text of each paragraph, references left out."""
        return tuple(without_references(block.text) for block in self.blocks if block.text)

    @cached_property
    def emphasised(self) -> bool:
        """Whether the cell has text in italics or bold (how retired entries are printed)."""
        return any(True for _ in self.element.iter(f"{DOCBOOK}emphasis"))


@dataclass(frozen=True)
class Row:
    """A tr of the body: its own cells, and the grid with the cells that span into it."""

    index: int
    cells: tuple[Cell, ...]
    grid: tuple[Cell | None, ...]
    xml_id: str

    def at(self, column: int) -> Cell | None:
        """The cell that covers a column, whether it starts in this row or spans into it."""
        return self.grid[column] if column < len(self.grid) else None

    def text(self, column: int) -> str:
        """Text of the cell that covers a column; empty where there is none."""
        cell = self.at(column)
        return "" if cell is None else cell.text


@dataclass(frozen=True)
class Table:
    """A table: xml:id, label, caption, header texts, and the xml:ids of the division and the table it stands in."""

    element: Element = field(repr=False, compare=False)
    xml_id: str
    label: str
    caption: str
    division: str
    inside: str = ""

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Header texts, one for each column: of the lowest header cell that covers it."""
        rows = tuple(_rows(self.element.findall(f"{DOCBOOK}thead/{DOCBOOK}tr")))
        return tuple(plain_text(cell.element) if cell else "" for cell in rows[-1].grid) if rows else ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Rows of the body in order."""
        bodies = self.element.findall(f"{DOCBOOK}tbody")
        return tuple(_rows([tr for body in bodies for tr in body if local_name(tr) == "tr"]))


def read_table(element: Element, xml_id: str, division: str, inside: str = "") -> Table:
    """Wrap a table element; nothing but its name is read yet."""
    return Table(
        element=element,
        xml_id=xml_id,
        label=clean(element.get("label") or ""),
        caption=plain_text(element.find(f"{DOCBOOK}caption")),
        division=division,
        inside=inside,
    )


def _rows(elements: Iterable[Element]) -> Iterator[Row]:
    spans: dict[int, tuple[Cell, int]] = {}
    for index, tr in enumerate(elements):
        carried = {column: cell for column, (cell, _) in spans.items()}
        cells = tuple(_place(tr, carried))
        grid = carried | {cell.column + offset: cell for cell in cells for offset in range(cell.colspan)}
        spans = {column: (cell, left - 1) for column, (cell, left) in spans.items() if left > 1}
        spans |= {
            cell.column + offset: (cell, cell.rowspan - 1)
            for cell in cells
            if cell.rowspan > 1
            for offset in range(cell.colspan)
        }
        width = max(grid, default=-1) + 1
        yield Row(index, cells, tuple(grid.get(column) for column in range(width)), _row_id(tr))


def _place(tr: Element, carried: dict[int, Cell]) -> Iterator[Cell]:
    column = 0
    for td in tr:
        if local_name(td) not in {"td", "th"}:
            continue
        while column in carried:
            column += 1
        cell = Cell(td, column, span_of(td, "colspan", COLUMNS), span_of(td, "rowspan", ROWS))
        yield cell
        column += cell.colspan
        check_columns(td, column)


def _row_id(tr: Element) -> str:
    """xml:id of the row or else of the first thing inside that has one."""
    own = tr.get(XML_ID)
    return own or next((found for child in tr.iter() if (found := child.get(XML_ID))), "")
