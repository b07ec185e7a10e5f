"""The examples: they run, other programs find no error in what they write, and the README shows them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import highdicom
import numpy as np
import pydicom
import pytest
from company.servers import HOST, dcmqrscp, wlmscpfs
from company.services import MANAGER, manager, step
from peers import iod_errors, run

from dicomwright.iods import CTImage
from dicomwright.runtime import InvalidValue
from dicomwright.services import ModalityPerformedProcedureStep

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PIXELS = np.full((64, 64), 24, np.uint16)
PIXELS[16:48, 16:48] = 1084


class Files(NamedTuple):
    ct: Path
    seg: Path
    sr: Path


def script(name: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our scripts
        [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("examples")
    found = Files(folder / "image.dcm", folder / "segmentation.dcm", folder / "report.dcm")
    script("ct_image.py", folder, str(found.ct))
    script("segmentation.py", folder, str(found.ct), str(found.seg))
    script("measurement_report.py", folder, *map(str, found))
    return found


def test_default_paths(tmp_path: Path) -> None:
    script("ct_image.py", tmp_path)
    script("segmentation.py", tmp_path)
    script("measurement_report.py", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ct.dcm", "seg.dcm", "sr.dcm"]


@pytest.mark.parametrize("name", Files._fields)
def test_dciodvfy_finds_no_error(files: Files, name: str) -> None:
    assert iod_errors(getattr(files, name)) == []


def test_a_volume_is_a_series(tmp_path: Path) -> None:
    said = script("volume.py", tmp_path)
    assert said == "<Volume of shape (10, 64, 64), float64, 2.5 x 0.7 x 0.7 mm> 60.0\n"
    assert [iod_errors(path) for path in sorted(tmp_path.iterdir())] == [[]] * 10
    volume = highdicom.get_volume_from_series([pydicom.dcmread(path) for path in tmp_path.iterdir()])
    assert volume.array.shape == (10, 64, 64)


@pytest.mark.parametrize("name", Files._fields)
def test_dcmdump_reads_them(files: Files, name: str) -> None:
    done = run("dcmdump", getattr(files, name))
    assert done.returncode == 0, done.stderr
    assert not done.stderr


def test_pydicom_reads_the_image(files: Files) -> None:
    ct = pydicom.dcmread(files.ct)
    assert (ct.pixel_array == PIXELS).all()
    assert ct.pixel_array.dtype == np.uint16


def test_pydicom_reads_the_segmentation(files: Files) -> None:
    ct, seg = pydicom.dcmread(files.ct), pydicom.dcmread(files.seg)
    assert (np.squeeze(seg.pixel_array) == (PIXELS > 1024)).all()
    shared = ("PatientName", "PatientID", "StudyInstanceUID", "FrameOfReferenceUID")
    assert [seg[keyword].value for keyword in shared] == [ct[keyword].value for keyword in shared]
    assert seg.SeriesInstanceUID != ct.SeriesInstanceUID


def test_highdicom_reads_the_segmentation(files: Files) -> None:
    ct, seg = pydicom.dcmread(files.ct), highdicom.seg.segread(files.seg)
    assert seg.get_source_image_uids() == [(ct.StudyInstanceUID, ct.SeriesInstanceUID, ct.SOPInstanceUID)]
    assert seg.get_segment_numbers(segment_label="Liver") == [1]
    mask = seg.get_pixels_by_source_instance([ct.SOPInstanceUID])
    assert (mask[0, :, :, 0] == (PIXELS > 1024)).all()


def test_highdicom_reads_the_report(files: Files) -> None:
    ct, seg = pydicom.dcmread(files.ct), pydicom.dcmread(files.seg)
    document = highdicom.sr.srread(files.sr)
    (group,) = document.content.get_planar_roi_measurement_groups(
        referenced_sop_instance_uid=seg.SOPInstanceUID
    )
    values = [measured.value for measured in group.get_measurements()]
    assert values == pytest.approx([32 * 32 * 0.7 * 0.7, 60])
    evidence = {uid for *_, uid, _ in document.get_evidence()}
    assert evidence == {ct.SOPInstanceUID, seg.SOPInstanceUID}


def test_an_archive_stores_and_finds_the_image(files: Files, tmp_path: Path) -> None:
    ct = CTImage.read(files.ct)
    with dcmqrscp(tmp_path) as archive:
        arguments = (str(files.ct), HOST, str(archive.port), archive.title)
        shown = script("store_and_query.py", tmp_path, *arguments)
    assert shown == f"Doe^Jane {ct.StudyInstanceUID}\n"


def test_a_step_of_a_worklist_is_done(tmp_path: Path) -> None:
    steps = (step(1, date="20991202"), step(2, "Roe^Jane"), step(3, modality="MR", date="20991130"))
    with wlmscpfs(tmp_path, *steps) as worklist, manager() as peer:
        arguments = (HOST, str(worklist.port), worklist.title, HOST, str(peer.port), MANAGER)
        assert script("worklist_and_mpps.py", tmp_path, *arguments) == "Roe^Jane Thorax\ndone\n"
    (whole,) = map(ModalityPerformedProcedureStep.Final.from_dataset, peer.instances.values())
    assert whole.validate().errors == ()
    (scheduled,) = whole.ScheduledStepAttributesSequence
    assert (scheduled.AccessionNumber, scheduled.ScheduledProcedureStepID) == ("A2", "S2")


def test_readme_shows_the_example() -> None:
    code = (EXAMPLES / "ct_image.py").read_text().split('"""\n\n', 1)[1]
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert code in blocks


def test_readme_shows_what_a_wrong_value_says(files: Files) -> None:
    ct = CTImage.read(files.ct)
    with pytest.raises(InvalidValue) as caught:
        ct.PatientSex = "X"  # type: ignore[assignment]
    assert f"\n    InvalidValue: {caught.value}\n" in (ROOT / "README.md").read_text()
