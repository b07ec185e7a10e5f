"""JUnit XML: one test case a file, for the pages that CI servers make of test results."""

from __future__ import annotations

import shutil
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from dicomwright.reports.tool import NAME
from dicomwright.reports.writer import Writer
from dicomwright.runtime.reports.escaping import visible
from dicomwright.runtime.reports.findings import SEVERITIES, at_least, counts_in_words
from dicomwright.runtime.reports.lines import line
from dicomwright.runtime.reports.merging import merge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from dicomwright.runtime.reports.findings import Finding, Severity
    from dicomwright.runtime.reports.report import Report

_FAILURE: Final = "failure"
_ERROR: Final = "error"  # a test that could not be run, as JUnit has it


class JUnitWriter(Writer):
    """Writes the test cases to a temporary file: their numbers stand before them, and are known after them."""

    def __init__(self, stream: TextIO, *, fail_on: Severity = "error", edition: str | None = None) -> None:
        """Open the temporary file."""
        super().__init__(stream, fail_on=fail_on, edition=edition)
        self._cases = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - open until the last case
        self._outcomes = {_FAILURE: 0, _ERROR: 0}

    def write(self, report: Report) -> None:
        """Write a test case: what fails it, and the other findings as its output."""
        severe = at_least(self.fail_on)
        failing = [finding for finding in report.findings if finding.severity in severe]
        other = [finding for finding in report.findings if finding.severity not in severe]
        name = visible(report.file) or "data set"
        class_ = f"{NAME}.{visible(report.iod) or 'unknown'}"
        self._cases.write(f"    <testcase name={quoteattr(name)} classname={quoteattr(class_)}>\n")
        if failing:
            outcome = _outcome(failing)
            self._outcomes[outcome] += 1
            attributes = f"type={quoteattr(failing[0].code)} message={quoteattr(_counts(failing))}"
            self._cases.write(f"      <{outcome} {attributes}>{_body(failing)}</{outcome}>\n")
        if other:
            self._cases.write(f"      <system-out>{_body(other)}</system-out>\n")
        self._cases.write("    </testcase>\n")

    def finish(self) -> None:
        """Write the numbers, then the test cases."""
        numbers = (
            f'name="{NAME}" tests="{self.summary.files}" '
            f'failures="{self._outcomes[_FAILURE]}" errors="{self._outcomes[_ERROR]}"'
        )
        self.stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {numbers}>\n')
        self.stream.write(f'  <testsuite {numbers} skipped="0">\n')
        with self._cases as cases:
            cases.seek(0)
            shutil.copyfileobj(cases, self.stream)
        self.stream.write("  </testsuite>\n</testsuites>\n")


def _outcome(findings: Iterable[Finding]) -> str:
    return _ERROR if any(finding.code == "unreadable" for finding in findings) else _FAILURE


def _counts(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    return counts_in_words(*map(severities.count, SEVERITIES))


def _body(findings: Iterable[Finding]) -> str:
    return escape("\n".join(line(merged) for merged in merge(findings)))
