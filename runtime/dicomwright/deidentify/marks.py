"""Marks: what a de-identified object says of itself (PS3.15 E.1.1, E.2, E.3.6)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.validity.dummies import padded
from dicomwright.runtime.trees.tree import DataSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.deidentify.profile import Profile
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.plan import ItemPlan

_REMOVED: Final = 0x00120062
_CODES: Final = 0x00120064
_DATES: Final = 0x00280303


def says(data: DataSet, code: tuple[str, str]) -> bool:
    """Tell whether a data set says of itself that it was de-identified by a method."""
    _, items = data.elements.get(_CODES, ("SQ", b""))
    values = [item.elements.get(0x00080100, ("SH", b""))[1] for item in items if isinstance(item, DataSet)]
    return padded("SH", code[0]) in values


def mark(data: DataSet, profile: Profile, plan: ItemPlan, more: tuple[tuple[str, str], ...] = ()) -> None:
    """Say that the identity is removed, how, and what became of dates; where the IOD has these attributes.

    `more` are codes of CID 7050 beside those of the profile.
    """
    codes = sorted((*profile.codes, *more))
    items = [DataSet({**_code(*code)}, data, _CODES, index) for index, code in enumerate(codes)]
    said: dict[int, Element] = {
        _REMOVED: ("CS", padded("CS", "YES")),
        _CODES: ("SQ", items),
        _DATES: ("CS", padded("CS", profile.dates)),
    }
    found = {tag: element for tag, element in said.items() if plan.rule(tag) is not None}
    data.elements = dict(sorted({**data.elements, **found}.items()))


@cache
def _code(value: str, meaning: str) -> Mapping[int, Element]:
    return {
        0x00080100: ("SH", padded("SH", value)),
        0x00080102: ("SH", padded("SH", "DCM")),
        0x00080104: ("LO", padded("LO", meaning)),
    }
