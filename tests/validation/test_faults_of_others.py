"""What people reported of other tools, tried here: each with the right verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from minimal import minimal
from pydicom.dataset import Dataset

from dicomwright.iods import RTIonPlan, RTPlan
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.report import Report


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in report}


PITCH_AND_ROLL = {
    "TableTopPitchAngle", "TableTopPitchRotationDirection", "TableTopRollAngle", "TableTopRollRotationDirection",
}  # fmt: skip


@pytest.mark.parametrize(
    ("iod", "beams", "points"),
    [
        (RTPlan, "BeamSequence", "ControlPointSequence"),
        (RTIonPlan, "IonBeamSequence", "IonControlPointSequence"),
    ],
)
def test_a_table_that_does_not_tilt_has_no_pitch(iod: type[IOD], beams: str, points: str) -> None:
    """PS3.3 C.8.8.14, C.8.8.25: what the device does not need is not demanded, what every one has is: once."""
    plan, beam = minimal(iod).to_dataset(), Dataset()
    setattr(beam, points, [Dataset(), Dataset()])
    setattr(plan, beams, [beam])
    demanded = {path for code, path in found(validate(plan)) if code == "missing-type-1c"}
    assert f"{beams}[0].{points}[0].GantryAngle" in demanded
    assert f"{beams}[0].{points}[1].GantryAngle" not in demanded
    missing = {path.rpartition(".")[2] for code, path in found(validate(plan)) if code.startswith("missing")}
    tilting = PITCH_AND_ROLL & missing
    assert tilting == (PITCH_AND_ROLL if iod is RTIonPlan else set())
