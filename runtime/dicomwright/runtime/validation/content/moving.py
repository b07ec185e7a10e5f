"""Moving items to other rows, as long as less is wrong: what is tried first is what may mend what is wrong."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.conditions.expressions import Expression, rule_of
from dicomwright.runtime.validation.content.frames import Chosen, Frame
from dicomwright.runtime.validation.content.places import Spot, Wrong, wrong_at
from dicomwright.runtime.validation.content.rounds import mend_rounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.templates import Row
    from dicomwright.runtime.validation.content.frames import Choice
    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Level, Slot

FAULT: Final = 1.0
"""What anything costs that will be an error."""
_STRAY: Final = 0.25
_DIVISIONS: Final = 8
"""How many rounds are divided anew in one try."""
Moves = dict[int, "Choice"]
"""Rows that items are moved to, by their places."""
Numbered = tuple[type, str]
"""The template of a row, and its number."""


class Attempt(NamedTuple):
    """Items as they were put into rows: which rows each may be, how they match, what is wrong, and what it costs."""

    taken: list[Sequence[Choice]]
    frame: Frame
    wrong: Wrong
    cost: float

    @property
    def is_wrong(self) -> bool:
        """Whether there is anything that other rows might mend."""
        return bool(self.wrong.lacking or self.wrong.denied or self.frame.overfull)


class Table:
    """Items that stand together, and the rows that each may be."""

    def __init__(
        self,
        level: Level,
        items: Sequence[Item],
        choices: Sequence[Sequence[Choice]],
        parent: Item | None,
        around: Spot | None,
    ) -> None:
        """Take the rows of each item, the cheapest first."""
        self.level = level
        self.items = items
        self.choices = choices
        self.parent = parent
        self.around = around

    def first(self) -> Attempt:
        """Let each item be the cheapest of its rows that has room."""
        return self.attempt([*self.choices])

    def attempt(self, taken: list[Sequence[Choice]]) -> Attempt:
        """Let each item be the cheapest of some rows that has room."""
        frame = Frame(self.level)
        counts: dict[Slot, int] = defaultdict(int)
        for item, ranked in zip(self.items, taken, strict=True):
            best = _best(ranked, counts)
            if best is None:
                frame.strays.append(item)
            else:
                counts[best.slot] += 1
                frame.place(Chosen(item, best.slot, best.fault, best.fit, best.cost))
        spot = Spot(frame, self.parent, None, self.around, same=True)
        wrong = wrong_at(spot)
        if (wrong.much or frame.overfull) and mend_rounds(spot, _DIVISIONS):
            wrong = wrong_at(spot)
        return Attempt(taken, frame, wrong, _cost(frame, wrong))


def _best(ranked: Sequence[Choice], counts: dict[Slot, int]) -> Choice | None:
    """Return the cheapest row that has room, else the cheapest: what is one too many costs as much as any fault."""
    for choice in ranked:
        most = choice.slot.most
        if most is None or counts[choice.slot] < most:
            return choice if choice.rank <= ranked[0].rank + FAULT else ranked[0]
    return ranked[0] if ranked else None


def _cost(frame: Frame, wrong: Wrong) -> float:
    """Return what is wrong at a level and below it, as far as it can be told without what is further out."""
    strays = len(frame.strays) * (FAULT if frame.level.closed else _STRAY)
    return strays + sum(each.cost for each in frame.taken) + FAULT * (frame.overfull + wrong.much)


def improved(table: Table, attempt: Attempt, tries: int) -> tuple[Attempt, int]:
    """Move items as long as less is wrong; returns how often it was tried, too."""
    left = tries
    while attempt.is_wrong and left > 0:
        better = None
        for moves in islice(_moves(table, attempt), left):
            left -= 1
            taken = [[moves[at]] if at in moves else each for at, each in enumerate(attempt.taken)]
            other = table.attempt(taken)
            if other.cost < attempt.cost:
                better = other
                break
        if better is None:
            break
        attempt = better
    return attempt, tries - left


def _moves(table: Table, attempt: Attempt) -> Iterator[Moves]:
    """Yield what may be tried: all items of what is forbidden, then items by what is wrong, then any."""
    wanted = _wanted(attempt.wrong)
    culprits = {item for _, items in attempt.wrong.denied for item in items}
    chosen = {each.item: each for each in attempt.frame.taken}
    near: list[Moves] = []
    far: list[Moves] = []
    for at, item in enumerate(table.items):
        now = chosen.get(item)
        ranked = table.choices[at]
        for choice in ranked:
            if (now is not None and choice.slot is now.slot) or choice.rank >= ranked[0].rank + 2 * FAULT:
                continue
            is_near = (
                item in culprits or (now is not None and _is_one(now, wanted)) or _is_one(choice, wanted)
            )
            (near if is_near else far).append({at: choice})
    return chain(_blocks(table, attempt), near, far)


def _blocks(table: Table, attempt: Attempt) -> Iterator[Moves]:
    """Yield what moves all items of a row that is forbidden to others."""
    places = {item: at for at, item in enumerate(table.items)}
    for node, items in attempt.wrong.denied:
        moves: Moves = {}
        for item in items:
            at = places.get(item)
            others = (
                (choice for choice in table.choices[at] if node not in choice.slot.nodes)
                if at is not None
                else ()
            )
            other = next(iter(others), None)
            if at is not None and other is not None:
                moves[at] = other
        if len(moves) > 1:
            yield moves


def _is_one(choice: Choice | Chosen, wanted: set[Numbered]) -> bool:
    return any((node.row.owner, node.row.number) in wanted for node in choice.slot.nodes)


def _wanted(wrong: Wrong) -> set[Numbered]:
    """Return the rows that are lacking or forbidden, and those that their conditions ask for."""
    rows = [*(leaf.row for leaf in wrong.lacking), *(node.row for node, _ in wrong.denied)]
    return {(row.owner, number) for row in rows for number in (row.number, *_asked(row))}


def _asked(row: Row) -> Iterator[str]:
    """Yield the numbers of rows that a condition asks for: what else its expressions hold is no number of a row."""
    requirement: Requirement | None = row.required_if
    rule = None if requirement is None else rule_of(requirement)
    pending = [] if rule is None else [rule.required, rule.allowed, rule.forbidden]
    for part in pending:
        if isinstance(part, Expression):
            pending += [each for each in part.arguments if isinstance(each, Expression)]
            yield from (each for each in part.arguments if isinstance(each, str))
