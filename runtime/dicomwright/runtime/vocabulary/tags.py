"""Tags: the VR that the dictionary gives to each, their keywords, and the path of an element in a data set."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.dictionary import DataElements

_MOST_LEVELS: Final = 16
"""Items that a path names, from the innermost; deeper nesting is no file that anybody means to read."""


@cache
def elements() -> DataElements:
    """Return the dictionary of the edition."""
    found: DataElements = import_module("dicomwright.dictionary").ELEMENTS
    return found


class _Vrs(dict[int, str]):
    """VR by tag, for each of all tags; the dictionary is loaded with the first that is asked for."""

    def __missing__(self, tag: int) -> str:
        if not self:
            self.update(elements().vrs)
            return self[tag]
        group, number = tag >> 16, tag & 0xFFFF
        if number == 0:
            return "UL"  # PS3.5 7.2: group length
        if group & 1:  # PS3.5 7.8.1: private creators
            return "LO" if 0x10 <= number <= 0xFF else "UN"  # noqa: PLR2004
        found = elements().get(tag)  # of a repeating group
        return found.vr if found is not None and found.vr else "UN"


VR_OF: Final = _Vrs()
"""VR by tag, as PS3.6 writes it ("US or SS"); UN where it has none."""


@lru_cache(1 << 16)  # bounded: a hostile file may have tags without end
def keyword_of(tag: int) -> str:
    """Name a tag: its keyword, or (gggg,eeee) where there is none."""
    found = elements().get(tag)
    return found.keyword if found is not None and found.keyword else f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def path_of(data: DataSet | None, tag: int | None) -> str:
    """Return the path of an element, as in ``ContentSequence[0].TextValue``; of a data set when `tag` is None."""
    parts = [] if tag is None else [keyword_of(tag)]
    while data is not None and data.parent is not None:
        if len(parts) > _MOST_LEVELS:
            parts.append("..")
            break
        parts.append(f"{keyword_of(data.sequence)}[{data.index}]")
        data = data.parent
    return ".".join(reversed(parts))
