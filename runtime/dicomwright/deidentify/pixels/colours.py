"""Colours: which values of its samples make a pixel black."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.pixels import native
from dicomwright.deidentify.pixels.facts import text
from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from dicomwright.deidentify.pixels.layouts import Layout
    from dicomwright.runtime.trees.tree import DataSet

_SLOPE: Final = 0x00281053
_SHAPE: Final = 0x20500020
_CHROMA: Final = frozenset({"YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"})
_PARTIAL: Final = frozenset({"YBR_PARTIAL_422", "YBR_PARTIAL_420"})
_BYTE: Final = 8
_DARK_PARTIAL: Final = 16  # of 8 bits: what black is where luminance has headroom


def black(layout: Layout, data: DataSet) -> tuple[int, ...] | None:
    """Return the values of the samples of a black pixel, without their sign; None where nobody can tell.

    Of grey it is the end of the range that is shown darkest, whatever the window is.
    """
    if layout.floating:
        return (0,) * layout.samples
    if layout.photometric.startswith("MONOCHROME"):
        return (_least(layout) if not _is_inverted(layout, data) else _most(layout),) * layout.samples
    if layout.photometric == "PALETTE COLOR":
        return native.darkest(data)
    if layout.photometric in _CHROMA:
        return 0, 1 << layout.stored - 1, 1 << layout.stored - 1
    if layout.photometric in _PARTIAL:
        return _DARK_PARTIAL << layout.stored - _BYTE, 1 << layout.stored - 1, 1 << layout.stored - 1
    return (0,) * layout.samples if layout.photometric == "RGB" else None


def _is_inverted(layout: Layout, data: DataSet) -> bool:
    """Tell whether the greatest value is the darkest: each that turns the scale round does so once more."""
    vr, value = data.elements.get(_SLOPE, ("DS", b""))
    slope = () if isinstance(value, list) else values_of(vr, value)
    turned = (
        layout.photometric == "MONOCHROME1",
        text(data, _SHAPE) == "INVERSE",
        bool(slope) and isinstance(slope[0], float) and slope[0] < 0,
    )
    return sum(turned) % 2 == 1


def _least(layout: Layout) -> int:
    return 1 << layout.stored - 1 if layout.signed else 0  # the sign alone


def _most(layout: Layout) -> int:
    return (1 << layout.stored - layout.signed) - 1
