"""The command `dicomwright diff`: snapshots in folders, documents out, and what it says when there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from committed import EDITION, ROOT
from diff.editions import edited_row, pruned

from dicomwright.cli import main
from dicomwright.generator.accounting import Accounting
from dicomwright.generator.snapshot import write_snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the snapshots of two small editions."""
    folder = tmp_path_factory.mktemp("snapshots")
    old = replace(pruned(), name="2024e")
    new = replace(edited_row("Patient", "00100010", type="1")(pruned()), name="2025e")
    for edition in (old, new):
        (folder / edition.name).mkdir()
        write_snapshot(edition, Accounting(), folder / edition.name)
    return folder


def run(snapshots: Path, *arguments: str) -> int:
    return main(["diff", *arguments, "--snapshots", str(snapshots)])


def test_a_comparison(snapshots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(snapshots, "2024e", "2025e") == 0
    assert capsys.readouterr().out.startswith("DICOM 2024e -> 2025e: 1 change, 1 of them breaking\n")


def test_the_exit_status_is_that_of_git_when_it_is_asked_for(snapshots: Path) -> None:
    assert run(snapshots, "2024e", "2025e", "--exit-code") == 1
    assert run(snapshots, "2024e", "2025e", "--exit-code", "--only", "uid") == 0
    assert run(snapshots, "2024e", "2024e", "--exit-code") == 0


def test_an_edition_with_itself(snapshots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(snapshots, "2025e", "2025e") == 0
    assert capsys.readouterr().out == "DICOM 2025e is compared with itself: no differences\n"


def test_a_file(snapshots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "diff.json"
    assert run(snapshots, "2024e", "2025e", "--format", "json", "--output", str(target)) == 0
    assert capsys.readouterr().out == ""
    (change,) = json.loads(target.read_text(encoding="utf-8"))["changes"]
    assert change["details"] == [{"what": "type", "old": ["2"], "new": ["1"]}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2019a", "2025e"), "nox -s generate -- --edition 2019a"),
        (("2024e", "2019a"), "there are 2024e, 2025e"),
        (("2024e", "2025e", "--iod", "Nothing"), "there is no IOD 'Nothing'"),
        (("2024e", "2025e", "--only", "nothing"), "there are no changes of kind 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_said(
    snapshots: Path, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(snapshots, *arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("dicomwright: ")
    assert said in error
    assert "Traceback" not in error


def test_a_broken_snapshot_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "2024e").mkdir()
    (tmp_path / "2024e" / "edition.json").write_text("{", encoding="utf-8")
    assert run(tmp_path, "2024e", "2024e") == 2
    assert "edition.json" in capsys.readouterr().err


def test_the_checkout_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["diff", EDITION, EDITION]) == 0
    assert "compared with itself" in capsys.readouterr().out


def test_it_needs_none_of_the_extras(snapshots: Path) -> None:
    """What reads XML, renders and downloads is not imported, nor what reads and writes files of DICOM."""
    script = (
        "import sys; from dicomwright.cli import main; "
        f"main(['diff', '2024e', '2025e', '--snapshots', {str(snapshots)!r}, '--format', 'html']); "
        "sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "<!DOCTYPE html>" in done.stdout
    assert not {"jinja2", "lxml", "numpy", "pydicom", "requests"} & set(done.stderr.split())
