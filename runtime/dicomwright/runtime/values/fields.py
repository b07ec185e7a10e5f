"""Values of objects to the bytes of their elements, little endian and padded, by VR (PS3.5 6.2)."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from struct import pack
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.values.rules import (
    TEXTS,
    WORDS,
    date_string,
    datetime_string,
    decimal_string,
    time_string,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _decimal(value: Any) -> str:  # noqa: ANN401 - float, or pydicom's DSfloat with the string of a file
    if type(value) is float:
        return decimal_string(value)
    return getattr(value, "original_string", None) or str(value)


def _integer(value: Any) -> str:  # noqa: ANN401 - int, or pydicom's IS with the string of a file
    return getattr(value, "original_string", None) or str(value)


_STRINGS: Final[dict[str, Callable[[Any], str]]] = {
    "DA": lambda value: date_string(value) if isinstance(value, date) else value,
    "DS": _decimal,
    "DT": lambda value: datetime_string(value) if isinstance(value, datetime) else value,
    "IS": _integer,
    "TM": lambda value: time_string(value) if isinstance(value, time) else value,
}
_NUMBERS: Final = {
    "FD": "d", "FL": "f", "SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q",
}  # fmt: skip
_CODES: Final = ("AE", "AS", "CS", "UI", "UR", *_STRINGS)
"""VRs of text that no character set changes."""


def joined(value: Any) -> str:  # noqa: ANN401 - str, PersonName, or several
    """Return the values of a text, as they stand in its element."""
    if type(value) is str:
        return value
    return "\\".join(map(str, value)) if is_tuple(value) else str(value)


_MOST_KNOWN: Final = 64
"""Texts whose bytes are remembered: items of many frames have the same classes and terms, which then are one value."""


def _codes_of(vr: str) -> Callable[[Any], bytes]:
    string, padding = _STRINGS.get(vr, str), b"\0" if vr == "UI" else b" "

    @lru_cache(maxsize=_MOST_KNOWN)
    def one(text: str) -> bytes:
        data = text.encode("ascii")
        return data + padding if len(data) & 1 else data

    def write(value: Any) -> bytes:  # noqa: ANN401 - by VR
        if type(value) is str:
            return one(value)
        if is_tuple(value):
            data = "\\".join([string(each) for each in value]).encode("ascii")
        else:
            data = string(value).encode("ascii")
        return data + padding if len(data) & 1 else data

    return write


def _numbers_of(code: str) -> Callable[[Any], bytes]:
    one = "<" + code

    def write(value: Any) -> bytes:  # noqa: ANN401 - by VR
        return pack(f"<{len(value)}{code}", *value) if is_tuple(value) else pack(one, value)

    return write


def _tags(value: Any) -> bytes:  # noqa: ANN401 - int, or several
    return b"".join(pack("<HH", tag >> 16, tag & 0xFFFF) for tag in (value if is_tuple(value) else (value,)))


def _bytes(value: bytes) -> bytes:
    return value + b"\0" if len(value) & 1 else value


def descriptor(value: tuple[int, ...]) -> bytes:
    """Write a descriptor of VR SS: its first and third values are unsigned all the same (PS3.3 C.11.1.1)."""
    return b"".join([pack("<h" if n == 1 else "<H", number) for n, number in enumerate(value)])


FIELDS: Final[dict[str, Callable[[Any], bytes]]] = {
    **{vr: _codes_of(vr) for vr in _CODES},
    **{vr: _numbers_of(code) for vr, code in _NUMBERS.items()},
    **dict.fromkeys(WORDS, _bytes),
    "AT": _tags,
}
"""What writes a value, by VR; texts (`TEXTS`) need a character set besides."""

PADDING: Final = {**dict.fromkeys((*_CODES, *TEXTS), b" "), "UI": b"\0"}
"""What makes the length of a value even; of all other VRs it is a zero byte."""
