"""Planes of objects: where each image, or each frame of one, lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from dicomwright.images.geometry import SAME, NoVolume, slice_direction
from dicomwright.images.groups import POSITION
from dicomwright.runtime import IOD
from dicomwright.runtime.declarations.objects import pixel_facts
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dicomwright.images.geometry import Floats

    Images: TypeAlias = IOD | Iterable[IOD]

_GROUPS: Final = {
    "ImagePositionPatient": "PlanePositionSequence",
    "ImageOrientationPatient": "PlaneOrientationSequence",
    "PixelSpacing": "PixelMeasuresSequence",
    "SliceThickness": "PixelMeasuresSequence",
    "SpacingBetweenSlices": "PixelMeasuresSequence",
    "RescaleSlope": "PixelValueTransformationSequence",
    "RescaleIntercept": "PixelValueTransformationSequence",
    "ReferencedSegmentNumber": "SegmentIdentificationSequence",
}
"""Attributes of images of one frame, and the functional groups that have them in those of several."""

_PLACES: Final = (POSITION, "ImageOrientationPatient", "PixelSpacing")


class Placed(NamedTuple):
    """A plane: an image of one frame, or a frame of one, counted from 0."""

    image: IOD
    frame: int | None
    holder: Any
    offset: float = 0

    def value(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute, of a frame that of its functional group."""
        if self.holder is self.image:
            found = self.image.value_(keyword)
            if found is None or keyword != POSITION or not self.offset:
                return found
            return self._moved(found)
        items = getattr(self.holder, _GROUPS.get(keyword, ""), None)
        return items[0].value_(keyword) if items else None

    def _moved(self, position: Sequence[float]) -> list[float]:
        """Return a position, as far away as the frame is from the first."""
        orientation = self.image.value_("ImageOrientationPatient")
        found: list[float] = (position - self.offset * slice_direction(orientation)).tolist()
        return found

    @property
    def pixels(self) -> NDArray[Any]:
        """The pixels."""
        return self.image.frame_array(self.frame or 0)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return shape_of(self.image)


class Stack(NamedTuple):
    """Parallel planes of one frame of reference, with the same pixels in the same place of each."""

    planes: Sequence[Placed]
    positions: Floats
    orientation: Sequence[float]
    spacing: tuple[float, float]
    shape: tuple[int, int]
    frame_of_reference_uid: str | None

    @property
    def distances(self) -> Floats:
        """How far along the slices each plane lies."""
        found: Floats = self.positions @ slice_direction(self.orientation)
        return found

    def value(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of the first plane."""
        return self.planes[0].value(keyword)


def given(images: Images) -> list[IOD]:
    """Return images as a list, be it of one. Raises `NoVolume` when there are none."""
    found = [images] if isinstance(images, IOD) else list(images)
    if not found:
        raise NoVolume("there are no images")
    return found


def shape_of(image: IOD) -> tuple[int, int]:
    """Return how many rows and columns an image has, which may follow from its pixels."""
    said = pixel_facts(image)  # once, for both
    rows, columns = (said.get(keyword) or image.value_(keyword) for keyword in ("Rows", "Columns"))
    return rows, columns


def stack_of(images: Images) -> Stack:
    """Return images, or the frames of one, as parallel planes in their order. Raises `NoVolume`."""
    planes = [plane for image in given(images) for plane in _planes(image)]
    for number, plane in enumerate(planes, 1):
        for keyword in _PLACES:
            if plane.value(keyword) is None:
                raise NoVolume(f"plane {number} of {len(planes)} has no {keyword}")
    _verify(planes)
    rows, columns = planes[0].value("PixelSpacing")
    return Stack(
        planes,
        np.array([plane.value("ImagePositionPatient") for plane in planes], np.float64),
        planes[0].value("ImageOrientationPatient"),
        (rows, columns),
        planes[0].shape,
        planes[0].image.value_("FrameOfReferenceUID"),
    )


def _planes(image: IOD) -> Iterator[Placed]:
    """Yield the frames of an image that has functional groups, else the image itself."""
    frames = getattr(image, "frames", None) if image.functional_groups else None
    several = "NumberOfFrames" in type(image).attributes()
    count = (getattr(image, "NumberOfFrames") or 1) if several else 1  # noqa: B009 - no IOD has it by itself
    if not frames:
        yield from _grid(image, count)
        return
    if len(frames) != count:
        raise NoVolume(f"an image has {counted(count, 'frame')}, and functional groups of {len(frames)}")
    for number, frame in enumerate(frames):
        yield Placed(image, number, frame)


def _grid(image: IOD, count: int) -> Iterator[Placed]:
    """Yield an image of one frame; of several, such as a dose, the frames by their offsets (PS3.3 C.8.8.3.2)."""
    if count == 1:
        yield Placed(image, None, image)
        return
    offsets: Sequence[float] = image.value_("GridFrameOffsetVector") or []
    if len(offsets) != count:
        raise NoVolume(f"an image of {count} frames has nothing that places each of them")
    for number, offset in enumerate(offsets):
        yield Placed(image, number, image, offset - offsets[0])


def _verify(planes: Sequence[Placed]) -> None:
    """Refuse planes that are not like the first. Raises `NoVolume`, which says how."""
    for name, of, tolerance in _ALIKE:
        first, *others = map(of, planes)
        for number, other in enumerate(others, 2):
            same = first == other or (tolerance and np.allclose(first, other, rtol=0, atol=tolerance))
            if not same:
                raise NoVolume(f"plane {number} of {len(planes)} has another {name} than the first")


_ALIKE: Final[tuple[tuple[str, Callable[[Placed], Any], float], ...]] = (
    ("FrameOfReferenceUID", lambda plane: plane.image.value_("FrameOfReferenceUID"), 0),
    ("number of rows or columns", lambda plane: plane.shape, 0),
    ("ImageOrientationPatient", lambda plane: plane.value("ImageOrientationPatient"), SAME),
    ("PixelSpacing", lambda plane: plane.value("PixelSpacing"), SAME),
)
"""What the planes of a volume have alike, and how far it may differ."""
