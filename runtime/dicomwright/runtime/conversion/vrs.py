"""Ambiguous VRs: which of several the dictionary's "US or SS", "OB or OW" means here (PS3.5 8 and Annex A)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dicomwright.runtime.narrow import is_array, is_tuple
from dicomwright.runtime.values.stored import EncapsulatedBytes

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.trees.tree import DataSet

_BYTE = 8
_LUT_DESCRIPTOR = 0x00283002
_LUT_DATA = 0x00283006
_PIXEL_REPRESENTATION = 0x00280103


# Of what was read: only Implicit VR leaves them open


def resolved_vr(tag: int, vr: str, data: DataSet) -> str:
    """Choose one of several VRs of an element that was read: "US or SS" by Pixel Representation, else OW."""
    if " or " not in vr:
        return vr
    if tag == _LUT_DATA:
        _, descriptor = data.elements.get(_LUT_DESCRIPTOR, ("US", b""))
        return "US" if isinstance(descriptor, bytes) and descriptor[:2] == b"\1\0" else "OW"
    if "OW" in vr:
        return "OW"
    return "SS" if _is_signed(data) else "US"


def _is_signed(data: DataSet | None) -> bool:
    while data is not None:
        if _PIXEL_REPRESENTATION in data.elements:
            return data.elements[_PIXEL_REPRESENTATION][1] == b"\1\0"
        data = data.parent
    return False


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
        return "US"
    signed = scope.find("PixelRepresentation")
    low, high = min(numbers, default=0), max(numbers, default=0)
    if signed is None:
        signed = low < 0
    if (low < 0 and not signed) or (high >= 2**15 and (signed or low < 0)):
        raise declared.invalid(scope.owner, "does not fit Pixel Representation")
    return "SS" if signed else "US"
