"""Text: a report for people, by module."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TextIO

from dicomwright.runtime.reports.escaping import visible
from dicomwright.runtime.reports.merging import groups
from dicomwright.runtime.reports.report import CODES, counts_in_words
from dicomwright.runtime.reports.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.reports.merging import Group, Merged
    from dicomwright.runtime.reports.report import Report, Severity
    from dicomwright.runtime.reports.writer import Summary

WORDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "information": "info"}
_COLOURS: Final[dict[Severity, str]] = {"error": "31", "warning": "33", "information": "36"}
_BOLD: Final = "1"


def report_text(report: Report, *, colour: bool = False) -> str:
    """Return a report as lines."""
    return "\n".join(_lines(report, colour=colour))


def _lines(report: Report, *, colour: bool) -> Iterator[str]:
    names = (visible(name) for name in (report.file, report.iod) if name)
    counts = counts_in_words(len(report.errors), len(report.warnings), len(report.information))
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


class TextWriter(Writer):
    """Writes the files in which something was found, and a summary."""

    def write(self, report: Report) -> None:
        """Write the lines of a file, if there are findings."""
        if report.findings:
            self.stream.write(report_text(report, colour=_has_colour(self.stream)) + "\n\n")

    def finish(self) -> None:
        """Write the summary."""
        self.stream.writelines(f"{line}\n" for line in _summary(self.summary))


def _has_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _summary(summary: Summary) -> Iterator[str]:
    yield f"{summary.files:,} {'file' if summary.files == 1 else 'files'}: {_files_in_words(summary)}"
    if summary.files > 1 and summary.codes:
        found = summary.severities
        yield counts_in_words(found["error"], found["warning"], found["information"])
        width = len(f"{max(summary.codes.values()):,}")
        for code, count in summary.codes.most_common():
            yield f"  {count:{width},}  {code:{max(map(len, summary.codes))}}  {CODES[code]}"


def _files_in_words(summary: Summary) -> str:
    worst = summary.files_by_severity
    bad = worst["error"] + worst["warning"]
    counts = (
        (worst["error"], "with errors"),
        (worst["warning"], "with warnings only"),
        (summary.files - bad if bad else 0, "without either"),
        (summary.skipped, "skipped (not DICOM)"),
    )
    words = [f"{count:,} {what}" for count, what in counts if count]
    return ", ".join(words if bad else ["no errors or warnings", *words])
