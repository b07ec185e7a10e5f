"""What was read of an object and is kept, with all that it takes to load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.trees.parsing import STOPS, Problems, items_of, swapped
from dicomwright.runtime.values.stored import Encapsulated, Fragments, Held, Large, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.declarations.holder import Holder
    from dicomwright.runtime.trees.sources import File
    from dicomwright.runtime.trees.tree import DataSet, Element, Problem


class Kept:
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

    def copy(self) -> Self:
        """Return one that can lose elements of its own."""
        new = type(self)(self.data, self.file, self.notes)
        new.elements, new.faults = dict(self.elements), dict(self.faults)
        return new

    def beside(self, data: DataSet) -> Self:
        """Return the same of another data set of the file: an item."""
        return type(self)(data, self.file)

    def __deepcopy__(self, _memo: object) -> Self:
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

    def forget(self, declared: Declaration) -> None:
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


def kept_of(instance: Holder) -> Kept | None:
    """Return what was read of an object; None of what was built."""
    return cast("Kept | None", instance.origin_)


def refuse_stopped(problems: Iterable[Problem]) -> None:
    """Refuse what was read to some point only. Raises `UnreadableFile`."""
    for problem in problems:
        if problem.message.startswith(STOPS):
            raise UnreadableFile(problem.message)
