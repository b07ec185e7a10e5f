"""Opening: whatever has bytes becomes a file object that goes back, and the `File` that is read later."""

from __future__ import annotations

import io
import os
from stat import S_ISREG
from typing import IO, BinaryIO, cast

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.sources.files import (
    InMemory,
    OnDisk,
    Opened,
    Stream,
    View,
    copied,
    goes_back,
    in_memory,
    sink,
    stamp_of,
)
from dicomwright.runtime.sources.urls import is_url, local_path


def open_source(source: str | os.PathLike[str] | IO[bytes] | bytes, *, keeps: bool) -> Opened:
    """Open a path, a URL, a file object or bytes.

    `keeps`: the file is read again later, so what can be read only once is taken into memory, else it is copied to a
    disk when it is large; and a file object is read from where it stands, else from its beginning.

    Raises OSError, ValueError, TypeError for text, and for URLs `MissingPackage`.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):  # a union would be made each time
        stream = io.BytesIO(source)
        return Opened(stream, InMemory(stream.getvalue()), stream)
    if isinstance(source, (str, os.PathLike)):
        name = os.fspath(source)
        return _open_url(name, keeps=keeps) if is_url(name) else _open_path(name, keeps=keeps)
    return _open_stream(source, keeps=keeps)


def _open_path(name: str, *, keeps: bool) -> Opened:
    path = os.path.abspath(name) if keeps else name  # noqa: PTH100 - here and below: it is fast
    stream = open(path, "rb", buffering=0)  # noqa: PTH123, SIM115 - its owner closes it
    status = os.fstat(stream.fileno())
    if not S_ISREG(status.st_mode):  # a pipe, say
        with stream:
            return copied(sink(keeps=keeps), cast("BinaryIO", stream))
    return Opened(cast("BinaryIO", stream), OnDisk(path, stamp_of(status)), stream)


def _open_url(url: str, *, keeps: bool) -> Opened:
    path = local_path(url)
    if path is not None:
        return _open_path(path, keeps=keeps)
    from dicomwright.runtime.sources.remote import open_url  # noqa: PLC0415 - few need it

    return open_url(url, keeps=keeps)


def _open_stream(stream: IO[bytes], *, keeps: bool) -> Opened:
    if getattr(stream, "closed", False):
        raise UnreadableFile("the stream is closed")
    if not isinstance(cast("object", stream.read(0)), bytes):
        raise TypeError("must be a file that is open for bytes, not for text")
    if not goes_back(stream):
        return copied(sink(keeps=keeps), cast("BinaryIO", stream))
    begin = stream.tell() if keeps else 0
    memory = in_memory(stream, begin)
    if memory is not None:
        copy = io.BytesIO(memory.data or b"")
        return Opened(copy, memory, copy)
    file = Stream(stream, begin)
    view = View(file.part, file.size)
    return Opened(cast("BinaryIO", view), file, view)
