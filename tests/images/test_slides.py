"""Whole slides: tiles as they come make levels and pyramids, memory stays flat, and masks of them come back."""

from __future__ import annotations

import os
import sys
from subprocess import run
from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
import pydicom
import pytest
from committed import ROOT
from images.made import EQUIPMENT, STUDY, segments
from peers import iod_errors
from PIL import ImageCms
from pydicom.sr.codedict import codes

from dicomwright.cids import CID8123
from dicomwright.codes import SCT
from dicomwright.images import from_slide_masks, pyramid, slide_mask, tiled_full
from dicomwright.iods import Segmentation, VLWholeSlideMicroscopyImage
from dicomwright.macros import Specimen
from dicomwright.runtime import InvalidValue, new_uid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from dicomwright.images import Level
    from dicomwright.images.layers import Type

Slide = VLWholeSlideMicroscopyImage
SIZE, TILE = (45, 70), (16, 16)
MATRIX = np.random.default_rng(2).integers(0, 256, (*SIZE, 3), np.uint8)


def tiles_of(matrix: NDArray[Any], *, cut: bool = True) -> Iterator[NDArray[Any]]:
    rows, columns = matrix.shape[:2]
    if not cut:
        beyond = ((0, -rows % TILE[0]), (0, -columns % TILE[1]), (0, 0))
        matrix = np.pad(matrix, beyond, constant_values=255)
    for top in range(0, rows, TILE[0]):
        for left in range(0, columns, TILE[1]):
            yield matrix[top : top + TILE[0], left : left + TILE[1]]


def level(tiles: Iterable[NDArray[Any]] | None = None, **options: Any) -> Level:  # noqa: ANN401 - of `tiled_full`
    placed: dict[str, Any] = {"size": SIZE, "tile": TILE, "spacing": (0.0005, 0.0005), "origin": (20, 40)}
    return tiled_full(Slide, tiles_of(MATRIX) if tiles is None else tiles, **(placed | options))


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SPECIMEN, SERIES = new_uid(), new_uid()


def slide(of: Level, number: int = 1, **values: Any) -> Slide:  # noqa: ANN401 - values by VR
    return Slide(
        **of,
        **STUDY,
        **EQUIPMENT,
        SeriesInstanceUID=SERIES,
        InstanceNumber=number,
        ContentDate="20251121",
        ContentTime="063000",
        AcquisitionDateTime="20251121063000",
        BurnedInAnnotation="NO",
        LossyImageCompression="00",
        ContainerIdentifier="S1",
        SpecimenDescriptionSequence=[
            Specimen.SpecimenDescriptionItem(SpecimenIdentifier="S1-A", SpecimenUID=SPECIMEN)
        ],
        SpecimenLabelInImage="NO",
        FocusMethod="AUTO",
        ExtendedDepthOfField="NO",
        OpticalPathSequence=[
            Slide.OpticalPathItem(
                OpticalPathIdentifier="1",
                IlluminationColorCodeSequence=[SCT.FullSpectrum],
                IlluminationTypeCodeSequence=[CID8123.BrightfieldIllumination],
                ICCProfile=PROFILE,
            )
        ],
        **values,
    )


def matrix_of(dataset: pydicom.Dataset) -> NDArray[Any]:
    """Return the pixels as highdicom puts them together."""
    image = highdicom.Image.from_dataset(dataset)
    found: NDArray[Any] = image.get_total_pixel_matrix(apply_icc_profile=False)
    return found


@pytest.mark.parametrize("cut", [True, False])
def test_a_level(tmp_path: Path, *, cut: bool) -> None:
    slide(level(tiles_of(MATRIX, cut=cut))).save(tmp_path / "slide.dcm")
    assert iod_errors(tmp_path / "slide.dcm") == []
    theirs = pydicom.dcmread(tmp_path / "slide.dcm")
    assert theirs.NumberOfFrames == 15
    assert (matrix_of(theirs) == MATRIX).all()
    assert theirs.ImagedVolumeWidth == pytest.approx(70 * 0.0005)


