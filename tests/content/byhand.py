"""Templates and documents that are written by hand, without anything of our model but the form of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwright.iods import ExtensibleSR
from dicomwright.runtime.templates import Coded, Row, Template, template
from dicomwright.runtime.trees.pydicom_trees import from_pydicom
from dicomwright.runtime.validation.content import template_findings
from dicomwright.runtime.vocabulary.registry import Edition
from dicomwright.testing.content.writing import code

if TYPE_CHECKING:
    import pytest

Found = list[tuple[str, str, str]]


def named(value: str) -> Coded:
    """Return a code that is the only one that will do."""
    return Coded(value, "ZOO", value, "enumerated")


def declare(tid: str, *rows: Row, extensible: bool = False, ordered: bool = False) -> Any:
    """Declare a template of some rows, named by their numbers."""
    body = {f"Row{row.number}": row for row in rows}
    cls = type(f"Template{tid}", (Template,), body)
    cls.__module__ = ExtensibleSR.__module__
    said: dict[str, Any] = {
        "extensible": extensible,
        "ordered": ordered,
        "root": True,
        "section": "",
        "address": "",
    }
    return template(tid=tid, name=f"Template {tid}", **said)(cls)


def install(monkeypatch: pytest.MonkeyPatch, *templates: Any) -> None:
    """Let the edition have templates, too."""
    own = {each.info_.tid: each for each in templates}
    theirs = Edition.template
    monkeypatch.setattr(Edition, "template", lambda self, tid: own.get(tid) or theirs(self, tid))


def item(relationship: str, value_type: str, name: str = "", *below: Dataset, value: Any = None) -> Dataset:
    """Write a content item; a NUM has a number and a unit, a CODE a code."""
    data = Dataset()
    data.RelationshipType = relationship
    data.ValueType = value_type
    if name:
        data.ConceptNameCodeSequence = Sequence([code(name, "ZOO", name)])
    if value_type == "NUM":
        measured = Dataset()
        measured.NumericValue = value[0]
        measured.MeasurementUnitsCodeSequence = Sequence([code(value[1], "UCUM", value[1])])
        data.MeasuredValueSequence = Sequence([measured])
    elif value_type == "CODE":
        data.ConceptCodeSequence = Sequence([code(value or "Any", "ZOO", value or "Any")])
    elif value_type == "TEXT":
        data.TextValue = "text"
    elif value_type == "CONTAINER":
        data.ContinuityOfContent = "SEPARATE"
    if below:
        data.ContentSequence = Sequence(below)
    return data


def reference(relationship: str, *place: int) -> Dataset:
    """Write a reference to the item at a place: 1, then positions from 1."""
    data = Dataset()
    data.RelationshipType = relationship
    data.ReferencedContentItemIdentifier = list(place)
    return data


def report(tid: str, *below: Dataset) -> Dataset:
    """Write a document whose root is named Root, and says that it is of a template."""
    data = item("", "CONTAINER", "Root", *below)
    del data.RelationshipType
    said = Dataset()
    said.MappingResource = "DCMR"
    said.TemplateIdentifier = tid
    data.ContentTemplateSequence = Sequence([said])
    return data


def found(data: Dataset) -> Found:
    """Return the findings of a document: code, severity, and where."""
    findings = template_findings(from_pydicom(data), ExtensibleSR)
    return [(each.code, each.severity, each.path.replace("ContentSequence", "")) for each in findings]
