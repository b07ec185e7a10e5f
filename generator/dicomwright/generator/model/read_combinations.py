"""Pass: tables of the values that attributes have together, by Photometric Interpretation -> value lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import ValueList
from dicomwright.generator.model.part3 import PART
from dicomwright.generator.model.text import condition_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Table
    from dicomwright.generator.model.part3 import Part3

_SUFFIX: Final = re.compile(r" Values?$", re.IGNORECASE)
# "0 or 1", "12, 16", "8 - 8 bit palette, or 16 - 16 bit palette": numbers, and what explains them.
_NUMBERS: Final = re.compile(r"\d+(?: - [\w -]+?)?(?:(?:, or |, | or )\d+(?: - [\w -]+?)?)*")
_NUMBER: Final = re.compile(r"(?:^|(?<=, )|(?<=or ))(\d+)")
_NONE: Final = "-"

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combinations:
    """A table of the values that attributes have together: their names, and the values of each, by rows.

    A cell is empty where the attribute is absent, and where prose says what it is.
    """

    xml_id: str
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def lists(self, name: str) -> Iterator[ValueList]:
        """Return the values of an attribute for each value of the first; of those in between, as far as they decide."""
        column = next((n for n, each in enumerate(self.names) if each.casefold() == name.casefold()), 0)
        found: dict[tuple[str, Cell], dict[str, None]] = {}
        for row in self.rows if column else ():
            if row[column]:
                key = self._further(row, column), self._values(row, column)
                found.setdefault(key, {})[row[0][0]] = None
        for (further, values), firsts in found.items():
            said = condition_of(f"{self.names[0]} is {' or '.join(firsts)}{further}")
            yield ValueList(kind="enumerated", values=values, condition=said, source=self.xml_id)

    def _others(self, row: tuple[Cell, ...], column: int) -> list[tuple[Cell, ...]]:
        """The rows with the same value of the first attribute, and other values of this one."""
        return [other for other in self.rows if other[0] == row[0] and other[column] != row[column]]

    def _deciding(self, row: tuple[Cell, ...], column: int) -> list[int]:
        """The columns before this one that tell the row from all those others."""
        others = self._others(row, column)
        return [n for n in range(1, column) if others and all(other[n] != row[n] for other in others)]

    def _further(self, row: tuple[Cell, ...], column: int) -> str:
        return "".join(f" and {self.names[n]} is {' or '.join(row[n])}" for n in self._deciding(row, column))

    def _values(self, row: tuple[Cell, ...], column: int) -> Cell:
        """Its values, with those of the other rows where nothing before them tells which holds."""
        cells = [row[column]]
        if not self._deciding(row, column):
            cells += [other[column] for other in self._others(row, column)]
        return tuple(sorted({value for cell in cells for value in cell}, key=int))


def read_combinations(part: Part3) -> dict[str, Combinations]:
    """Read the tables of combinations by their xml:id; a cell of prose is noted."""
    return {table.xml_id: _table(part, table) for table in part.tables("combinations")}


def _table(part: Part3, table: Table) -> Combinations:
    first = part.columns_of(table)["first"]
    columns = [first, *(column for column in range(len(table.header)) if column != first)]
    names = tuple(_SUFFIX.sub("", table.header[column]) for column in columns)
    if len(names) == 1:
        part.note("combinations", table, None, "one column alone combines nothing")
    for name in names:
        if name.casefold() not in part.attribute_names:
            part.accounting.leave_column(PART, "combinations", table, name)
    rows: list[tuple[Cell, ...]] = []
    for row in table.rows:
        if not row.text(first):
            part.skip("combinations", table, row, "row without a value of the first attribute")
            continue
        part.consume("combinations")
        texts = [row.text(column) for column in columns[1:]]
        rows.append(((row.text(first),), *(_values(text) for text in texts)))
        if any(text != _NONE and not _values(text) for text in texts):
            part.note("combinations", table, row, "values in prose are not read")
    return Combinations(table.xml_id, names, tuple(rows))


def _values(text: str) -> Cell:
    return tuple(_NUMBER.findall(text)) if _NUMBERS.fullmatch(text) else ()
