"""Formatting: the whole tree once through ruff, with the configuration that is a part of the tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONFIG: Final = "ruff.toml"
# Order of imports, and none that is not used; those of a package are there for type checkers.
_STEPS: Final[tuple[Sequence[str], ...]] = (
    ("check", "--quiet", "--fix", "--select", "I,F401", "--per-file-ignores", "__init__.py:F401"),
    ("format", "--quiet"),
)


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files (path -> text) as ruff formats them; `ruff.toml` must be among them.

    Raises:
        OutputError: ruff is not there, or a file is not Python.

    """
    with TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, files)
        for step in _STEPS:
            _ruff(root, step)
        return {name: (root / name).read_text(encoding="utf-8") for name in sorted(files)}


def _write(root: Path, files: Mapping[str, str]) -> None:
    for folder in sorted({(root / name).parent for name in files}):
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")


def _ruff(root: Path, step: Sequence[str]) -> None:
    command = [sys.executable, "-m", "ruff", *step, "--no-cache", "--config", CONFIG, "."]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise OutputError(
            f"ruff {step[0]} of the generated tree failed: {(done.stderr or done.stdout).strip()}"
        )
