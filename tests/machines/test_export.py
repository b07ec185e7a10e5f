"""The command `dicomwright export`: where it writes, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING

import pytest
from committed import EDITION, ROOT

from dicomwright.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOTS = str(ROOT / "spec_cache")


def run(*arguments: str) -> int:
    return main(["export", *arguments, "--snapshots", SNAPSHOTS])


@pytest.mark.parametrize("name", ["CTImage", "CT Image", "ct image iod"])
def test_a_schema_on_the_standard_output(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("json-schema", name) == 0
    written = json.loads(capsys.readouterr().out)
    assert written["title"] == "CT Image IOD"
    assert f"DICOM {EDITION}, PS3.3 A.3, https://dicom.nema.org/" in written["$comment"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "dicom.ts"
    path.write_text("before", encoding="utf-8")
    assert run("typescript", "CTImage", "MRImage", "-o", str(path)) == 0
    text = path.read_text(encoding="utf-8")
    assert "export interface CTImage {" in text
    assert "export interface MRImage {" in text
    assert [each.name for each in tmp_path.iterdir()] == ["dicom.ts"]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(path.read_text(encoding="utf-8")))
    reader.start()
    assert run("json-schema", "CTImage", "-o", str(path)) == 0
    reader.join(timeout=20)
    assert json.loads(got[0])["title"] == "CT Image IOD"
    assert path.is_fifo()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["json-schema", "CTImag"], "there is no IOD 'CTImag'; did you mean CT Image?"),
        (["json-schema", "CTImage", "--edition", "1999z"], "there is no snapshot of edition '1999z'"),
        (["json-schema", "CTImage", "-o", "/nowhere/at/all"], "'/nowhere/at/all' cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")  # root, who runs tests at times, may write anywhere

    monkeypatch.setattr("dicomwright.export.command.replace_all", refuse)
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_a_format_is_demanded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export"])
    assert ended.value.code == 2
    assert "FORMAT" in capsys.readouterr().err
