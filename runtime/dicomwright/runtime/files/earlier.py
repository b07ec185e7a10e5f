"""What was wrong with an object before it was changed, and what the change has broken."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.reports.findings import FOLLOWING
from dicomwright.runtime.reports.report import FaultsBefore
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.reports.report import Report

_STEP: Final = re.compile(r"(\w+|\([0-9A-F]{4},[0-9A-F]{4}\))(?:\[(\d+)\])?")

_UNREADABLE: Final = frozenset({"unreadable"})
"""Codes of what makes a file unreadable, in part or as a whole: it is refused whoever broke it."""

_FILE_META: Final = 0x0002
"""Group of what is written anew, and follows from the data set."""

_CALLERS: Final = 5
"""Functions between the warning and who saves."""


def refuse(instance: Instance, content: Content, *, strict: bool) -> None:
    """Refuse an object that breaks the standard; of one that was read, what was wrong before is a warning.

    Raises `InvalidInstance`.
    """
    report = validate(content, type(instance))
    kept = None if report.ok or strict or instance.derives_ else kept_of(instance)
    if kept is None:
        report.raise_for_errors()
        return
    broken = _broken(instance, kept, report)
    replace(report, findings=broken).raise_for_errors()
    warnings.warn(FaultsBefore(report.iod, replace(report, findings=report.errors)), stacklevel=_CALLERS)


def _broken(instance: Instance, kept: Kept, report: Report) -> tuple[Finding, ...]:
    """Return the errors that were not there when the object was read, that were set, or that nobody could read."""
    before = Counter(_key(f.path, f) for f in _report_before(instance, kept) if _is_fault(f))
    broken: list[Finding] = []
    for found in report.errors:
        if (found.tag or 0) >> 16 == _FILE_META:
            continue
        place = None if found.code in _UNREADABLE else _place_before(instance, found.path)
        key = None if place is None else _key(place, found)
        if key is not None and before[key]:
            before[key] -= 1
        else:
            broken.append(found)
    return tuple(broken)


def _is_fault(found: Finding) -> bool:
    """Tell whether it is an error, or would be one if another were not the fault: a module that is not there, say."""
    return found.severity == "error" or found.code in FOLLOWING


def _key(place: str, found: Finding) -> tuple[object, ...]:
    return place, found.code, found.tag, found.message


def _report_before(instance: Instance, kept: Kept) -> Report:
    """Judge what was read as it was read."""
    kept.all_elements()  # which completes the tree
    return validate(Content(kept.meta or DataSet({}), kept.data, None, kept.notes), type(instance))


def _place_before(instance: DicomObject, path: str) -> str | None:
    """Return where what a path leads to was when it was read; None of what was set since."""
    here: DicomObject | None = instance
    places: list[str] = []
    for keyword, index in _STEP.findall(path):
        item = _item(here, keyword, index)
        if item is not None:
            before = _index_before(item, here)
            if before is None:
                return None
            places.append(f"{keyword}[{before}]")
        elif here is not None and _is_set(here, keyword):
            return None
        else:
            places.append(f"{keyword}[{index}]" if index else keyword)
        here = item
    return ".".join(places)


def _item(here: DicomObject | None, keyword: str, index: str) -> DicomObject | None:
    """Return the item that a step leads to, if its sequence was asked for or set; it may be a code."""
    items = None if here is None else here.stored_.get(keyword)
    found = items[int(index)] if index and is_tuple(items) and int(index) < len(items) else None
    return found if isinstance(found, DicomObject) else None


def _index_before(item: DicomObject, around: DicomObject | None) -> str | None:
    """Return the place that an item had in its sequence when it was read; None of one that is new there."""
    kept, outer = kept_of(item), None if around is None else kept_of(around)
    if kept is None or outer is None or kept.data.parent is not outer.data:
        return None
    return str(kept.data.index)


def _is_set(here: DicomObject, keyword: str) -> bool:
    """Tell whether an attribute was set since; of a sequence, its items tell."""
    declared, kept = type(here).attributes().get(keyword), kept_of(here)
    if declared is None or declared.vr == "SQ" or keyword not in here.stored_:
        return False
    return kept is None or not kept.has(declared.number)
