"""Specific Character Set (PS3.3 C.12.1.1.2): the Python codecs of its terms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pydicom.charset import STAND_ALONE_ENCODINGS, python_encoding

DEFAULT: Final = ("iso8859",)
"""Codec of what names no character set: ISO-IR 6, and bytes beyond it as Latin-1, so that none is lost."""

_MISSPELT: Final = re.compile(r"^ISO[-_ ]*(2022)?[-_ ]*IR[-_ ]*(\d+)$")


@lru_cache(maxsize=256)
def codecs_of(value: bytes | str) -> tuple[str, ...]:
    """Return the codecs of a Specific Character Set, in its order; a term that does not exist is as if it were empty.

    Misspelt terms such as "ISO-IR 100" are understood, because nobody means anything else by them.
    """
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    terms = [_spelt(term.strip("\0 ")) for term in text.split("\\")]
    if terms[0] in STAND_ALONE_ENCODINGS:
        terms = terms[:1]
    return tuple(python_encoding.get(term, DEFAULT[0]) for term in terms)


def _spelt(term: str) -> str:
    found = _MISSPELT.match(term)
    if found is None:
        return term
    return f"ISO 2022 IR {found[2]}" if found[1] else f"ISO_IR {found[2]}"
