"""Waveforms: samples in millivolts come back as they were, here and from pydicom, whatever their scale."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from peers import iod_errors

from dicomwright.cids import CID3001
from dicomwright.codes import UCUM
from dicomwright.iods import GeneralECG, HemodynamicWaveform, TwelveLeadECG
from dicomwright.runtime import InvalidValue, new_uid
from dicomwright.waveforms import array_of, multiplex

if TYPE_CHECKING:
    from pathlib import Path

LEADS = [CID3001.LeadI, CID3001.LeadII]
GENERATOR = np.random.default_rng(5)


def ecg(values: Any, **options: Any) -> TwelveLeadECG:  # noqa: ANN401 - of `multiplex`
    return TwelveLeadECG(
        PatientName="Doe^Jane",
        PatientID="42",
        StudyInstanceUID=new_uid(),
        SeriesInstanceUID=new_uid(),
        SeriesNumber=1,
        InstanceNumber=1,
        ContentDate="20251121",
        ContentTime="063000",
        AcquisitionDateTime="20251121063000",
        WaveformSequence=[multiplex(TwelveLeadECG.WaveformItem, values, LEADS, 500, **options)],
    )


@pytest.mark.parametrize("size", [1e-4, 1, 3, 32.767, 4e5])
def test_values_come_back(size: float, tmp_path: Path) -> None:
    values = GENERATOR.uniform(-size, size, (1000, 2))
    made = ecg(values)
    made.save(tmp_path / "ecg.dcm")
    (group,) = TwelveLeadECG.read(tmp_path / "ecg.dcm").WaveformSequence
    steps = [channel.ChannelSensitivity for channel in group.ChannelDefinitionSequence]
    assert all(step <= 2.5 * size / 32767 for step in steps)
    assert np.abs(array_of(group) - values).max() <= max(steps) / 2
    theirs = pydicom.dcmread(tmp_path / "ecg.dcm").waveform_array(0)
    assert theirs == pytest.approx(array_of(group))
    assert iod_errors(tmp_path / "ecg.dcm") == []


def test_the_sensitivity_is_round() -> None:
    values = np.array([[0.5, 0.0], [-2.0, 0.0]])
    (group,) = ecg(values).WaveformSequence
    steps = [channel.ChannelSensitivity for channel in group.ChannelDefinitionSequence]
    assert steps == [1e-4, 1]
    assert np.frombuffer(group.WaveformData, "<i2").tolist() == [5000, 0, -20000, 0]
    (group,) = ecg(values, sensitivity=0.005).WaveformSequence
    assert np.frombuffer(group.WaveformData, "<i2").tolist() == [100, 0, -400, 0]


def test_missing_samples_come_back() -> None:
    values = np.array([[0.5, np.nan], [-2.0, 0.25]])
    (group,) = TwelveLeadECG.read(BytesIO(ecg(values).to_bytes())).WaveformSequence
    assert np.isnan(array_of(group)).tolist() == [[False, True], [False, False]]
    assert array_of(group)[1].tolist() == [-2.0, 0.25]
    assert np.isnan(array_of(ecg(np.full((3, 2), np.nan)).WaveformSequence[0])).all()


def test_other_units_and_other_objects() -> None:
    pressure = GENERATOR.uniform(60, 120, (300, 1))
    group = multiplex(HemodynamicWaveform.WaveformItem, pressure, [CID3001.LeadI], 200, UCUM["mm[Hg]"])
    assert type(group) is HemodynamicWaveform.WaveformItem
    (units,) = group.ChannelDefinitionSequence[0].ChannelSensitivityUnitsSequence or ()
    assert units.value == "mm[Hg]"
    assert array_of(group) == pytest.approx(pressure, abs=0.005)


MISTAKES: dict[str, tuple[Any, dict[str, Any], str]] = {
    "channels first": (
        np.zeros((2, 500)),
        {},
        "values are samples and channels, one channel for each of 2 sources, not (2, 500)",
    ),
    "infinite": (np.full((5, 2), np.inf), {}, "a sample is infinite; NaN is one that is missing"),
    "no room": (
        np.full((5, 2), 40.0),
        {"sensitivity": 0.001},
        "a sample has no room in 16 bits by this sensitivity: values reach from -32767 to 32767 times it",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(name: str) -> None:
    values, options, message = MISTAKES[name]
    with pytest.raises(InvalidValue) as caught:
        ecg(values, **options)
    assert str(caught.value) == message


def test_data_that_is_short() -> None:
    group = GeneralECG.WaveformItem.from_dataset(ecg(np.zeros((5, 2))).WaveformSequence[0].to_dataset())
    group.WaveformData = bytes(4)
    with pytest.raises(InvalidValue, match="5 samples of 2 channels, and not as much data"):
        array_of(group)
    group.WaveformSampleInterpretation = "MB"
    with pytest.raises(InvalidValue, match="mu-law"):
        array_of(group)
