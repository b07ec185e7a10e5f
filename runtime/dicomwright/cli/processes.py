"""Processes that work: a few chunks at a time, what comes of the files in their order."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from dicomwright.cli.outcomes import FAILED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.context import BaseContext

    from dicomwright.cli.walk import Found

    Chunk = tuple[Found, ...]

_R = TypeVar("_R")
_R_co = TypeVar("_R_co", covariant=True)
_CHUNK: Final = 16
"""Files that a process is given at a time: it costs as much to hand over one as many."""
_AHEAD: Final = 3
"""Chunks for each process that are worked on or wait; what is done before its turn is held."""


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
    files = iter(files)
    while chunk := tuple(islice(files, _CHUNK)):
        yield chunk


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
        self._pool = ProcessPoolExecutor(count, _context(work.preloads), _begin)

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


def _begin() -> None:
    """Let Ctrl-C end the process without a traceback: the main process tells of it. End with that in any case."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the main process does, be it killed: nobody else would tell that there is nothing more to do."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(FAILED)
