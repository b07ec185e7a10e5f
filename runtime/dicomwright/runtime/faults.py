"""Faults of an object: Type 1 attributes that are missing or empty, at every depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dicomwright.runtime.errors import Fault
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.objects import IOD, FunctionalGroupMacro, Item, once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.attribute import Attribute
    from dicomwright.runtime.objects import DicomObject


def faults(instance: DicomObject, place: str = "") -> Iterator[Fault]:
    """Yield what an object lacks; `place` is the path of an item, with a dot at its end."""
    for keyword, declared in _demanded(instance).items():
        value = getattr(instance, keyword)
        if value is None or (isinstance(value, tuple | str | bytes) and not value):
            kind: Literal["missing", "empty"] = "empty" if instance.is_set(keyword) else "missing"
            yield Fault(place + keyword, declared.number, declared.module or declared.owner.__name__, kind)
    for keyword, value in instance.values_.items():
        if is_tuple(value):
            yield from _faults_of_items(value, place + keyword)


def _faults_of_items(values: tuple[object, ...], path: str) -> Iterator[Fault]:
    for index, item in enumerate(values):
        if isinstance(item, Item):
            yield from faults(item, f"{path}[{index}].")


def _demanded(instance: DicomObject) -> Mapping[str, Attribute]:
    """Return the attributes that must have a value: of mandatory modules, or of an item."""
    if isinstance(instance, IOD):
        found = instance.plan_().mandatory
        return {k: a for k, a in found.items() if a.type == "1" and a.required_if is None}
    return once(type(instance), "demanded_in_item_", _demanded_in_item)


def _demanded_in_item(cls: type[DicomObject]) -> dict[str, Attribute]:
    return {
        keyword: declared
        for keyword, declared in cls.attributes().items()
        if declared.type == "1"
        and declared.required_if is None
        and (declared.demanded or declared.derived is not None)
        and not issubclass(declared.owner, FunctionalGroupMacro)
    }
