"""Elements of coded entries with the basic attributes alone (PS3.3 8.8): what is written, and told from other items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.sr.coding import Code

_LONGEST_VALUE: Final = 16
_VALUE_TAGS: Final = {
    "CodeValue": (0x00080100, "SH"),
    "LongCodeValue": (0x00080119, "UC"),
    "URNCodeValue": (0x00080120, "UR"),
}
_SCHEME: Final = 0x00080102
_VERSION: Final = 0x00080103
_MEANING: Final = 0x00080104
_OTHERS: Final = frozenset({_SCHEME, _VERSION, _MEANING})


def basic_values(code: Code) -> tuple[tuple[int, str, str], ...]:
    """Return tag, VR and text of what is written for a code that has no more than the basic attributes."""
    tag, vr = _VALUE_TAGS[value_keyword(code.value)]
    parts = (
        (tag, vr, code.value),
        (_SCHEME, "SH", code.scheme_designator),
        (_VERSION, "SH", code.scheme_version),
        (_MEANING, "LO", code.meaning),
    )
    found = ((tag, vr, str(text)) for tag, vr, text in parts if text or tag in {_MEANING, parts[0][0]})
    return tuple(sorted(found))


def value_keyword(value: str) -> str:
    """Return what holds a value: Long or URN Code Value when Code Value cannot (PS3.3 8.1)."""
    if value.startswith("urn:") or "://" in value:
        return "URNCodeValue"
    return "CodeValue" if len(value) <= _LONGEST_VALUE else "LongCodeValue"


def is_basic(texts: Mapping[int, str]) -> bool:
    """Tell whether an item, given as the texts of its elements by tag, is a code and has no more than that."""
    tags = texts.keys() - _OTHERS
    if len(tags) != 1 or _MEANING not in texts or not all(texts.values()):
        return False
    (tag,) = tags
    return tag == _VALUE_TAGS[value_keyword(texts[tag])][0]
