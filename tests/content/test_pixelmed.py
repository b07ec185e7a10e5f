"""PixelMed's validator of structured reports, which knows templates by their numbers, finds no error in ours."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from content.reports import image, observer, region
from content.test_every_template import fitted

from dicomwright.cids import CID100, CID7021
from dicomwright.iods import Comprehensive3DSR
from dicomwright.templates import MeasurementReport

JARS = Path("/usr/share/java")
LIMITS = [f"-Djdk.xml.{name}=0" for name in ("xpathExprOpLimit", "xpathTotalOpLimit", "xpathExprGrpLimit")]
"""Its style sheets have more operators than Java takes from those that it does not trust."""

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None or not (JARS / "pixelmed.jar").is_file(),
    reason="needs java and pixelmed.jar: Debian's libpixelmed-java",
)


def said_of(path: Path) -> list[str]:
    command = ["java", *LIMITS, "-cp", f"{JARS}/*", "com.pixelmed.validate.DicomSRValidator", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - a peer
    lines = (done.stdout + done.stderr).splitlines()
    assert any("Root Template Validation Complete" in line for line in lines), lines
    return [line for line in lines if line.startswith(("Error", "Warning"))]


def test_a_report_of_two_regions(tmp_path: Path) -> None:
    ct, regions = image(), [region(image()), region(image(), "1.2.3.10")]
    report = MeasurementReport(
        CID7021.ImagingMeasurementReport,
        ObservationContext=observer(),
        ProcedureReported=[next(iter(CID100))],
        ImagingMeasurements=MeasurementReport.ImagingMeasurementsItem(
            PlanarROIMeasurementsAndQualitativeEvaluations=regions
        ),
    )
    report.to_document(Comprehensive3DSR, patient_and_study=ct).save(tmp_path / "sr.dcm")
    assert said_of(tmp_path / "sr.dcm") == []


def test_the_least_of_a_measurement_report(tmp_path: Path) -> None:
    fitted("1500", 0).save(tmp_path / "sr.dcm")
    assert said_of(tmp_path / "sr.dcm") == []
