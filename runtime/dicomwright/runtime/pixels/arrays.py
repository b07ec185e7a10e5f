"""Arrays of the pixels of objects, all or frame by frame: of native pixels by numpy alone, of all others by pydicom."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.utils import as_pixel_options
from pydicom.uid import UID

from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.scopes import transfer_syntax_of
from dicomwright.runtime.conversion.to_pydicom import file_dataset
from dicomwright.runtime.errors import CodecError, InvalidValue, UnreadableFile
from dicomwright.runtime.pixels.plugins import decoder_of
from dicomwright.runtime.trees.parsing import swapped
from dicomwright.runtime.values import pixel_arrays
from dicomwright.runtime.values.stored import Encapsulated, EncapsulatedBytes, Fragments, Held, Large
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from typing import BinaryIO

    from numpy.typing import NDArray
    from pydicom.pixels.decoders.base import Decoder

    from dicomwright.runtime.declarations.instances import Instance

_BYTE: Final = 8
_ALLOCATED: Final = frozenset({8, 16, 32, 64})
_PLAIN: Final = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB"})
"""Photometric interpretations whose samples are the array; pydicom converts or expands the others."""

_FLOATS: Final = {"FloatPixelData": "f4", "DoubleFloatPixelData": "f8"}
_OFFSETS: Final = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")
_TAGS: Final = {keyword: tag_of(keyword) for keyword in (*pixel_arrays.ARRAYS, *pixel_arrays.FACTS)}


def pixel_array(instance: Instance) -> NDArray[Any]:
    """Return the pixels of an object; see `IOD.pixel_array`."""
    given = pixel_arrays.pixel_array(instance.stored_)
    if given is not None:
        return given[1]
    native = _native(instance)
    return native.array(0, native.frames) if native is not None else _by_pydicom(instance, None)


def frame_array(instance: Instance, index: int) -> NDArray[Any]:
    """Return the pixels of one frame; see `IOD.frame_array`."""
    count = number_of_frames(instance)
    if not 0 <= index < count:
        raise IndexError(f"there is no frame {index} among {count}")
    given = pixel_arrays.pixel_array(instance.stored_)
    if given is not None:
        return given[1] if _axes(instance, given[1]).frames is None else given[1][index]
    native = _native(instance)
    return native.array(index, index + 1) if native is not None else _by_pydicom(instance, index)


def frame_arrays(instance: Instance) -> Iterator[NDArray[Any]]:
    """Give the pixels of all frames; see `IOD.frame_arrays`."""
    if pixel_arrays.pixel_array(instance.stored_) is None and _native(instance) is None:
        yield from (frame for frame, _ in decoded_frames(instance))
    else:
        yield from (frame_array(instance, index) for index in range(number_of_frames(instance)))


def decoded_frames(instance: Instance) -> Iterator[tuple[NDArray[Any], dict[str, Any]]]:
    """Give the pixels of all frames, and what describes them now that they are decoded. Raises `CodecError`."""
    with _decoding(instance) as (decoder, source, options):
        for frame, facts in decoder.iter_array(source, **options):
            yield frame, dict(facts)


def number_of_frames(instance: Instance) -> int:
    """Return how many frames the pixels of an object have."""
    given = pixel_arrays.pixel_array(instance.stored_)
    if given is not None:
        return _axes(instance, given[1]).frames or 1
    if not _is_declared(instance):
        return int(instance.undeclared.get("NumberOfFrames") or 1)
    return _number(instance, "NumberOfFrames", 1)


def _axes(instance: Instance, array: NDArray[Any]) -> pixel_arrays.Layout:
    return pixel_arrays.layout(array.shape, type(instance).attributes(), instance.value_("SamplesPerPixel"))


# --- pixels that are not compressed


class _Native(NamedTuple):
    """Pixels as they stand in a file or in memory, with their description."""

    instance: Instance
    keyword: str
    value: bytes | Large
    frames: int
    rows: int
    columns: int
    samples: int

    def array(self, first: int, last: int) -> NDArray[Any]:
        """Return some frames, from the first to before the last."""
        size = self.rows * self.columns * self.samples
        bits = _FLOAT_BITS.get(self.keyword) or _number(self.instance, "BitsAllocated")
        start, stop = first * size * bits, last * size * bits
        data = _part(self.instance, self.value, start // _BYTE, -(-stop // _BYTE))
        if len(data) * _BYTE < stop - start:
            found = f"{len(data) * _BYTE // bits} samples, and by its description {(last - first) * size}"
            raise _unfit(self.instance, f"has {found}")
        samples = self._samples(data, bits, start % _BYTE)[: (last - first) * size]
        return self._shaped(samples, last - first)

    def _samples(self, data: bytearray, bits: int, skipped: int) -> NDArray[Any]:
        """Return samples of 1, 8, 16, 32 or 64 bits; bits above those that are stored do not count (PS3.5 8.1.1)."""
        if self.keyword in _FLOATS:
            return np.frombuffer(data, "<" + _FLOATS[self.keyword])
        if bits == 1:
            return np.unpackbits(np.frombuffer(data, "u1"), bitorder="little")[skipped:]
        if bits not in _ALLOCATED:
            raise _unfit(self.instance, f"has {bits} bits allocated, which no array can have")
        kind = "i" if self.instance.value_("PixelRepresentation") == 1 else "u"
        array: NDArray[Any] = np.frombuffer(data, f"<{kind}{bits // _BYTE}")
        unused = bits - _number(self.instance, "BitsStored", bits)
        return array << unused >> unused if 0 < unused < bits else array

    def _shaped(self, array: NDArray[Any], frames: int) -> NDArray[Any]:
        """Give an array its axes, without those of one frame and of one sample."""
        rows, columns, samples = self.rows, self.columns, self.samples
        if samples > 1 and self.instance.value_("PlanarConfiguration") == 1:
            array = np.moveaxis(array.reshape(frames, samples, rows, columns), 1, -1)
        array = array.reshape(frames, rows, columns, samples)
        array = array if frames > 1 else array[0]
        return array if samples > 1 else array[..., 0]


_FLOAT_BITS: Final = {keyword: np.dtype(code).itemsize * _BYTE for keyword, code in _FLOATS.items()}


def _native(instance: Instance) -> _Native | None:
    """Return the pixels of an object if numpy can read them. Raises `InvalidValue` when there are none."""
    if not _is_declared(instance):
        return None
    found = next(_values(instance), None)
    if found is None:
        raise InvalidValue(f"{type(instance).__qualname__} has no pixels")
    keyword, value = found
    plain = keyword in _FLOATS or instance.value_("PhotometricInterpretation") in _PLAIN
    if not plain or isinstance(value, Fragments | EncapsulatedBytes):
        return None
    rows, columns = _number(instance, "Rows"), _number(instance, "Columns")
    frames, samples = _number(instance, "NumberOfFrames", 1), _number(instance, "SamplesPerPixel", 1)
    return _Native(instance, keyword, value, frames, rows, columns, samples)


def _is_declared(instance: Instance) -> bool:
    """Tell whether the class has all that was read of pixels and their description."""
    if instance.origin_ is None:
        return True
    attributes, elements = type(instance).attributes(), instance.origin_.elements
    return all(keyword in attributes or tag not in elements for keyword, tag in _TAGS.items())


def _values(instance: Instance) -> Iterator[tuple[str, bytes | Large | Fragments]]:
    """Give the pixels that were set, or read, which are not loaded for it."""
    elements = instance.origin_.elements if instance.origin_ is not None else {}
    for keyword in pixel_arrays.ARRAYS:
        value = instance.stored_.get(keyword) or elements.get(_TAGS[keyword] or 0, ("", b""))[1]
        if isinstance(value, bytes | Large | Fragments) and value:
            yield keyword, value


def _part(instance: Instance, value: bytes | Large, start: int, stop: int) -> bytearray:
    """Return a range of the bytes of a value, of which no more than that is loaded."""
    if isinstance(value, bytes):
        return bytearray(memoryview(value)[start:stop])
    if isinstance(value, Held):
        return _range(value.pieces(), start, stop)
    kept = kept_of(instance)
    if kept is None or kept.file is None:
        raise UnreadableFile("a large value was not read, and cannot be read any more")
    word = value.swapped
    begin, end = start - start % word, min(stop + -stop % word, value.length)
    found = bytearray()
    for piece in kept.file.pieces(value.offset + begin, end - begin):
        found += swapped(piece, word)
    return found[start - begin : stop - begin] if word > 1 else found


def _range(pieces: Iterable[bytes | memoryview], start: int, stop: int) -> bytearray:
    found, position = bytearray(), 0
    for piece in pieces:
        found += memoryview(piece)[max(start - position, 0) : max(stop - position, 0)]
        position += len(piece)
    return found


# --- pixels that pydicom decodes


def _by_pydicom(instance: Instance, index: int | None) -> NDArray[Any]:
    with _decoding(instance) as (decoder, source, options):
        return decoder.as_array(source, index=index, **options)[0]


@contextmanager
def _decoding(instance: Instance) -> Generator[tuple[Decoder, Dataset | BinaryIO, dict[str, Any]]]:
    """Give pydicom's decoder, what it decodes, and its options. Raises `CodecError`, and `InvalidValue`."""
    decoder = decoder_of(UID(transfer_syntax_of(instance)))
    try:
        with _source(instance) as (source, options):
            yield decoder, source, options
    except RuntimeError as error:  # of a codec
        raise CodecError(f"{decoder.UID.name}: the pixel data cannot be decoded") from error
    except (OSError, UnreadableFile):
        raise
    except Exception as error:  # whatever malformed attributes make pydicom raise
        raise _unfit(instance, "cannot be decoded") from error


