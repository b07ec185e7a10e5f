"""Coded entries: parts that contradict each other, retired schemes, and codes outside of their context group."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from dicomwright import cids
from dicomwright.runtime import Attribute, ContextGroup, context_group, member
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.coded import code_findings, group_of

TAGS = {
    "CodeValue": (0x00080100, "SH"),
    "CodingSchemeDesignator": (0x00080102, "SH"),
    "CodeMeaning": (0x00080104, "LO"),
    "MappingResource": (0x00080105, "CS"),
    "ContextGroupExtensionFlag": (0x0008010B, "CS"),
    "ContextGroupExtensionCreatorUID": (0x0008010D, "UI"),
    "ContextIdentifier": (0x0008010F, "CS"),
    "LongCodeValue": (0x00080119, "UC"),
    "URNCodeValue": (0x00080120, "UR"),
}
LIVER = {"CodeValue": "10200004", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Liver"}
OTHER = {"CodeValue": "1234", "CodingSchemeDesignator": "99LOCAL", "CodeMeaning": "Something"}
PATH = "AnatomicRegionSequence[0]."


def item(**values: str) -> DataSet:
    elements: dict[int, Any] = {}
    for keyword, text in values.items():
        tag, vr = TAGS[keyword]
        elements[tag] = vr, text.encode() + b" " * (len(text) % 2)
    return DataSet(elements)


def declared(cid: str | tuple[str, ...] = "CID4", binding: str | None = "defined") -> Attribute:
    return Attribute(0x00082218, "SQ", "3", item="Code", cid=cid, binding=binding)


def findings(attribute: Attribute, **values: str) -> list[tuple[str, str, str, int]]:
    return [found[:4] for found in code_findings(item(**values), attribute, PATH)]


def outside(severity: str) -> list[tuple[str, str, str, int]]:
    return [("code-not-in-context-group", severity, PATH + "CodeValue", 0x00080100)]


@context_group(cid="99", keyword="Fixed", uid="1.2.3", version="1", extensible=False)
class Fixed(ContextGroup):
    """A context group that nobody may extend."""

    Liver = member("10200004", "SCT", "Liver")


FIXED = f"{__name__}:Fixed"


@pytest.mark.parametrize("binding", ["defined", "baseline", None])
def test_a_member_of_the_group_is_right(binding: str | None) -> None:
    assert not findings(declared(binding=binding), **LIVER)
    assert not findings(declared(("CID29", "CID4"), binding), **LIVER)


def test_how_bad_it_is_outside_depends_on_the_binding_and_the_group() -> None:
    assert findings(declared(), **OTHER) == outside("warning")
    assert findings(declared(binding="baseline"), **OTHER) == outside("information")
    assert findings(declared(binding=None), **OTHER) == outside("information")
    assert findings(declared(FIXED), **OTHER) == outside("error")
    assert findings(declared((FIXED, "CID4")), **OTHER) == outside("warning")


def test_an_extension_that_says_so_is_on_purpose() -> None:
    extended = OTHER | {"ContextGroupExtensionFlag": "Y", "ContextGroupExtensionCreatorUID": "1.2.3"}
    assert not findings(declared(), **extended)
    assert findings(declared(FIXED), **extended) == outside("error")
    del extended["ContextGroupExtensionCreatorUID"]
    assert findings(declared(), **extended) == outside("warning")
    extended |= {"ContextGroupExtensionFlag": "N", "ContextGroupExtensionCreatorUID": "1.2.3"}
    assert findings(declared(), **extended) == outside("warning")


def test_another_group_may_replace_a_baseline() -> None:
    modality = {"CodeValue": "CT", "CodingSchemeDesignator": "DCM", "CodeMeaning": "Computed Tomography"}
    elsewhere = modality | {"ContextIdentifier": "29", "MappingResource": "DCMR"}
    assert not findings(declared(binding="baseline"), **elsewhere)
    assert findings(declared(binding="defined"), **elsewhere) == outside("warning")
    assert findings(declared(binding="baseline"), **elsewhere | {"MappingResource": "99X"}) == outside(
        "information"
    )
    assert findings(declared(binding="baseline"), **elsewhere | {"ContextIdentifier": "4"}) == outside(
        "information"
    )
    assert findings(declared(binding="baseline"), **elsewhere | {"ContextIdentifier": "../4"}) == outside(
        "information"
    )


def test_a_retired_scheme_is_looked_up_as_snomed_ct() -> None:
    retired = [("retired-code", "warning", PATH + "CodeValue", 0x00080100)]
    for scheme in ("SRT", "SNM3", "99SDM"):
        code = {"CodeValue": "T-62000", "CodingSchemeDesignator": scheme, "CodeMeaning": "Liver"}
        assert findings(declared(), **code) == retired
        assert findings(declared(), **code | {"CodeValue": "T-XXXXX"}) == retired + outside("warning")
    messages = [found[4] for found in code_findings(item(**code), declared(), PATH)]
    assert messages == ["is of the retired coding scheme 99SDM; SNOMED CT has the same concept"]


def test_another_meaning_is_worth_knowing() -> None:
    other = [("bad-code", "information", PATH + "CodeMeaning", 0x00080104)]
    assert findings(declared(), **LIVER | {"CodeMeaning": "Leber"}) == other
    assert not findings(declared(), **LIVER | {"CodeMeaning": " LIVER "})
    assert [found[2] for found in code_findings(item(**LIVER | {"CodeMeaning": "x"}), declared(), "")] == [
        "CodeMeaning"
    ]


def test_parts_that_contradict_each_other() -> None:
    absent = [("bad-code", "error", PATH + "CodeValue", 0x00080100)]
    assert findings(declared(), CodingSchemeDesignator="SCT", CodeMeaning="Liver") == absent
    assert findings(declared()) == absent
    long = {"LongCodeValue": "10200004", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Liver"}
    assert not findings(declared(), **long)
    both = long | {"URNCodeValue": "urn:oid:1.2.3"}
    assert findings(declared(), **both) == [("bad-code", "error", PATH + "URNCodeValue", 0x00080120)]


def test_what_conditions_say_is_not_said_again() -> None:
    assert not findings(declared(), CodeValue="10200004", CodeMeaning="Liver")  # Type 1C: the scheme
    assert not findings(declared(), **LIVER, LongCodeValue="10200004")  # Type 1C: not beside Code Value
    assert not findings(declared(), CodeValue="", CodingSchemeDesignator="SCT")  # Type 1C: empty


def test_a_urn_needs_no_scheme() -> None:
    assert findings(declared(), URNCodeValue="urn:oid:1.2.3", CodeMeaning="x") == [
        ("code-not-in-context-group", "warning", PATH + "URNCodeValue", 0x00080120)
    ]


def test_a_group_whose_members_are_not_listed_says_nothing() -> None:
    assert not group_of("CID82").members
    assert not findings(declared("CID82"), **OTHER)
    assert not findings(declared(("CID4", "CID82")), **OTHER)
    assert not findings(Attribute(0x00082218, "SQ", "3", item="Code"), **OTHER)


def test_no_part_of_a_code_is_shown() -> None:
    marked = {"CodeValue": "MARKV", "CodingSchemeDesignator": "MARKS", "CodeMeaning": "MARKM"}
    (found,) = code_findings(item(**marked), declared(), PATH)
    assert "MARK" not in repr(found)


def test_groups_that_are_read_have_what_their_classes_have() -> None:
    for name in cids.__all__:
        group: Any = getattr(cids, name)
        read = group_of(name)
        assert read.title == f"CID {group.__info__.cid}"
        assert read.extensible is group.__info__.extensible
        assert read.members == {(code.scheme_designator, code.value): code.meaning for code in group}


def test_pydicom_sr_is_only_imported_for_retired_schemes() -> None:
    program = (
        "import sys; from dicomwright.runtime.validation.coded import group_of; "
        "group_of('CID4'); assert 'pydicom.sr' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603
