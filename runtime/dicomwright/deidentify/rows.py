"""Rows: which action code the profile has for an attribute, by its tag, or by its VR where no row has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from dicomwright.runtime.vocabulary.confidentiality import Confidentiality, Option
    from dicomwright.runtime.vocabulary.dictionary import DataElements

# Attributes that the table does not list, by VR: names of people, and dates and times (notes 4 of E.1.1).
OF_VR: Final = {"PN": "X/Z/D", **dict.fromkeys(("DA", "DT", "TM"), "X/Z/D")}
_OF_DATES: Final = {"retain_longitudinal_full_dates": "K", "retain_longitudinal_modified_dates": "C"}


def code_of(
    tables: Confidentiality, elements: DataElements, tag: int, vr: str, options: Collection[Option]
) -> str | None:
    """Return the code; None where nothing is said, so that the attribute stays."""
    row = tables.PROTECTED_ATTRIBUTES.of(tag)
    if row is not None:
        return row.action(options)
    known = elements.get(tag)
    vr = vr if vr in OF_VR or known is None else known.vr
    if vr in OF_VR and vr != "PN":
        kept = next((action for option, action in _OF_DATES.items() if option in options), None)
        return kept or OF_VR[vr]
    return OF_VR.get(vr)
