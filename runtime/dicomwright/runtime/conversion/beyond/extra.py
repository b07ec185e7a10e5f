"""Attributes of the standard that an object has and its class has not: read, set and removed by keyword or tag."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conversion.beyond.elements import declared_as, element_of, found_value, origin_of
from dicomwright.runtime.conversion.from_tree import dataset_of, rest_of
from dicomwright.runtime.conversion.kept import Kept, kept_of
from dicomwright.runtime.declarations.repeating import has_groups, is_of_overlay
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.vocabulary.tags import element_of as element_of_dictionary
from dicomwright.runtime.vocabulary.tags import group_and_element, keywords, tag_of
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.objects import DicomObject

_PRIVATE: Final = 0x10000
_FIRST_GROUP: Final = 0x0008
_CHARACTER_SET: Final = 0x00080005


def undeclared(instance: DicomObject) -> Dataset:
    """Return what an object has and its class has not."""
    kept = kept_of(instance) or Kept(DataSet({}))
    rest = rest_of(instance, kept)
    if has_groups(type(instance)):
        rest.elements = {tag: element for tag, element in rest.elements.items() if not is_of_overlay(tag)}
    return dataset_of(rest, kept, frozen=True)


class Extra(MutableMapping[int | str, Any]):
    """Attributes of the standard that the class of an object does not have, by keyword or tag; keys are tags.

    What is set is checked by the dictionary and written with the object; None makes it empty.
    """

    def __init__(self, instance: DicomObject) -> None:
        """Look at an object."""
        self._instance = instance

    def __getitem__(self, key: int | str) -> Any:  # noqa: ANN401 - by VR
        """Return a value: of a sequence data sets of pydicom, None of what is empty. Raises KeyError."""
        tag, kept = self._found(key)
        return found_value(self._instance, kept, self._declared(tag, kept.element(tag)[0]))

    def __setitem__(self, key: int | str, value: object) -> None:
        """Set an attribute. Raises `InvalidValue` for what the dictionary does not admit, and for what is no extra."""
        tag = _tag(key)
        reason = self._elsewhere(key, tag)
        if reason is not None or tag is None:
            raise InvalidValue(reason)
        kept = origin_of(self._instance)
        kept.put(tag, element_of(self._instance, self._declared(tag, "UN"), value))

    def __delitem__(self, key: int | str) -> None:
        """Remove an attribute. Raises KeyError."""
        tag, kept = self._found(key)
        kept.drop(tag)

    def __contains__(self, key: object) -> bool:
        """Tell whether an attribute is there."""
        kept = kept_of(self._instance)
        tag = _tag(key) if isinstance(key, int | str) else None
        return kept is not None and tag is not None and kept.has(tag) and self._is_extra(tag)

    def __iter__(self) -> Iterator[int]:
        """Give the tags of what is there, in their order."""
        kept = kept_of(self._instance)
        known = () if kept is None else rest_of(self._instance, kept).elements
        return iter(sorted(tag for tag in known if self._is_extra(tag)))

    def __len__(self) -> int:
        """Count what is there."""
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        """Show how many there are; values may be patient data."""
        return f"<{len(self)} attributes beside those of {type(self._instance).__qualname__}>"

    def _found(self, key: int | str) -> tuple[int, Kept]:
        """Return the tag of what is there, and what keeps it. Raises KeyError, and says where to look."""
        tag, kept = _tag(key), kept_of(self._instance)
        if key not in self or tag is None or kept is None:
            raise KeyError(self._elsewhere(key, tag) or key)
        return tag, kept

    def _is_extra(self, tag: int) -> bool:
        return not tag & _PRIVATE and tag & 0xFFFF != 0 and self._place(tag) is None

    def _place(self, tag: int) -> str | None:
        """Return where the class has an attribute; None when it does not have it."""
        cls = type(self._instance)
        for keyword, declared in cls.attributes().items():
            if declared.number == tag:
                return keyword
        return "overlays" if is_of_overlay(tag) and has_groups(cls) else None

    def _elsewhere(self, key: int | str, tag: int | None) -> str | None:
        """Say why an attribute cannot be set here, and what it is set by."""
        if tag is None:
            return f"the data dictionary has no {key}{did_you_mean(str(key), keywords())}"
        name, place = group_and_element(tag), self._place(tag)
        if tag & _PRIVATE:
            return f"{name} is private: it is set by private(creator)"
        if place is not None:
            return f"{type(self._instance).__qualname__} has {name}: it is set as {place}"
        if tag >> 16 < _FIRST_GROUP or not tag & 0xFFFF:
            return f"{name} is no attribute of a data set"
        if tag == _CHARACTER_SET:
            return f"{name} cannot be changed: the texts that were read are in it"
        return None if element_of_dictionary(tag) else f"the data dictionary has no {name}"

    def _declared(self, tag: int, vr: str) -> Attribute:
        found = element_of_dictionary(tag)
        if found is None:
            return declared_as(tag, vr, group_and_element(tag))
        return declared_as(tag, found.vr, found.keyword, found.vm)


def _tag(key: int | str) -> int | None:
    return tag_of(key) if isinstance(key, str) else int(key)
