"""Matching: which row of a template each content item is, so that as little as possible is wrong.

What an item costs as a row is counted once for an item and a row, from the inside out, so that the time grows with
their number and not with the ways to combine them; a tree that costs more than `_MOST` is matched by its first choices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.validation.content.checks import value_faults
from dicomwright.runtime.validation.content.frames import Chosen, Fit, Frame
from dicomwright.runtime.validation.content.items import CONCEPT, meaning_of
from dicomwright.runtime.validation.content.levels import alone, below
from dicomwright.runtime.validation.content.moving import FAULT, Table, improved
from dicomwright.runtime.validation.content.places import Spot, barred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Include, Leaf, Level, Slot

_NEARLY: Final = 1.2
"""What it costs that the value type or relationship is another one: an item is rather one too many of its own row."""
_DOUBT: Final = 0.05
"""What a value costs that is only worth knowing."""
_SPECIFIC, _MEMBER, _NAMELESS, _ANY, _OTHER = 0.0, 0.01, 0.1, 0.2, 0.3
_OTHER_TEMPLATE: Final = 8.0
"""What a container costs as a row of another template than it names: more than what may be wrong in it by that."""
_DEEPEST: Final = 64
_MOST: Final = 100_000
_FEW: Final = 256
_TRIES: Final = 10_000
"""How often another row is tried for an item where something is wrong: fewer times where many items stand together."""
_ALL_TRIES: Final = 20_000
"""How often in all."""


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
        self._tries = _ALL_TRIES

    def match(
        self, level: Level, items: Sequence[Item], parent: Item | None = None, around: Spot | None = None
    ) -> tuple[Frame, float]:
        """Find the rows of items that stand together: the cheapest of each, then others as long as less is wrong.

        Returns what it costs, too.
        """
        denied = barred(level, parent)
        choices = [self._choices(level, item, denied) for item in items]
        table = Table(level, items, choices, parent, around)
        tries = min(_TRIES // (len(items) or 1), _FEW, self._tries)
        found = table.first()
        if found.is_wrong and tries:
            found, used = improved(table, found, tries)
            self._tries -= used
        return found.frame, found.cost

    def _choices(self, level: Level, item: Item, denied: frozenset[Leaf | Include]) -> list[Chosen]:
        """Return the rows that an item may be with what it costs as each, the cheapest first."""
        ranks = self._ranked(level, item)
        if len(self._fits) > _MOST:
            ranks = ranks[:1]
        found: list[Chosen] = []
        for rank in ranks:
            fit = self._fit(item, rank)
            cost = rank.cost + fit.cost + _template_cost(item, rank.slot)
            more = FAULT if denied and not denied.isdisjoint(rank.slot.nodes) else 0.0
            found.append(Chosen(item, rank.slot, rank.fault, fit, cost, cost + more))
        return sorted(found, key=_rank_of)

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


def _rank_of(choice: Chosen) -> float:
    return choice.rank


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


def _value_cost(leaf: Leaf, item: Item) -> float:
    severities = (fault.severity for fault in value_faults(leaf, item))
    return sum(FAULT if severity == "error" else _DOUBT for severity in severities)
