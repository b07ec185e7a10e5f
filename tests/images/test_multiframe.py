"""Images of several frames from volumes: groups that vary and are shared, dimensions, and as highdicom reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
import pytest
from images.made import EQUIPMENT, STUDY, volume
from peers import iod_errors
from test_build_iods import enhanced_mr_image, enhanced_mr_shared

from dicomwright.codes import SCT
from dicomwright.images import NoVolume, multiframe, to_volume
from dicomwright.iods import EnhancedCTImage, EnhancedMRImage, EnhancedPETImage
from dicomwright.macros import MREcho, PlanePositionPatient
from dicomwright.runtime import new_uid
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwright.images import Volume
    from dicomwright.runtime import IOD

NOW = datetime(2025, 11, 21, 6, 30, tzinfo=UTC)
FRAME_TYPE = ["DERIVED", "PRIMARY", "VOLUME", "NONE"]
COMMON: dict[str, Any] = {
    **STUDY,
    **EQUIPMENT,
    "InstanceNumber": 1,
    "ContentDate": NOW.date(),
    "ContentTime": NOW.time(),
    "PatientPosition": "HFS",
    "PresentationLUTShape": "IDENTITY",
    "LossyImageCompression": "00",
    "BurnedInAnnotation": "NO",
    "ContentQualification": "RESEARCH",
    "ImageType": FRAME_TYPE,
    "PixelPresentation": "MONOCHROME",
    "VolumetricProperties": "VOLUME",
    "VolumeBasedCalculationTechnique": "NONE",
}
DESCRIBED: dict[str, Any] = {
    "FrameType": FRAME_TYPE,
    "PixelPresentation": "MONOCHROME",
    "VolumetricProperties": "VOLUME",
    "VolumeBasedCalculationTechnique": "NONE",
}
CTShared = EnhancedCTImage.SharedFunctionalGroupsItem
CTFrame = EnhancedCTImage.PerFrameFunctionalGroupsItem


def enhanced_ct(of: Volume) -> EnhancedCTImage:
    shared = CTShared(
        CTImageFrameTypeSequence=[CTShared.CTImageFrameTypeItem(**DESCRIBED)],
        FrameAnatomySequence=[
            CTShared.FrameAnatomyItem(FrameLaterality="U", AnatomicRegionSequence=[SCT.Abdomen])
        ],
        IrradiationEventIdentificationSequence=[
            CTShared.IrradiationEventIdentificationItem(IrradiationEventUID=[new_uid()])
        ],
        PixelValueTransformationSequence=[
            CTShared.PixelValueTransformationItem(RescaleIntercept=-1024, RescaleSlope=2, RescaleType="HU")
        ],
    )
    return EnhancedCTImage(
        **of.multiframe(EnhancedCTImage, shared, CTFrame),
        **COMMON,
        SeriesInstanceUID=new_uid(),
        PixelData=of.array,
    )


def enhanced_mr(of: Volume) -> EnhancedMRImage:
    made = enhanced_mr_image()
    values = of.multiframe(
        EnhancedMRImage,
        enhanced_mr_shared(),
        lambda number: EnhancedMRImage.PerFrameFunctionalGroupsItem(
            FrameContentSequence=[
                EnhancedMRImage.PerFrameFunctionalGroupsItem.FrameContentItem(
                    FrameReferenceDateTime=NOW,
                    FrameAcquisitionDateTime=NOW,
                    FrameAcquisitionDuration=6250 + number,
                )
            ]
        ),
    )
    for keyword, value in {**values, "PixelData": of.array}.items():
        setattr(made, keyword, value)
    return made


def enhanced_pet(of: Volume) -> IOD:
    made = minimal(EnhancedPETImage)
    shared = made.value_("SharedFunctionalGroupsSequence")[0]
    values = of.multiframe(EnhancedPETImage, shared, EnhancedPETImage.PerFrameFunctionalGroupsItem)
    for keyword, value in {**values, "PixelData": of.array}.items():
        setattr(made, keyword, value)
    return made


BUILDERS: list[Callable[[Volume], IOD]] = [enhanced_ct, enhanced_mr, enhanced_pet]


@pytest.mark.parametrize("build", BUILDERS)
def test_highdicom_reads_the_same_volume(build: Callable[[Volume], IOD], tmp_path: Path) -> None:
    placed = volume()
    build(placed).save(tmp_path / "image.dcm", validated=False)  # of PET the test has the least alone
    peer = highdicom.imread(tmp_path / "image.dcm").get_volume(
        dtype=np.uint16, apply_real_world_transform=False, apply_modality_transform=False
    )
    assert np.array_equal(peer.array, placed.array)
    assert np.allclose(peer.affine, placed.affine)
    assert peer.frame_of_reference_uid == placed.frame_of_reference_uid
    ours = to_volume(type(build(placed)).read(tmp_path / "image.dcm"))
    assert np.array_equal(ours.array, placed.array)
    assert np.allclose(ours.affine, placed.affine)
    assert ours.thickness == placed.thickness


@pytest.mark.parametrize("build", BUILDERS[:2])
def test_no_error_is_found(build: Callable[[Volume], IOD], tmp_path: Path) -> None:
    made = build(volume())
    assert made.validate().errors == ()
    made.save(tmp_path / "image.dcm")
    assert iod_errors(tmp_path / "image.dcm") == []


def test_rescaled_as_highdicom(tmp_path: Path) -> None:
    made = enhanced_ct(volume())
    made.save(tmp_path / "image.dcm")
    peer = highdicom.imread(tmp_path / "image.dcm").get_volume(apply_modality_transform=True)
    assert np.array_equal(to_volume(made, rescaled=True).array, peer.array)


def test_frames_in_any_order_are_sorted() -> None:
    placed = volume(spacing=[-2.5, 0.7, 0.8])
    made = enhanced_ct(placed)
    assert [frame.FrameContent.DimensionIndexValues for frame in made.frames] == [
        (n,) for n in (5, 4, 3, 2, 1)
    ]
    assert np.array_equal(to_volume(made).array, placed.array[::-1])


def test_groups_of_more_frames_than_there_are() -> None:
    made = enhanced_ct(volume())
    made.PixelData = volume(3).array
    with pytest.raises(NoVolume, match="an image has 3 frames, and functional groups of 5"):
        to_volume(made)


def test_dimensions_follow() -> None:
    made = enhanced_ct(volume())
    (dimension,) = made.DimensionIndexSequence or ()
    assert dimension.DimensionIndexPointer == 0x00200032
    assert dimension.FunctionalGroupPointer == 0x00209113
    assert (
        dimension.DimensionOrganizationUID == made.DimensionOrganizationSequence[0].DimensionOrganizationUID
    )
    assert made.DimensionOrganizationType == "3D"


def transformed(slope: float) -> CTFrame:
    return CTFrame(
        PixelValueTransformationSequence=[
            CTFrame.PixelValueTransformationItem(RescaleIntercept=0, RescaleSlope=slope, RescaleType="HU")
        ],
        FrameContentSequence=[CTFrame.FrameContentItem(FrameComments="same in all")],
    )


def test_what_all_frames_have_alike_is_shared() -> None:
    placed = volume()
    alike = placed.multiframe(EnhancedCTImage, CTShared(), lambda _: transformed(3))
    assert alike["SharedFunctionalGroupsSequence"][0].PixelValueTransformationSequence[0].RescaleSlope == 3
    assert not any(
        frame.PixelValueTransformationSequence for frame in alike["PerFrameFunctionalGroupsSequence"]
    )
    assert all(frame.FrameContentSequence for frame in alike["PerFrameFunctionalGroupsSequence"])
    varied = placed.multiframe(EnhancedCTImage, CTShared(), lambda number: transformed(number + 1))
    assert varied["SharedFunctionalGroupsSequence"][0].PixelValueTransformationSequence is None
    slopes = [
        f.PixelValueTransformationSequence[0].RescaleSlope for f in varied["PerFrameFunctionalGroupsSequence"]
    ]
    assert slopes == [1, 2, 3, 4, 5]


def test_more_dimensions_rank_their_values() -> None:
    frames = [
        EnhancedMRImage.PerFrameFunctionalGroupsItem(
            MREchoSequence=[MREcho.MREchoItem(EffectiveEchoTime=echo)],
            PlanePositionSequence=[PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, z])],
        )
        for echo in (30.0, 10.0)
        for z in (4, 8)
    ]
    shared = enhanced_mr_shared()
    found = multiframe(
        EnhancedMRImage,
        shared,
        frames,
        dimensions=["EffectiveEchoTime", "ImagePositionPatient"],
        frame_of_reference_uid=new_uid(),
    )
    indices = [
        frame.FrameContentSequence[0].DimensionIndexValues
        for frame in found["PerFrameFunctionalGroupsSequence"]
    ]
    assert indices == [(2, 2), (2, 1), (1, 2), (1, 1)]  # slices go down: right-handed with rows and columns
    pointers = [one.DimensionIndexPointer for one in found["DimensionIndexSequence"]]
    assert pointers == [0x00189082, 0x00200032]


def test_frames_that_do_not_fit() -> None:
    with pytest.raises(NoVolume, match="items of 3 frames, and 5 slices"):
        volume().multiframe(EnhancedCTImage, CTShared(), [CTFrame() for _ in range(3)])
    with pytest.raises(ValueError, match="no functional group with EffectiveEchoTime"):
        multiframe(
            EnhancedCTImage,
            CTShared(),
            [CTFrame()],
            dimensions=["EffectiveEchoTime"],
            frame_of_reference_uid=new_uid(),
        )
