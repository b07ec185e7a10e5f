"""Members of archives, opened: an archive stays open as long as its members are asked for."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple
from zipfile import ZipFile

from dicomwright.batch.sources.archive import opened_archive
from dicomwright.batch.sources.tars import opened_at
from dicomwright.batch.sources.zips import opened_in

if TYPE_CHECKING:
    from collections.abc import Generator

    from dicomwright.batch.sources.archive import Archive
    from dicomwright.batch.sources.found import Member


class _Open(NamedTuple):
    path: str
    archive: Archive
    directory: ZipFile | None
    owned: ExitStack


_last: Final[list[_Open]] = []
"""The archive that was asked for last, if any."""


@contextmanager
def opened_member(path: str, member: Member) -> Generator[BinaryIO]:
    """Open a member of an archive. Raises OSError, and `UnreadableFile`."""
    found = _opened(path, zipped=member.number >= 0)
    found.archive.begin_anew()
    if found.directory is None:
        yield opened_at(found.archive.stream, member.offset, member.size)
    else:
        with opened_in(found.directory, member.number) as stream:
            yield stream


def _opened(path: str, *, zipped: bool) -> _Open:
    if _last and _last[0].path == path:
        return _last[0]
    close()
    with ExitStack() as owned:
        archive = owned.enter_context(opened_archive(path))
        directory = ZipFile(archive.stream) if zipped else None
        _last.append(_Open(path, archive, directory, owned.pop_all()))
    return _last[0]


def close() -> None:
    """Close what is open."""
    while _last:
        _last.pop().owned.close()
