"""Zip archives: members in the order of the directory, each read by itself."""

from __future__ import annotations

import errno
import stat
import struct
import zlib
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO, Final, cast
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from dicomwright.batch.sources.archive import MOST_MEMBERS, MOST_RATIO, MUCH
from dicomwright.batch.sources.found import Member
from dicomwright.runtime.sources.files import View, read_all

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from dicomwright.batch.sources.archive import Archive
    from dicomwright.batch.sources.found import Found

_ENCRYPTED: Final = 0x1
_HEADER: Final = struct.Struct("<4s22xHH")
_BEGIN: Final = b"PK\3\4"


def members(archive: Archive, _packing: str) -> Iterator[Found]:
    """Yield the files of an archive. Raises whatever a broken one makes zipfile raise."""
    infos = ZipFile(archive.stream).infolist()
    for number, info in enumerate(infos[:MOST_MEMBERS]):
        if not info.is_dir():
            fault, mild = _fault_of(info)
            name = info.filename
            if fault:
                yield archive.fault(name, fault, "warning" if mild else "error")
            else:
                yield archive.member(name, Member(number))
    if len(infos) > MOST_MEMBERS:
        yield archive.fault(
            "", f"the archive has more than {MOST_MEMBERS:,} members; the others are not read"
        )


def _fault_of(info: ZipInfo) -> tuple[str, bool]:
    """Return why a member is not read, and whether that is no fault of the archive."""
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted, and cannot be read", False
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, which is not followed", True
    if info.file_size > max(MUCH, info.compress_size * MOST_RATIO):
        return f"grows to more than {MOST_RATIO} times its length, and is not read", False
    return "", False


@contextmanager
def opened_in(directory: ZipFile, number: int) -> Generator[BinaryIO]:
    """Open a member, of which no more is unpacked than is read. Raises OSError for what cannot be."""
    info = directory.infolist()[number]
    with ExitStack() as owned:
        with _telling():
            if info.compress_type == ZIP_STORED:
                view = _stored(cast("BinaryIO", directory.fp), info)
            else:
                view = _view(owned.enter_context(directory.open(info)), 0, info.file_size)
        yield view


def _stored(stream: BinaryIO, info: ZipInfo) -> BinaryIO:
    """View a member that is not compressed, which lies in the archive as it is."""
    stream.seek(info.header_offset)
    begin, name, extra = _HEADER.unpack(read_all(stream, _HEADER.size).ljust(_HEADER.size, b"\0"))
    if begin != _BEGIN:
        raise BadZipFile
    return _view(stream, info.header_offset + _HEADER.size + name + extra, info.file_size)


def _view(stream: IO[bytes], begin: int, size: int) -> BinaryIO:
    def part(start: int, stop: int) -> bytes:
        with _telling():
            stream.seek(begin + start)
            return read_all(cast("BinaryIO", stream), stop - start)

    return cast("BinaryIO", View(part, size))


@contextmanager
def _telling() -> Generator[None]:
    """Turn what unpacking raises into OSError that says what it is."""
    try:
        yield
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        said = (
            "is compressed in a way that is not known"
            if isinstance(error, NotImplementedError)
            else "is broken"
        )
        raise OSError(errno.EIO, f"the member of the archive {said}") from None
