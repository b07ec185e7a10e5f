"""Judging many files, from Python: on executors of any kind, with limits for each file."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from dicomwright.batch.engines import Executors
from dicomwright.batch.judging import Options
from dicomwright.batch.running import cpus, run
from dicomwright.batch.sources.opening import close
from dicomwright.batch.walk import files
from dicomwright.batch.watched.watching import Watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.batch.engines import Engine
    from dicomwright.runtime.reports.report import Report


def validated(  # noqa: PLR0913 - all by name
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    iod: str | None = None,
    edition: str | None = None,
    jobs: int | None = None,
    executor: Executor | Engine | None = None,
    workers: int | None = None,
    timeout: float | None = None,
    memory: int | None = None,
) -> Iterator[Report]:
    """Yield the report of each file, in order: of files, folders, archives, lists (``@files.txt``) and URLs.

    In folders, what is not DICOM is left out. `executor` is any of `concurrent.futures`, which has so many `workers`
    (None: as many as there are CPUs), or an engine; without one, `jobs` processes are started if there is enough to do.
    A file that takes more than `timeout` seconds or `memory` bytes has that as its finding. No value is in the reports.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    work: Any = Options(iod, edition=edition)
    if timeout is not None or memory is not None:
        work = Watched(work, timeout, memory)
    try:
        for report in run(
            files(os.fspath(each) for each in given), work, jobs=jobs, engine=_engine(executor, workers)
        ):
            if report is not None:
                yield report
    finally:
        close()


def _engine(executor: Executor | Engine | None, workers: int | None) -> Engine | None:
    return Executors(executor, workers or cpus()) if isinstance(executor, Executor) else executor
