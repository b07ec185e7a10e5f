"""Values of elements as they stand in a file: what breaks the rules of their VR, how many there are, what they say."""

from __future__ import annotations

import re
from functools import cache
from math import isinf
from struct import unpack
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.values.rules import (
    AGE,
    CODE,
    DECIMAL,
    LIMITS,
    ROOTS,
    RULES,
    TEXTS,
    UID,
    UNDELIMITED,
    URI,
    WHOLE,
    WORDS,
)
from dicomwright.runtime.values.stored import Elsewhere, Fragments, Large, Unencodable
from dicomwright.runtime.vocabulary.charsets import DEFAULT, decode, encodes
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwright.runtime.values.stored import Stored, Unread

# --- VRs by what their values are

_CODES: Final = {
    "FD": "d", "FL": "f", "SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q",
    "US or SS": "H", "US or OW": "H", "US or SS or OW": "H",
}  # fmt: skip
"""Numbers, by their codes of struct; what may be US is read as that where Pixel Representation has not said."""

_SIZES: Final = {"d": 8, "f": 4, "i": 4, "h": 2, "q": 8, "I": 4, "H": 2, "Q": 8}
_UNITS: Final = {
    **WORDS,
    **{vr: _SIZES[code] for vr, code in _CODES.items()},
    "AT": 4,
    "OB or OW": 1,
}
"""Bytes of a number or word."""

_NUMBERS: Final = frozenset({*_CODES, "AT"})
_STRINGS: Final = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR", *TEXTS})
_DELIMITERS: Final = {"PN": "\\^=", "LO": "\\", "SH": "\\", "UC": "\\"}
_BYTES: Final = frozenset({"OB", "OW", "OB or OW", "UN"})
"""What may be encapsulated, or stand in for something else."""


# --- what has no fault: one match says so of nearly every value of a file


def _several(one: str, vr: str) -> str:
    r"""Match values of a form with \ between them, and the padding of the last; each may be empty."""
    return rf"(?:{one})(?:\\(?:{one}))*{_PADDINGS.get(vr, ' ?')}"


def _within(limit: int, form: str) -> str:
    """Match a form that may stand between spaces, up to a length."""
    return rf"(?=[^\\]{{0,{limit}}}(?:\\| ?\Z)) *(?:{form})? *"


_CERTAIN_DAY: Final = "(?!0000)[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
"""A date that exists in every year; of the others, the calendar decides."""

_CLOCK: Final = r"(?:[01][0-9]|2[0-3])(?:[0-5][0-9](?:[0-5][0-9](?:\.[0-9]{1,6})?)?)?"
_TEXT: Final = r"[ -\[\]-~]"
_LINES: Final = r"[\t\n\f\r -~]"
_NAME: Final = r"[ -<>-\[\]_-~]*"
_GROUP: Final = rf"(?=[^=\\]{{0,64}}(?:[=\\]|\Z)){_NAME}(?:\^{_NAME}){{0,4}}"

_FORMS: Final = {
    "AE": f"{_TEXT}{{0,16}}",
    "AS": f"(?:{AGE})?",
    "CS": f"{CODE.removesuffix('+')}{{0,16}}",
    "DA": f"(?:{_CERTAIN_DAY})?",
    "DS": _within(16, DECIMAL),
    "DT": f"(?:{_CERTAIN_DAY}(?:{_CLOCK})?)?",
    "IS": _within(12, "[+-]?0*[0-9]{1,9}"),
    "LO": f"{_TEXT}{{0,64}}",
    "PN": rf"{_GROUP}(?:={_GROUP}){{0,2}}",
    "SH": f"{_TEXT}{{0,16}}",
    "TM": f"(?:{_CLOCK})?",
    "UC": f"{_TEXT}*",
    "UI": rf"(?:(?=[0-9.]{{1,64}}(?:\\|\0?\Z)){UID})?",
}
"""Forms of one value, of those that \\ separates."""

_PADDINGS: Final = {"UC": "", "UI": r"\0?"}

_LONG: Final = {
    "LT": f"{_LINES}{{0,10240}}",
    "ST": f"{_LINES}{{0,1024}}",
    "UR": f"(?:{URI} *)?",
    "UT": f"{_LINES}*",
}

