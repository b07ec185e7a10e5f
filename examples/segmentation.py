"""Write a segmentation of a CT image: ``python examples/segmentation.py [ct.dcm seg.dcm]``."""

import sys
from datetime import datetime

from pydicom.tag import Tag
from pydicom.uid import SegmentationStorage, generate_uid

from dicomwright.cids import CID7150, CID7202, CID7203
from dicomwright.codes import SCT
from dicomwright.iods import CTImage, Segmentation
from dicomwright.macros import SOPInstanceReference
from dicomwright.modules import FrameOfReference, GeneralStudy, Patient

ct_path, seg_path = sys.argv[1:3] or ("ct.dcm", "seg.dcm")
ct = CTImage.read(ct_path)
dataset = ct.to_dataset()  # as pydicom has it, with its pixel_array
mask = dataset.pixel_array * ct.RescaleSlope + ct.RescaleIntercept > 0  # what is denser than water

# One segment: what it is, and how it was found. The class of an item is that of its sequence.
liver = Segmentation.SegmentItem(
    SegmentNumber=1,
    SegmentLabel="Liver",
    SegmentAlgorithmType="AUTOMATIC",
    SegmentAlgorithmName=["Threshold"],
    SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
    SegmentedPropertyTypeCodeSequence=[SCT.Liver],
)

# What all frames have in common.
Shared = Segmentation.SharedFunctionalGroupsItem
shared = Shared(
    PixelMeasuresSequence=[Shared.PixelMeasuresItem(PixelSpacing=ct.PixelSpacing, SliceThickness=1)],
    PlaneOrientationSequence=[
        Shared.PlaneOrientationItem(ImageOrientationPatient=ct.ImageOrientationPatient)
    ],
    SegmentIdentificationSequence=[Shared.SegmentIdentificationItem(ReferencedSegmentNumber=[1])],
)

# The one frame: where it lies, and the image it was made of.
Frame = Segmentation.PerFrameFunctionalGroupsItem
source = Frame.DerivationImageItem.SourceImageItem(
    ReferencedSOPClassUID=ct.SOPClassUID,
    ReferencedSOPInstanceUID=ct.SOPInstanceUID,
    PurposeOfReferenceCodeSequence=[CID7202.SourceImageForImageProcessingOperation],
    SpatialLocationsPreserved="YES",
)
derivation = Frame.DerivationImageItem(
    DerivationCodeSequence=[CID7203.Segmentation], SourceImageSequence=[source]
)
frame = Frame(
    FrameContentSequence=[Frame.FrameContentItem(DimensionIndexValues=[1, 1])],
    PlanePositionSequence=[Frame.PlanePositionItem(ImagePositionPatient=ct.ImagePositionPatient)],
    DerivationImageSequence=[derivation],
)

# Frames are told apart by their segment, then by their position.
organization_uid = generate_uid()
dimensions = [
    Segmentation.DimensionIndexItem(
        DimensionOrganizationUID=organization_uid,
        DimensionIndexPointer=Tag(pointer),
        FunctionalGroupPointer=Tag(group),
    )
    for pointer, group in (
        ("ReferencedSegmentNumber", "SegmentIdentificationSequence"),
        ("ImagePositionPatient", "PlanePositionSequence"),
    )
]

# The images that the segmentation refers to.
reference = SOPInstanceReference(
    ReferencedSOPClassUID=ct.SOPClassUID, ReferencedSOPInstanceUID=ct.SOPInstanceUID
)
series = Segmentation.ReferencedSeriesItem(
    SeriesInstanceUID=ct.SeriesInstanceUID, ReferencedInstanceSequence=[reference]
)

now = datetime.now().astimezone()
seg = Segmentation.referencing(
    ct,
    Patient,
    GeneralStudy,
    FrameOfReference,
    SOPClassUID=SegmentationStorage,
    SeriesInstanceUID=generate_uid(),
    SeriesNumber=2,
    InstanceNumber=1,
    ContentDate=now.date(),
    ContentTime=now.time(),
    ContentLabel="LIVER",
    ImageType=["DERIVED", "PRIMARY"],
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/segmentation.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
    LossyImageCompression="00",
    SegmentationType="BINARY",
    SegmentSequence=[liver],
    SharedFunctionalGroupsSequence=[shared],
    PerFrameFunctionalGroupsSequence=[frame],
    DimensionOrganizationSequence=[
        Segmentation.DimensionOrganizationItem(DimensionOrganizationUID=organization_uid)
    ],
    DimensionIndexSequence=dimensions,
    ReferencedSeriesSequence=[series],
    PixelData=mask,  # one bit per pixel
)
seg.save(seg_path)
