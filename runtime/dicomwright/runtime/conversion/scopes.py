"""An object that is to be written: what it has, what follows from that, and what is written empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.declarations.objects import once, verify_pixels
from dicomwright.runtime.values.stored import EncapsulatedBytes
from dicomwright.runtime.vocabulary.uids import EXPLICIT, fresh_uid

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.instances import Module
    from dicomwright.runtime.declarations.objects import DicomObject

IMPLEMENTATION_CLASS_UID = "2.25.118217693467394103219485437093571310907"
IMPLEMENTATION_VERSION_NAME = "DICOMWRIGHT_0_1"
_PIXEL_DATA = 0x7FE00010


class ObjectScope:
    """An object, and those around it: an item sees what is said further out."""

    __slots__ = ("instance", "outer", "owner", "said")

    def __init__(self, instance: DicomObject, outer: ObjectScope | None) -> None:
        """Look at the pixels of the object. Raises `InvalidValue` when what was set contradicts them."""
        self.owner = type(instance)
        self.said = verify_pixels(instance)
        self.instance = instance
        self.outer = outer

    def find(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute here or further out, or None."""
        value = self.said.get(keyword)
        if value is None:
            value = self.instance.value_(keyword)
        return self.outer.find(keyword) if value is None and self.outer else value


def media_instance_of(instance: Instance) -> str:
    """Return the UID that a file has of an object without SOP Common, a directory: as it was read, else a new one."""
    if instance.media_instance_ is None:
        instance.media_instance_ = fresh_uid()
    return instance.media_instance_


def transfer_syntax_of(instance: DicomObject) -> str:
    """Return the syntax of pixels that were read compressed and are still the same; else the plain one."""
    unchanged = instance.origin_ is not None and _PIXEL_DATA in instance.origin_.known
    compressed = unchanged or isinstance(instance.stored_.get("PixelData"), EncapsulatedBytes)
    syntax = instance.transfer_syntax_ if compressed else None
    return EXPLICIT if syntax is None else str(syntax)


def complete(instance: DicomObject, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was set, what follows from it, and None for Type 2 attributes left alone.

    Of what was read, nothing is filled in.
    """
    if not instance.derives_:
        return {**said, **instance.stored_}
    due = (
        _due(instance) if isinstance(instance, Instance) else once(type(instance), "due_values_", _due_values)
    )
    values = {**said, **instance.stored_}
    for keyword, only, empty in due:
        if keyword not in values and (only is not None or empty):
            values[keyword] = only
    return values


_Due = tuple[str, Any, bool]
"""Keyword, the only value, and whether it is written when it has none."""


def _due_values(cls: type[DicomObject]) -> tuple[_Due, ...]:
    return _constants(cls, _due_in_item(cls))


def _constants(cls: type[DicomObject], due: dict[str, Attribute]) -> tuple[_Due, ...]:
    """Return the attributes that are written though nobody set them: with their only value, or empty."""
    attributes = cls.attributes()
    derived = {k: attributes[k].derived if attributes[k].type in {"1", "2"} else None for k in due}
    return tuple(
        (k, v, due[k].type == "2") for k, v in derived.items() if v is not None or due[k].type == "2"
    )


def _due(instance: Instance) -> tuple[_Due, ...]:
    """Return the same of an IOD, of the modules that are present."""
    exclusive = instance.plan_().exclusive
    present = tuple(dict.fromkeys(exclusive[k] for k in instance.stored_ if k in exclusive))
    known = once(type(instance), "due_by_modules_", _no_modules)
    found = known.get(present)
    if found is None:
        found = known[present] = _constants(type(instance), instance.due_())
    uid = type(instance).attributes().get("SOPInstanceUID")
    if uid is not None and uid.keyword not in instance.stored_:
        instance.fixed_(uid)  # which sets it
    return found


def _no_modules(_cls: type[Instance]) -> dict[tuple[type[Module], ...], tuple[_Due, ...]]:
    return {}


def _due_in_item(cls: type[DicomObject]) -> dict[str, Attribute]:
    """Return the attributes of an item that are written even when nobody set them, if they are Type 1 or 2."""
    return {
        keyword: declared
        for keyword, declared in cls.attributes().items()
        if (declared.type == "2" or declared.derived is not None) and not declared.owner.functional_group_
    }
