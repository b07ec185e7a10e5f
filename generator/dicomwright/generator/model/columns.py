"""Columns of a table by the words of their header, or else by what their cells hold; never by their position."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Cell, Row, Table

# "Code Value (0008,0100)", "IOD Specification (defined in PS3.3)": what stands in brackets varies.
_BRACKETS: Final = re.compile(r"\([^)]*\)?")
_RETIRED: Final = re.compile(r"\s*\(Retired\)$", re.IGNORECASE)
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")

MISSING: Final = -1
# Of a column so many cells are looked at: enough to tell what it holds.
_LOOKED_AT: Final = 200
_FEW: Final = 5  # cells contradict their heading where there are so many


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of table: its headings, the usual one first, and what its cells hold.

    Attributes:
        headings: as they are compared, in lower case and without brackets.
        holds: whether a cell holds what the column is for; None where nothing tells.
        optional: tables of the kind may lack it.
        share: of the cells that are not empty, those that must hold it to tell the column without its heading.
        least: those that must hold it where the heading is there; 0 where it is believed.

    """

    headings: tuple[str, ...]
    holds: Callable[[Cell], bool] | None = None
    optional: bool = False
    share: float = 0.9
    least: float = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table that makes the model.

    Attributes:
        name: as it stands in the report.
        columns: by the name of what they hold.
        caption: which captions promise a table of this kind.
        section: which titles of sections do; one such table in the section is enough.
        within: xml:ids of the sections that tables of this kind stand in, where the columns of another are the same.
        unlike: a heading that tables of this kind never have.
        ignored: headings of columns that are known, and not part of the model.
        headless: tables of this kind may have no header, so that their cells alone tell.

    """

    name: str
    columns: Mapping[str, Column]
    caption: re.Pattern[str] | None = None
    section: re.Pattern[str] | None = None
    within: re.Pattern[str] | None = None
    unlike: re.Pattern[str] | None = None
    ignored: re.Pattern[str] | None = None
    headless: bool = False

    def is_promised(self, table: Table) -> bool:
        """Whether the caption of a table says that it is of this kind."""
        return self.caption is not None and self.caption.search(plain_caption(table)) is not None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table has the columns of its kind: `at` each, MISSING where it has none.

    `guessed`: what the cells told, and not the heading. `unread`: headings of the others.
    """

    at: dict[str, int] = field(default_factory=dict[str, int])
    guessed: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()


def plain_caption(table: Table) -> str:
    """Caption of a table without the remark that what it is about is retired."""
    return _RETIRED.sub("", table.caption)


def heading(text: str) -> str:
    """Return a header text as it is compared: brackets dropped, lower case, words alone."""
    return _NOT_A_WORD.sub(" ", _BRACKETS.sub(" ", text).casefold()).strip()


def place(table: Table, kind: Kind) -> Placed | None:
    """Find the columns of a kind; None when one that is not optional is absent: then it is another kind of table.

    The cells are asked only where the caption promises the kind, or most headings do.
    """
    if kind.within is not None and not kind.within.match(table.division):
        return None
    if kind.unlike is not None and any(map(kind.unlike.search, table.header)):
        return None
    return _Placing(table, kind).placed()


def absent_columns(table: Table, kind: Kind) -> list[str]:
    """Columns of a kind that a table should have and has not, by their usual heading."""
    placing = _Placing(table, kind)
    placing.placed()
    return [repr(kind.columns[name].headings[0]) for name in placing.absent()]


