"""The README: its blocks run in order, as they stand, and what it says that others say is what they say."""

from __future__ import annotations

import runpy
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import pydicom
import pytest
from committed import ROOT
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry
from pynetdicom import AE, evt
from readme import BLOCKS, TEXT, block, document
from test_build_iods import enhanced_mr_image

from dicomwright.dictionary import SOPClasses
from dicomwright.iods import CTImage
from dicomwright.runtime import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pynetdicom.events import Event

ELSEWHERE = ("PatientNam =", "dicomwright_2024e")
"""What stands in the blocks that are not run here: see below, and `generator/test_packages`."""


class Bucket(MemoryFileSystem):
    """A store of files that answers for those that the README names."""

    protocol = ("s3", "https")
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.rsplit("/", 1)[-1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where files are that the README reads, and does not write itself."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["readme"])
    enhanced_mr_image().save("mr.dcm")
    for script in ("volume", "directory"):
        runpy.run_path(str(ROOT / "examples" / f"{script}.py"))
    (tmp_path / "disc" / "DICOMDIR").unlink()
    return tmp_path


@pytest.fixture
def stores(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve the file behind the URLs that the README names."""
    for protocol in Bucket.protocol:
        monkeypatch.setitem(_registry, protocol, Bucket)
    monkeypatch.setitem(Bucket.store, "/mr.dcm", None)
    Bucket().pipe_file("s3://bucket/mr.dcm", (folder / "mr.dcm").read_bytes())


@contextmanager
def archive() -> Iterator[list[str]]:
    """Run the archive that the README stores to, and give what it was sent."""
    stored: list[str] = []

    def on_store(event: Event) -> int:
        stored.append(event.dataset.SOPInstanceUID)
        return 0

    def on_find(event: Event) -> Iterator[tuple[int, pydicom.Dataset | None]]:
        answer = event.identifier  # of a worklist, with the item of its sequence
        if "QueryRetrieveLevel" not in answer:
            answer.PatientName = "Doe^Jane"
            answer.ScheduledProcedureStepSequence[0].ScheduledStationAETitle = "CT1"
        answer.StudyInstanceUID = "1.2.3"
        yield 0xFF00, answer

    def on_create(event: Event) -> tuple[int, pydicom.Dataset]:
        stored.append(event.attribute_list.PerformedProcedureStepStatus)
        return 0, event.attribute_list

    def on_set(event: Event) -> tuple[int, pydicom.Dataset]:
        stored.append(event.modification_list.PerformedProcedureStepStatus)
        return 0, event.modification_list

    server = AE("ARCHIVE")
    server.add_supported_context(SOPClasses.CTImageStorage)
    server.add_supported_context(SOPClasses.SegmentationStorage)
    server.add_supported_context(SOPClasses.StudyRootQueryRetrieveInformationModelFind)
    server.add_supported_context(SOPClasses.ModalityWorklistInformationModelFind)
    server.add_supported_context(SOPClasses.ModalityPerformedProcedureStep)
    handlers: list[Any] = [(evt.EVT_C_STORE, on_store), (evt.EVT_C_FIND, on_find)]
    handlers += [(evt.EVT_N_CREATE, on_create), (evt.EVT_N_SET, on_set)]
    running = server.start_server(("127.0.0.1", 11112), block=False, evt_handlers=handlers)
    try:
        yield stored
    finally:
        if running is not None:
            running.shutdown()


@pytest.mark.usefixtures("stores")
def test_blocks_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with archive() as stored:
        examples = list(document().examples())
        for example in examples:
            example.evaluate()
    run = sum(
        isinstance(example.region.parsed, str) for example in examples
    )  # not what says that one is skipped
    assert run == len(BLOCKS)
    assert TEXT.count("skip: next") == len([one for one in BLOCKS if any(text in one for text in ELSEWHERE)])
    assert stored == [pydicom.dcmread("ct.dcm").SOPInstanceUID, "IN PROGRESS", "COMPLETED"]
    written = {path.name for path in folder.glob("*.dcm")}
    assert written == {"ct.dcm", "mr.dcm", "new.dcm", "report.dcm", "seg.dcm"}
    said = capsys.readouterr().out
    assert "1.2.3\n" in said
    assert "Doe^Jane ('CT1',)\n" in said


def test_the_example_is_shown() -> None:
    assert (ROOT / "examples" / "ct_image.py").read_text().split('"""\n\n', 1)[1] in BLOCKS


def test_what_a_wrong_value_says(folder: Path) -> None:
    ct = CTImage.read(folder / "series" / "1.dcm")
    with pytest.raises(InvalidValue) as caught:
        ct.PatientSex = "X"  # type: ignore[assignment]
    assert f"\n    InvalidValue: {caught.value}\n" in TEXT


def test_what_checkers_say() -> None:
    programs = ROOT / "tests" / "typing" / "fail"
    assert (programs / "mistakes.py").read_text() == block(ELSEWHERE[0])
    said = (programs / "mistakes.mypy.txt").read_text().splitlines()
    assert "".join(f"    {line}\n" for line in said) in TEXT
