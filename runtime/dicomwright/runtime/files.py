"""Files: an object is written whole, or not at all, and only if it breaks no rule of the standard."""

from __future__ import annotations

import errno
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from uuid import uuid4

from pydicom.uid import generate_uid

from dicomwright.runtime.building import tree_of
from dicomwright.runtime.collecting import Uncollected
from dicomwright.runtime.encode import (
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
    transfer_syntax_of,
)
from dicomwright.runtime.fields import FIELDS
from dicomwright.runtime.tree import Content, DataSet
from dicomwright.runtime.validation import validate
from dicomwright.runtime.writing import SYNTAXES, Syntax, Writer, chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO

    from dicomwright.runtime.objects import IOD

_SOP_CLASS: Final = 0x00080016
_SOP_INSTANCE: Final = 0x00080018
_LENGTH: Final = 0x00020000
_LENGTH_ELEMENT: Final = 12
"""Bytes of the element that has the length of file meta information, which do not count."""
_CLASS_UID: Final = FIELDS["UI"](IMPLEMENTATION_CLASS_UID)
_VERSION_NAME: Final = FIELDS["CS"](IMPLEMENTATION_VERSION_NAME)
_PLAIN: Final = Writer(Syntax())


def content_of(instance: IOD, transfer_syntax: str | None = None) -> Content:
    """Return what would be written of an object. Raises `InvalidValue`, and ValueError for the transfer syntax."""
    natural = transfer_syntax_of(instance)
    syntax = natural if transfer_syntax is None else str(transfer_syntax)
    if syntax != natural and (syntax not in SYNTAXES or natural not in SYNTAXES):
        raise ValueError(
            "pixels are not compressed or decompressed by writing them: call compress or decompress"
        )
    dataset = tree_of(instance)
    return Content(_meta(dataset, type(instance), syntax), dataset, syntax, ())


def _meta(dataset: DataSet, cls: type[IOD], syntax: str) -> DataSet:
    """Return file meta information (PS3.10 7.1); a directory has no SOP Common to take it from."""
    identifier = FIELDS["UI"]
    elements = dataset.elements
    _, sop_class = elements.get(_SOP_CLASS) or (
        "UI",
        identifier(cls.sop_classes[0] if cls.sop_classes else ""),
    )
    _, sop_instance = elements.get(_SOP_INSTANCE) or ("UI", identifier(generate_uid(prefix=None)))
    meta = DataSet(
        {
            _LENGTH: ("UL", bytes(4)),
            0x00020001: ("OB", b"\0\1"),
            0x00020002: ("UI", sop_class),
            0x00020003: ("UI", sop_instance),
            0x00020010: ("UI", identifier(syntax)),
            0x00020012: ("UI", _CLASS_UID),
            0x00020013: ("SH", _VERSION_NAME),
        }
    )
    length = sum(map(len, chunks(_PLAIN.parts(meta)))) - _LENGTH_ELEMENT
    meta.elements[_LENGTH] = ("UL", length.to_bytes(4, "little"))
    return meta


def pieces(
    instance: IOD, transfer_syntax: str | None, *, delimited: bool, validated: bool
) -> Iterator[bytes | memoryview]:
    """Give the bytes of a DICOM file; all that can be wrong with an object is raised before the first of them."""
    with Uncollected():
        content = content_of(instance, transfer_syntax)
        if validated:
            validate(content, type(instance)).raise_for_errors()
        syntax = SYNTAXES.get(content.transfer_syntax or "", Syntax())
        data = chunks(Writer(syntax, delimited=delimited).parts(content.dataset))
    return _file(content.meta, _deflated(data) if syntax.deflated else data)


def _file(meta: DataSet, data: Iterator[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Give the bytes of a file; what stands before the first large value is one piece, and so one call to write."""
    yield b"".join([bytes(128), b"DICM", *chunks(_PLAIN.parts(meta)), next(data, b"")])
    yield from filter(len, data)


def _deflated(data: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Deflate a data set; its length is even (PS3.5 A.5)."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    size = 0
    for piece in data:
        found = deflate.compress(piece)
        size += len(found)
        yield found
    found = deflate.flush()
    yield found + b"\0" * ((size + len(found)) % 2)


def to_bytes(instance: IOD, transfer_syntax: str | None, *, delimited: bool, validated: bool) -> bytes:
    """Return an object as the bytes of a file; see `IOD.to_bytes`."""
    return b"".join(pieces(instance, transfer_syntax, delimited=delimited, validated=validated))


def write(
    instance: IOD, stream: BinaryIO, transfer_syntax: str | None, *, delimited: bool, validated: bool
) -> None:
    """Write an object to a stream; see `IOD.write`."""
    found = pieces(instance, transfer_syntax, delimited=delimited, validated=validated)
    _keep(instance, stream)
    for piece in found:
        _write_all(stream, piece)


def _keep(instance: IOD, target: str | BinaryIO) -> None:
    """Take into memory what was read of the very file that is about to be written."""
    if instance.origin_ is not None and instance.origin_.file is not None:
        instance.origin_.file.keep(target)


def _write_all(stream: BinaryIO | FileIO, piece: bytes | memoryview) -> None:
    """Write a piece to a stream that may take less of it at a time."""
    view = memoryview(piece)
    while view.nbytes:
        taken = stream.write(view)
        if taken is None:  # pyright: ignore[reportUnnecessaryComparison] # of streams that do not block
            raise BlockingIOError(errno.EAGAIN, "the stream does not take all the bytes", 0)
        view = view[taken:]


def save(
    instance: IOD,
    path: str | os.PathLike[str],
    transfer_syntax: str | None = None,
    *,
    delimited: bool = False,
    validated: bool = True,
) -> None:
    """Write an object beside `path`, then move it there; see `IOD.save`."""
    found = pieces(instance, transfer_syntax, delimited=delimited, validated=validated)
    target = os.fspath(path)
    if os.path.isdir(target):  # noqa: PTH112 - here and below: a Path costs as much as writing a small file
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    _keep(instance, target)
    try:
        _replace(target, found)
    except OSError as error:  # which names the temporary file
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, target) from None


def _replace(target: str, found: Iterable[bytes | memoryview]) -> None:
    temporary = os.path.join(os.path.dirname(target), f".{uuid4().hex}.tmp")  # noqa: PTH118, PTH120
    try:
        with open(temporary, "xb", buffering=0) as file:  # noqa: PTH123 - pieces are large, or few
            for piece in found:
                _write_all(file, piece)
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
