"""Minimal instances: an object of any IOD with every attribute that it must have, and a value of each that is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pydicom.sr.coding import Code

from dicomwright.runtime import IOD, InvalidValue
from dicomwright.runtime.declarations.checking import groups_of
from dicomwright.runtime.declarations.item_names import item_class
from dicomwright.runtime.declarations.objects import pixel_facts
from dicomwright.runtime.values.pixel_arrays import ARRAYS, FACTS
from dicomwright.runtime.values.rules import UNDELIMITED, WORDS, multiplicities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dicomwright.runtime import Attribute
    from dicomwright.runtime.declarations.instances import FunctionalGroupUsage
    from dicomwright.runtime.declarations.objects import DicomObject

VALUES: Final[dict[str, Any]] = {
    **dict.fromkeys(("AE", "CS", "SH", "LO", "ST", "LT", "UC", "UT"), "TEST"),
    **dict.fromkeys(("IS", "US", "SS", "UL", "SL", "UV", "SV"), 1),
    **dict.fromkeys(("DS", "FL", "FD"), 1.0),
    **{vr: bytes(max(2, word)) for vr, word in WORDS.items()},
    "AS": "042Y",
    "AT": 0x00100010,
    "DA": "20251121",
    "DT": "20251121063000",
    "PN": "Test^Minimal",
    "TM": "063000",
    "UI": "1.2.3",
    "UR": "https://example.org/minimal",
}
"""A value of each VR; an ambiguous VR ("US or SS") takes the one of its first."""

KEPT: Final[dict[str, Callable[..., Any]]] = {
    "unit_vectors": lambda: [1, 0, 0, 0, 1, 0],
    "has_form": lambda *_: "+0100",
    "at_least": lambda limit: limit,
    "greater": lambda limit: limit + 1,
    "starts": lambda value: value,
    "equals": lambda *values: values[0],
}
"""Values that keep constraints which one of the VR alone might break."""

INVALID: Final[dict[str, Any]] = {
    **dict.fromkeys(("IS", "US", "SS", "UL", "SL", "DS", "FL", "FD"), 31_313),
    **dict.fromkeys(("AT",), 0x7FE0_0010),
    "UI": "1.2.9",
}
"""A value that suits the VR and stands in no list of Enumerated Values; of other VRs `UNKNOWN`."""
UNKNOWN: Final = "NO_SUCH_VALUE"

CODE: Final = Code("T1", "99TEST", "Test")
SHARED: Final = "SharedFunctionalGroupsSequence"
PER_FRAME: Final = "PerFrameFunctionalGroupsSequence"
_DEEPEST: Final = 12
_SIDE: Final = 4


def minimal(cls: type[IOD], **values: Any) -> IOD:  # noqa: ANN401 - values by VR
    """Build the smallest instance of an IOD that its mandatory modules and functional groups allow."""
    wanted = {**demanded_values(cls), **_groups(cls)}
    if len(cls.sop_classes) > 1:
        wanted["SOPClassUID"] = cls.sop_classes[0]
    return cls(**{**wanted, **_pixels(cls, wanted), **values})


def demanded_values(cls: type[DicomObject], depth: int = 0) -> dict[str, Any]:
    """Give each attribute that the constructor of a class demands a valid value."""
    attributes = cls.attributes()
    return {keyword: valid_value(attributes[keyword], depth) for keyword in cls.demanded_()}


def valid_value(declared: Attribute, depth: int = 0) -> Any:  # noqa: ANN401 - by VR
    """Give a valid value of an attribute: by its items, Enumerated Values, VM and VR."""
    if declared.vr == "SQ":
        least = declared.items[0] if declared.items else 1
        return [_item(declared, depth + 1) for _ in range(max(least, 1))]
    if declared.keyword in ARRAYS and declared.keyword != "PixelData":
        kind, size = ARRAYS[declared.keyword][0]
        return np.zeros((_SIDE, _SIDE), f"{kind}{size}")
    for constraint in declared.constraints:
        if constraint.name in KEPT and constraint.value is None:
            return KEPT[constraint.name](*constraint.arguments[1:])
    one = (declared.values or declared.terms or (VALUES[declared.vr.split(" or ")[0]],))[0]
    if declared.vm == "1" or declared.vr in UNDELIMITED or set(declared.vr.split(" or ")) <= set(WORDS):
        return one
    return [_of_number(declared, number, one) for number in range(1, _count(declared) + 1)]


def _count(declared: Attribute) -> int:
    """Return the least number of values, but one for each list of a value that is not conditional."""
    numbers = [each.value for each in declared.value_lists if each.value and not each.when]
    wanted = max([1, *numbers])
    return next(
        count
        for count in range(wanted, wanted + 32)
        if any(each.admits(count) for each in multiplicities(declared.vm))
    )


def _of_number(declared: Attribute, number: int, other: object) -> object:
    """Return a value of the list for a number; where all of them have conditions, one that every list has."""
    lists = [each for each in declared.value_lists if each.value in {None, number}]
    always = [each.values[0] for each in lists if not each.when]
    sometimes = [each.values for each in lists if each.when and each.value == number]
    common = (
        [value for value in sometimes[0] if all(value in values for values in sometimes)] if sometimes else []
    )
    return next(iter((*always, *common)), other)


def _item(declared: Attribute, depth: int) -> object:
    if depth > _DEEPEST:
        raise RecursionError(f"{declared.keyword} demands items of items without end")
    item = item_class(declared)
    if item is None or (declared.codes and not item.demanded_()):
        return code_for(declared)
    return item(**{**demanded_values(item, depth), **_coded(declared, item)})


def _coded(declared: Attribute, item: type[DicomObject]) -> dict[str, Any]:
    """Give a coded entry its code: that it needs one of three kinds of value is more than Types say."""
    if not {"CodeValue", "CodingSchemeDesignator"} <= item.attributes().keys():
        return {}
    code = code_for(declared)
    return {
        "CodeValue": code.value,
        "CodingSchemeDesignator": code.scheme_designator,
        "CodeMeaning": code.meaning,
    }


def code_for(declared: Attribute) -> Code:
    return next((code for group in groups_of(declared) for code in group), CODE)


# Multi-frame objects


def _groups(cls: type[IOD]) -> dict[str, Any]:
    """Give each mandatory functional group, in the Shared sequence where it may stand there."""
    mandatory = [group for group in cls.functional_groups if group.usage == "M"]
    placed = {
        SHARED: [group for group in mandatory if group.shared is not False],
        PER_FRAME: [group for group in mandatory if group.shared is False],
    }
    attributes = cls.attributes()
    return {
        keyword: [_group_item(attributes[keyword], groups)]
        for keyword, groups in placed.items()
        if keyword in attributes and cls.functional_groups
    }


def _group_item(declared: Attribute, groups: Iterable[FunctionalGroupUsage]) -> object:
    item = item_class(declared)
    wanted = {keyword for group in groups for keyword in _sequences(group)}
    attributes = item.attributes()
    return item(
        **{keyword: valid_value(attributes[keyword]) for keyword in sorted(wanted & attributes.keys())}
    )


def _sequences(group: FunctionalGroupUsage) -> Iterator[str]:
    for keyword, declared in group.macro.attributes().items():
        if declared.type == "1":
            yield keyword


# Pixels


def _pixels(cls: type[IOD], wanted: dict[str, Any]) -> dict[str, Any]:
    """Give the first array that the class takes, and what it leaves open, where Rows and the like are demanded."""
    mandatory = cls.plan_().mandatory
    open_facts = [keyword for keyword in FACTS if keyword in mandatory and mandatory[keyword].type == "1"]
    if not open_facts:
        return {}
    found: dict[str, Any] = next((each for each in _arrays(cls) if _taken(cls, {**wanted, **each})), {})
    known = pixel_facts(cls(**{**wanted, **found}))
    left = [keyword for keyword in open_facts if keyword not in known and keyword not in wanted]
    return {**found, **{keyword: valid_value(cls.attributes()[keyword]) for keyword in left}}


def _arrays(cls: type[IOD]) -> Iterator[dict[str, Any]]:
    frames = cls.multiframe_()
    shapes = ((_SIDE, _SIDE), (_SIDE, _SIDE, 3), (1, _SIDE, _SIDE), (1, _SIDE, _SIDE, 3))
    for keyword in ARRAYS:
        for shape in sorted(shapes, key=lambda shape: (shape[0] == 1) != frames):
            for kind, size in reversed(ARRAYS[keyword]) if keyword in cls.attributes() else ():
                yield {keyword: np.zeros(shape, "?" if kind == "b" else f"{kind}{size}")}


def _taken(cls: type[IOD], given: dict[str, Any]) -> bool:
    try:
        cls(**given).to_dataset()
    except InvalidValue:
        return False
    return True
