"""Volumes of objects: slices or frames, sorted and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwright.images.geometry import TOLERANCE, NoVolume, affine_of, even_distance, slice_direction
from dicomwright.images.placing import stack_of
from dicomwright.images.volumes import Volume

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dicomwright.images.geometry import Floats
    from dicomwright.images.placing import Images, Placed, Stack


def to_volume(images: Images, *, rescaled: bool = False) -> Volume:
    """Return the volume that images of one frame each, or the frames of one object, are the slices of, in any order.

    Slices are sorted so that slices, rows and columns are right-handed axes. The array has the pixels as they are
    stored, or, `rescaled`, times Rescale Slope plus Rescale Intercept, of doses times Dose Grid Scaling, in float64.

    Raises `NoVolume`, which says why, for what is not one volume: planes of several frames of reference, sizes,
    orientations or spacings, two at the same place, gaps, and slices that are sheared, as of a tilted gantry.
    """
    stack = stack_of(images)
    order: list[int] = np.argsort(stack.distances, kind="stable").tolist()
    array = _array([stack.planes[number] for number in order], rescaled=rescaled)
    return Volume(
        array,
        regular_affine(stack, stack.positions[order]),
        frame_of_reference_uid=stack.frame_of_reference_uid,
        thickness=stack.value("SliceThickness"),
    )


def regular_affine(stack: Stack, positions: Floats) -> Floats:
    """Return the affine of planes at these positions, which are sorted. Raises `NoVolume`."""
    if len(positions) == 1:
        step = stack.value("SpacingBetweenSlices") or stack.value("SliceThickness") or 1
    else:
        step = _step(positions, slice_direction(stack.orientation))
    return affine_of(positions[0], (step, *stack.spacing), stack.orientation)


def _step(positions: Floats, direction: Floats) -> float:
    """Return the distance of slices. Raises `NoVolume`."""
    distances = positions @ direction
    if not np.diff(distances).min() > TOLERANCE:
        raise NoVolume("two planes are at the same place")
    step = even_distance(distances)
    if step is None:
        widest = int(np.argmax(np.diff(distances))) + 1
        raise NoVolume(
            f"slices are not evenly spaced: the widest gap is behind slice {widest} of {len(distances)}"
        )
    sheared = positions - positions[0] - np.outer(distances - distances[0], direction)
    if np.abs(sheared).max() > TOLERANCE * step * len(positions):
        raise NoVolume("slices are sheared, as of a tilted gantry: they do not lie behind one another")
    return step


def _array(planes: Sequence[Placed], *, rescaled: bool) -> NDArray[Any]:
    first = planes[0].pixels
    array = np.empty((len(planes), *first.shape), np.float64 if rescaled else first.dtype)
    for number, plane in enumerate(planes):
        array[number] = plane.pixels if number else first
        if rescaled:
            array[number] *= _number(plane, "RescaleSlope", 1) * _number(plane, "DoseGridScaling", 1)
            array[number] += _number(plane, "RescaleIntercept", 0)
    return array


def _number(plane: Placed, keyword: str, default: float) -> float:
    found = plane.value(keyword)
    return default if found is None else float(found)
