"""Masks as they are given: one layer a segment, whatever the form, checked for the type of the segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from dicomwright.images.volumes import Volume
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Masks: TypeAlias = NDArray[Any] | Volume | Sequence[NDArray[Any]]

Type: TypeAlias = Literal["BINARY", "FRACTIONAL", "LABELMAP"]

_PLANE: Final = 2
_STACK: Final = 3
_SEGMENTS: Final = 4
_KINDS: Final = {"BINARY": "b", "FRACTIONAL": "bf", "LABELMAP": "bu"}
"""Kinds of the elements that masks of a type may have, as numpy has them."""

MOST: Final = 255
"""Maximum Fractional Value: what is written for 1."""


def layers_of(masks: Masks, kind: Type, segments: int, shape: tuple[int, int, int]) -> list[NDArray[Any]]:
    """Return an array of planes, rows and columns for each segment; one for all of a map of labels."""
    given = masks.array if isinstance(masks, Volume) else masks
    arrays = [given] if isinstance(given, np.ndarray) else list(given)
    found = [layer for array in arrays for layer in _split(array)]
    _verify_kinds(found, kind)
    wanted = 1 if found[0].dtype.kind == "u" else segments
    if len(found) != wanted:
        raise InvalidValue(f"there are masks of {counted(len(found), 'segment')}, and items of {segments}")
    for layer in found:
        if layer.shape != shape:
            raise InvalidValue(f"masks have planes, rows and columns {layer.shape}, and the images {shape}")
    return found


def _split(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the layers of an array: the fourth axis, if there is one, is that of segments."""
    if array.ndim == _SEGMENTS:
        yield from np.moveaxis(array, -1, 0)
    elif array.ndim in {_PLANE, _STACK}:
        yield array if array.ndim == _STACK else array[None]
    else:
        raise InvalidValue(
            f"masks are (planes, rows, columns) or (planes, rows, columns, segments), not {array.shape}"
        )


def _verify_kinds(layers: list[NDArray[Any]], kind: Type) -> None:
    for layer in layers:
        if layer.dtype.kind not in _KINDS[kind]:
            raise InvalidValue(f"{_ADVICE[kind]}; these are {layer.dtype.name}")


_ADVICE: Final = {
    "BINARY": 'masks of type BINARY are bool: pass bool (`masks > 0`), or type="LABELMAP" for numbers of segments',
    "FRACTIONAL": "masks of type FRACTIONAL are bool, or floats from 0 to 1: divide by the largest value",
    "LABELMAP": "masks of type LABELMAP are bool, or unsigned integers that are numbers of segments",
}


class Layers:
    """Masks of segments, as they are written: a frame is a plane, of one segment unless it has labels."""

    def __init__(self, layers: list[NDArray[Any]], kind: Type, numbers: Sequence[int]) -> None:
        """Take the layers of segments that have these numbers."""
        self.layers, self.numbers = layers, numbers
        self.kind: Type = kind
        self._known = np.zeros(max(MOST, *numbers) + 1, np.bool_)
        self._known[[0, *numbers]] = True

    @property
    def dtype(self) -> type[np.generic]:
        """The type of pixels, of frames that are not packed."""
        return np.uint16 if self.kind == "LABELMAP" and max(self.numbers) > MOST else np.uint8

    def frames(self, order: Iterable[int]) -> list[tuple[int, int]]:
        """Return layer and plane of each frame that is not empty; of all when all are. Planes keep their order."""
        planes = list(order)
        if self.kind == "LABELMAP":
            filled = [(0, plane) for plane in planes if any(layer[plane].any() for layer in self.layers)]
            return filled or [(0, plane) for plane in planes]
        every = [(layer, plane) for layer in range(len(self.layers)) for plane in planes]
        return [(layer, plane) for layer, plane in every if self.layers[layer][plane].any()] or every

    def overlap(self) -> str:
        """Return Segments Overlap, which nobody can tell of fractions."""
        if len(self.layers) == 1 or self.kind == "LABELMAP":
            return "NO"
        if self.kind == "FRACTIONAL":
            return "UNDEFINED"
        planes = range(len(self.layers[0]))
        return "YES" if any(_overlaps([layer[plane] for layer in self.layers]) for plane in planes) else "NO"

    def frame(self, layer: int, plane: int) -> NDArray[Any]:
        """Return the pixels of a frame. Raises `InvalidValue` for fractions beyond 0 and 1, and unknown labels."""
        if self.kind == "LABELMAP":
            return self._labels(plane)
        found = self.layers[layer][plane]
        return found if self.kind == "BINARY" else _fractions(found)

    def _labels(self, plane: int) -> NDArray[Any]:
        if self.layers[0].dtype.kind == "u":
            found: NDArray[Any] = self.layers[0][plane]
            if found.max() >= len(self._known) or not self._known[found].all():
                raise InvalidValue("masks of type LABELMAP have numbers of no segment")
            return found
        parts = [layer[plane] for layer in self.layers]
        if _overlaps(parts):
            raise InvalidValue("segments overlap, which masks of type LABELMAP cannot: write them as BINARY")
        labels = np.zeros(parts[0].shape, self.dtype)
        for part, number in zip(parts, self.numbers, strict=True):
            labels[part] = number
        return labels


def _overlaps(parts: Sequence[NDArray[Any]]) -> bool:
    """Tell whether some pixel is in several masks of a plane."""
    seen = parts[0].copy()
    for part in parts[1:]:
        if (seen & part).any():
            return True
        seen |= part
    return False


def _fractions(plane: NDArray[Any]) -> NDArray[np.uint8]:
    if not (plane.min() >= 0 and plane.max() <= 1):
        raise InvalidValue(_ADVICE["FRACTIONAL"])
    found: NDArray[np.uint8] = np.rint(plane * np.float32(MOST)).astype(np.uint8)
    return found
