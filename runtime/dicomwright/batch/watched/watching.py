"""Watching: each file is worked on in a process that is ended when it takes too long or too much memory."""

from __future__ import annotations

import atexit
import pickle
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from dicomwright.batch.watched.frames import read_frame, write_frame
from dicomwright.batch.work import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from dicomwright.batch.work import Work

_F = TypeVar("_F")
_R = TypeVar("_R")

_COMMAND: Final = (sys.executable, "-P", "-m", "dicomwright.batch.watched.child")
_STARTING: Final = 120.0
"""Seconds that a process may take to load what it needs; they do not count for its first file."""


@dataclass(frozen=True)
class Watched(Generic[_F, _R]):
    """Work of which each file has its limits: seconds, and bytes of memory (None: none).

    It runs wherever the work itself would: each thread that does it has one process beside it, kept from file to file.
    """

    work: Work[_F, _R]
    timeout: float | None = None
    memory: int | None = None

    @property
    def preloads(self) -> str:
        """The module that watches; what the work needs is loaded in the processes that are watched."""
        return __name__

    @property
    def few(self) -> int:
        """As many files are done sooner than processes are started."""
        return self.work.few

    def lost(self, found: _F, message: str) -> _R:
        """Return what comes of a file that ended its process."""
        return self.work.lost(found, message)

    def do(self, found: _F) -> _R:
        """Return what comes of a file, or that it was lost, within the time that it has."""
        child = _child_of(self)
        try:
            answer = child.ask(found, self.timeout)
        except TimeoutError:
            child.end()
            return self.lost(found, f"it takes more than {self.timeout:g} s")
        except EOFError:
            child.end()
            return self.lost(found, "the file ended the process that read it")
        if answer is OUT_OF_MEMORY:
            child.end()  # what is left of its memory nobody knows
            return self.lost(found, f"it takes more than {self.memory:,} bytes of memory")
        return cast("_R", answer)


class OutOfMemory:
    """What a process answers that has no memory for a file."""

    def __reduce__(self) -> str:
        """Be the same in every process."""
        return "OUT_OF_MEMORY"


OUT_OF_MEMORY: Final = OutOfMemory()


class _Child:
    """A process that works on one file at a time."""

    def __init__(self, watched: Watched[Any, Any]) -> None:
        self.watched = watched
        self._process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        reader = threading.Thread(
            target=_read_all, args=(self._process.stdout, self._answers.put), daemon=True
        )
        reader.start()
        try:
            self._send(sys.path)
            self._send((watched.work, watched.memory))
            self._receive(_STARTING)
        except BaseException as error:
            self.end()
            if not isinstance(error, EOFError | TimeoutError):
                raise
            raise EngineFailed(
                "no process can be started to work in, with limits of time or memory"
            ) from None

    def ask(self, found: object, timeout: float | None) -> object:
        """Return the answer. Raises TimeoutError, and EOFError when the process has ended."""
        self._send(found)
        return self._receive(timeout)

    def _send(self, message: object) -> None:
        try:
            write_frame(cast("IO[bytes]", self._process.stdin), pickle.dumps(message))
        except OSError:
            raise EOFError from None

    def _receive(self, timeout: float | None) -> object:
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None
        if answer is None:
            raise EOFError
        return pickle.loads(answer)  # noqa: S301 - it is of our own process

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", stream).close()
        _CHILDREN.pop(threading.get_ident(), None)


_CHILDREN: Final[dict[int, _Child]] = {}
"""The process beside each thread, by the thread's number."""


def _child_of(watched: Watched[Any, Any]) -> _Child:
    child = _CHILDREN.get(threading.get_ident())
    if child is not None and child.watched != watched:
        child.end()
        child = None
    if child is None:
        child = _CHILDREN[threading.get_ident()] = _Child(watched)
    return child


def _read_all(stream: IO[bytes], tell: Callable[[bytes | None], None]) -> None:
    """Tell each answer of a process, and None when it has ended."""
    with suppress(OSError, ValueError, EOFError):
        while True:
            tell(read_frame(stream))
    tell(None)


@atexit.register
def _end_all() -> None:
    for child in tuple(_CHILDREN.values()):
        child.end()
