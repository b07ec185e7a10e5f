"""Objects of trees: a file is written of what was made, and read again, so that nothing of the old one is left."""

from __future__ import annotations

from copy import copy
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeVar

from dicomwright.deidentify.validity.dummies import padded
from dicomwright.runtime.conversion.scopes import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.trees.writing import META, SYNTAXES, Syntax, Writer, chunks, length_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Content, Element

_I = TypeVar("_I", bound="IOD")
_LENGTH: Final = 0x00020000
_NAMES: Final = {0x00080016: 0x00020002, 0x00080018: 0x00020003}
_PREAMBLE: Final = bytes(128) + b"DICM"
_PLAIN: Final = "1.2.840.10008.1.2.1"
_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
_ROOT: Final = "2.25."
_UUID: Final = 16
_SOP_CLASS: Final = 0x00080016
_SOP_INSTANCE: Final = 0x00080018
_MEDIA_CLASS: Final = 0x00020002
_MEDIA_INSTANCE: Final = 0x00020003


def named(content: Content, *, has_uid: bool) -> DataSet:
    """Return the data set, which says itself what it is: by the file meta information, where it alone says so.

    `has_uid`: the UID of the instance in the meta information is that of the object.
    """
    data = content.dataset
    said = {
        tag: content.meta.elements.get(known)
        for tag, known in _NAMES.items()
        if tag not in data.elements and (has_uid or known != _MEDIA_INSTANCE)
    }
    found = {tag: element for tag, element in said.items() if element is not None}
    return data if not found else _with(data, found)


def _with(data: DataSet, more: dict[int, Element]) -> DataSet:
    made = copy(data)
    made.elements = dict(sorted({**data.elements, **more}.items()))
    return made


def rewritten(cls: type[_I], data: DataSet, old: Content, new_uid: Callable[[str], str] = str) -> _I:
    """Return the object of a data set, as `file_of` writes it."""
    parts = file_of(data, old, new_uid)
    found = cls.read(b"".join(parts))
    if _SOP_INSTANCE not in data.elements:  # a file has a UID in any case
        found.media_instance_ = _media_instance(data, new_uid)
    return found


def file_of(data: DataSet, old: Content, new_uid: Callable[[str], str] = str) -> list[bytes | memoryview]:
    """Return the bytes of a file; preamble and file meta information are new, but for SOP class and syntax.

    `new_uid` is asked for the UID of an object that has none.
    """
    transfer_syntax = old.transfer_syntax
    syntax = _PLAIN if transfer_syntax in {None, _DEFLATED} else str(transfer_syntax)
    meta = META.parts(_meta(data, old, syntax, new_uid))
    length = META.parts(DataSet({_LENGTH: ("UL", length_of(meta).to_bytes(4, "little"))}))
    parts = Writer(SYNTAXES.get(syntax, Syntax())).parts(data)
    return [_PREAMBLE, *chunks([*length, *meta]), *chunks(parts)]


def _meta(data: DataSet, old: Content, syntax: str, new_uid: Callable[[str], str]) -> DataSet:
    """Return file meta information but for its length."""
    elements: dict[int, Element] = {
        0x00020001: ("OB", b"\0\1"),
        0x00020002: data.elements.get(_SOP_CLASS) or old.meta.elements[_MEDIA_CLASS],
        _MEDIA_INSTANCE: data.elements.get(_SOP_INSTANCE)
        or ("UI", padded("UI", _media_instance(data, new_uid))),
        0x00020010: ("UI", padded("UI", syntax)),
        0x00020012: ("UI", padded("UI", IMPLEMENTATION_CLASS_UID)),
        0x00020013: ("SH", padded("SH", IMPLEMENTATION_VERSION_NAME)),
    }
    return DataSet(elements)


def _media_instance(data: DataSet, new_uid: Callable[[str], str]) -> str:
    """Return the UID that a file of an object has which has none: the one that its content gives, each time."""
    digest = sha256(b"".join(chunks(Writer(Syntax()).parts(data)))).digest()
    return new_uid(f"{_ROOT}{int.from_bytes(digest[:_UUID])}")
