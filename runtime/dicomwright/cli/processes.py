"""Processes that judge: a few chunks at a time, the reports in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Final

from dicomwright.cli.judging import judge_all, unreadable

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
_PRELOADED: Final = ("dicomwright.cli.preloading",)


def judged_in_processes(files: Iterable[Found], options: Options, jobs: int) -> Iterator[Report | None]:
    """Yield the report of each file, in order; None for one that is skipped."""
    chunks = _chunks(files)
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


def _chunks(files: Iterable[Found]) -> Iterator[Chunk]:
    files = iter(files)
    while chunk := tuple(islice(files, _CHUNK)):
        yield chunk


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
