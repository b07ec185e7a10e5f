"""Facts about an image, as its attributes have them; none is there that cannot be read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet

PIXELS: Final = (0x7FE00010, 0x7FE00008, 0x7FE00009)
"""Pixel Data, and those of floating point, of which an image has one."""
IMAGE_TYPE: Final = 0x00080008
SOP_CLASS: Final = 0x00080016
MODALITY: Final = 0x00080060
MANUFACTURER: Final = 0x00080070
STATION: Final = 0x00081010
MODEL: Final = 0x00081090
SAMPLES: Final = 0x00280002
PHOTOMETRIC: Final = 0x00280004
ROWS: Final = 0x00280010
COLUMNS: Final = 0x00280011
BURNED_IN: Final = 0x00280301
_CODED: Final = frozenset({"CS", "UI"})
_WORD: Final = 2
_NAMED: Final = {
    "manufacturer": MANUFACTURER,
    "model": MODEL,
    "sop_class": SOP_CLASS,
    "modality": MODALITY,
    "image_type": IMAGE_TYPE,
    "station": STATION,
}


def texts(data: DataSet, tag: int) -> tuple[str, ...]:
    """Return the values of an attribute that are texts."""
    vr, value = data.elements.get(tag, ("CS", b""))
    if not value or isinstance(value, list):
        return ()
    if vr in _CODED and isinstance(value, bytes) and value.isascii():
        return _texts(vr, value)
    found = values_of("LO" if vr == "UN" else vr, value, data.encoding)
    return tuple(each for each in found if isinstance(each, str))


@lru_cache
def _texts(vr: str, value: bytes) -> tuple[str, ...]:
    """Return the values of what is about images, not about patients."""
    return values_of(vr, value)


def text(data: DataSet, tag: int) -> str:
    """Return the first of them, or nothing."""
    return next(iter(texts(data, tag)), "")


def number(data: DataSet, tag: int, absent: int = 0) -> int:
    """Return the first value of an attribute, if it is a whole number."""
    vr, value = data.elements.get(tag, ("US", b""))
    if not value or isinstance(value, list):
        return absent
    if vr == "US" and isinstance(value, bytes) and len(value) == _WORD:  # as nearly all are
        return int.from_bytes(value, "little")
    found = next(iter(values_of("US" if vr == "UN" else vr, value)), absent)
    return found if isinstance(found, int) else absent


def items(data: DataSet, tag: int) -> list[DataSet]:
    """Return the items of a sequence."""
    _, value = data.elements.get(tag, ("SQ", b""))
    return value if isinstance(value, list) else []


def has_pixels(data: DataSet) -> bool:
    """Tell whether there are any."""
    return any(data.elements.get(tag, ("", b""))[1] for tag in PIXELS)


def by_name(data: DataSet) -> dict[str, tuple[str, ...]]:
    """Return what rules for devices compare, by their names."""
    return {name: texts(data, tag) for name, tag in _NAMED.items()}
