"""Masks of what contours enclose, in the geometry of images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwright.images.geometry import NoVolume
from dicomwright.images.placing import stack_of
from dicomwright.images.radiotherapy.drawing import drawing
from dicomwright.images.reading import regular_affine
from dicomwright.images.volumes import Volume
from dicomwright.runtime import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.images.geometry import Floats
    from dicomwright.images.placing import Images
    from dicomwright.runtime import IOD

_NEAR = 0.5
"""How much of the distance of slices a contour may lie off one."""
_XYZ = 3


def contour_mask(structures: IOD, number: int, images: Images) -> Volume:
    """Return the mask of a region of a structure set, by its ROI Number, with the slices of images.

    Pixels whose centre is enclosed are in it. Of contours of one plane, one within another is a hole, as programs write
    them that do not join them; points and open contours enclose nothing.

    Raises `InvalidValue` when the structure set has no such region, `NoVolume` for contours that lie on no slice,
    images of another frame of reference, or that are no volume, and `ImportError` without the extra `contours`.
    """
    said: Any = structures
    _verify(said, number, images)
    polygon = drawing("draw").polygon
    stack = stack_of(images)
    order = np.argsort(stack.distances, kind="stable")
    affine = regular_affine(stack, stack.positions[order])
    array = np.zeros((len(order), *stack.shape), np.bool_)
    for points in _closed(said, number):
        place, outline = _in_plane(affine, len(array), points)
        rows, columns = polygon(*outline.T, shape=stack.shape)
        array[place, rows, columns] ^= True
    uid = stack.frame_of_reference_uid
    return Volume(array, affine, frame_of_reference_uid=uid, thickness=stack.value("SliceThickness"))


def _verify(said: Any, number: int, images: Images) -> None:  # noqa: ANN401 - an object with the modules
    """Refuse regions that are not there, and those of another frame of reference."""
    regions = {one.ROINumber: one for one in said.StructureSetROISequence or ()}
    if number not in regions:
        known = ", ".join(map(str, sorted(regions))) or "none"
        raise InvalidValue(f"the structure set has no region {number}; it has {known}")
    if regions[number].ReferencedFrameOfReferenceUID != stack_of(images).frame_of_reference_uid:
        raise NoVolume("the region has another FrameOfReferenceUID than the images")


def _closed(said: Any, number: int) -> Iterator[Floats]:  # noqa: ANN401 - as above
    """Yield the points of the closed contours of a region."""
    for region in said.ROIContourSequence or ():
        if region.ReferencedROINumber == number:
            for contour in region.ContourSequence or ():
                if contour.ContourGeometricType == "CLOSED_PLANAR":
                    yield np.asarray(contour.ContourData, np.float64).reshape(-1, _XYZ)


def _in_plane(affine: Floats, slices: int, points: Floats) -> tuple[int, Floats]:
    """Return the slice of a contour, and its points as rows and columns. Raises `NoVolume`."""
    indices: Any = np.linalg.solve(affine, np.column_stack([points, np.ones(len(points))]).T)[:3].T
    place = round(float(indices[:, 0].mean()))
    if not 0 <= place < slices or np.abs(indices[:, 0] - place).max() > _NEAR:
        raise NoVolume("a contour of the region does not lie on one of the slices")
    return place, indices[:, 1:]
