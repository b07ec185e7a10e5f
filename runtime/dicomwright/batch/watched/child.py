"""The process that is watched: it takes files from its standard input, one at a time, and answers each."""

from __future__ import annotations

import os
import pickle
import sys
from mmap import PAGESIZE
from typing import TYPE_CHECKING, Any, Final

from dicomwright.batch.watched.frames import read_frame, write_frame
from dicomwright.batch.watched.watching import OUT_OF_MEMORY

try:
    import resource
except ImportError:  # not every system has it
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from typing import IO

    from dicomwright.batch.work import Work

_DATA: Final = 5
"""Where /proc/self/statm tells of data and stack, in pages."""


def main() -> None:
    """Answer until there is nobody to ask."""
    asked = sys.stdin.buffer
    # what a library prints is no answer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        sys.path[:] = pickle.loads(read_frame(asked))  # noqa: S301 - it is of the process that started this one
        work, memory = pickle.loads(read_frame(asked))  # noqa: S301
        __import__(work.preloads)
        limit_memory(memory)
        write_frame(answers, pickle.dumps(None))
        _answer(asked, answers, work)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


def _answer(asked: IO[bytes], answers: IO[bytes], work: Work[Any, Any]) -> None:
    while True:
        found = pickle.loads(read_frame(asked))  # noqa: S301
        try:
            answer = pickle.dumps(work.do(found))
        except MemoryError:
            answer = pickle.dumps(OUT_OF_MEMORY)
        write_frame(answers, answer)


def limit_memory(memory: int | None) -> None:
    """Take no more than this, beyond what is loaded already. Raises ImportError where there are no limits."""
    if memory is None:
        return
    if resource is None:
        raise ImportError("this system sets no limits of memory")
    limit = _held() + memory
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(
        resource.RLIMIT_DATA, (limit if most == resource.RLIM_INFINITY else min(limit, most), most)
    )


def _held() -> int:
    """Return how much memory of its own the process has; where this is not told, none."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[_DATA]) * PAGESIZE
    except OSError:
        return 0


if __name__ == "__main__":
    main()
