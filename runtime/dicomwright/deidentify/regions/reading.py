"""Files of rules: TOML, a table ``[[device]]`` for each rule; what is not understood is an error, never passed over."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from dicomwright.deidentify.regions.rules import TEXTS, DeviceRule, Rectangle
from dicomwright.runtime.errors import DicomwrightError
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

_TABLE: Final = "device"
_KEYS: Final = tuple(each.name for each in fields(DeviceRule))
_CORNERS: Final = 4
_MOST: Final = 0xFFFF  # rows and columns are numbers of 16 bits


class BadRules(DicomwrightError, ValueError):  # noqa: N818 - as Refused and the like
    """A file of rules says what no rule can."""


def read_rules(path: str | os.PathLike[str]) -> tuple[DeviceRule, ...]:
    """Read a file of rules for devices. Raises `BadRules`, and OSError."""
    try:
        found = tomllib.loads(Path(path).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRules(f"{path}: is no TOML: {error}") from error
    given = found.pop(_TABLE, [])
    tables = cast("list[object]", given) if isinstance(given, list) else []
    if found or not tables:
        raise BadRules(f"{path}: must have tables [[{_TABLE}]], and nothing else")
    return tuple(_rule(table, f"{path}: rule {number}") for number, table in enumerate(tables, 1))


def _rule(table: object, place: str) -> DeviceRule:
    if not isinstance(table, dict):
        raise BadRules(f"{place}: must be a table")
    given = cast("dict[str, object]", table)
    for key in given:
        if key not in _KEYS:
            raise BadRules(f"{place}: there is no {key!r}{did_you_mean(key, _KEYS)}")
    values = {key: _READ[key](value, f"{place}: {key}") for key, value in given.items()}
    rule = DeviceRule(**values)
    if not rule.rectangles and not rule.outside_ultrasound_regions:
        raise BadRules(f"{place}: blanks nothing: give rectangles, or outside_ultrasound_regions = true")
    return rule


def _name(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise BadRules(f"{place}: must be a text")
    return value


def _texts(value: object, place: str) -> tuple[str, ...]:
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    if not values:
        raise BadRules(f"{place}: must be a text, or several")
    return tuple(_name(each, place) for each in values)


def _number(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise BadRules(f"{place}: must be a whole number from 0 to {_MOST}")
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise BadRules(f"{place}: must be true or false")
    return value


def _rectangles(value: object, place: str) -> tuple[Rectangle, ...]:
    if not isinstance(value, list):
        raise BadRules(f"{place}: must be a list of rectangles [left, top, width, height]")
    return tuple(_rectangle(each, place) for each in cast("list[object]", value))


def _rectangle(value: object, place: str) -> Rectangle:
    found = cast("list[object]", value) if isinstance(value, list) else []
    if len(found) != _CORNERS:
        raise BadRules(f"{place}: a rectangle is [left, top, width, height]")
    return Rectangle(*(_number(each, place) for each in found))


_READ: Final[Mapping[str, Callable[[object, str], Any]]] = {
    **dict.fromkeys(TEXTS, _texts),
    **dict.fromkeys(("rows", "columns"), _number),
    "name": _name,
    "rectangles": _rectangles,
    "outside_ultrasound_regions": _flag,
}
