"""Cells as JSON has them, and back: what JSON has no type for is an object that names its type."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from dicomwright.runtime.narrow import is_mapping

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


def to_plain(cell: object) -> Any:  # noqa: ANN401 - what JSON has
    """Return a cell as JSON has it."""
    if is_mapping(cell):
        return {"dict": {key: to_plain(value) for key, value in cell.items()}}
    if _is_list(cell):
        return [to_plain(each) for each in cell]
    name, written = _writer_of(type(cell))
    return {name: written(cell)} if name else cell


def from_plain(plain: object) -> Any:  # noqa: ANN401 - any cell
    """Return the cell that was written. Raises ValueError for what is none."""
    if _is_list(plain):
        return [from_plain(each) for each in plain]
    if not is_mapping(plain):
        return plain
    ((name, value),) = plain.items()
    if name == "dict":
        return {key: from_plain(each) for key, each in value.items()}
    return _BACK[name](value)


def _writer_of(kind: type[object]) -> tuple[str, Callable[[Any], str]]:
    return _TYPES.get(kind, ("", str))


def _is_list(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return isinstance(value, list | tuple)
