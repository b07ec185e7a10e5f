"""Files on a disk, in memory and behind a file object; what is read twice is known to be the same, or refused."""

from __future__ import annotations

import io
import os
import shutil
import sys
from contextlib import ExitStack, contextmanager, nullcontext
from tempfile import SpooledTemporaryFile
from threading import Lock
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, BinaryIO, ClassVar, Final, NamedTuple, cast

from dicomwright.runtime.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from contextlib import AbstractContextManager

CHANGED: Final = "the file has changed since it was read, so what is left of it cannot be"
_CLOSED: Final = "the stream is closed, so what is left of the file cannot be read"

_MUCH: Final = 1 << 26
"""Bytes of a copy that are in memory; with more it is on a disk."""


class File:
    """Where the bytes of an object are: some were read, the others stay there until they are asked for."""

    piece: ClassVar = 1 << 20
    """Bytes that are read at once of a value that is larger."""
    window: ClassVar = 1 << 13
    """Bytes that are read first."""
    near: ClassVar = True
    """Small reads cost little."""

    data: bytes | None = None
    """All of it, when that is in memory."""
    held: tuple[int, bytes] = (0, b"")
    """A range that was read already, and where it begins."""
    known: Mapping[int, Any] = MappingProxyType({})
    """What was found out of a place: tables of offsets, say."""

    @property
    def size(self) -> int:
        """Its bytes."""
        raise NotImplementedError

    def opened(self) -> AbstractContextManager[BinaryIO]:
        """Open it, to read and seek. Raises `UnreadableFile` when it is not what it was, and OSError."""
        return self.opened_anew() if self.data is None else nullcontext(io.BytesIO(self.data))

    def opened_anew(self) -> AbstractContextManager[BinaryIO]:
        """Open what is not in memory."""
        raise NotImplementedError

    def keep(self, target: str | os.PathLike[str] | BinaryIO) -> None:
        """Take all of it into memory, if it is the path or the file object that is about to be written to."""
        if self.data is None and self.is_at(target):
            self.data = self.read(0, self.size)

    def is_at(self, target: str | os.PathLike[str] | BinaryIO) -> bool:  # noqa: ARG002 - for those that may be
        """Tell whether it is what a path or a file object leads to."""
        return False

    def read(self, start: int, length: int) -> bytes:
        """Read a range. Raises `UnreadableFile` when the file has changed or ended, and OSError."""
        if self.data is not None:
            return self.data[start : start + length]
        at, held = self.held
        found = held[start - at : start - at + length] if start >= at else b""
        if len(found) == length:
            return found
        start, length = start + len(found), length - len(found)
        with self.opened() as file:
            file.seek(start)
            rest = read_all(file, length)
        if len(rest) < length:
            raise UnreadableFile(f"the file ends early, at offset {start + len(rest)}")
        return found + rest if found else rest

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Read the same in parts."""
        while length > 0:
            size = min(length, self.piece)
            yield self.read(start, size)
            start, length = start + size, length - size


def read_all(file: BinaryIO, length: int) -> bytes:
    """Read so many bytes, of a file that may give fewer at a time; fewer are the end of it."""
    found = file.read(length) or b""
    while len(found) < length and (more := file.read(length - len(found))):
        found += more
    return found


# --- on a disk


class OnDisk(File):
    """A file that has a path, and must not change meanwhile."""

    def __init__(self, path: str, stamp: tuple[int, int]) -> None:
        """Know a file by its absolute path and its stamp."""
        self.path, self.stamp = path, stamp

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.stamp[0]

    @contextmanager
    def opened_anew(self) -> Generator[BinaryIO]:
        """Open it. Raises `UnreadableFile` when it has changed, and OSError."""
        with open(self.path, "rb", buffering=0) as file:  # noqa: PTH123 - the path is a str
            if stamp_of(os.fstat(file.fileno())) != self.stamp:
                raise UnreadableFile(CHANGED)
            yield cast("BinaryIO", file)

    def is_at(self, target: str | os.PathLike[str] | BinaryIO) -> bool:
        """Tell whether it is the same file, by whatever name."""
        try:
            status = _status(target)
            return status is not None and os.path.samestat(os.stat(self.path), status)  # noqa: PTH116
        except OSError:
            return False


def stamp_of(status: os.stat_result) -> tuple[int, int]:
    """Return by what an open file is known to be the same: its size, and when it was changed."""
    return status.st_size, status.st_mtime_ns


def _status(target: str | os.PathLike[str] | BinaryIO) -> os.stat_result | None:
    """Return the status of a file; None of what does not exist, or is no file."""
    try:
        if isinstance(target, str | os.PathLike):
            return os.stat(target)  # noqa: PTH116
        return os.fstat(target.fileno())
    except (AttributeError, OSError, TypeError, ValueError):
        return None


# --- in memory


class InMemory(File):
    """The bytes themselves."""

    def __init__(self, data: bytes) -> None:
        """Hold them."""
        self.data = data

    @property
    def size(self) -> int:
        """How many."""
        return len(self.data or b"")


# --- behind a file object


class Stream(File):
    """A file object that can seek, from where it stood on; it must stay open, and as it is.

    Threads can read it by several objects at once, but not seek in it themselves meanwhile.
    """

    def __init__(self, stream: IO[bytes], begin: int) -> None:
        """Know a stream by its size, and when it was changed if it is a file. Raises OSError, and ValueError."""
        self.stream, self.begin, self.lock = stream, begin, Lock()
        self.stamp = self._stamp()

    @property
    def size(self) -> int:
        """Its bytes, from where it stood."""
        return max(0, self.stamp[0] - self.begin)

    def _stamp(self) -> tuple[int, int]:
        self.stream.seek(0, 2)
        return self.stream.tell(), _changed(self.stream)

    def part(self, start: int, stop: int) -> bytes:
        """Read a range, or what there is of it."""
        with self.lock:
            self.stream.seek(self.begin + start)
            return read_all(cast("BinaryIO", self.stream), stop - start)

    def check(self) -> None:
        """Raise `UnreadableFile` when it is closed, or has changed."""
        if getattr(self.stream, "closed", False):
            raise UnreadableFile(_CLOSED)
        with self.lock:
            if self._stamp() != self.stamp:
                raise UnreadableFile(CHANGED)

    @contextmanager
    def opened_anew(self) -> Generator[BinaryIO]:
        """Give a view of it. Raises `UnreadableFile` when it is closed or has changed, and OSError."""
        self.check()
        yield cast("BinaryIO", View(self.part, self.size))
        self.check()

    def is_at(self, target: str | os.PathLike[str] | BinaryIO) -> bool:
        """Tell whether it is written to; at a path, it stays what it is when another file takes its place."""
        if isinstance(target, str | os.PathLike):
            return False
        mine, other = _status(cast("BinaryIO", self.stream)), _status(target)
        same = mine is not None and other is not None and os.path.samestat(mine, other)
        return target is self.stream or same

    def __reduce__(self) -> tuple[Any, ...]:
        """Take the bytes along: a stream cannot be pickled. Raises `UnreadableFile`, and OSError."""
        return InMemory, (self.read(0, self.size),)


class View(io.RawIOBase):
    """A file object over ranges: of a stream, or of a file behind a URL."""

    def __init__(self, part: Callable[[int, int], bytes], size: int) -> None:
        """Begin at the beginning of so many bytes, of which `part` gives those from a place to before another."""
        self.part, self.size = part, size
        self.place = 0

    def begin_anew(self) -> None:
        """Count requests from here on, where they cost much: what follows is a file of its own, in an archive say."""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can seek."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, from the beginning, from here or from the end."""
        self.place = max(0, (0, self.place, self.size)[whence] + offset)
        return self.place

    def tell(self) -> int:
        """Return the place."""
        return self.place

    def read(self, size: int | None = -1) -> bytes:
        """Read so many bytes, or all that are left."""
        stop = self.size if size is None or size < 0 else min(self.place + size, self.size)
        found = self.part(self.place, stop) if stop > self.place else b""
        self.place += len(found)
        return found

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any that can be written to
        """Read into memory."""
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _changed(stream: IO[bytes]) -> int:
    """Return when a file object was changed, if it has a file of its own; 0 if that cannot be told."""
    if isinstance(stream, SpooledTemporaryFile):  # which would go to a disk for it
        return 0
    try:
        return os.fstat(stream.fileno()).st_mtime_ns
    except (AttributeError, OSError, TypeError, ValueError):
        return 0


