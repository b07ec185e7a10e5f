"""IODs as users know them: each method is one call down, to the floor that does the work."""

from __future__ import annotations

from functools import partial
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Self, TypeVar, get_args, overload

from dicomwright.runtime import conversion, files, pixels, validation
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.item import Extensible
from dicomwright.runtime.vocabulary.registry import edition_named

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset, FileDataset
    from typing_extensions import TypeForm

    from dicomwright.runtime.reports.report import Report
    from dicomwright.runtime.vocabulary.registry import Edition

_I = TypeVar("_I", bound="IOD")

DEFER_SIZE = 1 << 16
"""Bytes of a value above which it stays in its file until it is asked for."""


class IOD(Instance, Extensible):
    """An information object definition of PS3.3: what is built, written and read."""

    def to_dataset(self) -> FileDataset:
        """Return the object as a pydicom data set with file meta information, ready to be sent or written.

        What was not set is filled in: values that follow from others, Type 2 attributes (empty) of the
        modules that are present, and the character set UTF-8 when a text needs one. Type 1 attributes that
        are missing are not looked at; `save` does. Raises `InvalidValue` for what contradicts the pixels.
        """
        return conversion.file_dataset(self)

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Return a typed view of a data set; changes of one are not seen in the other.

        Tolerant, as `read` is. Raises `WrongSOPClass`.
        """
        return conversion.object_of_dataset(cls, dataset)

    def validate(self, *, show_values: bool = False) -> Report:
        """Judge what would be written by the standard; see `dicomwright.runtime.validation.validate`."""
        return validation.validate(self, show_values=show_values)

    def save(
        self,
        path: str | os.PathLike[str],
        transfer_syntax: str | None = None,
        *,
        delimited: bool = False,
        validated: bool | None = None,
    ) -> None:
        """Write a DICOM file, whole or not at all.

        `transfer_syntax` is the UID of an uncompressed one; Explicit VR Little Endian, or the one of compressed
        pixels that were read, when None. `delimited`: sequences end with delimiters instead of having lengths.
        `validated` True: the object must keep every rule; False: it is written whatever it breaks. When None, an
        object that was built must keep every rule, and one that was read those that it kept before: what was wrong
        already is a warning, `FaultsBefore`, with its report. What the file was cut of is refused in any case.

        Raises `InvalidInstance`, whose report has all the errors that count, and `InvalidValue` as `to_dataset`
        does; ValueError for a transfer syntax that would need compression.
        """
        files.save(self, path, transfer_syntax, delimited=delimited, validated=validated)

    def write(
        self,
        stream: BinaryIO,
        transfer_syntax: str | None = None,
        *,
        delimited: bool = False,
        validated: bool | None = None,
    ) -> None:
        """Write a DICOM file to a stream, as `save` does; arrays of pixels are not copied."""
        files.write(self, stream, transfer_syntax, delimited=delimited, validated=validated)

    def to_bytes(
        self, transfer_syntax: str | None = None, *, delimited: bool = False, validated: bool | None = None
    ) -> bytes:
        """Return the bytes of a DICOM file, as `save` writes it."""
        return files.to_bytes(self, transfer_syntax, delimited=delimited, validated=validated)

    def to_json(self) -> str:
        """Return the object in the DICOM JSON Model (PS3.18 Annex F), pixels included. Raises `InvalidValue`."""
        return conversion.json_of(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return a typed view of a DICOM JSON Model object, as `from_dataset` does. Raises `WrongSOPClass`."""
        return conversion.object_of_json(cls, text)

    @classmethod
    def read(
        cls,
        source: str | os.PathLike[str] | IO[bytes] | bytes,
        *,
        stop_before_pixels: bool = False,
        defer_size: int = DEFER_SIZE,
    ) -> Self:
        """Read a DICOM file of one of the SOP classes of this IOD: a path, a URL, a file object or its bytes.

        Tolerant: an attribute is decoded when it is asked for, a value that breaks a rule is kept and in
        `problems`, what the class does not have is in `undeclared`; all of it is written again. Nothing is
        derived. Values of more than `defer_size` bytes stay in the file until they are asked for, and so does
        what follows such pixels; with `stop_before_pixels` the object has neither.

        A file object is read from where it stands, and has to stay open and unchanged as long as it is read from;
        one that cannot seek is read at once. A copy reads from the same; a pickle has all its bytes.

        Raises `UnreadableFile` for what is no DICOM file, or is no longer the same, `WrongSOPClass`, and OSError
        for what cannot be read to its end; `MissingPackage` for a URL that needs one, and TypeError for text.
        """
        return files.load(source, lambda _: cls, stop_before_pixels=stop_before_pixels, defer_size=defer_size)

    @property
    def pixel_array(self) -> NDArray[Any]:
        """The pixels: the array that was set, or that of the bytes that were read, decompressed by pydicom.

        Frames, rows, columns and samples are its axes, each of the first and last only where there are
        several. Raises `InvalidValue` when there are no pixels, or their bytes do not fit the attributes that
        describe them, and `CodecError` when they are compressed in a way that needs another package.
        """
        return pixels.pixel_array(self)

    def frame_array(self, index: int) -> NDArray[Any]:
        """Return the pixels of a frame, counted from 0, as `pixel_array` has them; of a file no others are loaded.

        Raises IndexError, and as `pixel_array` does.
        """
        return pixels.frame_array(self, index)

    def frame_arrays(self) -> Iterator[NDArray[Any]]:
        """Give the pixels of one frame after the other; of a file there is one at a time in memory."""
        return pixels.frame_arrays(self)

    def compress(  # noqa: PLR0913 - the options of codecs, by the names that they have in pydicom
        self,
        transfer_syntax: str,
        *,
        jls_error: int | None = None,
        j2k_cr: Sequence[float] | None = None,
        j2k_psnr: Sequence[float] | None = None,
        encoding_plugin: str = "",
        encapsulate_ext: bool = False,
    ) -> None:
        """Compress the pixels, in place, by pydicom and its plugins.

        `transfer_syntax` is a UID, or its keyword: RLELossless, JPEGLSLossless, JPEGLSNearLossless with
        `jls_error`, the largest error of a pixel, JPEG2000Lossless, JPEG2000 with `j2k_cr` or `j2k_psnr`, ratios
        or signal to noise of its layers. `encapsulate_ext` asks for an extended offset table. What describes the
        pixels follows: of colours Photometric Interpretation and Planar Configuration; of a loss the attributes
        that tell of it, and a new SOP Instance UID.

        Raises `CodecError` when a package is missing, and says which; `InvalidValue` for pixels that cannot be
        compressed so, and ValueError for another transfer syntax or other options.
        """
        options = {
            "jls_error": jls_error,
            "j2k_cr": j2k_cr,
            "j2k_psnr": j2k_psnr,
            "encoding_plugin": encoding_plugin,
        }
        pixels.compress(self, transfer_syntax, extended=encapsulate_ext, options=options)

    def decompress(self) -> None:
        """Decompress the pixels, in place, by pydicom and its plugins; what is not compressed stays as it is.

        Colours become RGB. Raises `CodecError`, and `InvalidValue` as `pixel_array` does.
        """
        pixels.decompress(self)

    def set_encoded_frames(self, frames: Iterable[bytes], transfer_syntax: str) -> None:
        """Set pixels that are compressed already: ``us.set_encoded_frames(frames, "JPEGBaseline8Bit")``.

        `frames` has the bytes of each frame; of a video, of the one stream. `transfer_syntax` is a UID, or its
        keyword. Number of Frames follows, and of what loses something in any case, that it does; what else describes
        the pixels has to be set. Raises `InvalidValue` for what its header shows to be of another size, depth or
        process, too, and ValueError for another transfer syntax.
        """
        pixels.set_encoded_frames(self, frames, transfer_syntax)


