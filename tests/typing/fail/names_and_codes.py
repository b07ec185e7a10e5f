"""Names and codes are what they are, whatever was assigned."""

from dicomwright.cids import CID4, CID244
from dicomwright.iods import CTImage
from dicomwright.macros import GeneralAnatomyOptional

RegionItem = GeneralAnatomyOptional.AnatomicRegionItem


def use(ct: CTImage) -> None:
    """Make mistakes with names and codes."""
    ct.PatientName = "Doe^Jane"
    print(ct.PatientName.family_name)
    name: str = ct.PatientName or ""
    print(name)
    ct.OtherPatientNames = [b"Doe^Jane"]
    ct.AnatomicRegionSequence = ["Kidney"]
    for region in ct.AnatomicRegionSequence or ():
        print(region.scheme)
        code: CID4 = region
        print(code)
    RegionItem.of("Kidney")
    RegionItem.of(CID4.Kidney).AnatomicRegionModifierSequence = CID244.Left
