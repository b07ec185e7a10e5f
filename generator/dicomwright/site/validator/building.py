"""Building the page: its own files, those of Pyodide, and the wheels that it unpacks."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.site.shell import Frame, page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ASSETS: Final = Path(__file__).parent / "assets"
PYODIDE: Final = (
    "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip",
)  # fmt: skip
"""What the page needs of the npm package `pyodide`."""
_HEAD: Final = '<meta charset="utf-8">'


def build(output: Path, pyodide: Path, wheels: Sequence[Path], frame: Frame) -> None:
    """Write the page into a folder. Raises OSError."""
    (output / "pyodide").mkdir(parents=True, exist_ok=True)
    for name in PYODIDE:
        shutil.copyfile(pyodide / name, output / "pyodide" / name)
    for wheel in wheels:
        shutil.copyfile(wheel, output / wheel.name)
    for name in ("validator.js", "validator.css", "judging.py"):
        shutil.copyfile(ASSETS / name, output / name)
    version: str = json.loads((pyodide / "package.json").read_bytes())["version"]
    body = (ASSETS / "body.html").read_text(encoding="utf-8")
    values = {"VERSION": version, "WHEELS": " ".join(wheel.name for wheel in wheels)}
    for name, value in values.items():
        body = body.replace(f"@{name}@", html.escape(value))
    made = page(
        "Validator", body, frame, description="Judge DICOM files in the browser: they never leave it."
    )
    (output / "index.html").write_text(_with_policy(made), encoding="utf-8")


def _with_policy(made: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy())}">'
    return made.replace(_HEAD, f"{_HEAD}\n{meta}", 1)


def policy() -> str:
    """Return what the page may load: its own files, and the style and script of the report, by their hashes.

    The frame of the report has the policy of the page, too, so that both must be allowed here.
    """
    return "; ".join((
        "default-src 'none'",
        f"script-src 'self' 'wasm-unsafe-eval' {_hash('report.js')}",
        f"style-src 'self' {_hash('report.css')}",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip


def _hash(name: str) -> str:
    """Return the hash of a file of the report as it stands between its tags."""
    text = "\n" + files("dicomwright.reports").joinpath(name).read_text("utf-8")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def frame_of(editions: Iterable[str], more: Iterable[tuple[str, str]] = ()) -> Frame:
    """Return the frame of the page, which stands in a folder of the site."""
    return Frame(up="../", editions=tuple(editions), more=tuple(more))
