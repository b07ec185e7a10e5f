"""The accounting: every row of a table of the model is consumed or listed with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dicomwright.generator.errors import ModelError

if TYPE_CHECKING:
    from dicomwright.generator.docbook import Division, Row, Table


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """A row that is not in the model, or only in part, and why."""

    part: int
    kind: str
    table: str
    row: int
    xml_id: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Outside:
    """A table that is not part of the model, by its place, its header and why."""

    part: int
    table: str
    section: str
    caption: str
    header: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Undecided:
    """A text that no grammar reads and nobody has decided, or whose words nobody has named; at one of its places.

    Of rows of templates the section is the template, and the subject the row.
    """

    kind: Literal["condition", "constraint", "name", "row", "value"]
    fingerprint: str
    section: str
    subject: str
    text: str


@dataclass
class Accounting:
    """Counts rows by part and kind of table as the passes read them."""

    tables: Counter[tuple[int, str]] = field(default_factory=Counter[tuple[int, str]])
    read: Counter[tuple[int, str]] = field(default_factory=Counter[tuple[int, str]])
    consumed: Counter[tuple[int, str]] = field(default_factory=Counter[tuple[int, str]])
    listed: list[Listed] = field(default_factory=list[Listed])
    notes: list[Listed] = field(default_factory=list[Listed])
    references: Counter[str] = field(default_factory=Counter[str])  # to value lists, by what became of them
    undecided: set[Undecided] = field(default_factory=set[Undecided])  # quotes the standard: never stored
    outside: list[Outside] = field(default_factory=list[Outside])
    columns: dict[tuple[int, str, str], list[str]] = field(  # tables with a column that is not read
        default_factory=dict[tuple[int, str, str], list[str]]
    )
    # kinds of open tables by the identity of their elements, and those whose header nothing is known of
    opened: dict[int, str] = field(default_factory=dict[int, str], repr=False)
    unknown: set[int] = field(default_factory=set[int], repr=False)

    def table(self, part: int, kind: str, table: Table) -> None:
        """Open a table: all its rows are now owed."""
        self.tables[part, kind] += 1
        self.read[part, kind] += len(table.rows)
        self.opened[id(table.element)] = kind

    def consume(self, part: int, kind: str) -> None:
        """One row went into the model."""
        self.consumed[part, kind] += 1

    def skip(self, part: int, kind: str, table: Table, row: Row, reason: str) -> None:
        """One row did not go into the model."""
        self.listed.append(Listed(part, kind, table.xml_id, row.index, row.xml_id, reason))

    def note(self, part: int, kind: str, table: Table, row: Row | None, reason: str) -> None:
        """Something of a consumed row could not be resolved: it is listed beside the counts."""
        index, xml_id = (row.index, row.xml_id) if row is not None else (-1, table.xml_id)
        self.notes.append(Listed(part, kind, table.xml_id, index, xml_id, reason))

    def note_section(self, part: int, kind: str, division: Division, reason: str) -> None:
        """Something of a section outside of its tables could not be resolved."""
        self.notes.append(Listed(part, kind, division.xml_id, -1, division.xml_id, reason))

    def refer(self, outcome: str) -> None:
        """One reference to value lists was followed, or listed."""
        self.references[outcome] += 1

    def leave_column(self, part: int, kind: str, table: Table, heading: str) -> None:
        """A column of a table of the model is not read."""
        self.columns.setdefault((part, kind, heading), []).append(table.xml_id)

    def open_unknown(self, part: int, kind: str, table: Table, reason: str) -> None:
        """A table that should be one of the model, and whose header nothing is known of: its rows are listed."""
        self.table(part, kind, table)
        self.unknown.add(id(table.element))
        for row in table.rows:
            self.skip(part, kind, table, row, reason)

    def is_unknown(self, table: Table) -> bool:
        """Whether a table was opened to have its rows listed."""
        return id(table.element) in self.unknown

    def listed_of(self, part: int, table: Table) -> int:
        """How many rows of a table are listed."""
        return sum((item.part, item.table) == (part, table.xml_id) for item in self.listed)

    def is_open(self, table: Table) -> bool:
        """Whether a pass has opened a table."""
        return id(table.element) in self.opened

    def kind_of(self, table: Table) -> str:
        """As what a table was opened; empty for one that is not open."""
        return self.opened.get(id(table.element), "")

    def leave_outside(self, part: int, table: Table, reason: str) -> None:
        """A table that does not belong to the model."""
        self.outside.append(Outside(part, table.xml_id, table.division, table.caption, table.header, reason))

    def check(self) -> None:
        """Refuse when a row is neither consumed nor listed.

        Raises:
            ModelError: names the part and kind of table, and how many rows are missing.

        """
        skipped = Counter((item.part, item.kind) for item in self.listed)
        wrong = [
            f"part {part}, {kind}: {total} rows read, {self.consumed[part, kind]} consumed, "
            f"{skipped[part, kind]} listed"
            for (part, kind), total in sorted(self.read.items())
            if self.consumed[part, kind] + skipped[part, kind] != total
        ]
        if wrong:
            raise ModelError("rows unaccounted for: " + "; ".join(wrong))
