"""Tar archives: members as they come; of one that is compressed, each is unpacked into memory in its turn."""

from __future__ import annotations

import errno
import io
import tarfile
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from dicomwright.batch.sources.archive import MOST_MEMBERS, MOST_RATIO, MUCH, NoArchive, buffered
from dicomwright.batch.sources.found import Member
from dicomwright.batch.sources.heads import HEAD, is_head
from dicomwright.runtime.sources.files import View, read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.batch.sources.archive import Archive
    from dicomwright.batch.sources.found import Found

_MOST_HELD: Final = 1 << 28
"""Bytes of a member of a compressed archive, which is in memory while it is read."""
_MOST_HEADER: Final = 1 << 24
_UNPACKING: Final = {"gz": ("gzip", "open"), "bz2": ("bz2", "open"), "xz": ("lzma", "open")}
_BLOCK: Final = 512
_USTAR: Final = slice(257, 262)


class _Guarded(io.RawIOBase):
    """A tar as tarfile reads it: a name or header without end is no reason to fill the memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= _MOST_HEADER:
            raise OSError(errno.EFBIG, "a header of the archive is too long")
        return self.stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()


def members(archive: Archive, packing: str) -> Iterator[Found]:
    """Yield the files of an archive. Raises `NoArchive`, and whatever a broken one makes others raise."""
    stream = _unpacked(archive.stream, packing)
    try:
        tar = tarfile.open(fileobj=cast("Any", _Guarded(stream)), mode="r:")  # noqa: SIM115 - it opens nothing
    except tarfile.ReadError:
        if packing or archive.begin[_USTAR] == b"ustar":
            raise
        raise NoArchive from None
    most = max(MUCH, archive.size * MOST_RATIO) if packing else archive.size
    for number, info in enumerate(_infos(tar)):
        archive.begin_anew()
        if number == MOST_MEMBERS:
            yield archive.fault("", f"the archive has more than {number:,} members; the others are not read")
            return
        if info.offset_data + info.size > most:
            yield archive.fault(info.name, _beyond(packing))
            return
        if not info.isdir():
            yield _found(archive, stream, info, packing)
    stream.seek(tar.offset)
    if any(stream.read(_BLOCK)):
        yield archive.fault("", "the archive is broken; what is left of it is not read")


def _beyond(packing: str) -> str:
    grows = f"the archive grows to more than {MOST_RATIO} times its length"
    return (
        f"{grows if packing else 'the archive ends before its member does'}; what is left of it is not read"
    )


def _unpacked(stream: BinaryIO, packing: str) -> BinaryIO:
    """Return the tar itself, which is read from front to back."""
    if not packing:
        return stream
    module, name = _UNPACKING[packing]
    return buffered(getattr(import_module(module), name)(stream))


def _infos(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (info := tar.next()) is not None:
        getattr(tar, "members", []).clear()  # it keeps them all
        yield info


def _found(archive: Archive, stream: BinaryIO, info: tarfile.TarInfo, packing: str) -> Found:
    if info.issym() or info.islnk():
        return archive.fault(info.name, "is a link, which is not followed", "warning")
    if not info.isreg() or info.issparse():
        return archive.fault(info.name, "is not a file that is there as a whole, and is not read", "warning")
    if not packing:
        return archive.member(info.name, Member(-1, info.offset_data, info.size))
    stream.seek(info.offset_data)
    content = read_all(stream, min(HEAD, info.size))
    if is_head(content):
        if info.size > _MOST_HELD:
            return archive.fault(
                info.name,
                f"has more than {_MOST_HELD:,} bytes, which takes an archive that is not compressed",
            )
        content += read_all(stream, info.size - len(content))
    return archive.member(info.name, content=content)


def opened_at(stream: BinaryIO, offset: int, size: int) -> BinaryIO:
    """View a member of an archive that is not compressed, where it lies."""

    def part(start: int, stop: int) -> bytes:
        stream.seek(offset + start)
        return read_all(stream, stop - start)

    return cast("BinaryIO", View(part, size))
