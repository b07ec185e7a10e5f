"""SARIF 2.1.0: results for code scanning services and editors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_from_bytes

from dicomwright.reports.tool import NAME, tool_version
from dicomwright.reports.writer import Writer
from dicomwright.runtime.reports.escaping import json_text
from dicomwright.runtime.reports.findings import CODES
from dicomwright.runtime.sources.urls import is_url

if TYPE_CHECKING:
    from dicomwright.runtime.reports.findings import Finding, Severity
    from dicomwright.runtime.reports.report import Report

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "information": "note"}

_TYPE_1 = "part05/sect_7.4.html#sect_7.4.1"
_TYPE_1C = "part05/sect_7.4.2.html"
_TYPE_2 = "part05/sect_7.4.3.html"
_TYPE_2C = "part05/sect_7.4.4.html"
_LISTS = "part05/sect_6.3.html"
_VR = "part05/sect_6.2.html"
_MODULES = "part03/sect_A.1.3.html"
_GROUPS = "part03/sect_C.7.6.16.html"
_CODED = "part03/sect_8.8.html"
_TEMPLATES = "part16/chapter_6.html"
_REGISTRY = "part06/chapter_6.html"
HELP: Final[dict[str, str]] = {
    "missing-type-1": _TYPE_1,
    "empty-type-1": _TYPE_1,
    "missing-type-1c": _TYPE_1C,
    "empty-type-1c": _TYPE_1C,
    "missing-type-2": _TYPE_2,
    "missing-type-2c": _TYPE_2C,
    "not-allowed": _TYPE_1C,
    "value-not-enumerated": _LISTS,
    "value-not-a-defined-term": _LISTS,
    "bad-value": _VR,
    "wrong-vr": _VR,
    "wrong-vm": "part05/sect_6.4.html",
    "item-count": "part05/sect_7.5.html",
    "missing-module": _MODULES,
    "missing-functional-group": _GROUPS,
    "misplaced-functional-group": _GROUPS,
    "frame-count": _GROUPS,
    "broken-constraint": "part03/chapter_C.html",
    "bad-offset": "part03/sect_F.3.2.2.html",
    "code-not-in-context-group": "part03/sect_8.7.html",
    "bad-code": _CODED,
    "retired-code": "part16/chapter_8.html",
    "sr-relationship": "part03/sect_C.17.3.html",
    "sr-value-type": "part03/sect_C.17.3.html",
    "missing-content-item": _TEMPLATES,
    "forbidden-content-item": _TEMPLATES,
    "unexpected-content-item": _TEMPLATES,
    "content-item-count": _TEMPLATES,
    "content-item-order": _TEMPLATES,
    "template-value-type": _TEMPLATES,
    "template-relationship": _TEMPLATES,
    "template-concept": _TEMPLATES,
    "template-value": _TEMPLATES,
    "template-constraint": _TEMPLATES,
    "unknown-template": _TEMPLATES,
    "pixel-length": "part05/sect_8.2.html",
    "pixel-encoding": "part05/sect_A.4.html",
    "file-meta": "part10/chapter_7.html#sect_7.1",
    "private-element": "part05/sect_7.8.html",
    "uid-root": "part05/chapter_9.html",
    "unexpected-attribute": _MODULES,
    "unknown-attribute": _REGISTRY,
    "retired-attribute": _REGISTRY,
    "element-order": "part05/chapter_7.html#sect_7.1",
    "unknown-iod": "part04/sect_B.5.html",
    "unreadable": "part10/chapter_7.html#sect_7.1",
}
"""Where the standard has the rule of each code, as pages of its HTML."""


class SarifWriter(Writer):
    """Writes one run, with a rule for each code."""

    def begin(self) -> None:
        """Write the tool and its rules."""
        driver = {
            "name": NAME,
            "version": tool_version(),
            "properties": {"edition": self.edition},
            "rules": [_rule(code, text, self.edition) for code, text in CODES.items()],
        }
        self.stream.write(
            f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [\n'
            f'{{"tool": {{"driver": {json_text(driver)}}}, "columnKind": "unicodeCodePoints", "results": ['
        )
        self._first = True

    def write(self, report: Report) -> None:
        """Write a result for each finding."""
        for finding in report.findings:
            self.stream.write("\n" if self._first else ",\n")
            self.stream.write(json_text(_result(report, finding)))
            self._first = False

    def finish(self) -> None:
        """Write the summary, as a property of the run."""
        properties = json_text({"summary": self.summary.to_dict()})
        self.stream.write(f'\n], "properties": {properties}}}\n]}}\n')


def _rule(code: str, text: str, edition: str) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": text},
        "helpUri": f"https://dicom.nema.org/medical/dicom/{edition or 'current'}/output/chtml/{HELP[code]}",
    }


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if report.file:
        location["physicalLocation"] = {"artifactLocation": {"uri": file_uri(report.file)}}
    if finding.path:
        logical = {"fullyQualifiedName": finding.path, "kind": "element"}
        location["logicalLocations"] = [{"name": finding.keyword, **logical} if finding.keyword else logical]
    facts = finding.to_dict()
    kept = ("tag", "keyword", "module", "section", "address", "value")
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDICES[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.place}: {finding.message}" if finding.place else finding.message},
        **({"locations": [location]} if location else {}),
        "properties": {key: facts[key] for key in kept if facts.get(key)},
    }


_INDICES: Final = {code: index for index, code in enumerate(CODES)}


def file_uri(name: str) -> str:
    """Return a file name as a URI, relative where the name is; bytes that are not UTF-8 are kept. URLs stay URLs."""
    if is_url(name):
        return quote_from_bytes(os.fsencode(name), safe="%/:?#[]@!$&'()*+,;=~")
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote_from_bytes(os.fsencode(path.as_posix()))
