"""Table: a report for `rich`."""

from __future__ import annotations

from typing import Final

from rich.table import Table
from rich.text import Text

from dicomwright.runtime.reports.escaping import visible
from dicomwright.runtime.reports.findings import SEVERITIES, Reported, Severity, count_of, counts_in_words
from dicomwright.runtime.reports.lines import WORDS, line
from dicomwright.runtime.reports.merging import groups

_STYLES: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "information": "cyan"}


def report_table(report: Reported) -> Table:
    """Return a row for each finding; `Text`, because markup in a file name would be obeyed."""
    counts = counts_in_words(*(count_of(report, severity) for severity in SEVERITIES))
    title = ": ".join(visible(part) for part in (report.file, report.iod, counts) if part)
    table = Table("", "Module", "Section", "Finding", title=Text(title), title_justify="left")
    for group in groups(report.findings):
        for merged in group.findings:
            severity = merged.finding.severity
            cells = (visible(group.module), visible(group.section), line(merged))
            table.add_row(Text(WORDS[severity], style=_STYLES[severity]), *map(Text, cells))
    return table
