"""Palettes: the darkest colour that a lookup table has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from dicomwright.runtime.values.elements import descriptor_of
from dicomwright.runtime.values.stored import Held

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet

_DESCRIPTORS: Final = (0x00281101, 0x00281102, 0x00281103)
_TABLES: Final = (0x00281201, 0x00281202, 0x00281203)
_BYTES: Final = 8
_MOST: Final = 1 << 16


def darkest(data: DataSet) -> tuple[int, ...] | None:
    """Return the value of a pixel that is shown darkest; None where the table is segmented, or cannot be read."""
    found = [_entries(data, *tags) for tags in zip(_DESCRIPTORS, _TABLES, strict=True)]
    tables = [each for each in found if each is not None]
    if len(tables) < len(found) or len({first for first, _ in tables}) > 1:
        return None
    least = min(len(entries) for _, entries in tables)
    if not least:
        return None
    brightness = sum(entries[:least].astype(np.uint32) for _, entries in tables)
    return (tables[0][0] + int(np.argmin(brightness)),)


def _entries(data: DataSet, descriptor: int, table: int) -> tuple[int, np.ndarray] | None:
    _, described = data.elements.get(descriptor, ("US", b""))
    _, value = data.elements.get(table, ("OW", b""))
    if isinstance(value, Held):
        value = b"".join(bytes(piece) for piece in value.pieces())
    if not isinstance(described, bytes) or not isinstance(value, bytes):
        return None
    said = descriptor_of(described)
    if len(said) < len(_TABLES):
        return None
    count, first, bits = said
    packed = bits == _BYTES and len(value) < (count or _MOST) * 2
    entries = np.frombuffer(value[: len(value) // 2 * 2], "u1" if packed else "<u2")
    return first, entries[: count or _MOST]
