"""Many frames: what a condition asks of all of them is looked up once, however many ask."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
from altered import altered
from pydicom.dataset import Dataset

from dicomwright.iods import EnhancedMRImage
from dicomwright.runtime.conditions import evaluation
from dicomwright.runtime.validation import validate
from dicomwright.runtime.validation.view import View
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest

    from dicomwright.runtime.conditions.evaluation import Scope
    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.trees.tree import DataSet


def test_conditions_on_all_frames_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Expression] = []
    deep = evaluation._deep

    def counted(part: Expression, scopes: Iterable[Scope]) -> bool | None:
        asked.append(part)
        return deep(part, scopes)

    def questions(frames: int) -> int:
        asked.clear()
        image: Any = altered(minimal(EnhancedMRImage), PixelData=np.zeros((frames, 2, 2), np.uint16))
        image.PerFrameFunctionalGroupsSequence = image.PerFrameFunctionalGroupsSequence * frames
        (shared,) = image.SharedFunctionalGroupsSequence
        shared.MRImageFrameTypeSequence[0].AcquisitionContrast = "DIFFUSION"  # which each frame is asked for
        image.validate()
        return len(asked)

    monkeypatch.setattr(evaluation, "_deep", counted)
    assert 0 < questions(20) == questions(2)


def test_groups_of_all_frames_are_judged_once_for_each_kind_of_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[DataSet] = []
    look = View.seen_from

    def counted(view: View, frame: DataSet, steps: Sequence[View]) -> View:
        seen.append(frame)
        return look(view, frame, steps)

    def looks(*types: str) -> int:
        seen.clear()
        image: Any = altered(
            minimal(EnhancedMRImage), PixelData=np.zeros((len(types), 2, 2), np.uint16)
        ).to_dataset()
        (shared,) = image.SharedFunctionalGroupsSequence
        described = shared.MRImageFrameTypeSequence[0]
        del shared.MRImageFrameTypeSequence
        shared.MRModifierSequence = [Dataset()]
        shared.MRModifierSequence[0].ParallelAcquisition = "YES"
        frames = [deepcopy(image.PerFrameFunctionalGroupsSequence[0]) for _ in types]
        for frame, kind in zip(frames, types, strict=True):
            frame.MRImageFrameTypeSequence = [deepcopy(described)]
            frame.MRImageFrameTypeSequence[0].FrameType = [kind, "PRIMARY", "VOLUME", "NONE"]
        image.PerFrameFunctionalGroupsSequence = frames
        validate(image)
        return len(seen)

    monkeypatch.setattr(View, "seen_from", counted)
    one = looks("ORIGINAL")
    assert 0 < one == looks(*["ORIGINAL"] * 20)
    assert one < looks("ORIGINAL", *["DERIVED"] * 20) <= 2 * one
