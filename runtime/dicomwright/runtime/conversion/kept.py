"""What was read of an object and is kept, with all that it takes to load it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.trees.parsing import STOPS, Problems, Source, items_of, read_rest, swapped
from dicomwright.runtime.values.stored import Encapsulated, Fragments, Held, Large, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.declarations.holder import Holder
    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.trees.tree import DataSet, Element, Problem, Rest


_FINISHING: Final = Lock()
"""Held by who reads what was left: copies of an object share the tree that is completed."""


class Unfinished:
    """What follows pixels that stay in their file, and where these end: read once, for all copies of an object."""

    __slots__ = ("found", "notes", "rest")

    def __init__(self, rest: Rest) -> None:
        """Know where reading paused."""
        self.rest = rest
        self.found: dict[int, Element] | None = None
        self.notes: tuple[Problem, ...] = ()

    def finish(self, data: DataSet, file: File, noted: tuple[Problem, ...]) -> dict[int, Element]:
        """Read the elements that were left, and complete the data set; `noted` are the problems that are known.

        Raises `UnreadableFile`, and OSError.
        """
        if self.found is None:
            problems = Problems()
            with file.opened() as opened:
                source = Source(opened, size=file.size)
                found, starts = read_rest(source, self.rest, data.elements, problems)
                source.refuse_fault()
            refuse_stopped(problems)
            _, pixels = found[self.rest.tag]
            if isinstance(pixels, Fragments):
                file.known = {**file.known, pixels.offset: starts}
            self._complete(data, found)
            self.found, self.notes = found, tuple(problem for problem in problems if problem not in noted)
        return self.found

    @staticmethod
    def _complete(data: DataSet, found: dict[int, Element]) -> None:
        data.elements.update(found)
        for _, value in found.values():
            if isinstance(value, list):
                for item in value:
                    item.parent = data


class Kept:
    """The elements of an object that stand as they were read, with all that it takes to decode them.

    A set or deleted attribute is taken from `elements`, and so is a sequence once its items were asked for, because
    these can change. The tree that was read is only completed, so copies share it.
    """

    __slots__ = ("data", "faults", "file", "gone", "known", "meta", "notes", "unfinished")

    def __init__(
        self,
        data: DataSet,
        file: File | None = None,
        notes: tuple[Problem, ...] = (),
        rest: Rest | None = None,
        meta: DataSet | None = None,
    ) -> None:
        """Begin with all the elements of a data set; `notes` is what could not be read of its file, `meta` its head."""
        self.data = data
        self.known: dict[int, Element] = dict(data.elements)
        """Those that were read so far."""
        self.faults: dict[str, str] = {}
        """Rules that values break, by keyword, of what was decoded so far."""
        self.file = file
        self.notes = notes
        self.meta = meta
        """File meta information, of which an object that is written keeps what is not about its writing."""
        self.unfinished = Unfinished(rest) if rest is not None and rest.paused else None
        self.gone: frozenset[int] = frozenset()
        """Tags of what was taken while it was not read yet."""

    def copy(self) -> Self:
        """Return one that can lose elements of its own."""
        new = type(self)(self.data, self.file, self.notes, meta=self.meta)
        new.known, new.faults = dict(self.known), dict(self.faults)
        new.unfinished, new.gone = self.unfinished, self.gone
        return new

    def beside(self, data: DataSet) -> Self:
        """Return the same of another data set of the file: an item."""
        return type(self)(data, self.file)

    def __deepcopy__(self, _memo: object) -> Self:
        """Copy what can change."""
        return self.copy()

    @property
    def elements(self) -> dict[int, Element]:
        """All of them; what was left behind large pixels is read for it. Raises `UnreadableFile`, and OSError."""
        if self.unfinished is not None:
            with _FINISHING:
                self._finish()
        return self.known

    def _finish(self) -> None:
        """Read what is left, if no other thread did so meanwhile."""
        if self.unfinished is not None and self.file is not None:
            found = self.unfinished.finish(self.data, self.file, self.notes)
            self.known.update({tag: element for tag, element in found.items() if tag not in self.gone})
            self.notes += self.unfinished.notes
            self.unfinished = None

    def has(self, tag: int) -> bool:
        """Tell whether an element stands as it was read. Raises as `elements` does."""
        unfinished = self.unfinished  # which another thread may end
        if tag in self.known or unfinished is None or tag <= unfinished.rest.tag:
            return tag in self.known
        return tag in self.elements

    def element(self, tag: int) -> Element:
        """Return one of the elements; a sequence that was left unread is read now."""
        vr, value = found = self.known[tag]
        if type(value) is bytes:  # as nearly all are
            return found
        if isinstance(value, Fragments) and value.end < 0:
            return self.elements[tag]
        if isinstance(value, Unread):
            problems = Problems()
            items = items_of(tag, value, problems)
            refuse_stopped(problems)
            for item in items:
                item.parent = self.data
            known = frozenset(self.notes)  # what is wrong with its header was noted before
            self.notes += tuple(each for each in problems if each not in known)
            self.known[tag] = self.data.elements[tag] = vr, items
        return self.known[tag]

    def all_elements(self) -> dict[int, Element]:
        """Return all the elements, with no sequence unread."""
        elements = self.elements
        return {
            tag: element if type(element[1]) is bytes else self.element(tag)  # bytes, as nearly all are
            for tag, element in tuple(elements.items())
        }

    def forget(self, declared: Declaration) -> None:
        """Leave out an attribute that is set or deleted."""
        self.drop(declared.number)
        self.faults.pop(declared.keyword, None)

    def drop(self, tag: int) -> None:
        """Leave out an element."""
        self.known.pop(tag, None)
        if self.unfinished is not None:
            self.gone |= {tag}

    def put(self, tag: int, element: Element) -> None:
        """Set an element that no attribute of the class has, as if it had been read."""
        self.drop(tag)
        self.known[tag] = element

    def split(self, group: int) -> Self:
        """Take the elements of a group out, for an object of their own."""
        new = self.beside(self.data)
        new.known = {tag: element for tag, element in self.known.items() if tag >> 16 == group}
        for tag in new.known:
            self.drop(tag)
        return new

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
