"""What a data set is an instance of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.values.elements import values_of

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import Content, DataSet

_SOP_CLASS: Final = 0x00080016
_MEDIA_STORAGE_SOP_CLASS: Final = 0x00020002
_MEDIA_STORAGE_SOP_INSTANCE: Final = 0x00020003
"""A directory (DICOMDIR) has its SOP class and instance in the file meta information alone."""


def sop_class_of(content: Content) -> str:
    """Return the SOP Class UID of what a file holds; empty when it has none."""
    return sop_class_of_data(content.dataset) or _uid(content.meta, _MEDIA_STORAGE_SOP_CLASS)


def sop_class_of_data(data: DataSet) -> str:
    """Return the SOP Class UID of a data set itself; empty when it has none."""
    return _uid(data, _SOP_CLASS)


def instance_of_media(meta: DataSet) -> str:
    """Return the Media Storage SOP Instance UID; empty when there is none."""
    return _uid(meta, _MEDIA_STORAGE_SOP_INSTANCE)


def _uid(data: DataSet, tag: int) -> str:
    _, value = data.elements.get(tag, ("UI", b""))
    # its VR is what it must be, or UN
    found = () if isinstance(value, list) else values_of("UI", value)
    return str(found[0]) if found else ""
