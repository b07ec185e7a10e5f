"""Benchmarks side by side with the peers: children are measured whole, and a table of ratios closes the run."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import pytest
from children import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

T = TypeVar("T")
IN_A_ROW: Final = 5
"""Calls of one subject before it is the turn of the next: the first finds the caches as the other left them."""


class Row(NamedTuple):
    """A line of the closing table."""

    topic: str
    subject: str
    base: bool
    rounds: int
    best: float
    median: float
    cpu: float | None = None
    peak: float | None = None


class Turns(NamedTuple):
    """What subjects that took turns took for each item: medians, in seconds, in the order of the items."""

    taken: dict[str, list[float]]

    def of_sums(self, one: str, other: str) -> float:
        """Of the whole: how many times as long one takes as the other."""
        return sum(self.taken[one]) / sum(self.taken[other])

    def of_medians(self, one: str, other: str) -> float:
        """The same of the medians over the items: the item in the middle need not be the same for both."""
        return median(self.taken[one]) / median(self.taken[other])

    def median_of_ratios(self, one: str, other: str) -> float:
        """The same of the item in the middle, when each one's ratio is taken."""
        return median(a / b for a, b in zip(self.taken[one], self.taken[other], strict=True))


ROWS: Final = pytest.StashKey[list[Row]]()
NOTES: Final = pytest.StashKey[list[str]]()


class Compare:
    """Measures a subject of a topic; the base of a topic is what its other subjects are compared with."""

    def __init__(self, benchmark: BenchmarkFixture, rows: list[Row], notes: list[str]) -> None:
        """Take the fixture of pytest-benchmark, the table and what is said below it."""
        self._benchmark = benchmark
        self._rows = rows
        self._notes = notes

    def note(self, called: Callable[[], str]) -> None:
        """Put a line below the table: what `called` measured itself, and says of it."""
        self._benchmark.pedantic(lambda: self._notes.append(called()), rounds=1)

    def call(self, topic: str, subject: str, called: Callable[[], Any], *, base: bool = False) -> None:
        """Measure a function in this process."""
        self._benchmark.group = topic
        self._benchmark(called)
        if self._benchmark.stats is not None:  # None with --benchmark-disable
            stats = self._benchmark.stats.stats
            self._rows.append(Row(topic, subject, base, stats.rounds, stats.min, stats.median))

    def turns(
        self, topic: str, subjects: Mapping[str, Callable[[T], Any]], items: Sequence[T], *, rounds: int
    ) -> Turns:
        """Measure functions of the same items, in turns; the first is the base of the sums and of the medians.

        It is the time of the processor, with that of all threads: a long call is interrupted more than a short one.
        """
        self._benchmark.group = topic
        times: dict[str, list[list[float]]] = {subject: [[] for _ in items] for subject in subjects}

        def measured() -> None:
            for number in range(rounds):
                for place, item in enumerate(items):
                    for subject, called in list(subjects.items())[:: -1 if number % 2 else 1]:
                        times[subject][place] += (_cpu(called, item) for _ in range(IN_A_ROW))

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()
            gc.freeze()  # a subject pays for its own garbage, not for looking through the tables of another
            self._benchmark.pedantic(measured, rounds=1)
            gc.unfreeze()
        return self._turns(topic, times)

    def told(
        self, topic: str, subjects: Mapping[str, Callable[[T], float]], items: Sequence[T], *, rounds: int
    ) -> Turns:
        """Take what subjects tell that they took for an item, each for all items before it is the turn of the next."""
        self._benchmark.group = topic
        times: dict[str, list[list[float]]] = {subject: [[] for _ in items] for subject in subjects}

        def measured() -> None:
            for number in range(rounds):
                for subject, told in list(subjects.items())[:: -1 if number % 2 else 1]:
                    for place, item in enumerate(items):
                        times[subject][place].append(told(item))

        self._benchmark.pedantic(measured, rounds=1)
        return self._turns(topic, times)

    def _turns(self, topic: str, times: dict[str, list[list[float]]]) -> Turns:
        for subject, of_items in times.items():
            for what, put in (("the sum", sum), ("the median one", median)):
                best, usual = put(map(min, of_items)), put(map(median, of_items))
                base = subject == next(iter(times))
                self._rows.append(
                    Row(f"{topic}, cpu: {what}", subject, base, len(of_items[0]), float(best), float(usual))
                )
        return Turns({subject: list(map(median, of_items)) for subject, of_items in times.items()})

    def bar(self, what: str, value: float, *, most: float | None = None, least: float | None = None) -> None:
        """Put a bar below the table, with what was measured, and whether it is met: noise must not fail a run."""
        met = (most is None or value <= most) and (least is None or value >= least)
        wanted = f"at most {most}" if most is not None else f"at least {least}"
        self._notes.append(f"{'met   ' if met else 'MISSED'}  {what}: {value:.2f}, {wanted}")

    def child(  # noqa: PLR0913 - a call reads as a sentence
        self,
        topic: str,
        subject: str,
        command: Callable[[int], Sequence[str | Path]],
        *,
        base: bool = False,
        rounds: int = 3,
        warm: int = 0,
    ) -> Run:
        """Measure a process, which gets the number of its round, after some that do not count; give the last."""
        self._benchmark.group = topic
        runs: list[Run] = []
        self._benchmark.pedantic(
            lambda: runs.append(run(*command(len(runs)))), rounds=rounds, warmup_rounds=warm
        )
        self._add(topic, subject, runs[warm:] or runs, base=base)
        self._benchmark.extra_info |= {"cpu": [one.cpu for one in runs], "peak_mb": self._rows[-1].peak}
        return runs[-1]

    def children(
        self, topic: str, subjects: Mapping[str, Callable[[], Run]], *, rounds: int, warm: int
    ) -> dict[str, float]:
        """Measure processes in turns, after some that do not count; give their medians. The first is the base."""
        self._benchmark.group = topic
        runs: dict[str, list[Run]] = {subject: [] for subject in subjects}

        def measured() -> None:
            for subject, called in subjects.items():
                runs[subject].append(called())

        self._benchmark.pedantic(measured, rounds=rounds, warmup_rounds=warm)
        for number, subject in enumerate(subjects):
            self._add(topic, subject, runs[subject][warm:] or runs[subject], base=number == 0)
        return {row.subject: row.median for row in self._rows[-len(subjects) :]}

    def _add(self, topic: str, subject: str, runs: list[Run], *, base: bool) -> None:
        seconds = [one.seconds for one in runs]
        cpu, peak = median(one.cpu for one in runs), max(one.peak for one in runs)
        self._rows.append(Row(topic, subject, base, len(runs), min(seconds), median(seconds), cpu, peak))


