"""What the installed dciodvfy says of the corpus, in the form of the verdicts that are stored beside the corpus.

Nothing of it is kept: lines of dciodvfy hold values of attributes.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import pydicom
from peers import run
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ImplicitVRLittleEndian

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIXES: Final = {"Error - ": "errors", "Warning - ": "warnings"}


def fresh_verdicts(files: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Judge all files, by their names; where dciodvfy gives up on one, its copy, as the stored verdicts do."""
    with TemporaryDirectory() as folder:
        return {file.name: _verdict(file, Path(folder) / "copy.dcm") for file in files}


def _verdict(file: Path, copy: Path) -> dict[str, Any]:
    said = _said(file)
    if said["iod"] is None and _copied(file, copy, crashed=said["exit"] < 0):
        of_copy = _said(copy)
        if of_copy["iod"] is not None:
            return of_copy | {"original_errors": said["errors"] + said["other"]}
    return said


def _said(file: Path) -> dict[str, Any]:
    done = run("dciodvfy", "-new", "-allpffgitems", file)
    said: dict[str, Any] = {"errors": [], "warnings": [], "other": [], "iod": None, "exit": done.returncode}
    for line in (done.stdout + done.stderr).splitlines():
        kind = next((prefix for prefix in PREFIXES if line.startswith(prefix)), "")
        if kind:
            said[PREFIXES[kind]].append(line.removeprefix(kind))
        elif re.fullmatch(r"\w+", line):
            said["iod"] = line
        else:
            said["other"].append(line)
    return said


def _copied(file: Path, copy: Path, *, crashed: bool) -> bool:
    """Let pydicom write a file with file meta information of its own, and without the pixels that it crashes at."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(file, force=True)  # pyright: ignore[reportUnknownMemberType]
        syntax = dataset.file_meta.get("TransferSyntaxUID", ImplicitVRLittleEndian)
        del dataset[:0x0001_0000]  # some have an element of a command
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = syntax
        if crashed:
            del dataset.PixelData
        try:
            dataset.save_as(copy, enforce_file_format=True)
        except AttributeError:  # it has no SOP class
            return False
    return True
