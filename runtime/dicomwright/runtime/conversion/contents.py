"""Contents: what a file would hold of an object, file meta information included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conversion.carrying import in_memory
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.losses import losses_of
from dicomwright.runtime.conversion.scopes import (
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
    media_instance_of,
    transfer_syntax_of,
)
from dicomwright.runtime.conversion.to_tree import places_of, tree_of
from dicomwright.runtime.trees.places import RECORDS, move
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.trees.writing import META, SYNTAXES, Syntax, Writer, length_of, places_written
from dicomwright.runtime.values.fields import FIELDS
from dicomwright.runtime.values.stored import Fragments, Large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.trees.tree import Element

_SOP_CLASS: Final = 0x00080016
_SOP_INSTANCE: Final = 0x00080018
_LENGTH: Final = 0x00020000
_LENGTH_ELEMENT: Final = 12
"""Bytes of the element that has the length of file meta information, which do not count."""
_CLASS_UID: Final = FIELDS["UI"](IMPLEMENTATION_CLASS_UID)
_VERSION_NAME: Final = FIELDS["CS"](IMPLEMENTATION_VERSION_NAME)


def content_of(instance: Instance, transfer_syntax: str | None = None, *, delimited: bool = False) -> Content:
    """Return what would be written of an object. Raises `InvalidValue`, and ValueError for the transfer syntax.

    `delimited`: its sequences end with delimiters, which the offsets of a directory depend on.
    """
    natural = transfer_syntax_of(instance)
    syntax = natural if transfer_syntax is None else str(transfer_syntax)
    if syntax != natural and (syntax not in SYNTAXES or natural not in SYNTAXES):
        raise ValueError(
            "pixels are not compressed or decompressed by writing them: call compress or decompress"
        )
    return _content(instance, tree_of(instance), syntax, delimited=delimited)


def content_shared(instance: Instance) -> Content:
    """Return the same of an object that is only looked at: one that nobody touched since it was read is not copied.

    The items belong to the object then, and must not be changed. Raises `InvalidValue`.
    """
    dataset = _as_read(instance)
    return (
        content_of(instance) if dataset is None else _content(instance, dataset, transfer_syntax_of(instance))
    )


def _as_read(instance: Instance) -> DataSet | None:
    """Return what was read of an object, with its own items; None where anything is to be written in another form."""
    kept = kept_of(instance)
    if kept is None or instance.stored_ or vars(instance).get("groups_"):
        return None
    known = kept.all_elements()
    if known != kept.data.elements or RECORDS in known:
        return None
    elements = dict(sorted(known.items()))
    others = [tag for tag, (_, value) in known.items() if type(value) is not bytes or not tag & 0xFFFF]
    for tag in others:
        vr, value = known[tag]
        if isinstance(value, Large | Fragments):
            elements[tag] = in_memory(vr, value, kept)
        elif isinstance(value, bytes):
            if tag:  # a group length
                del elements[tag]
        elif not isinstance(value, list) or not _is_plain(value):
            return None
    return DataSet(elements)


def _is_plain(items: list[DataSet]) -> bool:
    """Tell whether nothing in items is to be written in another form than that in which it was read."""
    pending = [items]
    while pending:
        for item in pending.pop():
            for tag, (_, value) in item.elements.items():
                if type(value) is list:
                    pending.append(value)
                elif type(value) is not bytes or not tag & 0xFFFF:
                    return False
    return True


def _content(instance: Instance, dataset: DataSet, syntax: str, *, delimited: bool = False) -> Content:
    kept = kept_of(instance)
    others = {} if kept is None or kept.meta is None else kept.meta.elements
    meta = _meta(dataset, instance, syntax, others)
    if RECORDS in dataset.elements:
        writer = Writer(SYNTAXES.get(syntax, Syntax()), delimited=delimited)
        move(dataset, places_of(instance), places_written(writer, meta, dataset))
    return Content(meta, dataset, syntax, losses_of(instance))


def _meta(dataset: DataSet, instance: Instance, syntax: str, others: Mapping[int, Element]) -> DataSet:
    """Return file meta information (PS3.10 7.1), with `others` of it; a directory has no SOP Common to take it from."""
    cls = type(instance)
    identifier = FIELDS["UI"]
    known = dataset.elements
    _, sop_class = known.get(_SOP_CLASS) or (
        "UI",
        identifier(cls.sop_classes[0] if cls.sop_classes else ""),
    )
    _, sop_instance = known.get(_SOP_INSTANCE) or ("UI", identifier(media_instance_of(instance)))
    elements = {
        **{tag: element for tag, element in others.items() if isinstance(element[1], bytes)},
        _LENGTH: ("UL", bytes(4)),
        0x00020001: ("OB", b"\0\1"),
        0x00020002: ("UI", sop_class),
        0x00020003: ("UI", sop_instance),
        0x00020010: ("UI", identifier(syntax)),
        0x00020012: ("UI", _CLASS_UID),
        0x00020013: ("SH", _VERSION_NAME),
    }
    meta = DataSet(dict(sorted(elements.items())))
    length = length_of(META.parts(meta)) - _LENGTH_ELEMENT
    meta.elements[_LENGTH] = ("UL", length.to_bytes(4, "little"))
    return meta
