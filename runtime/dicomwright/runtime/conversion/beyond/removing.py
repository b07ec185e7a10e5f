"""Private attributes removed from an object, at every depth (PS3.5 7.8)."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.narrow import is_dataset, is_tuple
from dicomwright.runtime.trees.tree import DataSet

if TYPE_CHECKING:
    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.trees.tree import Element

_PRIVATE: Final = 0x10000
_PRIVATE_META: Final = frozenset({0x00020100, 0x00020102})
"""Private Information of file meta information, and its creator."""


def remove_private(instance: DicomObject) -> None:
    """Remove all private attributes of an object, of its items, and of its file meta information."""
    pending = [instance]
    while pending:
        here = pending.pop()
        kept = kept_of(here)
        if kept is not None:
            _remove(kept)
        pending += vars(here).get("groups_", {}).values()
        for value in here.stored_.values():
            for item in value if is_tuple(value) else ():
                _clean(item)
                pending += [item] if isinstance(item, DicomObject) else []


def _remove(kept: Kept) -> None:
    """Remove them from what stands as it was read; the tree that was read stays, for copies share it."""
    for tag, (vr, value) in kept.all_elements().items():
        if tag & _PRIVATE:
            kept.drop(tag)
        elif isinstance(value, list):
            kept.put(tag, (vr, [_without(item, item.parent) for item in value]))
    if kept.meta is not None:
        others = {tag: element for tag, element in kept.meta.elements.items() if tag not in _PRIVATE_META}
        kept.meta = DataSet(others)


def _without(item: DataSet, parent: DataSet | None) -> DataSet:
    """Return an item without what is private in it, at any depth."""
    root = _copied(item, parent)
    pending = [root]
    while pending:
        here = pending.pop()
        here.elements = {tag: _element(e, here) for tag, e in here.elements.items() if not tag & _PRIVATE}
        for _, value in here.elements.values():
            pending += value if isinstance(value, list) else ()
    return root


def _element(element: Element, parent: DataSet) -> Element:
    vr, value = element
    return (vr, [_copied(item, parent) for item in value]) if isinstance(value, list) else element


def _copied(item: DataSet, parent: DataSet | None) -> DataSet:
    new = copy.copy(item)
    new.parent = parent
    return new


def _clean(item: Any) -> None:  # noqa: ANN401 - an item, a code, or a data set that was read as it is
    """Remove them from a data set of pydicom, or the one that a code has come from."""
    dataset: Any = item if is_dataset(item) else getattr(item, "item", None)
    if is_dataset(dataset):
        dataset.remove_private_tags()
