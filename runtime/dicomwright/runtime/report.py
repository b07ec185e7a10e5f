"""Reports: what a validation found, in a form that a person or a program can act on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Severity = Literal["error", "warning", "information"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "information")
"""The worst first."""
COUNTED: Final[dict[Severity, tuple[str, str]]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "information": ("for information", "for information"),
}
"""What follows a count of one, and of more."""

# code: what it says, for `--help` and the rules of SARIF
CODES: Final[dict[str, str]] = {
    "missing-type-1": "a Type 1 attribute is absent",
    "empty-type-1": "a Type 1 attribute has no value",
    "missing-type-1c": "a Type 1C attribute is absent, and its condition holds",
    "empty-type-1c": "a Type 1C attribute has no value",
    "missing-type-2": "a Type 2 attribute is absent",
    "missing-type-2c": "a Type 2C attribute is absent, and its condition holds",
    "not-allowed": "something is present that its condition forbids",
    "value-not-enumerated": "a value is not one of the Enumerated Values",
    "value-not-a-defined-term": "a value is not one of the Defined Terms",
    "bad-value": "a value breaks the rules of its VR",
    "wrong-vr": "the VR is not the one of the dictionary",
    "wrong-vm": "the number of values is not what the dictionary or the IOD says",
    "item-count": "the number of items of a sequence is not what the standard says",
    "missing-module": "a mandatory module is absent, or a conditional one whose condition holds",
    "missing-functional-group": "a mandatory functional group is absent, or a conditional one whose condition holds",
    "misplaced-functional-group": "a functional group is shared that may not be, or both shared and per frame",
    "frame-count": "the number of per-frame items is not the Number of Frames",
    "code-not-in-context-group": "a code is not in its context group",
    "bad-code": "a coded entry lacks a part, or its parts contradict each other",
    "retired-code": "a code is of a scheme or edition that has been retired",
    "sr-relationship": "a relationship between content items that the IOD does not have",
    "sr-value-type": "a value type of a content item that the IOD does not have",
    "unexpected-attribute": "an attribute that the IOD does not have",
    "unknown-attribute": "an attribute that the dictionary does not have",
    "retired-attribute": "an attribute that has been retired",
    "element-order": "elements are out of the order of their tags",
    "unknown-iod": "no IOD belongs to the SOP Class UID",
    "unreadable": "the file, or a part of it, cannot be read",
}


class Finding(NamedTuple):
    """One thing that is wrong, or worth knowing.

    `path` is as in ``PerFrameFunctionalGroupsSequence[3].PlanePositionSequence[0].ImagePositionPatient``; `section`
    is "PS3.3 C.7.6.3". `value` is only there when it was asked for: it may be patient data.
    """

    code: str
    severity: Severity
    path: str
    tag: int | None
    keyword: str
    module: str
    message: str
    section: str = ""
    address: str = ""
    value: str | None = None

    def __str__(self) -> str:
        """Return place, message and code, such as ``PatientID (0010,0020): is absent [missing-type-2]``."""
        place = self.place
        return f"{place}: {self.message} [{self.code}]" if place else f"{self.message} [{self.code}]"

    @property
    def group_and_element(self) -> str:
        """The tag as the standard writes it, "(0010,0010)"; empty when there is none."""
        return "" if self.tag is None else f"({self.tag >> 16:04X},{self.tag & 0xFFFF:04X})"

    @property
    def place(self) -> str:
        """Path and tag, as far as they are known."""
        return " ".join(part for part in (self.path, self.group_and_element) if part)

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON has of the finding; `value` is there when it was asked for."""
        shown = {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "tag": self.group_and_element or None,
            "keyword": self.keyword,
            "module": self.module,
            "message": self.message,
            "section": self.section,
            "address": self.address,
        }
        return shown if self.value is None else {**shown, "value": self.value}


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found in one data set.

    `str(report)` is for people, `to_json` for programs; ``rich.print(report)`` shows a table.
    """

    findings: tuple[Finding, ...]
    file: str = ""
    sop_class_uid: str = ""
    iod: str = ""

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
        admitted = frozenset(CODES if include is None else _known(include)) - frozenset(_known(exclude))
        severe = at_least(severity)
        kept = (f for f in self.findings if f.code in admitted and f.severity in severe)
        return replace(self, findings=tuple(kept))

    def raise_for_errors(self) -> None:
        """Raise `InvalidInstance`, which carries this report, if there is an error."""
        if not self.ok:
            from dicomwright.runtime.errors import InvalidInstance  # noqa: PLC0415 - errors carry reports

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
        from dicomwright.runtime.reports.escaping import json_text  # noqa: PLC0415 - only who shows needs it

        return json_text(self.to_dict())

    def to_text(self) -> str:
        """Return the report as lines for people: by module, what is the same in many items only once."""
        from dicomwright.runtime.reports.text import report_text  # noqa: PLC0415 - only who shows needs it

        return report_text(self)

    def __rich__(
        self,
    ) -> object:  # a rich.table.Table: to name it makes type checkers read 130 modules of rich
        """Return the report as a table for the terminal."""
        from dicomwright.runtime.reports.table import report_table  # noqa: PLC0415 - rich is slow to import

        return report_table(self)


def at_least(severity: Severity) -> tuple[Severity, ...]:
    """Return the severities that are as bad as this one, or worse."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1]


def counts_in_words(errors: int, warnings: int, information: int = 0) -> str:
    """Return "2 errors, 1 warning", or "nothing found"."""
    counts = zip((errors, warnings, information), COUNTED.values(), strict=True)
    return ", ".join(f"{count:,} {word[count > 1]}" for count, word in counts if count) or "nothing found"


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes. Raises ValueError for one that does not exist."""
    given = (codes,) if isinstance(codes, str) else tuple(codes)
    for code in given:
        if code not in CODES:
            raise ValueError(f"there are no findings of code {code!r}{did_you_mean(code, CODES)}")
    return given
