"""Evaluation of constraints: what must hold between values, of one item or of all items of a sequence.

What is not known (an attribute that is absent or empty, a text that is no number) breaks no constraint.
"""

from __future__ import annotations

import operator
import re
from itertools import pairwise
from math import isclose
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Number = float | None

RELATIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TOLERANCE: Final = 1e-3
"""What decimal strings and single precision leave of a sum or a unit vector that was right."""

_DIRECTIONS: Final = 6


def number_of(value: object) -> Number:
    """Return a value as a number; None when it is none."""
    try:
        return float(str(value).strip(" \0"))
    except ValueError:
        return None


def comparable(value: object) -> float | str:
    """Return a value as a number where it is one, else as text without padding."""
    number = number_of(value)
    return str(value).strip(" \0") if number is None else number


# --- one attribute


def is_multiple(values: Sequence[object], number: int) -> bool | None:
    """Tell whether all values are multiples of a number."""
    numbers = [number_of(value) for value in values]
    return None if None in numbers else all(found is not None and not found % number for found in numbers)


def has_length(values: Sequence[object], count: int) -> bool:
    """Tell whether there are so many values, or items."""
    return len(values) == count


def are_distinct(values: Iterable[object]) -> bool:
    """Tell whether no two values are the same."""
    found = [comparable(value) for value in values]
    return len(set(found)) == len(found)


def are_rising(values: Iterable[object]) -> bool | None:
    """Tell whether each value is greater than the one before it."""
    numbers = [number_of(value) for value in values]
    if None in numbers:
        return None
    return all(
        after > before for before, after in pairwise(number for number in numbers if number is not None)
    )


def are_unit_vectors(values: Sequence[object]) -> bool | None:
    """Tell whether six values are two unit vectors at a right angle."""
    numbers = [number for value in values if (number := number_of(value)) is not None]
    if len(numbers) != _DIRECTIONS or len(values) != _DIRECTIONS:
        return None
    row, column = numbers[:3], numbers[3:]
    return (
        isclose(_product(row, row), 1, abs_tol=_TOLERANCE)
        and isclose(_product(column, column), 1, abs_tol=_TOLERANCE)
        and isclose(_product(row, column), 0, abs_tol=_TOLERANCE)
    )


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def have_form(values: Iterable[object], pattern: str, _words: str) -> bool:
    """Tell whether all values match a pattern as a whole."""
    return all(re.fullmatch(pattern, str(value).strip(" \0")) is not None for value in values)


# --- all items of a sequence


def _first_repeated(values: Sequence[Sequence[object] | None]) -> int | None:
    seen: set[tuple[float | str, ...]] = set()
    for index, each in enumerate(values):
        if not each:
            continue
        found = tuple(map(comparable, each))
        if found in seen:
            return index
        seen.add(found)
    return None


def _first_misnumbered(values: Sequence[Sequence[object] | None], first: int) -> int | None:
    for index, each in enumerate(values):
        number = number_of(each[0]) if each else None
        if number is not None and number != first + index:
            return index
    return None


def _first_falling(values: Sequence[Sequence[object] | None]) -> int | None:
    last: Number = None
    for index, each in enumerate(values):
        number = number_of(each[0]) if each else None
        if number is not None and last is not None and number <= last:
            return index
        last = last if number is None else number
    return None


def _first_if_other(values: Sequence[Sequence[object] | None], wanted: object) -> int | None:
    return 0 if values[0] and comparable(values[0][0]) != comparable(wanted) else None


def _second_with(values: Sequence[Sequence[object] | None], wanted: object) -> int | None:
    found = [n for n, each in enumerate(values) if each and comparable(each[0]) == comparable(wanted)]
    return found[1] if len(found) > 1 else None


def _last_of_wrong_total(values: Sequence[Sequence[object] | None], total: object) -> int | None:
    """Return the last item when all have a value and these do not add up to the total."""
    wanted = number_of(total)
    numbers = [number_of(each[0]) if each else None for each in values]
    known = [number for number in numbers if number is not None]
    if wanted is None or not known or len(known) != len(numbers):
        return None
    near = isclose(sum(known), wanted, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return None if near else len(values) - 1


SIBLINGS: Final[dict[str, Callable[..., int | None]]] = {
    "unique": _first_repeated,
    "numbered": _first_misnumbered,
    "rising": _first_falling,
    "starts": _first_if_other,
    "once": _second_with,
    "totals": _last_of_wrong_total,
}
"""What is judged over all items of a sequence at once: from the values of the attribute in each of them, None where it
is absent, to the index of the first item that breaks it. An item without a value is passed."""