@overload
def read(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    iod: TypeForm[_I],
    *,
    stop_before_pixels: bool = False,
    defer_size: int = DEFER_SIZE,
) -> _I: ...


@overload
def read(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    iod: None = None,
    *,
    edition: str | None = None,
    stop_before_pixels: bool = False,
    defer_size: int = DEFER_SIZE,
) -> IOD: ...


def read(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    iod: Any = None,
    *,
    edition: str | None = None,
    stop_before_pixels: bool = False,
    defer_size: int = DEFER_SIZE,
) -> Any:
    """Read a DICOM file as an object of the class that its SOP class has, else as a bare `IOD`; see `IOD.read`.

    A bare `IOD` has no attributes of its own: all of it is in `undeclared`, and is written again. `iod` is the class
    that is asked for, or several: ``read(path, CTImage | MRImage)`` is one of them, for type checkers, too; it raises
    `WrongSOPClass` for any other. `edition`, such as "2024e", is one of those that are installed beside the runtime's
    own. Raises ValueError for another.
    """
    class_of = partial(_class_of, edition_named(edition)) if iod is None else files.one_of(_classes(iod))
    return files.load(source, class_of, stop_before_pixels=stop_before_pixels, defer_size=defer_size)


def read_whole(source: str | os.PathLike[str] | IO[bytes] | bytes) -> IOD:
    """Read a file as `read` does, all of it but large values: for who looks at all of it."""
    class_of = partial(_class_of, edition_named(None))
    return files.load(source, class_of, stop_before_pixels=False, defer_size=DEFER_SIZE, lazy=False)


def _classes(iod: Any) -> tuple[type[IOD], ...]:  # noqa: ANN401 - a class, or a union of them
    found: tuple[Any, ...] = get_args(iod) or (iod,)
    for one in found:
        if not isinstance(one, type) or not issubclass(one, IOD):
            raise TypeError("must be classes of IODs: read(path, CTImage | MRImage)")
    return found


def _class_of(edition: Edition, sop_class_uid: str) -> type[IOD]:
    found: type[IOD] | None = edition.iod_of(sop_class_uid)
    return found or IOD
