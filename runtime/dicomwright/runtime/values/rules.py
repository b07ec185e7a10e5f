"""Rules of values by VR, as a table: each turns what is given into what is kept, or names what it breaks."""

from __future__ import annotations

import math
import operator
import re
import struct
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_array, is_name, is_numpy_number
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydicom.valuerep import PersonName

    Rule = Callable[[Any], Any]


# Forms of one value, without padding (PS3.5 Table 6.2-1; UI: 9.1); validation reads them from files, too

TITLE = r"[ -\[\]-~]+"
AGE = "[0-9]{3}[DWMY]"
CODE = "[A-Z0-9_ ]+"
WHOLE = "[+-]?[0-9]{1,12}"  # leading zeros are digits; with a sign, the limit of 12 characters leaves 11
DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
UID = r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*"
ROOTS = r"(?=(?:0\.[2-59]|1\.[0-3]|2\.(?:16|2[357]|4[0-289]|5[0-2]))\.)"
"""What a UID begins with if somebody is responsible for it: arcs of ITU-T, ISO and both (ISO/IEC 9834-1)."""
URI = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"

LIMITS = {
    "AE": 16, "AS": 4, "CS": 16, "DA": 8, "DS": 16, "DT": 26, "IS": 12, "LO": 64, "LT": 10240, "SH": 16,
    "ST": 1024, "TM": 16, "UI": 64,
}  # fmt: skip
"""Characters of one value; of a PN, each of its groups may have 64."""


# Text: PS3.5 6.1.3 (control characters), 6.2 (lengths in characters), 6.1.2.5.3 (delimiters)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    raise Refused(f"must be a str, not {type(value).__name__}")


