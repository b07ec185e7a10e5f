"""What decides the generated tree: the snapshot, the sources that the render stage reaches, and its tools."""

from __future__ import annotations

import ast
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.generator.manifest import sha256
from dicomwright.generator.snapshot import snapshot_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE: Final = "dicomwright.generator"
_ROOT: Final = Path(__file__).parent
# Every file in these packages counts, the templates too; of the others, the modules that they import.
_STAGES: Final = ("snapshot", "render")


def render_inputs(snapshot: Path) -> dict[str, str]:
    """Return a hash or version of each thing that decides what render writes.

    The formatter counts in full, because each of its releases may format anew; of jinja2 the major version
    counts, so that another minor release on another machine does not touch the committed manifest.
    """
    return {
        "snapshot": _hash_of(snapshot, snapshot_paths(snapshot)),
        "generator": _hash_of(_ROOT, source_files()),
        "ruff": version("ruff"),
        "jinja2": version("jinja2").partition(".")[0],
    }


def source_files() -> set[Path]:
    """Return the sources of the render stage: its packages whole, and all modules that they import."""
    found = {path for stage in _STAGES for path in _files_below(_ROOT / stage)}
    waiting = list(found)
    while waiting:
        new = set(_imported(waiting.pop())) - found
        found |= new
        waiting.extend(new)
    return found


def _files_below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _imported(path: Path) -> Iterator[Path]:
    """Find the modules of the generator that a module imports when it runs."""
    if path.suffix != ".py":
        return
    for node in _running(ast.parse(path.read_bytes())):
        for name in _names(node):
            found = _module(name)
            if found is not None:
                yield found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a module without the blocks that only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _running(child)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def _module(name: str) -> Path | None:
    if not name.startswith(f"{PACKAGE}."):
        return None
    base = _ROOT.joinpath(*name.removeprefix(f"{PACKAGE}.").split("."))
    candidates = (base / "__init__.py", base.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


def _hash_of(folder: Path, paths: Iterable[Path]) -> str:
    """Hash names and bytes of files, whatever the order in which they were found."""
    hashes = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in paths if path.exists()
    }
    return sha256("\n".join(f"{name} {digest}" for name, digest in sorted(hashes.items())).encode())
