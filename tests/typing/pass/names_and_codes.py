"""What an attribute gives is of one type, whatever it was given or has read."""

from collections.abc import Sequence
from typing import assert_type

import numpy as np
from pydicom.sr.coding import Code
from pydicom.valuerep import PersonName

from dicomwright.cids import CID4, CID244
from dicomwright.iods import SecondaryCaptureImage
from dicomwright.macros import GeneralAnatomyOptional
from dicomwright.runtime import new_uid

RegionItem = GeneralAnatomyOptional.AnatomicRegionItem

capture = SecondaryCaptureImage(
    PatientName="Doe^Jane",
    OtherPatientNames=["Roe^Jane"],
    StudyInstanceUID=new_uid(),
    SeriesInstanceUID=new_uid(),
    Modality="OT",
    ConversionType="WSD",
    AnatomicRegionSequence=[Code("64033007", "SCT", "Kidney")],
    PixelData=np.zeros((8, 8), np.uint8),
)
assert_type(capture.PatientName, PersonName | None)
capture.PatientName = "Roe^Jane"
name = capture.PatientName  # pyright narrows no attribute that takes more than it gives
assert name is not None
assert name.family_name == "Roe"
assert_type(capture.OtherPatientNames, Sequence[PersonName] | None)

capture.AnatomicRegionSequence = [RegionItem.of(CID4.Kidney, AnatomicRegionModifierSequence=[CID244.Left])]
assert_type(capture.AnatomicRegionSequence, Sequence[RegionItem] | None)
for region in capture.AnatomicRegionSequence or ():
    assert_type(region.value, str)
    assert (region.meaning, region.scheme_designator) == ("Kidney", "SCT")
    assert region in CID4
    for side in region.AnatomicRegionModifierSequence or ():
        assert side.meaning == "Left"
