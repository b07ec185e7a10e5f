"""JSON with one line per entity: what a person reads in a diff, and `json.load` reads as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def line(value: object) -> str:
    """Write one value on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def array(values: Iterable[object]) -> str:
    """Write a list, one item a line."""
    rows = ",\n".join(map(line, values))
    return f"[\n{rows}\n]" if rows else "[]"


def members(values: Mapping[str, object]) -> str:
    """Write an object, one member a line."""
    rows = ",\n".join(f"{line(name)}: {line(value)}" for name, value in values.items())
    return f"{{\n{rows}\n}}" if rows else "{}"


def sections(values: Mapping[str, object]) -> str:
    """Write an object whose members that are lists or objects are spread over lines."""
    rows = ",\n".join(f"{line(name)}: {_spread(value)}" for name, value in values.items())
    return f"{{\n{rows}\n}}\n"


def _spread(value: object) -> str:
    spread = _SPREAD.get(type(value), line)
    return spread(value)


_SPREAD: Final[dict[type, Callable[[Any], str]]] = {dict: members, list: array}
