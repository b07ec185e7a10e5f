"""Benchmarks of mypy --strict over a user's file, with a cache that is empty."""

# ruff: noqa: D103 - names say what is measured

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Compare

CONFIG = Path(__file__).parents[1] / "tests" / "typing" / "mypy.ini"
TOPIC = "mypy --strict, cold, a file that uses"

PYDICOM = """
import pydicom

print(pydicom.dcmread("ct.dcm"))
"""
CODE = """
from pydicom.sr.coding import Code

print(Code("10200004", "SCT", "Liver"))
"""
IOD = """
from dicomwright.iods import CTImage

ct = CTImage(
    PatientName="Doe^Jane",
    PatientSex="F",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.4",
    FrameOfReferenceUID="1.2.5",
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[-22.4, -22.4, 100],
    RescaleIntercept=-1024,
    RescaleSlope=1,
)
ct.save("ct.dcm")
"""
SEGMENTATION = """
from highdicom.seg import Segmentation

print(Segmentation)
"""


@pytest.mark.parametrize(
    ("subject", "program"),
    [
        ("pydicom", PYDICOM),
        ("pydicom.sr.coding.Code", CODE),
        ("dicomwright.iods.CTImage", IOD),
        ("dicomwright.iod.ct_image.CTImage", IOD.replace(".iods ", ".iod.ct_image ")),
        ("highdicom.seg.Segmentation", SEGMENTATION),
    ],
    ids=["pydicom", "Code", "dicomwright", "dicomwright-module", "highdicom"],
)
def test_mypy(compare: Compare, subject: str, program: str, tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed: dependency group 'typing'")
    if "highdicom" in subject:
        pytest.importorskip("highdicom", reason="highdicom is not installed: dependency group 'test'")
    (tmp_path / "program.py").write_text(program)

    def command(number: int) -> Sequence[str | Path]:
        options = f"--config-file={CONFIG}", "--strict", f"--cache-dir={tmp_path / str(number)}"
        return "-m", "mypy", *options, tmp_path / "program.py"

    compare.child(TOPIC, subject, command, base=program is PYDICOM)
