"""Benchmarks of a segmentation of 100 frames from masks, built and written; peer: highdicom's Segmentation."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that both did the same

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest

from dicomwright.images import Volume

pytest.importorskip("highdicom", reason="highdicom is not installed: dependency group 'test'")
from images import made

if TYPE_CHECKING:
    from conftest import Compare
    from numpy.typing import NDArray

    from dicomwright.iods import CTImage

TOPIC = "SEG of 100 frames of 512 x 512 from masks, build + bytes of the file"
OURS, THEIRS = "dicomwright.images.from_masks", "highdicom.seg.Segmentation"
FRAMES, SIDE = 100, 512


@cache
def source() -> tuple[list[CTImage], list[pydicom.Dataset], NDArray[np.bool_]]:
    """Return the images, as both take them, and the masks."""
    pixels = np.zeros((FRAMES, SIDE, SIDE), np.uint16)
    slices = made.ct_series(Volume(pixels, np.diag([2.5, 0.7, 0.7, 1])[[1, 2, 0, 3]]))
    masks = np.zeros(pixels.shape, np.bool_)
    masks[:, 100:300, 150:400] = True
    return slices, made.datasets(slices), masks


def ours() -> bytes:
    slices, _, masks = source()
    return made.segmentation(slices, masks).to_bytes(validated=False)


def theirs() -> bytes:
    _, datasets, masks = source()
    buffer = BytesIO()
    made.theirs(datasets, masks).save_as(buffer)
    return buffer.getvalue()


def pixels_of(file: bytes) -> Any:  # noqa: ANN401 - the array of pydicom
    return pydicom.dcmread(BytesIO(file)).PixelData


def test_in_turns(compare: Compare) -> None:
    assert pixels_of(ours()) == pixels_of(theirs())
    subjects = {THEIRS: lambda _: theirs(), OURS: lambda _: ours()}
    taken = compare.turns(TOPIC, subjects, [None], rounds=3)
    compare.bar("segmentation: highdicom takes so many times as long", taken.of_sums(THEIRS, OURS), least=5)
