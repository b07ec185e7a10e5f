"""Masks: which pixels of the frames of an image a rule blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from dicomwright.deidentify.pixels.facts import items
from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwright.deidentify.regions import DeviceRule
    from dicomwright.runtime.trees.tree import DataSet

ULTRASOUND: Final = 0x00186011
_EDGES: Final = (
    0x00186018,
    0x0018601A,
    0x0018601C,
    0x0018601E,
)  # left, top, right, bottom; the last are within


def mask_of(rule: DeviceRule, data: DataSet, rows: int, columns: int) -> NDArray[np.bool_]:
    """Return an array of rows and columns that is true where a pixel is blanked."""
    found = np.zeros((rows, columns), bool)
    if rule.outside_ultrasound_regions:
        found[:] = True
        for left, top, right, bottom in ultrasound_regions(data):
            found[top : bottom + 1, left : right + 1] = False
    for left, top, width, height in rule.rectangles:
        found[top : top + height, left : left + width] = True
    return found


def ultrasound_regions(data: DataSet) -> list[tuple[int, ...]]:
    """Return left, top, right and bottom of each region of Sequence of Ultrasound Regions that has all of them."""
    found = [tuple(_edge(item, tag) for tag in _EDGES) for item in items(data, ULTRASOUND)]
    return [edges for edges in found if min(edges) >= 0]


def _edge(item: DataSet, tag: int) -> int:
    _, value = item.elements.get(tag, ("UL", b""))
    found = () if isinstance(value, list) else values_of("UL", value)
    return found[0] if found and isinstance(found[0], int) else -1
