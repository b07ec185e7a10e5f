"""`dicomwright example`: objects made up, and what cannot be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dicomwright.cli import main
from dicomwright.cli.example import stored
from dicomwright.iods import CTImage
from dicomwright.runtime import read
from dicomwright.testing import example, minimal

if TYPE_CHECKING:
    from pathlib import Path


def said(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command says that cannot be done."""
    assert main(["example", *arguments]) == 2
    return capsys.readouterr().err


def test_one(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    assert main(["example", "CT Image", "-o", str(path), "--seed", "7"]) == 0
    assert path.read_bytes() == example(CTImage, 7).to_bytes()
    assert main(["example", "CTImage", "-o", str(path), "--minimal", "--force"]) == 0
    assert path.read_bytes() == minimal(CTImage).to_bytes()


def test_the_name_is_that_of_the_iod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["example", "ctimage"]) == 0
    assert type(read(tmp_path / "CTImage.dcm")) is CTImage


def test_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    several = [each for each in stored() if each[0] in {"CTImage", "DigitalXRayImage"}]
    assert len(list(stored())) > 170
    monkeypatch.setattr("dicomwright.cli.example.stored", lambda: iter(several))
    folder = tmp_path / "new" / "folder"
    assert main(["example", "--all", str(folder), "--minimal"]) == 0
    assert capsys.readouterr().out == f"3 files in {folder}\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        "CTImage.dcm",
        "DigitalXRayImageStorageForPresentation.dcm",
        "DigitalXRayImageStorageForProcessing.dcm",
    ]
    assert len({read(path).to_dataset().SOPClassUID for path in folder.iterdir()}) == 3
    assert "is not empty; --force replaces" in said("--all", str(folder), capsys=capsys)
    assert main(["example", "--all", str(folder), "--minimal", "--force"]) == 0


def test_what_cannot_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "there.dcm"
    there.write_bytes(b"mine")
    cases = {
        ("CTImag",): "there is no IOD 'CTImag'; did you mean CTImage?",
        ("CTImage", "-o", str(there)): f"'{there}' exists; --force replaces it",
        ("CTImage", "-o", str(tmp_path)): f"'{tmp_path}' is a folder; for all IODs there is --all FOLDER",
        ("CTImage", "-o", str(tmp_path / "no" / "ct.dcm")): f"there is no folder '{tmp_path / 'no'}'",
        (): "name an IOD, such as CTImage, or a folder for all of them: --all FOLDER",
        ("CTImage", "--all", str(tmp_path)): "name an IOD, such as CTImage, or a folder for all of them",
        ("--all", str(there)): f"'{there}' is a file, and must be a folder",
        ("--all", str(tmp_path), "-o", "x"): "--output is for one IOD; --all has a folder of its own",
    }
    for arguments, message in cases.items():
        assert f"dicomwright: {message}" in said(*arguments, capsys=capsys)
    assert there.read_bytes() == b"mine"


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["example", "--help"])
    shown = capsys.readouterr().out
    assert "\nexamples:\n  dicomwright example CTImage " in shown
    assert "nothing in it is of a real patient" in shown.casefold()
