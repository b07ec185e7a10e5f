"""Opening: whatever has bytes becomes a file object that goes back, and the `File` that is read later."""

from __future__ import annotations

import io
import os
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.sources.files import (
    File,
    InMemory,
    OnDisk,
    Stream,
    View,
    copied,
    goes_back,
    sink,
    stamp_of,
)
from dicomwright.runtime.sources.urls import is_url, local_path

if TYPE_CHECKING:
    from contextlib import ExitStack


def open_source(
    source: str | os.PathLike[str] | IO[bytes] | bytes, owned: ExitStack, *, keeps: bool
) -> tuple[BinaryIO, File]:
    """Open a path, a URL, a file object or bytes; `owned` closes it.

    `keeps`: the file is read again after that, so what can be read only once is taken into memory, else it is copied
    to a disk when it is large; and a file object is read from where it stands, else from its beginning.

    Raises OSError, ValueError, TypeError for text, and for URLs `MissingPackage`.
    """
    if isinstance(source, str | os.PathLike):
        name = os.fspath(source)
        return _open_url(name, owned, keeps=keeps) if is_url(name) else _open_path(name, owned)
    if isinstance(source, bytes | bytearray | memoryview):
        return _in_memory(bytes(source))
    return _open_stream(source, owned, keeps=keeps)


def _open_path(name: str, owned: ExitStack) -> tuple[BinaryIO, File]:
    path = os.path.abspath(name)  # noqa: PTH100 - here and below: it is fast
    opened = owned.enter_context(open(path, "rb", buffering=0))  # noqa: PTH123, SIM115
    return cast("BinaryIO", opened), OnDisk(path, stamp_of(opened.fileno()))


def _open_url(url: str, owned: ExitStack, *, keeps: bool) -> tuple[BinaryIO, File]:
    path = local_path(url)
    if path is not None:
        return _open_path(path, owned)
    from dicomwright.runtime.sources.remote import open_url  # noqa: PLC0415 - few need it

    return open_url(url, owned, keeps=keeps)


def _in_memory(data: bytes) -> tuple[BinaryIO, File]:
    return io.BytesIO(data), InMemory(data)


def _open_stream(stream: IO[bytes], owned: ExitStack, *, keeps: bool) -> tuple[BinaryIO, File]:
    if getattr(stream, "closed", False):
        raise UnreadableFile("the stream is closed")
    if not isinstance(stream.read(0), bytes):
        raise TypeError("must be a file that is open for bytes, not for text")
    if type(stream) is io.BytesIO:  # its bytes are shared, until it is written to
        data = stream.getvalue()
        return _in_memory(data[stream.tell() :] if keeps else data)
    if not goes_back(stream):
        return copied(sink(owned, keeps=keeps), cast("BinaryIO", stream))
    file = Stream(stream, stream.tell() if keeps else 0)
    return cast("BinaryIO", View(file.part, file.size)), file
