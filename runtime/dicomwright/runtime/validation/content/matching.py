"""Matching: which row of a template each content item is, so that as little as possible is wrong.

What an item costs as a row is counted once for an item and a row, from the inside out, so that the time grows with
their number and not with the ways to combine them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.validation.content.checks import value_faults
from dicomwright.runtime.validation.content.frames import Choice, Fit, Frame
from dicomwright.runtime.validation.content.levels import alone, below
from dicomwright.runtime.validation.content.moving import FAULT, Table, improved
from dicomwright.runtime.validation.content.places import Spot, barred
from dicomwright.runtime.validation.content.ranking import ranks_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Include, Leaf, Level, Slot
    from dicomwright.runtime.validation.content.ranking import Rank, Ranks

    Denied = frozenset[Leaf | Include]

_DOUBT: Final = 0.05
"""What a value costs that is only worth knowing."""
_OPEN: Final = 0.02
"""What a value costs of which a row says nothing."""
_OTHER_TEMPLATE: Final = 8.0
"""What a container costs as a row of another template than it names: more than what may be wrong in it by that."""
_DEEPEST: Final = 64
_FEW: Final = 256
_TRIES: Final = 10_000
"""How often another row is tried for an item where something is wrong: fewer times where many items stand together."""
_ALL_TRIES: Final = 20_000
"""How often in all."""
_UNJUDGED: Final = Fit(0.0, None)


class Matcher:
    """Matches the items of one document; what was worked out of an item and a row is kept."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._fits: dict[tuple[Item, Level], Fit] = {}
        self._alike: dict[Hashable, Sequence[Choice]] = {}
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

    def _choices(self, level: Level, item: Item, denied: Denied) -> Sequence[Choice]:
        """Return the rows that an item may be with what it costs as each, the cheapest first."""
        ranks = ranks_of(level, item)
        look = ranks.look(item) if not item.children and item.depth <= _DEEPEST else None
        if look is None:
            return self._weighed(ranks, item, denied)
        key = (ranks, denied, item.template, look)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = self._weighed(ranks, item, denied)
        return found

    def _weighed(self, ranks: Ranks, item: Item, denied: Denied) -> Sequence[Choice]:
        found: list[Choice] = []
        for rank in ranks.ranks:
            fit = self._fit(item, rank)
            cost = rank.cost + fit.cost + _template_cost(item, rank.slot)
            more = FAULT if denied and not denied.isdisjoint(rank.slot.nodes) else 0.0
            found.append(Choice(rank.slot, rank.fault, fit, cost, cost + more))
        return sorted(found, key=_rank_of)

    def _fit(self, item: Item, rank: Rank) -> Fit:
        """Return what an item costs as a row; of one by reference, what it refers to is judged where it stands."""
        if rank.fault or item.by_reference or item.depth > _DEEPEST:
            return _UNJUDGED
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


def _rank_of(choice: Choice) -> float:
    return choice.rank


def _template_cost(item: Item, slot: Slot) -> float:
    """Prefer the template that a container names itself."""
    info = slot.leaf.invocation.template.info_
    return _OTHER_TEMPLATE if item.template and item.parent is not None and item.template != info.tid else 0.0


def _value_cost(leaf: Leaf, item: Item) -> float:
    """Return what a value costs: a row that names it is nearer than one that leaves it open."""
    severities = (fault.severity for fault in value_faults(leaf, item))
    cost = sum(FAULT if severity == "error" else _DOUBT for severity in severities)
    is_open = leaf.row.value_type in {"CODE", "NUM"} and not (leaf.values.known or leaf.units.known)
    return cost + _OPEN if is_open else cost
