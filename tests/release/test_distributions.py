"""Wheel and sdist, as they are published: what they contain, and what they say of themselves."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from committed import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

pytest.importorskip("hatchling", reason="hatchling is not installed: it is in the dependency group 'test'")

FORGE = {"GITHUB_SERVER_URL": "https://forge.example", "GITHUB_REPOSITORY": "someone/dicomwright"}
ADDRESS = "https://forge.example/someone/dicomwright"
MOST_MB = 6
SOURCES = ("runtime", "generated", "generator")
RELATIVE = re.compile(r"\]\((?![a-z]+:|#)")


def build(project: Path, target: Path, *arguments: str, **environment: str) -> Path:
    """Build as a front end does, without a network, and return the one file that was written."""
    clean = {name: value for name, value in os.environ.items() if name not in FORGE}
    command = [sys.executable, "-m", "hatchling", "build", "--directory", target, *arguments]
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=project, env=clean | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = target.iterdir()
    return found


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "--target", "sdist", **FORGE)


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the sdist, as installers and the release do, where nothing knows the repository any more."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (project,) = folder.iterdir()
    return build(project, tmp_path_factory.mktemp("wheel"), "--target", "wheel")


def in_wheel(path: Path) -> dict[str, str]:
    """Return the files of a wheel, with the hash of each."""
    with zipfile.ZipFile(path) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def committed() -> list[PurePosixPath]:
    """Return what is of the repository: all but what Git ignores."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [PurePosixPath(name) for name in said.splitlines() if (ROOT / name).is_file()]


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def urls(said: Message) -> Mapping[str, str]:
    return dict(each.split(", ") for each in said.get_all("Project-URL", []))


def test_the_wheel_has_the_three_sources_and_nothing_else(wheel: Path) -> None:
    ours = {name: digest for name, digest in in_wheel(wheel).items() if ".dist-info/" not in name}
    shipped = [path for path in committed() if path.parts[0] in SOURCES and path.parts[1] == "dicomwright"]
    assert ours == {
        str(path.relative_to(path.parts[0])): hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
        for path in shipped
    }


def test_every_package_says_that_it_is_typed(wheel: Path) -> None:
    files = in_wheel(wheel)
    packages = {name.split("/")[1] for name in files if name.count("/") > 1 and ".dist-info/" not in name}
    assert packages
    assert {name for name in packages if f"dicomwright/{name}/py.typed" not in files} == set()


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_MB * 1_000_000


def test_the_sdist_is_what_is_committed(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    assert names - {PurePosixPath("PKG-INFO")} == set(committed())


def test_metadata_are_valid(sdist: Path, wheel: Path) -> None:
    pytest.importorskip("twine", reason="twine is not installed: it is in the dependency group 'test'")
    command = [sys.executable, "-m", "twine", "check", "--strict", sdist, wheel]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_metadata_say_where_it_was_built(wheel: Path) -> None:
    said = metadata(wheel)
    assert urls(said) == {
        "Homepage": ADDRESS,
        "Documentation": f"{ADDRESS}/blob/HEAD/docs/index.md",
        "Changelog": f"{ADDRESS}/blob/HEAD/CHANGELOG.md",
        "Issues": f"{ADDRESS}/issues",
    }
    text = str(said.get_payload())
    assert f"[Getting started]({ADDRESS}/blob/HEAD/docs/start.md)" in text
    assert not RELATIVE.search(text)


def test_no_address_is_made_up(tmp_path: Path) -> None:
    said = metadata(build(ROOT, tmp_path, "--target", "wheel"))
    assert urls(said) == {}
    text = str(said.get_payload())
    assert "Getting started" in text
    assert not RELATIVE.search(text)


def test_metadata_say_for_whom_it_is(wheel: Path) -> None:
    said = metadata(wheel)
    pythons = [each.split(" :: ")[-1] for each in said.get_all("Classifier", []) if ":: Python :: 3." in each]
    assert pythons == ["3.11", "3.12", "3.13", "3.14"]
    assert said["Requires-Python"] == ">=3.11"
    assert said["License-Expression"] == "MIT"
    assert "pydicom>=3.0.1" in said.get_all("Requires-Dist", [])
