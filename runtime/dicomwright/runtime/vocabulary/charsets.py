"""Specific Character Set (0008,0005): its terms to Python codecs, and text from and to bytes without guessing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT: Final = ("ascii",)
"""The default repertoire, ISO-IR 6; pydicom takes it for Latin-1, which hides what a file lacks."""

_SINGLE: Final = {
    100: "latin_1", 101: "iso8859_2", 109: "iso8859_3", 110: "iso8859_4", 126: "iso8859_7", 127: "iso8859_6",
    138: "iso8859_8", 144: "iso8859_5", 148: "iso8859_9", 166: "tis_620",
}  # fmt: skip
"""Character sets of one byte, by their numbers in the ISO registry (PS3.3 Tables C.12-2 and C.12-3)."""

_KATAKANA: Final = "shift_jis"
"""For JIS X 0201 (ISO-IR 13): of that codec, the characters of a single byte."""

_CODECS: Final = {
    **dict.fromkeys(("", "ISO_IR 6", "ISO 2022 IR 6"), DEFAULT[0]),
    **{f"{form} {number}": codec for number, codec in _SINGLE.items() for form in ("ISO_IR", "ISO 2022 IR")},
    **dict.fromkeys(("ISO_IR 13", "ISO 2022 IR 13"), _KATAKANA),
    "ISO 2022 IR 87": "iso2022_jp",
    "ISO 2022 IR 159": "iso2022_jp_2",
    "ISO 2022 IR 149": "euc_kr",
    "ISO 2022 IR 58": "gb2312",
    "ISO_IR 192": "UTF8",
    "GB18030": "GB18030",
    "GBK": "GBK",
    "ISO 2022 GBK": "GBK",  # this and the next are misspelt in files, and mean nothing else
    "ISO 2022 58": "gb2312",
}
"""Defined Terms of Specific Character Set (PS3.3 C.12.1.1.2)."""
_UNKNOWN: Final = "latin_1"
"""For a term that nobody knows: it has a character for each byte, so nothing is said of the text."""

_ALONE: Final = frozenset({"UTF8", "GB18030", "GBK"})
"""What has no code extensions, and stands alone."""

_MISSPELT: Final = re.compile(r"^ISO[-_ ]*(2022)?[-_ ]*IR[-_ ]*(\d+)$")


@lru_cache(maxsize=256)
def codecs_of(value: bytes | str) -> tuple[str, ...]:
    """Return the Python codecs of a Specific Character Set, in its order.

    Misspelt terms such as "ISO-IR 100" are understood, because nobody means anything else by them.
    """
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    codecs = [_CODECS.get(_spelt(term.strip("\0 ")), _UNKNOWN) for term in text.split("\\")]
    if codecs[0] in _ALONE:
        return (codecs[0],)
    return tuple(codec for codec in codecs if codec not in _ALONE)


def _spelt(term: str) -> str:
    found = _MISSPELT.match(term)
    if found is None:
        return term
    return f"ISO 2022 IR {found[2]}" if found[1] else f"ISO_IR {found[2]}"


# --- bytes to text: PS3.5 6.1.2.4 and 6.1.2.5 (ISO 2022)

_ESCAPES: Final = {
    "\x1b(B": "ascii", "\x1b(J": _KATAKANA, "\x1b)I": _KATAKANA,
    "\x1b-A": "latin_1", "\x1b-B": "iso8859_2", "\x1b-C": "iso8859_3", "\x1b-D": "iso8859_4",
    "\x1b-F": "iso8859_7", "\x1b-G": "iso8859_6", "\x1b-H": "iso8859_8", "\x1b-L": "iso8859_5",
    "\x1b-M": "iso8859_9", "\x1b-T": "tis_620",
    "\x1b$B": "iso2022_jp", "\x1b$(D": "iso2022_jp_2", "\x1b$)C": "euc_kr", "\x1b$)A": "gb2312",
}  # fmt: skip
"""Escape sequences by which code elements are designated (PS3.3 Tables C.12-3 and C.12-4)."""

_ESCAPE: Final = re.compile("|".join(map(re.escape, _ESCAPES)).encode())
_RUNS: Final = re.compile(rb"[\x00-\x7f]+|[\x80-\xff]+")
_LINES: Final = "\n\f\r"
"""Where a line or page ends, value 1 of Specific Character Set is in force again (PS3.5 6.1.2.5.3)."""


def decode(data: bytes, codecs: Sequence[str], delimiters: str = "") -> str:
    """Decode text; `delimiters` are the characters that separate values and components in it, besides lines.

    Raises UnicodeError for what is not text of these character sets, an escape to any other included.
    """
    first = codecs[0]
    if b"\x1b" not in data and first != _KATAKANA:
        return data.decode(first)
    if first in _ALONE:
        raise UnicodeError("an escape sequence in a character set without code extensions")
    return _Decoder(codecs, delimiters + _LINES).decode(data)


class _Decoder:
    """Code elements G0 (7 bits) and G1 (8 bits) of ISO 2022, and which codecs they hold."""

    def __init__(self, codecs: Sequence[str], delimiters: str) -> None:
        self.codecs = codecs
        self.resets = re.compile(b"[" + re.escape(delimiters).encode() + b"]")
        self.low = ""
        self.high = ""
        self.reset()

    def reset(self) -> None:
        self.low, self.high = "", self.codecs[0]

    def decode(self, data: bytes) -> str:
        parts: list[str] = []
        start = 0
        for found in _ESCAPE.finditer(data):
            parts += self.fragment(data[start : found.start()])
            self.designate(found[0].decode())
            start = found.end()
        parts += self.fragment(data[start:])
        return "".join(parts)

    def designate(self, escape: str) -> None:
        """Take a code element from an escape sequence: one of the character sets of the data set."""
        codec = _ESCAPES[escape]
        if codec not in {*self.codecs, "ascii"}:
            raise UnicodeError("an escape sequence to a character set that is not declared")
        if escape[1] in "-)" or escape[1:3] == "$)":
            self.high = codec
        else:  # of G0, ISO-IR 6 and 14 are read as ASCII
            self.low = escape if escape[1] == "$" else ""

    def fragment(self, data: bytes) -> list[str]:
        """Decode what stands between two escape sequences."""
        return [self.run(found[0]) for found in _RUNS.finditer(data)]

    def run(self, data: bytes) -> str:
        if data[0] & 0x80:
            return self.high_run(data)
        if self.low:  # two bytes a character, among which delimiters cannot be told
            return (self.low.encode() + data).decode(_ESCAPES[self.low])
        if self.resets.search(data):
            self.reset()
        return _ascii(data)

    def high_run(self, data: bytes) -> str:
        text = data.decode(self.high)
        if self.high == _KATAKANA and len(text) != len(data):
            raise UnicodeError("characters of two bytes in a character set of one")
        return text


def _ascii(data: bytes) -> str:
    if b"\x1b" in data:
        raise UnicodeError("an unknown escape sequence")
    return data.decode("ascii")


# --- text to bytes


def encodes(text: str, codecs: Sequence[str]) -> bool:
    """Tell whether a text can be written in these character sets."""
    return text.isascii() or all(any(_has(codec, character) for codec in codecs) for character in set(text))


def encode(text: str, codecs: Sequence[str], delimiters: str = "") -> bytes:
    """Encode text; `delimiters` are the characters that separate values and components in it, besides lines.

    Raises UnicodeError for characters that none of the character sets has.
    """
    if text.isascii():
        return text.encode()
    if codecs[0] in _ALONE:
        return text.encode(codecs[0])
    parts = re.split("([" + re.escape(delimiters + _LINES) + "])", text)
    return b"".join(_encoded(part, codecs) for part in parts)


def _encoded(text: str, codecs: Sequence[str]) -> bytes:
    """Encode what stands between two delimiters, where value 1 of Specific Character Set is in force at first."""
    data = b""
    invoked = codecs[0]
    for codec, run in _runs_of(text, codecs):
        if codec in _TWO_BYTES:  # Python writes the escape sequences of these, and returns to ASCII
            written = run.encode(codec)
            data += written.removesuffix(b"\x1b(B") + b"\x1b(J" if codecs[0] == _KATAKANA else written
            continue
        if codec != invoked:
            data += _INVOKES[codec]
            invoked = codec
        data += run.encode(codec)
    return data


def _runs_of(text: str, codecs: Sequence[str]) -> list[tuple[str, str]]:
    """Split a text into runs of one codec, each as long as can be; ASCII goes with what stands before it."""
    codec, start = codecs[0], 0
    runs: list[tuple[str, str]] = []
    for place, character in enumerate(text):
        if not _has(codec, character):
            found = next((other for other in codecs if _has(other, character)), None)
            if found is None:
                raise UnicodeError("a character that the character sets lack")
            runs.append((codec, text[start:place]))
            codec, start = found, place
    return [run for run in (*runs, (codec, text[start:])) if run[1]]


_TWO_BYTES: Final = {"iso2022_jp": b"\x1b$B", "iso2022_jp_2": b"\x1b$(D"}
"""Codecs of two bytes in G0: they have what Python writes after this escape sequence, and no more."""
_INVOKES: Final = {**{codec: escape.encode() for escape, codec in _ESCAPES.items()}, _KATAKANA: b"\x1b)I"}


@lru_cache(maxsize=4096)
def _has(codec: str, character: str) -> bool:
    if character.isascii():
        return True
    try:
        data = character.encode(codec)
    except UnicodeEncodeError:
        return False
    if codec in _TWO_BYTES:
        return data.startswith(_TWO_BYTES[codec])
    return codec != _KATAKANA or len(data) == 1
