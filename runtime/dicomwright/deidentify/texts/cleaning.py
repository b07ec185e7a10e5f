"""Cleaning: what identifies is taken out of a text, by its form and by the object's own words; what stays is listed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.rows import code_of
from dicomwright.deidentify.texts import words
from dicomwright.deidentify.texts.folding import folded
from dicomwright.deidentify.texts.patterns import DATES, PATTERNS, TIMES, UIDS
from dicomwright.runtime.values.elements import text_of, values_of
from dicomwright.runtime.values.rules import TEXTS, UNDELIMITED
from dicomwright.runtime.vocabulary.charsets import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from dicomwright.runtime.trees.tree import DataSet, Element
    from dicomwright.runtime.vocabulary.confidentiality import Option
    from dicomwright.runtime.vocabulary.registry import Edition

TAKEN: Final = "*"
"""What stands where something was taken: no longer than that, so that no text becomes too long."""
_RUNS: Final = re.compile(r"\*(?:[\s\^=,;:./_\-]*\*)+")
_PATTERNS_OF: Final[dict[str, Callable[[str], Iterator[str]]]] = {
    "PN": words.of_name,
    "AS": words.of_age,
    "TM": words.of_time,
    **dict.fromkeys(("DA", "DT"), words.of_day),
    **dict.fromkeys(("ST", "LT", "UT", "UC", "UR"), words.of_text),
    **dict.fromkeys(("LO", "SH", "AE", "IS"), words.of_identifier),
}
_SCHEME: Final = 0x00080102
_OF_CODES: Final = frozenset({0x00080100, 0x00080119, _SCHEME, 0x00080103})
"""Code Value, Long Code Value, Coding Scheme Designator, Coding Scheme Version."""
_PRIVATE: Final = re.compile(r"99|L$", re.IGNORECASE)
_CLEANED: Final = "clean_descriptors"
_DELIMITERS: Final = {vr: "" if vr in UNDELIMITED else "\\" for vr in TEXTS}


class Cleaner:
    """Cleans the texts of an object by what its identifying attributes say: those that the profile does not keep."""

    def __init__(self, data: DataSet, edition: Edition, options: Collection[Option]) -> None:
        """Take the data set as it was."""
        self._data = data
        self._edition = edition
        self._options = options
        kept = {UIDS} if "retain_uids" in options else set[re.Pattern[str]]()
        kept |= {DATES, TIMES} if "retain_longitudinal_full_dates" in options else set()
        self._patterns = [pattern for pattern in PATTERNS if pattern not in kept]

    def element(self, data: DataSet, tag: int) -> Element | None:
        """Return a text of a data set without what identifies; None where nothing is left, or nobody can read it.

        Of a code of a public scheme nothing is taken for its form: many have as many figures as numbers of patients.
        """
        vr, value = data.elements[tag]
        known = self._edition.elements.get(tag)
        vr = known.vr if vr == "UN" and known is not None else vr
        if vr not in _DELIMITERS or isinstance(value, list) or not self._describes(tag):
            return None
        try:
            text = value if isinstance(value, str) else text_of(vr, bytes(value), data.encoding)  # type: ignore[arg-type]
            found = self._cleaned(vr, text, by_form=not (tag in _OF_CODES and _is_public(data)))
            written = encode(found, data.encoding, _DELIMITERS[vr])
        except (TypeError, UnicodeError):
            return None
        return (vr, written + b" " * (len(written) % 2)) if found.strip(" \0\\*") else None

    def _describes(self, tag: int) -> bool:
        """Tell whether an attribute is one that is cleaned as a text, or one of which the table says nothing."""
        row = self._edition.confidentiality.PROTECTED_ATTRIBUTES.of(tag)
        return row is None or _CLEANED in row.options

    def items(self, data: DataSet) -> None:
        """Clean in place all texts of an item, however deep, of which the profile says nothing."""
        pending = [data]
        while pending:
            here = pending.pop()
            for tag, (vr, value) in [*here.elements.items()]:
                if isinstance(value, list):
                    pending += value
                elif vr in TEXTS and value and self._code(tag, vr) is None:
                    here.elements[tag] = self.element(here, tag) or (vr, TAKEN.encode() + b" ")

    def text(self, text: str, *, by_form: bool = True) -> str:
        """Return a text without what identifies: by its form, too, unless that says nothing."""
        for pattern in self._patterns if by_form else ():
            text = pattern.sub(TAKEN, text)
        if self._words is not None:
            text = _without(text, self._words)
        return _RUNS.sub(TAKEN, text)

    def _cleaned(self, vr: str, text: str, *, by_form: bool) -> str:
        delimiter = _DELIMITERS[vr]
        values = text.split(delimiter) if delimiter else [text]
        return delimiter.join(self.text(value.rstrip(" \0"), by_form=by_form) for value in values)

    def _code(self, tag: int, vr: str) -> str | None:
        return code_of(self._edition.confidentiality, self._edition.elements, tag, vr, self._options)

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Any of the words that the object has, the longest first."""
        found = sorted(set(self._identifying()), key=len, reverse=True)
        return re.compile("|".join(found)) if found else None

    def _identifying(self) -> Iterator[str]:
        pending = [self._data]
        while pending:
            data = pending.pop()
            for tag, (vr, value) in data.elements.items():
                if isinstance(value, list):
                    pending += value
                elif self._identifies(tag, vr):
                    known = self._edition.elements.get(tag)
                    vr_ = known.vr if vr == "UN" and known is not None else vr
                    given = values_of(vr_, value, data.encoding)
                    yield from (each for one in given for each in _PATTERNS_OF.get(vr_, _nothing)(str(one)))

    def _identifies(self, tag: int, vr: str) -> bool:
        """Tell whether an attribute is one that the profile takes away, and no description of what was done."""
        if self._edition.confidentiality.PROTECTED_ATTRIBUTES.of(tag) is not None and self._describes(tag):
            return False
        code = self._code(tag, vr)
        return code is not None and code[0] not in "KU"


def _is_public(data: DataSet) -> bool:
    """Tell whether a coded entry is of a scheme that is not private or local (PS3.3 8.2, PS3.16 chapter 8)."""
    vr, value = data.elements.get(_SCHEME, ("SH", b""))
    designator = str(next(iter(values_of(vr, value, data.encoding)), ""))
    return bool(designator) and _PRIVATE.match(designator) is None


def _nothing(_: str) -> Iterator[str]:
    yield from ()


def _without(text: str, pattern: re.Pattern[str]) -> str:
    """Take out of a text what a pattern finds when it is folded."""
    parts, at = list[str](), 0
    for found in pattern.finditer(folded(text)):
        parts += [text[at : found.start()], TAKEN]
        at = found.end()
    return "".join((*parts, text[at:]))
