"""Where frames that are made of images shall lie: on their planes, or on those of a volume beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwright.images.geometry import SAME, NoVolume, even_distance, slice_direction
from dicomwright.images.groups import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.images.geometry import Floats
    from dicomwright.images.placing import Placed, Stack
    from dicomwright.images.volumes import Volume


class Target(NamedTuple):
    """Planes that frames shall lie on, each with the source that lies there."""

    positions: Floats
    orientation: Sequence[float]
    spacing: tuple[float, float]
    thickness: float | None
    distance: float | None
    shape: tuple[int, int, int]
    frame_of_reference_uid: str
    sources: Sequence[Placed | None]

    @property
    def order(self) -> list[int]:
        """The planes, along the slices."""
        distances = self.positions @ slice_direction(self.orientation)
        found: list[int] = np.argsort(distances, kind="stable").tolist()
        return found

    def describe(self, shared: Any) -> None:  # noqa: ANN401 - an item of functional groups
        """Set what all planes have in common."""
        put(shared, "PlaneOrientationSequence", ImageOrientationPatient=self.orientation)
        distances = {"SliceThickness": self.thickness, "SpacingBetweenSlices": self.distance}
        known = {keyword: value for keyword, value in distances.items() if value is not None}
        put(shared, "PixelMeasuresSequence", PixelSpacing=self.spacing, **known)

    def place(self, frame: Any, plane: int) -> None:  # noqa: ANN401 - as above
        """Set where a frame lies."""
        put(frame, "PlanePositionSequence", ImagePositionPatient=self.positions[plane].tolist())


def target_of(stack: Stack, volume: Volume | None) -> Target:
    """Return the planes of images, or those of a volume in their frame of reference. Raises `NoVolume`."""
    uid = stack.frame_of_reference_uid
    if uid is None:
        raise NoVolume("the images have no FrameOfReferenceUID")
    if volume is None:
        shape = (len(stack.planes), *stack.shape)
        thickness = stack.value("SliceThickness")
        return Target(
            stack.positions,
            stack.orientation,
            stack.spacing,
            thickness,
            _distance(stack),
            shape,
            uid,
            stack.planes,
        )
    if volume.frame_of_reference_uid != uid:
        raise NoVolume("the volume has another FrameOfReferenceUID than the images")
    distance, rows, columns = volume.spacing
    return Target(
        volume.positions,
        volume.orientation,
        (rows, columns),
        volume.thickness,
        distance,
        volume.shape,
        uid,
        _lying_on(stack, volume),
    )


def _distance(stack: Stack) -> float | None:
    """Return the distance of planes where it is the same everywhere, else what the first says."""
    if len(stack.planes) > 1:
        return even_distance(np.sort(stack.distances))
    found: float | None = stack.value("SpacingBetweenSlices")
    return found


def _lying_on(stack: Stack, volume: Volume) -> list[Placed | None]:
    """Return the image that each slice of a volume lies on, with the same pixels."""
    _, rows, columns = volume.spacing
    alike = stack.shape == volume.shape[1:] and np.allclose(
        [*stack.orientation, *stack.spacing], [*volume.orientation, rows, columns], rtol=0, atol=SAME
    )
    if not alike:
        return [None] * len(volume.array)
    return [_at(stack, position) for position in volume.positions]


def _at(stack: Stack, position: Floats) -> Placed | None:
    distances = np.abs(stack.positions - position).max(axis=1)
    nearest = int(distances.argmin())
    return stack.planes[nearest] if distances[nearest] < SAME else None
