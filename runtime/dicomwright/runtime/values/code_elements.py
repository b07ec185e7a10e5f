"""Elements of coded entries with the basic attributes alone (PS3.3 8.8), as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
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


def basic_attributes(code: Code) -> dict[str, str]:
    """Return the same by keywords."""
    found = {
        value_keyword(code.value): code.value,
        "CodingSchemeDesignator": code.scheme_designator,
        "CodingSchemeVersion": code.scheme_version,
        "CodeMeaning": code.meaning,
    }
    return {keyword: str(text) for keyword, text in found.items() if text}


def value_keyword(value: str) -> str:
    """Return what holds a value: Long or URN Code Value when Code Value cannot (PS3.3 8.1)."""
    if value.startswith("urn:") or "://" in value:
        return "URNCodeValue"
    return "CodeValue" if len(value) <= _LONGEST_VALUE else "LongCodeValue"