def _cpu(called: Callable[[T], Any], item: T) -> float:
    start = process_time()
    called(item)
    return process_time() - start


@pytest.fixture
def compare(request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> Compare:
    """Measure, and put a line into the closing table."""
    stash = request.config.stash
    return Compare(benchmark, stash.setdefault(ROWS, []), stash.setdefault(NOTES, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the closing table; a star marks the base of a topic, x is how many times as long as the base."""
    rows, notes = config.stash.get(ROWS, []), config.stash.get(NOTES, [])
    if not rows and not notes:
        return
    terminalreporter.section("side by side: medians, and the ratio to the base (*)")
    load = "/".join(f"{one:.1f}" for one in os.getloadavg())
    python = ".".join(map(str, sys.version_info[:3]))
    said = f"Python {python}, {os.cpu_count()} cores, load {load}; cpu: of the process and its children"
    terminalreporter.write_line(said)
    wide = max((len(row.subject) for row in rows), default=0)
    head = "{:>9} {:>9} {:>9} {:>9} {:>6} {:>6} {:>6} {:>5}"
    terminalreporter.write_line(
        " " * (wide + 4) + head.format("median", "best", "cpu", "above *", "x", "x cpu", "MB", "n")
    )
    for topic in dict.fromkeys(row.topic for row in rows):
        terminalreporter.write_line(topic)
        peers = [row for row in rows if row.topic == topic]
        base = next((row for row in peers if row.base), None)
        for row in peers:
            name = f"  {'*' if row.base else ' '} {row.subject:<{wide}}"
            terminalreporter.write_line(name + head.format(*_cells(row, base)))
    for note in notes:
        terminalreporter.write_line(note)


def _cells(row: Row, base: Row | None) -> tuple[str, ...]:
    above, ratio, cpu_ratio = None, "", ""
    if base is not None:
        ratio = f"{row.median / base.median:.2f}"
        if row.cpu and base.cpu:
            cpu_ratio = f"{row.cpu / base.cpu:.2f}"
        if row is not base:
            above = row.median - base.median
    peak = "" if row.peak is None else f"{row.peak:.0f}"
    times = (_time(value) for value in (row.median, row.best, row.cpu, above))
    return (*times, ratio, cpu_ratio, peak, str(row.rounds))


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    for unit, size, digits in (("s", 1, 2), ("ms", 1e-3, 1)):
        if abs(seconds) >= size:
            return f"{seconds / size:.{digits}f} {unit}"
    return f"{seconds / 1e-6:.0f} us"
