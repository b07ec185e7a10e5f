"""Expressions over a data set, as the generator holds them: calls that print as the Python of the generated code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomwright.generator.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Scalar = str | int | float


@dataclass(frozen=True, slots=True)
class Call:
    """One function of `dicomwright.runtime.conditions` with its arguments."""

    name: str
    arguments: tuple[Call | Scalar, ...] = ()
    value: int | None = None  # the number of the value that is meant, of an attribute with several

    def __str__(self) -> str:
        """Return the call as Python."""
        shown = [*map(_shown, self.arguments), *([f"value={self.value}"] if self.value is not None else [])]
        return f"{self.name}({', '.join(shown)})"


def _shown(argument: Call | Scalar) -> str:
    return literal(argument) if isinstance(argument, str) else str(argument)


def all_of(parts: Iterable[Call]) -> Call:
    """Every part holds; one part stands for itself."""
    return _joined("all_of", parts)


def any_of(parts: Iterable[Call]) -> Call:
    """At least one part holds; one part stands for itself."""
    return _joined("any_of", parts)


def _joined(name: str, parts: Iterable[Call]) -> Call:
    flat = tuple(dict.fromkeys(item for part in parts for item in _flat(name, part)))
    return flat[0] if len(flat) == 1 else Call(name, flat)


def _flat(name: str, part: Call) -> Iterator[Call]:
    if part.name != name:
        yield part
        return
    for item in part.arguments:
        if isinstance(item, Call):
            yield item


def not_(part: Call) -> Call:
    """Return the opposite; two of them cancel out."""
    inner = part.arguments[0] if part.name == "not_" else None
    return inner if isinstance(inner, Call) else Call("not_", (part,))


def with_names(expression: Call, name_of: Callable[[str], str]) -> Call:
    """Return an expression whose external parts have names instead of fingerprints; what is one name stands once."""
    if expression.name == "external":
        return Call("external", tuple(name_of(str(item)) for item in expression.arguments))
    named = tuple(
        with_names(item, name_of) if isinstance(item, Call) else item for item in expression.arguments
    )
    if expression.name in {"all_of", "any_of"}:
        return _joined(expression.name, (item for item in named if isinstance(item, Call)))
    return replace(expression, arguments=named)


def atoms(expression: Call) -> Iterator[Call]:
    """Every call in an expression that holds no other call."""
    inner = [item for item in expression.arguments if isinstance(item, Call)]
    if not inner:
        yield expression
    for item in inner:
        yield from atoms(item)
