"""The command on URLs: files, patterns and folders of any store, in this process or in several."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import fsspec
import pytest
from remote.images import image, written

from dicomwright.batch.walk import files
from dicomwright.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remote.counting import CountingServer

COMMAND = [sys.executable, "-m", "dicomwright.cli", "validate"]
SMALL = image(frames=1)
SMALL.Rows = SMALL.Columns = 2
SMALL.add_new(0x7FE00010, "OW", bytes(8))
DATA = written(SMALL)


@pytest.fixture
def memory() -> Iterator[Any]:
    """Give a study in fsspec's file system in memory: two files, in two folders, and one that is not DICOM."""
    found = fsspec.filesystem("memory")
    found.store.clear()
    found.pipe({"/study/a.dcm": DATA, "/study/b/c.dcm": DATA, "/study/notes.txt": b"not DICOM" * 50})
    yield found
    found.store.clear()


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    status = main(["validate", *arguments, "--format", "jsonl"])
    shown = capsys.readouterr()
    return status, [json.loads(line) for line in shown.out.splitlines()], shown.err


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["memory://study/a.dcm"], ["a.dcm"]),
        (["memory://study/*"], ["a.dcm", "b/c.dcm"]),
        (["memory://study/**/*.dcm"], ["a.dcm", "b/c.dcm"]),
        (["memory://study/"], ["a.dcm", "b/c.dcm"]),
        (["memory://study/?.dcm", "memory://study/b/c.dcm"], ["a.dcm", "b/c.dcm"]),
    ],
)
@pytest.mark.usefixtures("memory")
def test_files_patterns_and_folders(
    arguments: list[str], files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, reports, told = judged(capsys, *arguments)
    assert status == 1
    assert [report["file"] for report in reports] == [f"memory://study/{name}" for name in files]
    assert {report["iod"] for report in reports} == {"EnhancedMRImage"}
    skipped = any(argument.endswith(("/*", "study/")) for argument in arguments)
    assert told == ("dicomwright: 1 file skipped, not DICOM\n" if skipped else "")


@pytest.mark.usefixtures("memory")
def test_what_is_named_is_always_judged(capsys: pytest.CaptureFixture[str]) -> None:
    _, (report,), _ = judged(capsys, "memory://study/notes.txt")
    assert [finding["code"] for finding in report["findings"]] == ["unreadable"]
    assert main(["validate", "memory://study/*.txt"]) == 2


@pytest.mark.usefixtures("memory")
def test_what_is_not_there_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    for url, message in (
        ("memory://study/none.dcm", "No such file or directory"),
        ("memory://none/*.dcm", "there are no such files"),
    ):
        status, (report,), _ = judged(capsys, url)
        assert (status, report["file"]) == (1, url)
        assert [finding["code"] for finding in report["findings"]] == ["unreadable"]
        assert message in report["findings"][0]["message"]


def test_archives(memory: Any, capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:  # noqa: ANN401
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1/a.dcm", DATA)
        archive.writestr("2/b.dcm", DATA)
        archive.writestr("readme", "not DICOM")
    memory.pipe("/study.zip", path.read_bytes())
    for rest in ("memory://study.zip", str(path)):
        for pattern in ("**", "*/*.dcm", "*", ""):
            _, reports, _ = judged(capsys, f"zip://{pattern}::{rest}")
            expected = [f"zip://{name}::{rest}" for name in ("1/a.dcm", "2/b.dcm")]
            assert [report["file"] for report in reports] == expected


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_web_servers_and_processes(jobs: str, server: CountingServer) -> None:
    names = [f"{number:02}.dcm" for number in range(40)]
    for name in names:
        server.serve(name, DATA)
    server.serve("notes.txt", b"not DICOM" * 10_000)
    server.list(*names, "notes.txt")
    urls = [f"{server.url}/{name}?token=hidden" for name in ("*", "none.dcm")]
    done = subprocess.run(  # noqa: S603
        [*COMMAND, *urls, "--jobs", jobs, "--format", "jsonl"], capture_output=True, text=True, check=False
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["file"] for report in reports] == [f"{server.url}/{name}" for name in (*names, "none.dcm")]
    assert "hidden" not in done.stdout + done.stderr
    assert (done.returncode, done.stderr) == (1, "dicomwright: 1 file skipped, not DICOM\n")
    requests = [seen for seen in server.take().requests if seen.path.startswith("/0")]
    assert {(seen.method, seen.range) for seen in requests} == {("GET", (0, 1 << 14))}
    assert len(requests) == 10


def test_a_connection_that_breaks_does_not_end_it(server: CountingServer) -> None:
    server.serve("a.dcm", DATA, breaks_at=200)
    server.serve("b.dcm", DATA)
    server.serve("c.dcm", DATA, status=403)
    urls = [f"{server.url}/{name}" for name in ("a.dcm", "b.dcm", "c.dcm")]
    done = subprocess.run([*COMMAND, *urls, "--format", "jsonl"], capture_output=True, text=True, check=False)  # noqa: S603
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert [finding["code"] for finding in first["findings"]] == ["unreadable"]
    assert "the connection failed" in first["findings"][0]["message"]
    assert second["iod"] == "EnhancedMRImage"
    assert "Permission denied" in third["findings"][0]["message"]
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.usefixtures("memory")
def test_every_format_has_the_url(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("text", "json", "jsonl", "junit", "sarif", "html"):
        assert main(["validate", "memory://study/a.dcm", "--format", name]) == 1
        assert "memory://study/a.dcm" in capsys.readouterr().out


def test_usage_errors(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "nowhere://a"]) == 2
    assert capsys.readouterr() == ("", "dicomwright: no file system is known for nowhere://\n")
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert main(["validate", "s3://bucket/a.dcm"]) == 2
    told = "dicomwright: URLs need fsspec, which is not installed: pip install 'dicomwright[remote]'\n"
    assert capsys.readouterr() == ("", told)


def test_folders_are_listed_when_it_is_their_turn(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    memory.pipe({f"/study/{folder}/{name}.dcm": DATA for folder in "def" for name in "xy"})
    listed: list[str] = []
    real = type(memory).ls

    def ls(self: Any, path: str, detail: bool = True, **more: Any) -> Any:  # noqa: ANN401, FBT001, FBT002 - as fsspec has it
        listed.append(path.strip("/"))
        return real(self, path, detail=detail, **more)

    monkeypatch.setattr(type(memory), "ls", ls)
    found = files(["memory://study/"])
    names = [next(found).path.removeprefix("memory://study/") for _ in range(4)]
    assert names == ["a.dcm", "b/c.dcm", "d/x.dcm", "d/y.dcm"]
    assert listed == ["study", "study/b", "study/d"]
    names += [each.path.removeprefix("memory://study/") for each in found]
    assert names == [*names[:4], "e/x.dcm", "e/y.dcm", "f/x.dcm", "f/y.dcm", "notes.txt"]
