"""Archives: members are judged where they lie, in this process or in several, and hostile ones end nothing."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import fsspec
import pytest
from remote.images import image, written

from dicomwright.batch.sources import archive as archives
from dicomwright.batch.sources import tars
from dicomwright.batch.sources.archives import members_of
from dicomwright.batch.sources.opening import close, opened
from dicomwright.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from remote.counting import CountingServer

HEADER = 1 << 16
SMALL = image(frames=1)
SMALL.Rows = SMALL.Columns = 2
SMALL.add_new(0x7FE00010, "OW", bytes(8))
DATA = written(SMALL)
FILES = {"1/a.dcm": DATA, "2/b.dcm": DATA, "readme": b"not DICOM" * 100}
TARS = {".tar": "w:", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close()


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.mkdir("1")
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes], mode: str = "w:", **more: Any) -> Path:  # noqa: ANN401 - of TarInfo
    with tarfile.open(path, mode) as archive:
        folder = tarfile.TarInfo("1")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in more.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(data))
    return path


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    status = main(["validate", *arguments, "--format", "jsonl"])
    shown = capsys.readouterr()
    return status, [json.loads(line) for line in shown.out.splitlines()], shown.err


def told(reports: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return severity and message of what could not be read, by name."""
    return {
        report["file"].partition("!")[2]: (finding["severity"], finding["message"])
        for report in reports
        for finding in report["findings"]
        if finding["code"] == "unreadable"
    }


@pytest.mark.parametrize("ending", [".zip", ".ZIP", *TARS])
def test_members_are_judged_as_files_are(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"study{ending}"
    zipped(path, FILES) if ending.lower() == ".zip" else tarred(path, FILES, TARS[ending])
    (tmp_path / "a.dcm").write_bytes(DATA)
    _, (alone,), _ = judged(capsys, str(tmp_path / "a.dcm"))
    (tmp_path / "a.dcm").unlink()
    for given in (path, tmp_path):  # by its name, and in a folder
        status, reports, said = judged(capsys, str(given))
        assert (status, said) == (1, "dicomwright: 1 file skipped, not DICOM\n")
        assert [report["file"] for report in reports] == [f"{path}!1/a.dcm", f"{path}!2/b.dcm"]
        assert all(report["findings"] == alone["findings"] for report in reports)
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz"])
def test_in_several_processes(ending: str, tmp_path: Path) -> None:
    files = {f"{number:02}.dcm": DATA for number in range(40)}
    path = tmp_path / f"study{ending}"
    zipped(path, files) if ending == ".zip" else tarred(path, files, TARS[ending])
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "dicomwright.cli", "validate", str(path), "--jobs", "2", "--format", "jsonl"],
        capture_output=True,
        text=True,
        check=False,
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert [report["file"] for report in reports] == [f"{path}!{name}" for name in files]
    assert {report["iod"] for report in reports} == {"EnhancedMRImage"}


