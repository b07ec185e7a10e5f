"""New pixels in an object that was read: what follows from them is derived anew, and stands no more as it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.declarations.objects import DicomObject, pixel_facts
from dicomwright.runtime.values import pixel_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwright.runtime.declarations.holder import Origin

_TABLES: Final = (
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
    "EncapsulatedPixelDataValueTotalLength",
)
"""What describes encapsulated pixels alone."""

_RANGE: Final = {"SmallestImagePixelValue": "min", "LargestImagePixelValue": "max"}
"""Attributes that follow from an array, too, but are there only when somebody wants them."""

_SIGNED_OR_NOT: Final = "US or SS"


def derive_anew(instance: DicomObject, origin: Origin) -> None:
    """Leave out what was read and follows from the array of pixels; what the array leaves open stays as it was."""
    found = pixel_arrays.pixel_array(instance.stored_)
    if found is None:
        return
    keyword, array = found
    before = {name: instance.value_(name) for name in _standing(instance, origin, pixel_arrays.FACTS)}
    ranges = _standing(instance, origin, _RANGE)
    others = [name for name in pixel_arrays.ARRAYS if name != keyword]
    for name in (*before, *ranges, *_standing(instance, origin, (*_TABLES, *others))):
        delattr(instance, name)
    _keep_open(instance, array, before)
    for name in ranges:
        setattr(instance, name, int(getattr(array, _RANGE[name])()))
    sign = pixel_facts(instance).get("PixelRepresentation")
    if before.get("PixelRepresentation") not in {None, sign}:
        _write_anew(instance, origin)


def _standing(instance: DicomObject, origin: Origin, keywords: Any) -> list[str]:  # noqa: ANN401 - of any collection
    """Return which attributes of the class stand as they were read."""
    attributes = type(instance).attributes()
    return [name for name in keywords if name in attributes and origin.has(attributes[name].number)]


def _keep_open(instance: DicomObject, array: NDArray[Any], before: dict[str, Any]) -> None:
    """Set what was read once more where several values agree with the array, and that is one of them."""
    said = pixel_facts(instance)
    for name, value in pixel_arrays.admitted_besides(array, said, before).items():
        if said.get(name) != value:
            setattr(instance, name, value)


def _write_anew(instance: DicomObject, origin: Origin) -> None:
    """Have values whose VR follows from Pixel Representation written by the new one."""
    for name, declared in type(instance).attributes().items():
        if declared.vr == _SIGNED_OR_NOT and origin.has(declared.number):
            setattr(instance, name, getattr(instance, name))
