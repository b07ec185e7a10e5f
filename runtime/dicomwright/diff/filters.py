"""Parts of a comparison: changes of some kinds, those that concern an IOD, those that break code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dicomwright.diff.changes import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from dicomwright.diff.changes import Differences


def only(
    found: Differences, *, kinds: Collection[str] = (), iod: str = "", breaking: bool = False
) -> Differences:
    """Return the changes of these kinds (all when there are none), of this IOD, that break code."""
    kept = (
        change
        for change in found.changes
        if (not kinds or change.kind in kinds)
        and (not iod or iod in change.iods or (change.kind == "iod" and change.name == iod))
        and (change.breaking or not breaking)
    )
    return replace(found, changes=tuple(kept))


def kind_named(name: str) -> str | None:
    """Return the kind that a word means: "attribute", "attributes", "IODs"; None when it means none."""
    folded = name.casefold()
    for kind, words in KINDS.items():
        if folded in {kind, f"{kind}s", *map(str.casefold, words)}:
            return kind
    return None