def _no_control(text: str, control: re.Pattern[str]) -> None:
    if text.isascii() and text.isprintable():
        return
    if control.search(text):
        raise Refused("has control characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused("has characters that no character set can encode") from None


def _text(limit: int | None) -> Rule:
    """Make the rule of a short text, which shares its element with others: no line breaks, no backslash."""

    def check(value: object) -> str:
        text = _string(value).rstrip(" ")
        _no_control(text, _CONTROL)
        if "\\" in text:
            raise Refused("has a backslash, which separates values")
        if limit is not None and len(text) > limit:
            raise Refused(f"has {len(text)} characters, and may have {limit}")
        return text

    return check


def _lines(limit: int | None) -> Rule:
    """Make the rule of a long text, alone in its element: tabs, line and form feeds and backslashes."""

    def check(value: object) -> str:
        text = _string(value).rstrip(" ")
        _no_control(text, _CONTROL_IN_LINES)
        if limit is not None and len(text) > limit:
            raise Refused(f"has {len(text)} characters, and may have {limit}")
        return text

    return check


def _pattern(pattern: str, limit: int | None, form: str) -> Rule:
    """Make the rule of a string that must match as a whole; spaces around it do not count."""
    matches = re.compile(pattern, re.ASCII).fullmatch

    def check(value: object) -> str:
        text = _string(value).strip(" ")
        if limit is not None and len(text) > limit:
            raise Refused(f"has {len(text)} characters, and may have {limit}")
        if text and not matches(text):
            raise Refused(f"must be {form}")
        return text

    return check


_NAME_GROUPS, _NAME_COMPONENTS, _NAME_LENGTH = 3, 5, 64


def _person_name(value: object) -> PersonName | str:
    """Check a person name: three groups of 64 characters, five components each (PS3.5 6.2.1)."""
    if not isinstance(value, str) and not is_name(value):
        raise Refused(f"must be a str or PersonName, not {type(value).__name__}")
    text = str(value).rstrip("= ")
    _no_control(text, _CONTROL)
    if "\\" in text:
        raise Refused("has a backslash, which separates values")
    groups = text.split("=")
    if len(groups) > _NAME_GROUPS:
        raise Refused("has more than three component groups")
    if max(map(len, groups)) > _NAME_LENGTH:
        raise Refused("has a component group of more than 64 characters")
    if any(group.count("^") >= _NAME_COMPONENTS for group in groups):
        raise Refused("has more than five components in a group")
    return value if is_name(value) and value == text else text


# Numbers: PS3.5 6.2 (IS, DS: characters; the others: binary)


_WHOLE = re.compile(WHOLE)
_DECIMAL = re.compile(DECIMAL)
_DS_LENGTH = LIMITS["DS"]


def _integer(low: int, high: int) -> Rule:
    """Make the rule of an integer, which may be given as a numpy integer or as its digits."""

    def check(value: object) -> int:
        if type(value) is not int:
            value = _to_int(value)
        if low <= value <= high:
            return value
        raise Refused(f"must lie in {low} to {high}")

    return check


def _to_int(value: object) -> int:
    if isinstance(value, str):
        text = value.strip(" ")
        if not _WHOLE.fullmatch(text):
            raise Refused("must be an integer")
        return int(text)
    try:
        return int(operator.index(value))  # type: ignore[arg-type]  # the question is whether it has one
    except TypeError:
        raise Refused(f"must be an int, not {type(value).__name__}") from None


def _to_float(value: object) -> float:
    if isinstance(value, str):
        text = value.strip(" ")
        if len(text) > _DS_LENGTH or not _DECIMAL.fullmatch(text):
            raise Refused("must be a decimal number of at most 16 characters")
        return float(text)
    if is_array(value) and not value.ndim:
        value = value.item()
    if isinstance(value, int | float | Decimal) or is_numpy_number(value):
        try:
            return float(cast("float", value))
        except (OverflowError, ValueError):
            raise Refused("cannot be held by a float") from None
    raise Refused(f"must be a float, not {type(value).__name__}")


def decimal_string(number: float) -> str:
    """Write a finite number in at most 16 characters (PS3.5 6.2, DS), with as many digits as these can have."""
    text = repr(number).removesuffix(".0")
    if len(text) <= _DS_LENGTH:
        return text
    shorter = (
        form for digits in range(_DS_LENGTH, 0, -1) for form in _forms(format(number, f".{digits - 1}e"))
    )
    return next(text for text in shorter if len(text) <= _DS_LENGTH)


def _forms(scientific: str) -> Iterator[str]:
    """Give the forms of a number that is written as -1.20e-05: -.000012, -1.2e-5 and -12e-6."""
    mantissa, _, power = scientific.partition("e")
    sign, figures = mantissa.startswith("-") * "-", mantissa.lstrip("-").replace(".", "").rstrip("0") or "0"
    exponent, last = int(power), len(figures) - 1
    if exponent < 0:
        yield f"{sign}.{'0' * (-exponent - 1)}{figures}"
    elif exponent < last:
        yield f"{sign}{figures[: exponent + 1]}.{figures[exponent + 1 :]}"
    else:
        yield sign + figures + "0" * (exponent - last)
    yield f"{sign}{figures[0]}{'.' * (last > 0)}{figures[1:]}e{exponent}"
    yield f"{sign}{figures}e{exponent - last}"


def _decimal(value: object) -> float:
    """Check a DS; it is rounded here, and not when it is written, to what 16 characters can hold."""
    number = value if type(value) is float else _to_float(value)
    if not math.isfinite(number):
        raise Refused("must be finite")
    rounded = float(decimal_string(number))
    if not math.isfinite(rounded):
        raise Refused("is too large for 16 characters")
    return rounded


def _single(value: object) -> float:
    """Check an FL; it is rounded to the nearest 32 bit number."""
    try:
        number: float = struct.unpack("<f", struct.pack("<f", _to_float(value)))[0]
    except OverflowError:
        raise Refused("is too large for a 32 bit float") from None
    return number


def _tag(value: object) -> int:
    """Check an AT: a number, a keyword, or eight hexadecimal digits."""
    if isinstance(value, str):
        number = tag_of(value)
        if number is None and not re.fullmatch("[0-9A-Fa-f]{8}", value):
            raise Refused("must be a tag, as a number, keyword or eight hexadecimal digits")
        return int(value, 16) if number is None else int(number)
    return int(_integer(0, 0xFFFF_FFFF)(value))


# Dates and times: PS3.5 6.2. What Python can hold without loss becomes a date, time or datetime; a time
# without seconds, say, stays the string that it is.


def _date(value: object) -> date | str:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise Refused(f"must be a date or YYYYMMDD, not {type(value).__name__}")
    if isinstance(value, date):
        return value if type(value) is date else date(value.year, value.month, value.day)
    text = value.strip(" ")
    if not text:
        return text
    if not re.fullmatch("[0-9]{8}", text, re.ASCII):
        raise Refused("must be a date as YYYYMMDD")
    return _existing_date(text)


def _existing_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6] or 1), int(digits[6:8] or 1))
    except ValueError:
        raise Refused("is a day that does not exist") from None


_CLOCK = r"(?P<h>[0-9]{2})((?P<m>[0-9]{2})((?P<s>[0-9]{2})(?P<f>\.[0-9]{1,6})?)?)?"
_TIME = re.compile(_CLOCK, re.ASCII)
_DATETIME = re.compile(
    r"(?P<d>[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{8}(?=[0-9]{2})" + _CLOCK + r")(?P<z>[+-][0-9]{4})?", re.ASCII
)
_HOURS, _MINUTES, _LEAP = 23, 59, 60


