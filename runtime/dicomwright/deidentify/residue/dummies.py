"""Dummies that are known: those of this package, of other de-identifiers, and values that name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.validity.dummies import dummy
from dicomwright.runtime.values.rules import TEXTS, WORDS
from dicomwright.runtime.values.stored import Held

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.trees.tree import Value

_WORDS: Final = frozenset({
    "", "anonymized", "anonymised", "anonymous", "anon", "anonymize", "removed", "deidentified", "de-identified",
    "unknown", "none", "no value", "na", "n/a", "dummy", "0", "000y", "000d", "19000101", "00010101",
    "19000101000000", "00010101010101", "000000", "00000000", "https://example.org/",
})  # fmt: skip
_NUMBERS: Final = frozenset({"IS", "DS"})
_ASCII: Final = frozenset({"AE", "AS", "CS", "DA", "DT", "TM", "UR", *_NUMBERS})


def is_dummy(vr: str, value: Value, declared: Attribute | None) -> bool:
    """Tell whether a value says nothing: it is empty, or a dummy."""
    if isinstance(value, Held):
        value = b"".join(bytes(piece) for piece in value.pieces())
    if isinstance(value, str):
        value = value.encode("utf-8")
    if not isinstance(value, bytes):
        return not value
    if vr == "UI":
        return all(_is_made(each) for each in value.decode("ascii", "replace").strip(" \0").split("\\"))
    if vr in WORDS or vr == "UN":
        return not value.strip(b"\0")
    if value == dummy(vr, declared, lambda: ""):
        return True
    if vr not in TEXTS and vr not in _ASCII:
        return False
    text = value.decode("utf-8", "replace").strip(" \0").casefold()
    return all(each.strip(" ^=.") in _WORDS for each in text.split("\\"))


def _is_made(uid: str) -> bool:
    return not uid or uid.startswith("2.25.")
