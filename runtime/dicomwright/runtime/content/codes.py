"""Codes in content: that of an item's sequence, and when two are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.runtime.narrow import is_code

if TYPE_CHECKING:
    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.objects import DicomObject


def code_in(item: DicomObject, keyword: str) -> Code | None:
    """Return the code of a sequence of one coded entry."""
    found = item.value_(keyword)
    return found[0] if found and is_code(found[0]) and found[0].value else None


def is_same(one: Code | None, other: Code) -> bool:
    """Tell whether codes are the same: by value and scheme, whatever they say that they mean."""
    return one is not None and (one.value, one.scheme_designator) == (other.value, other.scheme_designator)
