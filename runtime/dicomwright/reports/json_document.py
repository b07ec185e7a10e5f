"""JSON: one document of all the files; `report.schema.json` is its contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.reports.tool import NAME, tool_version
from dicomwright.reports.writer import Writer
from dicomwright.runtime.reports.escaping import json_text

if TYPE_CHECKING:
    from dicomwright.runtime.reports.report import Report

FORMAT_VERSION: Final = 1
"""Grows when a program that reads the document must change."""


class JsonWriter(Writer):
    """Writes a header, the files, and the summary, which is only known at the end."""

    def begin(self) -> None:
        """Write the header."""
        header = {
            "tool": NAME,
            "version": tool_version(),
            "edition": self.edition,
            "format_version": FORMAT_VERSION,
        }
        self.stream.write(json_text(header)[:-1] + ', "files": [')

    def write(self, report: Report) -> None:
        """Write a file, on a line of its own."""
        self.stream.write(("\n" if self.summary.files == 1 else ",\n") + report.to_json())

    def finish(self) -> None:
        """Write the summary."""
        self.stream.write('\n], "summary": ' + json_text(self.summary.to_dict()) + "}\n")
