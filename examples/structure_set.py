"""Write contours as an RT structure set, and read their mask: ``python examples/structure_set.py``.

The images are those of ``volume.py``, in ``series``; the structure set is ``structures.dcm``. Outlines and masks need
the extra ``contours``.
"""

from pathlib import Path

import numpy as np

from dicomwright.codes import SCT
from dicomwright.images import Region, contour_mask, from_contours, outlines, to_volume
from dicomwright.iods import CTImage, RTStructureSet
from dicomwright.runtime import new_uid

ct = [CTImage.read(path) for path in Path("series").glob("*.dcm")]
hounsfield = to_volume(ct, rescaled=True)
dense = hounsfield.with_array(hounsfield.array > 0)

# Contours are points (x, y, z) in millimetres: drawn by someone, or the outlines of a mask.
square = np.array([[-5, -5, 90], [5, -5, 90], [5, 5, 90], [-5, 5, 90]])
regions = [
    Region("Liver", outlines(dense), "AUTOMATIC", "ORGAN", color=(170, 90, 60), code=SCT.Liver),
    Region("Target", [square], "MANUAL", "PTV"),
]
structures = RTStructureSet(
    **from_contours(ct, regions),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=4,
    StructureSetLabel="PLAN 1",
    Manufacturer="dicomwright",
)
structures.save("structures.dcm")
print(contour_mask(RTStructureSet.read("structures.dcm"), 1, ct).array.sum(), "voxels")
