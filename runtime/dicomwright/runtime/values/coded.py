"""Coded entries: items of the Code Sequence Macro (PS3.3 8.8) to codes, and codes to items."""

from __future__ import annotations

import copy
from enum import Enum
from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

if TYPE_CHECKING:
    from typing import Self

_LONGEST_VALUE = 16
_VALUES = ("CodeValue", "LongCodeValue", "URNCodeValue")
_VALUE_TAGS = {
    "CodeValue": (0x00080100, "SH"),
    "LongCodeValue": (0x00080119, "UC"),
    "URNCodeValue": (0x00080120, "UR"),
}
_MEANING = 0x00080104
_PLAIN = frozenset({*_VALUES, "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning"})


class DetailedCode(Code):
    """A code that was read with more attributes than the basic ones: `item` has them all."""

    item: Dataset

    @classmethod
    def of(cls, code: Code, item: Dataset) -> Self:
        """Attach a copy of the item to a code."""
        self = cls(*code)
        self.item = copy.deepcopy(item)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the code with its item."""
        return type(self).of, (Code(*self), self.item)


def code_from(value: object, groups: tuple[Any, ...] = ()) -> Code | None:
    """Return the code that `value` is, or that the data set `value` holds, or None.

    The member of one of the context groups is preferred when nothing is lost by it.
    """
    if isinstance(value, Dataset):
        value = _from_dataset(value)
    if not isinstance(value, Code):
        return None
    plain = type(value) is Code or isinstance(value, Enum)
    if not plain or any(isinstance(value, group) for group in groups):
        return value
    found: list[Code] = [group(value) for group in groups if value in group]
    return next((member for member in found if tuple(member) == tuple(value)), value)


def _from_dataset(item: Dataset) -> Code | None:
    values = [text for keyword in _VALUES if isinstance(text := item.get(keyword), str) and text]
    meaning, scheme, version = (
        item.get(keyword, "") for keyword in ("CodeMeaning", "CodingSchemeDesignator", "CodingSchemeVersion")
    )
    if len(values) != 1 or not isinstance(meaning, str) or not isinstance(scheme, str):
        return None
    code = Code(str(values[0]), scheme, meaning, version or None)
    basic = all(element.keyword in _PLAIN and not element.is_empty for element in item)
    return code if basic and _same(item, code) else DetailedCode.of(code, item)


def _same(item: Dataset, code: Code) -> bool:
    """Tell whether the code alone gives the same item again."""
    return set(item.keys()) == set(item_of(code).keys())


def item_of(code: Code) -> Dataset:
    """Return the item of a code: Long or URN Code Value when Code Value cannot hold it (PS3.3 8.1)."""
    if isinstance(code, DetailedCode):
        return copy.deepcopy(code.item)
    item = Dataset()
    setattr(item, _value_keyword(code.value), code.value)
    if code.scheme_designator:
        item.CodingSchemeDesignator = code.scheme_designator
    if code.scheme_version:
        item.CodingSchemeVersion = code.scheme_version
    item.CodeMeaning = code.meaning
    return item


def basic_values(code: Code) -> tuple[tuple[int, str, str], ...]:
    """Return tag, VR and text of what `item_of` writes for a code that has no more than the basic attributes."""
    tag, vr = _VALUE_TAGS[_value_keyword(code.value)]
    parts = (
        (tag, vr, code.value),
        (0x00080102, "SH", code.scheme_designator),
        (0x00080103, "SH", code.scheme_version),
        (0x00080104, "LO", code.meaning),
    )
    found = ((tag, vr, str(text)) for tag, vr, text in parts if text or tag in {_MEANING, parts[0][0]})
    return tuple(sorted(found))


def _value_keyword(value: str) -> str:
    if value.startswith("urn:") or "://" in value:
        return "URNCodeValue"
    return "CodeValue" if len(value) <= _LONGEST_VALUE else "LongCodeValue"
