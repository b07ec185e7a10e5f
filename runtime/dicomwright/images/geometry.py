"""Geometry of planes and volumes: affines in millimetres, whose axes are slices, rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from dicomwright.runtime import DicomwrightError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Given: TypeAlias = Sequence[float] | NDArray[Any]


class NoVolume(DicomwrightError, ValueError):  # noqa: N818 - as the runtime names what it refuses
    """Images that are not the parallel, evenly spaced planes of one volume; the message says which is not, and why."""


TOLERANCE: Final = 0.01
"""How much of a distance between slices one may lie off its place."""
SAME: Final = 1e-3
"""How much cosines, and spacings and positions in millimetres, may differ and be the same."""

_ANGLE: Final = 1e-3
"""How far from 0 and 1 the products of direction cosines may be, which files have with few digits."""
_RAS: Final = np.diag([-1.0, -1.0, 1.0, 1.0])


def affine_of(origin: Given, spacing: Given, orientation: Given) -> Floats:
    """Return the affine of a volume: spacings are those of slices, rows and columns, cosines those of PS3.3 C.7.6.2.

    Slices go on so that slices, rows and columns are right-handed axes.
    """
    along_row, along_column = cosines(orientation)
    affine = np.eye(4)
    directions = (np.cross(along_column, along_row), along_column, along_row)
    for axis, (direction, distance) in enumerate(zip(directions, spacing, strict=True)):
        affine[:3, axis] = direction * distance
    affine[:3, 3] = origin
    return affine


def cosines(orientation: Given) -> tuple[Floats, Floats]:
    """Return the directions of Image Orientation (Patient): that of a row, then that of a column."""
    found = np.asarray(orientation, np.float64).reshape(2, 3)
    products = found @ found.T
    if not np.allclose(products, np.eye(2), atol=_ANGLE):
        raise NoVolume("the direction cosines of an orientation are not two unit vectors at a right angle")
    return found[0], found[1]


def slice_direction(orientation: Given) -> Floats:
    """Return the direction in which slices are sorted: right-handed with rows and columns."""
    along_row, along_column = cosines(orientation)
    direction: Floats = np.cross(along_column, along_row)
    return direction


def checked(affine: Given, convention: str) -> Floats:
    """Return an affine in LPS. Raises `NoVolume` when its axes are not at right angles."""
    found = np.array(affine, np.float64)
    if found.shape != (4, 4) or not np.array_equal(found[3], [0, 0, 0, 1]):
        raise NoVolume("an affine has 4 rows and 4 columns, and 0, 0, 0, 1 in the last row")
    found = _RAS @ found if convention == "RAS" else found
    axes = found[:3, :3]
    lengths = np.linalg.norm(axes, axis=0)
    if not lengths.all() or not np.allclose(
        axes.T @ axes / np.outer(lengths, lengths), np.eye(3), atol=_ANGLE
    ):
        raise NoVolume("the axes of an affine must be at right angles: planes that are sheared are no volume")
    return found


def to_ras(affine: Floats) -> Floats:
    """Return an affine in RAS, as NIfTI has it."""
    found: Floats = _RAS @ affine
    return found


def even_distance(distances: Floats) -> float | None:
    """Return the distance between sorted places when it is the same everywhere; None when it is not."""
    gaps = np.diff(distances)
    step = float(gaps.mean())
    if step <= 0 or not np.allclose(gaps, step, rtol=0, atol=TOLERANCE * step):
        return None
    return step
