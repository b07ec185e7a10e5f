"""A code outside a context group that is not extensible, or that does not exist."""

from pydicom.sr.coding import Code

from dicomwright.cids import CID4, CID4005, CID7063
from dicomwright.codes import SCT, UCUM
from dicomwright.iods import CTImage, DigitalMammographyXRayImage, EncapsulatedSTL


def change(ct: CTImage, stl: EncapsulatedSTL, mammogram: DigitalMammographyXRayImage) -> None:
    """Set codes that the groups do not have."""
    stl.MeasurementUnitsCodeSequence = [UCUM["kg"]]
    stl.MeasurementUnitsCodeSequence = [CID4.Abdomen]
    stl.MeasurementUnitsCodeSequence = CID7063.Millimeter
    mammogram.PartialViewCodeSequence = [SCT.Anterior]
    mammogram.PartialViewCodeSequence = [Code("255549009", "SCT", "Anterior")]
    mammogram.PartialViewCodeSequence = [CID4005.Anterior, CID7063.Meter]
    ct.AnatomicRegionSequence = ["Abdomen"]


def unit(code: CID7063) -> str:
    """Accept one group only."""
    return code.meaning


unit(CID4.Abdomen)
unit(SCT.Liver)
print(CID4.Abdomenn, SCT.Abdomenn, CID7063["Meter"].nmae)
CID4.Abdomen.value = "1"
