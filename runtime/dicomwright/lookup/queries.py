"""What was typed: the identifiers that it may be, and its words in the ways that they may be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.lookup.table import words_of
from dicomwright.lookup.words import ALIKE, KINDS, LITTLE, NOISE, SIDES
from dicomwright.runtime.vocabulary.snomed import snomed_ct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEX: Final = "[0-9a-fx]"
_TAG: Final = re.compile(
    rf"""\(? \s* (?:0x)? (?P<group>{_HEX}{{1,4}}) \s* [,|:;] \s* (?:0x)? (?P<element>{_HEX}{{1,4}}) \s* \)?
      | \(? (?:0x)? (?P<whole>[0-9a-f]{{2}}{_HEX}{{2}}[0-9a-f]{{4}}) \)?""",
    re.VERBOSE | re.IGNORECASE,
)
_REPEATING: Final = re.compile(r"(50|60)[0-9a-f]{2}([0-9a-f]{4})", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(cid|tid|context group|template)[\s_-]*([0-9]+[a-z]{0,2})", re.IGNORECASE)
_SECTION: Final = re.compile(
    r"(?:(?:ps\s*3\.\d+|part\s*\d+|section|sect|annex)[\s_:,]*)*([a-z](?:\.\d+[a-z]?)+)", re.IGNORECASE
)
_SNOMED_RT: Final = re.compile(
    r"(?:(?:SRT|SNM3|99SDM)\s*[.:,]?\s*)?([A-Z0-9]{1,2}-[A-Z0-9]{2,6})", re.IGNORECASE
)
_FIGURES: Final = re.compile(r"[0-9][0-9.]*")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBERS: Final = {"cid": "CID", "context group": "CID", "tid": "TID", "template": "TID"}
_GLUED: Final = 6
"""Letters of words without blanks between that are one name: of fewer, chance makes another."""
_OTHERWISE: Final = 0.92
"""How likely it is that other words are meant, of those that were typed."""


class Way(NamedTuple):
    """A way in which words may be meant: each word with what it counts, and how likely the way is."""

    words: tuple[tuple[str, float], ...]
    likely: float


def identifiers(text: str) -> Iterator[str]:
    """Yield the cells that a text may be, if it is a tag, a section or a number: it is nothing else then."""
    tag = _TAG.fullmatch(text)
    if tag is not None:
        yield from _tags(tag["whole"] or tag["group"].zfill(4) + tag["element"].zfill(4))
    for pattern in (_NUMBERED, _SECTION):
        found = pattern.fullmatch(text)
        if found is not None:
            yield "".join(_NUMBERS.get(part.casefold(), part) for part in found.groups())
    if _FIGURES.fullmatch(text):
        yield text


def _tags(tag: str) -> Iterator[str]:
    yield tag
    if _REPEATING.fullmatch(tag):
        yield _REPEATING.sub(r"\1xx\2", tag)


def concept_of_retired(text: str) -> str:
    """Return the value in SNOMED CT of an identifier of SNOMED RT, "T-71000"; empty for any other text."""
    found = _SNOMED_RT.fullmatch(text.strip())
    return snomed_ct(found[1].upper()) if found is not None else ""


def kinds_meant(text: str) -> frozenset[str]:
    """Return the kinds of things that words name."""
    return frozenset(kind for word in words_of(text) for kind in KINDS.get(word, ()))


def ways(text: str) -> Iterator[Way]:
    """Yield the ways in which the words of a text may be meant, the one that was typed first."""
    words = _without_noise(words_of(_CAMEL.sub(" ", text)))
    if not words:
        return
    yield _way(words, 1)
    glued = "".join(words_of(text))
    if words != [glued] and len(glued) >= _GLUED:
        yield Way(((glued, 1),), 1)
    for said, meant in ALIKE:
        other = _replaced(words, said.split(), meant.split())
        if other is not None:
            yield _way(other, _OTHERWISE)


def _without_noise(words: Sequence[str]) -> list[str]:
    """Leave out what says nothing, unless nothing else was said; each word once."""
    return [*dict.fromkeys(word for word in words if word not in NOISE)] or [*dict.fromkeys(words)]


def _way(words: Sequence[str], likely: float) -> Way:
    """Weigh words: what names a kind or a side counts little, where there is another."""
    little = {word for word in words if word in KINDS or word in SIDES}
    alone = len(little) == len(words)
    return Way(tuple((word, LITTLE if word in little and not alone else 1) for word in words), likely)


def _replaced(words: list[str], said: list[str], meant: list[str]) -> list[str] | None:
    """Return the words with others for some that stand together; None when these are not there."""
    for at in range(len(words) - len(said) + 1):
        if words[at : at + len(said)] == said:
            rest = [*words[:at], *words[at + len(said) :]]
            changed = [*words[:at], *_without_noise(meant), *words[at + len(said) :]]
            return None if set(meant) <= set(rest) else [*dict.fromkeys(changed)]
    return None
