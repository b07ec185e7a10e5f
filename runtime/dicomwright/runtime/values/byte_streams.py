"""Streams of bytes beside pixels: overlays, whose arrays are packed to bits, and documents, whose length is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_array
from dicomwright.runtime.values import pixel_arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

OVERLAY: Final = "OverlayData"
DOCUMENT: Final = "EncapsulatedDocument"
_LENGTH: Final = "EncapsulatedDocumentLength"
_FRAMES: Final = "NumberOfFramesInOverlay"

FACTS: Final = frozenset(
    {"OverlayRows", "OverlayColumns", "OverlayBitsAllocated", "OverlayBitPosition", _FRAMES, _LENGTH}
)
"""Attributes that follow from the array of an overlay, or from a document."""


class PackedBits(bytes):
    """The bits of an array of bool, packed; `shape` is that of the array."""

    shape: tuple[int, ...]


class Document(bytes):
    """A document as it was given, be its length odd."""


def check_overlay(check: Callable[[Any, Any], Any], value: object, owner: Any) -> object:  # noqa: ANN401 - type
    """Pack an array of bool; its axes are rows and columns, and frames before them where the class has these."""
    if not is_array(value):
        return check(value, owner)
    axes = {2, 3} if _FRAMES in owner.attributes() else {2}
    if value.dtype.kind != "b" or value.ndim not in axes or not value.size:
        frames = " or (frames, rows, columns)" if len(axes) > 1 else ""
        raise Refused(
            f"must be an array of bool of shape (rows, columns){frames}, not {value.dtype.name} {value.shape}"
        )
    return packed(value)


def packed(array: NDArray[Any]) -> PackedBits:
    """Pack the bits of an array, the first into the lowest bit (PS3.5 8.1.2), to an even length."""
    found = PackedBits(pixel_arrays.encode(array, {"BitsAllocated": 1}))
    found.shape = array.shape
    return found


def check_document(check: Callable[[Any, Any], Any], value: object, owner: Any) -> object:  # noqa: ANN401 - type
    """Keep a document as it is given; a byte that makes its length even is added when it is written."""
    kept = check(value, owner)
    given = value.tobytes() if is_array(value) or isinstance(value, memoryview) else value
    return Document(given) if isinstance(given, bytes | bytearray) and kept else kept


def facts(values: Mapping[str, Any], attributes: Mapping[str, object]) -> dict[str, Any]:
    """Return what follows from what was set, of the attributes that the class has."""
    said: dict[str, Any] = {}
    overlay, document = values.get(OVERLAY), values.get(DOCUMENT)
    if isinstance(overlay, PackedBits):
        *frames, rows, columns = overlay.shape
        said |= {
            "OverlayRows": rows,
            "OverlayColumns": columns,
            "OverlayBitsAllocated": 1,
            "OverlayBitPosition": 0,
        }
        if _FRAMES in attributes and frames:
            said[_FRAMES] = frames[0]
    if isinstance(document, Document) and _LENGTH in attributes:
        said[_LENGTH] = len(document)
    return said


def whole_document(value: bytes, length: int) -> bytes:
    """Return a document that was read without the byte that made its length even."""
    return value[:length] if len(value) - length == 1 else value
