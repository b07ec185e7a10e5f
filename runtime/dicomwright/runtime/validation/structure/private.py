"""Private elements: none where the standard has no place for any, a creator for each other one (PS3.5 7.8.1)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.validation.compiled import nowhere
from dicomwright.runtime.validation.demands import Demand
from dicomwright.runtime.validation.findings import Source, found_at
from dicomwright.runtime.validation.rules import ElementRule
from dicomwright.runtime.validation.shapes import Step

if TYPE_CHECKING:
    from collections.abc import Container

    from dicomwright.runtime.reports.findings import Finding

PRIVATE: Final = 0x10000
"""The bit of a tag that makes its group odd."""

_SECTION: Final = Source(
    "Private Data Element Tags",
    "PS3.5 7.8.1",
    "https://dicom.nema.org/medical/dicom/current/output/chtml/part05/sect_7.8.html#sect_7.8.1",
)
_RESERVED_GROUPS: Final = frozenset({1, 3, 5, 7, 0xFFFF})
_FIRST_CREATOR, _LAST_CREATOR, _FIRST_DATA = 0x10, 0xFF, 0x1000
_MOST_KNOWN: Final = 1 << 10


def private_step(tag: int, present: Container[int]) -> Step | None:
    """Return what is to be judged of a private element, by the tags that are beside it."""
    group, number = tag >> 16, tag & 0xFFFF
    if _FIRST_CREATOR <= number <= _LAST_CREATOR and group not in _RESERVED_GROUPS:
        return _step_of_creator(tag)
    if not number and group not in _RESERVED_GROUPS:  # the length of a group
        return None
    if group in _RESERVED_GROUPS or number < _FIRST_DATA:
        return _step(tag, "has a tag that must not be used")
    if tag & 0xFFFF0000 | number >> 8 not in present:
        return _step(tag, "has no private creator")
    return None


def _step(tag: int, said: str) -> Step:
    return Step(None, found_at("private-element", tag, _SECTION, said), ())


@lru_cache(_MOST_KNOWN)
def _step_of_creator(tag: int) -> Step:
    """Judge a creator: one name, which is not empty."""
    attribute = Attribute(tag, "LO", "1")
    attribute.keyword = ""
    return Step(ElementRule(attribute, tag, nowhere, (_Creator(attribute, _SECTION, nowhere),)), None, ())


class _Creator(Demand):
    """The demand for a name in an element that reserves others."""

    __slots__ = ()

    def empty(self, tag: int, what: str) -> Finding:  # noqa: ARG002 - of others it says what there is none of
        """Say that it reserves them for nobody."""
        return found_at("private-element", tag, self.owner, "names no private creator")
