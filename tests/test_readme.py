"""README and guides: their blocks run in order, as they stand, and what they say that others say is what they say."""

from __future__ import annotations

import re
import runpy
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import pydicom
import pytest
from committed import ROOT
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry
from pages import DOCS, PAGES, README, SKIPPED, block, blocks, document, name, text
from pynetdicom import AE, evt
from test_build_iods import enhanced_mr_image
from test_examples import SCRIPTS, SERIES

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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what pages read, and do not write themselves: files of examples, and `mr.dcm`."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["readme"])
        enhanced_mr_image().save("mr.dcm")
        for script in ("ct_image", "segmentation", "volume", "directory"):
            runpy.run_path(str(ROOT / "examples" / f"{script}.py"))
    (folder / "disc" / "DICOMDIR").unlink()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a copy of these files."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["readme"])
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


def run_blocks(page: Path) -> int:
    """Run the blocks of a page, and count them."""
    examples = list(document(page).examples())
    for example in examples:
        example.evaluate()
    return sum(isinstance(one.region.parsed, str) for one in examples)  # not what says that one is skipped


def served(page: Path) -> bool:
    """Tell whether a page speaks to an archive."""
    return "associate(" in text(page)


RUN = [page for page in PAGES if blocks(page) and not served(page)]


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("page", RUN, ids=name)
def test_blocks_run(page: Path) -> None:
    assert run_blocks(page) == len(blocks(page))


@pytest.mark.usefixtures("folder")
def test_blocks_that_speak_to_an_archive_run(capsys: pytest.CaptureFixture[str]) -> None:
    (page,) = filter(served, PAGES)
    with archive() as stored:
        assert run_blocks(page) == len(blocks(page))
    assert stored == [pydicom.dcmread("ct.dcm").SOPInstanceUID, "IN PROGRESS", "COMPLETED"]
    said = capsys.readouterr().out
    assert "1.2.3\n" in said
    assert "Doe^Jane ('CT1',)\n" in said


def test_what_is_skipped_is_run_elsewhere() -> None:
    skipped = sum(text(page).count(SKIPPED) for page in PAGES)
    assert skipped == len([one for one in ELSEWHERE if block(one)])


def test_every_script_has_a_page() -> None:
    scripts = {path.stem for path in (ROOT / "examples").glob("*.py")}
    assert {page.stem for page in (DOCS / "examples").glob("*.md")} == {*scripts, "index"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_shows_what_its_script_says(script: str) -> None:
    page = text(DOCS / "examples" / f"{script}.md")
    assert f"```{{literalinclude}} ../../examples/{script}.py\n" in page
    assert "".join(re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)) == SCRIPTS[script].says
    assert all(f"`{file}`" in page for file in SCRIPTS[script].writes[:: len(SERIES) - 1])


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\((?![a-z]+:)([^)#]+)", text(README))
    assert len(links) > 20
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_example_is_shown() -> None:
    assert (ROOT / "examples" / "ct_image.py").read_text().split('"""\n\n', 1)[1] in blocks(README)


def test_what_a_wrong_value_says(folder: Path) -> None:
    ct = CTImage.read(folder / "series" / "1.dcm")
    with pytest.raises(InvalidValue) as caught:
        ct.PatientSex = "X"  # type: ignore[assignment]
    assert f"\n    InvalidValue: {caught.value}\n" in text(README)
    assert f"\nInvalidValue: {caught.value}\n" in text(DOCS / "guides" / "build.md")


def test_what_checkers_say() -> None:
    programs = ROOT / "tests" / "typing" / "fail"
    assert (programs / "mistakes.py").read_text() == block(ELSEWHERE[0])
    assert f"```text\n{(programs / 'mistakes.mypy.txt').read_text()}```" in text(
        DOCS / "guides" / "typing.md"
    )
