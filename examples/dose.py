"""Write a dose as an RT Dose, and read it again: ``python examples/dose.py``.

The images are those of ``volume.py``, in ``series``; the dose is ``dose.dcm``.
"""

from pathlib import Path

import numpy as np

from dicomwright.dictionary import SOPClasses
from dicomwright.images import Volume, from_dose, to_volume
from dicomwright.iods import CTImage, RTDose
from dicomwright.runtime import new_uid

ct = [CTImage.read(path) for path in Path("series").glob("*.dcm")]
place = to_volume(ct)
z, y, x = np.meshgrid(*[np.linspace(-2, 2, size) for size in (10, 32, 32)], indexing="ij")
gray = Volume.at(  # coarser than the images
    60 * np.exp(-(x**2 + y**2 + z**2)),
    origin=place.positions[0],
    spacing=[2.5, 1.4, 1.4],
    frame_of_reference_uid=place.frame_of_reference_uid,
)
dose = RTDose(
    **from_dose(ct, gray),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=5,
    InstanceNumber=1,
    Manufacturer="dicomwright",
    DoseType="PHYSICAL",
    DoseSummationType="PLAN",
    ReferencedRTPlanSequence=[  # of which this is the dose
        RTDose.ReferencedRTPlanItem(
            ReferencedSOPClassUID=SOPClasses.RTPlanStorage, ReferencedSOPInstanceUID=new_uid()
        )
    ],
)
dose.save("dose.dcm")
print(f"{to_volume(RTDose.read('dose.dcm'), rescaled=True).array.max():.2f} Gy at most")
