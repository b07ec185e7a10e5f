"""Constraints on values: how a draft is made to keep one, and how to break it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from second_judge import values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydicom.dataset import Dataset
    from second_judge import Place

    from dicomwright.runtime import Attribute, Expression

    Solution = Callable[[Expression, Place], Any]

_FAR: Final = 31_313
"""A number that is far from all others."""


def kept_values(constraint: Expression, place: Place) -> Iterator[tuple[str, Any]]:
    """Yield attributes of a place with values that may make it keep a constraint; None removes the attribute."""
    if constraint.name in {"all_of", "any_of"}:
        for part in constraint.arguments:
            yield from kept_values(part, place)
    elif constraint.name == "implies":
        yield from kept_values(constraint.arguments[1], place)
    elif constraint.name == "each_value":
        for keyword, value in kept_values(constraint.arguments[0], place):
            yield keyword, [value] * len(place.get(keyword) or (value,))
    elif constraint.name == "not_":
        yield str(constraint.arguments[0].arguments[0]), None
    elif constraint.name in _SOLUTIONS:
        yield str(constraint.arguments[0]), _SOLUTIONS[constraint.name](constraint, place)
        if constraint.name == "size_is":  # or else the number follows the values
            yield constraint.arguments[1], _number_of_values(constraint, place)


def _around(place: Place, keyword: str) -> Sequence[Any]:
    here: Place | None = place
    while here is not None:
        if found := here.get(keyword):
            return found
        here = here.parent
    return ()


def _other(constraint: Expression, place: Place) -> float:
    _, relation, other, plus = constraint.arguments
    found = _around(place, other)
    return float(found[0]) + plus + (relation in {"!=", ">"}) - (relation == "<") if found else 0


def _times(constraint: Expression, place: Place, count: int) -> Any:  # noqa: ANN401 - by VR
    keyword = constraint.arguments[0]
    found: Any = values_of(place.dataset, keyword) or ()
    if count < 1 or not found:
        return None
    return (
        copies(found, count)
        if keyword.endswith("Sequence")
        else [found[n % len(found)] for n in range(count)]
    )


def _sized(constraint: Expression, place: Place) -> Any:  # noqa: ANN401
    _, other, factor, plus = constraint.arguments
    found = _around(place, other)
    return _times(constraint, place, factor * int(found[0]) + plus) if found else None


def _number_of_values(constraint: Expression, place: Place) -> int:
    keyword, _, factor, plus = constraint.arguments
    return (len(_around(place, keyword)) - plus) // factor


_SOLUTIONS: Final[dict[str, Solution]] = {
    "unit_vectors": lambda _, __: [1, 0, 0, 0, 1, 0],
    "compares": _other,
    "size_is": _sized,
    "same_size": lambda c, place: _times(c, place, len(_around(place, c.arguments[1]))),
    "has_size": lambda c, place: _times(c, place, c.arguments[1]),
    "distinct_values": lambda c, place: list(range(1, len(place.get(c.arguments[0]) or ()) + 1)),
    "rising_values": lambda c, place: list(range(1, len(place.get(c.arguments[0]) or ()) + 1)),
    "greater": lambda c, _: c.arguments[1] + 1,
    "at_least": lambda c, _: c.arguments[1],
    "at_most": lambda c, _: c.arguments[1],
    "less": lambda c, _: c.arguments[1] - 1,
    "between": lambda c, _: c.arguments[1],
    "multiple_of": lambda c, _: c.arguments[1],
    "equals": lambda c, _: c.arguments[1],
    "differs": lambda c, _: 1 if isinstance(c.arguments[1], int | float) else "OTHER",
    "has_form": lambda _, __: "+0100",
    "numbered": lambda c, place: (c.arguments[1] if len(c.arguments) > 1 else 1) + place.index,
    "unique": lambda _, place: place.index + 1,
    "rising": lambda _, place: place.index + 1,
    "starts": lambda c, _: c.arguments[1],
    "totals": lambda c, _: c.arguments[1] if isinstance(c.arguments[1], int | float) else None,
}


def breaking_values(declared: Attribute, values: Sequence[Any]) -> Iterator[Any]:
    """Yield values of an attribute, or items, of which one may break a constraint."""
    if declared.vr == "SQ":
        yield from (copies(list(values), count) for count in (len(values) + 1, 2, 1))
        return
    many = declared.vm != "1"
    wrong = ("NO_SUCH_VALUE",) if isinstance(values[0], str) else (0, -1, _FAR, 2.5)
    for one in wrong:
        yield [one] * len(values) if many else one
    if many:
        yield [*values, *values[-1:]]
        yield [values[0]] * len(values)


def copies(items: Any, count: int) -> list[Dataset]:  # noqa: ANN401 - a sequence
    """Give so many items, copies of the first where there are too few."""
    return [*items[:count], *(deepcopy(items[0]) for _ in range(count - len(items)))]