def test_a_pyramid(tmp_path: Path) -> None:
    levels = list(pyramid(Slide, level()))
    expected = [MATRIX]
    for number, one in enumerate(levels, 1):
        path = tmp_path / f"{number}.dcm"
        slide(one, number).save(path)
        assert iod_errors(path) == []
        theirs = pydicom.dcmread(path)
        assert (matrix_of(theirs) == expected[-1]).all()
        measures = theirs.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
        assert measures.PixelSpacing == [0.0005 * 2 ** (number - 1)] * 2
        before = np.pad(expected[-1], [*((0, n % 2) for n in expected[-1].shape[:2]), (0, 0)], mode="edge")
        halves = before.reshape(before.shape[0] // 2, 2, before.shape[1] // 2, 2, 3).astype(np.float64)
        expected.append(np.floor(halves.mean(axis=(1, 3)) + 0.5).astype(np.uint8))
    sizes = [(one["TotalPixelMatrixRows"], one["TotalPixelMatrixColumns"]) for one in levels]
    assert sizes == [(45, 70), (23, 35), (12, 18), (6, 9)]
    assert {one["FrameOfReferenceUID"] for one in levels} == {levels[0]["FrameOfReferenceUID"]}
    origin = levels[1]["TotalPixelMatrixOriginSequence"][0]
    where = (origin.XOffsetInSlideCoordinateSystem, origin.YOffsetInSlideCoordinateSystem)
    assert where == pytest.approx((20 - 0.00025, 40 - 0.00025))
    assert len(list(pyramid(Slide, level(), levels=2))) == 2


MEMORY = """
import sys
from pathlib import Path
import numpy as np
from images.test_slides import Slide, pyramid, slide, tiled_full
def peak(name):
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))
side = int(sys.argv[1])
def tiles():
    for number in range((side // 256) ** 2):
        yield np.full((256, 256, 3), number % 251, np.uint8)
def most():
    found = peak("RssAnon")
    def told():
        nonlocal found
        for tile in tiles():
            found = max(found, peak("RssAnon"))
            yield tile
    base = tiled_full(Slide, told(), size=(side, side), spacing=(0.0005, 0.0005))
    for number, level in enumerate(pyramid(Slide, base), 1):
        slide(level, number).save(f"{sys.argv[2]}/{number}.dcm")
        found = max(found, peak("RssAnon"))
    return found
print(most())
"""
"""Memory that is not of files, while a pyramid of so many rows and columns is made and written, in KiB."""


def test_memory_is_flat(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is told by /proc")
    program = tmp_path / "program.py"
    program.write_text(MEMORY, encoding="utf-8")
    path = os.pathsep.join(str(ROOT / name) for name in ("tests", "runtime", "generated"))
    found: list[int] = []
    for side in (1024, 8192):  # 3 MB and 192 MB
        done = run(  # noqa: S603 - our program
            [sys.executable, program, str(side), str(tmp_path)],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert done.returncode == 0, done.stderr
        found.append(int(done.stdout))
    assert found[1] - found[0] < 16 * 1024


MASKS = np.random.default_rng(4).random((*SIZE, 2)) > 0.7
LABELS = np.where(MASKS[..., 1], 2, MASKS[..., 0]).astype(np.uint8)


def segmented(source: Slide, masks: NDArray[Any], kind: Type, count: int) -> Segmentation:
    return Segmentation(
        **from_slide_masks(source, masks, segments(count), kind),
        **EQUIPMENT,
        SeriesInstanceUID=new_uid(),
        SeriesNumber=2,
        InstanceNumber=1,
        ContentLabel="PARTS",
    )


CASES: dict[str, tuple[NDArray[Any], Type, int]] = {
    "one segment": (MASKS[..., 0], "BINARY", 1),
    "two segments": (MASKS, "BINARY", 2),
    "fractions": (MASKS.astype(np.float32), "FRACTIONAL", 2),
    "labels": (LABELS, "LABELMAP", 2),
}


@pytest.mark.parametrize("name", CASES)
def test_masks_come_back(name: str, tmp_path: Path) -> None:
    masks, kind, count = CASES[name]
    source = slide(level())
    segmented(source, masks, kind, count).save(tmp_path / "seg.dcm")
    assert iod_errors(tmp_path / "seg.dcm") == []
    made = Segmentation.read(tmp_path / "seg.dcm")
    wanted = [masks == number for number in (1, 2)] if kind == "LABELMAP" else list(np.atleast_3d(masks).T)
    for number, one in enumerate(wanted, 1):
        expected = one if kind == "LABELMAP" else one.T.astype(np.bool_)
        assert (slide_mask(made, number) == expected).all()
    theirs = highdicom.seg.segread(tmp_path / "seg.dcm")
    shown = theirs.get_total_pixel_matrix(combine_segments=kind == "LABELMAP")
    if kind == "LABELMAP":
        assert (shown == LABELS).all()
    else:
        assert (shown.astype(np.bool_) == np.atleast_3d(masks).astype(np.bool_)).all()


def test_frames_are_those_of_highdicom() -> None:
    source = slide(level())
    described = [
        highdicom.seg.SegmentDescription(
            segment_number=number,
            segment_label=f"part {number}",
            segmented_property_category=codes.SCT.AnatomicalStructure,
            segmented_property_type=codes.SCT.Liver,
            algorithm_type="MANUAL",
        )
        for number in (1, 2)
    ]
    theirs = highdicom.seg.Segmentation(
        [source.to_dataset()],
        MASKS[None],
        "BINARY",
        described,
        new_uid(),
        2,
        new_uid(),
        1,
        "dicomwright",
        "tests",
        "0.1.0",
        "1",
        tile_pixel_array=True,
        omit_empty_frames=False,
        dimension_organization_type="TILED_FULL",
    )
    ours = segmented(source, MASKS, "BINARY", 2).to_dataset()
    assert ours.PixelData == theirs.PixelData
    assert ours.NumberOfFrames == theirs.NumberOfFrames == 30


MISTAKES: dict[str, tuple[Any, str]] = {
    "too few": (
        lambda: level([np.zeros((16, 16, 3), np.uint8)]),
        "the size demands 3 x 5 tiles, and 1 came",
    ),
    "too many": (
        lambda: level([*tiles_of(MATRIX), MATRIX]),
        "the size demands 3 x 5 tiles, and more came",
    ),
    "of another size": (
        lambda: level([np.zeros((8, 16, 3), np.uint8)]),
        "tile 1 has shape (8, 16, 3), and its place rows and columns 16 x 16",
    ),
    "of other samples": (
        lambda: level([np.zeros((16, 16, 3), np.uint8), np.zeros((16, 16), np.uint8)]),
        "tile 2 has other samples than the first",
    ),
    "masks of another size": (
        lambda: segmented(slide(level()), MASKS[:16, :16, 0], "BINARY", 1),
        "masks have planes, rows and columns (1, 16, 16), and the images (1, 45, 70)",
    ),
    "numbers as masks": (
        lambda: segmented(slide(level()), LABELS, "BINARY", 2),
        (
            'masks of type BINARY are bool: pass bool (`masks > 0`), or type="LABELMAP" for numbers of segments; '
            "these are uint8"
        ),
    ),
    "no such segment": (
        lambda: slide_mask(segmented(slide(level()), LABELS, "LABELMAP", 2), 3),
        "the segmentation has no segment 3; it has 1, 2",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(name: str) -> None:
    called, message = MISTAKES[name]
    with pytest.raises(InvalidValue) as caught:
        called()
    assert str(caught.value) == message
