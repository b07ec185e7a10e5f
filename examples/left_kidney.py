"""Find the code of the left kidney, and say that an image shows it: ``python examples/left_kidney.py [ct.dcm]``.

The image is that of ``ct_image.py``; `dicomwright show left kidney` finds it, too.
"""

import sys

from dicomwright import codes
from dicomwright.cids import CID4, CID244
from dicomwright.codes import SCT
from dicomwright.iods import CTImage

found = codes.search("left kidney")[0]  # words, mistyped or not; a value; or what SNOMED RT called it
print(found.value, found.scheme_designator, found.meaning)
print(SCT.Kidney in CID4)

ct = CTImage.read(sys.argv[1] if len(sys.argv) > 1 else "ct.dcm")
ct.AnatomicRegionSequence = [
    CTImage.AnatomicRegionItem.of(CID4.Kidney, AnatomicRegionModifierSequence=[CID244.Left])
]
ct.Laterality = "L"  # which parts that are paired demand
ct.save("kidney.dcm")
