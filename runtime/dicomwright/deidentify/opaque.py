"""What cannot be looked into, or is not what it should be: values under a VR that hides what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.dictionary import DataElement

_OVERLAYS: Final = 0x60
_ODD: Final = 0x10000
_BITS: Final = 0x3000
_POSITION: Final = 0x0102
# What may say anything, and numbers that are text.
_TEXT: Final = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"})
_WORDS: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_NUMERALS: Final = frozenset({"DS", "IS"})
_NUMERAL: Final = re.compile(rb"[0-9+\-.eE \\]*")


def vr_of(tag: int, vr: str, elements: Mapping[int, DataElement]) -> str:
    """Return the VR that a value has: by the data dictionary, where the file says that it is unknown."""
    known = elements.get(tag) if vr == "UN" else None
    return vr if known is None or not known.vr else known.vr.partition(" or ")[0]


def is_opaque(tag: int, vr: str, value: object, elements: Mapping[int, DataElement]) -> bool:
    """Tell whether a value may say anything where its attribute has a form: text, or bytes, under a VR that is not its.

    What cannot be what the VR says is another matter (`plausible`).
    """
    known = elements.get(tag)
    if known is None or not known.vr or not isinstance(value, bytes) or not value:
        return False
    declared, vr = known.vr.split(" or "), vr.partition(" or ")[0]
    if vr == "UN":
        return declared[0] in _NUMERALS and _NUMERAL.fullmatch(value) is None
    if vr in declared or not _WORDS.isdisjoint(declared):
        return False
    return vr in _WORDS or (vr in _TEXT and _TEXT.isdisjoint(declared))


def idle_overlays(data: DataSet) -> Iterator[int]:
    """Yield the groups of overlays that have no bits of their own: what is left of them only describes."""
    groups = {tag >> 16 for tag in data.elements if tag >> 24 == _OVERLAYS and not tag & _ODD}
    return (group for group in sorted(groups) if group << 16 | _BITS not in data.elements)


def has_bits_of_pixels(data: DataSet, group: int) -> bool:
    """Tell whether the bits of an overlay are in those of the pixels (retired)."""
    _, value = data.elements.get(group << 16 | _POSITION, ("US", b""))
    return isinstance(value, bytes) and any(value)
