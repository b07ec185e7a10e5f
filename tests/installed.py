"""The wheel of this checkout, installed into an environment of its own, which finds its dependencies in this one."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def environment(folder: Path) -> Path:
    """Build the wheel, install it, offline, and return the interpreter of the environment."""
    dist = folder / "dist"
    _run("hatchling", "build", "--target", "wheel", "--directory", dist)
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    _run(
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-compile",
        "--target",
        site,
        *dist.iterdir(),
    )
    # What is installed in a folder that is named so is found; what is editable there, as this checkout is, is not.
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "dependencies.pth").write_text("\n".join(sorted(dependencies)), encoding="utf-8")
    return folder / "bin" / "python"


def _run(module: str, *arguments: str | Path) -> None:
    pytest.importorskip(module, reason=f"{module} is not installed: it is in the dependency group 'test'")
    done = subprocess.run(  # noqa: S603 - the tools of this environment
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