PATTERNS: Final[Mapping[str, str]] = {**{vr: _several(form, vr) for vr, form in _FORMS.items()}, **_LONG}
"""Patterns of VRs: what one takes has no fault; what it does not is looked at closely."""


@cache
def pattern_of(vr: str) -> Callable[[bytes], object] | None:
    """Return what matches the values of a VR, compiled when they are first judged; None where there is no pattern."""
    form = PATTERNS.get(vr)
    return None if form is None else re.compile(form.encode(), re.DOTALL).fullmatch


_ROOTED: Final = rf"(?:(?=[0-9.]{{1,64}}(?:\\|\0?\Z)){ROOTS}{UID})?"
"""A UID of which nothing is to be said."""


@cache
def _certain_pattern_of(vr: str) -> Callable[[bytes], object] | None:
    """Return the same, of which UIDs have a root that is assigned besides."""
    return re.compile(_several(_ROOTED, vr).encode()).fullmatch if vr == "UI" else pattern_of(vr)


def is_clean(vr: str, value: bytes, least: int, most: int | None) -> bool:
    """Tell at once whether bytes are so many values of a VR, without a fault and not empty; what is not is not sure."""
    length = len(value)
    if length & 1 or not length:
        return False
    pattern = _certain_pattern_of(vr)
    if pattern is not None:
        count = value.count(b"\\") + 1 if vr in _FORMS else 1
        found = count >= least and (most is None or count <= most) and pattern(value)
        return bool(found) and bool(value.strip(b" \0\\"))
    unit = _UNITS.get(vr)
    if unit is None or length % unit:
        return False
    count = length // unit if vr in _NUMBERS else 1
    return count >= least and (most is None or count <= most)


def is_bulk(vr: str) -> bool:
    """Tell whether a VR is of bytes or words, be it among others ("US or OW")."""
    return any(each in WORDS for each in vr.split(" or "))


def fault_of(vr: str, value: Stored, encoding: Sequence[str] | None = None) -> str | None:
    """Return the rule of its VR that a value breaks, without the value; None when it breaks none.

    `encoding` holds the codecs of the Specific Character Set in force, by default of none.
    """
    if isinstance(value, bytes):
        clean = pattern_of(vr)
        if clean is None:
            return _fault_of_bytes(vr, len(value))
        if not len(value) & 1 and clean(value):
            return None
        return fault_found_closely(vr, value, encoding or DEFAULT)
    if isinstance(value, str):
        return _fault_of_text(vr, value, encoding or DEFAULT)
    return _fault_of_other(vr, value)


def _fault_of_other(vr: str, value: Large | Fragments | Unencodable | Unread | list[Any]) -> str | None:
    if isinstance(value, Large):
        return _fault_of_bytes(vr, value.length)
    if isinstance(value, Unencodable):
        return value.rule
    if isinstance(value, Fragments):
        return None if vr in _BYTES else "is encapsulated, which only pixel data can be"
    return None if vr in {"SQ", "UN"} else "has items, which only a sequence can have"


def _fault_of_bytes(vr: str, length: int) -> str | None:
    if vr == "SQ":
        return "must be a sequence of items" if length else None
    unit = _UNITS.get(vr)
    if unit is None:
        return None if vr in _STRINGS else "has a VR that does not exist"
    return _fault_of_unit(unit, length) or ("has an odd length" if length & 1 else None)


def _fault_of_unit(unit: int, length: int) -> str | None:
    return f"must be a whole number of values of {counted(unit, 'byte')}" if length % unit else None


def fault_of_number(vr: str, value: Stored) -> str | None:
    """Return why bytes cannot be numbers of their VR, so that pydicom raises; None of what it can read, be it wrong."""
    if not isinstance(value, bytes):
        return None
    if vr in _CODES:
        return _fault_of_unit(_UNITS[vr], len(value))
    return "must be a whole number" if vr == "IS" and any(map(_is_infinite, value.split(b"\\"))) else None


def _is_infinite(text: bytes) -> bool:
    try:
        return isinf(float(text))
    except ValueError:
        return False


# --- what has a fault, and which


