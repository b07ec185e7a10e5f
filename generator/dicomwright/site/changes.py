"""What changed since the edition before: the comparison of `dicomwright diff`, for the page of each thing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dicomwright.diff.changes import ACTIONS, KINDS, Detail
from dicomwright.diff.comparing.compare import compared
from dicomwright.diff.comparing.moves import Moves
from dicomwright.diff.comparing.sides import Side
from dicomwright.diff.snapshots import comparable
from dicomwright.generator.facts import (
    AttributeTable,
    ContextGroup,
    DataElement,
    Iod,
    SopClass,
    Template,
    Uid,
)
from dicomwright.site.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwright.diff.comparing.compare import Found
    from dicomwright.generator.facts import Edition
    from dicomwright.site.book import Book

_PAGED: Final = (AttributeTable, ContextGroup, DataElement, Iod, Template, Uid)
_MOST: Final = 8  # lines of a change
_BOOKKEEPING: Final = re.compile(r"fingerprint|(?:lists?|constraints?): source changed|\[[0-9a-f]{8}\]")
"""What no page shows: that a text reads otherwise which means the same, or which nobody understands."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change as pages show it."""

    action: str
    kind: str
    name: str
    place: str
    lines: tuple[str, ...]
    page: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes since an edition; those of each page."""

    old: str = ""
    all: dict[str, list[Change]] = field(default_factory=dict[str, list[Change]])
    by_page: dict[tuple[str, str], list[Change]] = field(default_factory=dict[tuple[str, str], list[Change]])

    def of(self, page: tuple[str, str]) -> Sequence[Change]:
        """Return the changes of the thing that has a page."""
        return self.by_page.get(page, ())

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.all.values()))


def changes(old: Edition | None, book: Book) -> Changes:
    """Compare an edition with the one before it, if there is any."""
    if old is None:
        return Changes()
    before, after = map(Side, comparable(old, book.edition))
    found = sorted(Moves(compared(before, after), before, after).settled(), key=_rank)
    made = Changes(old.name)
    for each in found:
        change = _change(each, book)
        if change.lines or change.action in {"added", "removed"}:
            made.all.setdefault(each.change.kind, []).append(change)
            if change.page is not None:
                made.by_page.setdefault(change.page, []).append(change)
    return made


def headings(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return kinds of changes in the order of a report, each with what several are called."""
    there = set(kinds)
    return [(kind, KINDS[kind][1]) for kind in KINDS if kind in there]


def _rank(found: Found) -> tuple[int, str, str]:
    change = found.change
    return ACTIONS.index(change.action), change.place.casefold(), change.name.casefold()


def _change(found: Found, book: Book) -> Change:
    change = found.change
    new = found.new is None
    lines = [said for detail in change.details if (said := _said(detail, alone=new or found.old is None))]
    more = (f"and {len(lines) - _MOST} more",) if len(lines) > _MOST else ()
    return Change(
        change.action,
        KINDS[change.kind][0],
        change.name,
        change.place,
        (*lines[:_MOST], *more),
        _page(found, book),
    )


def _said(detail: Detail, *, alone: bool) -> str:
    """Say a detail, conditions and constraints in words; "" for what no page shows."""
    sides = (tuple(map(in_words, side)) for side in (detail.old, detail.new))
    worded = Detail(in_words(detail.what), *sides)
    said = worded.fact() if alone else worded.text()
    return "" if _BOOKKEEPING.search(said) else said


def _page(found: Found, book: Book) -> tuple[str, str] | None:
    """Return the page of the new edition for what changed."""
    thing = found.within.owner if found.within.owner is not None else found.new
    if isinstance(thing, SopClass):
        thing = book.uids.get(thing.uid)
    if not isinstance(thing, _PAGED):
        return None
    key = book.key(thing)
    return key if key in book.pages else None
