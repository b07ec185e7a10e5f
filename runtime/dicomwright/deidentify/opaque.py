"""What cannot be looked into, or is not what it should be: values under a VR that hides what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.dictionary import DataElement

_OVERLAYS: Final = 0x60
_ODD: Final = 0x10000
_BITS: Final = 0x3000
_POSITION: Final = 0x0102
# What may say anything: text, and bytes that are no numbers.
_FREE: Final = frozenset({"LO", "LT", "OB", "PN", "SH", "ST", "UC", "UN", "UR", "UT"})
_FEW: Final = 16  # bytes, of two numbers
_FORMED: Final = frozenset({"AS", "AT", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV"})


def vr_of(tag: int, vr: str, elements: Mapping[int, DataElement]) -> str:
    """Return the VR that a value has: by the data dictionary, where the file says that it is unknown."""
    known = elements.get(tag) if vr == "UN" else None
    return vr if known is None or not known.vr else known.vr.partition(" or ")[0]


def is_opaque(tag: int, vr: str, value: object, elements: Mapping[int, DataElement]) -> bool:
    """Tell whether a value may be anything: a sequence without items that could be read, or text instead of numbers."""
    known = elements.get(tag)
    if known is None or isinstance(value, list) or not value:
        return False
    declared = known.vr.split(" or ")
    if "SQ" in declared:
        return True
    if vr in declared or vr not in _FREE:
        return False
    return not _FORMED.isdisjoint(declared) and not (vr == "UN" and _has_size(declared[0], value))


def _has_size(vr: str, value: object) -> bool:
    """Tell whether bytes are one number, or few."""
    return vr not in {"AS", "DS", "IS"} and isinstance(value, bytes) and len(value) <= _FEW


def idle_overlays(data: DataSet) -> Iterator[int]:
    """Yield the groups of overlays that have no bits of their own: what is left of them only describes."""
    groups = {tag >> 16 for tag in data.elements if tag >> 24 == _OVERLAYS and not tag & _ODD}
    return (group for group in sorted(groups) if group << 16 | _BITS not in data.elements)


def has_bits_of_pixels(data: DataSet, group: int) -> bool:
    """Tell whether the bits of an overlay are in those of the pixels (retired)."""
    _, value = data.elements.get(group << 16 | _POSITION, ("US", b""))
    return isinstance(value, bytes) and any(value)
