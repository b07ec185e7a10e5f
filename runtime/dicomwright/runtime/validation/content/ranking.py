"""Ranking: which rows an item may be by what it says of itself, worked out once for all items that say the same.

What a level is asked for depends on few things: names that none of its rows name are all alike to it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.conditions.expressions import Expression, rule_of
from dicomwright.runtime.validation.content.items import CONCEPT, meaning_of
from dicomwright.runtime.validation.content.levels import Include, below

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.validation.content.items import CodeKey, Item
    from dicomwright.runtime.validation.content.levels import Leaf, Level, Named, Slot

_NEARLY: Final = 1.2
"""What it costs that the value type or relationship is another one: an item is rather one too many of its own row."""
_SPECIFIC, _MEMBER, _NAMELESS, _ANY, _OTHER = 0.0, 0.01, 0.1, 0.2, 0.3
_UNKNOWN: Final = ("", "")
"""Stands for any code that nothing names."""
_OF_CODES: Final = frozenset(
    {
        "row_present",
        "row_value_is",
        "row_value_differs",
        "row_concept_is",
        "row_count_at_least",
        "parent_value_is",
    }
    | {"all_of", "any_of", "not_", "external", "concept_present", "concept_anywhere", "iod_has"}
)
"""What conditions ask that is answered by codes that they name themselves."""


class Rank(NamedTuple):
    """How well an item is what a row says of it alone: what it costs, and the fault when it is nearly so."""

    slot: Slot
    cost: float
    fault: str = ""


class Ranks:
    """The rows that an item may be, the cheapest first."""

    def __init__(self, ranks: Iterable[Rank]) -> None:
        """Sort them."""
        self.ranks = sorted(ranks, key=lambda rank: rank.cost)

    def look(self, item: Item) -> Hashable:
        """Return what an item without others below it costs by; None where that depends on more than its codes."""
        asked = self._asked
        if asked is None:
            return None
        concept = item.concept if item.concept is not None and item.concept[0] in asked else None
        return concept, self._known(item.coded, asked), self._known(item.unit, asked), item.graphic_type

    def _known(self, code: CodeKey | None, asked: frozenset[str]) -> CodeKey | None:
        if code is None or code[0] in asked or any(code in codes for codes in self._codes):
            return code
        return _UNKNOWN

    @cached_property
    def _codes(self) -> list[frozenset[CodeKey]]:
        """The codes that rows name as values and units."""
        leaves = [rank.slot.leaf for rank in self.ranks if not rank.fault]
        return _sets(named for leaf in leaves for named in (leaf.values, leaf.units))

    @cached_property
    def _asked(self) -> frozenset[str] | None:
        """The texts in conditions of what is below, codes among them; None where they ask for more than codes."""
        levels = {below(rank.slot) for rank in self.ranks if not rank.fault}
        expressions = [each for level in levels for each in _conditions(level)]
        if any(each.name not in _OF_CODES for each in expressions):
            return None
        return frozenset(text for each in expressions for text in each.arguments if isinstance(text, str))


class _Near(NamedTuple):
    """A row, and whether it has the value type of an item, and its relationship."""

    slot: Slot
    typed: bool
    related: bool


class Shape:
    """The rows of a level that items of one value type and relationship may be, or may be nearly."""

    def __init__(self, level: Level, item: Item, target: Item) -> None:
        """Take those that have the value type or the relationship."""
        found = (_near(slot, item, target) for slot in level.slots)
        self._slots = [each for each in found if each.typed or each.related]
        self._codes = _sets(each.slot.leaf.names for each in self._slots)
        self._meanings = {text for each in self._slots for text in each.slot.leaf.names.meanings}
        self._ranks: dict[tuple[CodeKey | None, str], Ranks] = {}

    def ranks(self, target: Item) -> Ranks:
        """Return the rows that an item may be."""
        concept, meaning = target.concept, ""
        if concept is not None and not any(concept in codes for codes in self._codes):
            said = meaning_of(target.data, CONCEPT) if self._meanings else ""
            concept, meaning = _UNKNOWN, said if said in self._meanings else ""
        found = self._ranks.get((concept, meaning))
        if found is None:
            ranks = (_rank(each, concept, meaning) for each in self._slots)
            found = self._ranks[concept, meaning] = Ranks(filter(None, ranks))
        return found


_NONE: Final = Ranks(())


def ranks_of(level: Level, item: Item) -> Ranks:
    """Return the rows of a level that an item may be; what is by reference to nothing is none."""
    target = item.target_item
    if target is None:
        return _NONE
    key = (target.value_type, item.relationship, item.by_reference, item.parent is None)
    shapes: dict[Hashable, Shape] = level.shapes
    shape = shapes.get(key)
    if shape is None:
        shape = shapes[key] = Shape(level, item, target)
    return shape.ranks(target)


def _sets(named: Iterable[Named]) -> list[frozenset[CodeKey]]:
    """Return sets of codes, each once."""
    found = {
        id(codes): codes for each in named for codes in (each.codes, *(group.codes for group in each.groups))
    }
    return [codes for codes in found.values() if codes]


def _conditions(level: Level) -> Iterator[Expression]:
    """Yield all parts of the conditions of the rows of a level, and of what is included there."""
    for node in level.nodes:
        yield from _parts(node.row.required_if)
        if isinstance(node, Include) and node.level is not None:
            yield from _conditions(node.level)


def _parts(requirement: Requirement | None) -> Iterator[Expression]:
    rule = None if requirement is None else rule_of(requirement)
    pending = [] if rule is None else [rule.required, rule.allowed, rule.forbidden]
    for part in pending:  # grows while it is read
        if part is not None:
            pending += [each for each in part.arguments if isinstance(each, Expression)]
            yield part


def _near(slot: Slot, item: Item, target: Item) -> _Near:
    related = item.relationship in slot.relationships and slot.by_reference == item.by_reference
    if not slot.relationships or item.parent is None:  # the outermost item has none
        related = slot.by_reference == item.by_reference
    return _Near(slot, slot.leaf.row.value_type == target.value_type, related)


def _rank(near: _Near, concept: CodeKey | None, meaning: str) -> Rank | None:
    """Tell how well a row fits an item, apart from what is below it; None when it does not."""
    slot, typed, related = near
    cost = _concept_cost(slot.leaf, concept, meaning)
    if cost is None or (cost > _MEMBER and not (typed and related)):
        return None
    if not typed:
        return Rank(slot, cost + _NEARLY, "type")
    return Rank(slot, cost) if related else Rank(slot, cost + _NEARLY, "relationship")


def _concept_cost(leaf: Leaf, concept: CodeKey | None, meaning: str) -> float | None:
    """Tell how well a concept name is what a row says; None when it is another one."""
    names = leaf.names
    if concept is None:
        return _NAMELESS if not names.known or leaf.row.nameless else None
    if concept in names.codes:
        return _SPECIFIC
    if any(concept in group.codes for group in names.groups):
        return _MEMBER
    if meaning and meaning in names.meanings:
        return _MEMBER
    if names.open or leaf.concept is None:
        return _ANY
    return _OTHER if any(not group.fixed for group in names.groups) else None
