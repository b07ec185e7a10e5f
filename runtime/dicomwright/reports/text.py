"""Text: the reports of many files for people, and a summary."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

from dicomwright.reports.writer import Writer
from dicomwright.runtime.reports.findings import CODES, counts_in_words
from dicomwright.runtime.reports.lines import report_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.reports.writer import Summary
    from dicomwright.runtime.reports.report import Report


class TextWriter(Writer):
    """Writes the files in which something was found, and a summary."""

    meanings: Mapping[str, str] = CODES
    """What codes say; who writes findings of other codes has others here."""

    def write(self, report: Report) -> None:
        """Write the lines of a file, if there are findings."""
        if report.findings:
            self.stream.write(report_text(report, colour=_has_colour(self.stream)) + "\n\n")

    def finish(self) -> None:
        """Write the summary."""
        self.stream.writelines(f"{line}\n" for line in _summary(self.summary, self.meanings))


def _has_colour(stream: TextIO) -> bool:
    terminal = getattr(
        stream, "rich_proxied_file", stream
    )  # rich before 15 forgets that it stands before one
    return terminal.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _summary(summary: Summary, meanings: Mapping[str, str]) -> Iterator[str]:
    yield f"{summary.files:,} {'file' if summary.files == 1 else 'files'}: {_files_in_words(summary)}"
    if summary.files > 1 and summary.codes:
        found = summary.severities
        yield counts_in_words(found["error"], found["warning"], found["information"])
        width = len(f"{max(summary.codes.values()):,}")
        for code, count in summary.codes.most_common():
            yield f"  {count:{width},}  {code:{max(map(len, summary.codes))}}  {meanings[code]}"


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
