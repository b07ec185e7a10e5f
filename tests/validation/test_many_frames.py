"""Many frames: what a condition asks of all of them is looked up once, however many ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from minimal import minimal

from dicomwright.iods import EnhancedMRImage
from dicomwright.runtime.conditions import evaluation

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from dicomwright.runtime.conditions.evaluation import Scope
    from dicomwright.runtime.conditions.expressions import Expression


def test_conditions_on_all_frames_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Expression] = []
    deep = evaluation._deep

    def counted(part: Expression, scopes: Iterable[Scope]) -> bool | None:
        asked.append(part)
        return deep(part, scopes)

    def questions(frames: int) -> int:
        asked.clear()
        image: Any = minimal(EnhancedMRImage, PixelData=np.zeros((frames, 2, 2), np.uint16))
        image.PerFrameFunctionalGroupsSequence = image.PerFrameFunctionalGroupsSequence * frames
        (shared,) = image.SharedFunctionalGroupsSequence
        shared.MRImageFrameTypeSequence[0].AcquisitionContrast = "DIFFUSION"  # which each frame is asked for
        image.validate()
        return len(asked)

    monkeypatch.setattr(evaluation, "_deep", counted)
    assert 0 < questions(20) == questions(2)
