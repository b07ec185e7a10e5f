"""Cells as JSON has them, and back: what JSON has no type for is an object that names its type."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TYPES: Final[Mapping[type, tuple[str, Callable[[Any], str]]]] = {
    bytes: ("bytes", lambda value: b64encode(value).decode()),
    date: ("date", date.isoformat),
    datetime: ("datetime", datetime.isoformat),
    time: ("time", time.isoformat),
    Decimal: ("decimal", str),
}
_BACK: Final[Mapping[str, Callable[[str], Any]]] = {
    "bytes": b64decode,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
}


def to_plain(cell: Any) -> Any:  # noqa: ANN401 - any cell, and what JSON has
    """Return a cell as JSON has it."""
    if isinstance(cell, dict):
        return {"dict": {key: to_plain(value) for key, value in cast("dict[str, Any]", cell).items()}}
    if isinstance(cell, list | tuple):
        return [to_plain(each) for each in cast("list[Any] | tuple[Any, ...]", cell)]
    kind: type = type(cell)
    name, written = _TYPES.get(kind, ("", str))
    return {name: written(cell)} if name else cell


def from_plain(plain: Any) -> Any:  # noqa: ANN401
    """Return the cell that was written. Raises ValueError for what is none."""
    if isinstance(plain, list):
        return [from_plain(each) for each in cast("list[Any]", plain)]
    if not isinstance(plain, dict):
        return plain
    ((name, value),) = cast("dict[str, Any]", plain).items()
    if name == "dict":
        return {key: from_plain(each) for key, each in cast("dict[str, Any]", value).items()}
    return _BACK[name](value)
