"""Annotations of presentation states: what is drawn stays, what is written goes (PS3.15 E.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet

ANNOTATIONS: Final = 0x00700001
_TEXTS: Final = 0x00700008
_DRAWN: Final = (0x00700009, 0x00700209)  # Graphic Object Sequence and Compound Graphic Sequence


def without_texts(items: list[DataSet]) -> list[DataSet]:
    """Return the annotations in which something is drawn, without what is written."""
    found = [item for item in items if any(item.elements.get(tag, ("", b""))[1] for tag in _DRAWN)]
    for number, item in enumerate(found):
        item.index = number
        item.elements.pop(_TEXTS, None)
    return found
