"""Whatever comes in: `validate` returns a report, soon, and without a value of an attribute."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from corpus.verdicts import FILES, needs_corpus
from fuzz.hostile import MARKER, data_sets, judged, mangled
from hypothesis import HealthCheck, given, settings
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicomwright import iods
from dicomwright.runtime.validation import validate
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

OWN = (
    "CTImage",
    "EnhancedMRImage",
    "Segmentation",
    "ComprehensiveSR",
    "RTStructureSet",
    "VLWholeSlideMicroscopyImage",
)
PER_OBJECT = 500
PER_FILE = 60


@settings(max_examples=800, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(dataset=data_sets)
def test_data_sets_of_anything(dataset: Dataset) -> None:
    judged(dataset)


def with_marker(name: str, *, implicit: bool) -> bytes:
    """A minimal object with the marker in every text, as a file."""
    dataset = minimal(getattr(iods, name)).to_dataset()
    for element in dataset.iterall():
        if element.VR in {"LO", "SH", "UT", "ST", "LT", "PN", "UC"}:
            element.value = MARKER
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    stream = BytesIO()
    dataset.save_as(stream, implicit_vr=implicit, little_endian=True)
    return stream.getvalue()


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("name", OWN)
def test_own_objects_mangled(name: str, implicit: bool, caplog: pytest.LogCaptureFixture) -> None:  # noqa: FBT001
    data = with_marker(name, implicit=implicit)
    assert judged(data, caplog).iod == name
    dice = random.Random(f"{name} {implicit}")  # noqa: S311 - the same mutations at each run
    for _ in range(PER_OBJECT):
        judged(mangled(data, dice), caplog)


@pytest.mark.parametrize("name", OWN[:2])
def test_a_value_is_only_shown_to_who_asks(name: str) -> None:
    dataset = minimal(getattr(iods, name)).to_dataset()
    dataset[0x00080050].value = MARKER * 2  # of SH, which holds 16 characters
    assert MARKER in validate(dataset, show_values=True).to_json()
    assert MARKER not in validate(dataset).to_json()


@needs_corpus
def test_corpus_mangled(caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(20251121)  # noqa: S311 - the same mutations at each run
    for path in sorted(FILES.iterdir()):
        data = path.read_bytes()
        for _ in range(PER_FILE):
            judged(mangled(data, dice), caplog)


@needs_corpus
@pytest.mark.parametrize("most", [0, 1, 131, 132, 133, 140, 200, 400, 1000])
def test_corpus_cut_off(most: int) -> None:
    for path in sorted(FILES.iterdir()):
        judged(path.read_bytes()[:most])


@needs_corpus
def test_corpus_is_judged_in_time(caplog: pytest.LogCaptureFixture) -> None:
    files = sorted(FILES.iterdir())
    assert len(files) == 177
    for path in files:
        judged(path.read_bytes(), caplog)
