"""The attributes that a text may name, by tag and by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.facts import DataElement

# Attributes that texts name without their tag: only where a verb follows, and only names of their own.
_FOLLOWED: Final = r"(?= (?:Value \d|is |are |has |equals |= |exists))"
_LED: Final = r"(?:(?<=Item of )|(?<=Item in )|(?<=points to ))"


@dataclass(frozen=True, slots=True)
class Named:
    """An attribute: keyword, name, VR and tag as GGGGEEEE."""

    tag: str
    keyword: str
    name: str
    vr: str


@dataclass(frozen=True)
class Attributes:
    """The data elements of PS3.6 in the two ways in which texts name them."""

    by_tag: dict[str, Named] = field(default_factory=dict[str, Named])
    by_name: dict[str, Named] = field(default_factory=dict[str, Named])
    untagged: re.Pattern[str] = re.compile(r"(?!)")


def attributes_of(elements: Iterable[DataElement]) -> Attributes:
    """Index the data elements that have a keyword."""
    named = [
        Named(item.tag, item.keyword, item.name.replace("\u2019", "'"), item.vr[0] if item.vr else "")
        for item in elements
        if item.keyword
    ]
    by_name = {item.name: item for item in reversed(named)}
    usable = sorted((name for name in by_name if _is_usable(name)), key=len, reverse=True)
    names = "|".join(map(re.escape, usable))
    pattern = rf"{_LED}(?:{names})(?!\w)|\b(?:{names})(?!\w){_FOLLOWED}" if usable else r"(?!)"
    return Attributes({item.tag: item for item in named}, by_name, re.compile(pattern))


def _is_usable(name: str) -> bool:
    return " " in name or name == "Modality"