# --- behind one that cannot seek


_UNPACKING: Final = (
    ("gzip", "GzipFile"),
    ("bz2", "BZ2File"),
    ("lzma", "LZMAFile"),
    ("zipfile", "ZipExtFile"),
)
"""File objects that unpack all from the beginning to go back."""


def goes_back(stream: IO[bytes]) -> bool:
    """Tell whether a file object can seek, to its end too, without reading all of it."""
    unpacking = [getattr(sys.modules.get(module), name, None) for module, name in _UNPACKING]
    if isinstance(stream, tuple(kind for kind in unpacking if kind is not None)):
        return False
    seekable = getattr(stream, "seekable", None)
    if seekable is not None and not seekable():
        return False
    try:
        place = stream.tell()
        stream.seek(0, 2)
        stream.seek(place)
    except (AttributeError, OSError, ValueError):
        return False
    return True


def spool() -> BinaryIO:
    """Return a file that is in memory while it is small, and then on a disk."""
    return cast("BinaryIO", SpooledTemporaryFile(max_size=_MUCH))


class Opened(NamedTuple):
    """A file that is open: what reads it, what is read later, and what closes it."""

    stream: BinaryIO
    file: File
    owner: AbstractContextManager[object]


def sink(*, keeps: bool) -> BinaryIO:
    """Return what takes a copy of a file that can be read once; `keeps`: in memory, as long as it takes."""
    return io.BytesIO() if keeps else spool()


def copied(target: BinaryIO, stream: BinaryIO | None = None) -> Opened:
    """Return a copy as a file; `stream` is what is yet to be copied."""
    with ExitStack() as owned:
        owned.enter_context(target)
        if stream is not None:
            shutil.copyfileobj(stream, target)
        file = in_memory(target) or Stream(target, 0)
        target.seek(0)
        return Opened(target, file, owned.pop_all())


def in_memory(stream: IO[bytes], begin: int = 0) -> InMemory | None:
    """Return the bytes of a file object that holds them, which are shared until it is written to."""
    if type(stream) is not io.BytesIO:
        return None
    data = stream.getvalue()
    return InMemory(data[begin:] if begin else data)
