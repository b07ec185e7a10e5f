"""Clusters: a scheduler of Dask and its workers, processes of their own on free ports."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator

TESTS = Path(__file__).parent
WAIT = 60.0


class Cluster(NamedTuple):
    address: str
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]]

    def add_worker(self) -> None:
        """Start a worker of one thread, which a nanny replaces when it dies."""
        command = [*dask("worker"), self.address.replace("dask://", "tcp://"), "--nthreads", "1"]
        command += ["--no-dashboard", "--local-directory", self.environment["TMPDIR"], "--host", "127.0.0.1"]
        self.workers.append(start(command, self.environment))


def dask(part: str) -> list[str]:
    return [sys.executable, "-m", "distributed.cli.dask_" + part]


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - it is our own
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def started(folder: Path, **settings: str) -> Generator[Cluster]:
    """Start a scheduler and two workers, with these settings in their environment."""
    known = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(TESTS), "TMPDIR": str(folder), **settings}
    command = [*dask("scheduler"), "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"]
    scheduler = start([*command, "--scheduler-file", str(known)], environment)
    made: Cluster | None = None
    try:
        until = time.monotonic() + WAIT
        while not known.exists() or not known.read_text(encoding="utf-8"):
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.1)
        place = re.search(r"tcp://[0-9.:]+", known.read_text(encoding="utf-8"))
        assert place is not None
        made = Cluster(place[0].replace("tcp://", "dask://"), environment, [])
        made.add_worker()
        made.add_worker()
        yield made
    finally:
        for process in [*(made.workers if made else ()), scheduler]:
            stop(process)
