"""The page with the validator: in a browser, the same report as natively, and no way out of it for a file."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from committed import ROOT, SHARED
from machines.conftest import HERE, node

from dicomwright.batch.judging import Options, judge
from dicomwright.batch.sources.found import Found
from dicomwright.reports import make_writer
from dicomwright.site.validator.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CORPUS = SHARED / "corpus" / "files"
FILES = (
    "dicom-validator-ts__tests__fixtures__dcm__iod__unexpected-tag.dcm",
    "fo-dicom__mr_brucker.dcm",
    "highdicom__sm_image_control.dcm",
    "pydicom__charset_files__chrX2.dcm",
    "pydicom__liver_expb_1frame.dcm",
)
"""Two of them need pydicom, which is loaded for the first of these."""
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"),
    pytest.mark.skipif(
        not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not beside this checkout"
    ),
]


class Opened(NamedTuple):
    """What the browser told, what the server was asked for, and the files of each round."""

    told: dict[str, Any]
    asked: list[str]
    rounds: list[list[Path]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, npm: Path) -> Path:
    """The page, made as the site makes it, with what it takes from the frame of the site."""
    folder = tmp_path_factory.mktemp("site")
    dist = folder / "dist"
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(dist)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    (wheel,) = dist.iterdir()
    pyodide = str(npm / "node_modules" / "pyodide")
    assert (
        main([str(wheel), str(of_pydicom(dist)), "--pyodide", pyodide, "--output", str(folder / "validator")])
        == 0
    )
    shutil.copytree(ROOT / "generator/dicomwright/site/assets", folder / "assets")
    return folder


def of_pydicom(folder: Path) -> Path:
    """Pack pydicom, as it is installed here, as its wheel does."""
    distribution = importlib.metadata.distribution("pydicom")
    path = folder / f"pydicom-{distribution.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in distribution.files or ():
            if file.suffix != ".pyc" and ".." not in file.parts and "test_files" not in file.parts:
                archive.write(file.locate(), str(file))
    return path


@pytest.fixture(scope="module")
def opened(site: Path, npm: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The page in a browser, with files dropped on it: five of the corpus, then a broken one and a text."""
    odd = tmp_path_factory.mktemp("odd")
    (odd / "broken.dcm").write_bytes((CORPUS / FILES[0]).read_bytes()[:300])
    (odd / "notes.txt").write_text("Secret^Name, and no DICOM at all", encoding="utf-8")
    rounds = [[CORPUS / name for name in FILES], [odd / "broken.dcm", odd / "notes.txt"]]
    shutil.copy(HERE / "drive.mjs", npm)
    with served(site) as (address, asked):
        lists = (json.dumps([str(path) for path in paths]) for paths in rounds)
        done = node("drive.mjs", str(CHROMIUM), f"{address}/validator/index.html", *lists, cwd=npm)
    assert done.returncode == 0, done.stderr
    return Opened(json.loads(done.stdout), asked, rounds)


class served:  # noqa: N801 - it is used as a function
    """Serve a folder on loopback, and note what is asked for."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                asked.append(self.path)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))

    def __enter__(self) -> tuple[str, list[str]]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}", self.asked

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def natively(paths: Iterable[Path]) -> str:
    stream = StringIO()
    writer = make_writer("html", stream)
    writer.begin()
    for report in reports(paths):
        writer.add(report)
    writer.end()
    return stream.getvalue()


def reports(paths: Iterable[Path]) -> Iterator[Any]:
    for path in paths:
        yield judge(Found(path.name, named=True, content=path.read_bytes()), Options())


def test_the_report_is_the_one_of_the_command(opened: Opened) -> None:
    for paths, told in zip(opened.rounds, opened.told["told"], strict=True):
        assert told["report"].replace('<base target="_blank">', "") == natively(paths)
        assert (told["fault"], told["state"]) == ("", f"Judged: {len(paths)} files.")
    assert sum(len(report.findings) for report in reports(opened.rounds[0])) > 10


def test_what_cannot_be_read_is_said(opened: Opened) -> None:
    report = opened.told["told"][1]["report"]
    assert "its length 22 goes beyond the end of what holds it, at offset 294" in report
    assert "this is not a DICOM file" in report
    assert "Secret" not in report


def test_the_report_is_shown_apart(opened: Opened) -> None:
    """In a frame without rights: its style and its script work, and it cannot reach the page."""
    shown = opened.told["shown"]
    rows = opened.told["told"][-1]["report"].count("<tr data-severity")
    assert (shown["rows"], shown["filters"], shown["parent"]) == (rows, True, "refused")
    assert shown["colour"] not in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}


def test_no_file_leaves_the_page(opened: Opened) -> None:
    assert opened.told["own"] == []  # requests since it was ready
    assert opened.told["sent"] == ["refused"] * 3  # what a program in the page tried
    assert not [path for path in opened.asked if "stolen" in path]
    blocked = [line for line in opened.told["consoled"] if "Content Security Policy" in line]
    assert blocked == opened.told["consoled"]  # no other error


def test_only_what_is_needed_is_loaded(opened: Opened, site: Path) -> None:
    folders = {path.rpartition("/")[0] for path in opened.asked}
    assert folders == {"/assets", "/validator", "/validator/pyodide"}
    wheels = {path.name.partition("-")[0] for path in (site / "validator").glob("*.whl")}
    assert wheels == {"dicomwright", "pydicom"}  # and neither numpy nor rich
    assert "Pyodide 314.0.7" in (site / "validator" / "index.html").read_text(encoding="utf-8")


def test_a_page_that_lacks_something_says_so(site: Path, npm: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site/validator/judging.py").unlink()
    shutil.copy(HERE / "drive.mjs", npm)
    with served(tmp_path / "site") as (address, _):
        done = node("drive.mjs", str(CHROMIUM), f"{address}/validator/index.html", cwd=npm)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["fault"] == "The validator cannot be loaded: judging.py is not there"
