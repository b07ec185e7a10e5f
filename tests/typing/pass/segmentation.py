"""A Segmentation of two segments that shares patient, study and frame of reference with a CT image."""

from datetime import date, time
from typing import assert_type

import numpy as np
from pydicom.uid import generate_uid

from dicomwright.cids import CID7150, CID7151
from dicomwright.codes import DCM, SCT
from dicomwright.dictionary import SOPClasses
from dicomwright.iods import CTImage, Segmentation
from dicomwright.macros import (
    DerivationImage,
    FrameContent,
    PixelMeasures,
    PlaneOrientationPatient,
    PlanePositionPatient,
    SegmentDescription,
)
from dicomwright.macros import Segmentation as SegmentationMacro
from dicomwright.modules import (
    FrameOfReference,
    GeneralStudy,
    MultiFrameDimension,
    Patient,
    SegmentationImage,
)

ct = CTImage(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyInstanceUID=generate_uid(),
    SeriesInstanceUID=generate_uid(),
    FrameOfReferenceUID=generate_uid(),
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[0, 0, -12.5],
    RescaleIntercept=-1024,
    RescaleSlope=1,
    PixelData=np.zeros((16, 16), np.uint16),
)
dimension = generate_uid()


def segment(number: int, name: str, kind: CID7151) -> SegmentationImage.SegmentItem:
    """Describe a segment."""
    return SegmentationImage.SegmentItem(
        SegmentNumber=number,
        SegmentLabel=name,
        SegmentAlgorithmType="AUTOMATIC",
        SegmentAlgorithmName=["threshold"],
        SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
        SegmentedPropertyTypeCodeSequence=[kind],
    )


def frame(number: int, source: CTImage) -> Segmentation.PerFrameFunctionalGroupsItem:
    """Describe the frame of a segment."""
    assert source.SOPInstanceUID is not None
    return Segmentation.PerFrameFunctionalGroupsItem(
        FrameContentSequence=[FrameContent.FrameContentItem(DimensionIndexValues=[number])],
        PlanePositionSequence=[
            PlanePositionPatient.PlanePositionItem(ImagePositionPatient=source.ImagePositionPatient)
        ],
        SegmentIdentificationSequence=[
            SegmentationMacro.SegmentIdentificationItem(ReferencedSegmentNumber=[number])
        ],
        DerivationImageSequence=[
            DerivationImage.DerivationImageItem(
                DerivationCodeSequence=[DCM["113076"]],
                SourceImageSequence=[
                    DerivationImage.DerivationImageItem.SourceImageItem(
                        ReferencedSOPClassUID=SOPClasses.CTImageStorage,
                        ReferencedSOPInstanceUID=source.SOPInstanceUID,
                        PurposeOfReferenceCodeSequence=[DCM["121322"]],
                    )
                ],
            )
        ],
    )


seg = Segmentation(
    **Patient.of(ct),
    **GeneralStudy.of(ct),
    **FrameOfReference.of(ct),
    SeriesInstanceUID=generate_uid(),
    SeriesNumber=2,
    Manufacturer="dicomwright",
    ManufacturerModelName="example",
    DeviceSerialNumber="1",
    SoftwareVersions=["1.0"],
    InstanceNumber=1,
    ContentDate=date(2025, 1, 31),
    ContentTime=time(12, 30),
    ImageType=["DERIVED", "PRIMARY"],
    LossyImageCompression="00",
    ContentLabel="ORGANS",
    SOPClassUID=SOPClasses.SegmentationStorage,
    SegmentationType="BINARY",
    SegmentSequence=[segment(1, "liver", CID7151.Liver), segment(2, "spleen", CID7151.Spleen)],
    SharedFunctionalGroupsSequence=[
        Segmentation.SharedFunctionalGroupsItem(
            PixelMeasuresSequence=[
                PixelMeasures.PixelMeasuresItem(PixelSpacing=ct.PixelSpacing, SliceThickness=2.5)
            ],
            PlaneOrientationSequence=[
                PlaneOrientationPatient.PlaneOrientationItem(
                    ImageOrientationPatient=ct.ImageOrientationPatient
                )
            ],
        )
    ],
    PerFrameFunctionalGroupsSequence=[frame(1, ct), frame(2, ct)],
    DimensionOrganizationSequence=[
        MultiFrameDimension.DimensionOrganizationItem(DimensionOrganizationUID=dimension)
    ],
    DimensionIndexSequence=[
        Segmentation.DimensionIndexItem(
            DimensionOrganizationUID=dimension,
            DimensionIndexPointer=0x0062000B,  # Referenced Segment Number
            FunctionalGroupPointer=0x0062000A,
        )
    ],
    PixelData=np.zeros((2, 16, 16), bool),
)
assert seg.NumberOfFrames == 2
assert seg.BitsAllocated == 1
assert (seg.PatientID, seg.StudyInstanceUID) == ("42", ct.StudyInstanceUID)
seg.save("seg.dcm")


def thickness_of(group: PixelMeasures) -> float | None:
    """Return the thickness that an item of either functional groups sequence states."""
    measures = group.PixelMeasuresSequence
    return measures[0].SliceThickness if measures else None


def number_of(described: SegmentDescription) -> int:
    """Return the number that an item states whose class has the macro."""
    return described.SegmentNumber


old = Segmentation.read("seg.dcm")
assert thickness_of(old.SharedFunctionalGroupsSequence[0]) == 2.5
frames = old.PerFrameFunctionalGroupsSequence
assert frames is not None
assert thickness_of(frames[0]) is None
assert_type(frames[0], Segmentation.PerFrameFunctionalGroupsItem)
assert [number_of(one) for one in old.SegmentSequence] == [1, 2]
kind = old.SegmentSequence[0].SegmentedPropertyTypeCodeSequence[0]
assert kind == SCT.Liver
