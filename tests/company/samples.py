"""Objects to be sent: those of the examples, and those that `test_build_iods` builds."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

from pydicom.uid import generate_uid
from test_build_iods import comprehensive_3d_sr, enhanced_mr_image

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
NAMES: Final = ("ct", "seg", "enhanced_mr", "sr")


def built(folder: Path) -> dict[str, IOD]:
    """Build an object of each name; the examples write theirs to a folder, too."""
    ct, seg = str(folder / "ct.dcm"), str(folder / "seg.dcm")
    enhanced_mr, sr = enhanced_mr_image(), comprehensive_3d_sr()
    sr.SeriesInstanceUID = generate_uid()  # a series has one modality
    return {
        "ct": _example("ct_image", "ct", ct),
        "seg": _example("segmentation", "seg", ct, seg),
        "enhanced_mr": enhanced_mr,
        "sr": sr,
    }


def _example(script: str, name: str, *arguments: str) -> IOD:
    """Run an example, and return an object that it has built."""
    with mock.patch.object(sys, "argv", [script, *arguments]):
        found: IOD = runpy.run_path(str(EXAMPLES / f"{script}.py"))[name]
    return found
