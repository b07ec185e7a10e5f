"""Rounds of includes that may be repeated: where one ends, and the next begins.

Items go into the last round that has room for them, in the order of the table. Where that leaves something wrong, the
items of a round and of those beside it are divided anew: into the rounds in which the least is wrong, then in which
rows stand in their order, then into the fewest. What two rounds may have as well as one is one: nothing tells them
apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.validation.content.places import wrong_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.validation.content.frames import Chosen, Frame
    from dicomwright.runtime.validation.content.levels import Include
    from dicomwright.runtime.validation.content.places import Spot

_WIDEST: Final = 24
"""How many items are divided anew at once."""
_CROWD, _DISORDER, _ROUND = 0.05, 0.01, 0.0001
"""What it costs that an item is one too many, where there may be another round of it, that rows are not in their order,
and another round."""


class _Division(NamedTuple):
    """Rounds, and what they cost."""

    cost: float
    rounds: list[Frame]


def mend_rounds(spot: Spot, most: int) -> int:
    """Divide the items of rounds in which something is wrong anew, the outer ones first, at most so many times.

    Returns how many times it was done.
    """
    done = 0
    for include, rounds in spot.frame.rounds.items():
        if include.row.most != 1 and not include.graft:
            done += _mend(spot, include, rounds, most - done)
        for each in rounds:
            done += mend_rounds(spot.inside(include, each), most - done) if done < most else 0
    return done


def _mend(spot: Spot, include: Include, rounds: list[Frame], most: int) -> int:
    done = at = 0
    while at < len(rounds) and done < most:
        first, last = max(at - 1, 0), at + 2
        before = rounds[first:last]
        items = [chosen for each in before for chosen in each.taken]
        if len(items) <= _WIDEST and _faults(spot, include, rounds[at]):
            done += 1
            division = _divided(spot, include, items)
            better = division.cost < sum(_cost(spot, include, each) for each in before)
            if better and _may_be(include, len(rounds) - len(before) + len(division.rounds)):
                rounds[first:last] = division.rounds
                at = first + len(division.rounds) - 1
        at += 1
    return done


def _may_be(include: Include, count: int) -> bool:
    return include.row.most is None or count <= include.row.most


def _divided(spot: Spot, include: Include, items: Sequence[Chosen]) -> _Division:
    """Return the best division of items; that of the first so many is worked out once."""
    best = [_Division(0.0, [])]
    for end in range(1, len(items) + 1):
        found = (_extended(best[start], spot, include, items[start:end]) for start in range(end))
        best.append(min(found, key=_cost_of))
    return best[-1]


def _cost_of(division: _Division) -> float:
    return division.cost


def _extended(before: _Division, spot: Spot, include: Include, items: Sequence[Chosen]) -> _Division:
    """Return a division and one more round."""
    frame = spot.frame.round_of(include)
    for chosen in items:
        frame.place(chosen)
    return _Division(before.cost + _cost(spot, include, frame), [*before.rounds, frame])


def _cost(spot: Spot, include: Include, frame: Frame) -> float:
    faults = _faults(spot, include, frame) + _CROWD * frame.overfull
    return faults + _DISORDER * frame.disorder + _ROUND


def _faults(spot: Spot, include: Include, frame: Frame) -> int:
    return wrong_at(spot.inside(include, frame)).much + frame.overfull
