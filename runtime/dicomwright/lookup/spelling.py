"""Spelling: the words that are one slip of the hand away from what was typed, or two where there is none nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_LEAST: Final = 4
"""Letters of a known word that may be misspelt all the same: to shorter ones almost any other is near."""
_LEAST_UNKNOWN: Final = 2
_LEAST_FOR_TWO: Final = 8


def near(word: str, known: Collection[str]) -> list[str]:
    """Return the known words that are one letter away, dropped, added, doubled, another, or swapped with the next."""
    if len(word) < (_LEAST if word in known else _LEAST_UNKNOWN):
        return []
    return sorted({edited for edited in _edited(word) if edited in known} - {word})


def farther(word: str, known: Mapping[int, Sequence[str]]) -> list[str]:
    """Return the known words, given by their lengths, that are two letters away, none of which is nearer.

    One third of the word is whole in any of these, but where two letters were swapped between thirds.
    """
    length = len(word)
    if length < _LEAST_FOR_TWO or not word.isalpha():
        return []
    third = length // 3
    one, two, three = word[:third], word[third : 2 * third], word[2 * third :]
    alike = (
        other
        for near in range(length - 2, length + 3)
        for other in known.get(near, ())
        if one in other or two in other or three in other
    )
    return [other for other in alike if _is_within_two(word, other)]


def _edited(word: str) -> Iterator[str]:
    """Yield each text that is one letter away."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            yield head + letter + tail[1:]


def _is_within_two(one: str, other: str) -> bool:
    """Tell whether two changes make one word the other: one where they begin to differ, and one in the rest."""
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    one, other = one[at:], other[at:]
    rests = ((one[1:], other), (one, other[1:]), (one[1:], other[1:]), (one[2:], other[2:]))
    swapped = one[1:2] + one[:1] == other[:2]
    return any(_is_within_one(*rest) for rest in (rests if swapped else rests[:3]))


def _is_within_one(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    same_after = short[at + 1 :] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return same_after or swapped
