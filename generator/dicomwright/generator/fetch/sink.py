"""Writing: files under a temporary name, and errors of the disk that say which file and what to do."""

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from dicomwright.generator.errors import FetchError

__all__ = ["Sink", "check_size", "naming"]

_ADVICE = {
    errno.ENOSPC: "free some space and run again",
    errno.EDQUOT: "free some space and run again",
    errno.EACCES: "change the permissions and run again",
    errno.EROFS: "use another cache folder",
}


@contextmanager
def naming(path: Path) -> Generator[None]:
    """Turn an error of the operating system into a FetchError that names the file.

    Raises:
        FetchError: the block met an OSError.

    """
    try:
        yield
    except OSError as fault:
        advice = _ADVICE.get(fault.errno or 0)
        reason = fault.strerror or str(fault)
        raise FetchError(f"{path}: {reason}" + (f": {advice}" if advice else "")) from fault


def check_size(size: int, where: str, largest: int) -> None:
    """Check the size of a file. Raises FetchError."""
    if size > largest:
        raise FetchError(
            f"{where}: more than {largest:,} bytes, which no part of the standard has. Check the source"
        )


class Sink:
    """A file being written: every error of the disk names it."""

    def __init__(self, path: Path, where: str = "", *, largest: int = sys.maxsize, start: int = 0) -> None:
        """Open the file, to write it anew or to go on at its end.

        Args:
            path: the file.
            where: where it comes from.
            largest: how many bytes it may have.
            start: how many bytes it has, and keeps.

        """
        self._path, self._where, self._largest, self._size = path, where, largest, start
        with naming(path):
            self._file = path.open("ab" if start else "wb")

    def write(self, data: bytes) -> None:
        """Write.

        Raises:
            FetchError: the file cannot take it, for example because the disk is full, or would be too large.

        """
        self._size += len(data)
        check_size(self._size, self._where, self._largest)
        with naming(self._path):
            self._file.write(data)

    def __enter__(self) -> Self:
        """Return the sink."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; what is still in the buffer may not fit on the disk either."""
        with naming(self._path):
            self._file.close()
