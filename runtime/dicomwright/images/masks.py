"""Masks of segmentations, back in the geometry of what they were made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dicomwright.images.geometry import SAME, TOLERANCE, NoVolume, slice_direction
from dicomwright.images.placing import stack_of
from dicomwright.images.reading import regular_affine
from dicomwright.images.volumes import Volume
from dicomwright.runtime import InvalidValue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwright.images.geometry import Floats
    from dicomwright.images.placing import Images, Placed, Stack
    from dicomwright.runtime import IOD


def mask(segmentation: IOD, segment: int, like: Images | Volume | None = None) -> Volume:
    """Return the mask of a segment, by its number: bool, or, of fractions, float32 from 0 to 1.

    `like` are the images that it was made of, or a volume: the mask has their slices, sorted as by `to_volume`, with
    nothing where the segmentation has no frame. Without it, slices reach from the first frame of any segment to the
    last. Raises `NoVolume` when frames lie beside these slices, and `InvalidValue` for a segment that is not there.
    """
    numbers = [one.SegmentNumber for one in segmentation.value_("SegmentSequence") or ()]
    if segment not in numbers:
        raise InvalidValue(f"there is no segment of that number; there are {', '.join(map(str, numbers))}")
    frames = stack_of(segmentation)
    affine, slices = _place(frames, like)
    fractions = segmentation.value_("SegmentationType") == "FRACTIONAL"
    array: NDArray[Any] = np.zeros((slices, *frames.shape), np.float32 if fractions else np.bool_)
    for plane, position in zip(frames.planes, frames.positions, strict=True):
        found = _of_segment(plane, segment)
        if found is not None:
            array[_slice(affine, slices, position)] = found
    uid = frames.frame_of_reference_uid
    return Volume(array, affine, frame_of_reference_uid=uid, thickness=frames.value("SliceThickness"))


def _of_segment(plane: Placed, segment: int) -> NDArray[Any] | None:
    """Return the part of a segment in a frame; None when the frame is of another."""
    kind = plane.image.value_("SegmentationType")
    if kind != "LABELMAP" and segment not in (plane.value("ReferencedSegmentNumber") or ()):
        return None
    found: NDArray[Any] = plane.pixels
    if kind == "FRACTIONAL":
        found = found / np.float32(plane.image.value_("MaximumFractionalValue"))
    elif kind == "LABELMAP":
        found = found == segment
    return found


def _place(frames: Stack, like: Images | Volume | None) -> tuple[Floats, int]:
    """Return the affine of the slices, and how many they are."""
    if like is None:
        return _span(frames)
    if isinstance(like, Volume):
        affine, shape = like.affine, like.shape
        uid: str | None = like.frame_of_reference_uid
    else:
        stack = stack_of(like)
        order = np.argsort(stack.distances, kind="stable")
        affine = regular_affine(stack, stack.positions[order])
        shape, uid = (len(order), *stack.shape), stack.frame_of_reference_uid
    if uid != frames.frame_of_reference_uid:
        raise NoVolume("the segmentation has another FrameOfReferenceUID")
    axes = regular_affine(frames, frames.positions[:1])[:3, 1:3]
    if shape[1:] != frames.shape or not np.allclose(axes, affine[:3, 1:3], rtol=0, atol=SAME):
        raise NoVolume("the segmentation has other rows and columns")
    return affine, shape[0]


def _span(frames: Stack) -> tuple[Floats, int]:
    """Return the slices from the first frame to the last, some of which may have no frame."""
    distances = frames.distances
    places = np.sort(distances)
    gaps = np.diff(places)
    gaps = gaps[gaps > SAME]
    step = frames.value("SpacingBetweenSlices") or (gaps.min() if len(gaps) else 1)
    affine = regular_affine(frames, frames.positions[[int(distances.argmin())]])
    affine[:3, 0] = slice_direction(frames.orientation) * step
    return affine, round((places[-1] - places[0]) / step) + 1


def _slice(affine: Floats, slices: int, position: Floats) -> int:
    """Return the slice at a position. Raises `NoVolume` when there is none."""
    index = np.linalg.solve(affine, [*position, 1])[:3]
    number = round(float(index[0]))
    off = np.abs(index - [number, 0, 0]).max()
    if not 0 <= number < slices or off > TOLERANCE * _TIMES:
        raise NoVolume("a frame of the segmentation does not lie on one of the slices")
    return number


_TIMES: Final = 10
"""How much more a frame may lie off its slice than slices among themselves: their distance is rounded in files."""
