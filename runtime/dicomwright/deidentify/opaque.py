"""What cannot be looked into, or is not what it should be: values under a VR that hides what they are."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.dictionary import DataElement

_OVERLAYS: Final = 0x60
_ODD: Final = 0x10000
_BITS: Final = 0x3000
_POSITION: Final = 0x0102
# What may say anything, what has a form of its own, and numbers with the bytes that each has.
_TEXT: Final = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"})
_WORDS: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_SIZES: Final = {"AT": 4, "FD": 8, "FL": 4, "SL": 4, "SS": 2, "SV": 8, "UL": 4, "US": 2, "UV": 8}
_NUMERALS: Final = frozenset({"DS", "IS"})
_NUMERAL: Final = re.compile(rb"[0-9+\-.eE \\]*")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
"""Characters of no text, but those that divide lines, and the escape of character sets (PS3.5 6.1.3)."""
_PADDING: Final = re.compile(rb"[\x00 ]+(?=\\|$)")


def vr_of(tag: int, vr: str, elements: Mapping[int, DataElement]) -> str:
    """Return the VR that a value has: by the data dictionary, where the file says that it is unknown."""
    known = elements.get(tag) if vr == "UN" else None
    return vr if known is None or not known.vr else known.vr.partition(" or ")[0]


def is_opaque(tag: int, vr: str, value: object, elements: Mapping[int, DataElement]) -> bool:
    """Tell whether a value may be anything.

    That is a sequence without items that could be read, text where there is to be none, more numbers than there can be,
    or bytes of something else in a text.
    """
    known = elements.get(tag)
    if known is None or not known.vr or not isinstance(value, bytes) or not value:
        return False
    declared, vr = known.vr.split(" or "), vr.partition(" or ")[0]
    if "SQ" in declared:
        return True
    if vr == "UN":
        vr = declared[0]
        if vr in _NUMERALS and not _NUMERAL.fullmatch(value):
            return True
    if vr not in declared and vr in _TEXT | _WORDS and _WORDS.isdisjoint(declared):
        return vr in _WORDS or _TEXT.isdisjoint(declared)
    if vr in _SIZES:
        return len(value) > _SIZES[vr] * _most(known.vm)
    return vr not in _WORDS and _CONTROL.search(_PADDING.sub(b"", value)) is not None


def _most(vm: str) -> float:
    """Return how many values there can be."""
    return inf if "n" in vm else max(map(int, re.findall(r"\d+", vm)), default=inf)


def idle_overlays(data: DataSet) -> Iterator[int]:
    """Yield the groups of overlays that have no bits of their own: what is left of them only describes."""
    groups = {tag >> 16 for tag in data.elements if tag >> 24 == _OVERLAYS and not tag & _ODD}
    return (group for group in sorted(groups) if group << 16 | _BITS not in data.elements)


def has_bits_of_pixels(data: DataSet, group: int) -> bool:
    """Tell whether the bits of an overlay are in those of the pixels (retired)."""
    _, value = data.elements.get(group << 16 | _POSITION, ("US", b""))
    return isinstance(value, bytes) and any(value)
