"""Which template a document is judged by, and how bad it is what breaks one that it does not claim to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.wrapping import document_template, judged

from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.making import Making
from dicomwright.testing.content.writing import document

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def broken(tid: str) -> Dataset:
    """Make a measurement report without its mandatory content, which names a template, or none."""
    data = document(Making(document_template("1500")).root, tid)
    data.ContentSequence = [item for item in data.ContentSequence if item.RelationshipType != "CONTAINS"]
    return data


def found(data: Dataset) -> list[tuple[str, str]]:
    return [(each.code, each.severity) for each in judged(data, "Comprehensive3DSR")]


def test_a_template_that_is_named_is_to_be_kept() -> None:
    assert found(broken("1500")) == [("missing-content-item", "error")]


def test_a_template_that_is_recognised_by_the_root_alone_is_not_claimed() -> None:
    """The sequence is Type 1C: required where a template was used (PS3.3 C.18.8)."""
    assert found(broken("")) == [("missing-content-item", "warning")]


def test_a_template_that_the_edition_lacks_is_information() -> None:
    assert found(broken("99999")) == [("unknown-template", "information")]


def test_a_root_concept_of_no_template_is_not_judged() -> None:
    data = broken("")
    data.ConceptNameCodeSequence[0].CodeValue = "T1"
    assert found(data) == []


def test_a_template_of_others_is_not_that_of_the_same_number() -> None:
    """A private mapping resource has templates of its own: the root concept decides, and is not claimed."""
    data = broken("1500")
    data.ContentTemplateSequence[0].MappingResource = "99TEST"
    assert found(data) == [("missing-content-item", "warning")]


def key_objects(named: str = "") -> Dataset:
    """Make key objects that refer to none, which names a template, or none."""
    data = document(Making(document_template("2010")).root, named)
    data.ContentSequence = [item for item in data.ContentSequence if item.RelationshipType != "CONTAINS"]
    return data


def test_a_template_that_the_iod_demands_is_to_be_kept_without_being_named() -> None:
    """PS3.3 A.35.4.3.1.3: key objects shall be constructed from their template, whatever they say."""
    assert [(each.code, each.severity) for each in judged(key_objects(), "KeyObjectSelectionDocument")] == [
        ("missing-content-item", "error")
    ]
    assert [each.severity for each in judged(key_objects(), "ComprehensiveSR")] == ["warning"]


def test_dose_reports_may_be_of_other_templates() -> None:
    """PS3.3 A.35.8.3.1.1 and A.35.7.3.1.1: the text says "may", of a baseline."""
    iods = edition().names("iods")
    demanding = {name for name in iods if edition().named("iods", name).demands_template}
    assert {"KeyObjectSelectionDocument", "MammographyCADSR", "SimplifiedAdultEchoSR"} <= demanding
    assert not {"XRayRadiationDoseSR", "ProcedureLog", "Comprehensive3DSR", "ComprehensiveSR"} & demanding
    data = document(Making(document_template("10011")).root)
    data.ContentSequence = data.ContentSequence[:1]
    assert {each.severity for each in judged(data, "XRayRadiationDoseSR")} == {"warning", "information"}
