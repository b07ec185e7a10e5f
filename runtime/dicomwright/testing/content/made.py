"""What is made of a template: items, each with the row that it is, and invocations of templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.templates import Bindings, Coded, Row, Template

    Key = tuple[str, ...]


class Through(NamedTuple):
    """What includes on the way to rows say: the relationship, and where items are collected; `around`: their TIDs."""

    relationship: str = ""
    by_reference: bool = False
    around: frozenset[str] = frozenset()
    kept: tuple[list[Made], ...] = ()

    def into(self, row: Row, kept: list[Made]) -> Through:
        """Return the same, and what one more include says."""
        by_reference = self.by_reference or row.by_reference
        around = self.around | {row.include}
        return Through(self.relationship or row.relationship, by_reference, around, (*self.kept, kept))


@dataclass(eq=False)
class Call:
    """An invocation of a template: its items by row, those of an include by the row that includes."""

    template: type[Template]
    bindings: Bindings
    outer: Call | None
    include: Row | None = None
    items: dict[str, list[Made]] = field(default_factory=dict[str, "list[Made]"])
    spots: list[tuple[Row, Made | None, Key, int]] = field(
        default_factory=list["tuple[Row, Made | None, Key, int]"]
    )
    """Rows with the item that they stand below, and how many of them were taken."""


@dataclass(eq=False)
class Made:
    """A content item, the row that it is, and the invocation of that."""

    row: Row
    call: Call
    key: Key
    relationship: str
    by_reference: bool
    parent: Made | None
    code: Coded | None = None
    coded: Coded | None = None
    units: Coded | None = None
    number: float | None = None
    text: str = ""
    classes: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict[str, int])
    graphic: str = ""
    children: list[Made] = field(default_factory=list["Made"])
    target: Made | None = None

    @property
    def concept(self) -> tuple[str, str] | None:
        """Value and scheme of the concept name."""
        return None if self.code is None else (self.code.value, self.code.scheme)

    @property
    def value(self) -> tuple[str, str] | None:
        """Value and scheme of the code that it has as its value."""
        return None if self.coded is None else (self.coded.value, self.coded.scheme)

    def has(self, keyword: str) -> bool:
        """Tell whether its reference has an attribute."""
        return keyword in self.counts

    def above(self) -> Iterator[Made]:
        """Yield the items that it is below, the nearest first."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def walk(self) -> Iterator[Made]:
        """Yield the item, and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()
