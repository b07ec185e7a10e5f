"""Searching codes: by bare value, by the identifier of SNOMED RT that stood for it, and by words of the meaning.

Schemes are looked through as text: to load their classes, and pydicom with them, takes longer than to find a code.
"""

from __future__ import annotations

import re
from ast import literal_eval
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.snomed import snomed_ct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RETIRED: Final = frozenset({"99SDM", "SNM3", "SRT"})
"""Designators of SNOMED RT, which has been retired (PS3.16 8.1)."""

_CODE: Final = re.compile(
    r'^ {4}(\w+): ClassVar\[Code\] = code\(\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*")', re.MULTILINE
)
_CLASS: Final = re.compile(r'^class (\w+)\(CodingScheme, designator="([^"]+)"', re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+")
_LEAST: Final = 3
"""Letters of a word that is looked for; others are looked for beside one of these."""


class Found(NamedTuple):
    """A code that was found: the class of its scheme and its name in it, and what it says."""

    scheme: str
    name: str
    value: str
    designator: str
    meaning: str


def find_codes(query: str) -> Sequence[Found]:
    """Return the codes that are meant by a value, an identifier of SNOMED RT, or words; the likeliest first."""
    wanted = query.strip()
    return codes_of(wanted) or codes_of_retired(wanted) or _with_words(wanted)


def codes_of(value: str) -> tuple[Found, ...]:
    """Return the codes of a value, in all the schemes that have it."""
    return tuple(one for one in _codes() if one.value == value)


def codes_in(scheme: str, wanted: str) -> tuple[Found, ...]:
    """Return the codes that have a value in the class of a scheme; else those of that name in Python."""
    known = [one for one in _codes() if one.scheme == scheme]
    found = tuple(one for one in known if one.value == wanted)
    return found or tuple(one for one in known if one.name.casefold() == wanted.casefold())


def codes_of_retired(value: str) -> tuple[Found, ...]:
    """Return the codes of SNOMED CT that stand for an identifier of SNOMED RT, "T-62000"."""
    if not _RETIRED_FORM.fullmatch(value):
        return ()
    current = snomed_ct(value.upper())
    return tuple(one for one in codes_of(current) if one.designator == "SCT") if current else ()


_RETIRED_FORM: Final = re.compile(r"[A-Z0-9]{1,2}-[A-Z0-9]{2,6}", re.IGNORECASE)


# --- words


def _with_words(query: str) -> list[Found]:
    """Return the codes whose meaning has all the words, or words that begin so; whole words, few others, first."""
    words = _words(query)
    if not any(len(word) >= _LEAST and word.isalpha() for word in words):
        return []
    found = [(rank, one) for one in _codes() if (rank := _rank(words, _words(one.meaning))) is not None]
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].meaning.casefold(), pair[1]))]


def _rank(wanted: Sequence[str], words: Sequence[str]) -> tuple[int, int] | None:
    """Return how far a meaning is from what is wanted; None when a word is not there."""
    if not all(any(word.startswith(part) for word in words) for part in wanted):
        return None
    return sum(part not in words for part in wanted), len(words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


# --- what there is


@cache
def _codes() -> tuple[Found, ...]:
    return tuple(_read())


def _read() -> Iterator[Found]:
    for _, file in edition().files("codes"):
        text = file.read_text(encoding="utf-8")
        scheme = _CLASS.search(text)
        if scheme is not None:
            for name, value, meaning in _CODE.findall(text):
                yield Found(scheme[1], name, literal_eval(value), scheme[2], literal_eval(meaning))
