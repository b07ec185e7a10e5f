"""Strings from outside, made harmless: file names may hold what drives a terminal, and what XML and JSON forbid."""

from __future__ import annotations

import json
import re
from typing import Final

_JSON: Final = json.JSONEncoder(ensure_ascii=False)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Escape what is not printable, line ends too, as in Python: ``a\x1b[31m``.

    What is left may stand in a terminal and in XML 1.0: no control characters, no marks that turn the direction of
    the text, and no lone surrogates, which stand for the bytes of a file name that are not UTF-8.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def json_text(value: object, *, indent: int | None = None) -> str:
    r"""Return JSON without lone surrogates, which RFC 8259 leaves undefined: they are read as text, ``\udcff``."""
    text = _JSON.encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isascii():
        return text
    return _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):x}", text)