@contextmanager
def _source(instance: Instance) -> Generator[tuple[Dataset | BinaryIO, dict[str, Any]]]:
    """Give pixels as pydicom takes them: those in a file are not loaded, but read by the frame."""
    found = next(_values(instance), ("", b""))[1] if _is_declared(instance) else b""
    kept = kept_of(instance)
    file = kept.file if kept is not None else None
    if (
        not isinstance(found, Fragments)
        or isinstance(found, Encapsulated)
        or file is None
        or file.data is not None
    ):
        yield file_dataset(instance), {}
        return
    header = Dataset()
    for keyword in (*pixel_arrays.FACTS, *_OFFSETS):
        if (value := instance.value_(keyword)) is not None:
            setattr(header, keyword, value)
    with file.opened() as stream:
        stream.seek(found.offset)
        yield stream, as_pixel_options(header, pixel_keyword="PixelData")


def _number(instance: Instance, keyword: str, default: int | None = None) -> int:
    value = instance.value_(keyword)
    number = default if value is None else value
    if not isinstance(number, int):
        raise _unfit(instance, f"cannot be understood without {keyword}")
    return number


def _unfit(instance: Instance, rule: str) -> InvalidValue:
    return InvalidValue(f"{type(instance).__qualname__}: the pixel data {rule}")
