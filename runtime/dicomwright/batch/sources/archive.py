"""An archive that is open, what is called one, and what is too much of it."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from dicomwright.batch.sources.found import Found
from dicomwright.runtime.sources.files import View
from dicomwright.runtime.sources.opening import open_source
from dicomwright.runtime.sources.urls import is_url, shown, split

if TYPE_CHECKING:
    from collections.abc import Generator

    from dicomwright.batch.sources.found import Member
    from dicomwright.runtime.reports.findings import Severity

MARK: Final = "!"
"""What stands between an archive and the name of a member in reports."""
MUCH: Final = 1 << 26
MOST_RATIO: Final = 100
"""How often its compressed length a member may grow to when it is more than `MUCH`: a bomb is not read."""
MOST_MEMBERS: Final = 1 << 20
"""Members of one archive that are looked at."""
_WINDOW: Final = 1 << 14
"""Bytes that are read at once of an archive: a header is mostly shorter."""
_BLOCK: Final = 512

_ENDINGS: Final = {
    ".zip": "zip", ".tar": "", ".tar.gz": "gz", ".tgz": "gz", ".tar.bz2": "bz2", ".tbz2": "bz2",
    ".tar.xz": "xz", ".txz": "xz",
}  # fmt: skip
"""How names of archives end, and how they are packed; a tar may be not at all."""
_LEADING_OUT: Final = re.compile(r"[/\\]|[A-Za-z]:|(.*[/\\])?\.\.([/\\]|\Z)")


MAGIC: Final = {"zip": b"PK", "gz": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\0", "": b""}
"""How archives begin; a tar with a name."""


class Archive(NamedTuple):
    """An archive that is open: its path or URL, and how reports call it."""

    path: str
    stream: BinaryIO
    size: int
    begin: bytes
    """Its first block."""

    def member(self, name: str, member: Member | None = None, content: bytes | None = None) -> Found:
        """Return a member as a file; one whose name leads out of the archive is not read."""
        if _LEADING_OUT.match(name):
            return self.fault(name, "its name leads out of the archive, and it is not read", "warning")
        return Found(self.path, content=content, member=member, label=self._label(name))

    def fault(self, name: str, message: str, severity: Severity = "error") -> Found:
        """Return what cannot be read of the archive: a member, or what is left of it."""
        return Found(self.path, fault=message, severity=severity, label=self._label(name))

    def begin_anew(self) -> None:
        """Read the next member as if it was the first: no more of it than is asked for."""
        raw = getattr(self.stream, "raw", None)
        if isinstance(raw, View):
            raw.begin_anew()

    def _label(self, name: str) -> str:
        return f"{shown(self.path)}{MARK}{name}" if name else shown(self.path)


class NoArchive(Exception):  # noqa: N818 - it is no error: the file is a file like others
    """A file that is called like an archive, and is none."""


def packing_of(path: str) -> str | None:
    """Return how an archive is packed, by its name: zip, or the compression of a tar; None of what is no archive."""
    name = (split(path)[1] if is_url(path) else path).lower()
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


@contextmanager
def opened_archive(path: str) -> Generator[Archive]:
    """Open an archive where it is. Raises OSError, and `UnreadableFile`."""
    stream, file, owner = open_source(path, keeps=False)
    with owner, buffered(stream) as windows:
        begin = windows.read(_BLOCK)
        windows.seek(0)
        yield Archive(path, windows, file.size, begin)


def buffered(stream: IO[bytes]) -> BinaryIO:
    """Read a file in windows."""
    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream), _WINDOW))
