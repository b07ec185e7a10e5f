"""Reports: what a validation found, in a form that a person or a program can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Severity = Literal["error", "warning", "information"]

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


@dataclass(frozen=True, slots=True)
class Finding:
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


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found in one data set."""

    findings: tuple[Finding, ...]
    file: str = ""
    sop_class_uid: str = ""
    iod: str = ""

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings, in the order of the data set."""
        return iter(self.findings)
