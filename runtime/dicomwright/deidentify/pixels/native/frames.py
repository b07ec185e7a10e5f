"""Frames: native pixels that are changed while they are written, one frame after the other."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dicomwright.deidentify.pixels.layouts import Layout, word
from dicomwright.runtime.values.stored import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from dicomwright.runtime.trees.tree import Value

_BYTE: Final = 8
_TOGETHER: Final = 8  # frames of single bits, of which so many are whole bytes


def whole(value: Value, layout: Layout) -> Held | None:
    """Return native pixels without what stands behind the last; None where there are less than described, or others."""
    given, word_ = _pieces(value)
    if given is None or (length := layout.length) > _length(value):
        return None
    padded = length + length % 2
    return Held.of(padded, lambda: chain(_cut(given(), length), [bytes(padded - length)]), word_)


def _pieces(value: Value) -> tuple[Callable[[], Iterable[bytes | memoryview]] | None, int]:
    if isinstance(value, bytes):
        return lambda: (value,), 0
    return (value.pieces, value.word) if isinstance(value, Held) else (None, 0)


def _length(value: Value) -> int:
    return len(value) if isinstance(value, bytes) else value.length if isinstance(value, Held) else 0


def _cut(pieces: Iterable[bytes | memoryview], length: int) -> Iterator[bytes | memoryview]:
    for piece in pieces:
        part = piece[: max(length, 0)]
        length -= len(part)
        if len(part):
            yield part


def changed(held: Held, layout: Layout, change: Callable[[NDArray[Any]], None]) -> Held:
    """Return pixels of which each frame is changed in place when it is written: an array of words, as they lie."""
    return Held.of(held.length, partial(_changed, held, layout, change), held.word)


def _changed(held: Held, layout: Layout, change: Callable[[NDArray[Any]], None]) -> Iterator[bytes]:
    several = _TOGETHER if layout.allocated == 1 else 1
    size = layout.frame_bits * several // _BYTE
    for frames in _sized(held.pieces(), size):
        words: NDArray[Any] = (
            np.unpackbits(np.frombuffer(frames, "u1"), bitorder="little")
            if layout.allocated == 1
            else np.frombuffer(
                frames, f"<u{layout.allocated // _BYTE}", len(frames) * _BYTE // layout.allocated
            )
        )
        count = len(words) * layout.allocated // layout.frame_bits
        each = layout.frame_bits // layout.allocated
        for number in range(count):
            change(words[number * each : (number + 1) * each])
        yield np.packbits(words, bitorder="little").tobytes() if layout.allocated == 1 else bytes(frames)


def _sized(pieces: Iterable[bytes | memoryview], size: int) -> Iterator[bytearray]:
    """Give bytes in parts of a size; the last may be shorter."""
    part = bytearray()
    for piece in pieces:
        view = memoryview(piece)
        while view:
            taken = size - len(part)
            part += view[:taken]
            view = view[taken:]
            if len(part) == size:
                yield part
                part = bytearray()
    if part:
        yield part


def blanked(held: Held, layout: Layout, mask: NDArray[np.bool_], colour: tuple[int, ...]) -> Held:
    """Return pixels that have a colour wherever a mask says so, in every frame."""
    words = [word(layout, value) for value in colour]
    if layout.halved:
        pairs = mask[:, ::2] | mask[:, 1::2]
        words = [words[0], *words]  # two luminances come before the colour that is of both

        def change(frame: NDArray[Any]) -> None:
            frame.reshape(layout.rows, layout.columns // 2, 4)[pairs] = words
    elif layout.planar and layout.samples > 1:

        def change(frame: NDArray[Any]) -> None:
            planes = frame.reshape(layout.samples, layout.rows, layout.columns)
            for plane, value in zip(planes, words, strict=True):
                plane[mask] = value
    else:

        def change(frame: NDArray[Any]) -> None:
            frame.reshape(layout.rows, layout.columns, layout.samples)[mask] = words

    return changed(held, layout, change)


def without_unused_bits(held: Held, layout: Layout) -> Held:
    """Return pixels with nothing in the bits of words that belong to no value: an old overlay, say (PS3.5 8.1.1).

    The bits above that repeat the sign of the value stay, and so do those of frames that have nothing there.
    """
    ones = (1 << layout.allocated) - 1
    value = ((1 << layout.stored) - 1) << layout.shift & ones
    sign = 1 << layout.shift + layout.stored - 1
    above = ones & ~((1 << layout.shift + layout.stored) - 1)
    kind = np.dtype(f"<u{layout.allocated // _BYTE}").type

    def change(frame: NDArray[Any]) -> None:
        if not (frame & kind(ones & ~value)).any():
            return
        negative = frame & kind(sign) != 0 if layout.signed else np.zeros(len(frame), bool)
        frame &= kind(value)
        frame[negative] |= kind(above)

    return changed(held, layout, change)


def has_unused_bits(held: Held, layout: Layout) -> bool:
    """Tell whether some of these bits have something."""
    size = layout.frame_bits // _BYTE
    pairs = zip(_sized(held.pieces(), size), without_unused_bits(held, layout).pieces(), strict=True)
    return any(bytes(old) != new for old, new in pairs)


def extremes(held: Held, layout: Layout) -> tuple[int, int]:
    """Return the smallest and the largest value of pixels of one sample."""
    found: list[int] = []
    used, half = (1 << layout.stored) - 1, 1 << layout.stored - 1

    def look(frame: NDArray[Any]) -> None:
        values = frame.astype(np.int64) >> layout.shift & used
        if layout.signed:
            values = (values ^ half) - half
        found.extend((int(values.min()), int(values.max())))

    for _ in changed(held, layout, look).pieces():
        pass
    return min(found), max(found)
