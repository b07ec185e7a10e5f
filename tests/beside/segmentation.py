"""Write a segmentation of a CT image by highdicom, as ``examples/segmentation.py`` does."""

import sys

from highdicom import AlgorithmIdentificationSequence
from highdicom.seg import SegmentAlgorithmTypeValues, Segmentation, SegmentationTypeValues, SegmentDescription
from highdicom.uid import UID
from pydicom import dcmread
from pydicom.sr.codedict import codes

ct_path, seg_path = sys.argv[1:3] or ("ct.dcm", "seg.dcm")
ct = dcmread(ct_path)
mask = ct.pixel_array * ct.RescaleSlope + ct.RescaleIntercept > 0  # what is denser than water

algorithm = AlgorithmIdentificationSequence(
    name="Threshold",
    version="0.1.0",
    family=codes.DCM.ArtificialIntelligence,
)
liver = SegmentDescription(
    segment_number=1,
    segment_label="Liver",
    segmented_property_category=codes.SCT.AnatomicalStructure,
    segmented_property_type=codes.SCT.Liver,
    algorithm_type=SegmentAlgorithmTypeValues.AUTOMATIC,
    algorithm_identification=algorithm,
)
seg = Segmentation(
    source_images=[ct],
    pixel_array=mask,
    segmentation_type=SegmentationTypeValues.BINARY,
    segment_descriptions=[liver],
    series_instance_uid=UID(),
    series_number=2,
    sop_instance_uid=UID(),
    instance_number=1,
    manufacturer="dicomwright",
    manufacturer_model_name="examples/segmentation.py",
    software_versions="0.1.0",
    device_serial_number="1",
    content_label="LIVER",
)
seg.save_as(seg_path)
