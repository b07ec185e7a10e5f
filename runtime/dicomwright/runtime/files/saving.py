"""Files: an object is written whole, or not at all, and only if nothing that it breaks is new."""

from __future__ import annotations

import errno
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.files.earlier import refuse
from dicomwright.runtime.trees.collecting import Uncollected
from dicomwright.runtime.trees.writing import META, SYNTAXES, Syntax, Writer, chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.trees.tree import DataSet


def pieces(
    instance: Instance, transfer_syntax: str | None, *, delimited: bool, validated: bool | None
) -> Iterator[bytes | memoryview]:
    """Give the bytes of a DICOM file; all that can be wrong with an object is raised before the first of them."""
    with Uncollected():
        content = content_of(instance, transfer_syntax, delimited=delimited)
        if validated is not False:
            refuse(instance, content, strict=validated is True)
        syntax = SYNTAXES.get(content.transfer_syntax or "", Syntax())
        data = chunks(Writer(syntax, delimited=delimited).parts(content.dataset))
    return _file(content.meta, _deflated(data) if syntax.deflated else data)


def _file(meta: DataSet, data: Iterator[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Give the bytes of a file; what stands before the first large value is one piece, and so one call to write."""
    yield b"".join([bytes(128), b"DICM", *chunks(META.parts(meta)), next(data, b"")])
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


def to_bytes(
    instance: Instance, transfer_syntax: str | None, *, delimited: bool, validated: bool | None
) -> bytes:
    """Return an object as the bytes of a file; see `IOD.to_bytes`."""
    return b"".join(pieces(instance, transfer_syntax, delimited=delimited, validated=validated))


def write(
    instance: Instance,
    stream: BinaryIO,
    transfer_syntax: str | None,
    *,
    delimited: bool,
    validated: bool | None,
) -> None:
    """Write an object to a stream; see `IOD.write`."""
    found = pieces(instance, transfer_syntax, delimited=delimited, validated=validated)
    _keep(instance, stream)
    for piece in found:
        _write_all(stream, piece)


def _keep(instance: Instance, target: str | BinaryIO) -> None:
    """Take into memory what was read of the very file that is about to be written."""
    kept = kept_of(instance)
    if kept is not None and kept.file is not None:
        kept.file.keep(target)


def _write_all(stream: BinaryIO | FileIO, piece: bytes | memoryview) -> None:
    """Write a piece to a stream that may take less of it at a time."""
    view = memoryview(piece)
    while view.nbytes:
        taken = stream.write(view)
        if taken is None:  # pyright: ignore[reportUnnecessaryComparison] # of streams that do not block
            raise BlockingIOError(errno.EAGAIN, "the stream does not take all the bytes", 0)
        view = view[taken:]


def save(
    instance: Instance,
    path: str | os.PathLike[str],
    transfer_syntax: str | None = None,
    *,
    delimited: bool = False,
    validated: bool | None = None,
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
