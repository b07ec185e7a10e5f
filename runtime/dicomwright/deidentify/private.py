"""Private attributes: which of them PS3.15 Table E.3.10-1 knows to be safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.confidentiality import Confidentiality

_CREATORS: Final = range(0x10, 0x100)


def kept_private(data: DataSet, tables: Confidentiality) -> frozenset[int]:
    """Return the tags of private attributes that are safe, and of what reserves their blocks."""
    found: set[int] = set()
    for tag, (_, value) in data.elements.items():
        reserving = tag & 0xFFFF0000 | (tag & 0xFFFF) >> 8
        if not tag & 0x10000 or (tag & 0xFFFF) >> 8 not in _CREATORS:
            continue
        _, creator = data.elements.get(reserving, ("LO", b""))
        name = creator.decode("ascii", "replace").strip(" \0") if isinstance(creator, bytes) else creator
        known = isinstance(name, str) and tables.SAFE_PRIVATE_ATTRIBUTES.of(name, tag) is not None
        if known and not isinstance(value, list):  # items would have to be known, too
            found |= {tag, reserving}
    return frozenset(found)
