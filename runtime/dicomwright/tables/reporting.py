"""Reports of validation as two tables: one of files, and one of findings, each with the name of its file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from dicomwright.reports.writer import Writer
from dicomwright.runtime.reports.findings import SEVERITIES, count_of
from dicomwright.tables.arrow import FINDINGS, schemas_of_reports
from dicomwright.tables.files import parquet_files
from dicomwright.tables.values import utf8

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

    from dicomwright.runtime.reports.findings import Finding, Severity
    from dicomwright.runtime.reports.report import Report
    from dicomwright.tables.files import ParquetFile

FILES: Final = "files.parquet"
FOUND: Final = "findings.parquet"
_UNREADABLE: Final = "unreadable"


class ParquetWriter(Writer):
    """Writes both tables into a folder, where they are when they are whole."""

    def __init__(self, folder: str, *, fail_on: Severity = "error", edition: str | None = None) -> None:
        """Know a folder, which is made. Raises OSError, and `MissingPackage`."""
        super().__init__(None, fail_on=fail_on, edition=edition)  # type: ignore[arg-type] # it writes no text
        files, findings = schemas_of_reports(self.edition)
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        paths = (os.path.join(folder, name) for name in (FILES, FOUND))  # noqa: PTH118
        self._opened: AbstractContextManager[list[ParquetFile]] = parquet_files(
            dict(zip(paths, (files, findings), strict=True))
        )

    def __enter__(self) -> Self:
        """Open the files."""
        self._files, self._findings = self._opened.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the files their names, or remove them after an exception."""
        self._opened.__exit__(kind, error, trace)

    def write(self, report: Report) -> None:
        """Write the rows of a file."""
        file = utf8(report.file)
        readable = not any(each.code == _UNREADABLE and each.severity == "error" for each in report.findings)
        counts = (count_of(report, severity) for severity in SEVERITIES)
        self._files.add((file, report.sop_class_uid or None, report.iod or None, readable, *counts))
        for finding in report.findings:
            self._findings.add((file, *_cells(finding)))


def _cells(finding: Finding) -> tuple[Any, ...]:
    return tuple(_cell(getattr(finding, name)) for name in FINDINGS[1:])


def _cell(value: str | int | None) -> str | int | None:
    return utf8(value) if isinstance(value, str) else value
