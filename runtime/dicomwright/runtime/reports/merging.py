"""What repeats in many items, told once: for people, who read the first and how many more there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.reports.findings import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.runtime.reports.findings import Finding

_INDEX: Final = re.compile(r"\[\d+\]")
_VALUES: Final = 3  # as many different values are shown


class Merged(NamedTuple):
    """A finding, how many others are the same but for the item that they are in, and the values of all."""

    finding: Finding
    more: int
    values: tuple[str, ...]

    @property
    def others(self) -> str:
        """How many others there are, in words."""
        return f"and in {self.more:,} more {'item' if self.more == 1 else 'items'}"


class Group(NamedTuple):
    """The findings of a module, the worst first."""

    module: str
    section: str
    findings: tuple[Merged, ...]


def groups(findings: Iterable[Finding]) -> list[Group]:
    """Return the findings by module and section, in the order of the data set."""
    found: dict[tuple[str, str], list[Merged]] = {}
    for merged in merge(findings):
        found.setdefault((merged.finding.module, merged.finding.section), []).append(merged)
    return [Group(*key, tuple(sorted(members, key=_badness))) for key, members in found.items()]


def merge(findings: Iterable[Finding]) -> list[Merged]:
    """Return the findings, those of many items once."""
    same: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        place = _INDEX.sub("[]", finding.path)
        key = (finding.code, finding.severity, place, finding.module, finding.section, finding.message)
        same.setdefault(key, []).append(finding)
    return [Merged(found[0], len(found) - 1, _values(found)) for found in same.values()]


def _badness(merged: Merged) -> int:
    return SEVERITIES.index(merged.finding.severity)


def _values(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the first different values, if they were asked for; the last is "..." when there are more."""
    different = list(dict.fromkeys(f.value for f in findings if f.value is not None))
    return (*different[:_VALUES], *(["..."] if len(different) > _VALUES else []))
