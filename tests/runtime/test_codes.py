"""Codes: context groups and schemes beside pydicom's and highdicom's, and as items."""

from __future__ import annotations

import copy
import pickle
from enum import Enum
from typing import Any, ClassVar

import pytest
from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code
from runtime.declared import CID4, CID244, CT, SCT, Anatomy, Everything, make_ct

from dicomwright.runtime import (
    RESERVED_MEMBER_NAMES,
    CodingScheme,
    ContextGroup,
    InvalidValue,
    code,
    context_group,
    member,
)
from dicomwright.runtime.values.coded import DetailedCode, code_from, item_of

ABDOMEN = Code("113345001", "SCT", "Abdomen")


def test_members_are_enum_and_code() -> None:
    assert isinstance(CID4.Abdomen, Enum)
    assert isinstance(CID4.Abdomen, Code)
    assert CID4.Abdomen.value == "113345001"
    assert CID4.Abdomen.scheme_designator == "SCT"
    assert CID4.Abdomen.meaning == "Abdomen"
    assert CID4.Abdomen.scheme_version is None
    assert CID4.Abdomen.name == "Abdomen"
    assert list(CID4) == [CID4.Abdomen, CID4.Liver]
    assert len(CID4) == 2
    assert CID4["Liver"] is CID4.Liver
    assert repr(CID4.Liver) == str(CID4.Liver) == "CID4.Liver"


def test_equal_to_pydicom_and_highdicom_both_ways() -> None:
    concept = CodedConcept(*ABDOMEN)
    assert CID4.Abdomen == ABDOMEN
    assert ABDOMEN == CID4.Abdomen  # noqa: SIM300 - the other way round
    assert CID4.Abdomen == concept
    assert concept == CID4.Abdomen
    assert CID4.Abdomen == SCT.Abdomen
    assert hash(CID4.Abdomen) == hash(ABDOMEN) == hash(concept)
    assert CID4.Abdomen != CID4.Liver
    assert concept != CID4.Liver
    assert CID4.Abdomen != Code("113345001", "SCT", "Abdomen", "2020")
    assert CID4.Abdomen != "113345001"
    assert CID4.Abdomen in {ABDOMEN: 1}
    assert ABDOMEN in {CID4.Abdomen: 1}
    assert CodedConcept.from_code(CID4.Abdomen) == ABDOMEN


def test_membership_ignores_version_and_maps_snomed_rt() -> None:
    assert Code("113345001", "SCT", "", "2020") in CID4
    assert Code("T-D4000", "SRT", "Abdomen") in CID4
    assert CodedConcept(*ABDOMEN) in CID4
    assert Code("113345001", "DCM", "") not in CID4
    assert "Abdomen" not in CID4
    assert CID4(Code("T-D4000", "SRT", "Abdomen")) is CID4.Abdomen
    with pytest.raises(ValueError, match=r"^1 \(2\) is not in CID 4$"):
        CID4(Code("1", "2", "3"))


def test_members_are_single() -> None:
    for twin in (copy.copy(CID4.Liver), copy.deepcopy(CID4.Liver), pickle.loads(pickle.dumps(CID4.Liver))):  # noqa: S301
        assert twin is CID4.Liver


def test_group_information() -> None:
    assert CID4.__info__ == (
        "4",
        "Region",
        "1.2.840.10008.6.1.2",
        "20250401",
        True,
        "CID 4",
        "https://dicom.example/4",
    )
    assert {name for name in dir(Code) if not name.startswith("_")} <= RESERVED_MEMBER_NAMES
    assert {name for name in dir(Enum) if not name.startswith("_")} <= RESERVED_MEMBER_NAMES


def test_scheme() -> None:
    assert SCT.Liver == Code("10200004", "SCT", "Liver")
    assert SCT["10200004"] == SCT.Liver
    assert SCT.Versioned.scheme_version == "2020"
    assert type(SCT.Liver) is Code
    assert CID4.Liver in SCT
    assert Code("10200004", "DCM", "") not in SCT
    assert len(SCT) == 3
    assert list(SCT)[0] == SCT.Liver  # noqa: RUF015
    assert (SCT.designator, SCT.uid) == ("SCT", "2.16.840.1.113883.6.96")


