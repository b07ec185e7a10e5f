"""Files: an object is written whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pydicom

from dicomwright.runtime.errors import InvalidInstance
from dicomwright.runtime.faults import faults

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwright.runtime.objects import IOD


def save(instance: IOD, path: str | os.PathLike[str]) -> None:
    """Write an object beside `path`, then move it there; see `IOD.save`."""
    found = tuple(faults(instance))
    if found:
        raise InvalidInstance(type(instance).__name__, found)
    dataset = instance.to_dataset()
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    try:
        _write(dataset, target)
    except OSError as error:  # which names the temporary file
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from None


def _write(dataset: Dataset, target: Path) -> None:
    temporary = target.with_name(f".{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            pydicom.dcmwrite(file, dataset, enforce_file_format=True)  # pyright: ignore[reportUnknownMemberType]
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
