"""Functional groups of frames: what varies is of each frame, all else is shared, and dimensions follow (C.7.6.16)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypedDict, TypeVar, cast

import numpy as np

from dicomwright.images.geometry import slice_direction
from dicomwright.runtime import new_uid
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from numpy.typing import NDArray

    from dicomwright.runtime import IOD

_S = TypeVar("_S")
_P = TypeVar("_P")

POSITION: Final = "ImagePositionPatient"
CONTENT: Final = "FrameContentSequence"
_PLACE: Final = "PlanePositionSequence"
_DIGITS: Final = 4
"""Digits of millimetres by which positions are told apart."""

_WORDS: Final = re.compile("(?<=[a-z])(?=[A-Z])")


class MultiFrame(TypedDict, Generic[_S, _P]):
    """What frames in space say of an image: ``EnhancedCTImage(**..., ...)``."""

    FrameOfReferenceUID: str
    SharedFunctionalGroupsSequence: Sequence[_S]
    PerFrameFunctionalGroupsSequence: Sequence[_P]
    DimensionOrganizationSequence: Sequence[Any]
    DimensionIndexSequence: Sequence[Any]


def multiframe(
    cls: type[IOD],
    shared: _S,
    frames: Sequence[_P],
    *,
    frame_of_reference_uid: str,
    dimensions: Sequence[str] = (POSITION,),
) -> MultiFrame[_S, _P]:
    """Return what the functional groups of frames say of a multi-frame image.

    `shared` and `frames` are items of Shared and Per-Frame Functional Groups Sequence. A group that all frames have
    alike goes over to `shared`, but for the place, and what the standard wants in each. `dimensions` are the
    attributes that tell frames apart, the slowest first: their indices, from 1, rank the values that frames have; those
    of positions go along the slices. The indices are written into Frame Content Sequence.
    """
    pointers = {keyword: _group_of((frames[0], shared), keyword) for keyword in dimensions}
    columns = [_ranks(shared, frames, *pointer) for pointer in pointers.items()]
    for frame, indices in zip(frames, np.stack(columns, axis=1).tolist(), strict=True):
        put(frame, CONTENT, DimensionIndexValues=indices)
    _share(cls, shared, frames, {_PLACE, CONTENT})
    return cast(
        "MultiFrame[_S, _P]",
        {
            "FrameOfReferenceUID": frame_of_reference_uid,
            "SharedFunctionalGroupsSequence": [shared],
            "PerFrameFunctionalGroupsSequence": frames,
            **_dimensions(cls, pointers),
        },
    )


def _dimensions(cls: type[IOD], pointers: Mapping[str, str]) -> dict[str, Any]:
    """Return the attributes of Multi-frame Dimension, for attributes and their functional groups."""
    uid = new_uid()
    index = item_of(cls, "DimensionIndexSequence")
    return {
        "DimensionOrganizationSequence": [
            item_of(cls, "DimensionOrganizationSequence")(DimensionOrganizationUID=uid)
        ],
        "DimensionIndexSequence": [
            index(
                DimensionOrganizationUID=uid,
                DimensionIndexPointer=tag_of(keyword),
                FunctionalGroupPointer=tag_of(sequence),
                DimensionDescriptionLabel=_WORDS.sub(" ", keyword),
            )
            for keyword, sequence in pointers.items()
        ],
    }


def put(holder: Any, sequence: str, **values: object) -> None:  # noqa: ANN401 - an item of functional groups
    """Set attributes of a functional group, of whose item all others stay."""
    items = getattr(holder, sequence) if holder.is_set(sequence) else None
    if not items:
        setattr(holder, sequence, [item_of(type(holder), sequence)(**values)])
        return
    for keyword, value in values.items():
        setattr(items[0], keyword, value)


def item_of(cls: Any, sequence: str) -> Any:  # noqa: ANN401 - type[DicomObject], type[Item]
    """Return the class of the items of a sequence. Raises TypeError when the class has no such sequence."""
    return _item_of(cls, sequence)


@cache
def _item_of(cls: Any, sequence: str) -> Any:  # noqa: ANN401 - as above; objects have no hash, their classes have
    declared = cls.attributes().get(sequence)
    if declared is None:
        raise TypeError(f"{cls.__qualname__} has no {sequence}, which this is for")
    return item_class(declared)


def _group_of(holders: Sequence[Any], keyword: str) -> str:
    """Return the sequence of the functional group that has the attribute, of a frame or of all."""
    for holder in holders:
        attributes: Mapping[str, object] = holder.attributes()
        for sequence in attributes:
            found = getattr(holder, sequence) if holder.is_set(sequence) else None
            if found and keyword in found[0].attributes():
                return sequence
    raise ValueError(f"the frames have no functional group with {keyword}")


def _ranks(shared: Any, frames: Sequence[Any], keyword: str, sequence: str) -> NDArray[np.int64]:  # noqa: ANN401
    """Return the rank of each frame by the value of an attribute of a group, counted from 1."""
    holders = frames if frames[0].is_set(sequence) else [shared] * len(frames)
    values = [getattr(getattr(holder, sequence)[0], keyword) for holder in holders]
    if keyword == POSITION:
        held = shared if shared.PlaneOrientationSequence else frames[0]
        direction = slice_direction(held.PlaneOrientationSequence[0].ImageOrientationPatient)
        values = np.round(np.asarray(values) @ direction, _DIGITS).tolist()
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)), 1)}
    return np.array([ranks[value] for value in values])


def _share(cls: type[IOD], shared: Any, frames: Sequence[Any], kept: Container[str]) -> None:  # noqa: ANN401
    """Move groups that all frames have alike into the item of all frames, and none that frames have stays there."""
    attributes = frames[0].attributes()
    for used in cls.functional_groups:
        for sequence in used.macro.attributes().keys() & attributes.keys():
            first = getattr(frames[0], sequence)
            if not first:
                continue
            fixed = used.shared is False or sequence in kept or len(frames) == 1
            if not fixed and all(getattr(frame, sequence) == first for frame in frames):
                _move(sequence, frames, shared)
            elif shared.is_set(sequence):
                delattr(shared, sequence)


def _move(sequence: str, frames: Sequence[Any], shared: Any) -> None:  # noqa: ANN401
    setattr(shared, sequence, getattr(frames[0], sequence))
    for frame in frames:
        delattr(frame, sequence)
