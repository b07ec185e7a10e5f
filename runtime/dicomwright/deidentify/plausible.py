"""Plausible values: what cannot be one of its attribute may be anything, such as elements that a false length hid."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.values.elements import count_of, fault_of
from dicomwright.runtime.values.rules import TEXTS, WORDS, multiplicities

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.vocabulary.dictionary import DataElement

_CONTROLS: Final = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_CODED: Final = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR", *TEXTS})

_SHORT: Final = 8
"""Bytes that an element has before its value: no other is hidden in so few."""


def is_plausible(element: Element, known: DataElement | None) -> bool:
    """Tell whether bytes can be what the dictionary says of an attribute: by its VR, and numbers by their VM.

    Less than what a validator demands: a text that is too long, or has a form of its own, is still what it says.
    """
    vr, value = element
    if not isinstance(value, bytes) or not value or known is None:
        return True
    said = known.vr.split(" or ")
    if vr in said:
        return _can_be(vr, value, known.vm)
    return any(_can_be(each, value, known.vm, guessed=True) for each in said)


def _can_be(vr: str, value: bytes, vm: str, *, guessed: bool = False) -> bool:
    if vr in _CODED:
        return _CONTROLS.search(value.rstrip(b" \0")) is None
    if vr in WORDS:
        return True
    if fault_of(vr, value) is not None:
        return False
    most = _most(vm)
    if most is None:
        return not guessed or len(value) <= _SHORT
    return count_of(vr, value) <= most


@cache
def _most(vm: str) -> int | None:
    """Return as many values as there may be; None for any number."""
    most = [each.most for each in multiplicities(vm)]
    return None if None in most else max(filter(None, most))
