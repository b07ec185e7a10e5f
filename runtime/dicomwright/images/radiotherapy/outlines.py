"""Outlines of masks: closed contours, of which a hole is a part, joined by a channel without width (C.8.8.6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwright.images.radiotherapy.drawing import drawing
from dicomwright.runtime import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwright.images.geometry import Floats
    from dicomwright.images.volumes import Volume

_HALF = 0.5


def outlines(mask: Volume) -> list[Floats]:
    """Return the contours of a mask, a `Volume` of bool, in patient space: points halfway between pixels.

    `contour_mask` gives the same mask of them. Pixels that touch at a corner alone are apart.

    Raises `InvalidValue` for an array that is not of bool, and `ImportError` without the extra `contours`.
    """
    if mask.array.dtype.kind != "b":
        raise InvalidValue(
            f"outlines are those of a mask of bool: pass `mask > 0`; this is {mask.array.dtype.name}"
        )
    measure = drawing("measure")
    return [
        _in_space(mask, number, polygon)
        for number in np.flatnonzero(mask.array.any(axis=(1, 2))).tolist()
        for polygon in _polygons(measure, mask.array[number])
    ]


def _in_space(mask: Volume, number: int, polygon: Floats) -> Floats:
    indices = np.column_stack([np.full(len(polygon), number), polygon, np.ones(len(polygon))])
    found: Floats = (indices @ mask.affine.T)[:, :3]
    return found


def _polygons(measure: Any, plane: NDArray[np.bool_]) -> Iterator[Floats]:  # noqa: ANN401 - a module of scikit-image
    """Yield the polygons of a plane, as rows and columns, each with its holes."""
    found = [one - 1 for one in measure.find_contours(np.pad(plane, 1).astype(np.float32), _HALF)]
    outer = sorted((one for one in found if _area(one) < 0), key=lambda one: -_area(one))
    holes: list[list[Floats]] = [[] for _ in outer]
    for hole in (one for one in found if _area(one) > 0):
        inside = (n for n, one in enumerate(outer) if measure.points_in_poly(hole[:1], one)[0])
        holes[next(inside)].append(hole)  # the least of those around it comes first
    for polygon, within in zip(outer, holes, strict=True):
        yield _joined(polygon[:-1], [hole[:-1] for hole in within])


def _area(polygon: Floats) -> float:
    """Return the area of a closed polygon, negative when it winds as outer ones do."""
    rows, columns = polygon.T
    return float(np.sum(rows[:-1] * columns[1:] - rows[1:] * columns[:-1])) / 2


def _joined(polygon: Floats, holes: list[Floats]) -> Floats:
    """Return a polygon that goes around its holes, too: the nearest first, on the shortest way there and back."""
    remaining = list(holes)
    while remaining:
        ways = [_way(polygon, hole) for hole in remaining]
        nearest = min(range(len(ways)), key=lambda number: ways[number][0])
        _, leaving, entering = ways[nearest]
        hole = np.roll(remaining.pop(nearest), -entering, axis=0)
        polygon = np.concatenate([polygon[: leaving + 1], hole, hole[:1], polygon[leaving:]])
    return polygon


def _way(polygon: Floats, hole: Floats) -> tuple[float, int, int]:
    """Return the least distance of two polygons, squared, and the points that are so near."""
    distances = ((polygon[:, None] - hole[None]) ** 2).sum(axis=2)
    leaving, entering = np.unravel_index(int(distances.argmin()), distances.shape)
    return float(distances.min()), int(leaving), int(entering)