def test_the_first_meaning_of_a_value_is_the_usual_one() -> None:
    class Scheme(CodingScheme, designator="99X"):
        Usual: ClassVar[Code] = code("1", "Usual")
        Other: ClassVar[Code] = code("1", "Other")

    assert Scheme["1"].meaning == "Usual"
    assert Scheme.Other.meaning == "Other"
    assert len(Scheme) == 1


def test_lookups_that_fail_say_what_is_near() -> None:
    group: Any = CID4
    with pytest.raises(AttributeError, match=r"^CID 4 has no liver; did you mean Liver\?$"):
        _ = group.liver
    with pytest.raises(KeyError, match=r"CID 4 has no Livre; did you mean Liver\?"):
        CID4["Livre"]
    with pytest.raises(ValueError, match=r"^CID4 finds the member of a code, not of type str$"):
        CID4("Liver")
    assert not hasattr(CID4, "_nothing")
    scheme: Any = SCT
    with pytest.raises(AttributeError, match=r"^SCT has no abdomen; did you mean Abdomen\?$"):
        _ = scheme.abdomen
    with pytest.raises(AttributeError, match=r'^10200004 is a value, not a name: SCT\["10200004"\]$'):
        getattr(SCT, "10200004")
    with pytest.raises(AttributeError, match=r"^SCT has no Xyz; it has the codes that context groups use$"):
        _ = scheme.Xyz
    assert not hasattr(CodingScheme, "designator")
    with pytest.raises(KeyError, match="Liver is a name, not a value"):
        SCT["Liver"]
    with pytest.raises(KeyError, match="0 is not among the codes of SCT that context groups use") as caught:
        SCT["0"]
    assert 'Code("0", "SCT", "...")' in str(caught.value)


def test_assigned_codes_become_members_as_those_that_are_read() -> None:
    given: list[Any] = [ABDOMEN, SCT.Abdomen, CodedConcept(*ABDOMEN), item_of(ABDOMEN), CID4.Abdomen]
    for one in given:
        ct = make_ct(AnatomicRegionSequence=[one])
        assert ct.AnatomicRegionSequence is not None
        assert ct.AnatomicRegionSequence[0] is CID4.Abdomen
    for other in (Code("113345001", "SCT", "Bauch"), Code("T-D4000", "SRT", "Abdomen")):
        ct = make_ct(AnatomicRegionSequence=[other])
        assert ct.AnatomicRegionSequence is not None
        assert ct.AnatomicRegionSequence[0] is other


def test_members_of_other_groups_become_those_of_the_attribute() -> None:
    @context_group(cid="0", keyword="Others", uid="1.2", version="20250101", extensible=False)
    class Others(ContextGroup):
        Liver: ClassVar[Others] = member("10200004", "SCT", "Liver")

    assert code_from(Others.Liver, (CID244, CID4)) is CID4.Liver
    assert code_from(Others.Liver, (CID4, Others)) is Others.Liver
    assert code_from(Others.Liver) is Others.Liver


def test_extensible_group_takes_any_code() -> None:
    ct = make_ct(AnatomicRegionSequence=Code("1", "99LOCAL", "Mine"))
    assert ct.AnatomicRegionSequence == (Code("1", "99LOCAL", "Mine"),)


def test_closed_group_refuses_other_codes() -> None:
    wrong: Any = [CID4.Liver]
    with pytest.raises(InvalidValue, match="not in CID244, which cannot be extended") as caught:
        make_ct(ImageLateralitySequence=wrong)
    assert "10200004" not in str(caught.value)
    with pytest.raises(InvalidValue, match="of type str, which is not a code"):
        make_ct(ImageLateralitySequence=["Left"])
    ct = make_ct(ImageLateralitySequence=[Code("7771000", "SCT", "Left")])
    assert ct.ImageLateralitySequence == (CID244.Left,)


