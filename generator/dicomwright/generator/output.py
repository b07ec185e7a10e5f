"""The generated tree on the disk: write what changed, delete what is orphaned, tell what drifted."""

from __future__ import annotations

import keyword
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import rmtree
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError
from dicomwright.generator.files import changed
from dicomwright.generator.manifest import MANIFEST, Manifest, manifest_of, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CACHE: Final = "__pycache__"
_TREE: Final = "dicomwright"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Plan:
    """What is to be done to a tree: the files whose bytes are new, and the orphans to delete."""

    target: Path
    files: Mapping[Path, bytes]
    unchanged: int
    deleted: tuple[str, ...]

    def orphans(self) -> list[Path]:
        """Return the files to delete."""
        return [self.target / name for name in self.deleted]

    def finish(self) -> RenderResult:
        """Delete the folders that became empty; returns what was done."""
        _delete_empty_folders(self.target, self.orphans())
        written = tuple(path.relative_to(self.target).as_posix() for path in self.files)
        return RenderResult(written, self.unchanged, self.deleted)


@dataclass(frozen=True)
class RenderResult:
    """What writing a tree did, as paths relative to it."""

    written: tuple[str, ...]
    unchanged: int
    deleted: tuple[str, ...]


@dataclass(frozen=True)
class Drift:
    """How files on the disk differ from those that the generator writes now."""

    differing: tuple[str, ...]
    missing: tuple[str, ...]
    orphan: tuple[str, ...]

    def below(self, folder: str) -> Drift:
        """Return the same with paths that start with a folder."""
        kinds = (self.differing, self.missing, self.orphan)
        return Drift(*(tuple(f"{folder}/{name}" for name in names) for names in kinds))

    def lines(self) -> list[str]:
        """Return one line per file: what is wrong with it, and its path."""
        kinds = {"differs": self.differing, "missing": self.missing, "orphan": self.orphan}
        return [f"{kind:8} {name}" for kind, names in kinds.items() for name in names]


def plan_output(target: Path, edition: str, inputs: Mapping[str, str], files: Mapping[str, str]) -> Plan:
    """Find what makes `target` hold exactly these files (relative path -> text) and their manifest.

    Raises:
        OutputError: a path leads out of the tree.

    """
    manifest = manifest_of(edition, inputs, files)
    new = changed(_paths(target, {**files, MANIFEST: manifest.text()}))
    # Replaced last: a tree that was cut short does not pass for a whole one.
    new = dict(sorted(new.items(), key=lambda item: (item[0].name == MANIFEST, item[0])))
    return Plan(target, new, len(files) + 1 - len(new), orphans(target, files))


def check_package_name(package: str) -> None:
    """Check that a package may have a name.

    Raises:
        OutputError: Python, or the runtime, has another use for it.

    """
    taken = keyword.iskeyword(package) or package in {_TREE, *sys.stdlib_module_names}
    if taken or not _NAME.fullmatch(package):
        raise OutputError(
            f"{package!r} cannot be the name of a package: write lower case letters, digits and _, such as "
            f"{_TREE}_2024e"
        )


def find_drift(target: Path, edition: str, inputs: Mapping[str, str], files: Mapping[str, str]) -> Drift:
    """Compare `target` with what `write_output` would make of it; nothing is written."""
    manifest = manifest_of(edition, inputs, files)
    new = changed(_paths(target, {**files, MANIFEST: manifest.text()}))
    names = {path: path.relative_to(target).as_posix() for path in new}
    return Drift(
        differing=tuple(sorted(name for path, name in names.items() if path.exists())),
        missing=tuple(sorted(name for path, name in names.items() if not path.exists())),
        orphan=orphans(target, files),
    )


def is_current(target: Path, manifest: Manifest, inputs: Mapping[str, str]) -> bool:
    """Tell whether the tree was made from these inputs and is still, byte for byte, what was written."""
    if dict(manifest.inputs) != dict(inputs) or orphans(target, manifest.files):
        return False
    return all(_hash(target / name) == digest for name, digest in manifest.files.items())


def orphans(target: Path, files: Iterable[str]) -> tuple[str, ...]:
    """Return the files of the tree that nobody generates any more, byte code left out."""
    wanted = set(files)
    trees = {tree for tree, slash, _ in (name.partition("/") for name in wanted) if slash}
    return tuple(sorted({name for tree in trees for name in _present(target, tree)} - wanted))


def _present(target: Path, tree: str) -> Iterator[str]:
    """Yield the files of a package, which belongs to the generator alone."""
    for folder, folders, names in os.walk(target / tree):
        folders[:] = [name for name in folders if name != _CACHE]
        base = Path(folder).relative_to(target).as_posix()
        yield from (f"{base}/{name}" for name in names)


def _paths(target: Path, files: Mapping[str, str]) -> dict[Path, bytes]:
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise OutputError(f"{name}: a generated file must lie below {target.name}/")
    return {target / name: text.encode() for name, text in files.items()}


def _hash(path: Path) -> str:
    try:
        return sha256(path.read_bytes())
    except OSError:
        return ""


def _delete_empty_folders(target: Path, paths: Iterable[Path]) -> None:
    for folder in sorted({path.parent for path in paths}, key=lambda path: len(path.parts), reverse=True):
        _delete_if_empty(folder, target)


def _delete_if_empty(folder: Path, target: Path) -> None:
    """Delete a folder that holds nothing but byte code, and then its parents."""
    while folder != target and folder.exists() and {item.name for item in folder.iterdir()} <= {_CACHE}:
        rmtree(folder)
        folder = folder.parent
