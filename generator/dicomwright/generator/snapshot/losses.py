"""Losses: the counts of an edition beside those of the edition before it, so that nothing falls out in silence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from dicomwright.generator.errors import ModelError
from dicomwright.generator.snapshot.layout import REPORT, natural
from dicomwright.generator.snapshot.report import PROFILE_COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ALLOWED: Final = 0.03
"""What may fall without a word, of any kind of entity: editions retire a little and merge some rows."""

ALLOWED_OF_OLDER: Final = 0.15
"""The same where the edition is older than all that it could be compared with, and never had as much."""


@dataclass(frozen=True)
class Loss:
    """A kind of entity of which an edition has fewer than the one before."""

    name: str
    before: int
    now: int

    def line(self) -> str:
        """Return a line of the table of losses."""
        share = (self.now - self.before) / self.before
        return f"  {self.name:44} {self.before:8,} {self.now:8,} {share:+8.1%}"


def check_losses(new: Path, cache: Path) -> None:
    """Compare the report of a new snapshot with that of the edition before it; without one, with nothing.

    Raises:
        ModelError: of some kind of entity much is gone.

    """
    before = edition_before(new.name, cache)
    older = natural(new.name) < natural(before)
    allowed = ALLOWED_OF_OLDER if older else ALLOWED
    found = find_losses(_report(cache / before), _report(new), allowed) if before else []
    if found:
        table = "\n".join(loss.line() for loss in found)
        raise ModelError(
            f"edition {new.name} has less than {before} had:\n  {'':44} {before:>8} {'now':>8}\n{table}\n"
            "Something in its parts is not recognised any more, or it has retired as much: look it up in the "
            "parts, and go on with --accept-losses when it is right"
        )


def find_losses(before: Mapping[str, Any], now: Mapping[str, Any], allowed: float = ALLOWED) -> list[Loss]:
    """Find the kinds of entities of which a report has much less than another.

    Another edition may come from a source without PS3.15: what is counted of it is then no loss.
    """
    counts = dict(_counts(now))
    left_out = PROFILE_COUNTS - counts.keys() if before["edition"] != now["edition"] else frozenset[str]()
    compared = (
        Loss(name, count, counts.get(name, 0)) for name, count in _counts(before) if name not in left_out
    )
    return [loss for loss in compared if loss.now < loss.before * (1 - allowed)]


def edition_before(name: str, cache: Path) -> str:
    """Return what an edition is compared with: itself, else the next older one, else the next newer one."""
    names = sorted((path.parent.name for path in cache.glob(f"*/{REPORT}")), key=natural)
    if name in names:
        return name
    older = [other for other in names if natural(other) < natural(name)]
    return next(iter(older[-1:] or names), "")


def _counts(report: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield what can be lost: entities, and what hangs on them; not what became of it."""
    yield from report["counts"].items()
    for owner, count in report["conditions"].items():
        yield f"conditions of {owner}", count["total"] if isinstance(count, dict) else count
    yield "constraints", report["constraints"]["total"]
    yield "references to value lists that are attached", report["value_list_references"]["attached"]


def _report(folder: Path) -> Mapping[str, Any]:
    path = folder / REPORT
    try:
        found = cast("dict[str, Any]", json.loads(path.read_bytes()))
        _ = dict(_counts(found)), found["edition"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ModelError(
            f"{path}: not a report of this generator ({type(fault).__name__}), so that nothing can be compared "
            "with it. Restore it with git, or go on with --accept-losses"
        ) from None
    return found
