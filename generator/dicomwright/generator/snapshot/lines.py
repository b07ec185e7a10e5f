"""JSON with one line per entity and per row of it: what a person reads in a diff, and `json.load` as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ROWS: Final = frozenset({"children", "entries", "functional_groups", "modules", "relationships", "rows"})
"""Members that have the rows of a table: each row stands on a line of its own, indented by its depth."""

line: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Write one value on one line."""


def array(values: Iterable[object]) -> str:
    """Write a list, one item a line."""
    return _lines(map(line, values))


def entities(values: Iterable[Mapping[str, object]]) -> str:
    """Write a list of entities: each on a line, and their rows on lines below it."""
    return _lines(_entity(value, 0) for value in values)


def members(values: Mapping[str, object]) -> str:
    """Write an object, one member a line."""
    rows = ",\n".join(f"{line(name)}: {line(value)}" for name, value in values.items())
    return f"{{\n{rows}\n}}" if rows else "{}"


def sections(values: Mapping[str, object]) -> str:
    """Write an object whose members that are lists or objects are spread over lines."""
    rows = ",\n".join(f"{line(name)}: {_spread(value)}" for name, value in values.items())
    return f"{{\n{rows}\n}}\n"


def place(text: str, path: tuple[int | str, ...]) -> int:
    """Return the number of the line on which the innermost row of a path of indices and names starts."""
    decoder = json.JSONDecoder()
    at = start = _next(text, 0)
    for step in path:
        at = _item(text, at, step, decoder) if isinstance(step, int) else _member(text, at, step, decoder)
        start = at if isinstance(step, int) else start
    return text.count("\n", 0, start) + 1


def _lines(rows: Iterable[str]) -> str:
    text = ",\n".join(rows)
    return f"[\n{text}\n]" if text else "[]"


def _entity(value: Mapping[str, object], depth: int) -> str:
    if ROWS.isdisjoint(value):
        return line(value)
    written = (
        _rows(cast("list[dict[str, object]]", item), depth + 1) if name in ROWS and item else line(item)
        for name, item in value.items()
    )
    return "{" + ",".join(f"{line(name)}:{text}" for name, text in zip(value, written, strict=True)) + "}"


def _rows(rows: Iterable[Mapping[str, object]], depth: int) -> str:
    start = "\n" + " " * depth
    return "[" + ",".join(start + _entity(row, depth) for row in rows) + start[:-1] + "]"


def _item(text: str, at: int, index: int, decoder: json.JSONDecoder) -> int:
    """Return where an item of the list that starts at a place starts."""
    at = _next(text, at + 1)
    for _ in range(index):
        at = _next(text, decoder.raw_decode(text, at)[1])
    return at


def _member(text: str, at: int, name: str, decoder: json.JSONDecoder) -> int:
    """Return where the value of a member of the object that starts at a place starts; the last of that name counts."""
    found = at
    at = _next(text, at + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _next(text, at)
        found = at if key == name else found
        at = _next(text, decoder.raw_decode(text, at)[1])
    return found


def _next(text: str, at: int) -> int:
    """Skip what stands between values."""
    while text[at] in " \t\r\n,:":
        at += 1
    return at


def _spread(value: object) -> str:
    spread = _SPREAD.get(type(value), line)
    return spread(value)


_SPREAD: Final[dict[type, Callable[[Any], str]]] = {dict: members, list: array}
