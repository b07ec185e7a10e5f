"""Benchmarks of files: a CT with its pixels saved, and its header read; peers: plain writing, and pydicom."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that both did the same

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from test_build import ABDOMEN, VALUES

from dicomwright.iods import CTImage
from dicomwright.runtime.trees.reading import read_content

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Compare

SAVE = "CT of 512 x 512 pixels, to a file"
READ = "CT of 86 attributes, header read"


@pytest.fixture
def ct() -> CTImage:
    pixels = np.arange(512 * 512, dtype=np.uint16).reshape(512, 512) % 4096
    return CTImage(**VALUES, AnatomicRegionSequence=[ABDOMEN], PixelData=pixels)


def test_bytes_saved(compare: Compare, tmp_path: Path, ct: CTImage) -> None:
    data = ct.to_bytes(validated=False)

    def save() -> None:
        (tmp_path / "temporary").write_bytes(data)
        (tmp_path / "temporary").replace(tmp_path / "ct.dcm")

    compare.call(SAVE, "the same bytes", save, base=True)


def test_dicomwright_saved(compare: Compare, tmp_path: Path, ct: CTImage) -> None:
    compare.call(SAVE, "dicomwright.iods.CTImage", lambda: ct.save(tmp_path / "ct.dcm", validated=False))
    assert (tmp_path / "ct.dcm").read_bytes() == ct.to_bytes(validated=False)


def test_pydicom_read(compare: Compare, tmp_path: Path, ct: CTImage) -> None:
    ct.save(tmp_path / "ct.dcm", validated=False)
    compare.call(
        READ,
        "pydicom.dcmread",
        lambda: pydicom.dcmread(tmp_path / "ct.dcm", stop_before_pixels=True),
        base=True,
    )


def test_dicomwright_read(compare: Compare, tmp_path: Path, ct: CTImage) -> None:
    ct.save(tmp_path / "ct.dcm", validated=False)
    assert len(read_content(tmp_path / "ct.dcm").dataset.elements) > len(VALUES)
    compare.call(READ, "dicomwright.runtime.trees.reading", lambda: read_content(tmp_path / "ct.dcm"))
