"""Breaking: objects with one fault each, and the finding that a validator must have of it.

What is expected follows from the declarations alone; nothing of the validator is asked.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.sequence import Sequence

from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.validation.demands import rows_of
from dicomwright.runtime.validation.view import PER_FRAME, SHARED
from dicomwright.runtime.values.rules import UNDELIMITED, WORDS, multiplicities
from dicomwright.testing.filling import is_coded
from dicomwright.testing.making import minimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD, Attribute, Report

_I = TypeVar("_I", bound="IOD")

UNKNOWN: Final = "NO_SUCH_VALUE"
INVALID: Final[dict[str, Any]] = {
    **dict.fromkeys(("IS", "US", "SS", "UL", "SL", "DS", "FL", "FD"), 31_313),
    "AT": 0x7FE0_0010,
    "UI": "1.2.9",
}
"""A value that suits the VR and stands in no list of Enumerated Values; of other VRs `UNKNOWN`."""

BAD: Final[dict[str, str]] = {
    "AS": "42",
    "CS": "lower case",
    "DA": "20251399",
    "TM": "256199",
    "UI": "1.02.x",
}
"""Values that break the rules of their VR."""

_GROUPS: Final = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
_LEFT_ALONE: Final = frozenset({"SOPClassUID", "ContentSequence", "DirectoryRecordSequence"})
"""What decides by which rules the rest is judged, or is judged by others."""


class Expected(NamedTuple):
    """A finding that a validator must have: its code and path, as in `dicomwright.runtime.Finding`."""

    code: str
    path: str

    def is_in(self, report: Report) -> bool:
        """Tell whether a report has it among its errors."""
        return any((found.code, found.path) == self for found in report.errors)


class Broken(NamedTuple, Generic[_I]):
    """An object with a fault, and the finding that is expected of it."""

    instance: _I
    expected: Expected


def broken(iod: type[_I]) -> Iterator[Broken[_I]]:
    """Yield objects of an IOD with one fault each: the minimal one with something missing, added or wrong."""
    dataset = minimal(iod).to_dataset()
    for level in _levels(dataset, iod):
        for element in [*level.dataset]:
            for code, changed in _changes(level, element):
                level.put(element, changed)
                yield Broken(
                    iod.from_dataset(dataset), Expected(code, level.path + level.rows[element.tag].keyword)
                )
                level.put(element, element)
    yield from _without_groups(dataset, iod)


class _Level(NamedTuple):
    """The data set or an item, with what is declared for it."""

    dataset: Dataset
    rows: Mapping[int, Attribute]
    certain: Mapping[int, Attribute]
    """Those rows that are sure to say whether an attribute must be there."""
    path: str

    def put(self, element: DataElement, changed: DataElement | None) -> None:
        """Put an element in the place of another one; None takes it out."""
        if changed is None:
            del self.dataset[element.tag]
        else:
            self.dataset[element.tag] = changed


def _levels(dataset: Dataset, iod: type[IOD]) -> Iterator[_Level]:
    """Yield the data set, and the first item of each sequence, at every depth."""
    pending = [_Level(dataset, rows_of(iod), _certain_of(iod, dataset), "")]
    while pending:
        level = pending.pop()
        yield level
        for element in level.dataset:
            declared = level.rows.get(element.tag)
            if declared is None or element.VR != "SQ" or declared.keyword in _LEFT_ALONE or not element.value:
                continue
            item = item_class(declared)
            if item is not None and not is_coded(item):
                rows = rows_of(item)
                certain = {} if declared.keyword in _GROUPS else rows
                pending.append(_Level(element.value[0], rows, certain, f"{level.path}{declared.keyword}[0]."))


def _certain_of(iod: type[IOD], dataset: Dataset) -> dict[int, Attribute]:
    """Return the rows of mandatory modules, but those that others may make stricter.

    Without what a module has alone, it is missing as a whole.
    """
    alone: set[str] = set()
    for used in iod.modules:
        there = [keyword for keyword, row in used.module.attributes().items() if row.number in dataset]
        alone |= set(there if len(there) == 1 else ())
    strict = {
        keyword
        for used in iod.modules
        for keyword, row in used.module.attributes().items()
        if row.type in {"1", "1C"} and (row.required_if or row.applies_if)
    }
    unsure = alone | strict
    return {row.number: row for keyword, row in iod.plan_().mandatory.items() if keyword not in unsure}


def _changes(level: _Level, element: DataElement) -> Iterator[tuple[str, DataElement | None]]:
    """Yield what makes an element wrong, with the code of the finding; None: that it is not there."""
    declared = level.rows.get(element.tag)
    if declared is None or declared.keyword in _LEFT_ALONE:
        return
    yield from _absences(level.certain.get(element.tag), element)
    if element.is_empty:
        return
    if element.VR == "SQ":
        if (declared.items or (0, None))[1] == 1:
            yield "item-count", _with(element, [*element.value, deepcopy(element.value[0])])
        return
    yield from _wrong_values(declared, element)


def _absences(row: Attribute | None, element: DataElement) -> Iterator[tuple[str, DataElement | None]]:
    if row is None or row.type not in {"1", "2"} or row.required_if or row.applies_if:
        return
    yield f"missing-type-{row.type}", None
    if row.type == "1":
        yield "empty-type-1", _with(element, [] if element.VR == "SQ" else None)


def _wrong_values(declared: Attribute, element: DataElement) -> Iterator[tuple[str, DataElement]]:
    vrs = set(declared.vr.split(" or "))
    count = element.VM
    if declared.values:
        wrong = INVALID.get(element.VR, UNKNOWN)
        yield "value-not-enumerated", _with(element, [wrong] * count if count > 1 else wrong)
    elif element.VR in BAD and not declared.value_lists:
        wrong = BAD[element.VR]
        yield "bad-value", _with(element, [wrong] * count if count > 1 else wrong)
    if vrs & UNDELIMITED or vrs <= set(WORDS):
        return
    more = [*(element.value if count > 1 else [element.value])] * (count + 1)
    if not any(each.admits(len(more)) for each in multiplicities(declared.vm)):
        yield "wrong-vm", _with(element, more)


def _with(element: DataElement, value: Any) -> DataElement:  # noqa: ANN401 - by VR
    """Return an element with another value, which is not looked at."""
    given = Sequence(value) if element.VR == "SQ" else value
    return DataElement(element.tag, element.VR, given, validation_mode=config.IGNORE)


def _without_groups(dataset: Dataset, iod: type[_I]) -> Iterator[Broken[_I]]:
    """Yield objects without a functional group that all frames must have."""
    places = [dataset[tag].value[0] for tag in (SHARED, PER_FRAME) if tag in dataset]
    for group in iod.functional_groups if PER_FRAME in dataset else ():
        rows = [*group.macro.attributes().values()]
        for item in places if group.usage == "M" and len(rows) == 1 else ():
            if rows[0].number in item:
                element = item[rows[0].number]
                del item[rows[0].number]
                path = f"PerFrameFunctionalGroupsSequence[0].{rows[0].keyword}"
                yield Broken(iod.from_dataset(dataset), Expected("missing-functional-group", path))
                item.add(element)
