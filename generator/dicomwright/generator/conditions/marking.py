"""A condition text -> the same text with attributes, values, codes and references as numbered marks.

"Modality (0008,0060) is MG" becomes "@0 is $1": what is left are the words that a grammar has to know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import REFERENCE_MARK

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.conditions.names import Attributes, Named

ATTRIBUTE: Final = "@"
VALUE: Final = "$"
CODE: Final = "%"
REFERENCE: Final = "&"

_TAG: Final = re.compile(r"\(\s*([0-9A-Fa-fXx]{4})\s*,\s*([0-9A-Fa-fXx]{4})\s*\)")
_CODE: Final = re.compile(r'\(\s*([\w.-]+)\s*,\s*([\w.-]+)\s*,\s*["\u201c]([^"\u201d]*)["\u201d]\s*\)')
_QUOTED: Final = re.compile(r'["\u201c]([^"\u201c\u201d]+)["\u201d](?:\s*\((?!\s*(?:see|See)\b)[^()]*\))?')
_UID: Final = re.compile(r"\b1\.2\.840\.10008(?:\.\d+)+(?:\s*\([^()]*\))?")
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\w)")
# What is written in capitals: CS values. Several words are one value: PALETTE COLOR.
_CAPITALS: Final = re.compile(
    r"(?<![\w/-])(?:[A-Z][A-Z0-9_]+|\d+[A-Z][A-Z0-9_]*|[B-Z](?=[\s,.;)]|$))(?![\w/-])"
    r"(?: (?:[A-Z0-9_]{2,}|[A-Z0-9])(?![\w/-]))*"
)
_SINGLE_A: Final = re.compile(r"(?<=is )A(?= \()")
_WORD_BEFORE: Final = re.compile(r"(\S+)\s*$")
_NAME_WORD: Final = re.compile(r"^(?:[A-Z0-9(][\w()/'&-]*|k-space|kVp|mA|mAs|ms)$")
_MOST_WORDS: Final = 10  # of a name before its tag
_LINK_WORD: Final = re.compile(r"^(?:of|to|the|and|for|in|from|by|or|a|per|with|at|\u00b5As)$")


@dataclass(frozen=True)
class Marked:
    """A marked text: `marks[n]` is what the mark with number n stands for, `raw[n]` what was written.

    A tag that PS3.6 does not have, or that stands with the name of another attribute, is its own text: no attribute.
    """

    text: str
    marks: tuple[Named | str | int | float | tuple[str, str, str], ...]
    raw: tuple[str, ...]

    def written(self, part: str) -> str:
        """A part of the marked text as it was written."""
        return _MARK.sub(lambda found: self.raw[int(found[1])], part)


_MARK: Final = re.compile(r"[@$%&](\d+)")


class _Marker:
    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.marks: list[Named | str | int | float | tuple[str, str, str]] = []
        self.raw: list[str] = []

    def add(self, sign: str, meant: Named | str | float | tuple[str, str, str], raw: str) -> str:
        self.marks.append(meant)
        self.raw.append(raw)
        return f"\u0001{sign}{_hidden(len(self.marks) - 1)}\u0002"

    def tags(self, text: str) -> str:
        """Put a mark in the place of every name with its tag."""
        done = ""
        position = 0
        for found in _TAG.finditer(text):
            named = self.attributes.by_tag.get((found[1] + found[2]).upper().replace("X", "x"))
            before = text[position : found.start()]
            start = _start_of_name(before, named.name if named else "")
            meant = named if named and not self.is_of_another(before, named) else found[0]
            done += before[:start]
            done += self.add(ATTRIBUTE, meant, before[start:] + found[0])
            position = found.end()
        return done + text[position:]

    def is_of_another(self, before: str, named: Named) -> bool:
        """Whether the text before a tag ends with the name of another attribute: then one of the two is wrong."""
        words = before.split()
        if " ".join(words).casefold().endswith(named.name.casefold()):
            return False
        ends = (" ".join(words[start:]) for start in range(max(0, len(words) - _MOST_WORDS), len(words)))
        return any(end in self.attributes.by_name for end in ends)

    def code(self, found: re.Match[str]) -> str:
        """Put a mark in the place of a coded entry."""
        value, scheme = (found[2], found[1]) if found[1] in _SCHEMES else (found[1], found[2])
        return self.add(CODE, (value, scheme, found[3]), found[0])

    def untagged(self, found: re.Match[str]) -> str:
        """Put a mark in the place of a name that stands without its tag."""
        return self.add(ATTRIBUTE, self.attributes.by_name[found[0]], found[0])

    def value(self, found: re.Match[str]) -> str:
        """Put a mark in the place of a value."""
        return self.add(VALUE, found[1] if found.re is _QUOTED else found[0].split(" (")[0], found[0])

    def number(self, found: re.Match[str]) -> str:
        """Put a mark in the place of a number."""
        return self.add(VALUE, float(found[0]) if "." in found[0] else int(found[0]), found[0])

    def reference(self, found: re.Match[str]) -> str:
        """Put a mark in the place of a reference to a section."""
        return self.add(REFERENCE, found[1], found[0])


_SCHEMES: Final = frozenset({"DCM", "SCT", "UCUM", "LN"})
# Digits inside marks are hidden while other digits are looked for.
_DIGITS: Final = str.maketrans("0123456789", "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009")
_SHOWN: Final = {code: str(digit) for digit, code in enumerate(range(0xE000, 0xE00A))} | {1: "", 2: ""}


def _hidden(number: int) -> str:
    return str(number).translate(_DIGITS)


def mark(text: str, attributes: Attributes) -> Marked:
    """Mark what a text names."""
    marker = _Marker(attributes)
    text = " ".join(text.replace("\u2019", "'").split())
    text = marker.tags(text)
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_CODE, marker.code),
        (REFERENCE_MARK, marker.reference),
        (_QUOTED, marker.value),
        (_UID, marker.value),
        (attributes.untagged, marker.untagged),
        (_VALUE_NUMBER, lambda found: f"{found[1]}{found[2].translate(_DIGITS)}"),
        (_SINGLE_A, marker.value),
        (_CAPITALS, marker.value),
        (_NUMBER, marker.number),
    )
    for pattern, replacement in steps:
        text = pattern.sub(replacement, text)
    text = re.sub(r"(&[\ue000-\ue009]+)\u0002\s*(?=\u0001%)", "\u0002", text)  # the link before a code
    text = text.replace("\u0001\u0002", "")
    return Marked(text.translate(_SHOWN), tuple(marker.marks), tuple(marker.raw))


_VALUE_NUMBER: Final = re.compile(r"\b([Vv]alue )(\d+)\b")


def _start_of_name(before: str, name: str) -> int:
    """Where the name of an attribute starts in the text before its tag."""
    bare = before.rstrip()
    if bare.casefold().endswith(name.casefold()):
        return _with_more_words(bare, len(bare) - len(name))
    start = len(bare)
    kept = start
    while found := _WORD_BEFORE.search(bare[:start]):
        word = found[1]
        if (_NAME_WORD.match(word) and not word.endswith(")")) or (word.endswith(")") and kept != start):
            kept = found.start(1)
        elif not _LINK_WORD.match(word) or word in {"and", "or"}:
            break
        start = found.start(1)
    return kept


_MORE: Final = re.compile(
    r"(?<=\s)(?!(?:Attribute|Attributes|Required|If|When|Value|Either|One)\s)(?:[A-Z][a-z]+|3D|2D) $"
)


def _with_more_words(bare: str, start: int) -> int:
    """Take in words that a text puts before the name that PS3.6 has."""
    while found := _MORE.search(bare[:start]):
        start = found.start()
    return start
