"""Dummies: values that say nothing, and that the VR and the declaration of an attribute admit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.values.fields import FIELDS
from dicomwright.runtime.values.rules import UNDELIMITED, WORDS, multiplicities

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.declarations.attribute import Attribute

WORD: Final = "ANONYMIZED"
_TEXTS: Final = {
    **dict.fromkeys(("AE", "CS", "SH", "LO", "ST", "LT", "UC", "UT"), WORD),
    **dict.fromkeys(("IS", "DS"), "1"),
    "AS": "000Y",
    "DA": "19000101",
    "DT": "19000101000000",
    "PN": f"{WORD}^",
    "TM": "000000",
    "UR": "https://example.org/",
}
_OF_TAG: Final = {0x00080201: "+0000"}
"""Of attributes whose values have a form that the VR does not tell."""
_NUMBERS: Final = frozenset({"US", "SS", "UL", "SL", "FL", "FD", "UV", "SV", "AT"})
_LONGEST: Final = 32


def dummy(vr: str, declared: Attribute | None, uid: Callable[[], str]) -> bytes:
    """Return the bytes of a dummy of a VR: of the values that are listed the first, as often as there must be one."""
    count = 1 if declared is None or vr in UNDELIMITED or vr in WORDS else _least(declared.vm)
    if vr in WORDS or vr == "UN":
        return bytes(max(2, WORDS.get(vr, 2)))
    listed = [_listed(declared, number) for number in range(1, count + 1)]
    if vr in _NUMBERS:
        return b"".join(_number(vr, value) for value in listed)
    one = uid() if vr == "UI" else _TEXTS.get(vr, WORD)
    if declared is not None:
        one = _OF_TAG.get(declared.number, one)
    values = [str(value or one) for value in listed]
    return padded(vr, "\\".join(values))


def padded(vr: str, text: str) -> bytes:
    """Return the bytes of a text that no character set changes."""
    data = text.encode("ascii")
    return data + (b"\0" if vr == "UI" else b" ") * (len(data) % 2)


def _number(vr: str, value: object) -> bytes:
    if vr == "AT":
        return bytes(4)
    return FIELDS[vr](value if isinstance(value, int | float) else 1)  # of what is counted there is one


def _least(vm: str) -> int:
    counts = range(1, _LONGEST)
    return next((count for count in counts if any(each.admits(count) for each in multiplicities(vm))), 1)


def _listed(declared: Attribute | None, number: int) -> object:
    """Return the first value of a list of the declaration, if there is one for the value of that number."""
    if declared is None:
        return None
    lists = [each.values for each in declared.value_lists if each.value in {None, number} and not each.when]
    return next((found[0] for found in (declared.values, declared.terms, *lists) if found), None)
