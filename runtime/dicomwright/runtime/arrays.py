"""Arrays of the pixels of objects that were read: of native pixels by numpy alone, of all others by pydicom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dicomwright.runtime import pixels
from dicomwright.runtime.encode import encapsulated
from dicomwright.runtime.errors import InvalidValue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwright.runtime.objects import IOD

_BYTE: Final = 8
_ALLOCATED: Final = frozenset({8, 16, 32, 64})
_PLAIN: Final = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB"})
"""Photometric interpretations whose samples are the array; pydicom converts or expands the others."""

_FLOATS: Final = {"FloatPixelData": "<f4", "DoubleFloatPixelData": "<f8"}


def pixel_array(instance: IOD) -> NDArray[Any]:
    """Return the pixels of an object; see `IOD.pixel_array`."""
    given = pixels.pixel_array(instance.stored_)
    if given is not None:
        return given[1]
    rest = instance.undeclared
    if any(keyword in rest for keyword in (*pixels.ARRAYS, *pixels.FACTS)):  # a class that has no such pixels
        return _by_pydicom(instance)
    for keyword in pixels.ARRAYS:
        data = instance.value_(keyword)
        if isinstance(data, bytes):
            return _read_array(instance, keyword, data)
    raise InvalidValue(f"{type(instance).__qualname__} has no pixels")


def _by_pydicom(instance: IOD) -> NDArray[Any]:
    try:
        found: NDArray[Any] = instance.to_dataset().pixel_array
    except RuntimeError:  # what a codec, or the lack of one, raises: it says which
        raise
    except Exception as error:  # whatever malformed attributes make pydicom raise
        raise _unfit(instance, "cannot be decoded") from error
    return found


def _read_array(instance: IOD, keyword: str, data: bytes) -> NDArray[Any]:
    plain = keyword in _FLOATS or instance.value_("PhotometricInterpretation") in _PLAIN
    if isinstance(data, encapsulated) or not plain:
        return _by_pydicom(instance)
    frames, samples = (_number(instance, name, 1) for name in ("NumberOfFrames", "SamplesPerPixel"))
    rows, columns = (_number(instance, name) for name in ("Rows", "Columns"))
    count = frames * rows * columns * samples
    array = np.frombuffer(data, _FLOATS[keyword]) if keyword in _FLOATS else _integers(instance, data, count)
    if array.size < count:
        raise _unfit(instance, f"has {array.size} samples, and by its description {count}")
    return _shaped(array[:count].copy(), (frames, rows, columns, samples), _by_plane(instance))


def _by_plane(instance: IOD) -> bool:
    return bool(instance.value_("PlanarConfiguration") == 1)


def _shaped(array: NDArray[Any], shape: tuple[int, int, int, int], by_plane: bool) -> NDArray[Any]:  # noqa: FBT001
    """Give an array its axes, without those of one frame and of one sample."""
    frames, rows, columns, samples = shape
    if by_plane and samples > 1:
        array = np.moveaxis(array.reshape(frames, samples, rows, columns), 1, -1)
    array = array.reshape(shape)
    array = array if frames > 1 else array[0]
    return array if samples > 1 else array[..., 0]


def _integers(instance: IOD, data: bytes, count: int) -> NDArray[Any]:
    """Return samples of 1, 8, 16, 32 or 64 bits; bits above those that are stored do not count (PS3.5 8.1.1)."""
    allocated = _number(instance, "BitsAllocated")
    if allocated == 1:
        return np.unpackbits(np.frombuffer(data, "u1"), bitorder="little", count=count)
    if allocated not in _ALLOCATED:
        raise _unfit(instance, f"has {allocated} bits allocated, which no array can have")
    kind = "i" if instance.value_("PixelRepresentation") == 1 else "u"
    whole = len(data) - len(data) % (allocated // _BYTE)
    array: NDArray[Any] = np.frombuffer(data[:whole], f"<{kind}{allocated // _BYTE}")
    unused = allocated - _number(instance, "BitsStored", allocated)
    return array << unused >> unused if 0 < unused < allocated else array


def _number(instance: IOD, keyword: str, default: int | None = None) -> int:
    value = instance.value_(keyword)
    number = default if value is None else value
    if not isinstance(number, int):
        raise _unfit(instance, f"cannot be understood without {keyword}")
    return number


def _unfit(instance: IOD, rule: str) -> InvalidValue:
    return InvalidValue(f"{type(instance).__qualname__}: the pixel data {rule}")
