"""Volumes: an array of slices, rows and columns, and where it lies in the patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, cast

import numpy as np

from dicomwright.images.geometry import NoVolume, affine_of, checked, to_ras
from dicomwright.images.groups import MultiFrame, multiframe, put
from dicomwright.runtime import new_uid
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Self

    from numpy.typing import NDArray

    from dicomwright.images.geometry import Floats, Given
    from dicomwright.runtime import IOD

_S = TypeVar("_S")
_P = TypeVar("_P")
_AXES = 3


class Plane(TypedDict):
    """What a slice of a volume says of an image: ``CTImage(**plane, ...)``."""

    FrameOfReferenceUID: str
    InstanceNumber: int
    ImagePositionPatient: Sequence[float]
    ImageOrientationPatient: Sequence[float]
    PixelSpacing: Sequence[float]
    SliceThickness: float
    PixelData: NDArray[Any]


class Volume:
    """An array whose axes are slices, rows and columns, and an affine from their indices to millimetres.

    The affine takes (slice, row, column, 1), counted from 0, to (x, y, z, 1) of the centre of a voxel, and is LPS: x
    grows to the left of the patient, y to the back, z to the head. That of a NIfTI file is RAS: say so with
    `convention`, and bring its axes (columns, rows, slices) into order: ``Volume(nii.get_fdata().T, nii.affine[:,
    [2, 1, 0, 3]], convention="RAS")``. `thickness` is that of the slices, their distance unless it is given.
    """

    def __init__(
        self,
        array: NDArray[Any],
        affine: Given,
        *,
        frame_of_reference_uid: str | None = None,
        thickness: float | None = None,
        convention: Literal["LPS", "RAS"] = "LPS",
    ) -> None:
        """Place an array, of which no copy is made; without a frame of reference, in a new one. Raises `NoVolume`."""
        if array.ndim != _AXES or not array.size:
            raise NoVolume(
                f"a volume has slices, rows and columns (one slice: array[None]), and the array has shape {array.shape}"
            )
        self.array = array
        self.affine = checked(affine, convention)
        self.frame_of_reference_uid: str = frame_of_reference_uid or new_uid()
        self.thickness = self.spacing[0] if thickness is None else thickness

    @classmethod
    def at(  # noqa: PLR0913 - what places a volume, by name
        cls,
        array: NDArray[Any],
        *,
        origin: Given = (0, 0, 0),
        spacing: Given = (1, 1, 1),
        orientation: Given = (1, 0, 0, 0, 1, 0),
        frame_of_reference_uid: str | None = None,
        thickness: float | None = None,
    ) -> Self:
        """Place an array by the position of its first voxel, and distances of slices, rows and columns.

        `orientation` has the six cosines of Image Orientation (Patient). Slices go on so that slices, rows and columns
        are right-handed axes; a negative distance of slices turns them. Raises `NoVolume`.
        """
        affine = affine_of(origin, spacing, orientation)
        return cls(array, affine, frame_of_reference_uid=frame_of_reference_uid, thickness=thickness)

    def with_array(self, array: NDArray[Any]) -> Volume:
        """Return another array of the same shape at the same place."""
        if array.shape != self.array.shape:
            raise NoVolume(f"the array has shape {array.shape}, and its place is one of {self.array.shape}")
        return Volume(
            array,
            self.affine,
            frame_of_reference_uid=self.frame_of_reference_uid,
            thickness=self.thickness,
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many slices, rows and columns there are."""
        slices, rows, columns = self.array.shape
        return slices, rows, columns

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Distances of the centres of slices, rows and columns, in millimetres."""
        slices, rows, columns = (float(one) for one in np.linalg.norm(self.affine[:3, :3], axis=0))
        return slices, rows, columns

    @property
    def orientation(self) -> list[float]:
        """The cosines of Image Orientation (Patient): the direction of a row, then of a column."""
        axes = self.affine[:3, :3] / np.linalg.norm(self.affine[:3, :3], axis=0)
        found: list[float] = [*axes[:, 2].tolist(), *axes[:, 1].tolist()]
        return found

    @property
    def positions(self) -> Floats:
        """The position of the first voxel of each slice: Image Position (Patient)."""
        found: Floats = self.affine[:3, 3] + np.arange(len(self.array))[:, None] * self.affine[:3, 0]
        return found

    @property
    def affine_ras(self) -> Floats:
        """The affine as NIfTI has it, RAS; its axes are still slices, rows and columns."""
        return to_ras(self.affine)

    def planes(self) -> Iterator[Plane]:
        """Yield what each slice says of an image, numbered from 1: ``[CTImage(**plane, ...) for plane in ...]``."""
        _, rows, columns = self.spacing
        for number, position in enumerate(self.positions.tolist()):
            yield {
                "FrameOfReferenceUID": self.frame_of_reference_uid,
                "InstanceNumber": number + 1,
                "ImagePositionPatient": position,
                "ImageOrientationPatient": self.orientation,
                "PixelSpacing": [rows, columns],
                "SliceThickness": self.thickness,
                "PixelData": self.array[number],
            }

    def multiframe(
        self,
        cls: type[IOD],
        shared: _S,
        frames: Sequence[_P] | type[_P] | Callable[[int], _P],
    ) -> MultiFrame[_S, _P]:
        """Return what the volume says of a multi-frame image: ``EnhancedCTImage(**..., PixelData=volume.array, ...)``.

        `shared` is the item of Shared Functional Groups Sequence with all that the volume does not know, `frames` those
        of the frames, or what makes one of the number of a slice, counted from 0; the class of the items where nothing
        else varies. A group that all frames have alike is shared; see `multiframe`.
        """
        items = _items(frames, len(self.array))
        for item, position in zip(items, self.positions.tolist(), strict=True):
            put(item, "PlanePositionSequence", ImagePositionPatient=position)
        put(shared, "PlaneOrientationSequence", ImageOrientationPatient=self.orientation)
        slices, *pixels = self.spacing
        distances = {"SpacingBetweenSlices": slices, "SliceThickness": self.thickness}
        put(shared, "PixelMeasuresSequence", PixelSpacing=pixels, **distances)
        found = multiframe(cls, shared, items, frame_of_reference_uid=self.frame_of_reference_uid)
        return cast("MultiFrame[_S, _P]", {**found, "DimensionOrganizationType": "3D"})

    def __repr__(self) -> str:
        """Show the shape and the distances."""
        spacing = " x ".join(f"{one:g}" for one in self.spacing)
        return f"<Volume of shape {self.array.shape}, {self.array.dtype}, {spacing} mm>"


def _items(frames: Sequence[_P] | type[_P] | Callable[[int], _P], count: int) -> list[_P]:
    """Return the items of frames. Raises `NoVolume` when there are not as many as slices."""
    if isinstance(frames, type):
        return [cast("type[_P]", frames)() for _ in range(count)]
    items = [frames(number) for number in range(count)] if callable(frames) else list(frames)
    if len(items) != count:
        raise NoVolume(f"there are items of {counted(len(items), 'frame')}, and {counted(count, 'slice')}")
    return items
