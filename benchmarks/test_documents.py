"""Benchmarks of judging a structured report by its templates, whole processes; peer: PixelMed's validator."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that both judged it

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from children import run
from content.reports import image, region
from peers import pixelmed

from dicomwright.cids import CID7021
from dicomwright.iods import Comprehensive3DSR
from dicomwright.templates import MeasurementReport

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Compare

TOPIC: Final = "validate a structured report (TID 1500), a process a file"
PEER: Final = "PixelMed's DicomSRValidator"
OURS: Final = "dicomwright validate"
CALL: Final = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"
JUDGE: Final = "import sys; from dicomwright.cli import main; sys.exit(main())"


def test_pixelmed(compare: Compare, tmp_path: Path) -> None:
    path = tmp_path / "sr.dcm"
    ct = image()
    groups = MeasurementReport.ImagingMeasurementsItem(
        PlanarROIMeasurementsAndQualitativeEvaluations=[region(ct)]
    )
    report = MeasurementReport(CID7021.ImagingMeasurementReport, ImagingMeasurements=groups)
    report.to_document(Comprehensive3DSR, patient_and_study=ct).save(path)
    theirs = "-c", CALL, *pixelmed(), "com.pixelmed.validate.DicomSRValidator", path
    ours = "-c", JUDGE, "validate", path
    assert "Root Template Validation Complete" in run(*theirs).output
    assert run(*ours).output == "1 file: no errors or warnings\n"
    subjects = {PEER: lambda: run(*theirs), OURS: lambda: run(*ours)}
    taken = compare.children(TOPIC, subjects, rounds=3, warm=0)
    compare.bar(f"{PEER} over {OURS}", taken[PEER] / taken[OURS], least=1)
