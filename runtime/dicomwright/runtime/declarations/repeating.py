"""Repeating groups: an object has the attributes of the first one itself, and an object for each of the others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.declaration import Declaration
from dicomwright.runtime.declarations.objects import DicomObject, blank, once

if TYPE_CHECKING:
    from collections.abc import Mapping

_T = TypeVar("_T", bound=DicomObject)

GROUPS: Final = range(16)
"""Numbers of the groups 6000 to 601E, which are even (PS3.5 7.6)."""

_FIRST: Final = 0x6000


def group_of(instance: DicomObject, cls: type[_T], number: int) -> _T:
    """Return the object of a group but the first, which takes from the instance what was read of it."""
    if number not in instance.groups_:
        new: _T = blank(_shifted(cls, number), derives=instance.derives_)
        new.origin_ = instance.origin_ and instance.origin_.split(_FIRST + 2 * number)
        instance.groups_[number] = new
    found: _T = instance.groups_[number]
    return found


def groups_of(instance: DicomObject) -> list[int]:
    """Return the numbers of the groups of which something is there."""
    known = () if instance.origin_ is None else instance.origin_.known
    read = {_number(tag) for tag in known if is_of_overlay(tag)}
    built = {number for number, group in instance.groups_.items() if _has_any(group)}
    if any(keyword in instance.stored_ for keyword in _of_first_group(type(instance))):
        built.add(0)
    return sorted(read | built)


def is_of_overlay(tag: int) -> bool:
    """Tell whether a tag is of one of the groups."""
    return tag >> 24 == _FIRST >> 8 and not tag & 0x10000 and _number(tag) in GROUPS


def has_groups(cls: type[DicomObject]) -> bool:
    """Tell whether a class has attributes in repeating groups."""
    return bool(_of_first_group(cls))


def _number(tag: int) -> int:
    return ((tag >> 16) - _FIRST) // 2


def _has_any(group: DicomObject) -> bool:
    return bool(group.stored_ or (group.origin_ is not None and group.origin_.known))


def _of_first_group(cls: type[DicomObject]) -> tuple[str, ...]:
    return once(cls, "repeating_", _repeating)


def _repeating(cls: type[DicomObject]) -> tuple[str, ...]:
    return tuple(keyword for keyword, declared in cls.attributes().items() if isinstance(declared.tag, str))


def _shifted(cls: Any, number: int) -> Any:  # noqa: ANN401 - type[DicomObject], of which one like it is made
    """Return a class with the same attributes in another group."""
    return once(cls, f"shifted_{number}_", partial(_make_shifted, number=number))


def _make_shifted(cls: Any, number: int) -> Any:  # noqa: ANN401 - as above
    namespace: dict[str, Any] = {
        keyword: _moved(declared, number) for keyword, declared in cls.attributes().items()
    }

    def reduce(self: DicomObject, _protocol: object) -> tuple[Any, ...]:
        state = self.stored_, self.origin_, self.derives_
        return _restored, (cls, number, state)

    namespace |= {"__reduce_ex__": reduce, "__module__": cls.__module__, "__doc__": cls.__doc__}
    name = f"{cls.__qualname__}[{number}]"
    return type(cls)(name, (cls,), {**namespace, "__qualname__": name})


def _restored(cls: type[DicomObject], number: int, state: tuple[Any, ...]) -> DicomObject:
    new: DicomObject = blank(_shifted(cls, number))
    new.stored_, new.origin_, new.derives_ = state
    return new


def _moved(declared: Attribute, number: int) -> Attribute:
    new = Attribute(declared.number + (number << 17), declared.vr, declared.type)
    for slot in Declaration.__slots__:
        if slot not in {"keyword", "owner", "tag"}:
            setattr(new, slot, getattr(declared, slot))
    return new


def same_groups(one: DicomObject, other: DicomObject) -> bool:
    """Compare what two objects of a class have in the groups that were asked for in either."""
    asked: Mapping[int, DicomObject] = {**one.groups_, **other.groups_}
    for number, group in asked.items():
        cls: type[DicomObject] = type(group).__mro__[1]  # that of the first group
        mine: DicomObject = group_of(one, cls, number)
        others: DicomObject = group_of(other, cls, number)
        if mine != others:
            return False
    return True
