"""The command by its three names, and the version, which stands in one place."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from committed import EDITION, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCRIPT = str(Path(sys.executable).with_name("dicomwright"))


@pytest.mark.parametrize(
    "command",
    [[sys.executable, "-m", "dicomwright"], [sys.executable, "-m", "dicomwright.cli"], [SCRIPT]],
    ids=["package", "module", "script"],
)
def test_the_version_is_said(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True, cwd=tmp_path)  # noqa: S603
    assert done.stdout == f"dicomwright {PROJECT['project']['version']}, DICOM {EDITION}\n"


def test_the_version_is_that_of_the_project() -> None:
    assert version("dicomwright") == PROJECT["project"]["version"]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.*)$", cited, re.MULTILINE)[1] == version("dicomwright")  # type: ignore[index]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version('dicomwright')}]" in changes


def test_hooks_have_the_tools_of_the_project() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    pinned = set(re.findall(r'"(ruff==[^"]+)"', hooks))
    assert pinned <= set(PROJECT["dependency-groups"]["lint"])
    assert len(pinned) == 1


def test_actions_are_pinned() -> None:
    used = [
        line.split("uses: ")[1]
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses: " in line
    ]
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)] == []


def test_the_readme_has_two_commands_and_ci_runs_the_second() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    work = text.split("\n## Work on it\n")[1].split("\n### ")[0]
    nox = "python3 -m venv .venv && .venv/bin/pip install --quiet nox && .venv/bin/nox"
    assert re.findall(r"^    (.*)$", work, re.MULTILINE) == [f"{nox} -s generate", nox]
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == nox
