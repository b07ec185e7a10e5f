"""Sentences that several formats have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.diff.changes import ACTIONS, KINDS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from dicomwright.diff.changes import Change, Differences

_IODS: Final = 4  # as many IODs are named before the others are counted
OF_ONE_IOD: Final = frozenset({"iod", "module-usage", "functional-group-usage"})
"""Kinds of which name or place say which IOD it is."""


def headline(found: Differences) -> str:
    """Say in a line what there is."""
    if found.old == found.new:
        return f"DICOM {found.old} is compared with itself: no differences"
    if not found.changes:
        return f"DICOM {found.old} -> {found.new}: no differences"
    breaking = sum(bool(change.breaking) for change in found.changes)
    changes = f"{len(found.changes):,} {'change' if len(found.changes) == 1 else 'changes'}"
    return f"DICOM {found.old} -> {found.new}: {changes}, {breaking or 'none'} of them breaking"


def heading(kind: str) -> str:
    """Name changes of a kind: "Attributes", "IODs"."""
    words = KINDS[kind][1]
    return words if words[:2].isupper() else words[0].upper() + words[1:]


def counts_in_words(counts: Counter[str]) -> str:
    """Say how many were added, changed and so on."""
    return ", ".join(f"{counts[each]} {each}" for each in (*ACTIONS, "breaking") if counts[each])


def iods_in_words(change: Change) -> str:
    """Say which IODs have the thing; nothing where the place says it."""
    names = change.iods
    if not names or change.kind in OF_ONE_IOD:
        return ""
    more = len(names) - _IODS
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_IODS])} and {more} other IODs"


def said_of(change: Change) -> Iterator[str]:
    """Yield what is said of the thing, a line each."""
    alone = change.action in {"added", "removed"}
    if alone and change.details:
        yield "; ".join(each.fact() for each in change.details)
    elif not alone:
        yield from (each.text() for each in change.details)
