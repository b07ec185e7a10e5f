"""Pass: the usage cell of an IOD's tables -> letter, condition, and where a functional group may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.model.text import condition_of

if TYPE_CHECKING:
    from dicomwright.generator.facts import Condition

Letter = Literal["M", "C", "U", ""]

_LETTERS: Final[dict[str, Letter]] = {"M": "M", "C": "C", "U": "U"}
_USAGE: Final = re.compile(r"^([MCU])\b[\s\-\u2013\u2014.]*(.*)$", re.DOTALL)
_NOT_SHARED: Final = re.compile(r"\b(?:may|shall) not be used as a shared functional group", re.IGNORECASE)
_ONLY_SHARED: Final = re.compile(
    r"\bshall be used as a shared functional group|\b(?:may|shall) not be used as a per-frame functional group",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"[^.;]*\bas a shared functional group\b[^.;]*[.;]?", re.IGNORECASE)
# What limits a module that nothing demands; other words beside U are notes.
_LIMIT: Final = re.compile(r"\b(?:shall|may) (?:not )?be (?:present|used)\b.*\bif\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a usage cell says."""

    letter: Letter
    condition: Condition | None
    shared: bool
    per_frame: bool


def read_usage(text: str) -> Usage:
    """Read "M", "C - Required if ...", "M - May not be used as a Shared Functional Group.", "U", or prose."""
    found = _USAGE.match(text)
    rest = found[2] if found else text
    said = _PLACE.sub("", rest)
    letter = _LETTERS[found[1]] if found else ""
    return Usage(
        letter=letter,
        condition=condition_of(said) if letter == "C" or _LIMIT.search(said) else None,
        shared=not _NOT_SHARED.search(rest),
        per_frame=not _ONLY_SHARED.search(rest),
    )
