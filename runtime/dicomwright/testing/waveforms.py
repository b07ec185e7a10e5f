"""Waveforms: as many samples as channels, their number and their bits say."""

from __future__ import annotations

from math import pi, sin
from struct import pack
from typing import TYPE_CHECKING, Any, Final

from dicomwright.testing.constraints import copies

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

_FORMATS: Final = {
    "SB": "b", "UB": "B", "MB": "B", "AB": "B", "SS": "h", "US": "H", "SL": "i", "UL": "I", "SV": "q", "UV": "Q",
}  # fmt: skip
"""Formats of samples by their interpretation (PS3.3 C.10.9.1.5)."""
_BITS: Final = {"b": 8, "h": 16, "i": 32, "q": 64}
_PERIODS: Final = 4
_HEIGHT: Final = 60
_SAMPLES: Final = 32
_MOST: Final = 64


def fit_waveforms(instance: IOD) -> None:
    """Give each group of channels a waveform of the size that it says."""
    if "WaveformSequence" in type(instance).attributes():
        for group in instance.value_("WaveformSequence") or ():
            _fit(group)


def _fit(group: Any) -> None:  # noqa: ANN401 - an item
    form = _FORMATS[group.WaveformSampleInterpretation or "SS"]
    count = min(group.NumberOfWaveformSamples, _MOST) if group.NumberOfWaveformSamples > 1 else _SAMPLES
    channels = group.NumberOfWaveformChannels
    group.NumberOfWaveformSamples = count
    group.WaveformBitsAllocated = _BITS[form.lower()]
    group.ChannelDefinitionSequence = copies(group.ChannelDefinitionSequence, channels)
    for channel in group.ChannelDefinitionSequence:
        channel.WaveformBitsStored = group.WaveformBitsAllocated
    wave = [round(_HEIGHT * (1 + sin(2 * pi * _PERIODS * number / count))) for number in range(count)]
    data = b"".join(pack(f"<{channels}{form}", *[sample] * channels) for sample in wave)
    group.WaveformData = data + bytes(len(data) % 2)
