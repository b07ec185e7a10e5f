"""Volumes from and to slices, beside highdicom, and what is no volume."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
import pytest
from images.made import OBLIQUE, STUDY, ct_series, datasets, volume
from peers import iod_errors

from dicomwright.images import NoVolume, Volume, to_volume
from dicomwright.iods import CTImage, MRImage, PositronEmissionTomographyImage, RTDose, SecondaryCaptureImage
from dicomwright.modules import ImagePlane
from dicomwright.runtime import new_uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def same(one: Volume, other: Volume) -> bool:
    return (
        np.array_equal(one.array, other.array)
        and np.allclose(one.affine, other.affine, atol=1e-6)
        and one.frame_of_reference_uid == other.frame_of_reference_uid
    )


@pytest.mark.parametrize("orientation", [[1, 0, 0, 0, 1, 0], OBLIQUE, [0, 1, 0, 0, 0, -1]])
def test_slices_and_back_as_highdicom_reads_them(orientation: list[float]) -> None:
    made = volume(orientation=orientation)
    slices = ct_series(made)
    mixed = [slices[number] for number in (3, 0, 4, 1, 2)]
    assert same(to_volume(mixed), made)
    peer = highdicom.get_volume_from_series(datasets(mixed), dtype=np.uint16, apply_modality_transform=False)
    assert np.array_equal(peer.array, made.array)
    assert np.allclose(peer.affine, made.affine)
    assert peer.frame_of_reference_uid == made.frame_of_reference_uid


def test_rescaled_as_highdicom() -> None:
    slices = ct_series()
    peer = highdicom.get_volume_from_series(datasets(slices), apply_modality_transform=True)
    assert np.array_equal(to_volume(slices, rescaled=True).array, peer.array)


def test_slices_have_no_error(tmp_path: Path) -> None:
    for number, one in enumerate(ct_series()):
        assert one.validate().errors == ()
        one.save(tmp_path / f"{number}.dcm")
        assert iod_errors(tmp_path / f"{number}.dcm") == []


def test_slices_of_other_classes() -> None:
    plane = next(volume().planes())
    mr = MRImage(
        **plane,
        **STUDY,
        SeriesInstanceUID=new_uid(),
        ImageType=["ORIGINAL", "PRIMARY", "OTHER"],
        ScanningSequence=["SE"],
        SequenceVariant=["NONE"],
    )
    capture = SecondaryCaptureImage(
        **plane, **STUDY, SeriesInstanceUID=new_uid(), ConversionType="WSD", Modality="OT"
    )
    for one in (mr, capture):
        assert (to_volume(one).array == volume().array[:1]).all()


@pytest.mark.parametrize("first", [0, 100])
def test_frames_of_a_dose_are_placed_by_offsets(first: float) -> None:
    placed = volume(orientation=[1, 0, 0, 0, 1, 0])
    plane: Any = {**next(placed.planes()), "PixelData": placed.array}
    dose = RTDose(
        **plane,
        **STUDY,
        SeriesInstanceUID=new_uid(),
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DoseSummationType="PLAN",
        GridFrameOffsetVector=[first - 2.5 * number for number in range(5)],
    )
    assert same(to_volume(dose), placed)
    del dose.GridFrameOffsetVector
    with pytest.raises(NoVolume, match="an image of 5 frames has nothing that places each of them"):
        to_volume(dose)


def test_all_classes_with_image_planes_take_a_plane() -> None:
    plane = next(volume().planes())
    for cls in (CTImage, MRImage, PositronEmissionTomographyImage, SecondaryCaptureImage):
        assert issubclass(cls, ImagePlane)
        assert plane.keys() <= cls.attributes().keys()


def test_an_affine_of_nifti_is_turned() -> None:
    made = volume()
    ras = np.diag([-1, -1, 1, 1]) @ made.affine
    again = Volume(made.array, ras, convention="RAS", frame_of_reference_uid=made.frame_of_reference_uid)
    assert same(again, made)
    assert np.allclose(made.affine_ras, ras)


def test_left_handed_axes_are_turned_when_read() -> None:
    made = volume(spacing=[-2.5, 0.7, 0.8])
    again = to_volume(ct_series(made))
    assert np.array_equal(again.array, made.array[::-1])
    assert np.linalg.det(made.affine) < 0 < np.linalg.det(again.affine)
    assert again.spacing == pytest.approx((2.5, 0.7, 0.8))


def without(keyword: str) -> Callable[[CTImage], None]:
    return lambda image: delattr(image, keyword)


def moved(x: float, y: float, z: float) -> Callable[[CTImage], None]:
    def move(image: CTImage) -> None:
        image.ImagePositionPatient = np.add(image.ImagePositionPatient, (x, y, z)).tolist()

    return move


def with_value(keyword: str, value: object) -> Callable[[CTImage], None]:
    return lambda image: setattr(image, keyword, value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (moved(0, 0, 1), "slices are not evenly spaced: the widest gap is behind slice 3 of 5"),
        (moved(0, 0, 2.5), "two planes are at the same place"),
        (moved(0, 1, 0), "slices are sheared, as of a tilted gantry: they do not lie behind one another"),
        (without("ImagePositionPatient"), "plane 3 of 5 has no ImagePositionPatient"),
        (with_value("PixelSpacing", [0.7, 0.9]), "plane 3 of 5 has another PixelSpacing than the first"),
        (
            with_value("ImageOrientationPatient", OBLIQUE),
            "plane 3 of 5 has another ImageOrientationPatient than the first",
        ),
        (
            with_value("FrameOfReferenceUID", new_uid()),
            "plane 3 of 5 has another FrameOfReferenceUID than the first",
        ),
        (
            with_value("PixelData", np.zeros((3, 4), np.uint16)),
            "plane 3 of 5 has another number of rows or columns than the first",
        ),
    ],
)
def test_what_is_no_volume(change: Callable[[CTImage], None], message: str) -> None:
    slices = ct_series(volume(orientation=[1, 0, 0, 0, 1, 0]))
    change(slices[2])
    with pytest.raises(NoVolume) as caught:
        to_volume(slices)
    assert str(caught.value) == message


def test_a_missing_slice_is_a_gap() -> None:
    slices = ct_series()
    del slices[1]
    with pytest.raises(NoVolume, match="the widest gap is behind slice 1 of 4"):
        to_volume(slices)
    with pytest.raises(NoVolume, match="there are no images"):
        to_volume([])


def test_affines_and_arrays_that_are_none() -> None:
    array = np.zeros((2, 3, 4), np.uint8)
    sheared = np.eye(4)
    sheared[0, 1] = 0.5
    with pytest.raises(NoVolume, match="right angles"):
        Volume(array, sheared)
    with pytest.raises(NoVolume, match="4 rows and 4 columns"):
        Volume(array, np.eye(3))
    with pytest.raises(NoVolume, match="slices, rows and columns"):
        Volume(array[0], np.eye(4))
    with pytest.raises(NoVolume, match="two unit vectors"):
        Volume.at(array, orientation=[1, 0, 0, 1, 0, 0])
    with pytest.raises(NoVolume, match="its place is one of"):
        Volume(array, np.eye(4)).with_array(array[:1])


def test_a_volume_shows_its_shape() -> None:
    assert repr(volume()) == "<Volume of shape (5, 24, 20), uint16, 2.5 x 0.7 x 0.8 mm>"
    assert copy(volume()).shape == (5, 24, 20)
