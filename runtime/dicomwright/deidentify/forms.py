"""Forms: what an attribute may be by the dictionary, and what a value under its VR may hide or cannot be.

What cannot be one of its attribute may be anything, such as elements that a false length hid; and under a VR that is
not that of the attribute anything can stand.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.values.elements import count_of, fault_of
from dicomwright.runtime.values.rules import TEXTS, WORDS, multiplicities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwright.runtime.vocabulary.dictionary import DataElement

_CONTROLS: Final = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_CODED: Final = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR", *TEXTS})
_SHORT: Final = 8
"""Bytes that an element has before its value: no other is hidden in so few."""
# What may say anything, and numbers that are text.
_TEXT: Final = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"})
_WORDS: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_NUMERALS: Final = frozenset({"DS", "IS"})
_NUMERAL: Final = re.compile(rb"[0-9+\-.eE \\]*")


class Form(NamedTuple):
    """What follows from a VR and from what the dictionary says of an attribute: the same for every value."""

    vr: str
    """The VR that a value has: by the data dictionary, where the file says that it is unknown."""
    known: bool
    hides: bool
    """Whether a value may say anything where its attribute has a form: text, or bytes, under a VR that is not its."""
    hides_numeral: bool
    """Whether it may unless it is a number."""
    can_be: Callable[[bytes], bool]
    """Whether bytes can be what the dictionary says of an attribute: by its VR, and numbers by their VM.

    Less than what a validator demands: a text that is too long, or has a form of its own, is still what it says.
    """

    def is_opaque(self, value: object) -> bool:
        """Tell whether a value may say anything where its attribute has a form."""
        if not (self.hides or self.hides_numeral) or not isinstance(value, bytes) or not value:
            return False
        return self.hides or _NUMERAL.fullmatch(value) is None

    def is_plausible(self, value: object) -> bool:
        """Tell whether a value can be what the dictionary says of an attribute, if it is bytes; any other can."""
        return not isinstance(value, bytes) or not value or self.can_be(value)


def form_of(vr: str, known: DataElement | None) -> Form:
    """Return what values of a VR may be, by what the dictionary says of their attribute, if it has it."""
    if known is None:
        return Form(vr, known=False, hides=False, hides_numeral=False, can_be=_is_anything)
    said = tuple(known.vr.split(" or "))
    return Form(
        vr=said[0] if vr == "UN" and known.vr else vr,
        known=True,
        hides=bool(known.vr) and _hides(vr.partition(" or ")[0], said),
        hides_numeral=vr == "UN" and said[0] in _NUMERALS,
        can_be=_test_of((vr,) if vr in said else said, known.vm, vr not in said),
    )


def form_in(tag: int, vr: str, elements: Mapping[int, DataElement]) -> Form:
    """Return what values of an attribute may be."""
    return form_of(vr, elements.get(tag))


def _hides(vr: str, said: tuple[str, ...]) -> bool:
    if vr == "UN" or vr in said or not _WORDS.isdisjoint(said):
        return False
    return vr in _WORDS or (vr in _TEXT and _TEXT.isdisjoint(said))


@cache
def _test_of(vrs: tuple[str, ...], vm: str, guessed: bool) -> Callable[[bytes], bool]:  # noqa: FBT001 - it is a key
    if len(vrs) != 1:
        tests = [_test_of((each,), vm, guessed) for each in vrs]
        return lambda value: any(test(value) for test in tests)
    (vr,) = vrs
    if vr in _CODED:
        return _is_text
    if vr in WORDS:
        return _is_anything
    return lambda value: _has_length(vr, vm, guessed, len(value))


def _is_text(value: bytes) -> bool:
    return _CONTROLS.search(value.rstrip(b" \0")) is None


def _is_anything(_value: bytes) -> bool:
    return True


@lru_cache(1 << 12)
def _has_length(vr: str, vm: str, guessed: bool, length: int) -> bool:  # noqa: FBT001 - it is a key
    """Tell whether numbers, of which any bytes are some, have that many bytes."""
    value = bytes(length)
    if fault_of(vr, value) is not None:
        return False
    most = _most(vm)
    if most is None:
        return not guessed or length <= _SHORT
    return count_of(vr, value) <= most


@cache
def _most(vm: str) -> int | None:
    """Return as many values as there may be; None for any number."""
    most = [each.most for each in multiplicities(vm)]
    return None if None in most else max(filter(None, most))
