"""Benchmarks of imports: what an IOD of ours, and highdicom, cost above pydicom, which the same process loads first."""

# ruff: noqa: D103 - names say what is measured

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Compare, Run

TOPIC = "process that imports"
ROUNDS = 15
PROGRAM = """
import time
import pydicom
start = time.perf_counter()
{statement}
print(time.perf_counter() - start)
"""
FIRST = """
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
).to_dataset()
"""


def above(run: Run) -> float:
    return float(run.output)


@pytest.mark.parametrize(
    ("subject", "statement"),
    [
        ("pydicom", "pass"),
        ("pydicom, dicomwright.iods.CTImage", "from dicomwright.iods import CTImage"),
        ("the same, and the first data set of it", FIRST),
        ("pydicom, highdicom", "import highdicom"),
        ("pydicom, highdicom.seg", "import highdicom.seg"),
    ],
    ids=["pydicom", "dicomwright", "dicomwright-first", "highdicom", "highdicom.seg"],
)
def test_import(compare: Compare, subject: str, statement: str) -> None:
    if "highdicom" in subject:
        pytest.importorskip("highdicom", reason="highdicom is not installed: dependency group 'test'")
    command = ("-c", PROGRAM.format(statement=statement))
    base = statement == "pass"
    compare.child(
        TOPIC, subject, lambda _: command, base=base, rounds=ROUNDS, warm=2, above=None if base else above
    )
