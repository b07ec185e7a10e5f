"""Places in a tree that was matched: what conditions of rows, and their constraints, ask of what is around them."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from dicomwright.runtime.conditions.evaluation import any_holds
from dicomwright.runtime.templates.evaluation import demands, evaluate, permits
from dicomwright.runtime.validation.content.frames import Frame
from dicomwright.runtime.validation.content.levels import Leaf, in_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwright.runtime.conditions.expressions import Expression, Requirement
    from dicomwright.runtime.templates import Row
    from dicomwright.runtime.validation.content.items import CodeKey, Item
    from dicomwright.runtime.validation.content.levels import Include, Level


class Unsettled(Exception):  # noqa: N818 - nothing is wrong
    """What is asked stands further out than what was matched yet."""


class Document:
    """What is known of the whole: all items, all invocations, and which value types the IOD has."""

    def __init__(self, items: Sequence[Item], value_types: Sequence[str]) -> None:
        """Know the items; invocations are added when they are found."""
        self.items = items
        self.value_types = value_types
        self.invocations: dict[str, list[Spot]] = {}
        self._answers: dict[tuple[str, Expression], bool | None] = {}

    @cached_property
    def names(self) -> frozenset[CodeKey | None]:
        """The concept names of all items."""
        return frozenset(item.concept for item in self.items)

    def in_any(self, tid: str, part: Expression) -> bool | None:
        """Whether an expression holds in any invocation of a template; what was found is kept."""
        if (tid, part) not in self._answers:
            found = any_holds(evaluate(part, spot) for spot in self.invocations.get(tid, ()))
            self._answers[tid, part] = found
        return self._answers[tid, part]


class Spot:
    """A frame in its place: below an item, in an invocation that other frames may be parts of.

    Without a document, what is further out is not known yet.
    """

    def __init__(
        self,
        frame: Frame,
        parent: Item | None,
        document: Document | None,
        outer: Spot | None = None,
        *,
        same: bool = False,
    ) -> None:
        """Know the frame around; `same`: it is of the same invocation."""
        self.frame = frame
        self.parent = parent
        self.known = document
        self.outer = outer
        self.same = same

    @property
    def tid(self) -> str:
        """The template whose rows stand here."""
        return self.frame.level.invocation.template.info_.tid

    def inside(self, include: Include, frame: Frame) -> Spot:
        """Return the place of a round of an include; rows that are nested in one are of the invocation around it."""
        return Spot(frame, self.parent, self.known, self._of(include) if include.graft else self)

    def _of(self, include: Include) -> Spot:
        """Return the place of the invocation that an include is a row of."""
        here: Spot | None = self
        while here is not None and here.frame.level.invocation is not include.invocation:
            here = here.outer
        return here or self

    # --- what conditions ask

    def items(self, row: str) -> Sequence[Item]:
        """Return the items that match a row of this invocation: those beside or below first, else those further out."""
        here: Spot = self
        while row not in here.frame.level.numbers:
            if here.outer is None or not here.same:
                if here.known is None and here.outer is None:
                    raise Unsettled
                return ()
            here = here.outer
        return here.frame.found.get(row, ())

    def names_beside(self) -> frozenset[CodeKey | None]:
        """Return the concept names of all items that stand where the row may."""
        return self.parent.names_below if self.parent is not None else frozenset()

    def names_anywhere(self) -> frozenset[CodeKey | None]:
        """Return the concept names of all items of the document."""
        return self._settled().names

    def around(self, tid: str) -> Spot | None:
        """Return the nearest invocation of a template that is around this one; None outside of it."""
        here: Spot | None = self
        while here is not None and here.tid != tid:
            if here.outer is None and here.known is None:
                raise Unsettled
            here = here.outer
        return here

    def in_any(self, tid: str, part: Expression) -> bool | None:
        """Whether an expression holds in any invocation of a template in the document."""
        return self._settled().in_any(tid, part)

    def in_group(self, code: CodeKey, cid: str) -> bool | None:
        """Whether a code is in a context group; None when the edition does not have it."""
        return in_group(code, cid, self.frame.level.invocation.template)

    def allows(self, value_type: str) -> bool | None:
        """Whether the IOD has content items of a value type; None when it does not say."""
        types = self._settled().value_types
        return bool({value_type, "*"} & {*types}) if types else None

    def _settled(self) -> Document:
        if self.known is None:
            raise Unsettled
        return self.known


# --- rows that are demanded, or forbidden


def demanded(row: Row, spot: Spot) -> bool:
    """Whether a row shall be there; what cannot be told yet demands nothing."""
    if row.requirement == "M":
        return True
    return row.requirement == "MC" and _holds(demands, row.required_if, spot) is True


def forbidden(row: Row, spot: Spot) -> bool:
    """Whether a row may not be there."""
    return row.required_if is not None and _holds(permits, row.required_if, spot) is False


def _holds(
    ask: Callable[[Requirement, Spot], bool | None], requirement: Requirement | None, spot: Spot
) -> bool | None:
    try:
        return None if requirement is None else ask(requirement, spot)
    except Unsettled:
        return None


Lacking = tuple["tuple[Include, ...]", Leaf]
"""A row that shall be there and is not, and the includes that demand it."""


def lacking(spot: Spot) -> Iterator[Lacking]:
    """Yield the rows that are lacking; of rows that stand in for each other, the first."""
    choices: set[tuple[str, ...]] = set()
    level, rounds = spot.frame.level, spot.frame.rounds
    nodes = level.demanding
    if rounds:
        nodes = dict.fromkeys(node for node in level.nodes if node in nodes or node in rounds)
    for node in nodes:
        if node.row.choice in choices:
            continue
        found = list(_lacking_leaf(node, spot) if isinstance(node, Leaf) else _lacking_of(node, spot))
        yield from found
        if found and node.row.choice:
            choices.add(node.row.choice)


def _lacking_leaf(leaf: Leaf, spot: Spot) -> Iterator[Lacking]:
    if spot.frame.counts.get(leaf, 0) < leaf.least and demanded(leaf.row, spot):
        yield (), leaf


def _lacking_of(include: Include, spot: Spot) -> Iterator[Lacking]:
    """Yield what rounds of an include lack; of one that is not there at all, the first row that it demands."""
    rounds = spot.frame.rounds.get(include)
    if rounds:
        for each in rounds:
            yield from lacking(spot.inside(include, each))
    elif include.level is not None and (include.graft or demanded(include.row, spot)):
        found = lacking(spot.inside(include, Frame(include.level)))
        for path, leaf in found if include.graft else islice(found, 1):
            yield path if include.graft else (include, *path), leaf


class Wrong(NamedTuple):
    """What conditions of rows find wrong at a level: rows that are lacking, and items of rows that may not be there."""

    lacking: list[Leaf]
    denied: list[tuple[Leaf | Include, Sequence[Item]]]

    @property
    def much(self) -> int:
        """How much is wrong."""
        return len(self.lacking) + sum(len(items) for _, items in self.denied)


def wrong_at(spot: Spot) -> Wrong:
    """Return what is lacking at a level, and what is there and may not be."""
    return Wrong([leaf for _, leaf in lacking(spot)], list(_denied(spot)))


def _denied(spot: Spot) -> Iterator[tuple[Leaf | Include, Sequence[Item]]]:
    for node in spot.frame.level.limited:
        items = spot.frame.found.get(node.row.number)
        if items and forbidden(node.row, spot):
            yield node, items
    for include, rounds in spot.frame.rounds.items():
        for each in rounds:
            yield from _denied(spot.inside(include, each))


def barred(level: Level, parent: Item | None) -> frozenset[Leaf | Include]:
    """Return the nodes of a level, and of what is included, that are forbidden by the item around them."""
    spot = Spot(Frame(level), parent, None, same=True)
    return frozenset(node for node in level.barring if forbidden(node.row, spot))
