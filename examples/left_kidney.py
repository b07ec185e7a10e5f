"""Find the code of the left kidney, and say that an image shows it: ``python examples/left_kidney.py [ct.dcm]``.

The image is that of ``ct_image.py``; `dicomwright show kidney` finds codes, too.
"""

import sys

from dicomwright.cids import CID4, CID244
from dicomwright.codes import SCT
from dicomwright.iods import CTImage
from dicomwright.macros import GeneralAnatomyOptional
from dicomwright.runtime.vocabulary.search import find_codes

found = find_codes("kidney")[0]  # by words, a value, or what SNOMED RT called it
print(found.value, found.scheme, found.meaning)
print(SCT.Kidney in CID4)

ct = CTImage.read(sys.argv[1] if len(sys.argv) > 1 else "ct.dcm")
ct.AnatomicRegionSequence = [
    GeneralAnatomyOptional.AnatomicRegionItem(
        CodeValue=CID4.Kidney.value,
        CodingSchemeDesignator=CID4.Kidney.scheme_designator,
        CodeMeaning=CID4.Kidney.meaning,
        AnatomicRegionModifierSequence=[CID244.Left],
    )
]
ct.Laterality = "L"  # which parts that are paired demand
ct.save("kidney.dcm")
