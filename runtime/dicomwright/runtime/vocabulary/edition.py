"""The data dictionary of the edition, as validation needs it: the generated tables, loaded with the first data set."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from dicomwright.runtime.vocabulary.dictionary import RepeatingElement
from dicomwright.runtime.vocabulary.tags import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.runtime.vocabulary.dictionary import DataElement


@cache
def tag_of(keyword: str) -> int | None:
    """Return the tag of a keyword, of a repeating group in its first; None when there is none."""
    try:
        found = elements().named(keyword)
    except KeyError:
        return None
    return int(found.mask.replace("x", "0"), 16) if isinstance(found, RepeatingElement) else found.tag


@lru_cache(1 << 16)  # bounded: a hostile file may have tags without end
def element_of(tag: int) -> DataElement | None:
    """Return what PS3.6 says of a tag; None when it does not know it."""
    return elements().get(tag)


@cache
def iods() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the IOD classes by SOP Class UID."""
    found: Mapping[str, tuple[str, ...]] = import_module("dicomwright.dictionary").IODS
    return found
