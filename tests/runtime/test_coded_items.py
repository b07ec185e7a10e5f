"""Sequences of codes that may have more: they give items, whatever they were given or have read."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from dicomwright.cids import CID2, CID4, CID244
from dicomwright.iods import CTImage
from dicomwright.macros import GeneralAnatomyOptional
from dicomwright.runtime import InvalidValue
from dicomwright.testing import minimal

RegionItem = GeneralAnatomyOptional.AnatomicRegionItem
KIDNEY = CID4["Kidney"]


def with_region(region: Any) -> CTImage:  # noqa: ANN401
    ct = minimal(CTImage)
    ct.AnatomicRegionSequence = [region]
    return ct


def region_of(ct: CTImage) -> RegionItem:
    assert ct.AnatomicRegionSequence is not None
    return ct.AnatomicRegionSequence[0]


def test_a_code_becomes_an_item_and_stays_equal_to_it() -> None:
    for ct in (with_region(KIDNEY), CTImage.from_dataset(with_region(KIDNEY).to_dataset())):
        region = region_of(ct)
        assert type(region) is RegionItem
        assert (region.value, region.scheme_designator, region.meaning) == tuple(KIDNEY)[:3]
        assert region.scheme_version is None
        assert region.AnatomicRegionModifierSequence is None
        assert region == KIDNEY
        assert Code(*KIDNEY) == region
        assert region != CID4.Abdomen
        assert region in CID4
        assert ct.AnatomicRegionSequence == (KIDNEY,)


def test_an_item_with_modifiers_is_asked_as_a_code_is() -> None:
    side = CID244.Left
    item = RegionItem.of(KIDNEY, AnatomicRegionModifierSequence=[side])
    for ct in (with_region(item), CTImage.from_dataset(with_region(item).to_dataset())):
        region = region_of(ct)
        assert (region.value, region.meaning) == (KIDNEY.value, KIDNEY.meaning)
        assert region in CID4
        assert region.AnatomicRegionModifierSequence == (side,)
        assert ct.validate().filter(include=["bad-value", "wrong-vm"]).ok


def test_what_is_written_is_the_item_of_the_code() -> None:
    plain = with_region(KIDNEY).to_dataset().AnatomicRegionSequence[0]
    assert {element.keyword: element.value for element in plain} == {
        "CodeValue": KIDNEY.value,
        "CodingSchemeDesignator": "SCT",
        "CodeMeaning": KIDNEY.meaning,
    }
    long = Code("urn:oid:1.2.3", "RFC3986", "Something", "7")
    written = with_region(long).to_dataset().AnatomicRegionSequence[0]
    assert (written.URNCodeValue, written.CodingSchemeVersion) == (long.value, "7")
    assert region_of(with_region(long)).scheme_version == "7"


def test_items_of_codes_are_told_apart_by_what_else_they_have() -> None:
    plain, more = RegionItem.of(KIDNEY), RegionItem.of(KIDNEY, AnatomicRegionModifierSequence=[CID244.Left])
    assert plain == region_of(with_region(KIDNEY)) == copy.deepcopy(plain)
    assert plain != more


def test_of_says_what_is_wrong() -> None:
    misspelt: dict[str, Any] = {"AnatomicRegionModifierSequenc": [CID244.Left]}
    with pytest.raises(TypeError, match="did you mean AnatomicRegionModifierSequence"):
        RegionItem.of(KIDNEY, **misspelt)
    with pytest.raises(InvalidValue, match="AnatomicRegionModifierSequence"):
        RegionItem.of(KIDNEY, AnatomicRegionModifierSequence=["Left"])
    with pytest.raises(TypeError, match="does not refer to objects"):
        RegionItem.of(minimal(CTImage))
    with pytest.raises(InvalidValue, match="which is not a code"):
        with_region("Kidney")


def test_what_is_no_code_reads_as_one_and_is_kept() -> None:
    ct = minimal(CTImage).to_dataset()
    broken = Dataset()
    broken.CodeMeaning = "no value"
    broken.InstitutionName = "Clinic"
    ct.ProcedureCodeSequence = [broken]
    read = CTImage.from_dataset(ct)
    assert read.ProcedureCodeSequence is not None
    code = read.ProcedureCodeSequence[0]
    assert isinstance(code, Code)
    assert (code.value, code.scheme_designator, code.meaning) == ("", "", "no value")
    read.PatientID = "43"
    assert read.to_dataset().ProcedureCodeSequence[0] == broken
    assert code not in CID2
