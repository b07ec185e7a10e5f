"""What arrays and their places say goes into constructors, which demand the rest and know its types."""

from datetime import UTC, datetime
from typing import assert_type

import numpy as np

from dicomwright.cids import CID7150, CID7181, CID7203
from dicomwright.codes import SCT
from dicomwright.images import Volume, from_masks, from_values, mask, to_volume
from dicomwright.iods import CTImage, EnhancedCTImage, ParametricMap, Segmentation
from dicomwright.runtime import new_uid

NOW = datetime(2025, 11, 21, 6, 30, tzinfo=UTC)
study = new_uid()
volume = Volume.at(np.zeros((3, 8, 8), np.uint16), origin=[0, 0, 50], spacing=[2.5, 0.7, 0.7])
series = new_uid()
slices = [
    CTImage(
        **plane,
        StudyInstanceUID=study,
        SeriesInstanceUID=series,
        ImageType=["DERIVED", "PRIMARY", "AXIAL"],
        PatientPosition="HFS",
        RescaleIntercept=-1024,
        RescaleSlope=1,
        AnatomicRegionSequence=[SCT.Abdomen],
    )
    for plane in volume.planes()
]
assert_type(slices, list[CTImage])

Shared = EnhancedCTImage.SharedFunctionalGroupsItem
Frame = EnhancedCTImage.PerFrameFunctionalGroupsItem
groups = volume.multiframe(EnhancedCTImage, Shared(), Frame)
enhanced = EnhancedCTImage(
    **groups,
    StudyInstanceUID=study,
    SeriesInstanceUID=new_uid(),
    InstanceNumber=1,
    ContentDate=NOW.date(),
    ContentTime=NOW.time(),
    ImageType=["DERIVED", "PRIMARY", "VOLUME", "NONE"],
    PixelPresentation="MONOCHROME",
    VolumetricProperties="VOLUME",
    VolumeBasedCalculationTechnique="NONE",
    Manufacturer="dicomwright",
    ManufacturerModelName="programs",
    DeviceSerialNumber="1",
    SoftwareVersions=["1"],
    PixelData=volume.array,
)
assert_type(to_volume(enhanced), Volume)
varied = volume.multiframe(
    EnhancedCTImage,
    Shared(),
    lambda number: Frame(FrameContentSequence=[Frame.FrameContentItem(FrameLabel=str(number))]),
)
assert varied["PerFrameFunctionalGroupsSequence"][0].FrameContentSequence is not None

liver = Segmentation.SegmentItem(
    SegmentNumber=1,
    SegmentLabel="liver",
    SegmentAlgorithmType="MANUAL",
    SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
    SegmentedPropertyTypeCodeSequence=[SCT.Liver],
)
seg = Segmentation(
    **from_masks(slices, np.ones((3, 8, 8), np.bool_), [liver], "LABELMAP"),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=2,
    InstanceNumber=1,
    ContentLabel="LIVER",
    Manufacturer="dicomwright",
    ManufacturerModelName="programs",
    DeviceSerialNumber="1",
    SoftwareVersions=["1"],
)
assert_type(mask(seg, 1, slices), Volume)

relative = ParametricMap(
    **from_values(
        slices,
        volume.with_array(volume.array.astype(np.float32)),
        CID7181.NoUnits,
        label="RCBF",
        explanation="relative flow",
        method=CID7203.PerfusionImageAnalysis,
    ),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=3,
    InstanceNumber=1,
    Modality="CT",
    ContentLabel="RCBF",
    ContentQualification="RESEARCH",
    RecognizableVisualFeatures="NO",
    Manufacturer="dicomwright",
    ManufacturerModelName="programs",
    DeviceSerialNumber="1",
    SoftwareVersions=["1"],
)
assert relative.FloatPixelData is not None
