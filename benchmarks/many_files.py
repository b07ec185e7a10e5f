"""Many files: how much memory the validator takes as files become more, and how long a file takes.

    python benchmarks/many_files.py 20000 [--jobs 2] [--engine dask://host:8786] [--resume]

makes that many small files, hard links in folders of 1,000, and tells the peak of the parent's memory, seconds and
microseconds a file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from dicomwright.iods import CTImage, MRImage
from dicomwright.testing import minimal

FOLDER = 1000


def make(folder: Path, count: int) -> None:
    """Make files: few that are stored, the others links to them."""
    stored = []
    for number, iod in enumerate((CTImage, MRImage)):
        stored.append(folder / f"{number}.stored")
        minimal(iod).save(stored[-1])
    for number in range(count):
        into = folder / "files" / f"{number // FOLDER:05}"
        if number % FOLDER == 0:
            into.mkdir(parents=True)
        (into / f"{number % FOLDER:03}.dcm").hardlink_to(stored[number % len(stored)])


def peak_of(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process, and return the most memory that it alone held, in kilobytes."""
    peak = 0
    while process.poll() is None:
        for line in Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                peak = int(line.split()[1])
        time.sleep(0.2)
    return peak


def main() -> None:
    """Make the files, judge them, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--engine")
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_args()
    with TemporaryDirectory() as made:
        folder = Path(made)
        make(folder, asked.count)
        output = folder / "out.jsonl"
        command = [sys.executable, "-m", "dicomwright.cli", "validate", str(folder / "files")]
        command += ["--format", "jsonl", "--output", str(output)]
        command += ["--engine", asked.engine] if asked.engine else ["--jobs", asked.jobs]
        command += ["--resume", str(folder / "journal")] if asked.resume else []
        began = time.monotonic()
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ})  # noqa: S603 - our own
        peak = peak_of(process)
        seconds = time.monotonic() - began
        sizes = [path.stat().st_size for path in (output, folder / "journal") if path.exists()]
    print(  # noqa: T201
        f"{asked.count:,} files: exit {process.returncode}, {peak / 1024:.1f} MiB, {seconds:.1f} s, "
        f"{seconds / asked.count * 1e6:.0f} us a file; bytes of output (and journal): {sizes}"
    )


if __name__ == "__main__":
    main()
