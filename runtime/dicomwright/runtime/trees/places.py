"""Places: directory records refer to each other by the offsets of their items in the file (PS3.3 F.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from typing import Literal

    from dicomwright.runtime.trees.tree import DataSet

    Broken = tuple[DataSet, int | None, str, Literal["error", "warning"]]
    """A directory or a record of it, the offset in it that is wrong, why, and how bad that is."""

RECORDS: Final = 0x00041220
"""Directory Record Sequence."""

FIRST: Final = 0x00041200
LAST: Final = 0x00041202
NEXT: Final = 0x00041400
LOWER: Final = 0x00041420
"""Offsets: of the first and the last record of the root, of the next record, of the first one below a record."""


def records_of(data: DataSet) -> Sequence[DataSet]:
    """Return the records of a directory; none of anything else."""
    _, items = data.elements.get(RECORDS, ("SQ", ()))
    return items if isinstance(items, list) else ()


def place_of(record: DataSet) -> int | None:
    """Return where a record begins in its file; None of one that was never in a file."""
    return getattr(record, "place", None)


def offset_of(data: DataSet, tag: int) -> int:
    """Return an offset; 0, which refers to nothing, where it is absent or no number."""
    _, value = data.elements.get(tag, ("UL", b""))
    return int.from_bytes(value, "little") if isinstance(value, bytes) and len(value) == 4 else 0  # noqa: PLR2004


def move(data: DataSet, before: Sequence[int | None], after: Sequence[int]) -> None:
    """Put the records of a directory to their places, and let offsets follow those that they refer to.

    An offset that refers to no record stays as it is.
    """
    moved = {old: new for old, new in zip(before, after, strict=True) if old is not None}
    _follow(data, (FIRST, LAST), moved)
    for record, place in zip(records_of(data), after, strict=True):
        record.place = place
        _follow(record, (NEXT, LOWER), moved)


def _follow(data: DataSet, tags: Sequence[int], moved: Mapping[int, int]) -> None:
    for tag in tags:
        new = moved.get(offset_of(data, tag))
        if new is not None:
            data.elements[tag] = "UL", new.to_bytes(4, "little")


# --- offsets that are wrong


def broken_offsets(data: DataSet) -> Iterator[Broken]:
    """Yield what is wrong with the offsets of a directory, if the places of all its records are known."""
    known: dict[int, DataSet] = {}
    for record in records_of(data):
        place = place_of(record)
        if place is None:
            return
        known[place] = record
    yield from _Walk(known).broken(data)


class _Walk:
    """Follows the offsets of a directory; `left` are the records that none has led to."""

    def __init__(self, known: Mapping[int, DataSet]) -> None:
        self._known = known
        self._left = dict.fromkeys(known)
        self._order: list[int] = []

    def broken(self, data: DataSet) -> Iterator[Broken]:
        """Begin at the root; each record must be reached, and once."""
        whole = yield from self._chain(data, FIRST)
        if whole and (self._order or [0])[-1] != offset_of(data, LAST):
            yield data, LAST, "must point to the last directory record of the root", "error"
        for place in self._order:  # which grows meanwhile
            yield from self._chain(self._known[place], LOWER)
        for place in self._left:
            yield self._known[place], None, "no offset leads to this directory record", "warning"

    def _chain(self, at: DataSet, tag: int) -> Generator[Broken, None, bool]:
        """Follow one record after the other; return whether none is out of place."""
        while place := offset_of(at, tag):
            if place not in self._left:
                yield at, tag, _WRONG[place in self._known], "error"
                return False
            del self._left[place]
            self._order.append(place)
            at, tag = self._known[place], NEXT
        return True


_WRONG: Final = {
    False: "points to no directory record",
    True: "points to a directory record that another offset points to",
}
