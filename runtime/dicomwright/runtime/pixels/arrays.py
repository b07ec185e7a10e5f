"""Arrays of the pixels of objects, all or frame by frame: of native pixels by numpy alone, of all others by pydicom."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, cast

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.utils import as_pixel_options
from pydicom.uid import UID

from dicomwright.runtime import conversion
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.scopes import transfer_syntax_of
from dicomwright.runtime.conversion.to_pydicom import file_dataset
from dicomwright.runtime.errors import CodecError, InvalidValue, UnreadableFile
from dicomwright.runtime.pixels.encapsulation import Encapsulation
from dicomwright.runtime.pixels.plugins import decoder_of
from dicomwright.runtime.trees.parsing import swapped
from dicomwright.runtime.values import pixel_arrays
from dicomwright.runtime.values.stored import Encapsulated, EncapsulatedBytes, Fragments, Held, Large
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from numpy.typing import NDArray
    from pydicom.pixels.decoders.base import Decoder

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.trees.tree import Element

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
    with _decoding(instance) as decoder:
        for source, options in _sources(instance):
            for frame, facts in decoder.iter_array(source, **options):
                yield frame, dict(facts)


def number_of_frames(instance: Instance) -> int:
    """Return how many frames the pixels of an object have."""
    given = pixel_arrays.pixel_array(instance.stored_)
    if given is not None:
        return _axes(instance, given[1]).frames or 1
    if not _is_declared(instance):
        return int(conversion.undeclared(instance).get("NumberOfFrames") or 1)
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
    attributes, elements = type(instance).attributes(), instance.origin_.known
    return all(keyword in attributes or tag not in elements for keyword, tag in _TAGS.items())


def _values(instance: Instance) -> Iterator[tuple[str, bytes | Large | Fragments]]:
    """Give the pixels that were set, or read, which are not loaded for it."""
    kept = kept_of(instance)
    elements: dict[int, Element] = {} if kept is None else kept.known
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
    with _decoding(instance) as decoder:
        alone = _alone(instance, index) if index is not None else None
        if alone is not None:
            source, options = alone
            return decoder.as_array(source, index=0, **options)[0]
        with _source(instance) as (whole, options):
            return decoder.as_array(whole, index=index, **options)[0]


@contextmanager
def _decoding(instance: Instance) -> Generator[Decoder]:
    """Give pydicom's decoder. Raises `CodecError`, and `InvalidValue`."""
    decoder = decoder_of(UID(transfer_syntax_of(instance)))
    try:
        yield decoder
    except RuntimeError as error:  # of a codec
        raise CodecError(f"{decoder.UID.name}: the pixel data cannot be decoded") from error
    except (OSError, UnreadableFile):
        raise
    except Exception as error:  # whatever malformed attributes make pydicom raise
        raise _unfit(instance, "cannot be decoded") from error


def _sources(instance: Instance) -> Iterator[tuple[Dataset | BinaryIO, dict[str, Any]]]:
    """Give all the pixels as pydicom takes them; of a file that is far, one frame at a time, if they can be told."""
    found = _in_file(instance)
    first = _alone(instance, 0) if found is not None and not found[0].near else None
    if first is None:
        with _source(instance) as whole:
            yield whole
        return
    yield first
    for index in range(1, number_of_frames(instance)):
        alone = _alone(instance, index)
        if alone is None:
            raise _unfit(instance, "has offsets that lead nowhere")
        yield alone


@contextmanager
def _source(instance: Instance) -> Generator[tuple[Dataset | BinaryIO, dict[str, Any]]]:
    """Give pixels as pydicom takes them: those in a file on this computer are not loaded, but read by the frame."""
    file, value = _in_file(instance) or (None, None)
    if file is None or not isinstance(value, Fragments):
        yield file_dataset(instance), {}
        return
    options = as_pixel_options(_header(instance), pixel_keyword="PixelData")
    with _stream(file, value) as stream:
        yield stream, options


@contextmanager
def _stream(file: File, value: Fragments) -> Generator[BinaryIO]:
    """Open a file at pixels that pydicom reads a few bytes at a time; those of a file that is far are loaded."""
    if not file.near:
        yield io.BytesIO(b"".join(file.pieces(value.offset, file.size - value.offset)))
        return
    with file.opened() as opened:
        stream = opened if isinstance(opened, io.BytesIO) else io.BufferedReader(cast("io.RawIOBase", opened))
        stream.seek(value.offset)
        yield cast("BinaryIO", stream)


def _in_file(instance: Instance) -> tuple[File, Large | Fragments] | None:
    """Return where the pixels of an object are that were left in a file; None when they are in memory."""
    value = next(_values(instance), ("", b""))[1] if _is_declared(instance) else b""
    kept = kept_of(instance)
    file = kept.file if kept is not None else None
    if file is None or isinstance(value, bytes | Held | Encapsulated) or value.offset < 0:
        return None
    return file, value


def _header(instance: Instance) -> Dataset:
    """Return what describes pixels."""
    header = Dataset()
    for keyword in (*pixel_arrays.FACTS, *_OFFSETS):
        if (value := instance.value_(keyword)) is not None:
            setattr(header, keyword, value)
    return header


def _alone(instance: Instance, index: int) -> tuple[BinaryIO, dict[str, Any]] | None:
    """Return one frame as the only one, with nothing else read of its file; None where that cannot be told."""
    found = _in_file(instance)
    if found is None:
        return None
    file, value = found
    options = as_pixel_options(_header(instance), pixel_keyword="PixelData", number_of_frames=1)
    tables = options.pop("extended_offsets", None)
    if isinstance(value, Large):
        frame = _native_frame(instance, value, index, options)
    else:
        encapsulation = Encapsulation(file, value.offset, number_of_frames(instance), tables)
        frame = _encapsulated_frame(instance, encapsulation, index)
    return None if frame is None else (io.BytesIO(frame), options)


def _encapsulated_frame(instance: Instance, found: Encapsulation, index: int) -> bytes | None:
    known = found.offset in found.file.known  # now, because another thread may find out meanwhile
    frame = found.frame(index)
    kept = kept_of(instance)
    if frame is None and not known and kept is not None:
        _ = kept.elements  # for which all fragments are looked for, if nobody has
        frame = found.frame(index)
    return frame


def _native_frame(
    instance: Instance, value: Large, index: int, options: dict[str, Any]
) -> bytes | bytearray | None:
    """Return the bytes of one frame of pixels that are not compressed, which pydicom converts."""
    size = options["rows"] * options["columns"] * options["samples_per_pixel"]
    size *= options["bits_allocated"] // _BYTE
    if options["photometric_interpretation"] == "YBR_FULL_422":
        size = size // 3 * 2  # PS3.3 C.7.6.3.1.2
    if not size or size * number_of_frames(instance) > value.length or value.swapped > 1:
        return None
    return _part(instance, value, index * size, (index + 1) * size)


def _number(instance: Instance, keyword: str, default: int | None = None) -> int:
    value = instance.value_(keyword)
    number = default if value is None else value
    if not isinstance(number, int):
        raise _unfit(instance, f"cannot be understood without {keyword}")
    return number


def _unfit(instance: Instance, rule: str) -> InvalidValue:
    return InvalidValue(f"{type(instance).__qualname__}: the pixel data {rule}")
