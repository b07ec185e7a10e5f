"""What all writers have: a stream, a summary that grows, and three calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwright.reports.tool import edition
from dicomwright.runtime.reports.findings import SEVERITIES, at_least

if TYPE_CHECKING:
    from typing import TextIO

    from dicomwright.runtime.reports.findings import Severity
    from dicomwright.runtime.reports.report import Report


@dataclass(slots=True)
class Summary:
    """Counts over all the files."""

    files: int = 0
    files_by_severity: Counter[str] = field(default_factory=Counter[str])
    """Files by the worst that was found in them."""
    severities: Counter[str] = field(default_factory=Counter[str])
    codes: Counter[str] = field(default_factory=Counter[str])
    skipped: int = 0

    def add(self, report: Report) -> None:
        """Count the findings of a file."""
        found = Counter(finding.severity for finding in report.findings)
        worst = next((severity for severity in SEVERITIES if severity in found), None)
        self.files += 1
        self.severities.update(found)
        self.codes.update(finding.code for finding in report.findings)
        if worst:
            self.files_by_severity[worst] += 1

    def fails(self, severity: Severity) -> bool:
        """Tell whether anything as bad as `severity` was found."""
        return any(self.severities[each] for each in at_least(severity))

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON has of the summary."""
        worst = self.files_by_severity
        return {
            "files": self.files,
            "skipped": self.skipped,
            "files_with_errors": worst["error"],
            "files_with_warnings_only": worst["warning"],
            "errors": self.severities["error"],
            "warnings": self.severities["warning"],
            "information": self.severities["information"],
            "codes": dict(sorted(self.codes.items())),
        }


class Writer(ABC):
    """A format: `begin` once, `add` for each report, `end` once."""

    def __init__(self, stream: TextIO, *, fail_on: Severity = "error", edition: str | None = None) -> None:
        """Write to a stream, which stays open; `edition` is the one that judged, None the one of the runtime."""
        self._edition = edition
        self.stream = stream
        self.fail_on: Severity = fail_on
        self.summary = Summary()

    @property
    def edition(self) -> str:
        """The name of the edition that judged."""
        return self._edition or edition()

    def begin(self) -> None:  # noqa: B027 - a format may have nothing before the first file
        """Write what comes before the first file."""

    def add(self, report: Report) -> None:
        """Count and write the report of a file."""
        self.summary.add(report)
        self.write(report)

    @abstractmethod
    def write(self, report: Report) -> None:
        """Write the report of a file."""

    def end(self, *, skipped: int = 0) -> None:
        """Write what comes after the last file; `skipped`: how many files were not judged."""
        self.summary.skipped = skipped
        self.finish()

    def finish(self) -> None:  # noqa: B027 - a format may have nothing after the last file
        """Write what comes after the last file."""
