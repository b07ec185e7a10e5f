"""Running: a few chunks at a time are handed to an engine, what comes of the files is told in their order.

Each file has one outcome, whatever becomes of the workers: what was lost is done again, and a file over which a worker
died a second time, alone, is itself the finding. No more is taken of the files than the engine has room for.
"""

from __future__ import annotations

import os
from collections import deque
from itertools import chain, islice
from time import perf_counter
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from dicomwright.batch.chunks import Chunks
from dicomwright.batch.work import do_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from dicomwright.batch.engines import Engine
    from dicomwright.batch.work import Work

_F = TypeVar("_F")
_R = TypeVar("_R")

_AHEAD: Final = 3
"""Chunks for each worker that are worked on or wait; what is done before its turn is held."""


def run(
    files: Iterable[_F], work: Work[_F, _R], *, jobs: int | None = None, engine: Engine | None = None
) -> Iterator[_R]:
    """Yield what comes of each file, in order.

    `jobs` is how many processes work; None: one for each CPU, if there are more than a few files. With an `engine`,
    all is done there, and the engine stays open.
    """
    if engine is not None:
        yield from _Run(files, work, engine).outcomes()
        return
    files = iter(files)
    first = _first(files, 1 if jobs else work.few)
    second = tuple(islice(files, 1))
    everything = chain(first, second, files)
    count = jobs or cpus()
    if count == 1 or not second:
        yield from (work.do(found) for found in everything)
        return
    from dicomwright.batch.engines import Processes  # noqa: PLC0415 - what starts them is heavy

    processes = Processes(count, work.preloads)
    try:
        yield from _Run(everything, work, processes).outcomes()
    finally:
        processes.close()


def cpus() -> int:
    """Return how many CPUs this process may use, where that can be told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _first(files: Iterator[_F], most: int) -> tuple[_F, ...]:
    """Take some files, fewer if they come with many bytes."""
    chunks = Chunks(files)
    chunks.size = most
    return chunks.next()


class _Run(Generic[_F, _R]):
    """Files on their way through an engine."""

    def __init__(self, files: Iterable[_F], work: Work[_F, _R], engine: Engine) -> None:
        self._chunks = Chunks(files)
        self._work = work
        self._engine = engine
        self._waiting: deque[tuple[tuple[_F, ...], Future[tuple[float, list[_R]]]]] = deque()

    def outcomes(self) -> Iterator[_R]:
        """Yield what comes of each file, in order."""
        try:
            self._fill()
            while self._waiting:
                yield from self._first_outcomes()
                self._fill()
        finally:
            for _, future in self._waiting:
                future.cancel()

    def _fill(self) -> None:
        room = self._engine.width() * _AHEAD - len(self._waiting)
        for _ in range(room):
            chunk = self._chunks.next()
            if not chunk:
                return
            self._submit(chunk)

    def _submit(self, chunk: tuple[_F, ...]) -> None:
        self._waiting.append((chunk, self._engine.submit(_timed, self._work, chunk)))

    def _first_outcomes(self) -> list[_R]:
        chunk, future = self._waiting.popleft()
        try:
            seconds, outcomes = future.result()
        except BaseException as error:
            if not self._engine.is_loss(error):
                raise
            return self._after_a_loss(chunk)
        self._chunks.took(len(chunk), seconds)
        return outcomes

    def _after_a_loss(self, chunk: tuple[_F, ...]) -> list[_R]:
        outcomes = self._one_by_one(chunk)
        if self._engine.renew():
            waiting = [chunk for chunk, _ in self._waiting]
            self._waiting.clear()
            for each in waiting:
                self._submit(each)
        return outcomes

    def _one_by_one(self, chunk: tuple[_F, ...]) -> list[_R]:
        """Do files of which one may have ended its worker."""
        alone = self._engine.alone()
        outcomes: list[_R] = []
        try:
            for found in chunk:
                try:
                    outcomes += alone.submit(do_all, self._work, (found,)).result()
                except BaseException as error:
                    if not alone.is_loss(error):
                        raise
                    outcomes.append(self._work.lost(found, "the file ended the process that read it"))
                    alone.renew()
        finally:
            if alone is not self._engine:
                alone.close()
        return outcomes


def _timed(work: Work[_F, _R], chunk: tuple[_F, ...]) -> tuple[float, list[_R]]:
    start = perf_counter()
    outcomes = do_all(work, chunk)
    return perf_counter() - start, outcomes
