"""Engines: where chunks are worked on, as executors of `concurrent.futures` are given them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from multiprocessing.context import BaseContext

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Engine(Protocol):
    """Where chunks are worked on."""

    def width(self) -> int:
        """Return how many chunks are worked on at a time, as things are now."""
        ...

    def submit(self, function: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """Have a function called; what becomes of it, a death too, is known when the result is asked for."""
        ...

    def is_loss(self, error: BaseException) -> bool:
        """Tell whether this is how the engine says that a worker died over a chunk."""
        ...

    def renew(self) -> bool:
        """Make good for workers that died; tell whether all that waits must be submitted again."""
        ...

    def alone(self) -> Engine:
        """Return where files are worked on one at a time, when one of them may end its worker."""
        ...

    def close(self) -> None:
        """Let go of what waits, and of all that the engine started itself."""
        ...


class Processes:
    """Processes of this machine; a death of one is the end of all, and then they are renewed."""

    def __init__(self, count: int, preloads: str) -> None:
        """Have so many processes, copies of one that has loaded the module `preloads`."""
        self._count = count
        self._preloads = preloads
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._count, _context(self._preloads), _begin)

    def width(self) -> int:
        """Return the number of processes."""
        return self._count

    def submit(self, function: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """Have a function called in one of the processes."""
        try:
            return self._pool.submit(function, *args, **kwargs)
        except BrokenExecutor as error:
            future: Future[_R] = Future()
            future.set_exception(error)
            return future

    def is_loss(self, error: BaseException) -> bool:
        """Tell whether a process died."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> bool:
        """Start new processes: none of the old ones is left."""
        self.close()
        self._pool = self._started()
        return True

    def alone(self) -> Processes:
        """Return one process."""
        return Processes(1, self._preloads)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)


class Executors:
    """An executor that was handed in; it is whose it was: not shut down, and a broken one is not mended."""

    def __init__(self, executor: Executor, width: int) -> None:
        """Work with an executor that has so many workers."""
        self._executor = executor
        self._width = width

    def width(self) -> int:
        """Return the number of workers that was named."""
        return self._width

    def submit(self, function: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """Have a function called by the executor. Raises what the executor raises when it is broken."""
        return self._executor.submit(function, *args, **kwargs)

    def is_loss(self, error: BaseException) -> bool:
        """Tell of no death: what an executor raises is for whoever handed it in."""
        del error
        return False

    def renew(self) -> bool:
        """Leave the executor as it is."""
        return False

    def alone(self) -> Executors:
        """Return itself: it has no other workers."""
        return self

    def close(self) -> None:
        """Leave the executor open."""


def _context(preloads: str) -> BaseContext:
    """Return how processes are started: copies of one that has loaded everything, and has no threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preloads])
    return context


def _begin() -> None:
    """Let Ctrl-C end the process without a traceback: the main process tells of it; and end when that does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the main process does, be it killed: nobody else would tell that there is nothing more to do."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
