"""Overlays: groups that have no bits of their own, and bits that are among those of the pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.trees.tree import DataSet

_OVERLAYS: Final = 0x60
_ODD: Final = 0x10000
_BITS: Final = 0x3000
_POSITION: Final = 0x0102


def idle_overlays(data: DataSet) -> Iterator[int]:
    """Yield the groups of overlays that have no bits of their own: what is left of them only describes."""
    if max(data.elements, default=0) >> 24 < _OVERLAYS:  # as in nearly all items
        return
    groups = {tag >> 16 for tag in data.elements if tag >> 24 == _OVERLAYS and not tag & _ODD}
    yield from (group for group in sorted(groups) if group << 16 | _BITS not in data.elements)


def has_bits_of_pixels(data: DataSet, group: int) -> bool:
    """Tell whether the bits of an overlay are in those of the pixels (retired)."""
    _, value = data.elements.get(group << 16 | _POSITION, ("US", b""))
    return isinstance(value, bytes) and any(value)