def fault_found_closely(vr: str, value: bytes, encoding: Sequence[str]) -> str | None:
    """Return the rule that a string breaks, value by value; None when it breaks none, after all."""
    if len(value) & 1:
        return "has an odd length"
    if vr != "UI" and value.endswith(b"\0"):
        return "is padded with NUL, and must be padded with a space"
    if vr not in TEXTS and not value.isascii():
        return _NOT_DEFAULT
    try:
        text = decode(value, encoding, _DELIMITERS.get(vr, "")) if vr in TEXTS else value.decode("ascii")
    except UnicodeError:
        return "cannot be decoded by the Specific Character Set"
    return _fault_of_values(vr, text)


_NOT_DEFAULT: Final = "has characters outside of the default repertoire"


def _fault_of_text(vr: str, text: str, encoding: Sequence[str]) -> str | None:
    if vr not in _STRINGS:
        return "must not be text"
    if vr not in TEXTS and not text.isascii():
        return _NOT_DEFAULT
    fault = _fault_of_values(vr, text)
    if fault is None and not encodes(text, encoding):
        return "has characters that the Specific Character Set lacks"
    return fault


def _fault_of_values(vr: str, text: str) -> str | None:
    """Return the first fault of values, with its number where there are several."""
    values = [text] if vr in UNDELIMITED else text.split("\\")
    for number, value in enumerate(values, 1):
        fault = _fault_of_value(vr, value, last=number == len(values))
        if fault is not None:
            return fault if len(values) == 1 else f"value {number} {fault}"
    return None


def _fault_of_value(vr: str, text: str, *, last: bool) -> str | None:
    """Find the rule that one value breaks: padding and length of the file, then what assignment demands as well."""
    old = _OLD_FORMS.get(vr)
    if old is not None and old[0].fullmatch(text.rstrip(" ")):
        return old[1]
    padded = last and text.endswith("\0" if vr == "UI" else " ")
    limit = LIMITS.get(vr)
    if (
        limit is not None and len(text) > limit + padded
    ):  # PS3.5 6.4: the last value may exceed it by its padding
        return f"has {counted(len(text) - padded, 'character')}, and may have {limit}"
    if vr == "UI":
        if " " in text:
            return "has a space; a UID is padded with NUL"
        text = text[:-1] if padded else text
    elif text.startswith(" ") and vr in _UNINDENTED and text.strip(" "):
        return "begins with a space"
    try:
        _EXCEPTIONS.get(vr, RULES[vr])(text)
    except Refused as refused:
        return str(refused)
    return None


_UNINDENTED: Final = frozenset({"AS", "DA", "DT", "TM", "UR"})
"""VRs that are padded with spaces only at their end, if at all."""

_OLD_FORMS: Final = {
    "DA": (re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}"), "has the old form YYYY.MM.DD, and must be YYYYMMDD"),
    "TM": (
        re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]*)?)?"),
        "has the old form HH:MM:SS, and must be HHMMSS",
    ),
}
"""Forms of ACR-NEMA 300, the predecessor, which DICOM does not allow."""

_ROOTS: Final = re.compile(ROOTS)
_WHOLE: Final = re.compile(WHOLE)
_DECIMAL: Final = re.compile(DECIMAL)


def _decimal(text: str) -> None:
    """Check the form alone: a number that no float can hold is allowed in a file."""
    bare = text.strip(" ")
    if bare and not _DECIMAL.fullmatch(bare):
        raise Refused("must be a decimal number")


def _whole(text: str) -> None:
    if text.strip(" "):
        RULES["IS"](text)


_EXCEPTIONS: Final[Mapping[str, Callable[[str], object]]] = {"DS": _decimal, "IS": _whole}


# --- how many, and which


def is_empty(vr: str, value: Stored) -> bool:
    """Tell whether an element has no value: zero length, or padding and delimiters alone (PS3.5 7.4.1).

    It takes the VR to tell: two spaces are no text, and a number.
    """
    if isinstance(value, bytes):
        if vr in _STRINGS:
            return not value.strip(b" \0" if vr in UNDELIMITED else b" \0\\")
        return not value
    if isinstance(value, str):
        return not value.strip(" \0" if vr in UNDELIMITED else " \0\\")
    if isinstance(value, Large | Fragments):
        return not value.length and not isinstance(value, Elsewhere)
    return isinstance(value, list) and not value


