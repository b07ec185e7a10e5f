"""Benchmarks side by side with the peers: children are measured whole, and a table of ratios closes the run."""

from __future__ import annotations

import os
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from children import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


class Row(NamedTuple):
    """A line of the closing table; `above` is what comes on top of the base, where a run can tell it."""

    topic: str
    subject: str
    base: bool
    rounds: int
    best: float
    median: float
    cpu: float | None = None
    peak: float | None = None
    above: float | None = None


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

    def child(  # noqa: PLR0913 - a call reads as a sentence
        self,
        topic: str,
        subject: str,
        command: Callable[[int], Sequence[str | Path]],
        *,
        base: bool = False,
        rounds: int = 3,
        warm: int = 0,
        above: Callable[[Run], float] | None = None,
    ) -> Run:
        """Measure a process, which gets the number of its round, after some that do not count; give the last."""
        self._benchmark.group = topic
        runs: list[Run] = []
        self._benchmark.pedantic(
            lambda: runs.append(run(*command(len(runs)))), rounds=rounds, warmup_rounds=warm
        )
        counted = runs[warm:] or runs
        seconds = [one.seconds for one in counted]
        self._rows.append(
            Row(
                topic,
                subject,
                base,
                len(counted),
                min(seconds),
                median(seconds),
                median(one.cpu for one in counted),
                max(one.peak for one in counted),
                median(map(above, counted)) if above else None,
            )
        )
        self._benchmark.extra_info |= {"cpu": [one.cpu for one in counted], "peak_mb": self._rows[-1].peak}
        return runs[-1]


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
    terminalreporter.write_line(f"{os.cpu_count()} cores, load {load}; cpu: of the process and its children")
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
    above, ratio, cpu_ratio = row.above, "", ""
    if base is not None:
        ratio = f"{row.median / base.median:.2f}"
        if row.cpu and base.cpu:
            cpu_ratio = f"{row.cpu / base.cpu:.2f}"
        if above is None and row is not base:
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
