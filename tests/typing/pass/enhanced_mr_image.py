"""An Enhanced MR image: functional groups that are shared, and others of each frame."""

from datetime import UTC, date, datetime, time
from typing import assert_type

import numpy as np

from dicomwright.codes import SCT
from dicomwright.iods import EnhancedMRImage
from dicomwright.macros import (
    FrameAnatomy,
    FrameContent,
    MREcho,
    MRImageFrameType,
    MRTimingAndRelatedParameters,
    PixelMeasures,
    PixelValueTransformation,
    PlaneOrientationPatient,
    PlanePositionPatient,
)
from dicomwright.modules import MultiFrameDimension

Shared = EnhancedMRImage.SharedFunctionalGroupsItem
PerFrame = EnhancedMRImage.PerFrameFunctionalGroupsItem

shared = Shared(
    PixelMeasuresSequence=[PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 1], SliceThickness=5)],
    PlaneOrientationSequence=[
        PlaneOrientationPatient.PlaneOrientationItem(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
    ],
    FrameAnatomySequence=[
        FrameAnatomy.FrameAnatomyItem(FrameLaterality="U", AnatomicRegionSequence=[SCT.Brain])
    ],
    PixelValueTransformationSequence=[
        PixelValueTransformation.PixelValueTransformationItem(
            RescaleIntercept=0, RescaleSlope=1, RescaleType="US"
        )
    ],
    MRImageFrameTypeSequence=[
        MRImageFrameType.MRImageFrameTypeItem(
            FrameType=["ORIGINAL", "PRIMARY", "T1", "NONE"],
            PixelPresentation="MONOCHROME",
            VolumetricProperties="VOLUME",
            VolumeBasedCalculationTechnique="NONE",
            ComplexImageComponent="MAGNITUDE",
            AcquisitionContrast="T1",
        )
    ],
    MRTimingAndRelatedParametersSequence=[
        MRTimingAndRelatedParameters.MRTimingAndRelatedParametersItem(
            RepetitionTime=500, FlipAngle=90, EchoTrainLength=1
        )
    ],
)
shared.MREchoSequence = [MREcho.MREchoItem(EffectiveEchoTime=12.5)]


def per_frame(number: int) -> PerFrame:
    """Describe one frame."""
    return PerFrame(
        FrameContentSequence=[
            FrameContent.FrameContentItem(
                FrameAcquisitionDateTime=datetime(2025, 1, 31, 12, 30, tzinfo=UTC),
                StackID="1",
                InStackPositionNumber=number,
                DimensionIndexValues=[1, number],
            )
        ],
        PlanePositionSequence=[
            PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, 5.0 * number])
        ],
    )


mr = EnhancedMRImage(
    PatientID="42",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.1",
    FrameOfReferenceUID="1.2.3.2",
    Manufacturer="dicomwright",
    ManufacturerModelName="example",
    DeviceSerialNumber="1",
    SoftwareVersions=["1.0"],
    InstanceNumber=1,
    ContentDate=date(2025, 1, 31),
    ContentTime=time(12, 30),
    ImageType=["ORIGINAL", "PRIMARY", "T1", "NONE"],
    PixelPresentation="MONOCHROME",
    VolumetricProperties="VOLUME",
    VolumeBasedCalculationTechnique="NONE",
    ComplexImageComponent="MAGNITUDE",
    MagneticFieldStrength=3,
    ResonantNucleus=["1H"],
    SharedFunctionalGroupsSequence=[shared],
    PerFrameFunctionalGroupsSequence=[per_frame(number) for number in (1, 2, 3)],
    DimensionOrganizationSequence=[
        MultiFrameDimension.DimensionOrganizationItem(DimensionOrganizationUID="1.2.3.5")
    ],
    DimensionIndexSequence=[
        MultiFrameDimension.DimensionIndexItem(
            DimensionIndexPointer=0x00209056,
            FunctionalGroupPointer=0x00209111,
            DimensionOrganizationUID="1.2.3.5",
        )
    ],
    PixelData=np.zeros((3, 4, 5), np.uint16),
)
assert (mr.NumberOfFrames, mr.Rows, mr.Columns) == (3, 4, 5)


def positions(image: EnhancedMRImage) -> list[float]:
    """Return the height of each frame."""
    return [
        plane.ImagePositionPatient[2]
        for frame in image.PerFrameFunctionalGroupsSequence or ()
        for plane in frame.PlanePositionSequence or ()
        if plane.ImagePositionPatient
    ]


assert positions(mr) == [5, 10, 15]
assert_type(mr.SharedFunctionalGroupsSequence[0], EnhancedMRImage.SharedFunctionalGroupsItem)
assert EnhancedMRImage.from_dataset(mr.to_dataset()).NumberOfFrames == 3