def has_root(vr: str, value: Stored) -> bool:
    """Tell whether all UIDs of an element are below roots that are assigned; of other VRs there is nothing to tell."""
    if vr != "UI" or not isinstance(value, bytes | str):
        return True
    return all(not text or _ROOTS.match(text) for text in _strings_of(vr, _decoded(vr, value, None)))


def is_left_text(vr: str, value: Stored) -> bool:
    """Tell whether a value is not here, such as long text: nothing is known of it, nor how many values it has."""
    return isinstance(value, Elsewhere) or (isinstance(value, Large) and vr in _STRINGS)


def count_of(vr: str, value: Stored, encoding: Sequence[str] | None = None) -> int:
    """Count the values of an element, as its VM does; 0 when it is empty.

    A sequence is one value, however many items it has (PS3.5 6.4); so is text that was left in its file.
    """
    if is_empty(vr, value):
        return 0
    code = _CODES.get(vr, "") if vr != "AT" else "I"
    if code and isinstance(value, bytes | Large):
        return (len(value) if isinstance(value, bytes) else value.length) // _SIZES[code]
    if vr not in _STRINGS or vr in UNDELIMITED or not isinstance(value, bytes | str):
        return 1
    if isinstance(value, bytes) and (vr not in TEXTS or (value.isascii() and b"\x1b" not in value)):
        return value.count(b"\\") + 1
    return _decoded(vr, value, encoding).count("\\") + 1


def values_of(vr: str, value: Stored, encoding: Sequence[str] | None = None) -> tuple[Any, ...]:
    """Return the values of an element without their padding: str, int or float; none when it is empty.

    A tag is an int. Numbers that do not parse stay text. Streams of bytes, and what was left in its file, are one
    value, itself; of what no element can hold, nothing is known.
    """
    if vr in _STRINGS and isinstance(value, bytes | str):
        return _strings_of(vr, _decoded(vr, value, encoding))
    if isinstance(value, bytes):
        code = _CODES.get(vr)
        if code is not None:
            count = len(value) // _SIZES[code]
            return unpack(f"<{count}{code}", value[: count * _SIZES[code]])
        if vr == "AT":
            parts = unpack(f"<{len(value) // 4 * 2}H", value[: len(value) // 4 * 4])
            return tuple(group << 16 | number for group, number in zip(parts[::2], parts[1::2], strict=True))
    return () if isinstance(value, Unencodable) or is_empty(vr, value) else (value,)


def descriptor_of(value: bytes) -> tuple[int, ...]:
    """Return the values of a descriptor of VR SS: its first and third are unsigned all the same (PS3.3 C.11.1.1)."""
    signed, unsigned = values_of("SS", value), values_of("US", value)
    return tuple(signed[n] if n == 1 else number for n, number in enumerate(unsigned))


def _strings_of(vr: str, text: str) -> tuple[Any, ...]:
    if vr in UNDELIMITED:
        bare = text.rstrip(" \0")
        return (bare,) if bare else ()
    if "\\" in text:
        values = [value.strip(" \0") for value in text.split("\\")]
        if not any(values):
            return ()
    elif bare := text.strip(" \0"):
        values = [bare]
    else:
        return ()
    parsed = _PARSED.get(vr)
    return tuple(values) if parsed is None else tuple(map(parsed, values))


_PARSED: Final[Mapping[str, Callable[[str], Any]]] = {
    "DS": lambda text: float(text) if _DECIMAL.fullmatch(text) else text,
    "IS": lambda text: int(text) if _WHOLE.fullmatch(text) else text,
}
"""Numbers that are written as text; what is none stays text, for which no comparison with a number holds."""


def text_of(vr: str, value: bytes, encoding: Sequence[str] | None = None) -> str:
    """Decode a text as it stands in a file. Raises UnicodeError for what is not text of its character sets."""
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    return decode(value, encoding or DEFAULT, _DELIMITERS.get(vr, ""))


def _decoded(vr: str, value: bytes | str, encoding: Sequence[str] | None) -> str:
    """Decode as well as can be; what is not text of its character set is read byte by byte."""
    if isinstance(value, str):
        return value
    try:
        return text_of(vr, value, encoding)
    except UnicodeError:
        return value.decode("latin-1")
