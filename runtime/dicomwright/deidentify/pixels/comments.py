"""Comments: what compressed frames say beside their pixels, in segments for applications and behind their end."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.values.stored import Encapsulated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.trees.tree import DataSet

_ITEM: Final = Struct("<HHL")
_ITEM_TAG: Final = (0xFFFE, 0xE000)
_PIXELS: Final = 0x7FE00010
_OFFSETS: Final = 0x7FE00001
_LENGTHS: Final = 0x7FE00002
_SIZE: Final = 2
_MARKER: Final = 0xFF
_END: Final = b"\xff\xd9"
# What begins a codestream, the marker behind which its pixels begin, and markers of what is said beside them.
_JPEG: Final = (b"\xff\xd8\xff", 0xDA, frozenset({0xFE, *range(0xE0, 0xF0)}))
_WAVELETS: Final = (b"\xff\x4f\xff\x51", 0x90, frozenset({0x64}))
# Of JPEG, segments of applications by which decoders know colours; one may have a small picture at its end.
_KNOWN: Final = (b"JFIF\0", b"Adobe", b"mrfx", b"SPIFF")
_JFIF: Final = 18  # bytes of a segment without its picture, marker included
_NO_PICTURE: Final = b"\xff\xe0\0\x10"


class _Item(NamedTuple):
    start: int
    data: bytes


def without_comments(data: DataSet) -> bool:
    """Clean encapsulated pixels in place, with the tables of their offsets; tell whether anything was there."""
    vr, value = data.elements.get(_PIXELS, ("OB", b""))
    if not isinstance(value, Encapsulated):
        return False
    items = list(_items(value.data))
    frames = [_even(bare(item.data)) for item in items[1:]]
    if not frames or all(new == item.data for new, item in zip(frames, items[1:], strict=True)):
        return False
    first, moved, at = items[1].start, dict[int, int](), 0
    lengths = dict[int, int]()
    for frame, item in zip(frames, items[1:], strict=True):
        moved[item.start - first] = at
        lengths[item.start - first] = len(frame)
        at += _ITEM.size + len(frame)
    _move_extended(data, moved, lengths)
    table = _moved(items[0].data, 4, moved)
    parts = (part for piece in (table, *frames) for part in (_ITEM.pack(*_ITEM_TAG, len(piece)), piece))
    data.elements[_PIXELS] = vr, Encapsulated.of(len(items), b"".join(parts))
    return True


def _items(data: bytes) -> Iterator[_Item]:
    at = 0
    while at + _ITEM.size <= len(data):
        group, number, length = _ITEM.unpack_from(data, at)
        if (group, number) != _ITEM_TAG:
            return
        yield _Item(at, data[at + _ITEM.size : at + _ITEM.size + length])
        at += _ITEM.size + length


def _even(data: bytes) -> bytes:
    return data + b"\0" * (len(data) % 2)


def _move_extended(data: DataSet, moved: dict[int, int], lengths: dict[int, int]) -> None:
    """Make the Extended Offset Table and its lengths those of the new frames, where each is one fragment."""
    _, offsets = data.elements.get(_OFFSETS, ("OV", b""))
    if not isinstance(offsets, bytes) or not offsets:
        return
    known = [int.from_bytes(offsets[at : at + 8], "little") for at in range(0, len(offsets), 8)]
    found = [lengths.get(offset, 0).to_bytes(8, "little") for offset in known]
    data.elements[_OFFSETS] = "OV", _moved(offsets, 8, moved)
    data.elements[_LENGTHS] = "OV", b"".join(found)


def _moved(table: bytes, size: int, moved: dict[int, int]) -> bytes:
    offsets = (int.from_bytes(table[at : at + size], "little") for at in range(0, len(table), size))
    return b"".join(moved.get(offset, offset).to_bytes(size, "little") for offset in offsets)


def bare(frame: bytes) -> bytes:
    """Return a fragment without what it says beside the pixels; one that is no beginning of a codestream as it is."""
    for beginning, pixels, markers in (_JPEG, _WAVELETS):
        if frame.startswith(beginning):
            return _bare(frame, pixels, markers)
    return frame


def _bare(frame: bytes, pixels: int, markers: frozenset[int]) -> bytes:
    parts, at = [frame[:_SIZE]], _SIZE
    while at + 2 * _SIZE <= len(frame) and frame[at] == _MARKER and frame[at + 1] != pixels:
        length = int.from_bytes(frame[at + _SIZE : at + 2 * _SIZE], "big")
        segment = frame[at : at + _SIZE + length]
        at += len(segment)
        if length < _SIZE:
            return frame  # none that anybody could read
        parts.append(_segment(segment, markers))
    end = frame.rfind(_END, at)
    return b"".join((*parts, frame[at : end + _SIZE if end >= 0 else None]))


def _segment(segment: bytes, markers: frozenset[int]) -> bytes:
    """Return what stays of a segment."""
    if segment[1] not in markers:
        return segment
    said = segment[2 * _SIZE :]
    if not said.startswith(_KNOWN):
        return b""
    if said.startswith(_KNOWN[0]) and len(segment) > _JFIF:
        return _NO_PICTURE + segment[4 : _JFIF - 2] + b"\0\0"
    return segment
