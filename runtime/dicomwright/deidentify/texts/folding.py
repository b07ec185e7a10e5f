"""Folding: letters as they are compared, one for one, so that what is found has the same place in the text itself."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_KANA: Final = range(0x3041, 0x3097)
_TO_KATAKANA: Final = 0x60
# Letters that some write with two.
_TWO: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "æ": "ae", "ø": "oe", "œ": "oe"}
# Scripts whose words are not set apart by spaces.
_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "BOPOMOFO", "LAO", "KHMER")

_WHOLE: Final = ("HANGUL", "KATAKANA", "HALFWIDTH KATAKANA")
"""Of these no mark is taken that is part of a letter."""


def folded(text: str) -> str:
    """Return a text of the same length without case, accents, widths and kinds of kana."""
    return "".join(map(_letter, text))


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    if ord(letter) in _KANA:
        return chr(ord(letter) + _TO_KATAKANA)
    plain = unicodedata.normalize("NFKC", letter)
    if _name(letter).startswith(_WHOLE):
        return plain if len(plain) == 1 else letter
    bare = unicodedata.normalize("NFD", plain if len(plain) == 1 else letter)[0].lower()
    return bare if len(bare) == 1 else letter


def spellings(word: str) -> set[str]:
    """Return a word folded, and with two letters for those that some write so."""
    two = "".join(_TWO.get(letter, letter) for letter in word.lower())
    return {folded(unicodedata.normalize("NFC", word)), folded(two)}


def is_unspaced(word: str) -> bool:
    """Tell whether a word is of a script without spaces, so that nothing tells where it ends."""
    return any(_name(letter).startswith(_UNSPACED) for letter in word)


@lru_cache(maxsize=4096)
def _name(letter: str) -> str:
    return unicodedata.name(letter, "")
