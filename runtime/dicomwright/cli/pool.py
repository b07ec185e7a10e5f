"""Judging many files: in this process, or in several, a few chunks at a time, the reports in the order of the files."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from dicomwright.cli.judging import judge, judge_all, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.context import BaseContext

    from dicomwright.cli.judging import Options
    from dicomwright.cli.walk import Found
    from dicomwright.runtime.reports.report import Report

    Chunk = tuple[Found, ...]
    Judged = Future[list[Report | None]]

_CHUNK: Final = 16
"""Files that a process is given at a time: it costs as much to hand over one as many."""
_AHEAD: Final = 3
"""Chunks for each process that are judged or wait; what is judged before its turn is held."""
_FEW: Final = 200
"""As many files are judged sooner than processes are started."""
_PRELOADED: Final = ("dicomwright.cli.preloading",)


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
        yield from _in_processes(_chunks(everything), options, count)


def _cpus() -> int:
    """Return how many CPUs this process may use, where that can be told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(files: Iterable[Found]) -> Iterator[Chunk]:
    files = iter(files)
    while chunk := tuple(islice(files, _CHUNK)):
        yield chunk


def _in_processes(chunks: Iterator[Chunk], options: Options, jobs: int) -> Iterator[Report | None]:
    workers = _Workers(jobs, options)
    waiting: deque[tuple[Chunk, Judged]] = deque()
    try:
        while True:
            for chunk in islice(chunks, jobs * _AHEAD - len(waiting)):
                waiting.append((chunk, workers.submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                reports = future.result()
            except BrokenProcessPool:
                reports = _one_by_one(chunk, options)
                workers = workers.renewed()
                waiting = deque((chunk, workers.submit(chunk)) for chunk, _ in waiting)
            yield from reports
    finally:
        workers.stop()


def _one_by_one(chunk: Chunk, options: Options) -> list[Report | None]:
    """Judge files of which one may have ended its process."""
    workers = _Workers(1, options)
    reports: list[Report | None] = []
    for found in chunk:
        try:
            reports += workers.submit((found,)).result()
        except BrokenProcessPool:
            reports.append(unreadable(found, "the file ended the process that judged it"))
            workers = workers.renewed()
    workers.stop()
    return reports


class _Workers:
    """Processes that judge; a death of one is the end of all, and then they are renewed."""

    def __init__(self, count: int, options: Options) -> None:
        self._count = count
        self._options = options
        self._pool = ProcessPoolExecutor(count, _context(), _let_interrupts_kill)

    def submit(self, chunk: Chunk) -> Judged:
        """Have files judged; what became of them, a death too, is known when the result is asked for."""
        try:
            return self._pool.submit(judge_all, chunk, self._options)
        except BrokenProcessPool as error:
            future: Judged = Future()
            future.set_exception(error)
            return future

    def renewed(self) -> _Workers:
        self.stop()
        return _Workers(self._count, self._options)

    def stop(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """Return how processes are started: copies of one that has loaded everything, and has no threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return context


def _let_interrupts_kill() -> None:
    """Let Ctrl-C end the process without a traceback; the main process tells of it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
