"""Benchmarks of starting: whole processes, in an environment of the run-time dependencies alone; peer: pydicom."""

# ruff: noqa: D103 - names say what is measured

from __future__ import annotations

import subprocess
import venv
from typing import TYPE_CHECKING, Final

import pytest
from children import ROOT, Run, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Compare

TOPIC: Final = "process that starts, works and ends"
ROUNDS: Final = 15
WARM: Final = 2  # the first writes what is compiled
PYDICOM: Final = "import pydicom"
CLASS: Final = "from dicomwright.iods import CTImage"
WRITTEN: Final = "the same, an object and its bytes"
VALIDATE: Final = "dicomwright validate ct.dcm"

FIRST: Final = """
from dicomwright.iods import CTImage
CTImage(
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.4",
    FrameOfReferenceUID="1.2.5",
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[-22.4, -22.4, 100],
    RescaleIntercept=-1024,
    RescaleSlope=1,
).to_bytes(validated=False)
"""

HALF: Final = 0.5
BEFORE: Final = 1.43
"""What `dicomwright validate ct.dcm` took of `import pydicom` when it imported pydicom itself (commit ff27d77)."""
OF_BEFORE: Final = 0.6


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment that has dicomwright, installed as by users, what it depends on, and nothing else."""
    root = tmp_path_factory.mktemp("bare")
    venv.create(root, with_pip=True)
    subprocess.run([root / "bin" / "python", "-m", "pip", "install", "--quiet", ROOT], check=True)  # noqa: S603 - ours
    return root


def test_start(compare: Compare, bare: Path, tmp_path: Path) -> None:
    def python(*arguments: str | Path) -> Callable[[], Run]:
        return lambda: run(*arguments, cwd=tmp_path, python=bare / "bin" / "python")

    python(ROOT / "examples" / "ct_image.py", tmp_path / "ct.dcm")()
    command = bare / "bin" / "dicomwright"  # a script of Python
    subjects = {
        PYDICOM: python("-c", PYDICOM),
        "nothing": python("-c", "pass"),
        CLASS: python("-c", CLASS),
        WRITTEN: python("-c", FIRST),
        VALIDATE: python(command, "validate", "ct.dcm"),
        "dicomwright show PatientName": python(command, "show", "PatientName"),
    }
    taken = compare.children(TOPIC, subjects, rounds=ROUNDS, warm=WARM)
    compare.bar(f"{CLASS}, of {PYDICOM}", taken[CLASS] / taken[PYDICOM], most=HALF)
    compare.bar(
        f"{VALIDATE}, of {PYDICOM}", taken[VALIDATE] / taken[PYDICOM], most=round(BEFORE * OF_BEFORE, 2)
    )
