"""Segmentations from masks: frames that are not empty, their groups, references and pixels (PS3.3 A.51)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypedDict, TypeVar, cast

from dicomwright.images.groups import POSITION, item_of, multiframe, put
from dicomwright.images.layers import MOST, Layers, layers_of
from dicomwright.images.packing import filled, packed
from dicomwright.images.placing import stack_of
from dicomwright.images.sharing import derivation, derived_from, references
from dicomwright.images.targets import target_of
from dicomwright.images.volumes import Volume
from dicomwright.runtime import InvalidValue, Item
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.wording import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time

    from numpy.typing import NDArray

    from dicomwright.images.layers import Masks, Type
    from dicomwright.images.placing import Images
    from dicomwright.images.targets import Target
    from dicomwright.runtime import IOD

_I = TypeVar("_I", bound=Item)
SOPClass = Literal["1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"]

_SEGMENT: Final = "SegmentIdentificationSequence"
_CLASSES: Final[dict[str, SOPClass]] = {
    "BINARY": "1.2.840.10008.5.1.4.1.1.66.4",
    "FRACTIONAL": "1.2.840.10008.5.1.4.1.1.66.4",
    "LABELMAP": "1.2.840.10008.5.1.4.1.1.66.7",
}
"""SOP classes by Segmentation Type: that of label maps is another."""


class OfMasks(TypedDict, Generic[_I]):
    """What masks say of a segmentation: ``Segmentation(**from_masks(...), ...)``."""

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
    PerFrameFunctionalGroupsSequence: Sequence[Any]
    DimensionOrganizationSequence: Sequence[Any]
    DimensionIndexSequence: Sequence[Any]
    PixelData: bytes | NDArray[Any]


def from_masks(  # noqa: PLR0913 - the last are for some alone
    source: Images,
    masks: Masks,
    segments: Sequence[_I],
    type: Type = "BINARY",  # noqa: A002 - as the attribute is called
    *,
    fractional_type: Literal["PROBABILITY", "OCCUPANCY"] = "PROBABILITY",
    when: datetime | None = None,
) -> OfMasks[_I]:
    """Return what masks of images say of a segmentation: ``Segmentation(**from_masks(ct, mask, [liver]), ...)``.

    `source` are images of one frame each, or one of several frames. `masks` are an array of the planes of the source,
    in the same order, rows and columns, with segments as a fourth axis where there are several; a list of such arrays,
    one a segment; or a `Volume` that lies anywhere in the same frame of reference. Of type BINARY they are bool, of
    FRACTIONAL bool or floats from 0 to 1, of LABELMAP bool or numbers of segments. `segments` are items of Segment
    Sequence. `when` is the time of the content, now when None.

    Frames without anything are left out; the others are sorted by segment, then along the slices, and refer to the
    image that they lie on. Patient, study and frame of reference are those of the source.

    Raises `InvalidValue` for masks that do not fit the type, the segments or the source, and `NoVolume` for images
    that have no place, or are not parallel.
    """
    verify_type(type)
    stack = stack_of(source)
    target = target_of(stack, masks if isinstance(masks, Volume) else None)
    numbers = numbers_of(segments)
    layers = Layers(layers_of(masks, type, len(segments), target.shape), type, numbers)
    cls = segmentation_class(segments[0], type)
    frames = layers.frames(target.order)
    each = (layers.frame(*frame) for frame in frames)
    found = {
        **derived_from(cls, source),
        **_groups(cls, target, frames, layers),
        **pixels(layers, each, len(frames), target.shape[1:]),
        **content(type, segments, fractional_type, when),
        "SegmentsOverlap": layers.overlap(),
    }
    if any(target.sources):
        found |= references(cls, source)
    return cast("OfMasks[_I]", found)


def numbers_of(segments: Sequence[Item]) -> list[int]:
    """Return the numbers of segments. Raises `InvalidValue` when there are none."""
    if not segments:
        raise InvalidValue("a segmentation has at least one segment")
    return [int(segment.value_("SegmentNumber")) for segment in segments]


def verify_type(kind: str) -> None:
    """Refuse what is no Segmentation Type. Raises `InvalidValue`."""
    if kind not in _CLASSES:
        raise InvalidValue(f"the type of a segmentation {one_of(_CLASSES)}")


def segmentation_class(segment: Item, kind: Type) -> type[IOD]:
    """Return the class of segmentations of a type, of the edition of an item."""
    found: type[IOD] = edition_of(type(segment)).iod_of(_CLASSES[kind])
    return found


def content(
    kind: Type,
    segments: Sequence[Item],
    fractional_type: Literal["PROBABILITY", "OCCUPANCY"],
    when: datetime | None,
) -> dict[str, Any]:
    """Return what a segmentation of a type says of itself."""
    moment = when or datetime.now().astimezone()
    said: dict[str, Any] = {
        "SOPClassUID": _CLASSES[kind],
        "ImageType": ["DERIVED", "PRIMARY"],
        "ContentDate": moment.date(),
        "ContentTime": moment.time(),
        "SegmentationType": kind,
        "SegmentSequence": segments,
    }
    if kind == "FRACTIONAL":
        said |= {"SegmentationFractionalType": fractional_type, "MaximumFractionalValue": MOST}
    return said


def _groups(
    cls: type[IOD], target: Target, frames: Sequence[tuple[int, int]], layers: Layers
) -> dict[str, Any]:
    """Return functional groups and dimensions."""
    shared = item_of(cls, "SharedFunctionalGroupsSequence")()
    items = [item_of(cls, "PerFrameFunctionalGroupsSequence")() for _ in frames]
    target.describe(shared)
    labels = layers.kind == "LABELMAP"
    if not labels:
        _identify(shared, items, [layers.numbers[layer] for layer, _ in frames])
    for item, (_, plane) in zip(items, frames, strict=True):
        target.place(item, plane)
        derivation(item, target.sources[plane])
    dimensions = (POSITION,) if labels else ("ReferencedSegmentNumber", POSITION)
    uid = target.frame_of_reference_uid
    return {**multiframe(cls, shared, items, dimensions=dimensions, frame_of_reference_uid=uid)}


def _identify(shared: Item, items: Sequence[Item], numbers: Sequence[int]) -> None:
    """Say which segment each frame is of, or all of them."""
    if len(set(numbers)) == 1:
        put(shared, _SEGMENT, ReferencedSegmentNumber=numbers[:1])
        return
    for item, number in zip(items, numbers, strict=True):
        put(item, _SEGMENT, ReferencedSegmentNumber=[number])


def pixels(
    layers: Layers, frames: Iterable[NDArray[Any]], count: int, shape: tuple[int, int]
) -> dict[str, Any]:
    """Return the pixels of frames, and what describes them where they are bits.

    No Pixel Padding Value is among it, of label maps neither (A.51.4): 0 is no segment.
    """
    if layers.kind != "BINARY":
        return {"PixelData": filled(frames, count, shape, layers.dtype)}
    return {
        "PixelData": packed(frames, count, shape),
        "Rows": shape[0],
        "Columns": shape[1],
        "NumberOfFrames": count,
        **_BITS,
    }


_BITS: Final = {
    "PhotometricInterpretation": "MONOCHROME2",
    "SamplesPerPixel": 1,
    "PixelRepresentation": 0,
    "BitsAllocated": 1,
    "BitsStored": 1,
    "HighBit": 0,
}
