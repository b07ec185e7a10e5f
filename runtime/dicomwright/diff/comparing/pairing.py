"""Pairs of things that are the same in both editions, found by the first key that they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Pairs(Generic[Thing]):
    """Things of both editions, of the old alone, of the new alone; `reordered`: those of both in another order."""

    both: list[tuple[Thing, Thing]]
    removed: list[Thing]
    added: list[Thing]
    reordered: bool


def paired(
    old: Sequence[Thing],
    new: Sequence[Thing],
    keys: Iterable[tuple[Callable[[Thing], Hashable], Callable[[Thing], Hashable]]],
) -> Pairs[Thing]:
    """Pair things by each key in turn, which takes one form for either edition; the n-th of a key with the n-th."""
    partner: dict[int, int] = {}
    for of_old, of_new in keys:
        left = {i: old[i] for i in range(len(old)) if i not in partner}
        taken = set(partner.values())
        right = {i: new[i] for i in range(len(new)) if i not in taken}
        places = {key: i for i, key in _numbered(right, of_new)}
        partner |= {i: places[key] for i, key in _numbered(left, of_old) if key in places}
    order = [partner[i] for i in sorted(partner)]
    found = set(order)
    return Pairs(
        [(old[i], new[partner[i]]) for i in sorted(partner)],
        [each for i, each in enumerate(old) if i not in partner],
        [each for i, each in enumerate(new) if i not in found],
        reordered=order != sorted(order),
    )


def _numbered(things: dict[int, Thing], key: Callable[[Thing], Hashable]) -> Iterable[tuple[int, Hashable]]:
    """Yield the place and the key of each thing, equal keys with a number; None is no key."""
    seen: Counter[Hashable] = Counter()
    for i, thing in things.items():
        found = key(thing)
        if found is not None:
            seen[found] += 1
            yield i, (found, seen[found])
