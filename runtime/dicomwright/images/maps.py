"""Parametric maps from values: pixels by their type, units, and a window that shows all of them (PS3.3 A.75)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, cast

import numpy as np

from dicomwright.images.groups import item_of, multiframe, put
from dicomwright.images.placing import stack_of
from dicomwright.images.sharing import derivation, derived_from, references
from dicomwright.images.targets import target_of
from dicomwright.images.volumes import Volume
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, time

    from numpy.typing import NDArray
    from pydicom.sr.coding import Code

    from dicomwright.images.placing import Images
    from dicomwright.images.targets import Target
    from dicomwright.runtime import IOD

_CLASS: Final = "1.2.840.10008.5.1.4.1.1.30"
_PIXELS: Final = {"f4": "FloatPixelData", "f8": "DoubleFloatPixelData", "u2": "PixelData"}
"""Attributes that have the values, by their type as numpy names it."""


class OfValues(TypedDict):
    """What values say of a parametric map: ``ParametricMap(**from_values(...), ...)``."""

    StudyInstanceUID: str
    FrameOfReferenceUID: str
    ImageType: Sequence[str]
    ContentDate: date
    ContentTime: time
    LossyImageCompression: Literal["00", "01"]
    SharedFunctionalGroupsSequence: Sequence[Any]
    PerFrameFunctionalGroupsSequence: Sequence[Any]
    DimensionOrganizationSequence: Sequence[Any]
    DimensionIndexSequence: Sequence[Any]


def from_values(  # noqa: PLR0913 - the last are for some alone
    source: Images,
    values: NDArray[Any] | Volume,
    units: Code,
    *,
    label: str,
    explanation: str,
    method: Code,
    slope: float = 1,
    intercept: float = 0,
    image_type: Sequence[str] = ("DERIVED", "PRIMARY", "VOLUME", "QUANTITY"),
    when: datetime | None = None,
) -> OfValues:
    """Return what values say of a parametric map: ``ParametricMap(**from_values(mr, adc, units, ...), ...)``.

    `source` are images of one frame each, or one of several; `values` an array of their planes, in the same order, or a
    `Volume` in their frame of reference: float32, float64 or uint16, which decides where they are written. A
    real value, in `units`, is `slope` times the one that is written plus `intercept`. The window reaches from the least
    to the greatest. `method` says how they were derived, by a code of context group 7203.

    Raises `InvalidValue` for values of another type or shape, and `NoVolume` for images that have no place.
    """
    stack = stack_of(source)
    target = target_of(stack, values if isinstance(values, Volume) else None)
    array = values.array if isinstance(values, Volume) else values
    keyword = _PIXELS.get(array.dtype.str[1:])
    if keyword is None or array.shape != target.shape:
        raise InvalidValue(
            f"values are float32, float64 or uint16 of shape {target.shape}, "
            f"and these {array.dtype.name} of {array.shape}"
        )
    if not np.isfinite(array).any():
        raise InvalidValue("of all values none is a finite number")
    cls = edition_of(type(stack.planes[0].image)).iod_of(_CLASS)
    shared = item_of(cls, "SharedFunctionalGroupsSequence")()
    mapping = {
        "MeasurementUnitsCodeSequence": [units],
        "LUTLabel": label,
        "LUTExplanation": explanation,
        "RealWorldValueSlope": slope,
        "RealWorldValueIntercept": intercept,
    }
    _describe(shared, array, mapping, image_type)
    moment = when or datetime.now().astimezone()
    found = {
        **derived_from(cls, source),
        **_groups(cls, shared, target, method),
        "ImageType": image_type,
        "ContentDate": moment.date(),
        "ContentTime": moment.time(),
        keyword: array,
    }
    return cast("OfValues", found | (references(cls, source) if any(target.sources) else {}))


def _describe(
    shared: Any,  # noqa: ANN401 - an item of functional groups
    array: NDArray[Any],
    mapping: dict[str, Any],
    image_type: Sequence[str],
) -> None:
    """Set what the values of all frames mean, and how they are shown."""
    least, greatest = float(np.nanmin(array)), float(np.nanmax(array))
    bounds = ("FirstValueMapped", "LastValueMapped")
    prefix = "DoubleFloatRealWorldValue" if array.dtype.kind == "f" else "RealWorldValue"
    number = float if array.dtype.kind == "f" else int
    limits = {prefix + name: number(value) for name, value in zip(bounds, (least, greatest), strict=True)}
    put(shared, "RealWorldValueMappingSequence", **mapping, **limits)
    put(shared, "PixelValueTransformationSequence")
    put(shared, "ParametricMapFrameTypeSequence", FrameType=image_type)
    width = greatest - least or 1
    window = {"WindowCenter": [(least + greatest) / 2], "WindowWidth": [width]}
    put(shared, "FrameVOILUTSequence", **window)


def _groups(cls: type[IOD], shared: Any, target: Target, method: Code) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Return functional groups and dimensions."""
    items = [item_of(cls, "PerFrameFunctionalGroupsSequence")() for _ in target.sources]
    target.describe(shared)
    for plane, item in enumerate(items):
        target.place(item, plane)
        derivation(item, target.sources[plane], method)
    return {**multiframe(cls, shared, items, frame_of_reference_uid=target.frame_of_reference_uid)}
