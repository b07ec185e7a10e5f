"""Write a segmentation of a CT image: ``python examples/segmentation.py [ct.dcm seg.dcm]``."""

import sys

from dicomwright.cids import CID7150
from dicomwright.codes import SCT
from dicomwright.images import from_masks, to_volume
from dicomwright.iods import CTImage, Segmentation
from dicomwright.runtime import new_uid

ct_path, seg_path = sys.argv[1:3] or ("ct.dcm", "seg.dcm")
ct = [CTImage.read(ct_path)]  # one slice here; of a series all of them, in any order
mask = to_volume(ct, rescaled=True)
mask = mask.with_array(mask.array > 0)  # what is denser than water

liver = Segmentation.SegmentItem(
    SegmentNumber=1,
    SegmentLabel="Liver",
    SegmentAlgorithmType="AUTOMATIC",
    SegmentAlgorithmName=["Threshold"],
    SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
    SegmentedPropertyTypeCodeSequence=[SCT.Liver],
)
# Frames, their groups, references, and all that is of the patient and the study, come from images and masks.
seg = Segmentation(
    **from_masks(ct, mask, [liver]),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=2,
    InstanceNumber=1,
    ContentLabel="LIVER",
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/segmentation.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
)
seg.save(seg_path)
