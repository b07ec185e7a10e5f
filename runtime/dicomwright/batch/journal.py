"""Journals: what came of each file, a line each, so that a run that was interrupted goes on where it was.

The first line names the run; the others have what tells a file from others, its size and time, and what came of it. A
journal is read as the files come, which they do in the same order: as much of it is held as its order may be off.
"""

from __future__ import annotations

import json
import os
from collections import deque
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeVar

from dicomwright.batch.running import run
from dicomwright.batch.work import EngineFailed, Work

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from typing import BinaryIO

    from dicomwright.batch.engines import Engine

_R = TypeVar("_R")

FORMAT: Final = "dicomwright journal 1"
_AHEAD: Final = 5_000
"""Lines that are held: files that came or went since may be as many."""
_FLUSHED: Final = 64


class Place(Protocol):
    """A file, by what it is called."""

    @property
    def path(self) -> str:
        """A path or URL."""
        ...

    @property
    def key(self) -> str:
        """What tells it from all other files."""
        ...


_F = TypeVar("_F", bound=Place)
_F_contra = TypeVar("_F_contra", contravariant=True)


class Kept(Work[_F_contra, _R], Protocol[_F_contra, _R]):
    """Work whose outcomes a journal can keep."""

    def to_plain(self, outcome: _R) -> Any:  # noqa: ANN401 - what JSON has
        """Return an outcome as JSON has it."""
        ...

    def from_plain(self, plain: Any) -> _R:  # noqa: ANN401
        """Return the outcome that was written."""
        ...


class _Line(NamedTuple):
    number: int
    mark: list[int] | None
    plain: Any


class Journal(Generic[_F, _R]):
    """A journal that is open: what it has is told, what comes is added."""

    def __init__(self, path: Path, work: Kept[_F, _R], name: Any) -> None:  # noqa: ANN401 - what JSON has
        """Open or begin a journal. Raises `EngineFailed` for one of another run, OSError when it cannot be written."""
        self._work = work
        self._file = _appending(path)
        self._old = path.open("rb")
        self._end = _begin(self._file, self._old, {"format": FORMAT, "run": name}, path)
        self._lines: dict[str, _Line] = {}
        self._number = 0
        self._unwritten = 0

    def had(self, found: _F) -> _Line | None:
        """Return the line of a file, if the file is still the one that was done."""
        self._read_ahead()
        line = self._lines.pop(found.key, None)
        if line is None or line.mark != mark_of(found):
            return None
        self._forget_before(line.number)
        return line

    def _read_ahead(self) -> None:
        while len(self._lines) < _AHEAD and self._old.tell() < self._end:
            self._number += 1
            key, mark, plain = self._parsed(self._old.readline())
            self._lines[key] = _Line(self._number, mark, plain)

    def _parsed(self, line: bytes) -> tuple[str, list[int] | None, Any]:
        try:
            key, mark, plain = json.loads(line)
        except ValueError:
            raise EngineFailed(f"line {self._number + 1} of the journal cannot be read") from None
        return key, mark, plain

    def _forget_before(self, number: int) -> None:
        """Forget files that should have come long ago: they are gone."""
        while len(self._lines) >= _AHEAD:
            oldest = next(iter(self._lines))
            if self._lines[oldest].number > number - _AHEAD // 2:
                return
            del self._lines[oldest]

    def add(self, found: _F, outcome: _R) -> None:
        """Keep what came of a file."""
        line = json.dumps([found.key, mark_of(found), self._work.to_plain(outcome)], separators=(",", ":"))
        self._file.write(line.encode() + b"\n")
        self._unwritten += 1
        if self._unwritten >= _FLUSHED:
            self._file.flush()
            self._unwritten = 0

    def outcome_of(self, line: _Line) -> _R:
        """Return what came of a file, as a line has it."""
        return self._work.from_plain(line.plain)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._old.close()


@contextmanager
def opened(path: str, work: Kept[_F, _R], name: Any) -> Generator[Journal[_F, _R]]:  # noqa: ANN401 - what JSON has
    """Give the journal of a path, which is begun if there is none. Raises `EngineFailed` when it cannot be."""
    try:
        journal = Journal(Path(path), work, name)
    except OSError as error:
        raise EngineFailed(f"the journal {path!r} cannot be written: {error.strerror}") from None
    try:
        yield journal
    finally:
        journal.close()


def resumed(
    files: Iterable[_F],
    work: Work[_F, _R],
    journal: Journal[_F, _R],
    *,
    jobs: int | None = None,
    engine: Engine | None = None,
) -> Iterator[_R]:
    """Yield what comes of each file, in order; what the journal has is not done again."""
    files = iter(files)
    for found in files:
        line = journal.had(found)
        if line is not None:
            yield journal.outcome_of(line)
            continue
        new = _New(chain((found,), files), journal)
        for outcome in run(new, work, jobs=jobs, engine=engine):
            journal.add(new.done(), outcome)
            yield outcome
        if new.after is not None:
            yield journal.outcome_of(new.after)


class _New(Generic[_F, _R]):
    """The files up to the next one that the journal has."""

    def __init__(self, files: Iterator[_F], journal: Journal[_F, _R]) -> None:
        self._files = files
        self._journal = journal
        self._taken: deque[_F] = deque()
        self.after: _Line | None = None

    def __iter__(self) -> Iterator[_F]:
        first = next(self._files)
        self._taken.append(first)
        yield first
        for found in self._files:
            self.after = self._journal.had(found)
            if self.after is not None:
                return
            self._taken.append(found)
            yield found

    def done(self) -> _F:
        """Return the file that the next outcome is of."""
        return self._taken.popleft()


def mark_of(found: Place) -> list[int] | None:
    """Return what changes when the content of a file does: its size and time; None where that is not known."""
    try:
        status = os.stat(found.path)  # noqa: PTH116 - Path takes as long as reading a line
    except (OSError, ValueError):
        return None
    return [status.st_size, status.st_mtime_ns]


def _appending(path: Path) -> BinaryIO:
    file = path.open("ab")
    if os.name == "posix":
        path.chmod(0o600)  # paths may be names of patients
    return file


def _begin(file: BinaryIO, old: BinaryIO, head: dict[str, Any], path: Path) -> int:
    """Hold the first line against this run, or write it; return where the last whole line ends."""
    line = json.dumps(head).encode() + b"\n"
    first = old.readline()
    if not first.endswith(b"\n"):  # nothing, or interrupted while it was written
        if not line.startswith(first):
            raise EngineFailed(f"{str(path)!r} is not a journal")
        file.truncate(0)
        file.write(line)
        file.flush()
        old.seek(0)
        old.readline()
        return len(line)
    if first != line:
        raise EngineFailed(f"{str(path)!r} is the journal of another run, or of another version")
    end = _end_of_lines(old)
    file.truncate(end)
    old.seek(len(line))
    return end


def _end_of_lines(file: BinaryIO) -> int:
    """Return where the last whole line ends."""
    position = file.seek(0, os.SEEK_END)
    while position:
        start = max(0, position - 65_536)
        file.seek(start)
        newline = file.read(position - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        position = start
    return 0
