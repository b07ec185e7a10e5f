"""Examples beside scripts that do the same by highdicom: the content is the same, and no more has to be written."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from committed import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
OURS = ROOT / "examples"
CT = "series/5.dcm"


def lines(path: Path) -> int:
    """Count the lines of the statements of a script, without imports, docstring, comments and what is blank."""
    text = path.read_text(encoding="utf-8")
    written = text.splitlines()
    return sum(
        bool(line.strip()) and not line.strip().startswith("#")
        for node in ast.parse(text).body[1:]
        if not isinstance(node, ast.Import | ast.ImportFrom)
        for line in written[node.lineno - 1 : node.end_lineno]
    )


@pytest.mark.parametrize("name", ["segmentation", "measurement_report", "parametric_map"])
def test_no_more_is_to_be_written(name: str) -> None:
    assert lines(OURS / f"{name}.py") <= lines(HERE / f"{name}.py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files of the examples, and below `theirs` those of highdicom."""
    found = tmp_path_factory.mktemp("beside")
    (found / "theirs").mkdir()
    run(OURS / "volume.py", found)
    (found / "theirs" / "series").symlink_to(found / "series")
    for scripts, place in ((OURS, found), (HERE, found / "theirs")):
        run(scripts / "segmentation.py", place, CT, "seg.dcm")
        run(scripts / "measurement_report.py", place, CT, "seg.dcm", "sr.dcm")
        run(scripts / "parametric_map.py", place)
    return found


def run(script: Path, folder: Path, *arguments: str) -> None:
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


def numbers(document: pydicom.Dataset) -> list[float]:
    """Return the numbers of a document, in their order."""
    found: list[float] = []
    for item in document.get("ContentSequence", []):
        if item.ValueType == "NUM":
            found.append(float(item.MeasuredValueSequence[0].NumericValue))
        found += numbers(item)
    return found


CONTENT: dict[str, Callable[[pydicom.Dataset], Any]] = {
    "seg.dcm": lambda seg: (seg.PixelData, seg.SegmentSequence[0].SegmentLabel, seg.ContentLabel),
    "sr.dcm": lambda document: (np.round(numbers(document), 3).tolist(), document.SeriesDescription),
    "map.dcm": lambda map_: (map_.FloatPixelData, map_.ContentLabel, map_.BodyPartExamined),
}


@pytest.mark.parametrize("name", CONTENT)
def test_the_content_is_the_same(name: str, folder: Path) -> None:
    ours, theirs = (pydicom.dcmread(place / name) for place in (folder, folder / "theirs"))
    assert CONTENT[name](ours) == CONTENT[name](theirs)
