"""Tags: what the dictionary says of each, and their keywords."""

from __future__ import annotations

from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.vocabulary.dictionary import RepeatingElement, tag_of_mask
from dicomwright.runtime.vocabulary.registry import editions, on_register

if TYPE_CHECKING:
    from dicomwright.runtime.vocabulary.dictionary import DataElement


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
    """Return what PS3.6 says of a tag, in the first of the editions that knows it; None when none does."""
    return next((found for each in editions() if (found := each.elements.get(tag)) is not None), None)


@lru_cache(1 << 16)
def keyword_of(tag: int) -> str:
    """Name a tag: its keyword, or (gggg,eeee) where there is none."""
    found = element_of(tag)
    return found.keyword if found is not None and found.keyword else group_and_element(tag)


def group_and_element(tag: int) -> str:
    """Return a tag as the standard writes it: (0010,0010)."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


@cache
def tag_of(keyword: str) -> int | None:
    """Return the tag of a keyword, of a repeating group in its first; None when there is none."""
    for each in editions():
        with suppress(KeyError):
            found = each.elements.named(keyword)
            return tag_of_mask(found.mask) if isinstance(found, RepeatingElement) else found.tag
    return None


def keywords() -> list[str]:
    """Return all keywords of the data dictionary."""
    return [keyword for each in editions() for keyword in each.elements.keywords()]


for _looked_up in (element_of, keyword_of, tag_of):
    on_register(_looked_up.cache_clear)


DESCRIPTORS: Final = frozenset(
    {0x00281101, 0x00281102, 0x00281103, 0x00281111, 0x00281112, 0x00281113, 0x00283002}
)
"""Descriptors of tables: US or SS, but their first and third values are unsigned in any case (PS3.3 C.11.1.1)."""


# Repeating groups: 50xx of curves, which are retired, and 60xx of overlays (PS3.5 7.6)

_REPEATING: Final = frozenset({0x50, 0x60})


def is_repeating(tag: int) -> bool:
    """Tell whether a tag is of a repeating group."""
    return tag >> 24 in _REPEATING


def in_first_group(tag: int) -> int:
    """Return the tag that an element has in the first of its repeating groups."""
    return tag & 0xFF00FFFF
