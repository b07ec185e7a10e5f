"""Reports: what a validation found, in a form that a person or a program can act on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dicomwright.runtime.errors import DicomwrightError
from dicomwright.runtime.reports.escaping import json_text
from dicomwright.runtime.reports.findings import CODES, FOLLOWING, at_least, known_codes
from dicomwright.runtime.reports.lines import report_text
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dicomwright.runtime.reports.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found in one data set.

    `str(report)` is for people, `to_json` for programs; ``rich.print(report)`` shows a table.
    """

    findings: tuple[Finding, ...]
    file: str = ""
    sop_class_uid: str = ""
    iod: str = ""

    def __reduce__(self) -> tuple[type[Report], tuple[tuple[Finding, ...], str, str, str]]:
        """Be copied to another process in a third of the time that other data classes take."""
        return type(self), (self.findings, self.file, self.sop_class_uid, self.iod)

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings, in the order of the data set."""
        return iter(self.findings)

    def __str__(self) -> str:
        """Return the report as `to_text` does."""
        return self.to_text()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that break the standard."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are most likely mistakes, though the standard does not forbid them."""
        return self._of("warning")

    @property
    def information(self) -> tuple[Finding, ...]:
        """The findings that are worth knowing, and no mistakes."""
        return self._of("information")

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def ok(self) -> bool:
        """Whether there is no error; there may be warnings."""
        return not any(finding.severity == "error" for finding in self.findings)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings each code has, the most frequent code first."""
        return dict(Counter(finding.code for finding in self.findings).most_common())

    def filter(
        self,
        *,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] = (),
        severity: Severity = "information",
    ) -> Report:
        """Return a report of some of the findings.

        Those whose code is in `include` (None: any) and not in `exclude`, and that are at least as severe as
        `severity`. Raises ValueError for a code that does not exist.
        """
        if include is None and not exclude and severity == "information":
            return self
        admitted = frozenset(CODES if include is None else known_codes(include)) - frozenset(
            known_codes(exclude)
        )
        severe = at_least(severity)
        kept = (f for f in self.findings if f.code in admitted and f.severity in severe)
        return replace(self, findings=tuple(kept))

    def raise_for_errors(self) -> None:
        """Raise `InvalidInstance`, which carries this report, if there is an error."""
        if not self.ok:
            raise InvalidInstance(self.iod or self.file or "the data set", self)

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON has of the report: the file, how many errors and warnings, and the findings."""
        return {
            "file": self.file,
            "sop_class_uid": self.sop_class_uid,
            "iod": self.iod,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def to_json(self) -> str:
        """Return the report as one line of JSON."""
        return json_text(self.to_dict())

    def to_text(self) -> str:
        """Return the report as lines for people: by module, what is the same in many items only once."""
        return report_text(self)

    def __rich__(
        self,
    ) -> object:  # a rich.table.Table: to name it makes type checkers read 130 modules of rich
        """Return the report as a table for the terminal."""
        from dicomwright.runtime.reports.table import report_table  # noqa: PLC0415 - rich is heavy

        return report_table(self)


class InvalidInstance(DicomwrightError):  # noqa: N818
    """An instance that breaks the standard: `report` has everything that was found."""

    def __init__(self, name: str, report: Report) -> None:
        """Keep what was found in an instance of the class, or in a file, of that name."""
        super().__init__(name, report)
        self.name = name
        self.report = report

    def __str__(self) -> str:
        """List all the errors, one to a line, and what follows from them."""
        said = (found for found in self.report if found.severity == "error" or found.code in FOLLOWING)
        lines = "\n".join(f"  {found}" for found in said)
        return f"{self.name} breaks the standard in {counted(len(self.report.errors), 'place')}:\n{lines}"


class FaultsBefore(UserWarning):
    """What was read broke the standard already, and is written so: `report` has what was wrong before."""

    def __init__(self, name: str, report: Report) -> None:
        """Keep what was found in an instance of the class of that name."""
        super().__init__(name, report)
        self.name = name
        self.report = report

    def __str__(self) -> str:
        """List all the errors, what is the same in many items only once."""
        said = (
            f"{self.name} broke the standard in {counted(len(self.report.errors), 'place')} when it was read"
        )
        return f"{said}, and is written so:\n{self.report.to_text()}"
