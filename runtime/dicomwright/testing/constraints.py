"""Constraints on values: what makes an object keep one."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwright.runtime import Expression

    Solution = Callable[["Place", Expression], Any]


class Place(Protocol):
    """Where a constraint is to be kept."""

    @property
    def index(self) -> int:
        """Position in the sequence."""
        ...

    def around(self, keyword: str) -> Sequence[Any]:
        """Values of an attribute, here or further outward; none when it has none."""
        ...

    def of_items(self, sequence: str, keyword: str) -> Sequence[Any]:
        """Values of an attribute in the items of a sequence, here or further outward."""
        ...

    def here(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Values, or items, of an attribute here, as they can be set again."""
        ...


def kept_values(constraint: Expression, place: Place) -> Iterator[tuple[str, Any]]:
    """Yield attributes of a place with values that may make it keep a constraint; None removes the attribute."""
    if constraint.name in {"all_of", "any_of", "exactly_one_of"}:
        for part in constraint.arguments:
            yield from kept_values(part, place)
    elif constraint.name == "implies":
        yield from kept_values(constraint.arguments[1], place)
    elif constraint.name == "each_value":
        for keyword, value in kept_values(constraint.arguments[0], place):
            yield keyword, [value] * len(place.around(keyword) or (value,))
    elif constraint.name == "not_":
        yield str(constraint.arguments[0].arguments[0]), None
    elif constraint.name in _SOLUTIONS:
        yield str(constraint.arguments[0]), _SOLUTIONS[constraint.name](place, constraint)
        if constraint.name == "size_is":  # or else the number follows the values
            yield constraint.arguments[1], _number_of_values(place, constraint)


def _other(place: Place, constraint: Expression) -> float | int:
    """Return the number that one compares with, or one that is as far from it as it must be."""
    _, relation, other, plus = constraint.arguments
    found = place.around(other)
    number = float(found[0]) + plus + (relation in {"!=", ">"}) - (relation == "<") if found else 0.0
    return int(number) if number.is_integer() else number


def _times(place: Place, constraint: Expression, count: int) -> Any:  # noqa: ANN401 - by VR
    keyword = constraint.arguments[0]
    found: Any = place.here(keyword) or ()
    if count < 1 or not found:
        return None
    if keyword.endswith("Sequence"):
        return copies(found, count)
    return [found[n % len(found)] for n in range(count)]


def _sized(place: Place, constraint: Expression) -> Any:  # noqa: ANN401 - by VR
    _, other, factor, plus = constraint.arguments
    found = place.around(other)
    return _times(place, constraint, factor * int(found[0]) + plus) if found else None


def _number_of_values(place: Place, constraint: Expression) -> int:
    keyword, _, factor, plus = constraint.arguments
    return int((len(place.around(keyword)) - plus) // factor)


def _rising(place: Place, constraint: Expression) -> list[int]:
    return list(range(1, len(place.around(constraint.arguments[0])) + 1))


def _among(place: Place, constraint: Expression) -> Any:  # noqa: ANN401 - by VR
    _, sequence, keyword = constraint.arguments
    return next(iter(place.of_items(sequence, keyword)), None)


_SOLUTIONS: Final[dict[str, Solution]] = {
    "among": _among,
    "unit_vectors": lambda _, __: [1, 0, 0, 0, 1, 0],
    "compares": _other,
    "size_is": _sized,
    "same_size": lambda place, c: _times(place, c, len(place.around(c.arguments[1]))),
    "has_size": lambda place, c: _times(place, c, c.arguments[1]),
    "distinct_values": _rising,
    "rising_values": _rising,
    "greater": lambda _, c: c.arguments[1] + 1,
    "at_least": lambda _, c: c.arguments[1],
    "at_most": lambda _, c: c.arguments[1],
    "less": lambda _, c: c.arguments[1] - 1,
    "between": lambda _, c: c.arguments[1],
    "multiple_of": lambda _, c: c.arguments[1],
    "equals": lambda _, c: c.arguments[1],
    "differs": lambda _, c: 1 if isinstance(c.arguments[1], int | float) else "OTHER",
    "has_form": lambda _, __: "+0100",
    "numbered": lambda place, c: (c.arguments[1] if len(c.arguments) > 1 else 1) + place.index,
    "unique": lambda place, _: place.index + 1,
    "rising": lambda place, _: place.index + 1,
    "starts": lambda _, c: c.arguments[1],
    "totals": lambda _, c: c.arguments[1] if isinstance(c.arguments[1], int | float) else None,
}


def copies(items: Any, count: int) -> list[Any]:  # noqa: ANN401 - a sequence
    """Give so many items, copies of the first where there are too few."""
    return [*items[:count], *(deepcopy(items[0]) for _ in range(count - len(items)))]
