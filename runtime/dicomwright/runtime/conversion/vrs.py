"""Ambiguous VRs: which of several the dictionary's "US or SS", "OB or OW" means here (PS3.5 8 and Annex A)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dicomwright.runtime.narrow import is_array, is_tuple
from dicomwright.runtime.trees.signs import LUT_DESCRIPTOR, is_signed
from dicomwright.runtime.values.elements import descriptor_of, values_of
from dicomwright.runtime.values.fields import FIELDS, descriptor
from dicomwright.runtime.values.stored import EncapsulatedBytes
from dicomwright.runtime.vocabulary.tags import DESCRIPTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.values.stored import Stored

_BYTE = 8
_LONGEST_NUMBERS = 0x7FFF
"""How many numbers of 16 bits an element of VR US can have in Explicit VR."""
_LUT_DATA = 0x00283006


# Of what was read: only Implicit VR leaves them open


def resolved_vr(tag: int, vr: str, data: DataSet) -> str:
    """Choose one of several VRs of an element that was read: "US or SS" by Pixel Representation, else OW."""
    if " or " not in vr:
        return vr
    if tag == _LUT_DATA:
        _, descriptor = data.elements.get(LUT_DESCRIPTOR, ("US", b""))
        return "US" if isinstance(descriptor, bytes) and descriptor[:2] == b"\1\0" else "OW"
    if "OW" in vr:
        return "OW"
    return "SS" if is_signed(tag, data) else "US"


def numbers_of(tag: int, vr: str, value: Stored, encoding: Sequence[str] | None = None) -> tuple[Any, ...]:
    """Return the values of an element that was read: its VR says what they are, but of descriptors and tables."""
    if isinstance(value, bytes):
        if vr == "SS" and tag in DESCRIPTORS:
            return descriptor_of(value)
        if vr == "OW" and tag == _LUT_DATA:
            return values_of("US", value)
    return values_of(vr, value, encoding)


# Of what is written


class Scope(Protocol):
    """An object and those around it, as ambiguous VRs are resolved by them."""

    owner: type[Any]

    def find(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute here or further out, or None."""


def pixel_vr(declared: Declaration, value: Any, scope: Scope) -> str:  # noqa: ANN401 - bytes or an array
    """Choose between OB and OW: OW when more than 8 bits are allocated; compressed pixels are OB (PS3.5 A.2)."""
    if " or " not in declared.vr:
        return declared.vr
    allocated = scope.find("BitsAllocated") or (value.dtype.itemsize * _BYTE if is_array(value) else _BYTE)
    return "OW" if allocated > _BYTE and not isinstance(value, EncapsulatedBytes) else "OB"


def vr_of_value(declared: Declaration, value: Any, scope: Scope) -> str:  # noqa: ANN401
    """Choose between US, SS, OB and OW: by the value, then by Pixel Representation (PS3.5 A.2)."""
    vrs = declared.vr.split(" or ")
    if len(vrs) == 1:
        return declared.vr
    if isinstance(value, bytes) or not {"US", "SS"} & {*vrs}:
        return _bytes_vr(declared, vrs, scope)
    return _signed_vr(declared, vrs, value, scope)


_WAVEFORM = frozenset({"WaveformData", "WaveformPaddingValue", "ChannelMinimumValue", "ChannelMaximumValue"})


def _bytes_vr(declared: Declaration, vrs: list[str], scope: Scope) -> str:
    if declared.keyword in _WAVEFORM and (scope.find("WaveformBitsAllocated") or _BYTE) <= _BYTE:
        return "OB"
    return "OW" if "OW" in vrs else vrs[0]


def _signed_vr(declared: Declaration, vrs: list[str], value: Any, scope: Scope) -> str:  # noqa: ANN401
    numbers = value if is_tuple(value) else () if value is None else (value,)
    if "SS" not in vrs:
        return "OW" if len(numbers) > _LONGEST_NUMBERS and "OW" in vrs else "US"
    signed = scope.find("PixelRepresentation")
    if declared.number in DESCRIPTORS:
        signed = signed or _has_signed_input(declared, scope)
        numbers = _second_of(declared, numbers, scope)
    low, high = min(numbers, default=0), max(numbers, default=0)
    if signed is None:
        signed = low < 0
    if (low < 0 and not signed) or (high >= 2**15 and (signed or low < 0)):
        raise declared.invalid(scope.owner, "does not fit Pixel Representation")
    return "SS" if signed else "US"


def _has_signed_input(declared: Declaration, scope: Scope) -> bool:
    """Tell whether a VOI LUT has signed input: unsigned pixels that are rescaled (PS3.3 C.11.2.1.1)."""
    intercept = scope.find("RescaleIntercept") if declared.number == LUT_DESCRIPTOR else None
    return isinstance(intercept, int | float) and intercept < 0


def _second_of(declared: Declaration, numbers: tuple[Any, ...], scope: Scope) -> tuple[Any, ...]:
    """Return the value of a descriptor that may be signed. Raises `InvalidValue` when another one is negative."""
    if any(number < 0 for place, number in enumerate(numbers) if place != 1):
        raise declared.invalid(scope.owner, "its first and third values must not be negative")
    return numbers[1:2]


def bytes_of(declared: Declaration, vr: str, value: Any) -> bytes:  # noqa: ANN401
    """Write a value of the VR that `vr_of_value` chose."""
    if value is None:
        return b""
    if vr == "SS" and declared.number in DESCRIPTORS:
        return descriptor(value)
    write = FIELDS["OB" if isinstance(value, bytes) else "US" if vr == "OW" else vr]
    return write(value)
