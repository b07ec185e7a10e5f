"""Ranking: how well a line answers words: what has all of them, and little else, best; then what is used most."""

from __future__ import annotations

from functools import lru_cache
from heapq import nlargest
from math import log, log2
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.lookup.spelling import farther, near
from dicomwright.lookup.table import words_of
from dicomwright.lookup.words import LITTLE, NOISE, SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwright.lookup.queries import Way
    from dicomwright.lookup.table import Line, Table

_BEGINS: Final = 0.85
_CUT: Final = 0.7
"""What the beginning of a long word counts; the whole of it counts all."""
_PLURAL: Final = 0.97
_NEAR: Final = 0.8
_FAR: Final = 0.6
_MOST: Final = 150
"""Lines that are looked at in full: those with the most, and the rarest, of the words; of equals, with short titles."""
_WRONG: Final = 8
"""Words that one word may be misspelt for: of more, the most like it."""
_UNKNOWN: Final = 3.0
"""What a word counts that is nowhere, as one does that is in every twentieth line."""
_LEAST: Final = 2
"""Letters of the beginning of a word."""

_BESIDES: Final = 0.9
"""What a word counts that is not in the title, but in what the thing is called besides."""
_WHOLE: Final = 0.45
"""How much of the score is that a name has no other words."""

_OTHER_SIDE: Final = 0.6
_KINDS: Final = {
    "attribute": 1.0,
    "iod": 1.02,
    "module": 0.97,
    "uid": 0.96,
    "template": 0.95,
    "cid": 0.93,
    "macro": 0.92,
}
_CODE: Final = 0.94
_RETIRED: Final = 0.75
_MEANT: Final = 1.15
_USED: Final = 0.015


class Word(NamedTuple):
    """A word that is looked for: what it counts, how likely it is each of these words, and where lines have it."""

    weight: float
    variants: dict[str, float]
    lines: dict[int, float]

    def counting(self, share: float) -> Word:
        """Return the word, counting a share of what it does."""
        return self._replace(weight=self.weight * share)

    def in_(self, words: Iterable[str]) -> tuple[float, str]:
        """Return how well words have this one, and which of them has it."""
        likeness, word = max(((self._likeness(word), word) for word in words), default=(0.0, ""))
        return likeness, word if likeness else ""

    def _likeness(self, word: str) -> float:
        exact = self.variants.get(word)
        if exact is not None:
            return exact
        typed = next(iter(self.variants))
        if len(typed) < _LEAST or not word.startswith(typed):
            return 0.0
        return _BEGINS * (_CUT + (1 - _CUT) * len(typed) / len(word))


def best(table: Table, way: Way) -> dict[int, tuple[float, Line]]:
    """Return the likeliest lines of a way to mean the words: how likely each is, before what else is known of it."""
    words = [_looked_up(table, word).counting(weight) for word, weight in way.words]
    total = sum(word.weight for word in words)
    sums: dict[int, float] = {}
    for word in words:
        for start, likeness in word.lines.items():
            sums[start] = sums.get(start, 0) + likeness * word.weight
    chosen = nlargest(_MOST, sums, key=lambda start: (sums[start], -table.length_of_title(start), -start))
    lines = ((start, table.line(start)) for start in chosen)
    return {start: (_score(line, words, total) * way.likely, line) for start, line in lines}


def likely(score: float, line: Line, meant: frozenset[str]) -> float:
    """Return how likely it is that a line is meant, by its kind and its use, too."""
    kind = line.kind.partition(" ")[0]
    score *= _KINDS.get(kind, _CODE) * (_MEANT if kind in meant else 1)
    return score * (_RETIRED if line.uses is None else 1 + _USED * log2(1 + line.uses))


@lru_cache(256)
def _looked_up(table: Table, typed: str) -> Word:
    """Look a word up, with what it may be a misspelling of."""
    variants = {typed: 1.0}
    there = table.with_word(typed)
    begins = _BEGINS if len(typed) >= _LEAST else 0.0
    lines = {start: 1.0 if is_whole else begins for start, is_whole in there.items()}
    for other, likeness in _others(table, typed, found=bool(there)):
        variants[other] = likeness
        for start, is_whole in table.with_word(other).items():
            if is_whole and lines.get(start, 0) < likeness:
                lines[start] = likeness
    weight = log(2 + table.count / (1 + len(there or lines))) if lines else _UNKNOWN
    return Word(weight, variants, lines)


def _others(table: Table, typed: str, *, found: bool) -> list[tuple[str, float]]:
    """Return the words that may be meant by one, with how likely each is."""
    known = table.vocabulary
    plural = typed.removesuffix("s") if typed.endswith("s") else f"{typed}s"
    others = [(plural, _PLURAL)] if plural in known else []
    wrong, likeness = [word for word in near(typed, known) if word != plural], _NEAR
    if not wrong and not found:
        wrong, likeness = farther(typed, table.by_length), _FAR
    wrong.sort(key=lambda word: (word[0] != typed[0], abs(len(word) - len(typed)), word))
    return [*others, *((word, likeness) for word in wrong[:_WRONG])]


def _score(line: Line, words: Sequence[Word], total: float) -> float:
    """Return the share of the words that a line has, and of the line's name that was asked for."""
    title = words_of(line.title)
    names = [title, *map(words_of, line.others), words_of(line.key)]
    besides = [word for name in names[1:] for word in name]
    had = 0.0
    used: set[str] = set()
    for word in words:
        likeness, which = word.in_(title)
        other, elsewhere = word.in_(besides)
        had += word.weight * max(likeness, other * _BESIDES)
        used.update((which, elsewhere))
    share = had / total * (_OTHER_SIDE if _is_of_other_side(title, words) else 1)
    return share * share * (1 - _WHOLE + _WHOLE * max(_asked(name, used) for name in names))


def _is_of_other_side(title: Iterable[str], words: Iterable[Word]) -> bool:
    """Tell whether a title names a side, and another one was asked for."""
    wanted = {side for word in words for side in word.variants if side in SIDES}
    named = SIDES.intersection(title)
    return bool(wanted and named and not wanted & named)


def _asked(name: Sequence[str], used: set[str]) -> float:
    """Return how much of a name was asked for."""
    counts = [(LITTLE if word in SIDES or word in NOISE else 1, word in used) for word in name]
    return sum(count for count, asked in counts if asked) / (sum(count for count, _ in counts) or 1)
