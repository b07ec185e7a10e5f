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


class Choice(NamedTuple):
    """A row that an item may be; `rank` is its cost, and more where the row is forbidden whatever it holds."""

    slot: Slot
    fault: str
    fit: Fit
    cost: float
    rank: float


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
    """A level as it was matched: items by row, and rounds of each include, which have frames of their own.

    `taken` are all that came here, those of the rounds among them.
    """

    def __init__(self, level: Level, depth: int = 0) -> None:
        """Start without items; `depth` is through how many includes they come."""
        self.level = level
        self.depth = depth
        self.taken: list[Chosen] = []
        self.chosen: list[Chosen] = []
        self.found: dict[str, list[Item]] = defaultdict(list)
        self.counts: dict[Leaf, int] = defaultdict(int)
        self.rounds: dict[Include, list[Frame]] = defaultdict(list)
        self.strays: list[Item] = []
        self.disorder = 0
        self._last = 0

    def place(self, chosen: Chosen) -> None:
        """Take an item, through includes into the round that has room for it."""
        path, leaf = chosen.slot.path, chosen.slot.leaf
        self.taken.append(chosen)
        if self.depth < len(path):
            include = path[self.depth]
            self._step(include)
            if not include.graft:  # its number is one of another template
                self.found[include.row.number].append(chosen.item)
            self._round(include, leaf, path).place(chosen)
            return
        self._step(leaf)
        self.chosen.append(chosen)
        self.counts[leaf] += 1
        self.found[leaf.row.number].append(chosen.item)
        if chosen.fit.frame is not None:
            for number, items in chosen.fit.frame.found.items():
                self.found[number] += items

    def _step(self, node: Leaf | Include) -> None:
        """Count what stands before another row of the table, and learn where the next one is looked for."""
        place = self.level.places[node]
        self.disorder += place < self._last
        self._last = place

    def _round(self, include: Include, leaf: Leaf, path: Sequence[Include]) -> Frame:
        """Return the round of an include that takes another item of a row: the last one, unless that is full."""
        rounds = self.rounds[include]
        full = not rounds or (not rounds[-1].has_room(leaf, path) and self._may_repeat(include))
        if full:
            rounds.append(self.round_of(include))
        return rounds[-1]

    def round_of(self, include: Include) -> Frame:
        """Return a new round of an include."""
        assert include.level is not None  # noqa: S101 - what is not there has no rows
        return Frame(include.level, self.depth + 1)

    @property
    def overfull(self) -> int:
        """How many items there are that are one too many, in rounds, too."""
        own = sum(max(count - (leaf.row.most or count), 0) for leaf, count in self.counts.items())
        return own + sum(each.overfull for rounds in self.rounds.values() for each in rounds)

    def _may_repeat(self, include: Include) -> bool:
        most = None if include.graft else include.row.most
        return most is None or len(self.rounds[include]) < most

    def has_room(self, leaf: Leaf, path: Sequence[Include]) -> bool:
        """Whether a row may have another item, through includes, after what is there.

        Rounds are written in the order of the table, significant or not: another order begins another round.
        """
        node = path[self.depth] if self.depth < len(path) else leaf
        if self.level.places[node] < self._last or self._has_instead(node.row):
            return False
        if not isinstance(node, Leaf):
            rounds = self.rounds[node]
            return not rounds or rounds[-1].has_room(leaf, path) or self._may_repeat(node)
        return leaf.row.most is None or self.counts[leaf] < leaf.row.most

    def _has_instead(self, row: Row) -> bool:
        """Whether there is an item of a row that excludes this one."""
        if not row.choice or row.required_if is None:
            return False
        rule = rule_of(row.required_if)
        others = (self.found.get(number) for number in row.choice if number != row.number)
        return rule is not None and rule.otherwise != "may" and any(others)
