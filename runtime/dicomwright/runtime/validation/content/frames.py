"""Frames: a level as items were matched to its rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Include, Leaf, Level, Slot


class Chosen(NamedTuple):
    """An item, and the row that it is."""

    item: Item
    slot: Slot
    fault: str
    fit: Fit
    cost: float


class Fit(NamedTuple):
    """What an item costs as a row, and how what is below it matches; `frame` is None where that is not judged."""

    cost: float
    frame: Frame | None


class Frame:
    """A level as it was matched: items by row, and rounds of each include, which have frames of their own."""

    def __init__(self, level: Level) -> None:
        """Start without items."""
        self.level = level
        self.chosen: list[Chosen] = []
        self.found: dict[str, list[Item]] = defaultdict(list)
        self.counts: dict[Leaf, int] = defaultdict(int)
        self.rounds: dict[Include, list[Frame]] = defaultdict(list)
        self.strays: list[Item] = []

    def place(self, chosen: Chosen, path: Sequence[Include]) -> None:
        """Take an item, through includes into the round that has room for it."""
        if path:
            include, *rest = path
            self.found[include.row.number].append(chosen.item)
            self._round(include, chosen.slot.leaf, rest).place(chosen, rest)
            return
        leaf = chosen.slot.leaf
        self.chosen.append(chosen)
        self.counts[leaf] += 1
        self.found[leaf.row.number].append(chosen.item)
        if chosen.fit.frame is not None:
            for number, items in chosen.fit.frame.found.items():
                self.found[number] += items

    def _round(self, include: Include, leaf: Leaf, rest: Sequence[Include]) -> Frame:
        """Return the round of an include that takes another item of a row: the last one, unless that is full."""
        rounds = self.rounds[include]
        most = None if include.graft else include.row.most
        full = not rounds or (
            not rest and not rounds[-1].has_room(leaf) and (most is None or len(rounds) < most)
        )
        if full and include.level is not None:
            rounds.append(Frame(include.level))
        return rounds[-1]

    def has_room(self, leaf: Leaf) -> bool:
        """Whether a row may have another item."""
        return leaf.row.most is None or self.counts[leaf] < leaf.row.most
