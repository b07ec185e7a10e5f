"""Lines: a report for people, by module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.reports.escaping import visible
from dicomwright.runtime.reports.findings import SEVERITIES, count_of, counts_in_words
from dicomwright.runtime.reports.merging import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.reports.findings import Reported, Severity
    from dicomwright.runtime.reports.merging import Group, Merged

WORDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "information": "info"}
_COLOURS: Final[dict[Severity, str]] = {"error": "31", "warning": "33", "information": "36"}
_BOLD: Final = "1"


def report_text(report: Reported, *, colour: bool = False) -> str:
    """Return a report as lines."""
    return "\n".join(_lines(report, colour=colour))


def _lines(report: Reported, *, colour: bool) -> Iterator[str]:
    names = (visible(name) for name in (report.file, report.iod) if name)
    counts = counts_in_words(*(count_of(report, severity) for severity in SEVERITIES))
    title = ": ".join(names) or "data set"
    yield f"{_painted(title, _BOLD, colour=colour)}: {counts}"
    for group in groups(report.findings):
        yield f"  {group_title(group)}"
        for merged in group.findings:
            severity = merged.finding.severity
            word = _painted(f"{WORDS[severity]:7}", _COLOURS[severity], colour=colour)
            yield f"    {word}  {line(merged)}"


def group_title(group: Group) -> str:
    """Return the module of a group, and its section."""
    return ", ".join(visible(part) for part in (group.module, group.section) if part) or "Data set"


def line(merged: Merged) -> str:
    """Return a finding as one line, with how many more items have it."""
    finding = merged.finding
    place = visible(finding.place)
    if merged.more:
        place += f" {merged.others}"
    values = f" (value: {', '.join(map(visible, merged.values))})" if merged.values else ""
    message = f"{visible(finding.message)}{values} [{finding.code}]"
    return f"{place}: {message}" if place else message


def _painted(text: str, style: str, *, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
