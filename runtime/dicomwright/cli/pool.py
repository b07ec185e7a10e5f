"""Working on many files: in this process, or in several, what comes of them in the order of the files."""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.cli.walk import Found

_R = TypeVar("_R")
_R_co = TypeVar("_R_co", covariant=True)


class Work(Protocol[_R_co]):
    """What is done to each file, in whatever process; it goes there as a copy."""

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        ...

    @property
    def few(self) -> int:
        """As many files are done sooner than processes are started."""
        ...

    def do(self, found: Found) -> _R_co:
        """Return what comes of a file, whatever the file is."""
        ...

    def lost(self, found: Found, message: str) -> _R_co:
        """Return what comes of a file that ended its process."""
        ...


def done(files: Iterable[Found], work: Work[_R], jobs: int | None = None) -> Iterator[_R]:
    """Yield what comes of each file, in order.

    `jobs` is how many processes work; None: one for each CPU, if there are more than a few files.
    """
    files = iter(files)
    first = tuple(islice(files, 1 if jobs else work.few))
    second = tuple(islice(files, 1))
    everything = chain(first, second, files)
    count = jobs or _cpus()
    if count == 1 or not second:
        yield from (work.do(found) for found in everything)
    else:
        from dicomwright.cli.processes import done_in_processes  # noqa: PLC0415 - what starts them is heavy

        yield from done_in_processes(everything, work, count)


def _cpus() -> int:
    """Return how many CPUs this process may use, where that can be told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
