"""Chunks: as many files at a time as are worth the way to a process and back."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

_F = TypeVar("_F")

_FIRST: Final = 16
_MOST: Final = 2048
"""Files of a chunk. Dask's processes spend 7 ms on one, whatever is in it: a fifth of what 512 small files take."""
_GROWTH: Final = 4
"""Times as large that a short chunk becomes, no more than makes it a long one."""
_BYTES: Final = 1 << 24
"""Bytes that came along with the files of a chunk, after which no more are added to it."""
_SHORT: Final = 0.25
_LONG: Final = 1.0
"""Seconds that a chunk may take: a shorter one is mostly the way, behind a longer one others wait their turn."""


class Chunks(Generic[_F]):
    """Cuts files into chunks, the size of which follows the time that they take."""

    def __init__(self, files: Iterable[_F]) -> None:
        """Cut these files, which are not taken before they are asked for."""
        self._files = iter(files)
        self.size = _FIRST

    def next(self) -> tuple[_F, ...]:
        """Return the next chunk; an empty one when there are no more files."""
        taken: list[_F] = []
        size = 0
        for found in islice(self._files, self.size):
            taken.append(found)
            size += len(getattr(found, "content", None) or b"")
            if size >= _BYTES:
                break
        return tuple(taken)

    def took(self, files: int, seconds: float) -> None:
        """Learn how long a chunk took, where it was worked on."""
        if seconds < _SHORT and files >= self.size:
            self.size = min(_MOST, self.size * _GROWTH)
        elif seconds > _LONG:
            self.size = max(1, self.size // 2)
