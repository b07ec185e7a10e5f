"""Values as they stand in a file, where they are neither bytes nor items: large, encapsulated or unread."""

from __future__ import annotations

from array import array
from struct import Struct
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from pydicom.dataelem import DataElement

    Stored: TypeAlias = "bytes | str | Large | Fragments | Unencodable | Unread | list[Any]"
    """`bytes` as in the file, but little endian; `str` for text that was decoded already; items of a sequence."""

_ITEM: Final = Struct("<HHL")
_ITEM_TAG: Final = (0xFFFE, 0xE000)


class Large(NamedTuple):
    """A value that was left in its file: pixels and the like; `swapped`: in Big Endian words of so many bytes."""

    length: int
    offset: int = -1
    swapped: int = 1


class Elsewhere(Large):
    """A value that a server has and did not send: nothing is known of it, its length neither."""


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


class Passed(Fragments):
    """Encapsulated pixel data that were passed over in a file, and what was seen of them.

    `starts` is where the items begin, that of the table first. The `table` is None when it was too long to be read.
    """

    starts: array[int]
    table: bytes | None

    @classmethod
    def of(cls, found: Fragments, starts: array[int], table: bytes | None) -> Self:
        """Add what was seen."""
        passed = cls(*found)
        passed.starts, passed.table = starts, table
        return passed


class Unread(NamedTuple):
    """The items of a sequence as bytes, in parts, which `trees.parsing.items_of` reads when somebody asks for them."""

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

    @classmethod
    def counted(cls, data: bytes) -> Self:
        """Hold all the items that can be told apart."""
        return cls.of(sum(1 for _ in _items_of(data)), data)

    def passed(self) -> Passed:
        """Pass over the items."""
        items = list(_items_of(self.data))
        starts, end = array("Q", [start for start, _ in items]), items[-1][1] if items else 0
        first, last = (items[0][0] + _ITEM.size, items[0][1]) if items else (0, 0)
        return Passed.of(
            Fragments(len(items), self.length, 0, min(end, self.length)), starts, self.data[first:last]
        )


def _items_of(data: bytes) -> Iterator[tuple[int, int]]:
    """Give the place of each item, with its header, and where it ends."""
    at = 0
    while at + _ITEM.size <= len(data):
        group, number, length = _ITEM.unpack_from(data, at)
        if (group, number) != _ITEM_TAG:
            return
        start, at = at, at + _ITEM.size + length
        yield start, at


class EncapsulatedBytes(bytes):
    """Encapsulated pixel data as the value of an attribute: all the items, as they were read or compressed."""
