"""JSON lines: one object a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.reports.writer import Writer

if TYPE_CHECKING:
    from dicomwright.runtime.reports.report import Report


class JsonLinesWriter(Writer):
    """Writes a line for each file, whether anything was found in it or not."""

    def write(self, report: Report) -> None:
        """Write the line of a file."""
        self.stream.write(report.to_json() + "\n")
