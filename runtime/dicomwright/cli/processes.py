"""Processes that work: a few chunks at a time, what comes of the files in their order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.context import BaseContext

    from dicomwright.cli.sources.found import Found
    from dicomwright.cli.sources.work import Work

    Chunk = tuple[Found, ...]

_R = TypeVar("_R")
_CHUNK: Final = 16
"""Files that a process is given at a time: it costs as much to hand over one as many."""
_MUCH: Final = 1 << 24
"""Bytes that came along with the files of a chunk, after which no more are added to it."""
_AHEAD: Final = 3
"""Chunks for each process that are worked on or wait; what is done before its turn is held."""


def done_in_processes(files: Iterable[Found], work: Work[_R], jobs: int) -> Iterator[_R]:
    """Yield what comes of each file, in order."""
    chunks = _chunks(files)
    workers = _Workers(jobs, work)
    waiting: deque[tuple[Chunk, Future[list[_R]]]] = deque()
    try:
        while True:
            for chunk in islice(chunks, jobs * _AHEAD - len(waiting)):
                waiting.append((chunk, workers.submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                outcomes = future.result()
            except BrokenProcessPool:
                outcomes = _one_by_one(chunk, work)
                workers = workers.renewed()
                waiting = deque((chunk, workers.submit(chunk)) for chunk, _ in waiting)
            yield from outcomes
    finally:
        workers.stop()


def _chunks(files: Iterable[Found]) -> Iterator[Chunk]:
    chunk: list[Found] = []
    size = 0
    for found in files:
        chunk.append(found)
        size += len(found.content or b"")
        if len(chunk) == _CHUNK or size > _MUCH:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def _one_by_one(chunk: Chunk, work: Work[_R]) -> list[_R]:
    """Do files of which one may have ended its process."""
    workers = _Workers(1, work)
    outcomes: list[_R] = []
    for found in chunk:
        try:
            outcomes += workers.submit((found,)).result()
        except BrokenProcessPool:
            outcomes.append(work.lost(found, "the file ended the process that read it"))
            workers = workers.renewed()
    workers.stop()
    return outcomes


def _do_all(chunk: Chunk, work: Work[_R]) -> list[_R]:
    return [work.do(found) for found in chunk]


class _Workers(Generic[_R]):
    """Processes that work; a death of one is the end of all, and then they are renewed."""

    def __init__(self, count: int, work: Work[_R]) -> None:
        self._count = count
        self._work = work
        self._pool = ProcessPoolExecutor(count, _context(work.preloads), _let_interrupts_kill)

    def submit(self, chunk: Chunk) -> Future[list[_R]]:
        """Have files done; what became of them, a death too, is known when the result is asked for."""
        try:
            return self._pool.submit(_do_all, chunk, self._work)
        except BrokenProcessPool as error:
            future: Future[list[_R]] = Future()
            future.set_exception(error)
            return future

    def renewed(self) -> _Workers[_R]:
        self.stop()
        return _Workers(self._count, self._work)

    def stop(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _context(preloads: str) -> BaseContext:
    """Return how processes are started: copies of one that has loaded everything, and has no threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preloads])
    return context


def _let_interrupts_kill() -> None:
    """Let Ctrl-C end the process without a traceback; the main process tells of it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
