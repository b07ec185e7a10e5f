"""Presentation states: of which images, and what is shown of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom
from images.made import ct_series, segmentation, volume
from peers import iod_errors

from dicomwright.images import presentation_of
from dicomwright.iods import GrayscaleSoftcopyPresentationState
from dicomwright.runtime import new_uid

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.images.placing import Images


def state(images: Images) -> GrayscaleSoftcopyPresentationState:
    return GrayscaleSoftcopyPresentationState(
        **presentation_of(GrayscaleSoftcopyPresentationState, images),
        SeriesInstanceUID=new_uid(),
        SeriesNumber=4,
        InstanceNumber=1,
        ContentLabel="LIVER",
        PresentationLUTShape="IDENTITY",
        BodyPartExamined="ABDOMEN",
    )


def test_one_series(tmp_path: Path) -> None:
    images = ct_series()
    state(images).save(tmp_path / "gsps.dcm")
    assert iod_errors(tmp_path / "gsps.dcm") == []
    theirs = pydicom.dcmread(tmp_path / "gsps.dcm")
    (series,) = theirs.ReferencedSeriesSequence
    assert [one.ReferencedSOPInstanceUID for one in series.ReferencedImageSequence] == [
        one.SOPInstanceUID for one in images
    ]
    (area,) = theirs.DisplayedAreaSelectionSequence
    assert area.DisplayedAreaBottomRightHandCorner == [20, 24]  # column, row
    assert area.PresentationPixelSpacing == [0.7, 0.8]
    assert "ReferencedImageSequence" not in area
    assert theirs.PatientID == images[0].PatientID


def test_several_sizes(tmp_path: Path) -> None:
    place = volume(slices=2, rows=8, columns=9)
    place.frame_of_reference_uid = ct_series()[0].FrameOfReferenceUID
    images = [*ct_series(), *ct_series(place)]
    state(images).save(tmp_path / "gsps.dcm")
    assert iod_errors(tmp_path / "gsps.dcm") == []
    theirs = pydicom.dcmread(tmp_path / "gsps.dcm")
    assert len(theirs.ReferencedSeriesSequence) == 2
    areas = theirs.DisplayedAreaSelectionSequence
    corners = [(area.DisplayedAreaBottomRightHandCorner, len(area.ReferencedImageSequence)) for area in areas]
    assert corners == [([20, 24], 5), ([9, 8], 2)]


def test_spacing_of_frames() -> None:
    images = ct_series()
    masks = volume().array > 40
    (area,) = state(segmentation(images, masks)).DisplayedAreaSelectionSequence
    assert area.PresentationPixelSpacing == (0.7, 0.8)
