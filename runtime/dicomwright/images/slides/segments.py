"""Segmentations of whole slides: masks of the whole matrix, tiled as the image is, in full (PS3.3 A.51, C.7.6.17.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypedDict, TypeVar, cast

import numpy as np

from dicomwright.images.groups import item_of, put
from dicomwright.images.layers import Layers, layers_of
from dicomwright.images.placing import Placed, shape_of
from dicomwright.images.segmentations import (
    SOPClass,
    content,
    numbers_of,
    pixels,
    segmentation_class,
    verify_type,
)
from dicomwright.images.sharing import derivation, derived_from, references
from dicomwright.images.slides.tiles import Grid, whole
from dicomwright.runtime import InvalidValue, Item, new_uid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime, time

    from numpy.typing import NDArray

    from dicomwright.images.layers import Type
    from dicomwright.runtime import IOD

_I = TypeVar("_I", bound=Item)

_MATRIX: Final = ("TotalPixelMatrixRows", "TotalPixelMatrixColumns", "ImageOrientationSlide")
_PLANE: Final = 2


class OfSlideMasks(TypedDict, Generic[_I]):
    """What masks of a slide say of a segmentation: ``Segmentation(**from_slide_masks(...), ...)``."""

    SOPClassUID: SOPClass
    StudyInstanceUID: str
    ImageType: Sequence[str]
    ContentDate: date
    ContentTime: time
    LossyImageCompression: Literal["00", "01"]
    SegmentationType: Type
    SegmentSequence: Sequence[_I]
    FrameOfReferenceUID: str
    SharedFunctionalGroupsSequence: Sequence[Any]
    DimensionOrganizationSequence: Sequence[Any]
    DimensionOrganizationType: Literal["TILED_FULL"]
    PixelData: bytes | NDArray[Any]


def from_slide_masks(  # noqa: PLR0913 - the last are for some alone
    source: IOD,
    masks: NDArray[Any],
    segments: Sequence[_I],
    type: Type = "BINARY",  # noqa: A002 - as the attribute is called
    *,
    fractional_type: Literal["PROBABILITY", "OCCUPANCY"] = "PROBABILITY",
    when: datetime | None = None,
) -> OfSlideMasks[_I]:
    """Return what masks of a level of a slide say of a segmentation, as `from_masks` does of slices.

    `masks` are rows and columns of the whole matrix of `source`, with segments as a third axis where there are several;
    they may be of a file (`numpy.memmap`). All tiles are written, as large as those of the source: those of the first
    segment, then those of the next. A map of labels has all segments in each.

    Raises `InvalidValue` for masks that do not fit the type, the segments or the source, and for a source that is not
    tiled.
    """
    verify_type(type)
    grid = _grid(source)
    numbers = numbers_of(segments)
    given = [masks[None]] if masks.ndim == _PLANE else list(np.moveaxis(masks, -1, 0)[:, None])
    arrays = [layer[0] for layer in layers_of(given, type, len(segments), (1, grid.rows, grid.columns))]
    cls = segmentation_class(segments[0], type)
    parts = 1 if type == "LABELMAP" else len(arrays)
    layers = Layers([array[None] for array in arrays], type, numbers)
    found = {
        **derived_from(cls, source),
        **references(cls, source),
        **_matrix(cls, source),
        **_groups(cls, source, [] if type == "LABELMAP" else numbers),
        **pixels(layers, _tiles(layers, grid, parts), parts * grid.tiles, grid[2:]),
        **content(type, segments, fractional_type, when),
        "SegmentsOverlap": _overlap(layers, grid),
    }
    return cast("OfSlideMasks[_I]", found)


def _grid(source: IOD) -> Grid:
    """Return the grid of an image. Raises `InvalidValue` for one that is not tiled."""
    rows, columns = (source.value_(keyword) for keyword in _MATRIX[:_PLANE])
    if not rows or not columns:
        raise InvalidValue(
            f"{source.__class__.__qualname__} has no matrix of tiles, as whole slide images have"
        )
    return Grid(rows, columns, *shape_of(source))


def _tile(layers: Layers, place: tuple[slice, slice]) -> Layers:
    """Return a part of masks, as a plane of its own; nothing is copied."""
    return Layers([layer[:, *place] for layer in layers.layers], layers.kind, layers.numbers)


def _tiles(layers: Layers, grid: Grid, parts: int) -> Iterator[NDArray[Any]]:
    for part in range(parts):
        for place in grid.places():
            yield whole(_tile(layers, place).frame(part, 0), grid, 0)


def _overlap(layers: Layers, grid: Grid) -> str:
    """Return Segments Overlap, tile by tile."""
    said = {_tile(layers, place).overlap() for place in grid.places()}
    return next(one for one in ("YES", "UNDEFINED", "NO") if one in said)


def _matrix(cls: type[IOD], source: IOD) -> dict[str, Any]:
    """Return the matrix of a source, and where it lies."""
    (origin,) = source.value_("TotalPixelMatrixOriginSequence")
    return {
        **{keyword: source.value_(keyword) for keyword in _MATRIX},
        "TotalPixelMatrixFocalPlanes": 1,
        "TotalPixelMatrixOriginSequence": [
            item_of(cls, "TotalPixelMatrixOriginSequence").from_dataset(origin.to_dataset())
        ],
        "DimensionOrganizationType": "TILED_FULL",
        "DimensionOrganizationSequence": [
            item_of(cls, "DimensionOrganizationSequence")(DimensionOrganizationUID=new_uid())
        ],
    }


def _groups(cls: type[IOD], source: IOD, numbers: Sequence[int]) -> dict[str, Any]:
    """Return what all tiles have in common; which segment each is of follows from their order."""
    shared = item_of(cls, "SharedFunctionalGroupsSequence")()
    (theirs,) = source.value_("SharedFunctionalGroupsSequence")
    measures = theirs.PixelMeasuresSequence[0]
    known = {k: measures.value_(k) for k in ("PixelSpacing", "SliceThickness") if measures.is_set(k)}
    put(shared, "PixelMeasuresSequence", **known)
    derivation(shared, Placed(source, None, source))
    if len(numbers) == 1:
        put(shared, "SegmentIdentificationSequence", ReferencedSegmentNumber=numbers)
    return {"SharedFunctionalGroupsSequence": [shared]}


def slide_mask(segmentation: IOD, number: int) -> NDArray[np.bool_]:
    """Return the mask of a segment of a slide, by its number: rows and columns of the whole matrix.

    Raises `InvalidValue` when the segmentation has no such segment, or is not tiled in full.
    """
    numbers = numbers_of(segmentation.value_("SegmentSequence") or ())
    if number not in numbers:
        raise InvalidValue(f"the segmentation has no segment {number}; it has {', '.join(map(str, numbers))}")
    if segmentation.value_("DimensionOrganizationType") != "TILED_FULL":
        raise InvalidValue("the segmentation is not tiled in full: `mask` has segments of slices")
    grid = _grid(segmentation)
    labels = segmentation.value_("SegmentationType") == "LABELMAP"
    first = 0 if labels else numbers.index(number) * grid.tiles
    found = np.empty((grid.rows, grid.columns), np.bool_)
    for tile, (rows, columns) in enumerate(grid.places(), first):
        pixels_ = segmentation.frame_array(tile)[: rows.stop - rows.start, : columns.stop - columns.start]
        found[rows, columns] = pixels_ == number if labels else pixels_
    return found
