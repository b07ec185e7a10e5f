"""Findings: what is wrong, or worth knowing, of a data set; their codes and severities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    "broken-constraint": "values do not keep a rule of the standard: a limit, a count, numbering, a relation to others",
    "bad-offset": "an offset in a directory does not lead where it must, or no offset leads to a record",
    "code-not-in-context-group": "a code is not in its context group",
    "bad-code": "a coded entry lacks a part, or its parts contradict each other",
    "retired-code": "a code is of a scheme or edition that has been retired",
    "sr-relationship": "a relationship between content items that the IOD does not have",
    "sr-value-type": "a value type of a content item that the IOD does not have",
    "missing-content-item": "a content item that the template demands is absent",
    "forbidden-content-item": "a content item is there that a condition of the template forbids",
    "unexpected-content-item": "a content item that the template does not have, and it may not be extended",
    "content-item-count": "a content item is there more often than the template says",
    "content-item-order": "content items are not in the order of the template, where it is significant",
    "template-value-type": "a content item is not of the value type that the template says",
    "template-relationship": "a content item has another relationship than the template says",
    "template-concept": "a content item has another concept name than the template says",
    "template-value": "a code, unit or graphic type is not what the template says",
    "template-constraint": "a content item does not keep a rule of the template",
    "unknown-template": "a document names a template that the edition does not have",
    "pixel-length": "the length of native pixel data is not what the attributes that describe them say",
    "pixel-encoding": "pixel data are not encoded as the transfer syntax, or the number of frames, demands",
    "file-meta": "file meta information is of another SOP instance than the data set",
    "private-element": "a private element that no creator has reserved, or where none may be",
    "uid-root": "a UID below a root that is assigned to nobody",
    "unexpected-attribute": "an attribute that the IOD does not have",
    "unknown-attribute": "an attribute that the dictionary does not have",
    "retired-attribute": "an attribute that has been retired",
    "element-order": "elements are out of the order of their tags",
    "unknown-iod": "no IOD belongs to the SOP Class UID",
    "unreadable": "the file, or a part of it, cannot be read",
}

FOLLOWING: Final = frozenset({
    "missing-type-1", "missing-type-1c", "missing-type-2", "missing-type-2c", "not-allowed",
})  # fmt: skip
"""Errors, but for information where another error is the fault.

So it is with what is absent with its module, and with the second of two attributes that exclude each other.
"""


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


class Reported(Protocol):
    """What is shown of a report."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order of the data set."""
        ...

    @property
    def file(self) -> str:
        """The name of the file, or an empty text."""
        ...

    @property
    def iod(self) -> str:
        """The name of the class that judged, or an empty text."""
        ...


def count_of(report: Reported, severity: Severity) -> int:
    """Count the findings of a severity."""
    return sum(finding.severity == severity for finding in report.findings)


def at_least(severity: Severity) -> tuple[Severity, ...]:
    """Return the severities that are as bad as this one, or worse."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1]


def counts_in_words(errors: int, warnings: int, information: int = 0) -> str:
    """Return "2 errors, 1 warning", or "nothing found"."""
    counts = zip((errors, warnings, information), COUNTED.values(), strict=True)
    return ", ".join(f"{count:,} {word[count > 1]}" for count, word in counts if count) or "nothing found"


def known_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes. Raises ValueError for one that does not exist."""
    given = (codes,) if isinstance(codes, str) else tuple(codes)
    for code in given:
        if code not in CODES:
            raise ValueError(f"there are no findings of code {code!r}{did_you_mean(code, CODES)}")
    return given
