"""Reading a map back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from dicomwright.deidentify.maps.errors import FaultyMap
from dicomwright.deidentify.maps.lines import FORMAT, VERSION, lines_of
from dicomwright.deidentify.maps.writing import Row

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from dicomwright.deidentify.maps.lines import Lines


_NO_MAP: Final = "this is no map of dicomwright"
_ALTERED: Final = "line {} of the map is not as it was written"


class Map(NamedTuple):
    """The rows of a map, and whether it has an end: one of a run that was interrupted, or was cut, has none."""

    rows: tuple[Row, ...]
    is_whole: bool


def read_map(path: str | os.PathLike[str], key: bytes | None = None) -> Map:
    """Read a map, with the key of the run that wrote it. Raises `FaultyMap`, OSError and `MissingPackage`."""
    head, *lines = Path(path).read_bytes().split(b"\n")
    last = lines.pop() if lines else b""
    opened = _opened(_lines(head, key), lines)
    rows: list[Row] = []
    for said in opened:
        if "rows" in said:
            _check_end(said, rows, more=any(True for _ in opened) or bool(last))
            return Map(tuple(rows), is_whole=True)
        rows.append(_row(said, len(rows)))
    return Map(tuple(rows), is_whole=False)


def _lines(head: bytes, key: bytes | None) -> Lines:
    said = _object(head, 0)
    if said.get("format") != FORMAT:
        raise FaultyMap(_NO_MAP)
    if said.get("version") != VERSION:
        raise FaultyMap("the map is of another version of dicomwright")
    if "salt" not in said:
        return lines_of(None, None, head)
    if key is None:
        raise FaultyMap("the map is encrypted: it needs the key of the run that wrote it")
    try:
        salt = bytes.fromhex(said["salt"])
    except (TypeError, ValueError):
        raise FaultyMap(_ALTERED.format(1)) from None
    return lines_of(key, salt, head)


def _opened(how: Lines, lines: list[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        yield _object(how.opened(number, line), number)


def _object(text: bytes, number: int) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise FaultyMap(_ALTERED.format(number + 1) if number else _NO_MAP)
    return cast("dict[str, Any]", said)


def _row(said: dict[str, Any], number: int) -> Row:
    try:
        return Row(**said)
    except TypeError:
        raise FaultyMap(_ALTERED.format(number + 2)) from None


def _check_end(said: dict[str, Any], rows: list[Row], *, more: bool) -> None:
    if more or said["rows"] != len(rows):
        raise FaultyMap("the map has not as many lines as were written")
