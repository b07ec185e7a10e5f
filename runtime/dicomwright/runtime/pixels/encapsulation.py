"""Encapsulated pixel data in a file: one frame is found by the table of offsets, and no other is read (PS3.5 A.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.trees.tree import Starts

_ITEM: Final = b"\xfe\xff\x00\xe0"
_END: Final = b"\xfe\xff\xdd\xe0"
_HEADER: Final = 8
_NO_TABLE: Final = _ITEM + bytes(4)


class Encapsulation(NamedTuple):
    """Encapsulated pixels that were left in a file.

    `offset` is where their first item is, the table of offsets; `extended` the Extended Offset Table and its lengths.
    """

    file: File
    offset: int
    frames: int
    extended: tuple[bytes, bytes] | None = None

    def frame(self, index: int) -> bytes | None:
        """Return one of the frames, encapsulated as if it were the only one.

        None when no table says where the frame is, nor the number of fragments: pydicom knows what that can mean.
        Raises `UnreadableFile`, and OSError.
        """
        table = self._table()
        if table is None:
            return None
        first, offsets = table
        items = self._fragment(first, index) if self.extended else self._fragments(first, offsets, index)
        return _NO_TABLE + items + _END + bytes(4) if items else None

    def _table(self) -> tuple[int, Sequence[int]] | None:
        """Return where the first fragment is, and the offsets of frames from there on; None of what is no table."""
        header = self._some(self.offset, _HEADER)
        length = int.from_bytes(header[4:], "little")
        first = self.offset + _HEADER + length
        if header[:4] != _ITEM or length % 4 or first > self.file.size:
            return None
        at = self.offset + _HEADER
        if length and at not in self.file.known:
            table = np.frombuffer(self.file.read(at, length), "<u4").tolist()
            self.file.known = {**self.file.known, at: table}
        return first, self.file.known.get(at, ())

    def _some(self, start: int, length: int) -> bytes:
        """Read a range, or what there is of it."""
        return self.file.read(start, max(0, min(length, self.file.size - start)))

    def _fragment(self, first: int, index: int) -> bytes | None:
        """Read the frame that an Extended Offset Table gives: it is one fragment (PS3.3 C.7.6.3.1.8)."""
        offsets: list[int]
        lengths: list[int]
        offsets, lengths = (np.frombuffer(table, "<u8").tolist() for table in self.extended or ())
        if len(offsets) != self.frames or len(lengths) != self.frames:
            return None
        start, length = first + offsets[index] + _HEADER, lengths[index]
        if start + length > self.file.size:
            return None
        return _ITEM + length.to_bytes(4, "little") + self.file.read(start, length)

    def _fragments(self, first: int, offsets: Sequence[int], index: int) -> bytes | None:
        """Read the fragments of a frame, with their headers; None when something else is there."""
        places = self._places(first, offsets)
        if places is None or places[index] >= self.file.size:
            return None
        if index + 1 == self.frames:
            return self._to_the_end(places[index])
        start, stop = places[index : index + 2]
        found = self.file.read(start, stop - start) if start < stop <= self.file.size else b""
        return found if found[:4] == _ITEM else None

    def _places(self, first: int, offsets: Sequence[int]) -> Sequence[int] | None:
        """Return where frames begin; None if that cannot be told."""
        if len(offsets) == self.frames:
            return [first + offset for offset in offsets]
        if offsets:
            return None
        return [first] if self.frames == 1 else self._marked_places(first)

    def _marked_places(self, first: int) -> Sequence[int] | None:
        """Return the same without a table: each fragment is a frame, or each that begins as an image of JPEG does."""
        starts: Starts | None = self.file.known.get(self.offset)
        if starts is None:
            return None
        if len(starts.items) == self.frames + 1:
            return starts.items[1:]
        marked = len(starts.marked) == self.frames and starts.marked[0] == first
        return starts.marked if marked else None

    def _to_the_end(self, at: int) -> bytes | None:
        """Read fragments up to the delimiter, or the end of the file."""
        found = bytearray()
        header = self._some(at, _HEADER)
        while header[:4] == _ITEM and len(header) == _HEADER:
            length = int.from_bytes(header[4:], "little")
            at += _HEADER
            if at + length > self.file.size:
                return None
            body = self._some(at, length + _HEADER)
            found += header + body[:length]
            header, at = body[length:], at + length
        return bytes(found) if header[:4] in {_END, b""} else None
