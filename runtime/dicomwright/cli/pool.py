"""Working on many files: in this process, or in several, the outcomes in the order of the files."""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeVar

from dicomwright.cli.sources.opening import close

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.cli.judging import Options
    from dicomwright.cli.sources.found import Found
    from dicomwright.cli.sources.work import Work
    from dicomwright.runtime.reports.report import Report

_T = TypeVar("_T")

_FEW: Final = 200
"""As many files are worked on sooner than processes are started."""

_MUCH: Final = 1 << 24


def judged(files: Iterable[Found], options: Options, jobs: int | None = None) -> Iterator[Report | None]:
    """Yield the report of each file, in order; None for one that is skipped."""
    return worked(files, options, jobs)


def worked(files: Iterable[Found], work: Work[_T], jobs: int | None = None) -> Iterator[_T | None]:
    """Yield the outcome of each file, in order; None for one that is skipped.

    `jobs` is how many processes work; None: one for each CPU, if there are more than a few files.
    """
    files = iter(files)
    first = _first(files, 1 if jobs else _FEW)
    second = tuple(islice(files, 1))
    everything = chain(first, second, files)
    count = jobs or _cpus()
    if count == 1 or not second:
        try:
            yield from (work.outcome_of(found) for found in everything)
        finally:
            close()
    else:
        from dicomwright.cli.processes import worked_in_processes  # noqa: PLC0415 - what starts them is heavy

        yield from worked_in_processes(everything, work, count)


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
