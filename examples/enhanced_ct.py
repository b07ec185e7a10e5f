"""Write a volume as one enhanced CT image: ``python examples/enhanced_ct.py [enhanced.dcm]``."""

import sys
from datetime import datetime

import numpy as np

from dicomwright.codes import SCT
from dicomwright.images import Volume, to_volume
from dicomwright.iods import EnhancedCTImage
from dicomwright.runtime import new_uid

path = sys.argv[1] if len(sys.argv) > 1 else "enhanced.dcm"
pixels = np.zeros((10, 64, 64), np.uint16)
pixels[2:8, 16:48, 16:48] = 1084
volume = Volume.at(pixels, origin=[-22.4, -22.4, 100], spacing=[2.5, 0.7, 0.7])
now = datetime.now().astimezone()

# What the volume does not know of its frames; what varies from one to the other would stand in Frame.
Shared, Frame = EnhancedCTImage.SharedFunctionalGroupsItem, EnhancedCTImage.PerFrameFunctionalGroupsItem
shared = Shared(
    CTImageFrameTypeSequence=[
        Shared.CTImageFrameTypeItem(
            FrameType=["DERIVED", "PRIMARY", "VOLUME", "NONE"],
            PixelPresentation="MONOCHROME",
            VolumetricProperties="VOLUME",
            VolumeBasedCalculationTechnique="NONE",
        )
    ],
    FrameAnatomySequence=[Shared.FrameAnatomyItem(FrameLaterality="U", AnatomicRegionSequence=[SCT.Abdomen])],
    IrradiationEventIdentificationSequence=[
        Shared.IrradiationEventIdentificationItem(IrradiationEventUID=[new_uid()])
    ],
    PixelValueTransformationSequence=[
        Shared.PixelValueTransformationItem(RescaleIntercept=-1024, RescaleSlope=1, RescaleType="HU")
    ],
)
image = EnhancedCTImage(
    **volume.multiframe(EnhancedCTImage, shared, Frame),
    PatientName="Doe^Jane",
    PatientID="42",
    PatientPosition="HFS",
    StudyInstanceUID=new_uid(),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=1,
    InstanceNumber=1,
    ContentDate=now.date(),
    ContentTime=now.time(),
    ImageType=["DERIVED", "PRIMARY", "VOLUME", "NONE"],
    PixelPresentation="MONOCHROME",
    VolumetricProperties="VOLUME",
    VolumeBasedCalculationTechnique="NONE",
    ContentQualification="RESEARCH",
    BurnedInAnnotation="NO",
    LossyImageCompression="00",
    PresentationLUTShape="IDENTITY",
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/enhanced_ct.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
    PixelData=volume.array,
)
image.save(path)
print(to_volume(EnhancedCTImage.read(path)))
