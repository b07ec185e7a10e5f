"""The table of what can be looked up: found in as text, because to take 24,000 lines apart takes longer than to search.

A line is a key, a title, what the thing is called besides, and "~" with how often it is used, "|" between. A copy of
the text has small letters and blanks for all else: words are found in it, and stand where they stand in the lines.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_USES: Final = "~"
_BLANK: Final = ord(" ")
_KEPT: Final = frozenset(map(ord, _USES)) | frozenset(range(0x80, 0x100))
_FOLDED: Final = bytes(
    ord(chr(byte).lower())
    if chr(byte).isascii() and chr(byte).isalnum()
    else byte
    if byte in _KEPT
    else _BLANK
    for byte in range(0x100)
)
"""Bytes as words have them: small letters and figures; all of a letter beyond ASCII; a blank for any other."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, as the table has them."""
    return text.encode().translate(_FOLDED).decode().split()


class Line(NamedTuple):
    """A line: `kind` is that of its part of the table; `uses` is None where it is retired."""

    kind: str
    key: str
    title: str
    others: tuple[str, ...]
    uses: int | None


class Table:
    """Lines by kind, and where words are in them."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        """Take the lines of each kind, each with its end of line."""
        parts = [part.encode() for part in lines.values()]
        self._kinds = list(lines)
        self._starts = [1]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part))
        self._text = b"\n" + b"".join(parts)
        self._words = self._text.translate(_FOLDED)

    def part(self, kind: str) -> str:
        """Return a kind as the table has it, in large letters and small ones; empty when it has none."""
        return next((each for each in self._kinds if each.casefold() == kind.casefold()), "")

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words that names have."""
        return frozenset(word.decode() for word in set(self._words.split()) if word[:1] != _USES.encode())

    @cached_property
    def by_length(self) -> dict[int, list[str]]:
        """The words of the vocabulary by how many letters they have."""
        found: dict[int, list[str]] = {}
        for word in self.vocabulary:
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def count(self) -> int:
        """How many lines there are."""
        return self._text.count(b"\n") - 1

    @cached_property
    def _small(self) -> bytes:
        return self._text.lower()

    def line(self, start: int) -> Line:
        """Return the line that begins at a place."""
        key, title, *others = self._text[start : self._text.index(b"\n", start)].decode().split("|")
        uses = others.pop().removeprefix(_USES)
        kind = self._kinds[bisect_right(self._starts, start) - 1]
        return Line(kind, key, title, tuple(others), int(uses) if uses else None)

    def length_of_title(self, start: int) -> int:
        """Return how long the title is of the line that begins at a place."""
        title = self._text.index(b"|", start) + 1
        return self._text.index(b"|", title) - title

    def lines(self) -> Iterator[Line]:
        """Yield all lines."""
        start = 1
        while start < len(self._text):
            yield self.line(start)
            start = self._text.index(b"\n", start) + 1

    def with_word(self, word: str) -> dict[int, bool]:
        """Return where the lines begin that have a word, or one that begins so: whether it is whole in them."""
        wanted = b" " + word.encode()
        found: dict[int, bool] = {}
        at = self._words.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            start = self._text.rfind(b"\n", 0, at + 1) + 1
            found[start] = self._words[end] == _BLANK or found.get(start, False)
            at = self._words.find(wanted, end)
        return found

    def with_cell(self, cell: str) -> Iterator[int]:
        """Yield where the lines begin that have a cell, in large letters or small ones."""
        wanted = cell.lower().encode()
        at = self._small.find(wanted)
        while at >= 0:
            before, after = self._small[at - 1 : at], self._small[at + len(wanted) : at + len(wanted) + 1]
            if before in {b"|", b"\n"} and after == b"|":
                yield self._text.rfind(b"\n", 0, at) + 1
            at = self._small.find(wanted, at + 1)
