"""Benchmarks side by side with the peers: children are measured whole, and a table of ratios closes the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

ROOT: Final = Path(__file__).parents[1]
LAUNCHER: Final = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime
print(json.dumps([seconds, cpu, used.ru_maxrss / 1024, done.returncode, done.stdout, done.stderr]))
"""
"""Small on purpose: a child inherits the peak of the process that starts it, and that of pytest is high."""


class Run(NamedTuple):
    """What a child used, its own children included, and what it printed."""

    seconds: float
    cpu: float
    peak: float  # MB, of the largest process
    output: str


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


def run(*command: str | Path, cwd: Path = ROOT) -> Run:
    """Run Python with these arguments, with .pyc files as usual; it must succeed."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "MYPYPATH", "DICOMWRIGHT_SOURCE"}
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-I", "-S", "-c", LAUNCHER, sys.executable, *command],
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in unwanted},
    )
    seconds, cpu, peak, status, output, errors = json.loads(done.stdout)
    if status:
        raise RuntimeError(output + errors)
    return Run(seconds, cpu, peak, output)


class Compare:
    """Measures a subject of a topic; the base of a topic is what its other subjects are compared with."""

    def __init__(self, benchmark: BenchmarkFixture, rows: list[Row]) -> None:
        """Take the fixture of pytest-benchmark and the table."""
        self._benchmark = benchmark
        self._rows = rows

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
    return Compare(benchmark, request.config.stash.setdefault(ROWS, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the closing table; a star marks the base of a topic, x is how many times as long as the base."""
    rows = config.stash.get(ROWS, [])
    if not rows:
        return
    terminalreporter.section("side by side: medians, and the ratio to the base (*)")
    load = "/".join(f"{one:.1f}" for one in os.getloadavg())
    terminalreporter.write_line(f"{os.cpu_count()} cores, load {load}; cpu: of the process and its children")
    wide = max(len(row.subject) for row in rows)
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
