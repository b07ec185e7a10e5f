"""Matching: which row of a template each content item is, so that as little as possible is wrong.

What an item costs as a row is counted once for an item and a row, from the inside out, so that the time grows with
their number and not with the ways to combine them; a tree that costs more than `_MOST` is matched by its first choices.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.validation.content.checks import value_faults
from dicomwright.runtime.validation.content.frames import Chosen, Fit, Frame
from dicomwright.runtime.validation.content.items import CONCEPT, meaning_of
from dicomwright.runtime.validation.content.levels import alone, below
from dicomwright.runtime.validation.content.places import Spot, unfit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Leaf, Level, Slot

FAULT: Final = 1.0
"""What anything costs that will be an error."""
_NEARLY: Final = 1.2
"""What it costs that the value type or relationship is another one: an item is rather one too many of its own row."""
_DOUBT: Final = 0.05
"""What a value costs that is only worth knowing."""
_SPECIFIC, _MEMBER, _NAMELESS, _ANY, _OTHER = 0.0, 0.01, 0.1, 0.2, 0.3
_OTHER_TEMPLATE: Final = 8.0
"""What a container costs as a row of another template than it names: more than what may be wrong in it by that."""
_STRAY: Final = 0.25
_DEEPEST: Final = 64
_MOST: Final = 100_000
_FEW: Final = 256
_TRIES: Final = 10_000
"""How often another row is tried for an item where something is wrong: fewer times where many items stand together."""


class Rank(NamedTuple):
    """How well an item is what a row says of it alone: what it costs, and the fault when it is nearly so."""

    slot: Slot
    cost: float
    fault: str = ""


class Matcher:
    """Matches the items of one document; what was worked out of an item and a row is kept."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._fits: dict[tuple[Item, Level], Fit] = {}
        self._ranks: dict[tuple[object, ...], list[Rank]] = {}

    def match(
        self, level: Level, items: Sequence[Item], parent: Item | None = None, around: Spot | None = None
    ) -> tuple[Frame, float]:
        """Find the rows of items that stand together: the cheapest of each, then others as long as less is wrong.

        Returns what it costs, too.
        """
        choices = [self._choices(level, item) for item in items]
        frame = _placed(level, items, choices)
        wrong = unfit(Spot(frame, parent, None, around, same=True))
        cost = frame_cost(frame, wrong)
        moves = (
            (index, choice)
            for index, ranked in enumerate(choices if wrong else ())
            for choice in ranked[1:]
            if choice.cost < ranked[0].cost + 2 * FAULT
        )
        taken = [*choices]
        for index, choice in islice(moves, min(_TRIES // (len(items) or 1), _FEW)):
            others = [*taken[:index], [choice], *taken[index + 1 :]]
            other = _placed(level, items, others)
            less = frame_cost(other, unfit(Spot(other, parent, None, around, same=True)))
            if less < cost:
                frame, taken, cost = other, others, less
        return frame, cost

    def _choices(self, level: Level, item: Item) -> list[Chosen]:
        """Return the rows that an item may be with what it costs as each, the cheapest first."""
        ranks = self._ranked(level, item)
        if len(self._fits) > _MOST:
            ranks = ranks[:1]
        found: list[Chosen] = []
        for rank in ranks:
            fit = self._fit(item, rank)
            cost = rank.cost + fit.cost + _template_cost(item, rank.slot)
            found.append(Chosen(item, rank.slot, rank.fault, fit, cost))
        return sorted(found, key=_cost)

    def _ranked(self, level: Level, item: Item) -> list[Rank]:
        target = item.target_item
        value_type = "" if target is None else target.value_type
        concept = None if target is None else target.concept
        key = (level, value_type, item.relationship, concept, item.by_reference)
        found = self._ranks.get(key)
        if found is None:
            meaning = "" if target is None else meaning_of(target.data, CONCEPT)
            ranks = (_rank(slot, item, target, meaning) for slot in level.slots)
            found = sorted(filter(None, ranks), key=lambda rank: rank.cost)
            self._ranks[key] = found
        return found

    def _fit(self, item: Item, rank: Rank) -> Fit:
        """Return what an item costs as a row; of one by reference, what it refers to is judged where it stands."""
        if rank.fault or item.by_reference or item.depth > _DEEPEST:
            return Fit(0.0, None)
        level = below(rank.slot)
        key = (item, level)
        found = self._fits.get(key)
        if found is None:
            leaf = rank.slot.leaf
            frame, cost = self.match(level, item.children, item, _around(item, leaf))
            found = self._fits[key] = Fit(cost + _value_cost(leaf, item), frame)
        return found


def _around(item: Item, leaf: Leaf) -> Spot:
    """Return what is known of what is around items below an item: that it is a row."""
    frame = Frame(alone(leaf))
    frame.found[leaf.row.number].append(item)
    return Spot(frame, item.parent, None)


def _placed(level: Level, items: Sequence[Item], choices: Sequence[Sequence[Chosen]]) -> Frame:
    """Take for each item the cheapest of its rows that has room."""
    frame = Frame(level)
    counts: dict[Slot, int] = defaultdict(int)
    for item, ranked in zip(items, choices, strict=True):
        best = _best(ranked, counts)
        if best is None:
            frame.strays.append(item)
        else:
            counts[best.slot] += 1
            frame.place(best, best.slot.path)
    return frame


def _cost(choice: Chosen) -> float:
    return choice.cost


def _best(ranked: Sequence[Chosen], counts: dict[Slot, int]) -> Chosen | None:
    """Return the cheapest row that has room, else the cheapest: what is one too many costs as much as any fault."""
    for choice in ranked:
        most = choice.slot.most
        if most is None or counts[choice.slot] < most:
            return choice if choice.cost <= ranked[0].cost + FAULT else ranked[0]
    return ranked[0] if ranked else None


def _rank(slot: Slot, item: Item, target: Item | None, meaning: str) -> Rank | None:
    """Tell how well a row fits an item, apart from what is below it; None when it does not."""
    row = slot.leaf.row
    if target is None:
        return None
    typed = row.value_type == target.value_type
    related = item.relationship in slot.relationships and slot.by_reference == item.by_reference
    if not slot.relationships or item.parent is None:  # the outermost item has none
        related = slot.by_reference == item.by_reference
    cost = _concept_cost(slot.leaf, target, meaning) if typed or related else None
    if cost is None or (cost > _MEMBER and not (typed and related)):
        return None
    if not typed:
        return Rank(slot, cost + _NEARLY, "type")
    return Rank(slot, cost) if related else Rank(slot, cost + _NEARLY, "relationship")


def _concept_cost(leaf: Leaf, item: Item, meaning: str) -> float | None:
    """Tell how well a concept name is what a row says; None when it is another one."""
    names = leaf.names
    if item.concept is None:
        return _NAMELESS if not names.known or leaf.row.nameless else None
    if item.concept in names.codes:
        return _SPECIFIC
    if any(item.concept in group.codes for group in names.groups):
        return _MEMBER
    if meaning and meaning in names.meanings:
        return _MEMBER
    if names.open or leaf.concept is None:
        return _ANY
    return _OTHER if any(not group.fixed for group in names.groups) else None


def _template_cost(item: Item, slot: Slot) -> float:
    """Prefer the template that a container names itself."""
    info = slot.leaf.invocation.template.info_
    return _OTHER_TEMPLATE if item.template and item.parent is not None and item.template != info.tid else 0.0


def frame_cost(frame: Frame, wrong: int) -> float:
    """Return what is wrong at a level and below it, as far as it can be told without what is further out."""
    strays = len(frame.strays) * (FAULT if frame.level.closed else _STRAY)
    return strays + _inner_cost(frame) + FAULT * wrong


def _inner_cost(frame: Frame) -> float:
    """Add up what the items of a frame cost, and what is one too many."""
    cost = sum(each.cost for each in frame.chosen)
    cost += FAULT * sum(max(count - (leaf.row.most or count), 0) for leaf, count in frame.counts.items())
    return cost + sum(_inner_cost(each) for rounds in frame.rounds.values() for each in rounds)


def _value_cost(leaf: Leaf, item: Item) -> float:
    severities = (fault.severity for fault in value_faults(leaf, item))
    return sum(FAULT if severity == "error" else _DOUBT for severity in severities)
