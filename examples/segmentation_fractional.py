"""Write probabilities as a fractional segmentation: ``python examples/segmentation_fractional.py``.

The images are those of ``volume.py``, in ``series``; the segmentation is ``probabilities.dcm``.
"""

from pathlib import Path

import numpy as np

from dicomwright.cids import CID7150
from dicomwright.codes import SCT
from dicomwright.images import from_masks, to_volume
from dicomwright.iods import CTImage, Segmentation
from dicomwright.runtime import new_uid

ct = [CTImage.read(path) for path in Path("series").glob("*.dcm")]  # in any order
hounsfield = to_volume(ct, rescaled=True)
likely = hounsfield.with_array(1 / (1 + np.exp(-hounsfield.array / 100)))  # from 0 to 1

liver = Segmentation.SegmentItem(
    SegmentNumber=1,
    SegmentLabel="Liver",
    SegmentAlgorithmType="AUTOMATIC",
    SegmentAlgorithmName=["Logistic"],
    SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
    SegmentedPropertyTypeCodeSequence=[SCT.Liver],
)
seg = Segmentation(
    **from_masks(ct, likely, [liver], "FRACTIONAL"),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=2,
    InstanceNumber=1,
    ContentLabel="LIVER",
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/segmentation_fractional.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
)
seg.save("probabilities.dcm")