def _clock(found: re.Match[str]) -> time | None:
    """Return the time of day of a match; None of a leap second, which Python cannot hold."""
    hour, minute, second = (int(found[part] or 0) for part in "hms")
    if hour > _HOURS or minute > _MINUTES or second > _LEAP:
        raise Refused("is a time of day that does not exist")
    if second == _LEAP:
        return None
    return time(hour, minute, second, int((found["f"] or ".0")[1:].ljust(6, "0")))


def time_string(value: time) -> str:
    """Write a time of day as HHMMSS, with six digits of a fraction when there is one."""
    text = f"{value.hour:02d}{value.minute:02d}{value.second:02d}"
    return f"{text}.{value.microsecond:06d}" if value.microsecond else text


def date_string(value: date) -> str:
    """Write a date as YYYYMMDD."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def datetime_string(value: datetime) -> str:
    """Write a date with a time as YYYYMMDDHHMMSS.FFFFFF, and the offset from UTC when it is known."""
    text = date_string(value) + time_string(value.time())
    offset = value.utcoffset()
    if offset is None:
        return text
    minutes = offset // timedelta(minutes=1)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{text}{sign}{minutes // 60:02d}{minutes % 60:02d}"


def _time(value: object) -> time | str:
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise Refused("must be a time without an offset from UTC")
        return (
            value if type(value) is time else time(value.hour, value.minute, value.second, value.microsecond)
        )
    if not isinstance(value, str):
        raise Refused(f"must be a time or HHMMSS.FFFFFF, not {type(value).__name__}")
    text = value.strip(" ")
    found = _TIME.fullmatch(text)
    if not text:
        return text
    if not found:
        raise Refused("must be a time as HH, HHMM, HHMMSS or HHMMSS.FFFFFF")
    clock = _clock(found)
    return clock if clock is not None and time_string(clock) == text else text


_FIRST_OFFSET, _LAST_OFFSET = timedelta(hours=-12), timedelta(hours=14)


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    hours, minutes = int(text[1:3]), int(text[3:])
    if minutes > _MINUTES or text == "-0000":
        raise Refused("has an offset from UTC that does not exist")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(_known_offset(-offset if text[0] == "-" else offset))


def _known_offset(offset: timedelta) -> timedelta:
    if not _FIRST_OFFSET <= offset <= _LAST_OFFSET or offset % timedelta(minutes=1):
        raise Refused("must have an offset from UTC of -1200 to +1400, in whole minutes")
    return offset


def _datetime(value: object) -> datetime | str:
    if isinstance(value, datetime):
        offset = value.utcoffset()
        zone = None if offset is None else timezone(_known_offset(offset))
        return datetime.combine(value.date(), value.time(), zone)
    if not isinstance(value, str):
        raise Refused(f"must be a datetime or YYYYMMDDHHMMSS.FFFFFF&ZZXX, not {type(value).__name__}")
    text = value.strip(" ")
    return _parsed_datetime(text) if text else text


def _parsed_datetime(text: str) -> datetime | str:
    found = _DATETIME.fullmatch(text)
    if not found:
        raise Refused("must be a date and time as YYYYMMDDHHMMSS.FFFFFF&ZZXX, which may end early")
    day, zone = _existing_date(found["d"][:8]), _offset(found["z"])
    clock = _clock(found) if found["h"] else None
    if clock is None:
        return text
    moment = datetime.combine(day, clock, zone)
    return moment if datetime_string(moment) == text else text


# Bytes: PS3.5 6.2, 7.1.1 (even lengths); a numpy array gives the bytes of its elements, in C order


def _bytes(word: int) -> Rule:
    """Make the rule of a stream of words of that many bytes, written little endian."""

    def check(value: object) -> bytes:
        data = _to_bytes(value, word)
        if word > 1 and len(data) % word:
            raise Refused(f"must be a whole number of {word} byte words")
        return data + b"\0" if len(data) % 2 else data

    return check


def _to_bytes(value: object, word: int) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, memoryview):
        return value.tobytes()
    if is_array(value):
        if value.dtype.kind not in "biuf" or value.dtype.itemsize not in {1, word}:
            raise Refused(f"must be an array of numbers of {word} bytes")
        return value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes()
    raise Refused(f"must be bytes or a numpy array, not {type(value).__name__}")


WORDS = {"OB": 1, "UN": 1, "OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
"""Bytes of a word, by VR: what is swapped between little and big endian (PS3.5 7.3)."""

RULES: dict[str, Rule] = {  # PS3.5 Table 6.2-1
    "AE": _pattern(TITLE, LIMITS["AE"], "printable ASCII without a backslash"),
    "AS": _pattern(AGE, LIMITS["AS"], "three digits and D, W, M or Y"),
    "AT": _tag,
    "CS": _pattern(CODE, LIMITS["CS"], "upper case letters, digits, spaces and underscores"),
    "DA": _date,
    "DS": _decimal,
    "DT": _datetime,
    "FD": _to_float,
    "FL": _single,
    "IS": _integer(-(2**31), 2**31 - 1),
    "LO": _text(LIMITS["LO"]),
    "LT": _lines(LIMITS["LT"]),
    "OB": _bytes(1),
    "OD": _bytes(8),
    "OF": _bytes(4),
    "OL": _bytes(4),
    "OV": _bytes(8),
    "OW": _bytes(2),
    "PN": _person_name,
    "SH": _text(LIMITS["SH"]),
    "SL": _integer(-(2**31), 2**31 - 1),
    "SS": _integer(-(2**15), 2**15 - 1),
    "ST": _lines(LIMITS["ST"]),
    "SV": _integer(-(2**63), 2**63 - 1),
    "TM": _time,
    "UC": _text(None),
    "UI": _pattern(UID, LIMITS["UI"], "numbers without leading zeros, joined by dots"),
    "UL": _integer(0, 2**32 - 1),
    "UN": _bytes(1),
    "UR": _pattern(URI, None, "a URI"),
    "US": _integer(0, 2**16 - 1),
    "UT": _lines(None),
    "UV": _integer(0, 2**64 - 1),
}

UNDELIMITED = frozenset({"LT", "ST", "UR", "UT", *WORDS})
"""VRs in which a backslash is a character like others, and which hold one value (PS3.5 6.4)."""

TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
"""VRs that Specific Character Set affects (PS3.5 6.1.2.3)."""


def _either(vrs: list[str]) -> Rule:
    """Make the rule of an ambiguous VR: integers for US and SS, bytes for OB and OW."""
    words = [vr for vr in vrs if vr in WORDS]
    numbers = [vr for vr in vrs if vr not in WORDS]
    if not numbers:
        return RULES["OB" if "OB" in words else words[0]]
    low, high = (-(2**15) if "SS" in numbers else 0), (2**16 - 1 if "US" in numbers else 2**15 - 1)
    return _integer(low, high)


def rule_of(vr: str) -> Rule:
    """Return the rule of one value of a VR, or of numbers of an ambiguous one such as "US or SS or OW"."""
    return RULES[vr] if vr in RULES else _either(vr.split(" or "))


_IDENTIFIER = re.compile(UID)


def is_uid(text: str) -> bool:
    """Tell whether a text has the form of a UID (PS3.5 9.1)."""
    return len(text) <= LIMITS["UI"] and _IDENTIFIER.fullmatch(text) is not None


class Multiplicity(NamedTuple):
    """One alternative of a VM: at least `least`, at most `most`, and a multiple of `step` values."""

    least: int
    most: int | None
    step: int

    def admits(self, count: int) -> bool:
        """Tell whether so many values may stand in the element."""
        return count >= self.least and (self.most is None or count <= self.most) and count % self.step == 0

    def __str__(self) -> str:
        """Say it in words: "2 to 4", "2 or more", "a multiple of 3"."""
        if self.most is not None:
            return str(self.least) if self.most == self.least else f"{self.least} to {self.most}"
        if self.step == 1:
            return f"{self.least} or more"
        more = "" if self.least == self.step else f", {self.least} or more"
        return f"a multiple of {self.step}{more}"


_VM = re.compile(r"([0-9]+)(?:-([0-9]+)|-([0-9]*)n)?")


def multiplicities(vm: str) -> list[Multiplicity]:
    """Parse a VM of PS3.6, such as "1", "2-2n" or "1-n or 1"."""
    return [_multiplicity(part) for part in vm.split(" or ")]


def _multiplicity(text: str) -> Multiplicity:
    found = _VM.fullmatch(text)
    if found is None:
        raise ValueError(f"not a VM: {text!r}")
    least = int(found[1])
    if found[2]:
        return Multiplicity(least, int(found[2]), 1)
    if found[3] is not None:
        return Multiplicity(least, None, int(found[3] or 1))
    return Multiplicity(least, least, 1)
