"""The import check: every module that was written is imported in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# One process for all of them; names come in on standard input, failures go out on standard output.
_SCRIPT: Final = """
import importlib, sys
for name in sys.stdin.read().split():
    try:
        importlib.import_module(name)
    except Exception as fault:
        print(f"{name}: {type(fault).__name__}: {fault}".splitlines()[0])
"""
_SHOWN: Final = 20


def check_imports(target: Path, names: Iterable[str]) -> int:
    """Import the modules among these files of a generated tree; returns how many there are.

    Raises:
        OutputError: some cannot be imported; names them and the reason.

    """
    modules = sorted({_module(name) for name in names if name.endswith(".py")})
    path = os.pathsep.join(filter(None, [str(target.resolve()), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", _SCRIPT],
        input="\n".join(modules),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    faults = done.stdout.splitlines() or ([done.stderr] if done.returncode else [])
    if faults:
        more = f"\n  ... and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise OutputError("generated modules cannot be imported:\n  " + "\n  ".join(faults[:_SHOWN]) + more)
    return len(modules)


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
