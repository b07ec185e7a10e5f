"""Plausible values: what cannot be one of its attribute is not kept, and what is only wrong is."""

from __future__ import annotations

import pytest

from dicomwright.deidentify import deidentify
from dicomwright.deidentify.forms import form_of
from dicomwright.deidentify.rewriting import rewritten
from dicomwright.dictionary import ELEMENTS
from dicomwright.iods import CTImage
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.testing import minimal

HIDDEN = b"\x10\0\x10\0PN\x08\0Doe^Jane"


@pytest.mark.parametrize(
    ("keyword", "vr", "value", "plausible"),
    [
        ("KVP", "DS", b"120 ", True),
        ("KVP", "DS", b"120.12345678901234567890", True),  # too long, and still nothing but a number
        ("KVP", "DS", b"120 " + HIDDEN, False),
        ("KVP", "UN", b"120 ", True),
        ("KVP", "UN", HIDDEN, False),
        ("KVP", "OB", HIDDEN, False),
        ("Modality", "CS", b"CT\0", True),
        ("Modality", "CS", b"CT" + HIDDEN, False),
        ("DerivationDescription", "ST", b"one\r\ntwo\tthree\f", True),
        ("DerivationDescription", "ST", b"\x1b$B;3ED\x1b(J", True),
        ("DerivationDescription", "ST", "山田".encode("gb18030"), True),
        ("Rows", "US", b"\x40\0", True),
        ("Rows", "US", b"\x40\0" + HIDDEN, False),
        ("Rows", "US", b"\x40", False),
        ("Rows", "UN", b"\x40\0", True),
        ("SmallestImagePixelValue", "US or SS", b"\x40\0", True),
        ("PixelAspectRatio", "IS", b"1\\1 ", True),
        ("FrameIncrementPointer", "UN", b"\x04\x30\x0c\0", True),
        ("FrameIncrementPointer", "UN", HIDDEN, False),
        ("FrameIncrementPointer", "AT", b"\x04\x30\x0c\0" * 5, True),
        ("PixelData", "UN", HIDDEN, True),
        ("ReferencedImageSequence", "UN", HIDDEN, False),
        ("Rows", "US", b"", True),
    ],
)
def test_bytes_can_be_values_of_their_attribute_or_not(
    keyword: str, vr: str, value: bytes, *, plausible: bool
) -> None:
    known = next(each for each in ELEMENTS.values() if each.keyword == keyword)
    assert form_of(vr, known).is_plausible(value) is plausible


def test_what_a_value_hides_is_not_said_of_others() -> None:
    kept = b"1\\0\\0\\0\\1\\0 "
    for value, stays in ((HIDDEN, False), (kept, True)):
        content = content_of(minimal(CTImage))
        content.dataset.elements[0x00200037] = "UN", value
        found, _ = deidentify(rewritten(CTImage, content.dataset, content), key=b"key")
        assert (content_of(found).dataset.elements[0x00200037][1] == value) is stays


def test_of_what_no_dictionary_has_nothing_is_known() -> None:
    assert form_of("UN", None).is_plausible(HIDDEN)


def test_what_a_false_length_hid_does_not_come_out_again() -> None:
    source = CTImage.read(minimal(CTImage).to_bytes(validated=False))
    content = content_of(source)
    whole = content.dataset.elements
    for tag, vr in ((0x00180050, "DS"), (0x00280010, "US")):
        whole[tag] = (vr, whole[tag][1] + HIDDEN if isinstance(whole[tag][1], bytes) else HIDDEN)
    spoiled = rewritten(CTImage, content.dataset, content)
    assert b"Doe^Jane" in spoiled.to_bytes(validated=False)
    found, _ = deidentify(spoiled, key=b"key")
    assert b"Doe^Jane" not in found.to_bytes(validated=False)
