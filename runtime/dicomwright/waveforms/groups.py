"""Multiplex groups: channels that were sampled together, as integers of 16 bits that a sensitivity scales (C.10.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numpy as np

from dicomwright.runtime import InvalidValue, Item
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from pydicom.sr.coding import Code

_I = TypeVar("_I", bound=Item)

_AXES: Final = 2
_MOST: Final = 32767
_PADDING: Final = np.int16(-32768)
"""What is written for a sample that is missing."""

_BITS: Final = {
    "WaveformBitsAllocated": 16,
    "WaveformSampleInterpretation": "SS",
}
_TYPES: Final = {
    ("SB", 8): "i1",
    ("UB", 8): "u1",
    ("SS", 16): "<i2",
    ("US", 16): "<u2",
    ("SL", 32): "<i4",
    ("UL", 32): "<u4",
}
"""Types of samples that are numbers, by Waveform Sample Interpretation and Waveform Bits Allocated."""


def multiplex(  # noqa: PLR0913 - the last are for some alone
    item: type[_I],
    values: NDArray[Any],
    sources: Sequence[Code],
    frequency: float,
    unit: Code | None = None,
    *,
    sensitivity: float | None = None,
    originality: str = "ORIGINAL",
) -> _I:
    """Return a group of channels: ``WaveformSequence=[multiplex(TwelveLeadECG.WaveformItem, values, ...)]``.

    `values` are samples and channels, in `unit`, millivolts when None; NaN is a sample that is missing. `sources` say
    what each channel is of, for an ECG by codes of context group 3001. `frequency` is that of the samples, in Hz. A
    step of the integers that are written is `sensitivity`, when None for each channel the least of 1, 2 or 5 times a
    power of ten by which its values have room.

    Raises `InvalidValue` for values that are not one column a source, infinite, or have no room.
    """
    definitions = item.attributes().get("ChannelDefinitionSequence")
    if definitions is None:
        raise TypeError(f"{item.__qualname__} has no channels: pass its WaveformItem")
    array = np.asarray(values, np.float64)
    if array.ndim != _AXES or array.shape[1] != len(sources) or not array.size:
        raise InvalidValue(
            f"values are samples and channels, one channel for each of {len(sources)} sources, not {array.shape}"
        )
    if np.isinf(array).any():
        raise InvalidValue("a sample is infinite; NaN is one that is missing")
    steps = [sensitivity or _step(channel) for channel in array.T]
    codes = unit or edition_of(item).named("codes", "UCUM")["mV"]
    channel = item_class(definitions)
    missing = np.isnan(array).any()
    made = cast("Callable[..., _I]", item)
    return made(
        WaveformOriginality=originality,
        NumberOfWaveformChannels=len(sources),
        NumberOfWaveformSamples=len(array),
        SamplingFrequency=frequency,
        ChannelDefinitionSequence=[
            channel(
                WaveformBitsStored=16,
                ChannelSourceSequence=[source],
                ChannelSensitivity=step,
                ChannelSensitivityUnitsSequence=[codes],
                ChannelSensitivityCorrectionFactor=1,
                ChannelBaseline=0,
                ChannelSampleSkew=0,
            )
            for source, step in zip(sources, steps, strict=True)
        ],
        WaveformData=_written(array, steps),
        **({"WaveformPaddingValue": _PADDING.tobytes()} if missing else {}),
        **_BITS,
    )


def _step(channel: NDArray[np.float64]) -> float:
    """Return the least of 1, 2 or 5 times a power of ten by which the values of a channel have room."""
    known = np.abs(channel[~np.isnan(channel)])
    least = float(known.max()) / _MOST if known.size else 0
    if not least:
        return 1
    power = int(np.floor(np.log10(least)))
    return next(step for digit in ("1", "2", "5", "10") if (step := float(f"{digit}e{power}")) >= least)


def _written(array: NDArray[np.float64], steps: Sequence[float]) -> bytes:
    """Return the samples as they are written, those of all channels one after the other. Raises `InvalidValue`."""
    scaled = np.rint(array / steps)
    if np.nanmax(np.abs(scaled), initial=0) > _MOST:
        raise InvalidValue(
            f"a sample has no room in 16 bits by this sensitivity: values reach from -{_MOST} to {_MOST} times it"
        )
    return np.where(np.isnan(scaled), _PADDING, scaled).astype("<i2").tobytes()


def array_of(group: Item) -> NDArray[np.float64]:
    """Return the values of a group of channels, in the units of each: samples and channels, NaN for what is missing.

    Raises `InvalidValue` for samples that are not integers, and fewer bytes than channels and samples need.
    """
    said: Any = group
    dtype = _TYPES.get((said.WaveformSampleInterpretation, said.WaveformBitsAllocated))
    if dtype is None:
        raise InvalidValue(
            "samples of A-law and mu-law, or of other sizes, are no integers that can be scaled"
        )
    shape = (said.NumberOfWaveformSamples, said.NumberOfWaveformChannels)
    size = shape[0] * shape[1] * np.dtype(dtype).itemsize
    if len(said.WaveformData) < size or shape[1] != len(said.ChannelDefinitionSequence):
        raise InvalidValue(
            f"the waveform has {shape[0]} samples of {shape[1]} channels, and not as much data"
        )
    stored = np.frombuffer(said.WaveformData[:size], dtype).reshape(shape)
    values = stored * _numbers(said, "ChannelSensitivity", 1)
    values *= _numbers(said, "ChannelSensitivityCorrectionFactor", 1)
    values += _numbers(said, "ChannelBaseline", 0)
    padding = said.WaveformPaddingValue
    if padding:
        values[stored == np.frombuffer(padding, dtype)[0]] = np.nan
    found: NDArray[np.float64] = values
    return found


def _numbers(group: Any, keyword: str, default: float) -> NDArray[np.float64]:  # noqa: ANN401 - an item
    """Return an attribute of each channel."""
    found = [channel.value_(keyword) for channel in group.ChannelDefinitionSequence]
    return np.array([default if one is None else float(one) for one in found])
