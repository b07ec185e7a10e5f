"""Types: programs that mypy --strict and pyright strict must accept, and mistakes that they must find."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATHS = [str(ROOT / "runtime"), str(ROOT / "tests")]


def mypy(program: Path, cache: Path) -> dict[int, str]:
    """Return the errors of a program by line."""
    options = ["--config-file=", "--strict", "--explicit-package-bases", "--namespace-packages"]
    done = subprocess.run(  # noqa: S603 - the type checker of this environment
        [sys.executable, "-m", "mypy", *options, f"--cache-dir={cache}", "--no-color-output", str(program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE,
        env={**os.environ, "MYPYPATH": os.pathsep.join(PATHS)},
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = re.findall(r"^(\S+?):(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert all(Path(file).name == program.name for file, _, _ in found), done.stdout
    return {int(line): message for _, line, message in reversed(found)}


def pyright(program: Path, folder: Path) -> dict[int, str]:
    """Return the errors of a program by line."""
    command = shutil.which("pyright", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if command is None:
        pytest.skip("pyright is not installed")
    settings: dict[str, Any] = {"typeCheckingMode": "strict", "extraPaths": PATHS}
    folder = folder / program.stem
    folder.mkdir()
    shutil.copy(program, folder)
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(  # noqa: S603 - the type checker of this environment
        [command, "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 1
    return {one["range"]["start"]["line"] + 1: one["message"] for one in report["generalDiagnostics"]}


def marked(program: Path) -> dict[int, str]:
    lines = enumerate(program.read_text().splitlines(), 1)
    return {number: line.split("# wrong: ")[1] for number, line in lines if "# wrong: " in line}


def test_mypy(tmp_path: Path) -> None:
    assert mypy(HERE / "programs" / "accepted.py", tmp_path) == {}
    wrong, found = marked(HERE / "programs" / "refused.py"), mypy(HERE / "programs" / "refused.py", tmp_path)
    assert found.keys() == wrong.keys()
    for line, part in wrong.items():
        assert part in found[line]


def test_pyright(tmp_path: Path) -> None:
    assert pyright(HERE / "programs" / "accepted.py", tmp_path) == {}
    found = pyright(HERE / "programs" / "refused.py", tmp_path)
    assert found.keys() == marked(HERE / "programs" / "refused.py").keys()
