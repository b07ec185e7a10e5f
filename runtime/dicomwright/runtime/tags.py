"""Tags: the VR that the dictionary gives to each, their keywords, and the path of an element in a data set."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.dictionary import RepeatingElement, tag_of_mask

if TYPE_CHECKING:
    from dicomwright.runtime.dictionary import DataElement, DataElements
    from dicomwright.runtime.tree import DataSet

_MOST_LEVELS: Final = 16
"""Items that a path names, from the innermost; deeper nesting is no file that anybody means to read."""


@cache
def elements() -> DataElements:
    """Return the dictionary of the edition."""
    found: DataElements = import_module("dicomwright.dictionary").ELEMENTS
    return found


class _Vrs(dict[int, str]):
    """VR by tag, for each of all tags; those of the dictionary are kept when they were asked for."""

    def __missing__(self, tag: int) -> str:
        group, number = tag >> 16, tag & 0xFFFF
        if number == 0:
            return "UL"  # PS3.5 7.2: group length
        if group & 1:  # PS3.5 7.8.1: private creators
            return "LO" if 0x10 <= number <= 0xFF else "UN"  # noqa: PLR2004
        found = element_of(tag)
        if found is None or not found.vr:
            return "UN"
        self[tag] = found.vr
        return found.vr


VR_OF: Final = _Vrs()
"""VR by tag, as PS3.6 writes it ("US or SS"); UN where it has none."""


@lru_cache(1 << 16)  # bounded: a hostile file may have tags without end
def element_of(tag: int) -> DataElement | None:
    """Return what PS3.6 says of a tag; None when it does not know it."""
    return elements().get(tag)


@lru_cache(1 << 16)
def keyword_of(tag: int) -> str:
    """Name a tag: its keyword, or (gggg,eeee) where there is none."""
    found = element_of(tag)
    return found.keyword if found is not None and found.keyword else f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


@cache
def tag_of(keyword: str) -> int | None:
    """Return the tag of a keyword, of a repeating group in its first; None when there is none."""
    try:
        found = elements().named(keyword)
    except KeyError:
        return None
    return tag_of_mask(found.mask) if isinstance(found, RepeatingElement) else found.tag


# Repeating groups: 50xx of curves, which are retired, and 60xx of overlays (PS3.5 7.6)

_REPEATING: Final = frozenset({0x50, 0x60})


def is_repeating(tag: int) -> bool:
    """Tell whether a tag is of a repeating group."""
    return tag >> 24 in _REPEATING


def in_first_group(tag: int) -> int:
    """Return the tag that an element has in the first of its repeating groups."""
    return tag & 0xFF00FFFF


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
