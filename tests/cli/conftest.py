"""Files for the command: a CT image that is as it should be, one that is not, and a folder with both."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pydicom
import pytest
from altered import altered

from dicomwright.iods import CTImage
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset


def written(change: Callable[[Dataset], None]) -> bytes:
    dataset = altered(minimal(CTImage), PatientPosition="HFS", PatientName="Secret^Name").to_dataset()
    change(dataset)
    stream = BytesIO()
    pydicom.dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()


@pytest.fixture(scope="session")
def good() -> bytes:
    """A file with all that it needs."""
    return written(lambda _: None)


@pytest.fixture(scope="session")
def bad() -> bytes:
    """A file without PatientID, and with a value of PatientSex that does not exist."""

    def spoil(dataset: Dataset) -> None:
        del dataset.PatientID
        dataset.PatientSex = "HIDDEN"

    return written(spoil)


@pytest.fixture(scope="session")
def warned() -> bytes:
    """A file with a value that is not a Defined Term."""

    def spoil(dataset: Dataset) -> None:
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "NOSUCHTERM"]

    return written(spoil)


@pytest.fixture
def study(tmp_path: Path, good: bytes, bad: bytes) -> Path:
    """A folder with two files, in two folders, and one that is not DICOM."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "good.dcm").write_bytes(good)
    (tmp_path / "b" / "bad.dcm").write_bytes(bad)
    (tmp_path / "notes.txt").write_text("not DICOM")
    return tmp_path
