"""Objects of trees: a file is written of what was made, and read again, so that nothing of the old one is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from dicomwright.deidentify.validity.dummies import padded
from dicomwright.runtime.conversion.scopes import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.trees.writing import META, SYNTAXES, Syntax, Writer, chunks

if TYPE_CHECKING:
    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Content, Element

_I = TypeVar("_I", bound="IOD")
_PREAMBLE: Final = bytes(128) + b"DICM"
_PLAIN: Final = "1.2.840.10008.1.2.1"
_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
_LENGTH_ELEMENT: Final = 12


def rewritten(cls: type[_I], data: DataSet, old: Content) -> _I:
    """Return the object of a data set; preamble and file meta information are new, but for SOP class and syntax."""
    transfer_syntax = old.transfer_syntax
    syntax = _PLAIN if transfer_syntax in {None, _DEFLATED} else str(transfer_syntax)
    meta = _meta(data, old.meta, syntax)
    parts = (META.parts(meta), Writer(SYNTAXES.get(syntax, Syntax())).parts(data))
    return cls.read(b"".join((_PREAMBLE, *(bytes(piece) for part in parts for piece in chunks(part)))))


def _meta(data: DataSet, old: DataSet, syntax: str) -> DataSet:
    elements: dict[int, Element] = {
        0x00020001: ("OB", b"\0\1"),
        0x00020002: data.elements.get(0x00080016) or old.elements[0x00020002],
        0x00020003: data.elements.get(0x00080018, ("UI", b"")),
        0x00020010: ("UI", padded("UI", syntax)),
        0x00020012: ("UI", padded("UI", IMPLEMENTATION_CLASS_UID)),
        0x00020013: ("SH", padded("SH", IMPLEMENTATION_VERSION_NAME)),
    }
    length = sum(map(len, chunks(META.parts(DataSet(elements)))))
    return DataSet({0x00020000: ("UL", length.to_bytes(4, "little")), **elements})
