"""Show an image in another window: ``python examples/presentation_state.py [ct.dcm gsps.dcm]``.

The image is that of ``ct_image.py``.
"""

import sys

from dicomwright.images import presentation_of
from dicomwright.iods import CTImage, GrayscaleSoftcopyPresentationState
from dicomwright.runtime import new_uid

ct_path, path = sys.argv[1:3] or ("ct.dcm", "gsps.dcm")
ct = CTImage.read(ct_path)
state = GrayscaleSoftcopyPresentationState(
    **presentation_of(GrayscaleSoftcopyPresentationState, [ct]),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=6,
    InstanceNumber=1,
    BodyPartExamined="ABDOMEN",
    ContentLabel="LIVER",
    ContentCreatorName="Doe^John",
    PresentationLUTShape="IDENTITY",
    SoftcopyVOILUTSequence=[
        GrayscaleSoftcopyPresentationState.SoftcopyVOILUTItem(WindowCenter=[60], WindowWidth=[150])
    ],
)
state.save(path)
