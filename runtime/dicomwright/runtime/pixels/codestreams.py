"""Headers of compressed frames: what a codestream says of itself, and whether that is what the attributes say.

Only the first markers are read; no pixel is decoded. Of what is not known here (video, JPEG XL), nothing is said.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydicom import uid as uids

from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.uid import UID


class Header(NamedTuple):
    """What a codestream says of its pixels; `signed` is None where it does not say."""

    rows: int
    columns: int
    samples: int
    bits: int
    signed: bool | None = None


class Unfit(Exception):  # noqa: N818 - never seen by users
    """A frame that is none of its transfer syntax."""


_BYTE: Final = 8
_SOI: Final = b"\xff\xd8"
_SOS: Final = 0xDA
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_NO_FRAME: Final = frozenset({0xC4, 0xC8, 0xCC})
"""Markers among those of frames that begin none: tables, and what is reserved."""
_FRAMES: Final = frozenset({*range(0xC0, 0xD0), 0xF7}) - _NO_FRAME

_PROCESSES: Final = {
    uids.JPEGBaseline8Bit: frozenset({0xC0}),
    uids.JPEGExtended12Bit: frozenset({0xC0, 0xC1}),
    **dict.fromkeys((uids.JPEGLossless, uids.JPEGLosslessSV1), frozenset({0xC3})),
    **dict.fromkeys((uids.JPEGLSLossless, uids.JPEGLSNearLossless), frozenset({0xF7})),
}
"""What begins a frame, by transfer syntax: the process of JPEG, or JPEG-LS."""

_J2K: Final = b"\xff\x4f\xff\x51"
_JP2: Final = b"\x00\x00\x00\x0cjP"
_SIZ: Final = struct.Struct(">HH8IH")
_WAVELETS: Final = frozenset(
    {
        *(uids.JPEG2000Lossless, uids.JPEG2000, uids.JPEG2000MCLossless, uids.JPEG2000MC),
        *(uids.HTJ2KLossless, uids.HTJ2KLosslessRPCL, uids.HTJ2K),
    }
)

_RLE_HEADER: Final = 64
_MOST_SEGMENTS: Final = 15


def fault_of(frame: bytes, uid: UID, said: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the attribute that a frame contradicts, and what of it: Pixel Data where it is no such frame; or None.

    `said` has what is known of the attributes that describe pixels.
    """
    try:
        if uid == uids.RLELossless:
            return _fault_of_segments(_segments(frame), said)
        header = _header(frame, uid)
    except Unfit as unfit:
        return "PixelData", str(unfit)
    return None if header is None else _fault_of_header(header, said)


def _header(frame: bytes, uid: UID) -> Header | None:
    if uid in _WAVELETS:
        return _of_wavelets(frame)
    return _of_jpeg(frame, _PROCESSES[uid]) if uid in _PROCESSES else None


def _fault_of_header(header: Header, said: Mapping[str, Any]) -> tuple[str, str] | None:
    for keyword, found in (
        ("Rows", header.rows),
        ("Columns", header.columns),
        ("SamplesPerPixel", header.samples),
    ):
        if found and said.get(keyword) not in {None, found}:  # rows may be told behind the pixels
            return keyword, f"of which it follows to be {found}"
    stored, allocated = said.get("BitsStored"), said.get("BitsAllocated")
    bits = f"which has samples of {counted(header.bits, 'bit')}"
    if stored is not None and header.bits < stored:
        return "BitsStored", bits
    if allocated is not None and header.bits > allocated:
        return "BitsAllocated", bits
    sign = said.get("PixelRepresentation")
    if None not in {sign, header.signed} and header.signed != bool(sign):
        return "PixelRepresentation", f"whose pixels are {'' if header.signed else 'un'}signed"
    return None


# --- JPEG and JPEG-LS


def _of_jpeg(frame: bytes, processes: frozenset[int]) -> Header:
    if frame[:2] != _SOI:
        raise Unfit("does not begin as an image of JPEG does")
    for marker, body in _jpeg_segments(frame):
        if marker in _FRAMES:
            if marker not in processes:
                raise Unfit(f"is of another process of JPEG, which begins with marker FF{marker:02X}")
            bits, rows, columns, samples = struct.unpack_from(">BHHB", body)
            return Header(rows, columns, samples, bits)
    raise Unfit("has no header of a frame")


def _jpeg_segments(frame: bytes) -> Iterator[tuple[int, bytes]]:
    """Give markers and what belongs to them, up to the pixels. Raises `Unfit` for what is cut short."""
    at = len(_SOI)
    while at + 4 <= len(frame):
        marker = frame[at + 1]
        if frame[at] != 0xFF:  # noqa: PLR2004 - what begins a marker
            raise Unfit("has no marker where one must be")
        if marker == 0xFF or marker in _ALONE:  # noqa: PLR2004 - a fill byte
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        length = int.from_bytes(frame[at + 2 : at + 4], "big")
        body = frame[at + 4 : at + 2 + length]
        if marker == _SOS or len(body) != length - 2 or (marker in _FRAMES and len(body) < _LEAST):
            return
        yield marker, body
        at += 2 + length


_LEAST: Final = struct.calcsize(">BHHB")
"""Bytes of the header of a frame that are read."""


# --- JPEG 2000, with high throughput, too


def _of_wavelets(frame: bytes) -> Header:
    if frame.startswith(_JP2):
        raise Unfit("is a file of JPEG 2000: its codestream alone is what DICOM takes")
    if frame[:4] != _J2K or len(frame) <= len(_J2K) + _SIZ.size:
        raise Unfit("does not begin as a codestream of JPEG 2000 does")
    _, _, width, height, left, top, *_, samples = _SIZ.unpack_from(frame, len(_J2K))
    depth = frame[len(_J2K) + _SIZ.size]
    return Header(height - top, width - left, samples, (depth & 0x7F) + 1, bool(depth & 0x80))


# --- RLE


def _segments(frame: bytes) -> int:
    """Return how many segments a frame has."""
    if len(frame) < _RLE_HEADER:
        raise Unfit("is shorter than the header of a frame of RLE")
    numbers: tuple[int, ...] = struct.unpack_from("<16I", frame)
    count, *offsets = numbers
    used = offsets[:count]
    rising = all(one < other for one, other in zip(used, [*used[1:], len(frame)], strict=False))
    if not 1 <= count <= _MOST_SEGMENTS or used[0] != _RLE_HEADER or not rising or any(offsets[count:]):
        raise Unfit("does not begin as a frame of RLE does")
    return count


def _fault_of_segments(count: int, said: Mapping[str, Any]) -> tuple[str, str] | None:
    samples, allocated = said.get("SamplesPerPixel"), said.get("BitsAllocated")
    if not samples or not allocated or count == samples * -(-allocated // _BYTE):
        return None
    return (
        "SamplesPerPixel",
        f"which has {counted(count, 'segment')}, and must have one for each byte of a pixel",
    )
