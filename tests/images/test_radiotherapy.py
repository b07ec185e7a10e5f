"""Radiotherapy: contours of masks and back, on the images that they lie on, and as other programs read them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from images.made import OBLIQUE, STUDY, ct_series, volume
from peers import iod_errors

from dicomwright.codes import SCT
from dicomwright.images import (
    NoVolume,
    Region,
    Volume,
    contour_mask,
    from_contours,
    from_dose,
    outlines,
    to_volume,
)
from dicomwright.iods import CTImage, RTDose, RTStructureSet
from dicomwright.runtime import InvalidValue, new_uid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


SERIES = ct_series()
PLACE = to_volume(SERIES)


def structures(regions: Sequence[Region], images: Sequence[CTImage] = SERIES) -> RTStructureSet:
    return RTStructureSet(
        **from_contours(images, regions),
        SeriesInstanceUID=new_uid(),
        SeriesNumber=3,
        StructureSetLabel="PLAN",
        Manufacturer="dicomwright",
    )


def mask_of(*boxes: tuple[slice, slice, slice], but: tuple[tuple[slice, slice, slice], ...] = ()) -> Volume:
    array = np.zeros(PLACE.shape, np.bool_)
    for box in boxes:
        array[box] = True
    for box in but:
        array[box] = False
    return PLACE.with_array(array)


def random_blobs() -> Volume:
    """Return a mask with regions in regions, holes in them, and pixels that touch at corners."""
    return PLACE.with_array(np.random.default_rng(7).random(PLACE.shape) > 0.4)


MASKS = {
    "a box": mask_of(np.s_[1:4, 4:12, 3:9]),
    "at the edge": mask_of(np.s_[:, :, :]),
    "a hole": mask_of(np.s_[2:3, 3:15, 3:15], but=(np.s_[2:3, 6:9, 6:9],)),
    "several holes, and an island in one": mask_of(
        np.s_[2:3, 0:20, 0:20], but=(np.s_[2:3, 2:6, 2:6], np.s_[2:3, 10:18, 10:18], np.s_[2:3, 3:8, 12:14])
    ),
    "one pixel": mask_of(np.s_[0:1, 5:6, 5:6]),
    "random": random_blobs(),
}
MASKS["several holes, and an island in one"].array[2, 13:15, 13:15] = True


@pytest.mark.parametrize("name", MASKS)
def test_a_mask_comes_back(name: str, tmp_path: Path) -> None:
    mask = MASKS[name]
    made = structures([Region("other", outlines(mask)[:1]), Region("it", outlines(mask), code=SCT.Liver)])
    made.save(tmp_path / "rtss.dcm")
    read = RTStructureSet.read(tmp_path / "rtss.dcm")
    shuffled = [SERIES[number] for number in (3, 1, 0, 4, 2)]
    back = contour_mask(read, 2, shuffled)
    assert (back.array == mask.array).all()
    assert back.affine == pytest.approx(PLACE.affine)
    assert back.frame_of_reference_uid == SERIES[0].FrameOfReferenceUID


def test_others_read_it(tmp_path: Path) -> None:
    region = Region("liver", outlines(MASKS["a box"]), "AUTOMATIC", "ORGAN", (255, 0, 0), SCT.Liver)
    structures([region, Region("nothing", [])]).save(tmp_path / "rtss.dcm")
    assert iod_errors(tmp_path / "rtss.dcm") == []
    theirs = pydicom.dcmread(tmp_path / "rtss.dcm")
    assert theirs.StudyInstanceUID == STUDY["StudyInstanceUID"]
    contours = theirs.ROIContourSequence[0].ContourSequence
    places = {one.SOPInstanceUID: one.ImagePositionPatient for one in SERIES}
    normal = np.cross(OBLIQUE[:3], OBLIQUE[3:])
    assert len(contours) == 3
    for contour in contours:
        points = np.reshape(contour.ContourData, (-1, 3))
        position = places[contour.ContourImageSequence[0].ReferencedSOPInstanceUID]
        assert (points - position) @ normal == pytest.approx(0, abs=0.001)
    series = theirs.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0]
    assert len(series.RTReferencedSeriesSequence[0].ContourImageSequence) == 5


def test_points_and_lines() -> None:
    point, line = np.zeros((1, 3)), np.array([[0, 0, 0], [1.23456, 2, 3]])
    triangle = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]])
    made = structures([Region("marks", [point, line, triangle])])
    assert made.ROIContourSequence is not None
    contours = made.ROIContourSequence[0].ContourSequence or ()
    kinds = [(one.ContourGeometricType, one.NumberOfContourPoints) for one in contours]
    assert kinds == [("POINT", 1), ("OPEN_PLANAR", 2), ("CLOSED_PLANAR", 3)]
    assert contours[1].ContourData[3:] == (1.2346, 2, 3)
    assert [one.ContourImageSequence for one in contours] == [None, None, None]


def test_holes_that_others_write_as_contours_of_their_own() -> None:
    hole = mask_of(np.s_[2:3, 6:9, 6:9])
    filled = mask_of(np.s_[2:3, 3:15, 3:15])
    made = structures([Region("it", [*outlines(filled), *outlines(hole)])])
    assert (contour_mask(made, 1, SERIES).array == MASKS["a hole"].array).all()


OTHER = volume(spacing=[2.5, 0.7, 0.8])
MISTAKES: dict[str, tuple[Any, type[Exception], str]] = {
    "flat list": (
        lambda: structures([Region("liver", [np.zeros(9)])]),
        InvalidValue,
        "a contour of liver has shape (9,); it is an array of points (x, y, z), of shape (n, 3)",
    ),
    "bent": (
        lambda: structures([Region("liver", [np.diag([9.0, 9, 9])[[0, 1, 2, 0, 1]] + np.eye(5, 3)])]),
        InvalidValue,
        "the points of a contour of liver do not lie in one plane",
    ),
    "nan": (
        lambda: structures([Region("liver", [np.full((3, 3), np.nan)])]),
        InvalidValue,
        "a contour of liver has a point that is not finite",
    ),
    "numbers": (
        lambda: outlines(PLACE),
        InvalidValue,
        "outlines are those of a mask of bool: pass `mask > 0`; this is uint16",
    ),
    "no such region": (
        lambda: contour_mask(structures([Region("liver", [])]), 2, SERIES),
        InvalidValue,
        "the structure set has no region 2; it has 1",
    ),
    "other frame of reference": (
        lambda: contour_mask(structures([Region("liver", [])]), 1, ct_series(OTHER)),
        NoVolume,
        "the region has another FrameOfReferenceUID than the images",
    ),
    "negative doses": (
        lambda: from_dose(SERIES, PLACE.with_array(np.full(PLACE.shape, -1.0))),
        InvalidValue,
        "doses are finite, and not negative",
    ),
    "doses elsewhere": (
        lambda: from_dose(SERIES, Volume.at(np.zeros((2, 3, 3)))),
        NoVolume,
        "the doses have another FrameOfReferenceUID than the images",
    ),
    "on no slice": (
        lambda: contour_mask(
            structures([Region("liver", [outlines(MASKS["a box"])[0] + [60, -80, 0]])]), 1, SERIES
        ),
        NoVolume,
        "a contour of the region does not lie on one of the slices",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(name: str) -> None:
    called, kind, message = MISTAKES[name]
    with pytest.raises(kind) as caught:
        called()
    assert str(caught.value) == message


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skimage.measure", None)
    with pytest.raises(ImportError, match=r"pip install 'dicomwright\[contours\]'"):
        outlines(MASKS["a box"])


def test_a_dose_comes_back(tmp_path: Path) -> None:
    doses = np.random.default_rng(1).random(PLACE.shape) * 60
    made = RTDose(
        **from_dose(SERIES, PLACE.with_array(doses)),
        SeriesInstanceUID=new_uid(),
        SeriesNumber=5,
        InstanceNumber=1,
        DoseType="PHYSICAL",
        DoseSummationType="PLAN",
        ReferencedRTPlanSequence=[
            RTDose.ReferencedRTPlanItem(
                ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.5", ReferencedSOPInstanceUID=new_uid()
            )
        ],
    )
    made.save(tmp_path / "dose.dcm")
    assert iod_errors(tmp_path / "dose.dcm") == []
    back = to_volume(RTDose.read(tmp_path / "dose.dcm"), rescaled=True)
    assert back.array == pytest.approx(doses, abs=60 / 65535)
    assert back.affine == pytest.approx(PLACE.affine)
    theirs = pydicom.dcmread(tmp_path / "dose.dcm")
    offsets = list(theirs.GridFrameOffsetVector)
    assert offsets == sorted(offsets)
    normal = np.cross(OBLIQUE[:3], OBLIQUE[3:])
    first = theirs.pixel_array[0] * theirs.DoseGridScaling
    assert first == pytest.approx(doses[-1], abs=60 / 65535)
    last = np.add(theirs.ImagePositionPatient, offsets[-1] * normal)
    assert last == pytest.approx(PLACE.positions[0])
