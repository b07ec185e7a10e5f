"""Frames: a level as items were matched to its rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dicomwright.runtime.conditions.expressions import rule_of
from dicomwright.runtime.validation.content.levels import Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.templates import Row
    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Include, Level, Slot


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
        self._last = 0

    def place(self, chosen: Chosen, path: Sequence[Include]) -> None:
        """Take an item, through includes into the round that has room for it."""
        node = path[0] if path else chosen.slot.leaf
        self._last = self.level.places[node]
        if path:
            include, *rest = path
            if not include.graft:  # its number is one of another template
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
        full = not rounds or (not rounds[-1].has_room(leaf, rest) and self._may_repeat(include))
        if full and include.level is not None:
            rounds.append(Frame(include.level))
        return rounds[-1]

    def _may_repeat(self, include: Include) -> bool:
        most = None if include.graft else include.row.most
        return most is None or len(self.rounds[include]) < most

    def has_room(self, leaf: Leaf, path: Sequence[Include]) -> bool:
        """Whether a row may have another item, through includes; where order is significant, after what is there."""
        node = path[0] if path else leaf
        if (self.level.ordered and self.level.places[node] < self._last) or self._has_instead(node.row):
            return False
        if not isinstance(node, Leaf):
            rounds = self.rounds[node]
            return not rounds or rounds[-1].has_room(leaf, path[1:]) or self._may_repeat(node)
        return leaf.row.most is None or self.counts[leaf] < leaf.row.most

    def _has_instead(self, row: Row) -> bool:
        """Whether there is an item of a row that excludes this one."""
        if not row.choice or row.required_if is None:
            return False
        rule = rule_of(row.required_if)
        others = (self.found.get(number) for number in row.choice if number != row.number)
        return rule is not None and rule.otherwise != "may" and any(others)
