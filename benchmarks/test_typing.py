"""Benchmarks of mypy --strict over a user's file, with a cache that is empty."""

# ruff: noqa: D103 - names say what is measured

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Compare

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "tests" / "typing" / "mypy.ini"
TOPIC = "mypy --strict, cold, a file that uses"

PYDICOM = """
import pydicom

print(pydicom.dcmread("ct.dcm"))
"""
CODE = """
from pydicom.sr.coding import Code

print(Code("10200004", "SCT", "Liver"))
"""
BY_NAME = (ROOT / "examples" / "ct_image.py").read_text()
BY_FILE = BY_NAME.replace(".cids import", ".cid.cid_4 import").replace(".iods import", ".iod.ct_image import")
SEGMENTATION = """
from highdicom.seg import Segmentation

print(Segmentation)
"""


@pytest.mark.parametrize(
    ("subject", "program"),
    [
        ("pydicom", PYDICOM),
        ("pydicom.sr.coding.Code", CODE),
        ("dicomwright.iods.CTImage", BY_NAME),
        ("dicomwright.iod.ct_image.CTImage", BY_FILE),
        ("highdicom.seg.Segmentation", SEGMENTATION),
    ],
    ids=["pydicom", "Code", "dicomwright", "dicomwright-file", "highdicom"],
)
def test_mypy(compare: Compare, subject: str, program: str, tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed: dependency group 'typing'")
    if "highdicom" in subject:
        pytest.importorskip("highdicom", reason="highdicom is not installed: dependency group 'test'")
    (tmp_path / "program.py").write_text(program)

    def command(number: int) -> Sequence[str | Path]:
        options = f"--config-file={CONFIG}", "--strict", f"--cache-dir={tmp_path / str(number)}"
        return "-m", "mypy", *options, tmp_path / "program.py"

    compare.child(TOPIC, subject, command, base=program is CODE)  # what every user of codes has mypy read
