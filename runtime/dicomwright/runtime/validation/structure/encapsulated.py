"""Encapsulated pixel data: as many frames as there must be, and tables of offsets that lead to them (PS3.5 A.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from struct import unpack
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.values.stored import Encapsulated, Large, Passed
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.values.stored import Fragments

_HEADER: Final = 8
_OFFSETS: Final = 0x7FE00001
_LENGTHS: Final = 0x7FE00002
_BASIC: Final = "the table of offsets"
_EXTENDED: Final = "the Extended Offset Table"

_BY_FRAME: Final = re.compile(r"1\.2\.840\.10008\.1\.2\.(?:1\.98|5|8\.1|4\.(?!9[2-5]|10[0-9]|20[45])[0-9.]+)")
"""Transfer syntaxes in which a fragment has no more than one frame: not those of video, nor of several components."""

_WHOLE_FRAMES: Final = frozenset({"1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1"})
"""Those in which a frame is one fragment: uncompressed, run lengths, deflated frames."""


def encapsulation_faults(value: Fragments, data: DataSet, syntax: str, frames: int | None) -> Iterator[str]:
    """Yield what is wrong with items; `frames` is their number, None where it is not known."""
    fragments = value.items - 1
    frames = frames if _has_frames(syntax) else None
    if fragments < 1:
        yield "has no fragment behind the table of offsets" if value.items else "has no table of offsets"
        return
    if frames is not None:
        yield from _count_faults(fragments, syntax, frames)
    passed = value.passed() if isinstance(value, Encapsulated) else value
    if not isinstance(passed, Passed):
        return
    starts = passed.starts.tolist()
    lengths = _lengths(starts, passed.end)
    if any(length % 2 for length in lengths[1:]):
        yield "has a fragment of an odd length"
    found = frames, [start - starts[1] for start in starts[1:]]
    if lengths[0]:
        yield from _table_faults(_BASIC, passed.table, lengths[0], _SHORT, found)
    if _OFFSETS in data.elements:
        yield from _extended_faults(data, lengths, found)


@lru_cache(256)
def _has_frames(syntax: str) -> bool:
    return _BY_FRAME.fullmatch(syntax) is not None


def _count_faults(fragments: int, syntax: str, frames: int) -> Iterator[str]:
    wanted = counted(frames, "frame")
    if fragments < frames:
        yield f"has {counted(fragments, 'fragment')}, which is too few for {wanted}"
    elif fragments > frames and syntax in _WHOLE_FRAMES:
        yield f"has {counted(fragments, 'fragment')} for {wanted}, each of which must be in one"


def _lengths(starts: list[int], end: int) -> list[int]:
    """Return the lengths of the items, that of the table first."""
    ends = [*starts[1:], end] if end >= 0 else starts[1:]
    return [stop - start - _HEADER for start, stop in zip(starts, ends, strict=False)]


_SHORT, _LONG = 4, 8
_CODES: Final = {_SHORT: "I", _LONG: "Q"}
"""Codes of struct, by the bytes of an offset."""

_Frames = tuple[int | None, list[int]]
"""The number of frames, and where fragments begin, counted from the first of them."""


def _table_faults(name: str, table: bytes | None, length: int, size: int, found: _Frames) -> Iterator[str]:
    """Yield what is wrong with a table of numbers of that size; of one that was not read, its length is all."""
    frames, places = found
    if length % size or (frames is not None and length != frames * size):
        wanted = "whole numbers" if frames is None else counted(frames, "frame")
        yield f"{name} has {counted(length, 'byte')}, which does not suit {wanted}"
    elif table is not None and len(table) == length:
        offsets = _numbers(table, size)
        if list(offsets) == places:
            return
        if not set(offsets).issubset(places):
            yield f"{name} leads to where no fragment begins"
        elif offsets[0] or any(one >= after for one, after in pairwise(offsets)):
            yield f"{name} does not lead from the first fragment to the last"


def _numbers(table: bytes, size: int) -> Sequence[int]:
    return unpack(f"<{len(table) // size}{_CODES[size]}", table)


def _extended_faults(data: DataSet, lengths: Sequence[int], found: _Frames) -> Iterator[str]:
    """Yield what is wrong with extended tables, which have one fragment for each frame (PS3.3 C.7.6.3.1.8)."""
    frames, _ = found
    if lengths[0]:
        yield f"{_BASIC} is not empty, as it must be beside {_EXTENDED}"
    offsets, length = _bytes_of(data, _OFFSETS)
    if length:
        yield from _table_faults(_EXTENDED, offsets, length, _LONG, found)
    table, length = _bytes_of(data, _LENGTHS)
    if frames is not None and length and length != frames * _LONG:
        yield f"the lengths beside {_EXTENDED} are not those of {counted(frames, 'frame')}"
    elif table and len(lengths) == len(table) // _LONG + 1:
        numbers = _numbers(table, _LONG)
        if any(number > length for number, length in zip(numbers, lengths[1:], strict=True)):
            yield f"the lengths beside {_EXTENDED} are longer than the fragments"


def _bytes_of(data: DataSet, tag: int) -> tuple[bytes | None, int]:
    """Return a table, None if it was left in its file, and its length."""
    _, value = data.elements.get(tag, ("OV", b""))
    if isinstance(value, Large):
        return None, value.length
    return (value, len(value)) if isinstance(value, bytes) else (None, 0)
