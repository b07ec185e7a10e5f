"""Environments with the dependencies of this one: with the wheel of this checkout, or without."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def environment(folder: Path) -> Path:
    """Make an environment that finds what is installed in this one, save what is editable, and return its interpreter.

    A file of paths adds folders, and not what files of paths in them name: so this checkout is not in it.
    """
    venv.create(folder, symlinks=True)
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (_site(folder) / "dependencies.pth").write_text("\n".join(sorted(dependencies)), encoding="utf-8")
    return folder / "bin" / "python"


def install_wheel(folder: Path, project: Path = ROOT) -> None:
    """Build the wheel of this checkout, or of another project, and install it into an environment, offline."""
    dist = folder / "dist" / project.name
    _run("hatchling", "build", "--target", "wheel", "--directory", dist, cwd=project)
    options = ("--quiet", "--no-deps", "--no-index", "--no-compile", "--target", _site(folder))
    _run("pip", "install", *options, *dist.iterdir())


def _site(folder: Path) -> Path:
    (found,) = folder.glob("lib/python*/site-packages")
    return found


def _run(module: str, *arguments: str | Path, cwd: Path = ROOT) -> None:
    pytest.importorskip(module, reason=f"{module} is not installed: it is in the dependency group 'test'")
    done = subprocess.run(  # noqa: S603 - the tools of this environment
        [sys.executable, "-m", module, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