@pytest.mark.parametrize(
    ("value", "keyword"),
    [
        ("1" * 16, "CodeValue"),
        ("1" * 17, "LongCodeValue"),
        ("urn:oid:1.2", "URNCodeValue"),
        ("https://a.example", "URNCodeValue"),
    ],
)
def test_items_of_codes(value: str, keyword: str) -> None:
    code = Code(value, "99LOCAL", "Mine", "1.0")
    item = item_of(code)
    assert item[keyword].value == value
    assert len(item) == 4
    found = code_from(item)
    assert found is not None
    assert tuple(found) == tuple(code)
    assert type(found) is Code


def test_items_become_members_unless_something_would_be_lost() -> None:
    assert code_from(item_of(ABDOMEN), (CID4,)) is CID4.Abdomen
    assert code_from(CodedConcept(*ABDOMEN), (CID244, CID4)) is CID4.Abdomen
    other = code_from(item_of(Code("113345001", "SCT", "Bauch")), (CID4,))
    assert other is not None
    assert type(other) is Code
    assert other.meaning == "Bauch"


def test_details_of_a_code_survive() -> None:
    item = item_of(ABDOMEN)
    item.ContextIdentifier = "4"
    ct = CT.from_dataset(make_ct(AnatomicRegionSequence=[item]).to_dataset())
    assert ct.AnatomicRegionSequence is not None
    code = ct.AnatomicRegionSequence[0]
    assert isinstance(code, DetailedCode)
    assert code == CID4.Abdomen
    assert ct.to_dataset().AnatomicRegionSequence[0] == item
    assert pickle.loads(pickle.dumps(code)).item == item  # noqa: S301
    assert copy.deepcopy(ct) == ct


def test_a_meaning_outside_ascii_asks_for_a_character_set() -> None:
    ct = make_ct(AnatomicRegionSequence=[Code("uV", "UCUM", "µV")])
    assert ct.to_dataset().SpecificCharacterSet == "ISO_IR 192"
    ct.SpecificCharacterSet = ["ISO_IR 101"]  # which has no micro sign
    with pytest.raises(InvalidValue, match=r"AnatomicRegionSequence .* Specific Character Set lacks"):
        ct.to_dataset()


def test_item_without_a_code_reads_as_a_code_that_has_it() -> None:
    dataset = make_ct().to_dataset()
    dataset.AnatomicRegionSequence = [Dataset()]
    ct = CT.from_dataset(dataset)
    assert ct.AnatomicRegionSequence is not None
    assert isinstance(ct.AnatomicRegionSequence[0], Code)
    assert tuple(ct.AnatomicRegionSequence[0]) == ("", "", "", None)
    assert ct.to_dataset().AnatomicRegionSequence == dataset.AnatomicRegionSequence


def test_codes_that_may_say_more() -> None:
    item = Anatomy.PrimaryAnatomicStructureItem(
        CodeValue="10200004",
        CodingSchemeDesignator="SCT",
        CodeMeaning="Liver",
        PrimaryAnatomicStructureModifierSequence=[CID244.Left],
    )
    given: list[Any] = [CID4.Abdomen, Code("1", "99LOCAL", "Mine"), item]
    everything = Everything(PrimaryAnatomicStructureSequence=given)
    assert everything.PrimaryAnatomicStructureSequence == tuple(given)
    assert everything.PrimaryAnatomicStructureSequence is not None
    again = Everything.from_dataset(everything.to_dataset())
    assert again.PrimaryAnatomicStructureSequence == tuple(given)
    assert again.PrimaryAnatomicStructureSequence is not None
    for one in (*everything.PrimaryAnatomicStructureSequence, *again.PrimaryAnatomicStructureSequence):
        assert type(one) is Anatomy.PrimaryAnatomicStructureItem
    assert [one.meaning for one in again.PrimaryAnatomicStructureSequence] == ["Abdomen", "Mine", "Liver"]
    wrong: Any = ["secret"]
    with pytest.raises(InvalidValue, match="not a code"):
        Everything(PrimaryAnatomicStructureSequence=wrong)
