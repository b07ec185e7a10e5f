"""Working on many files: in this process, or in several, what comes of them in the order of the files."""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeVar

from dicomwright.cli.sources.opening import close

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.cli.sources.found import Found
    from dicomwright.cli.sources.work import Work

_R = TypeVar("_R")
_MUCH: Final = 1 << 24
"""Bytes that came along with files, after which no more of them are taken."""


def done(files: Iterable[Found], work: Work[_R], jobs: int | None = None) -> Iterator[_R]:
    """Yield what comes of each file, in order.

    `jobs` is how many processes work; None: one for each CPU, if there are more than a few files.
    """
    files = iter(files)
    first = _first(files, 1 if jobs else work.few)
    second = tuple(islice(files, 1))
    everything = chain(first, second, files)
    count = jobs or _cpus()
    if count == 1 or not second:
        try:
            yield from (work.do(found) for found in everything)
        finally:
            close()
    else:
        from dicomwright.cli.processes import done_in_processes  # noqa: PLC0415 - what starts them is heavy

        yield from done_in_processes(everything, work, count)


def _first(files: Iterator[Found], most: int) -> list[Found]:
    """Take some files, fewer if they come with many bytes."""
    taken: list[Found] = []
    size = 0
    while len(taken) < most and size < _MUCH and (found := next(files, None)) is not None:
        taken.append(found)
        size += len(found.content or b"")
    return taken


def _cpus() -> int:
    """Return how many CPUs this process may use, where that can be told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
