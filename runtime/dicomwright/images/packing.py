"""Pixels of frames that come one after the other, written where they stay, so that none is there twice."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_BYTE: Final = 8


def packed(frames: Iterable[NDArray[Any]], count: int, shape: tuple[int, int]) -> bytes:
    """Return frames of bits, packed over frames (PS3.5 8.1.1), of even length."""
    pixels = shape[0] * shape[1]
    length = -(-count * pixels // _BYTE)
    stream = io.BytesIO(bytes(length + length % 2))  # which it takes over, and gives back, without a copy
    step = 1 if pixels % _BYTE == 0 else _BYTE  # frames that together are whole bytes
    remaining = iter(frames)
    while batch := list(islice(remaining, step)):
        bits = batch[0] if step == 1 else np.stack(batch)
        stream.write(np.packbits(bits, axis=None, bitorder="little").data)
    return stream.getvalue()


def filled(
    frames: Iterable[NDArray[Any]], count: int, shape: tuple[int, int], dtype: type[np.generic]
) -> NDArray[Any]:
    """Return frames as an array."""
    array = np.empty((count, *shape), dtype)
    for place, frame in zip(array, frames, strict=True):
        place[...] = frame
    return array
