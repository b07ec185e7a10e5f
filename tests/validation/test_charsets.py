"""Specific Character Set: what decodes, what does not, by the examples of PS3.5 annexes H, I, J and K."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.charset import convert_encodings, encode_string

from dicomwright.runtime.vocabulary.charsets import codecs_of, decode, encodes

CODECS: dict[str, tuple[str, ...]] = {
    "": ("ascii",),
    "ISO_IR 6 ": ("ascii",),
    "ISO_IR 100": ("latin_1",),
    "\\ISO 2022 IR 87": ("ascii", "iso2022_jp"),
    "ISO 2022 IR 13\\ISO 2022 IR 87": ("shift_jis", "iso2022_jp"),
    "ISO_IR 192": ("UTF8",),
    "ISO_IR 192\\ISO 2022 IR 87": ("UTF8",),
    "ISO_IR 100\\GB18030": ("latin_1",),
    "ISO-IR 100": ("latin_1",),
    "ISO 2022-IR-87": ("iso2022_jp",),
    "ISO_IR 101\\nonsense": ("iso8859_2", "latin_1"),
}


@pytest.mark.parametrize("terms", CODECS)
def test_terms_become_codecs(terms: str) -> None:
    assert codecs_of(terms) == CODECS[terms]
    assert codecs_of(terms.encode() + b" ") == CODECS[terms]


PERSON = "\\^="
EXAMPLES: list[tuple[str, bytes, str]] = [
    ("", b"Doe^Jane", "Doe^Jane"),
    ("ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
    (
        "\\ISO 2022 IR 87",
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    (
        "ISO 2022 IR 13\\ISO 2022 IR 87",
        b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ),
    (
        "\\ISO 2022 IR 149",
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    (
        "\\ISO 2022 IR 58",
        b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
        "Zhang^XiaoDong=张^小东=",
    ),
    ("ISO_IR 192", "Wang^XiaoDong=王^小東=".encode(), "Wang^XiaoDong=王^小東="),
    ("GB18030", "Wang^XiaoDong=王^小东=".encode("gb18030"), "Wang^XiaoDong=王^小东="),
    ("ISO 2022 IR 100\\ISO 2022 IR 144", b"caf\xe9 \x1b-L\xbb\xee\xda", "café Люк"),
]


@pytest.mark.parametrize(("terms", "data", "text"), EXAMPLES, ids=lambda value: str(value)[:24])
def test_examples_of_the_standard_decode(terms: str, data: bytes, text: str) -> None:
    codecs = codecs_of(terms)
    assert decode(data, codecs, PERSON) == text
    assert encodes(text, codecs)


FAULTS: list[tuple[str, bytes]] = [
    ("", b"J\xe9r\xf4me"),
    ("", b"\x1b$B;3\x1b(B"),
    ("ISO_IR 192", b"J\xe9r\xf4me"),
    ("ISO_IR 192", b"\x1b$B;3\x1b(B"),
    ("ISO_IR 100", b"\x1b-L\xbb"),
    ("\\ISO 2022 IR 149", b"\x1b$)C\xfb\xf3^\xd1\xce"),  # after a delimiter the escape is due again
    ("\\ISO 2022 IR 149", b"\x1b$)C\xfb\xf3\r\n\xd1\xce"),
    ("ISO_IR 13", "山".encode("shift_jis")),
    ("\\ISO 2022 IR 87", b"\x1b%B;3"),
    ("\\ISO 2022 IR 87", b"\x1b$B;3\x1b(J"),
]


@pytest.mark.parametrize(("terms", "data"), FAULTS)
def test_what_is_not_text_of_the_character_sets_is_refused(terms: str, data: bytes) -> None:
    codecs = codecs_of(terms)
    with pytest.raises(UnicodeError):
        decode(data, codecs, PERSON)


@pytest.mark.parametrize(
    ("terms", "text"), [("", "é"), ("ISO_IR 100", "Љ"), ("ISO_IR 13", "山"), ("ISO_IR 192", "\ud800")]
)
def test_what_a_character_set_lacks_cannot_be_written(terms: str, text: str) -> None:
    codecs = codecs_of(terms)
    assert not encodes(text, codecs)


ALPHABETS = {
    "ISO_IR 100": "aé^ ",
    "ISO_IR 13": "ﾔﾏ",
    "\\ISO 2022 IR 87": "a^= 山田太郎やまだ",  # many of these have a delimiter as their second byte
    "\\ISO 2022 IR 149": "a^=洪吉洞",
    "ISO 2022 IR 100\\ISO 2022 IR 144": "aé^Люк",
    "ISO_IR 192": "aé山^\\",
    "GBK": "a王小^=",
}


@pytest.mark.filterwarnings("ignore:Failed to encode")
@given(st.data())
def test_what_pydicom_encodes_decodes_again(data: st.DataObject) -> None:
    terms = data.draw(st.sampled_from(sorted(ALPHABETS)))
    text = data.draw(st.text(ALPHABETS[terms], max_size=12))
    codecs = codecs_of(terms)
    peers = convert_encodings(terms.split("\\"))
    # in a name, pydicom encodes each component of its own, as PS3.5 6.2.1.2 wants it
    encoded = b"^".join(
        b"=".join(encode_string(part, peers) for part in component.split("="))
        for component in text.split("^")
    )
    assert decode(encoded, codecs, PERSON) == text
