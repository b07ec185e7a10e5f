"""Structure sets from contours: regions, their contours on the images that they lie on, and references (C.8.8.5)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypedDict, cast

import numpy as np

from dicomwright.images.geometry import slice_direction
from dicomwright.images.groups import item_of
from dicomwright.images.placing import stack_of
from dicomwright.images.sharing import entities
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time

    from numpy.typing import NDArray
    from pydicom.sr.coding import Code

    from dicomwright.images.geometry import Floats
    from dicomwright.images.placing import Images, Stack
    from dicomwright.runtime import IOD

_CLASS: Final = "1.2.840.10008.5.1.4.1.1.481.3"
_STUDY: Final = "1.2.840.10008.3.1.2.3.1"
"""The SOP class, retired, that references to studies name, whose type is 1."""
_COORDINATES: Final = 3
_LINE: Final = 2
_FLAT: Final = 0.01
"""Millimetres that points of a contour may lie off its plane, and a contour off its image."""
_DIGITS: Final = 4
"""Digits of millimetres that are written."""


class Region(NamedTuple):
    """A region of interest: what it is called, and closed contours around it, arrays of points (x, y, z) in LPS."""

    name: str
    contours: Sequence[NDArray[Any]]
    algorithm: str = "MANUAL"
    interpreted_type: str | None = "ORGAN"
    color: tuple[int, int, int] | None = None
    code: Code | None = None


class OfContours(TypedDict):
    """What contours say of a structure set: ``RTStructureSet(**from_contours(...), ...)``."""

    StudyInstanceUID: str
    StructureSetDate: date
    StructureSetTime: time
    ReferencedFrameOfReferenceSequence: Sequence[Any]
    StructureSetROISequence: Sequence[Any]
    ROIContourSequence: Sequence[Any]
    RTROIObservationsSequence: Sequence[Any]


def from_contours(images: Images, regions: Iterable[Region], *, when: datetime | None = None) -> OfContours:
    """Return what contours say of a structure set: ``RTStructureSet(**from_contours(ct, [liver]), ...)``.

    Regions are numbered from 1. A contour refers to the image that it lies on, if there is one; one point is a POINT,
    two are a line, which is open, all else is closed, be the first point repeated or not. Patient, study and frame of
    reference are those of the images. `when` is the time of the structure set, now when None.

    Raises `InvalidValue` for contours that are no points or not flat, `NoVolume` for images that have no place.
    """
    stack = stack_of(images)
    cls = edition_of(type(stack.planes[0].image)).iod_of(_CLASS)
    numbered = list(enumerate(regions, 1))
    moment = when or datetime.now().astimezone()
    found = {
        **entities(cls, stack.planes[0].image),
        "StructureSetDate": moment.date(),
        "StructureSetTime": moment.time(),
        "ReferencedFrameOfReferenceSequence": [_frame_of_reference(cls, stack)],
        "StructureSetROISequence": [_roi(cls, stack, number, region) for number, region in numbered],
        "ROIContourSequence": [_contours(cls, stack, number, region) for number, region in numbered],
        "RTROIObservationsSequence": [_observation(cls, number, region) for number, region in numbered],
    }
    return cast("OfContours", found)


def _frame_of_reference(cls: type[IOD], stack: Stack) -> Any:  # noqa: ANN401 - an item
    """Return what the images are: their frame of reference, study and series."""
    frame = item_of(cls, "ReferencedFrameOfReferenceSequence")
    study = item_of(frame, "RTReferencedStudySequence")
    series = item_of(study, "RTReferencedSeriesSequence")
    of_series: dict[str, dict[str, IOD]] = {}
    for plane in stack.planes:
        uid = plane.image.value_("SeriesInstanceUID")
        of_series.setdefault(uid, {})[plane.image.value_("SOPInstanceUID")] = plane.image
    image = item_of(series, "ContourImageSequence")
    referenced = [
        series(SeriesInstanceUID=uid, ContourImageSequence=[image.of(one) for one in members.values()])
        for uid, members in of_series.items()
    ]
    instance = stack.planes[0].image.value_("StudyInstanceUID")
    return frame(
        FrameOfReferenceUID=stack.frame_of_reference_uid,
        RTReferencedStudySequence=[
            study(
                ReferencedSOPClassUID=_STUDY,
                ReferencedSOPInstanceUID=instance,
                RTReferencedSeriesSequence=referenced,
            )
        ],
    )


def _roi(cls: type[IOD], stack: Stack, number: int, region: Region) -> Any:  # noqa: ANN401 - an item
    return item_of(cls, "StructureSetROISequence")(
        ROINumber=number,
        ReferencedFrameOfReferenceUID=stack.frame_of_reference_uid,
        ROIName=region.name,
        ROIGenerationAlgorithm=region.algorithm,
    )


def _observation(cls: type[IOD], number: int, region: Region) -> Any:  # noqa: ANN401 - an item
    codes = {"RTROIIdentificationCodeSequence": [region.code]} if region.code else {}
    return item_of(cls, "RTROIObservationsSequence")(
        ObservationNumber=number,
        ReferencedROINumber=number,
        RTROIInterpretedType=region.interpreted_type,
        **codes,
    )


def _contours(cls: type[IOD], stack: Stack, number: int, region: Region) -> Any:  # noqa: ANN401 - an item
    holder = item_of(cls, "ROIContourSequence")
    colored = {"ROIDisplayColor": list(region.color)} if region.color else {}
    contours = [_contour(holder, stack, region.name, one) for one in region.contours]
    return holder(
        ReferencedROINumber=number, **colored, **({"ContourSequence": contours} if contours else {})
    )


def _contour(holder: Any, stack: Stack, name: str, contour: NDArray[Any]) -> Any:  # noqa: ANN401 - items
    """Return the item of a contour. Raises `InvalidValue`."""
    item = item_of(holder, "ContourSequence")
    points = _points(name, contour)
    plane = _lying_on(stack, points)
    image = item_of(item, "ContourImageSequence")
    more = {} if plane is None else {"ContourImageSequence": [_image(image, stack, plane)]}
    return item(
        ContourGeometricType={1: "POINT", _LINE: "OPEN_PLANAR"}.get(len(points), "CLOSED_PLANAR"),
        NumberOfContourPoints=len(points),
        ContourData=np.round(points, _DIGITS).ravel().tolist(),
        **more,
    )


def _points(name: str, contour: NDArray[Any]) -> Floats:
    """Return the points of a contour, the first of them once. Raises `InvalidValue`."""
    points = np.asarray(contour, np.float64)
    if points.ndim != _LINE or points.shape[1] != _COORDINATES or not len(points):
        raise InvalidValue(
            f"a contour of {name} has shape {points.shape}; it is an array of points (x, y, z), of shape (n, 3)"
        )
    if not np.isfinite(points).all():
        raise InvalidValue(f"a contour of {name} has a point that is not finite")
    if len(points) > 1 and np.array_equal(points[0], points[-1]):
        points = points[:-1]
    if len(points) > _COORDINATES and _thickness(points) > _FLAT:
        raise InvalidValue(f"the points of a contour of {name} do not lie in one plane")
    return points


def _thickness(points: Floats) -> float:
    """Return how far points lie off the plane that fits them best."""
    centred = points - points.mean(axis=0)
    normal = np.linalg.svd(centred, full_matrices=False)[2][-1]
    return float(np.abs(centred @ normal).max())


def _lying_on(stack: Stack, points: Floats) -> int | None:
    """Return the plane of the images that all points lie on."""
    found = points @ slice_direction(stack.orientation)
    nearest = int(np.abs(stack.distances - found.mean()).argmin())
    return nearest if np.abs(found - stack.distances[nearest]).max() <= _FLAT else None


def _image(reference: Any, stack: Stack, plane: int) -> Any:  # noqa: ANN401 - items
    placed = stack.planes[plane]
    frame = {} if placed.frame is None else {"ReferencedFrameNumber": [placed.frame + 1]}
    return reference.of(placed.image, **frame)
