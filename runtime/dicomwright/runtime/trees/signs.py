"""Signs of numbers that are "US or SS" in Implicit VR: whether a number of a data set may be negative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet, Value

LUT_DESCRIPTOR: Final = 0x00283002
_PIXEL_REPRESENTATION: Final = 0x00280103
_RESCALE_INTERCEPT: Final = 0x00281052


def is_signed(tag: int, data: DataSet) -> bool:
    """Tell whether "US or SS" means SS: by Pixel Representation, and of a VOI LUT by the rescaling before it."""
    if _found(data, _PIXEL_REPRESENTATION) == b"\1\0":
        return True
    return tag == LUT_DESCRIPTOR and _is_rescaled_below_0(data)


def _is_rescaled_below_0(data: DataSet) -> bool:
    """Tell whether unsigned pixels are rescaled to what is signed (PS3.3 C.11.2.1.1)."""
    intercept = _found(data, _RESCALE_INTERCEPT)
    values = values_of("DS", intercept) if isinstance(intercept, bytes | str) else ()
    return bool(values) and isinstance(values[0], float) and values[0] < 0


def _found(data: DataSet | None, tag: int) -> Value | None:
    """Return what an element has, here or further out."""
    while data is not None:
        if tag in data.elements:
            return data.elements[tag][1]
        data = data.parent
    return None
