"""Benchmarks of reading headers, and frames, of files with pixels; peer: pydicom's dcmread."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that both read the same

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from test_build import VALUES

from dicomwright.iods import CTImage, EnhancedMRImage
from dicomwright.macros import FrameContent, PixelMeasures, PlanePositionPatient
from dicomwright.runtime import read

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Compare

HEADER = "header of a CT of 86 attributes with pixels"
ONE = "the same, and one value"
VALUES_OF = "the same, and every value"
MANY = "header of an Enhanced MR of 10,000 frames"
POSITIONS = "the same, and the position of every frame"
COUNT = 10_000


@pytest.fixture(scope="session")
def ct(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("read") / "ct.dcm"
    CTImage(**VALUES, PixelData=np.zeros((512, 512), "u2")).save(path, validated=False)
    return path


@pytest.fixture(scope="session")
def mr(tmp_path_factory: pytest.TempPathFactory) -> Path:
    image = EnhancedMRImage.from_dataset(Dataset())  # which demands nothing
    image.SOPClassUID, image.NumberOfFrames = "1.2.840.10008.5.1.4.1.1.4.1", COUNT
    image.SharedFunctionalGroupsSequence = [
        EnhancedMRImage.SharedFunctionalGroupsItem(
            PixelMeasuresSequence=[PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 1], SliceThickness=1)]
        )
    ]
    image.PerFrameFunctionalGroupsSequence = [
        EnhancedMRImage.PerFrameFunctionalGroupsItem(
            FrameContentSequence=[FrameContent.FrameContentItem(InStackPositionNumber=number + 1)],
            PlanePositionSequence=[
                PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, number])
            ],
        )
        for number in range(COUNT)
    ]
    image.PixelData = np.zeros((COUNT, 2, 2), "u2")
    path = tmp_path_factory.mktemp("read") / "mr.dcm"
    image.save(path, validated=False)
    return path


def header(path: Path) -> Any:  # noqa: ANN401 - Dataset
    return pydicom.dcmread(path, stop_before_pixels=True)  # pyright: ignore[reportUnknownMemberType]


def test_pydicom_header(compare: Compare, ct: Path) -> None:
    compare.call(HEADER, "pydicom.dcmread", lambda: header(ct), base=True)


def test_dicomwright_header(compare: Compare, ct: Path) -> None:
    assert read(ct, stop_before_pixels=True).to_dataset() == header(ct)
    compare.call(HEADER, "CTImage.read", lambda: CTImage.read(ct, stop_before_pixels=True))


def test_dicomwright_header_of_any_class(compare: Compare, ct: Path) -> None:
    compare.call(HEADER, "dicomwright.runtime.read", lambda: read(ct, stop_before_pixels=True))


def test_dicomwright_whole(compare: Compare, ct: Path) -> None:
    compare.call(HEADER, "CTImage.read, pixels deferred", lambda: CTImage.read(ct))


def test_pydicom_one(compare: Compare, ct: Path) -> None:
    compare.call(ONE, "pydicom.dcmread", lambda: header(ct).PatientName, base=True)


def test_dicomwright_one(compare: Compare, ct: Path) -> None:
    assert CTImage.read(ct).PatientName == header(ct).PatientName
    compare.call(ONE, "CTImage.read", lambda: CTImage.read(ct, stop_before_pixels=True).PatientName)


def test_pydicom_values(compare: Compare, ct: Path) -> None:
    compare.call(VALUES_OF, "pydicom.dcmread", lambda: [element.value for element in header(ct)], base=True)


def test_dicomwright_values(compare: Compare, ct: Path) -> None:
    compare.call(VALUES_OF, "CTImage.read", lambda: CTImage.read(ct, stop_before_pixels=True).values_)


def test_pydicom_many(compare: Compare, mr: Path) -> None:
    compare.call(MANY, "pydicom.dcmread", lambda: header(mr), base=True)


def test_dicomwright_many(compare: Compare, mr: Path) -> None:
    compare.call(MANY, "EnhancedMRImage.read", lambda: EnhancedMRImage.read(mr, stop_before_pixels=True))


def their_positions(path: Path) -> list[float]:
    frames = header(path).PerFrameFunctionalGroupsSequence
    return [frame.PlanePositionSequence[0].ImagePositionPatient[2] for frame in frames]


def our_positions(path: Path) -> list[float]:
    found = [frame.PlanePositionPatient for frame in EnhancedMRImage.read(path).frames]
    return [group.ImagePositionPatient[2] for group in found if group and group.ImagePositionPatient]


def test_pydicom_positions(compare: Compare, mr: Path) -> None:
    compare.call(POSITIONS, "pydicom.dcmread", lambda: their_positions(mr), base=True)


def test_dicomwright_positions(compare: Compare, mr: Path) -> None:
    assert our_positions(mr) == their_positions(mr)
    compare.call(POSITIONS, "EnhancedMRImage.read, frames", lambda: our_positions(mr))
