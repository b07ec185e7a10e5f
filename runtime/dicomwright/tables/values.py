"""Values of elements as those of a column: of the type that the VR has, or a rule that says why not.

Numbers are as they stand: DS is a float of 64 bits, because its exponents fit no decimal of Parquet, and is then the
number that pydicom gives. What a time or a date with time leaves out is zero, or the first of its month and year.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from math import isinf, isnan
from struct import pack, unpack
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conversion.vrs import numbers_of, resolved_vr
from dicomwright.runtime.errors import Refused
from dicomwright.runtime.trees.parsing import TEXTUAL
from dicomwright.runtime.values.elements import fault_of_number, is_empty, text_of, values_of
from dicomwright.runtime.values.rules import RULES
from dicomwright.runtime.values.stored import Fragments, Large, Unencodable
from dicomwright.runtime.wording import counted
from dicomwright.tables.columns import is_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.trees.tree import DataSet, Value
    from dicomwright.tables.columns import Column

_RANGES: Final = {
    "IS": (-(1 << 63), (1 << 63) - 1), "AT": (0, (1 << 32) - 1), "SS": (-(1 << 15), (1 << 15) - 1),
    "US": (0, (1 << 16) - 1), "SL": (-(1 << 31), (1 << 31) - 1), "UL": (0, (1 << 32) - 1),
    "SV": (-(1 << 63), (1 << 63) - 1), "UV": (0, (1 << 64) - 1),
}  # fmt: skip
_EITHER: Final = (-(1 << 31), (1 << 31) - 1)
_CODES: Final = (0x00080100, 0x00080119, 0x00080120)
"""Code Value, Long Code Value, URN Code Value: a code has one of them."""
_SCHEME: Final = 0x00080102
_VERSION: Final = 0x00080103
_MEANING: Final = 0x00080104
_LEAP: Final = "60"


def values_in(data: DataSet, column: Column) -> list[Any]:
    """Return the values of the attribute of a column, in one data set; none when it is empty. Raises `Refused`."""
    vr, value = data.elements[column.tag]
    if column.vr == "SQ":
        return _codes(value)
    if isinstance(value, list):
        raise Refused("has items, which only a sequence can have")
    vr = resolved_vr(column.tag, column.vr if vr == "UN" else vr, data)
    if is_empty(vr, value):
        return []
    if is_bytes(column.vr):
        return [_bytes(value)]
    convert = _CONVERTERS.get(column.vr, _number_of(column.vr))
    return [None if each == "" else convert(each) for each in _given(column.tag, vr, value, data)]


def _given(tag: int, vr: str, value: Value, data: DataSet) -> tuple[Any, ...]:
    """Return values as they stand. Raises `Refused` for what cannot be read."""
    if isinstance(value, Unencodable):
        raise Refused(value.rule)
    if not isinstance(value, bytes | str):
        raise Refused(_left(value))
    fault = fault_of_number(vr, value)
    if fault is not None:
        raise Refused(fault)
    if vr in TEXTUAL and isinstance(value, bytes):
        try:
            value = text_of(vr, value, data.encoding)
        except UnicodeError:
            raise Refused("cannot be decoded by the Specific Character Set") from None
    return numbers_of(tag, vr, value, data.encoding)


def _left(value: object) -> str:
    """Say what was left in its file."""
    if isinstance(value, Large):
        return f"has {counted(value.length, 'byte')}, and was left in its file"
    return "is encapsulated" if isinstance(value, Fragments) else "cannot be read"


def _bytes(value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    raise Refused(_left(value))


# --- by VR


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("has the VR of a number, and must be text")
    if not value.isascii() and value != utf8(value):
        raise Refused("has what is no character")
    return value


def utf8(text: str) -> str:
    r"""Return a text that UTF-8 can hold: what stands for a byte of the name of a file is shown, ``\udcff``."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _float(value: object) -> float:
    if not isinstance(value, int | float):
        raise Refused("must be a number")
    return float(value)


def _decimal(value: object) -> float:
    if isinf(number := _float(value)):
        raise Refused("is greater than a column can hold")
    return number


def _single(value: object) -> float:
    """Return a number of 32 bits, be it of a file that has one of 64."""
    number = _float(value)
    try:
        (found,) = unpack("<f", pack("<f", number))
    except OverflowError:
        found = 0.0
    if found != number and not isnan(number):
        raise Refused("has more figures than its column can hold")
    return number


def _number_of(vr: str) -> Callable[[object], int]:
    low, high = _RANGES.get(vr, _EITHER)

    def convert(value: object) -> int:
        if not isinstance(value, int):
            raise Refused("must be a whole number")
        if not low <= value <= high:
            raise Refused("is less or greater than its column can hold")
        return value

    return convert


def _date(value: object) -> date:
    found = RULES["DA"](_text(value))
    if not isinstance(found, date):
        raise Refused("must be a date")
    return found


def _time(value: object) -> time:
    """Return a time of day, which may end early."""
    found = RULES["TM"](_text(value))
    return found if isinstance(found, time) else _time_of(str(found))


def _time_of(text: str) -> time:
    clock, _, fraction = text.partition(".")
    clock = clock.ljust(6, "0")
    if clock[4:] == _LEAP:
        raise Refused("is a leap second, which no column can hold")
    return time(int(clock[:2]), int(clock[2:4]), int(clock[4:]), int(fraction.ljust(6, "0") or 0))


def _datetime(value: object) -> dict[str, Any]:
    """Return a date with a time, which may end early, as it was written, and its offset from UTC in minutes."""
    found = RULES["DT"](_text(value))
    moment = found if isinstance(found, datetime) else _datetime_of(str(found))
    offset = moment.utcoffset()
    return {
        "local": moment.replace(tzinfo=None),
        "offset": None if offset is None else offset // timedelta(minutes=1),
    }


def _datetime_of(text: str) -> datetime:
    sign = "-" if "-" in text else "+"
    figures, mark, zone = text.partition(sign)
    day, clock = figures[:8], figures[8:]
    moment = datetime.combine(
        date(int(day[:4]), int(day[4:6] or 1), int(day[6:] or 1)), _time_of(clock or "0")
    )
    if not mark:
        return moment
    offset = timedelta(hours=int(zone[:2]), minutes=int(zone[2:]))
    return moment.replace(tzinfo=timezone(-offset if sign == "-" else offset))


_CONVERTERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("AE", "AS", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"), _text),
    "FD": _float,
    "FL": _single,
    "DS": _decimal,
    "DA": _date,
    "TM": _time,
    "DT": _datetime,
}
"""All others are whole numbers, or bytes."""


# --- codes


def _codes(value: Value) -> list[Any]:
    if not isinstance(value, list):
        if value:
            raise Refused("must be a sequence of items")
        return []
    return [_code(item) for item in value]


def _code(item: DataSet) -> dict[str, str | None]:
    found = (_first(item, tag) for tag in _CODES)
    code = next((each for each in found if each), None)
    if code is None:
        raise Refused("has an item that is no code; an attribute in it is named by its path")
    return {
        "value": code,
        "scheme": _first(item, _SCHEME),
        "version": _first(item, _VERSION),
        "meaning": _first(item, _MEANING),
    }


def _first(item: DataSet, tag: int) -> str | None:
    element = item.elements.get(tag)
    found = values_of(*element, item.encoding) if element is not None else ()
    return found[0] if found and isinstance(found[0], str) else None
