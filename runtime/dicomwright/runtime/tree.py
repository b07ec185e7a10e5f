"""Data sets as they are in a file: elements by tag, values as bytes, items as further data sets.

What a validator judges and a reader gives; nothing of it is decoded before it is asked for. Whatever comes in (a file,
a pydicom data set, a builder) has this one form, so that every rule is written once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.charsets import DEFAULT, codecs_of

_CHARACTER_SET: Final = 0x00080005


class Large(NamedTuple):
    """A value that was left in its file: pixels and the like; `swapped`: in Big Endian words of so many bytes."""

    length: int
    offset: int = -1
    swapped: int = 1


class Held(Large):
    """A large value in memory: what is judged needs its length, what is written the `pieces` of its bytes.

    `word` is the number of bytes that are swapped as a whole in Big Endian, 0 when the VR says it.
    """

    pieces: Callable[[], Iterable[bytes | memoryview]]
    word: int

    @classmethod
    def of(cls, length: int, pieces: Callable[[], Iterable[bytes | memoryview]], word: int = 0) -> Self:
        """Hold a value of `length` bytes, which `pieces` gives each time that it is written."""
        held = cls(length)
        held.pieces, held.word = pieces, word
        return held


class Unencodable(NamedTuple):
    """A value of a pydicom data set that no element can hold: `rule` says what it breaks, without the value."""

    rule: str
    element: DataElement | None = None


class Fragments(NamedTuple):
    """Encapsulated pixel data: how many items, the table of offsets included, and how many bytes in all.

    In a file they stand from `offset` to `end`, with the headers of the items, without the delimiter behind them.
    Of those whose end nobody has looked for yet, all but `offset` is -1.
    """

    items: int
    length: int
    offset: int = -1
    end: int = -1


class Unread(NamedTuple):
    """The items of a sequence as bytes, in parts, which `parsing.items_of` reads when somebody asks for them."""

    parts: tuple[bytes, ...]
    offset: int
    explicit: bool
    big: bool


class Encapsulated(Fragments):
    """Encapsulated pixel data in memory: `data` has all the items, without the delimiter at their end."""

    data: bytes

    @classmethod
    def of(cls, items: int, data: bytes) -> Self:
        """Hold that many items."""
        held = cls(items, len(data))
        held.data = data
        return held


if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable
    from typing import Self

    from pydicom.dataelem import DataElement

    Value = bytes | str | Large | Fragments | Unencodable | Unread | list["DataSet"]
    """`bytes` as in the file, but little endian; `str` for text that was decoded already; items of a sequence."""

    Element = tuple[str, Value]
    """VR and value; the VR is the file's, in Implicit VR the dictionary's ("US or SS" as it stands there)."""


class DataSet:
    """A data set, or an item of a sequence: its elements by tag, in the order of the file."""

    __slots__ = ("codecs", "elements", "index", "parent", "sequence")

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


class Problem(NamedTuple):
    """Something that cannot be read: where (a tag, and the offset in the file), and what is wrong."""

    path: str
    tag: int | None
    message: str
    code: str = "unreadable"


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
