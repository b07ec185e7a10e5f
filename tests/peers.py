"""Programs of others that judge the files of the tests: dciodvfy of dicom3tools and dcmdump of dcmtk."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = {"dciodvfy": "dicom3tools", "dcmdump": "dcmtk"}
"""Names of the Debian packages that have the programs."""


def run(program: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program on a file; skip the test where the program is absent, but fail it in CI."""
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not installed (Debian package {PACKAGES[program]})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return subprocess.run(  # noqa: S603 - the arguments are ours
        [found, str(path)], capture_output=True, text=True, errors="replace", check=False
    )


def iod_errors(path: Path) -> list[str]:
    """Return the errors that dciodvfy finds in a file; it must know the IOD."""
    done = run("dciodvfy", path)
    said = done.stderr + done.stdout
    assert done.returncode >= 0, said
    errors = [line for line in said.splitlines() if line.startswith("Error")]
    if errors:
        print(said)  # noqa: T201 - pytest shows it when the test fails
    return errors
