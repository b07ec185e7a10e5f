"""Sources: where large values stay until they are asked for."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dicomwright.runtime.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import BinaryIO


_PIECE = 1 << 20
"""Bytes of a part; words of all sizes are whole in it."""


class File:
    """Where large values stay: in a file that must not change meanwhile, or in memory when it has no path."""

    __slots__ = ("data", "path", "stamp")

    def __init__(self, path: str, stamp: tuple[int, int], data: bytes | None = None) -> None:
        """Know a file by its absolute path and its stamp, or by its bytes."""
        self.path, self.stamp, self.data = path, stamp, data

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Read what there is of a range. Raises `UnreadableFile` when the file has changed, and OSError."""
        if self.data is not None:
            yield self.data[start : start + length]
            return
        with self.opened() as file:
            file.seek(start)
            while length and (piece := file.read(min(length, _PIECE))):
                length -= len(piece)
                yield piece

    @contextmanager
    def opened(self) -> Generator[BinaryIO]:
        """Open the file that has a path. Raises `UnreadableFile` when it has changed, and OSError."""
        with open(self.path, "rb") as file:  # noqa: PTH123 - the path is a str
            if stamp_of(file.fileno()) != self.stamp:
                raise UnreadableFile(
                    "the file has changed since it was read, so a large value cannot be loaded"
                )
            yield file

    def keep(self, path: str | os.PathLike[str]) -> None:
        """Take the whole file into memory if that is the one at a path, which is about to be replaced."""
        if self.data is None and os.path.exists(path) and os.path.samefile(path, self.path):  # noqa: PTH110, PTH121
            self.data = b"".join(self.pieces(0, self.stamp[0]))


def stamp_of(descriptor: int) -> tuple[int, int]:
    """Return by what an open file is known to be the same: its size, and when it was changed."""
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns
