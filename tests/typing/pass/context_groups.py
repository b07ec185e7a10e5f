"""Codes and context groups: iteration, membership, and exchange with pydicom's own codes."""

from typing import assert_type

from pydicom.sr.coding import Code

from dicomwright.cids import CID4, CID4005, CID7063
from dicomwright.codes import DCM, SCT, UCUM
from dicomwright.macros import GeneralAnatomyOptional

assert_type(CID4.Abdomen, CID4)
assert_type(CID4.Abdomen.name, str)
assert_type(CID4.Abdomen.meaning, str)
assert_type(SCT.Liver, Code)
assert_type(SCT["10200004"], Code)
assert_type(SCT.search("livr"), tuple[Code, ...])
assert_type(CID4.search("adomen", limit=3), tuple[CID4, ...])
assert CID4.search("adomen")[0] is CID4.Abdomen

names: list[str] = [member.name for member in CID4005]
assert names[:2] == ["Anterior", "Posterior"]
assert len(CID7063) == 4
assert_type(list(CID7063), list[CID7063])

code = Code("818981001", "SCT", "Abdomen")
assert code in CID4
assert code == CID4.Abdomen
assert SCT.Liver in CID4
assert SCT.Liver not in CID4005
assert_type(CID4(code), CID4)
assert CID4(code) is CID4.Abdomen
assert CID4["Abdomen"] is CID4.Abdomen
assert UCUM["mm"] == CID7063.Millimeter
assert CID4.__info__.keyword == "AnatomicRegion"
assert CID4.__info__.extensible


def meaning_of(code: Code) -> str:
    """Return the text of a code, be it a pydicom code or a member of a group."""
    return code.meaning


def units_of(unit: CID7063) -> str:
    """Return a unit of length; only the group's members are accepted."""
    return unit.value


assert [meaning_of(one) for one in (CID4.Liver, SCT.Liver, DCM["121071"])] == ["Liver", "Liver", "Finding"]
assert units_of(CID7063.Millimeter) == "mm"

region = GeneralAnatomyOptional.AnatomicRegionItem(
    CodeValue="10200004",
    CodingSchemeDesignator="SCT",
    CodeMeaning="Liver",
    AnatomicRegionModifierSequence=[SCT.Left],
)
assert_type(region, GeneralAnatomyOptional.AnatomicRegionItem)
