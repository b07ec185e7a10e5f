"""The examples: they run, other programs find no error in what they write, and the README shows them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
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
from dicomwright.runtime import validate
from dicomwright.services import ModalityPerformedProcedureStep

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PIXELS = np.full((64, 64), 24, np.uint16)
PIXELS[16:48, 16:48] = 1084


class Example(NamedTuple):
    """What a script of a folder needs, what it writes there, and what it says."""

    needs: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    says: str = ""


SERIES = tuple(f"series/{number}.dcm" for number in range(1, 11))
TABLE = "".join(f"{row}        42{row + 1:16}    64       64             2.5\n" for row in range(10))
SCRIPTS: dict[str, Example] = {
    "ct_image": Example((), ("ct.dcm",)),
    "volume": Example((), SERIES, "<Volume of shape (10, 64, 64), float64, 2.5 x 0.7 x 0.7 mm> 60.0\n"),
    "enhanced_ct": Example(
        (), ("enhanced.dcm",), "<Volume of shape (10, 64, 64), uint16, 2.5 x 0.7 x 0.7 mm>\n"
    ),
    "segmentation": Example(("ct_image",), ("seg.dcm",)),
    "segmentation_fractional": Example(("volume",), ("probabilities.dcm",)),
    "segmentation_labelmap": Example(("volume",), ("organs.dcm",), "600 voxels of kidney\n"),
    "measurement_report": Example(("ct_image", "segmentation"), ("sr.dcm",)),
    "structure_set": Example(("volume",), ("structures.dcm",), "6144 voxels\n"),
    "dose": Example(("volume",), ("dose.dcm",), "56.64 Gy at most\n"),
    "secondary_capture": Example((), ("sc.dcm",)),
    "ultrasound_loop": Example((), ("us.dcm",), "(96, 128, 3)\n"),
    "ecg": Example((), ("ecg.dcm",), "1.50 mV in 12 leads\n"),
    "documents": Example((), ("report.dcm", "model.dcm"), "True\n"),
    "presentation_state": Example(("ct_image",), ("gsps.dcm",)),
    "key_images": Example(("ct_image",), ("kos.dcm",)),
    "whole_slide": Example(
        (), ("slide/1.dcm", "slide/2.dcm", "slide/3.dcm"), "900 x 600\n450 x 300\n225 x 150\n"
    ),
    "parametric_map": Example(("volume",), ("map.dcm",)),
    "edit": Example(("ct_image",), ("edited.dcm",), "32 32 Roe^Richard\n"),
    "private_data": Example(
        ("ct_image",),
        ("private.dcm", "public.dcm"),
        "2 attributes that are not of a CT image\n0 are left\n",
    ),
    "table": Example(("volume",), (), "  PatientID  InstanceNumber  Rows  Columns  SliceThickness\n" + TABLE),
    "left_kidney": Example(("ct_image",), ("kidney.dcm",), "64033007 SCT Kidney\nTrue\n"),
    "look_up": Example(
        (),
        (),
        "General Series C.7.3.1 "
        "https://dicom.nema.org/medical/dicom/current/output/chtml/part03/sect_C.7.3.html#sect_C.7.3.1\n"
        "SeriesDate: VR DA, VM 1, type 3\n"
        "SeriesTime: VR TM, VM 1, type 3\n"
        "Modality: VR CS, VM 1, type 1\n"
        "SeriesDescription: VR LO, VM 1, type 3\n"
        "SeriesDescriptionCodeSequence: VR SQ, VM 1, type 3\n"
        "CT Image: General Series is M, of the Series\n",
    ),
    "deidentify_study": Example(
        ("volume",),
        tuple(f"clean/{number:04}.dcm" for number in range(1, 11)),
        "None YES MODIFIED\n40 UIDs replaced\nnothing left to look at\n",
    ),
    "directory": Example(("volume",), (), "13 records\n"),
}
SERVED = {"store_and_query", "worklist_and_mpps"}
"""Scripts that need a server, which a test of their own starts."""


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


class Gallery:
    """Runs scripts in one folder, each once, and those that it needs before it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}

    def run(self, name: str) -> str:
        if name not in self.said:
            for needed in SCRIPTS[name].needs:
                self.run(needed)
            self.said[name] = script(f"{name}.py", self.folder)
        return self.said[name]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    return Gallery(tmp_path_factory.mktemp("examples"))


class Files(NamedTuple):
    ct: Path
    seg: Path
    sr: Path


@pytest.fixture(scope="module")
def files(gallery: Gallery) -> Files:
    gallery.run("measurement_report")
    return Files(*(gallery.folder / name for name in ("ct.dcm", "seg.dcm", "sr.dcm")))


def test_every_script_is_run() -> None:
    assert SCRIPTS.keys() | SERVED == {path.stem for path in EXAMPLES.glob("*.py")}


ERRORS: dict[str, list[str]] = {}
"""Errors that dciodvfy finds in what a script writes, of which the standard says otherwise, with the section."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name: str, gallery: Gallery) -> None:
    assert gallery.run(name) == SCRIPTS[name].says
    for file in SCRIPTS[name].writes:
        path = gallery.folder / file
        assert [str(one) for one in validate(path).errors] == []
        assert iod_errors(path) == ERRORS.get(file, [])
        dataset = pydicom.dcmread(path)
        if "PixelData" in dataset or "FloatPixelData" in dataset:
            assert len(dataset.pixel_array)


def test_the_disc_is_read(gallery: Gallery) -> None:
    gallery.run("directory")
    assert run("dcdirdmp", gallery.folder / "disc" / "DICOMDIR").returncode == 0
    directory = pydicom.dcmread(gallery.folder / "disc" / "DICOMDIR")
    kinds = Counter(record.DirectoryRecordType for record in directory.DirectoryRecordSequence)
    assert kinds == {"PATIENT": 1, "STUDY": 1, "SERIES": 1, "IMAGE": 10}


def test_a_volume_is_a_series(gallery: Gallery) -> None:
    gallery.run("volume")
    volume = highdicom.get_volume_from_series([pydicom.dcmread(gallery.folder / path) for path in SERIES])
    assert volume.array.shape == (10, 64, 64)


def test_paths_can_be_said(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("image.dcm", "segmentation.dcm", "report.dcm")]
    script("ct_image.py", tmp_path, *paths[:1])
    script("segmentation.py", tmp_path, *paths[:2])
    script("measurement_report.py", tmp_path, *paths)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image.dcm", "report.dcm", "segmentation.dcm"]


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