class _Placing:
    """Gives each column of a kind one of the table's, first by heading, then by content."""

    def __init__(self, table: Table, kind: Kind) -> None:
        self._table = table
        self._kind = kind
        self._header = table.header or ("",) * (_width(table) if kind.headless else 0)
        self._headings = [heading(text) for text in self._header]
        self._at: dict[str, int] = {}
        self._doubtful: list[str] = []

    def placed(self) -> Placed | None:
        for name, column in self._kind.columns.items():
            self._by_heading(name, column)
        guessed = self._by_content() if self._is_likely() else ()
        if self.absent():
            return None
        unread = (text for place, text in enumerate(self._header) if place not in self._at.values())
        return Placed(
            at={name: self._at.get(name, MISSING) for name in self._kind.columns},
            guessed=tuple((name, self._header[self._at[name]]) for name in guessed),
            unread=tuple(filter(self._is_unknown, unread)),
        )

    def absent(self) -> list[str]:
        """The columns that are needed, or whose heading stands above something else, and not found."""
        needed = (name for name, column in self._kind.columns.items() if not column.optional)
        return [name for name in dict.fromkeys((*needed, *self._doubtful)) if name not in self._at]

    def _is_likely(self) -> bool:
        return self._kind.is_promised(self._table) or 2 * len(self.absent()) <= len(self._kind.columns)

    def _is_unknown(self, text: str) -> bool:
        ignored = self._kind.ignored
        return ignored is None or not ignored.fullmatch(heading(text))

    def _by_heading(self, name: str, column: Column) -> None:
        """Take the column with the first of the headings that is there; not one whose cells hold something else."""
        for wanted in column.headings:
            for place, found in enumerate(self._headings):
                if found != wanted or not self._is_free(place):
                    continue
                if self._share(place, column, few=1) >= column.least:
                    self._at[name] = place
                    return
                if found:
                    self._doubtful.append(name)

    def _by_content(self) -> tuple[str, ...]:
        return tuple(name for name in self._kind.columns if name not in self._at and self._guess(name))

    def _guess(self, name: str) -> bool:
        """Take the only column whose cells hold what this one is for."""
        column = self._kind.columns[name]
        free = filter(self._is_free, range(len(self._headings)))
        sure = [place for place in free if column.holds and self._share(place, column, few=0) >= column.share]
        if len(sure) == 1:
            self._at[name] = sure[0]
        return len(sure) == 1

    def _is_free(self, place: int) -> bool:
        return place not in self._at.values()

    def _share(self, place: int, column: Column, few: float) -> float:
        """Which part of the cells hold what the column is for; `few`: the answer where so few cells tell nothing."""
        if column.holds is None:
            return 1
        cells = list(islice(_cells(self._table, place), _LOOKED_AT))
        share = sum(map(column.holds, cells)) / len(cells) if cells else few
        return max(share, few) if len(cells) < _FEW else share


def _width(table: Table) -> int:
    return max((len(row.grid) for row in table.rows), default=0)


def _cells(table: Table, place: int) -> Iterator[Cell]:
    """Return the cells of one column that hold anything; those that span several columns hold something else."""
    cells = (row.at(place) for row in table.rows)
    return (cell for cell in cells if cell and cell.colspan == 1 and (cell.text or cell.references))


def tables_of(tables: Iterable[Table], kind: Kind) -> Iterator[tuple[Table, Placed]]:
    """Tables of a kind, each with its columns."""
    for table in tables:
        placed = place(table, kind)
        if placed is not None:
            yield table, placed


def open_table(accounting: Accounting, part: int, kind: str, table: Table, placed: Placed) -> dict[str, int]:
    """Open a table in the accounting with what is doubtful about its columns; return where they are."""
    accounting.table(part, kind, table)
    for name, text in placed.guessed:
        accounting.note(part, kind, table, None, f"column {text!r} is read as {name}, by what it holds")
    for text in placed.unread:
        accounting.leave_column(part, kind, table, text)
    for row in table.rows if table.header else ():
        if len(row.grid) != len(table.header):
            reason = f"{len(row.grid)} columns of cells below a header of {len(table.header)}"
            accounting.note(part, kind, table, row, reason)
    return placed.at


def text_at(row: Row, column: int) -> str:
    """Text of a column; empty where the table or the row has none."""
    return "" if column == MISSING else row.text(column)


def own_cell(row: Row, column: int) -> Cell | None:
    """Return the cell that starts in a column; None where another one spans over it."""
    cell = row.at(column) if column != MISSING else None
    return cell if cell is not None and cell.column == column else None


def number_of(table: Table) -> str:
    """Give "6-1" for Table 6-1, from the label or else from the xml:id."""
    return table.label or table.xml_id.removeprefix("table_")
