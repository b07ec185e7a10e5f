"""Frames: functional groups of their own and shared ones, found by number, typed, and not to be set by mistake."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from dicomwright.iods import CTImage, EnhancedCTImage, EnhancedMRImage, VLWholeSlideMicroscopyImage
from dicomwright.macros import DerivationImage, FrameContent, PixelMeasures, PlanePositionPatient
from dicomwright.runtime import FrameView

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 4
PIXELS = np.zeros((COUNT, 2, 2), "u2")


def shared() -> EnhancedMRImage.SharedFunctionalGroupsItem:
    return EnhancedMRImage.SharedFunctionalGroupsItem(
        PixelMeasuresSequence=[PixelMeasures.PixelMeasuresItem(PixelSpacing=[0.5, 0.5], SliceThickness=2)]
    )


def frame(number: int) -> EnhancedMRImage.PerFrameFunctionalGroupsItem:
    return EnhancedMRImage.PerFrameFunctionalGroupsItem(
        FrameContentSequence=[FrameContent.FrameContentItem(InStackPositionNumber=number + 1)],
        PlanePositionSequence=[
            PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, 2 * number])
        ],
    )


def image() -> EnhancedMRImage:
    """Return what frames need, and no more; as it was read, for it demands much else."""
    dataset = Dataset()
    dataset.NumberOfFrames = COUNT
    mr = EnhancedMRImage.from_dataset(dataset)
    mr.PerFrameFunctionalGroupsSequence = [frame(number) for number in range(COUNT)]
    mr.SharedFunctionalGroupsSequence = [shared()]
    return mr


def read_again(mr: EnhancedMRImage) -> EnhancedMRImage:
    return EnhancedMRImage.read(mr.to_bytes(validated=False))


KINDS: list[Callable[[EnhancedMRImage], EnhancedMRImage]] = [
    lambda mr: mr,
    read_again,
    copy.deepcopy,
    lambda mr: pickle.loads(pickle.dumps(read_again(mr))),  # noqa: S301 - our own
]


@pytest.mark.parametrize("kind", KINDS, ids=["built", "read", "copied", "pickled"])
def test_own_and_shared_groups(kind: Callable[[EnhancedMRImage], EnhancedMRImage]) -> None:
    mr = kind(image())
    assert len(mr.frames) == COUNT
    for number, found in enumerate(mr.frames):
        assert found.PixelMeasures is not None
        assert found.PixelMeasures.PixelSpacing == (0.5, 0.5)
        assert found.PlanePositionPatient is not None
        assert found.PlanePositionPatient.ImagePositionPatient == (0, 0, 2 * number)
        assert found.FrameContent is not None
        assert found.FrameContent.InStackPositionNumber == number + 1


def test_a_group_that_is_in_neither_is_none() -> None:
    found = image().frames[0]
    assert found.MREcho is None
    assert found.MREchoSequence is None
    assert found.DerivationImage is None
    assert not found.is_set("MREchoSequence")
    assert found.values_.keys() == {
        "PixelMeasuresSequence", "FrameContentSequence", "PlanePositionSequence",
    }  # fmt: skip


def test_its_own_group_comes_before_the_shared_one() -> None:
    mr = image()
    assert mr.PerFrameFunctionalGroupsSequence is not None
    mr.PerFrameFunctionalGroupsSequence[1].PixelMeasuresSequence = [
        PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 1])
    ]
    spacings = [f.PixelMeasures.PixelSpacing for f in mr.frames if f.PixelMeasures is not None]
    assert spacings == [(0.5, 0.5), (1, 1), (0.5, 0.5), (0.5, 0.5)]


def test_groups_of_several_items_are_all_of_them() -> None:
    mr = image()
    assert mr.PerFrameFunctionalGroupsSequence is not None
    items = [DerivationImage.DerivationImageItem(DerivationDescription=text) for text in "ab"]
    mr.PerFrameFunctionalGroupsSequence[0].DerivationImageSequence = items
    found = mr.frames[0].DerivationImage
    assert found is not None
    assert [item.DerivationDescription for item in found] == ["a", "b"]


def test_what_is_found_can_be_changed() -> None:
    mr = image()
    measures = mr.frames[2].PixelMeasures
    assert measures is not None
    measures.SliceThickness = 3
    assert mr.SharedFunctionalGroupsSequence is not None
    sequence = mr.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence
    assert sequence is not None
    assert sequence[0].SliceThickness == 3


def test_numbers_from_the_end_and_slices() -> None:
    frames = image().frames
    last = frames[-1].FrameContent
    assert last is not None
    assert last.InStackPositionNumber == COUNT
    contents = [found.FrameContent for found in frames[1:3]]
    assert [content.InStackPositionNumber for content in contents if content is not None] == [2, 3]
    assert list(frames[::-1]) == list(reversed(frames))
    assert frames[COUNT:] == ()
    assert repr(frames) == "<4 frames of EnhancedMRImage>"


@pytest.mark.parametrize("number", [COUNT, -COUNT - 1])
def test_a_number_that_does_not_exist(number: int) -> None:
    message = f"EnhancedMRImage has 4 frames, counted from 0, and none at {number}"
    with pytest.raises(IndexError, match=message):
        _ = image().frames[number]


def test_frames_without_groups_of_their_own() -> None:
    slide = VLWholeSlideMicroscopyImage.from_dataset(Dataset())
    assert len(slide.frames) == 0
    slide.NumberOfFrames = 3
    assert len(slide.frames) == 0
    slide.SharedFunctionalGroupsSequence = [
        VLWholeSlideMicroscopyImage.SharedFunctionalGroupsItem(
            PixelMeasuresSequence=[PixelMeasures.PixelMeasuresItem(PixelSpacing=[0.5, 0.5])]
        )
    ]
    assert len(slide.frames) == 3
    measures = slide.frames[2].PixelMeasures
    assert measures is not None
    assert measures.PixelSpacing == (0.5, 0.5)


def test_a_frame_is_a_view() -> None:
    found = image().frames[0]
    with pytest.raises(AttributeError, match="set PixelMeasuresSequence in the item of Per-Frame or Shared"):
        found.PixelMeasuresSequence = []
    with pytest.raises(TypeError, match="take it from `frames`"):
        EnhancedMRImage.Frame()
    assert isinstance(found, FrameView)
    assert set(found.to_dataset().dir()) == set(found.values_)
    assert image().frames[0] == found
    assert image().frames[1] != found


def test_images_of_one_frame_have_none() -> None:
    ct: Any = CTImage
    assert not hasattr(ct, "frames")
    with pytest.raises(AttributeError, match="Frame has no CTExposureSequence"):
        _ = EnhancedMRImage.from_dataset(image().to_dataset()).frames[0].CTExposureSequence  # type: ignore[attr-defined]
    assert EnhancedCTImage.frames.frame is EnhancedCTImage.Frame
