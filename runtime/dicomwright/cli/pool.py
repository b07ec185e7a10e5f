"""Judging many files: in this process, or in several, the reports in the order of the files."""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from dicomwright.cli.judging import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.cli.judging import Options
    from dicomwright.cli.walk import Found
    from dicomwright.runtime.reports.report import Report

_FEW: Final = 200
"""As many files are judged sooner than processes are started."""


def judged(files: Iterable[Found], options: Options, jobs: int | None = None) -> Iterator[Report | None]:
    """Yield the report of each file, in order; None for one that is skipped.

    `jobs` is how many processes judge; None: one for each CPU, if there are more than a few files.
    """
    files = iter(files)
    first = tuple(islice(files, 1 if jobs else _FEW))
    second = tuple(islice(files, 1))
    everything = chain(first, second, files)
    count = jobs or _cpus()
    if count == 1 or not second:
        yield from (judge(found, options) for found in everything)
    else:
        from dicomwright.cli.processes import judged_in_processes  # noqa: PLC0415 - what starts them is heavy

        yield from judged_in_processes(everything, options, count)


def _cpus() -> int:
    """Return how many CPUs this process may use, where that can be told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
