"""Levels of a whole slide image from tiles: the matrix, where it lies, and smaller ones of it (PS3.3 C.8.12.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypedDict, cast

import numpy as np

from dicomwright.images.groups import item_of, put
from dicomwright.images.slides.tiles import Grid, region, spooled, whole
from dicomwright.runtime import InvalidValue, new_uid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dicomwright.runtime import IOD

_FRAME_TYPE: Final = "WholeSlideMicroscopyImageFrameTypeSequence"
_HALF: Final = 2
_LEAST: Final = 2


class Level(TypedDict):
    """What a matrix of pixels says of an image: ``VLWholeSlideMicroscopyImage(**level, ...)``."""

    ImageType: Sequence[str]
    FrameOfReferenceUID: str
    PositionReferenceIndicator: str
    DimensionOrganizationSequence: Sequence[Any]
    DimensionOrganizationType: Literal["TILED_FULL"]
    TotalPixelMatrixRows: int
    TotalPixelMatrixColumns: int
    TotalPixelMatrixFocalPlanes: int
    TotalPixelMatrixOriginSequence: Sequence[Any]
    ImageOrientationSlide: Sequence[float]
    ImagedVolumeWidth: float
    ImagedVolumeHeight: float
    ImagedVolumeDepth: float
    NumberOfOpticalPaths: int
    SharedFunctionalGroupsSequence: Sequence[Any]
    PixelData: NDArray[Any]


class _Place(NamedTuple):
    """Where a matrix lies on its slide: distances in millimetres."""

    spacing: tuple[float, float]
    origin: tuple[float, float]
    orientation: Sequence[float]
    thickness: float
    frame_of_reference_uid: str


def tiled_full(  # noqa: PLR0913 - what places a matrix, by name
    cls: type[IOD],
    tiles: Iterable[NDArray[Any]],
    *,
    size: tuple[int, int],
    tile: tuple[int, int] = (256, 256),
    spacing: tuple[float, float],
    origin: tuple[float, float] = (0, 0),
    orientation: Sequence[float] = (0, -1, 0, -1, 0, 0),
    thickness: float = 0.001,
    fill: int = 255,
    frame_of_reference_uid: str | None = None,
) -> Level:
    """Return what the tiles of a slide say of an image: ``cls(**tiled_full(cls, tiles, ...), ...)``.

    `size` are rows and columns of the whole, `tile` those of a tile. `tiles` come one after the other, from left to
    right, then from top to bottom; the last of a row or column may be cut off or not. They are kept in a temporary
    file: memory does not grow with the slide. `spacing` and `thickness` are in millimetres, `origin` is the place of
    the first pixel on the slide.

    Raises `InvalidValue` for tiles that are too few, too many, or of other sizes than their places.
    """
    grid = Grid(*size, *tile)
    place = _Place(spacing, origin, orientation, thickness, frame_of_reference_uid or new_uid())
    return _level(cls, spooled(tiles, grid, fill), grid, place, ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"])


def pyramid(cls: type[IOD], base: Level, *, levels: int | None = None, fill: int = 255) -> Iterator[Level]:
    """Yield a level, and smaller ones of it, each with half the rows and columns: of the means of four pixels.

    The last is one tile; or there are as many as `levels`. Each stays in a temporary file, as the first does.
    """
    yield base
    array, grid, place = base["PixelData"], _grid(base), _place(base)
    count = 1
    while count != levels and grid.tiles > 1:
        smaller = Grid(-(-grid.rows // _HALF), -(-grid.columns // _HALF), *grid[_LEAST:])
        array = spooled(_halved(array, grid, smaller, fill), smaller, fill)
        (down, across), grid, count = place.spacing, smaller, count + 1
        place = place._replace(spacing=(down * _HALF, across * _HALF), origin=_moved(place))
        yield _level(cls, array, grid, place, ["DERIVED", "PRIMARY", "VOLUME", "RESAMPLED"])


def _moved(place: _Place) -> tuple[float, float]:
    """Return where the centre of the first pixel lies when it is that of four: half a pixel along both axes."""
    along_row, along_column = np.reshape(place.orientation, (2, 3))[:, :2]
    down, across = place.spacing
    x, y = np.asarray(place.origin) + along_row * across / 2 + along_column * down / 2
    return float(x), float(y)


def _halved(array: NDArray[Any], grid: Grid, smaller: Grid, fill: int) -> Iterator[NDArray[Any]]:
    """Yield the tiles of a matrix of half the rows and columns."""
    for rows, columns in smaller.places():
        part = region(
            array,
            grid,
            slice(_HALF * rows.start, min(_HALF * rows.stop, grid.rows)),
            slice(_HALF * columns.start, min(_HALF * columns.stop, grid.columns)),
        )
        odd = [(0, length % _HALF) for length in part.shape[:2]]
        even = np.pad(part, [*odd, *[(0, 0)] * (part.ndim - len(odd))], mode="edge")
        four = np.stack([even[row::2, column::2] for row in (0, 1) for column in (0, 1)])
        mean: NDArray[Any] = (four.sum(axis=0, dtype=np.uint32) + 2) // 4
        yield whole(mean.astype(array.dtype), smaller, fill)


def _level(
    cls: type[IOD], array: NDArray[Any], grid: Grid, place: _Place, image_type: Sequence[str]
) -> Level:
    """Return what a matrix says of an image."""
    shared = item_of(cls, "SharedFunctionalGroupsSequence")()
    put(shared, "PixelMeasuresSequence", PixelSpacing=place.spacing, SliceThickness=place.thickness)
    if _FRAME_TYPE in shared.attributes():
        put(shared, _FRAME_TYPE, FrameType=image_type)
    x, y = place.origin
    origin = item_of(cls, "TotalPixelMatrixOriginSequence")
    found = {
        "ImageType": image_type,
        "FrameOfReferenceUID": place.frame_of_reference_uid,
        "PositionReferenceIndicator": "SLIDE_CORNER",
        "DimensionOrganizationSequence": [
            item_of(cls, "DimensionOrganizationSequence")(DimensionOrganizationUID=new_uid())
        ],
        "DimensionOrganizationType": "TILED_FULL",
        "TotalPixelMatrixRows": grid.rows,
        "TotalPixelMatrixColumns": grid.columns,
        "TotalPixelMatrixFocalPlanes": 1,
        "TotalPixelMatrixOriginSequence": [
            origin(XOffsetInSlideCoordinateSystem=x, YOffsetInSlideCoordinateSystem=y)
        ],
        "ImageOrientationSlide": place.orientation,
        "ImagedVolumeWidth": grid.columns * place.spacing[1],
        "ImagedVolumeHeight": grid.rows * place.spacing[0],
        "ImagedVolumeDepth": place.thickness * 1000,
        "NumberOfOpticalPaths": 1,
        "SharedFunctionalGroupsSequence": [shared],
        "PixelData": array,
    }
    return cast("Level", found)


def _grid(level: Level) -> Grid:
    """Return the grid of a level. Raises `InvalidValue` for what is none."""
    shape = level["PixelData"].shape
    grid = Grid(level["TotalPixelMatrixRows"], level["TotalPixelMatrixColumns"], *shape[1:3])
    if grid.tiles != shape[0]:
        raise InvalidValue(f"the level has {shape[0]} tiles, and its matrix {grid.tiles}")
    return grid


def _place(level: Level) -> _Place:
    measures = level["SharedFunctionalGroupsSequence"][0].PixelMeasuresSequence[0]
    origin = level["TotalPixelMatrixOriginSequence"][0]
    return _Place(
        measures.PixelSpacing,
        (origin.XOffsetInSlideCoordinateSystem, origin.YOffsetInSlideCoordinateSystem),
        level["ImageOrientationSlide"],
        measures.SliceThickness,
        level["FrameOfReferenceUID"],
    )
