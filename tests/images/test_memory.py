"""A segmentation of many frames, made and written, needs little more memory than its file has bytes."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest
from images.made import ct_series, segmentation

from dicomwright.images import Volume

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.images.layers import Type

FRAMES, SIDE = 1000, 512


@pytest.mark.parametrize("kind", ["BINARY", "FRACTIONAL", "LABELMAP"])
def test_peak_above_the_masks(kind: Type, tmp_path: Path) -> None:
    blank = np.broadcast_to(np.zeros((SIDE, SIDE), np.uint16), (FRAMES, SIDE, SIDE))
    slices = ct_series(Volume(blank, np.eye(4)))
    plane = np.random.default_rng(3).random((SIDE, SIDE)) > 0.5
    masks = np.broadcast_to(plane, (FRAMES, SIDE, SIDE))
    assert len({one.SOPInstanceUID for one in slices}) == FRAMES  # which those that were read have anyway
    segmentation(slices[:2], masks[:2], kind).save(
        tmp_path / "two.dcm"
    )  # what is loaded once is no part of it
    tracemalloc.start()
    try:
        made = segmentation(slices, masks, kind)
        made.save(tmp_path / "seg.dcm")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    output = (tmp_path / "seg.dcm").stat().st_size
    assert made.NumberOfFrames == FRAMES
    assert pixels_of(kind) < peak < 1.2 * output


def pixels_of(kind: Type) -> int:
    return FRAMES * SIDE * SIDE // (8 if kind == "BINARY" else 1)
