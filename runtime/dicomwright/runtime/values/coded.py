"""Coded entries: items of the Code Sequence Macro (PS3.3 8.8) to codes, and codes to items."""

from __future__ import annotations

import copy
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from dicomwright.runtime.values.code_elements import value_keyword

if TYPE_CHECKING:
    from typing import Self

_VALUES: Final = ("CodeValue", "LongCodeValue", "URNCodeValue")
_PLAIN: Final = frozenset({*_VALUES, "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning"})


class DetailedCode(Code):
    """A code that was read with more attributes than the basic ones: `item` has them all."""

    item: Dataset

    @classmethod
    def of(cls, code: Code, item: Dataset) -> Self:
        """Attach a copy of the item to a code."""
        self = cls(*code)
        self.item = copy.deepcopy(item)
        return self

    @classmethod
    def of_any(cls, item: Dataset) -> Self:
        """Return what an item that is no code of the standard has of one."""
        values = (str(text) for keyword in _VALUES if (text := item.get(keyword)))
        scheme, meaning = (str(item.get(one) or "") for one in ("CodingSchemeDesignator", "CodeMeaning"))
        return cls.of(Code(next(values, ""), scheme, meaning), item)

    def __copy__(self) -> Self:
        """Copy the code and its item, which can change."""
        return type(self).of(self, self.item)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the code with its item."""
        return type(self).of, (Code(*self), self.item)


def basic_code(value: str, scheme: str, meaning: str) -> Code:
    """Return a code of no version."""
    return Code(value, scheme, meaning)


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
    setattr(item, value_keyword(code.value), code.value)
    if code.scheme_designator:
        item.CodingSchemeDesignator = code.scheme_designator
    if code.scheme_version:
        item.CodingSchemeVersion = code.scheme_version
    item.CodeMeaning = code.meaning
    return item
