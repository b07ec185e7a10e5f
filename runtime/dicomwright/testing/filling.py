"""Filling: values of attributes with all that is demanded in their items, and with some of what may be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.objects import FACTS
from dicomwright.runtime.values.pixel_arrays import ARRAYS
from dicomwright.testing.choosing import Choosing
from dicomwright.testing.errors import Unmakeable
from dicomwright.testing.plausible import ADDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.sr.coding import Code

    from dicomwright.runtime import Attribute
    from dicomwright.runtime.declarations.objects import DicomObject

SIDE: Final = 4
"""Rows and columns of pixels."""
_DEEPEST: Final = 12
_DEEPEST_OPTIONAL: Final = 2
_SHARE: Final = 0.06
"""How much of what may be there is in items by chance, less of what is deep."""
_MORE: Final = 0.15


class Filling:
    """Fills attributes of one object."""

    def __init__(self, choosing: Choosing) -> None:
        """Choose by these choices."""
        self.choosing = choosing

    def value(self, declared: Attribute, depth: int = 0) -> Any:  # noqa: ANN401 - by VR
        """Give a valid value of an attribute, items of a sequence with what they must have."""
        if declared.vr == "SQ":
            least = declared.items[0] if declared.items else 1
            more = self.choosing.chance(_MORE) and (declared.items or (1, None))[1] is None
            return [self._item(declared, depth + 1) for _ in range(max(least, 1) + more)]
        if declared.keyword in ARRAYS and declared.keyword != "PixelData":
            kind, size = ARRAYS[declared.keyword][0]
            return np.zeros((SIDE, SIDE), f"{kind}{size}")
        return self.choosing.value(declared)

    def values(self, cls: type[DicomObject], depth: int = 0) -> dict[str, Any]:
        """Give each attribute that the constructor of a class demands a valid value."""
        attributes = cls.attributes()
        return {keyword: self.value(attributes[keyword], depth) for keyword in cls.demanded_()}

    def code(self, declared: Attribute) -> Code:
        """Give a coded entry."""
        return self.choosing.code(declared)

    def _item(self, declared: Attribute, depth: int) -> object:
        if depth > _DEEPEST:
            raise Unmakeable(f"{declared.keyword} demands items of items without end")
        item = item_class(declared)
        if item is None or (declared.codes and not item.demanded_()):
            return self.code(declared)
        values = self._optional(item, depth) | self.added(item.attributes(), depth) | self.values(item, depth)
        return item(**values | self._coded(declared, item))

    def added(self, attributes: Mapping[str, Attribute], depth: int = 0) -> dict[str, Any]:
        """Give what is there wherever it may be."""
        wanted = [keyword for keyword in attributes if keyword in ADDED]
        return {keyword: self.value(attributes[keyword], depth) for keyword in wanted}

    def _coded(self, declared: Attribute, item: type[DicomObject]) -> dict[str, Any]:
        """Give a coded entry its code: that it needs one of three kinds of value is more than Types say."""
        if not is_coded(item):
            return {}
        code = self.code(declared)
        return {
            "CodeValue": code.value,
            "CodingSchemeDesignator": code.scheme_designator,
            "CodeMeaning": code.meaning,
        }

    def _optional(self, item: type[DicomObject], depth: int) -> dict[str, Any]:
        """Give some attributes that an item may have; of Type 2 most."""
        if self.choosing.random is None or depth > _DEEPEST_OPTIONAL or is_coded(item):
            return {}
        shares = {"2": 0.7, "3": _SHARE / depth}
        return {
            keyword: self.value(declared, depth + (declared.type == "3"))
            for keyword, declared in item.attributes().items()
            if is_free(declared) and self.choosing.chance(shares.get(declared.type, 0))
        }


def is_coded(item: type[DicomObject]) -> bool:
    """Tell whether items are coded entries, whatever they have besides."""
    return item.attributes().keys() >= {"CodeValue", "CodingSchemeDesignator"}


_BOUND: Final = frozenset({
    *FACTS, *ARRAYS, "SpecificCharacterSet", "SOPClassUID", "TimezoneOffsetFromUTC", "ContentSequence",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "LengthToEnd",
})  # fmt: skip
"""What others decide: it is not there by chance."""


def is_free(declared: Attribute) -> bool:
    """Tell whether an attribute may be there by chance."""
    return declared.keyword not in _BOUND and isinstance(declared.tag, int) and not declared.demanded


def valid_value(declared: Attribute) -> Any:  # noqa: ANN401 - by VR
    """Give a valid value of an attribute: by its items, Enumerated Values, VM and VR."""
    return Filling(Choosing()).value(declared)
