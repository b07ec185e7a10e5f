"""Children: programs that are measured whole, with what they use of time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

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


def run(*command: str | Path, cwd: Path = ROOT, python: str | Path = sys.executable) -> Run:
    """Run Python, this or that of another environment, with .pyc files as usual; it must succeed."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "MYPYPATH", "DICOMWRIGHT_SOURCE"}
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-I", "-S", "-c", LAUNCHER, python, *command],
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
