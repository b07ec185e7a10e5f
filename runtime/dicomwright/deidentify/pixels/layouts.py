"""Layouts: how the samples of native pixels lie in their bytes, and which of their values is black."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.deidentify.pixels.facts import COLUMNS, PHOTOMETRIC, PIXELS, ROWS, SAMPLES, number, text
from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet

_PLANAR: Final = 0x00280006
_FRAMES: Final = 0x00280008
_ALLOCATED: Final = 0x00280100
_STORED: Final = 0x00280101
_HIGH: Final = 0x00280102
_SIGNED: Final = 0x00280103
_FLOATS: Final = {0x7FE00008: 32, 0x7FE00009: 64}
_WHOLE: Final = frozenset({8, 16, 32, 64})
_BYTE: Final = 8
_HALVED: Final = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})


class Layout(NamedTuple):
    """What describes native pixels; `allocated` is that of floating point where they are such."""

    rows: int
    columns: int
    samples: int
    frames: int
    allocated: int
    stored: int
    high: int
    signed: bool
    planar: bool
    floating: bool
    photometric: str

    @property
    def halved(self) -> bool:
        """Whether two pixels have one colour: their two luminances come first."""
        return self.photometric in _HALVED and self.samples > 1

    @property
    def frame_bits(self) -> int:
        """How many bits a frame has."""
        samples = 2 if self.halved else self.samples
        return self.rows * self.columns * samples * self.allocated

    @property
    def length(self) -> int:
        """How many bytes all frames have, without padding."""
        return -(-self.frame_bits * self.frames // _BYTE)

    @property
    def is_regular(self) -> bool:
        """Whether samples are bits, bytes or words, as all are that are not retired."""
        whole = self.allocated in _WHOLE or self.allocated == 1
        return whole and self.frame_bits > 0 < self.stored <= self.stored + self.shift <= self.allocated

    @property
    def shift(self) -> int:
        """How many bits of a word are below its value."""
        return max(self.high + 1 - self.stored, 0)

    @property
    def has_unused_bits(self) -> bool:
        """Whether words have bits that belong to no value."""
        return not self.floating and self.allocated > self.stored and self.allocated > 1


def layout_of(data: DataSet) -> Layout | None:
    """Return the layout of the pixels of a data set; None where it has none."""
    tag = next((each for each in PIXELS if each in data.elements), None)
    if tag is None:
        return None
    allocated = _FLOATS.get(tag) or number(data, _ALLOCATED)
    stored = allocated if tag in _FLOATS else number(data, _STORED, allocated)
    return Layout(
        number(data, ROWS),
        number(data, COLUMNS),
        number(data, SAMPLES, 1),
        max(_frames(data), 1),
        allocated,
        stored,
        number(data, _HIGH, stored - 1),
        number(data, _SIGNED) == 1,
        number(data, _PLANAR) == 1,
        tag in _FLOATS,
        text(data, PHOTOMETRIC),
    )


def _frames(data: DataSet) -> int:
    vr, value = data.elements.get(_FRAMES, ("IS", b""))
    found = () if isinstance(value, list) else values_of("IS" if vr == "UN" else vr, value)
    return found[0] if found and isinstance(found[0], int) else 1


def word(layout: Layout, value: int) -> int:
    """Return the word that has the value of a sample in its place, with its sign above where it has one."""
    negative = layout.signed and value >> layout.stored - 1 & 1
    whole = value << layout.shift
    above = (1 << layout.allocated) - (1 << layout.shift + layout.stored) if negative else 0
    return (whole | above) & (1 << layout.allocated) - 1
