"""What works without numpy and pydicom: each job in a fresh interpreter, which says what it has loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "files"
CT = str(get_testdata_file("CT_small.dcm"))

LOADED = """
import sys
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"numpy", "pydicom", "rich"}))
"""
BUILD = """
from dicomwright.iods import CTImage
ct = CTImage(
    PatientName="Doe^Jane", PatientID="42", PatientPosition="HFS", StudyDate="20250102", KVP=120.5,
    StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.4", FrameOfReferenceUID="1.2.5",
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"], PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0], ImagePositionPatient=[0, 0, 0],
    RescaleIntercept=-1024, RescaleSlope=1, Rows=2, Columns=2, SamplesPerPixel=1,
    PhotometricInterpretation="MONOCHROME2", BitsAllocated=16, BitsStored=16, HighBit=15, PixelRepresentation=0,
    PixelData=bytes(8),
)
"""
JOBS = {
    "import": "from dicomwright.iods import CTImage",
    "build": BUILD,
    "judge what is built": BUILD + "assert str(ct.validate()) and ct.validate().to_json()",
    "write": BUILD
    + """
import io
ct.save("ct.dcm", validated=False)
assert len(ct.to_bytes(validated=False)) > 500
ct.write(io.BytesIO(), "1.2.840.10008.1.2.2", validated=False)
""",
    "read and write": f"""
from dicomwright.runtime import read
ct = read({CT!r})
assert (ct.Rows, ct.PixelSpacing, str(ct.StudyDate)) == (128, (0.661468, 0.661468), "2004-01-19")
assert ct.problems is not None and repr(ct)
ct.SeriesDescription = "new"
assert len(ct.to_bytes(validated=False)) > 30_000
""",
    "judge a file": f"""
from dicomwright.runtime import validate
assert validate({CT!r}).iod == "CTImage"
assert validate(open({CT!r}, "rb")).to_text()
""",
    "the command judges": f"""
from dicomwright.cli import main
assert main(["validate", {CT!r}, "--output", "report.json", "--format", "json"]) == 0
""",
}
"""None of them touches a name, a code or an array."""


def loaded_by(program: str, folder: Path) -> list[str]:
    """Return what of numpy, pydicom and rich a program has loaded."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program + LOADED], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_nothing_heavy_is_loaded(job: str, tmp_path: Path) -> None:
    assert loaded_by(job, tmp_path) == []


@pytest.mark.parametrize("name", ["PatientName", "CTImage", "GeneralSeries", "1.2.840.10008.1.2"])
def test_the_command_shows_with_rich_alone(name: str, tmp_path: Path) -> None:
    program = f"from dicomwright.cli import main\nassert main(['show', {name!r}]) == 0\n"
    assert loaded_by(program, tmp_path) == ["rich"]


EACH = """
from pathlib import Path
from dicomwright.runtime import UnreadableFile, read, validate
for path in sorted(Path({folder!r}).iterdir()):
    validate(path)
    try:
        found = read(path)
        found.problems
        found.to_bytes(validated=False)
        found.validate()
    except (UnreadableFile, ValueError):
        continue
"""


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared/corpus, which is not to be redistributed")
def test_no_file_of_the_corpus_needs_more(tmp_path: Path) -> None:
    assert loaded_by(EACH.format(folder=str(CORPUS)), tmp_path) == []


TOUCHING = {
    "a name": f"from dicomwright.runtime import read\nassert read({CT!r}).PatientName",
    "a code": "from dicomwright.codes import SCT\nassert SCT.Liver",
    "a context group": "from dicomwright.cids import CID4\nassert CID4.Abdomen",
    "a data set": f"from dicomwright.runtime import read\nassert read({CT!r}).to_dataset()",
}


@pytest.mark.parametrize("job", TOUCHING.values(), ids=TOUCHING)
def test_what_is_of_pydicom_loads_it(job: str, tmp_path: Path) -> None:
    assert "pydicom" in loaded_by(job, tmp_path)


@pytest.mark.parametrize("job", [JOBS["build"], JOBS["judge a file"]], ids=["build", "judge a file"])
def test_templates_are_loaded_by_who_needs_them(job: str, tmp_path: Path) -> None:
    found = (
        "import sys\nprint(*(name for name in sys.modules if 'dicomwright' in name and 'template' in name))\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", job + found], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, ""), done.stderr
