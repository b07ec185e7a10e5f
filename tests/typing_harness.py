"""Runs mypy and pyright over programs and gives what they say, file by file, free of machine paths."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACE = re.compile(r'".*" defined in ".*"')


class Diagnostic(NamedTuple):
    """What a type checker says of a line; `text` is the whole of it, below the name of the file."""

    file: str
    line: int
    message: str
    text: str


def run(module: str, *arguments: str, cwd: Path) -> str:
    """Run a type checker of this environment and return its standard output."""
    pytest.importorskip(module, reason=f"{module} is not installed: it is in the dependency group 'typing'")
    done = subprocess.run(  # noqa: S603 - the type checker of this environment
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "MYPYPATH"},
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr  # 0: all is well, 1: there are errors
    return done.stdout


def mypy(folder: Path, *programs: str, cache: Path, options: Iterable[str] = ()) -> list[Diagnostic]:
    """Check programs of a folder, named from there, with the mypy.ini of the folder."""
    options = ("--config-file=mypy.ini", f"--cache-dir={cache}", "--output=json", *options)
    found: list[Diagnostic] = []
    for one in map(json.loads, run("mypy", *options, *programs, cwd=folder).splitlines()):
        code = f"  [{one['code']}]" if one["code"] else ""
        text = f"{Path(one['file']).name}:{one['line']}: {one['severity']}: {one['message']}{code}"
        # mypy names the module of a callee only when it has read the module itself, and not its cache
        hints = [line for line in (one["hint"] or "").splitlines() if not _PLACE.fullmatch(line)]
        text = "\n".join([text, *(f"    {line}" for line in hints)])
        found.append(Diagnostic(Path(one["file"]).as_posix(), one["line"], one["message"], text))
    return found


def pyright(folder: Path, python: str = sys.executable) -> list[Diagnostic]:
    """Check the programs that the pyrightconfig.json of a folder includes, with the packages of an interpreter."""
    report = json.loads(run("pyright", "--outputjson", "--pythonpath", python, "--project", ".", cwd=folder))
    found: list[Diagnostic] = []
    for one in report["generalDiagnostics"]:
        file, start = Path(one["file"]), one["range"]["start"]
        line, column = start["line"] + 1, start["character"] + 1
        message = one["message"].replace("\N{NO-BREAK SPACE}", " ").replace("\n", "\n  ")
        rule = f" ({one['rule']})" if "rule" in one else ""
        text = f"{file.name}:{line}:{column}: {one['severity']}: {message}{rule}"
        found.append(Diagnostic(file.relative_to(folder.resolve()).as_posix(), line, message, text))
    return found
