"""PixelMed's validator as a second judge: what is valid has no error of it, and what it finds is found here, too."""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Final

import pydicom
import pytest
from content.wrapping import document_template, judged
from minimal import minimal

from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.making import Making
from dicomwright.testing.content.writing import document

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

JARS: Final = tuple(
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("pixelmed", "slf4j-api", "slf4j-nop", "javax.json", "commons-codec", "vecmath")
)
LIMITS: Final = ("ExprOpLimit", "TotalOpLimit", "ExprGrpLimit")
"""What newer versions of Java limit, and the validator exceeds."""
DOCUMENTS: Final = (
    ("1500", "Comprehensive3DSR"),
    ("2010", "KeyObjectSelectionDocument"),
    ("10011", "XRayRadiationDoseSR"),
)

pytestmark = pytest.mark.skipif(
    which("java") is None or not JARS[0].exists(),
    reason="PixelMed's validator is not installed: apt-get install libpixelmed-java default-jre-headless",
)


@cache
def differences() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(
        (Path(__file__).parent / "differences.toml").read_text(encoding="utf-8")
    )["difference"]
    return found


def written(tid: str, iod: str) -> Dataset:
    """Make the smallest document of a template, in an instance of an IOD."""
    dataset = minimal(edition().named("iods", iod)).to_dataset()
    for element in document(Making(document_template(tid), f"{tid} 0").root, tid, named=True):
        dataset[element.tag] = element
    return dataset


def second_errors(dataset: Dataset, path: Path) -> list[str]:
    """Return the errors that PixelMed's validator states of templates."""
    pydicom.dcmwrite(path, dataset, enforce_file_format=True)
    limits = [f"-Djdk.xml.xpath{limit}=0" for limit in LIMITS]
    classes = ":".join(map(str, JARS))
    done = subprocess.run(  # noqa: S603 - files that the test made
        ["java", *limits, "-cp", classes, "com.pixelmed.validate.DicomSRValidator", str(path)],  # noqa: S607 - on PATH
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Root Template Validation Complete" in done.stdout
    return [line for line in done.stdout.splitlines() if line.startswith("Error: Template")]


@pytest.mark.parametrize(("tid", "iod"), DOCUMENTS)
def test_what_is_valid_has_no_error_but_known_ones(tid: str, iod: str, tmp_path: Path) -> None:
    unknown = [
        error
        for error in second_errors(written(tid, iod), tmp_path / "report.dcm")
        if not any(f"Template {each['tid']} " in error and each["says"] in error for each in differences())
    ]
    assert unknown == []


def test_what_is_missing_is_an_error_of_both(tmp_path: Path) -> None:
    dataset = written("10011", "XRayRadiationDoseSR")
    kept = [item for item in dataset.ContentSequence if item.ConceptNameCodeSequence[0].CodeValue != "113705"]
    assert len(kept) == len(dataset.ContentSequence) - 1
    dataset.ContentSequence = kept
    theirs = second_errors(dataset, tmp_path / "report.dcm")
    ours = [each for each in judged(dataset, "XRayRadiationDoseSR") if each.severity == "error"]
    assert any("Missing required content item" in error for error in theirs)
    assert [each.code for each in ours] == ["missing-content-item"]
