"""Origins: what was read of an object, which stays as it was until it is asked for, changed or written."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.trees.parsing import STOPS, Problems, items_of, swapped
from dicomwright.runtime.trees.tree import Encapsulated, Fragments, Held, Large, Unread

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from typing import BinaryIO

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.trees.tree import DataSet, Element, Problem


class Origin:
    """The elements of an object that stand as they were read, with all that it takes to decode them.

    A set or deleted attribute is taken from `elements`, and so is a sequence once its items were asked for, because
    these can change. The tree that was read is only completed, so copies share it.
    """

    __slots__ = ("data", "elements", "faults", "file", "notes")

    def __init__(self, data: DataSet, file: File | None = None, notes: tuple[Problem, ...] = ()) -> None:
        """Begin with all the elements of a data set; `notes` is what could not be read of its file."""
        self.data = data
        self.elements: dict[int, Element] = dict(data.elements)
        self.faults: dict[str, str] = {}
        """Rules that values break, by keyword, of what was decoded so far."""
        self.file = file
        self.notes = notes

    def copy(self) -> Origin:
        """Return an origin that can lose elements of its own."""
        new = Origin(self.data, self.file, self.notes)
        new.elements, new.faults = dict(self.elements), dict(self.faults)
        return new

    def __deepcopy__(self, _memo: object) -> Origin:
        """Copy what can change."""
        return self.copy()

    def element(self, tag: int) -> Element:
        """Return one of the elements; a sequence that was left unread is read now."""
        vr, value = self.elements[tag]
        if isinstance(value, Unread):
            found = Problems()
            items = items_of(tag, value, found)
            refuse_stopped(found)
            for item in items:
                item.parent = self.data
            self.notes += tuple(found)
            self.elements[tag] = self.data.elements[tag] = vr, items
        return self.elements[tag]

    def all_elements(self) -> dict[int, Element]:
        """Return all the elements, with no sequence unread."""
        return {tag: self.element(tag) for tag in self.elements}

    def forget(self, declared: Attribute) -> None:
        """Leave out an attribute that is set or deleted."""
        self.elements.pop(declared.number, None)
        self.faults.pop(declared.keyword, None)

    def load(self, value: Large | Fragments) -> bytes:
        """Return the bytes of a value that is large, little endian. Raises `UnreadableFile`, and OSError."""
        return value.data if isinstance(value, Encapsulated) else b"".join(self.pieces(value))

    def pieces(self, value: Large | Fragments) -> Iterator[bytes | memoryview]:
        """Give the same in parts, none of which is as large as the value may be."""
        if isinstance(value, Held):
            yield from value.pieces()
        elif self.file is None or value.offset < 0:
            raise UnreadableFile("a large value was not read, and cannot be read any more")
        elif isinstance(value, Fragments):
            yield from self.file.pieces(value.offset, value.end - value.offset)
        else:
            for piece in self.file.pieces(value.offset, value.length):
                yield swapped(piece, value.swapped)


def refuse_stopped(problems: Iterable[Problem]) -> None:
    """Refuse what was read to some point only. Raises `UnreadableFile`."""
    for problem in problems:
        if problem.message.startswith(STOPS):
            raise UnreadableFile(problem.message)


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
