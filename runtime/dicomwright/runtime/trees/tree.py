"""Data sets as they are in a file: elements by tag, values as bytes, items as further data sets.

What a validator judges and a reader gives; nothing of it is decoded before it is asked for. Whatever comes in (a file,
a pydicom data set, a builder) has this one form, so that every rule is written once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.vocabulary.charsets import DEFAULT, codecs_of

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from dicomwright.runtime.values.stored import Fragments, Large, Unencodable, Unread

    Value = bytes | str | Large | Fragments | Unencodable | Unread | list["DataSet"]
    """`bytes` as in the file, but little endian; `str` for text that was decoded already; items of a sequence."""

    Element = tuple[str, Value]
    """VR and value; the VR is the file's, in Implicit VR the dictionary's ("US or SS" as it stands there)."""

_CHARACTER_SET: Final = 0x00080005


class DataSet:
    """A data set, or an item of a sequence: its elements by tag, in the order of the file."""

    __slots__ = ("codecs", "elements", "index", "parent", "place", "sequence")

    if TYPE_CHECKING:
        place: int  # where a directory record begins in its file; nothing else has one (see `places`)

    def __init__(
        self, elements: dict[int, Element], parent: DataSet | None = None, sequence: int = 0, index: int = 0
    ) -> None:
        """Make a data set; an item knows its parent, the tag of its sequence and its position from 0."""
        self.elements = elements
        self.parent = parent
        self.sequence = sequence
        self.index = index
        self.codecs: tuple[str, ...] | None = None
        """What `encoding` found when it was first asked for."""

    @property
    def encoding(self) -> tuple[str, ...]:
        """Python codecs of the Specific Character Set that is in force here: its own, or that of what holds it."""
        if self.codecs is not None:
            return self.codecs
        unknown: list[DataSet] = []  # from the inside out; items can be nested deeper than Python can recurse
        here: DataSet | None = self
        while here is not None and here.codecs is None:
            unknown.append(here)
            here = here.parent
        found = (here.codecs if here is not None else None) or DEFAULT
        for data in reversed(unknown):
            _, value = data.elements.get(_CHARACTER_SET, ("CS", b""))
            if value and isinstance(value, bytes | str):
                found = codecs_of(value)
            data.codecs = found
        return found


def everywhere(data: DataSet) -> Iterator[DataSet]:
    """Yield a data set and all its items, however deep."""
    pending = [data]
    while pending:
        here = pending.pop()
        yield here
        pending += [item for _, value in here.elements.values() if type(value) is list for item in value]


class Problem(NamedTuple):
    """Something that cannot be read: where (a tag, and the offset in the file), and what is wrong."""

    path: str
    tag: int | None
    message: str
    code: str = "unreadable"


class Cut(Problem):
    """A problem that comes with a loss: what holds an element, an item or all of them ends before these do."""


class Starts(NamedTuple):
    """Where the items of encapsulated pixels begin, that of the table first; and those that begin an image of JPEG."""

    items: array[int]
    marked: array[int]


class Rest(NamedTuple):
    """Pixels that stay in their file: where their element begins, what was read of it, and how to go on from there.

    `last` is the greatest tag before them. `paused`: what follows them was not read.
    """

    tag: int
    last: int
    offset: int
    explicit: bool
    big: bool
    large: int
    window: bytes
    paused: bool


class Content(NamedTuple):
    """What a file holds: file meta information, data set, and all that could not be read of it."""

    meta: DataSet
    dataset: DataSet
    transfer_syntax: str | None
    problems: tuple[Problem, ...]
    rest: Rest | None = None
