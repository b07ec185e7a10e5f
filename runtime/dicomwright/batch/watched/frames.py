"""Frames: messages over a pipe, each after its length."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import IO

_LENGTH: Final = struct.Struct("<Q")


def write_frame(stream: IO[bytes], message: bytes) -> None:
    """Write a message. Raises OSError when nobody reads."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Return the next message. Raises EOFError at the end."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    read = stream.read(size)
    if len(read) < size:
        raise EOFError
    return read
