"""Series and images of several frames of the corpus: the volumes that highdicom finds, and few that it does not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import highdicom
import numpy as np
import pydicom
import pytest
from committed import SHARED

from dicomwright.images import NoVolume, Volume, to_volume
from dicomwright.modules import ImagePlane
from dicomwright.runtime import DicomwrightError, read

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.runtime import IOD

CORPUS = SHARED / "corpus" / "files"
FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []
pytestmark = [
    pytest.mark.skipif(not FILES, reason="the corpus (../shared/corpus) is not beside this checkout"),
    pytest.mark.filterwarnings("ignore"),  # what pydicom and highdicom think of the files
]
FOUND_HERE_ALONE = {
    "fo-dicom__GH1339.dcm": "pydicom reads nothing of it",
    "fo-dicom__GH1376.dcm": "pydicom does not decode it",
    "fo-dicom__TestPattern_Palette_16.dcm": "highdicom knows no place without a frame of reference",
    "pydicom__693_J2KI.dcm": "highdicom knows no place without a frame of reference",
}


def objects() -> dict[Path, IOD]:
    """Return what can be read, without its pixels."""
    found = {}
    for path in FILES:
        try:
            found[path] = read(path)
        except DicomwrightError:
            continue
    return found


def by_series(found: dict[Path, IOD]) -> dict[str, list[Path]]:
    series: dict[str, list[Path]] = defaultdict(list)
    for path, one in found.items():
        if isinstance(one, ImagePlane) and one.value_("NumberOfFrames") is None:
            series[str(one.value_("SeriesInstanceUID"))].append(path)
    return series


def peer_of(paths: list[Path]) -> highdicom.Volume | None:
    options = {"apply_modality_transform": False, "dtype": np.float64, "apply_icc_profile": False}
    try:
        if len(paths) == 1 and "PerFrameFunctionalGroupsSequence" in (one := pydicom.dcmread(paths[0])):
            image = highdicom.Image.from_dataset(one)
            return image.get_volume(apply_real_world_transform=False, **options)
        return highdicom.get_volume_from_series([pydicom.dcmread(path) for path in paths], **options)
    except Exception:  # noqa: BLE001 - whatever it refuses
        return None


def ours_of(images: list[IOD]) -> Volume | None:
    try:
        return to_volume(images)
    except NoVolume:
        return None


def test_the_volumes_of_highdicom() -> None:
    found = objects()
    framed = [[path] for path, one in found.items() if one.is_set("PerFrameFunctionalGroupsSequence")]
    compared, alone = 0, set()
    for paths in [*framed, *by_series(found).values()]:
        ours, peer = ours_of([found[path] for path in paths]), peer_of(paths)
        if ours is None or peer is None:
            assert peer is None, paths[0].name
            alone |= {paths[0].name} if ours is not None else set()
            continue
        compared += 1
        assert np.array_equal(ours.array, peer.array.reshape(ours.array.shape)), paths[0].name
        axes = (
            slice(None) if len(ours.array) > 1 else slice(1, None)
        )  # of one slice it takes 1 mm for the distance
        assert np.allclose(ours.affine[:, axes], peer.affine[:, axes], atol=1e-4), paths[0].name
    assert compared > 10
    assert alone == FOUND_HERE_ALONE.keys()