@pytest.mark.parametrize("place", ["memory", "http"])
@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz"])
def test_behind_urls(
    place: str, ending: str, tmp_path: Path, server: CountingServer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"study{ending}"
    zipped(path, FILES) if ending == ".zip" else tarred(path, FILES, TARS[ending])
    if place == "memory":
        fsspec.filesystem("memory").pipe({f"/archives/study{ending}": path.read_bytes()})
        url = f"memory://archives/study{ending}"
    else:
        url = f"{server.serve(path.name, path.read_bytes())}?token=hidden"
    _, reports, said = judged(capsys, url)
    shown = url.partition("?")[0]
    assert [report["file"] for report in reports] == [f"{shown}!1/a.dcm", f"{shown}!2/b.dcm"]
    assert {report["iod"] for report in reports} == {"EnhancedMRImage"}
    assert said == "dicomwright: 1 file skipped, not DICOM\n"


@pytest.mark.parametrize("ending", [".zip stored", ".zip", ".tar"])
def test_only_headers_cross_the_network(
    ending: str, made: Callable[[str], bytes], tmp_path: Path, server: CountingServer
) -> None:
    data = made("native")
    path = tmp_path / f"study{ending.split(maxsplit=1)[0]}"
    files = {f"{number}.dcm": data[: 3_000_000 + number] for number in range(8)}
    if ending == ".tar":
        tarred(path, files)
    else:
        zipped(path, files, zipfile.ZIP_STORED if "stored" in ending else zipfile.ZIP_DEFLATED)
    url = server.serve(path.name, path.read_bytes())
    found = list(members_of(url, named=True))
    listed = server.take().sent
    assert listed <= len(files) * HEADER // 2
    for each in found:
        with opened(each) as source:
            assert hasattr(source, "read")
            assert len(source.read(10_000)) == 10_000
    assert server.take().sent <= len(files) * HEADER // 2 + listed


def test_more_members_than_requests_that_are_small(tmp_path: Path, server: CountingServer) -> None:
    files = {f"{number}.dcm": DATA + bytes(40_000) for number in range(1_100)}
    url = server.serve("many.zip", zipped(tmp_path / "many.zip", files, zipfile.ZIP_STORED).read_bytes())
    found = list(members_of(url, named=True))
    server.take()
    for each in found:
        with opened(each) as source:
            assert source is not None
    assert server.take().sent <= len(found) * (1 << 14) + HEADER * 3


# hostile


def test_hostile_zips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo("link.dcm")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        for name in ("../up.dcm", "/etc/abs.dcm", "C:\\drive.dcm", "a/../../b.dcm", "ok..dcm", "a/..b/c.dcm"):
            archive.writestr(name, DATA)
        archive.writestr("bomb.dcm", DATA + bytes(archives.MUCH))
        archive.writestr("secret.dcm", DATA)
        archive.writestr("corrupt.dcm", DATA)
        archive.writestr("unknown.dcm", DATA)
        archive.writestr("last.dcm", DATA)
        infos = {info.filename: info for info in archive.infolist()}
    data = bytearray(path.read_bytes())
    place = infos["corrupt.dcm"].header_offset + 30 + len("corrupt.dcm")
    data[place : place + 20] = b"\xff" * 20
    for name, flag, at in (("secret.dcm", 1, 8), ("unknown.dcm", 97, 10)):
        entry = data.rindex(name.encode()) - 46
        data[entry + at] = flag
    path.write_bytes(data)
    status, reports, _ = judged(capsys, str(path))
    found = told(reports)
    assert status == 1
    assert {name for name, (severity, _) in found.items() if severity == "warning"} == {
        "link.dcm", "../up.dcm", "/etc/abs.dcm", "C:\\drive.dcm", "a/../../b.dcm",
    }  # fmt: skip
    assert {name: said for name, (severity, said) in found.items() if severity == "error"} == {
        "bomb.dcm": "grows to more than 100 times its length, and is not read",
        "secret.dcm": "is encrypted, and cannot be read",
        "corrupt.dcm": "the file cannot be read: the member of the archive is broken",
        "unknown.dcm": "the file cannot be read: the member of the archive is compressed in a way that is not known",
    }
    well = {report["file"].partition("!")[2] for report in reports if report["iod"]}
    assert well == {"ok..dcm", "a/..b/c.dcm", "last.dcm"}


def test_hostile_tars(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.tar"
    with tarfile.open(path, "w") as archive:
        for kind, name in (
            (tarfile.SYMTYPE, "soft.dcm"),
            (tarfile.LNKTYPE, "hard.dcm"),
            (tarfile.FIFOTYPE, "pipe"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        for name in ("../up.dcm", "ok.dcm"):
            info = tarfile.TarInfo(name)
            info.size = len(DATA)
            archive.addfile(info, io.BytesIO(DATA))
    status, reports, _ = judged(capsys, str(path))
    assert status == 1  # of what is wrong with the image
    assert {name: severity for name, (severity, _) in told(reports).items()} == dict.fromkeys(
        ("soft.dcm", "hard.dcm", "pipe", "../up.dcm"), "warning"
    )
    assert [report["file"] for report in reports if report["iod"]] == [f"{path}!ok.dcm"]


def broken_tars() -> dict[str, tuple[str, Callable[[bytes], bytes], str]]:
    """Return endings, what is done to the bytes, and what is said of it."""
    return {
        "cut in a member": (".tar", lambda data: data[: 1024 + len(DATA) // 2], "before its member does"),
        "cut in a header": (
            ".tar",
            lambda data: data[: 512 + 512 + -(-len(DATA) // 512) * 512 + 100],
            "is broken",
        ),
        "garbage later": (
            ".tar",
            lambda data: data.replace(b"2/b.dcm", b"2/B.dcm", 1),
            "is broken; what is left of it is not read",
        ),
        "cut gzip": (".tar.gz", lambda data: data[: len(data) // 2], "broken"),
        "wrong gzip": (".tar.gz", lambda data: data[:60] + b"\xff" * 40 + data[100:], "broken"),
        "cut xz": (".tar.xz", lambda data: data[:-40], "broken"),
    }


@pytest.mark.parametrize("name", broken_tars())
def test_broken_tars(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ending, change, said = broken_tars()[name]
    noise = {"1/a.dcm": DATA + os.urandom(30_000), "2/b.dcm": DATA}
    files = FILES if ending == ".tar" else noise
    path = tarred(tmp_path / f"study{ending}", files, TARS[ending])
    path.write_bytes(change(path.read_bytes()))
    status, reports, _ = judged(capsys, str(path))
    assert status == 1
    assert any(said in message for severity, message in told(reports).values() if severity == "error")


def test_bombs_in_tars(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tars, "MUCH", 1 << 20)
    path = tarred(tmp_path / "bomb.tar.gz", {"a.dcm": DATA, "b.dcm": DATA + bytes(1 << 22)}, "w:gz")
    _, reports, _ = judged(capsys, str(path))
    assert told(reports) == {
        "b.dcm": (
            "error",
            "the archive grows to more than 100 times its length; what is left of it is not read",
        )
    }
    monkeypatch.undo()
    monkeypatch.setattr(tars, "_MOST_HELD", 1 << 20)
    _, reports, _ = judged(capsys, str(path))
    assert "takes an archive that is not compressed" in told(reports)["b.dcm"][1]
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 32
    path.write_bytes(header.tobuf() + bytes(1 << 16))
    (tmp_path / "long.tar").write_bytes(header.tobuf() + bytes(1 << 16))
    _, reports, _ = judged(capsys, str(tmp_path / "long.tar"))
    assert [report["findings"][0]["code"] for report in reports] == ["unreadable"]


def test_too_many_members(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("zips", "tars"):
        monkeypatch.setattr(f"dicomwright.batch.sources.{module}.MOST_MEMBERS", 2)
    files = {f"{number}.dcm": DATA for number in range(4)}
    for path in (zipped(tmp_path / "a.zip", files), tarred(tmp_path / "a.tar", files)):
        _, reports, _ = judged(capsys, str(path))
        assert "has more than 2 members" in told(reports)[""][1]
        assert len(reports) <= 3


@pytest.mark.parametrize("ending", [".zip", *TARS])
def test_what_is_called_so_and_is_none(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"study{ending}"
    path.write_bytes(DATA)
    _, (report,), _ = judged(capsys, str(path))
    assert (report["file"], report["iod"]) == (str(path), "EnhancedMRImage")
    path.write_bytes(b"nothing" * 100)
    assert main(["validate", str(tmp_path)]) == 2
    capsys.readouterr()
    path.write_bytes(zipped(tmp_path / "x", FILES).read_bytes()[:-20])
    if ending == ".zip":
        _, (report,), _ = judged(capsys, str(path))
        assert report["findings"][0]["message"].startswith("the archive is broken")


# lists


@pytest.mark.parametrize("how", ["--files-from", "@"])
def test_lists_of_files(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], server: CountingServer
) -> None:
    (tmp_path / "a.dcm").write_bytes(DATA)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.dcm").write_bytes(DATA)
    path = zipped(tmp_path / "study.zip", {"c.dcm": DATA})
    url = server.serve("d.dcm", DATA)
    lines = [tmp_path / "a.dcm", "", tmp_path / "gone.dcm", tmp_path / "folder", path, url]
    listed = tmp_path / "list.txt"
    listed.write_text("\r\n".join(map(str, lines)))
    arguments = [how, str(listed)] if how != "@" else [f"@{listed}"]
    _, reports, _ = judged(capsys, *arguments)
    names = [*map(str, (lines[0], lines[2], tmp_path / "folder" / "b.dcm")), f"{path}!c.dcm", url]
    assert [report["file"] for report in reports] == names
    assert "No such file" in reports[1]["findings"][0]["message"]


def test_lists_are_read_as_they_are_needed(tmp_path: Path) -> None:
    from dicomwright.batch.walk import files  # noqa: PLC0415

    pipe = tmp_path / "list"
    os.mkfifo(pipe)
    writing = os.open(pipe, os.O_RDWR)
    os.write(writing, b"first.dcm\n" * 2000)
    found = files([f"@{pipe}"])
    assert next(found).path == "first.dcm"  # though the list has no end yet
    found.close()  # type: ignore[attr-defined]  # it is a generator
    os.close(writing)


def test_usage_of_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["validate"])
    assert "name a file" in capsys.readouterr().err
    assert main(["validate", "--files-from", str(tmp_path / "none")]) == 2
    assert "there is no file or folder" in capsys.readouterr().err
    assert main(["validate", "@none"]) == 2
    assert main(["validate", "-", "@-"]) == 2
    monkeypatch.chdir(tmp_path)
    (tmp_path / "@a.dcm").write_bytes(DATA)
    _, (report,), _ = judged(capsys, "@a.dcm")
    assert report["file"] == "@a.dcm"
