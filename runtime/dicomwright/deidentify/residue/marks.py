"""Marks: what a de-identified object has to say of itself, and whether it says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.pixels.facts import items, text
from dicomwright.deidentify.profile import CODES
from dicomwright.deidentify.residue.said import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.deidentify.profile import Profile
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.validation.plan import ItemPlan

_REMOVED: Final = 0x00120062
_METHODS: Final = 0x00120064
_DATES: Final = 0x00280303
_VALUE: Final = 0x00080100
_RETAINING: Final = frozenset(code for option, (code, _) in CODES.items() if option.startswith("retain"))


def marks(data: DataSet, profile: Profile, plan: ItemPlan) -> Iterator[Finding]:
    """Tell what is missing, of what the IOD has attributes for."""
    if plan.rule(_REMOVED) is not None and text(data, _REMOVED) != "YES":
        yield found("mark", "PatientIdentityRemoved", _REMOVED)
    if plan.rule(_DATES) is not None and text(data, _DATES) != profile.dates:
        yield found("mark", "LongitudinalTemporalInformationModified", _DATES)
    if plan.rule(_METHODS) is None:
        return
    said = {text(item, _VALUE) for item in items(data, _METHODS)}
    for code, meaning in profile.codes:
        if code not in said:
            yield found("mark", "DeidentificationMethodCodeSequence", _METHODS, meaning)
    if said & _RETAINING - {code for code, _ in profile.codes}:
        yield found("method", "DeidentificationMethodCodeSequence", _METHODS)
