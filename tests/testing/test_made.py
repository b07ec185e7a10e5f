"""Objects that are made: always the same, typed, of nobody; with more or less of what may be there."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings
from testing.every import THOROUGH

import dicomwright.testing
from dicomwright import iods
from dicomwright.iods import (
    BasicTextSR,
    Comprehensive3DSR,
    CTImage,
    DigitalXRayImage,
    EncapsulatedPDF,
    EnhancedMRImage,
    MammographyCADSR,
    Segmentation,
    TwelveLeadECG,
    XRayRadiationDoseSR,
)
from dicomwright.runtime import MissingPackage
from dicomwright.testing import Broken, Expected, broken, example, instances, minimal

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

KINDS: Final = (CTImage, Comprehensive3DSR, EncapsulatedPDF, EnhancedMRImage, Segmentation, TwelveLeadECG)
PROGRAM: Final = """
from hashlib import sha256
from dicomwright import iods
from dicomwright.testing import example, minimal
for name in {names!r}:
    cls = getattr(iods, name)
    for made in (minimal(cls), example(cls, 7)):
        print(sha256(made.to_bytes()).hexdigest())
"""


def digests(iod: type[IOD]) -> list[str]:
    return [sha256(made.to_bytes()).hexdigest() for made in (minimal(iod), example(iod, 7))]


def test_bytes_are_the_same_in_every_process() -> None:
    here = [digest for iod in KINDS for digest in digests(iod)]
    program = PROGRAM.format(names=[iod.__name__ for iod in KINDS])
    for seed in ("0", "4711"):
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == here


def test_another_seed_gives_another_object() -> None:
    assert len({example(CTImage, seed).to_bytes() for seed in range(5)}) == 5
    assert example(CTImage, 3).SOPInstanceUID != example(CTImage, 4).SOPInstanceUID


def test_an_example_has_more_than_it_must() -> None:
    least = len(list(minimal(CTImage)))
    assert sum(len(list(example(CTImage, seed))) for seed in range(4)) > 4 * (least + 3)


def test_what_is_made_is_typed() -> None:
    ct: CTImage = minimal(CTImage)
    ct.PatientSex = "F"
    assert ct.validate().errors == ()
    other: Comprehensive3DSR = example(Comprehensive3DSR, 1)
    assert other.ContentSequence


def test_pixels_are_small_and_fit() -> None:
    assert minimal(CTImage).pixel_array.shape == (4, 4)
    ct = minimal(CTImage)
    ct.PixelData = np.zeros((5, 6), np.int16)  # what follows from the array is not set
    assert (ct.Rows, ct.Columns, ct.PixelRepresentation) == (5, 6, 1)
    assert minimal(Segmentation).pixel_array.dtype.itemsize == 1


def test_waveforms_have_the_samples_that_they_say() -> None:
    for made in (minimal(TwelveLeadECG), example(TwelveLeadECG, 2)):
        for group in made.WaveformSequence or ():
            channels, samples = group.NumberOfWaveformChannels, group.NumberOfWaveformSamples
            assert channels == len(group.ChannelDefinitionSequence or ())
            size = (group.WaveformBitsAllocated or 0) // 8
            assert channels is not None
            assert samples is not None
            assert len(group.WaveformData or b"") == channels * samples * size


def test_a_document_is_one() -> None:
    made = minimal(EncapsulatedPDF)
    assert made.MIMETypeOfEncapsulatedDocument == "application/pdf"
    assert (made.EncapsulatedDocument or b"").startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("iod", "tid"),
    [
        (BasicTextSR, "2000"),
        (Comprehensive3DSR, "1500"),
        (MammographyCADSR, "4000"),
        (XRayRadiationDoseSR, "10001"),
    ],
)
def test_a_report_has_the_root_of_its_template(iod: Any, tid: str) -> None:  # noqa: ANN401
    made = minimal(iod)
    assert made.ContentTemplateSequence[0].TemplateIdentifier == tid
    assert not [each for each in made.validate() if "template" in each.code and each.severity == "error"]


def test_what_a_report_refers_to_is_evidence() -> None:
    found = [example(Comprehensive3DSR, seed).to_dataset() for seed in range(6)]
    referring = 0
    for dataset in found:
        named = {
            element.value for element in dataset.iterall() if element.keyword == "ReferencedSOPInstanceUID"
        }
        evidence = dataset.get("CurrentRequestedProcedureEvidenceSequence") or []
        said = {
            to.ReferencedSOPInstanceUID
            for study in evidence
            for series in study.ReferencedSeriesSequence
            for to in series.ReferencedSOPSequence
        }
        content = {
            e.value
            for item in dataset.ContentSequence
            for e in item.iterall()
            if e.keyword == "ReferencedSOPInstanceUID"
        }
        referring += bool(content)
        assert content <= said <= named
    assert referring


def test_a_sop_class_can_be_chosen() -> None:
    uid = "1.2.840.10008.5.1.4.1.1.1.1.1"
    assert minimal(DigitalXRayImage, sop_class=uid).SOPClassUID == uid
    assert minimal(DigitalXRayImage).SOPClassUID == DigitalXRayImage.sop_classes[0]
    with pytest.raises(ValueError, match=r"1\.2\.3 is not a SOP class of DigitalXRayImage: 1\.2\.840"):
        minimal(DigitalXRayImage, sop_class="1.2.3")


# --- broken

BROKEN: Final = iods.__all__ if THOROUGH else ("CTImage", "EnhancedMRImage", "Comprehensive3DSR", "RTPlan")


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(name: str) -> None:
    iod: type[IOD] = getattr(iods, name)
    missed = [expected for made, expected in broken(iod) if not expected.is_in(made.validate())]
    assert missed == []


def test_there_are_faults_of_every_kind() -> None:
    found: list[Broken[CTImage]] = list(broken(CTImage))
    codes = {each.expected.code for each in found}
    assert codes >= {
        "missing-type-1",
        "empty-type-1",
        "missing-type-2",
        "value-not-enumerated",
        "bad-value",
        "wrong-vm",
    }
    assert len(found) > 60
    assert all(type(each.instance) is CTImage for each in found)
    assert "missing-functional-group" in {each.expected.code for each in broken(EnhancedMRImage)}
    assert not Expected("missing-type-1", "RescaleSlope").is_in(minimal(CTImage).validate())


# --- hypothesis


@settings(max_examples=20 if THOROUGH else 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=instances(CTImage))
def test_instances_break_no_rule(made: CTImage) -> None:
    assert type(made) is CTImage
    assert made.validate().errors == ()


def test_instances_shrink_to_the_minimal_one() -> None:
    found = find(
        instances(CTImage),
        lambda made: made.Rows == 4,
        settings=settings(max_examples=20, deadline=None, database=None),
    )
    assert set(found) == set(minimal(CTImage))


def test_hypothesis_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "dicomwright.testing.strategies")
    monkeypatch.delattr("dicomwright.testing.instances")
    with pytest.raises(MissingPackage, match=r"pip install 'dicomwright\[testing\]'"):
        _ = dicomwright.testing.instances
