"""Write numbers of organs as a label map: ``python examples/segmentation_labelmap.py``.

The images are those of ``volume.py``, in ``series``; the segmentation is ``organs.dcm``.
"""

from pathlib import Path

import numpy as np

from dicomwright.cids import CID7150
from dicomwright.codes import SCT
from dicomwright.images import from_masks, mask, to_volume
from dicomwright.iods import CTImage, Segmentation
from dicomwright.runtime import new_uid

ct = [CTImage.read(path) for path in Path("series").glob("*.dcm")]  # in any order
hounsfield = to_volume(ct, rescaled=True)
labels = np.zeros(hounsfield.shape, np.uint8)  # 0 is no organ
labels[hounsfield.array > 0] = 1
labels[:, 20:30, 20:30][labels[:, 20:30, 20:30] > 0] = 2

organs = [
    Segmentation.SegmentItem(
        SegmentNumber=number,
        SegmentLabel=code.meaning,
        SegmentAlgorithmType="MANUAL",
        SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
        SegmentedPropertyTypeCodeSequence=[code],
    )
    for number, code in enumerate([SCT.Liver, SCT.Kidney], 1)
]
seg = Segmentation(
    **from_masks(ct, hounsfield.with_array(labels), organs, "LABELMAP"),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=3,
    InstanceNumber=1,
    ContentLabel="ORGANS",
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/segmentation_labelmap.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
)
seg.save("organs.dcm")
print(mask(Segmentation.read("organs.dcm"), 2, ct).array.sum(), "voxels of kidney")
