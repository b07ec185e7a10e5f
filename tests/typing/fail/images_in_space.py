"""Beside what a volume or masks say, constructors demand the rest, and nothing twice or of another class."""

import numpy as np

from dicomwright.images import Volume, from_masks
from dicomwright.iods import CTImage, EnhancedCTImage, EnhancedMRImage, Segmentation
from dicomwright.macros import PixelMeasures

volume = Volume.at(np.zeros((3, 8, 8), np.uint16), spacing=[2.5, 0.7, 0.7])
for plane in volume.planes():
    CTImage(
        **plane,
        StudyInstanceUID="1.2.3",
        SeriesInstanceUID="1.2.4",
        ImageType=["DERIVED", "PRIMARY", "AXIAL"],
        RescaleIntercept=0,
    )
    CTImage(
        **plane,
        StudyInstanceUID="1.2.3",
        SeriesInstanceUID="1.2.4",
        ImageType=["DERIVED", "PRIMARY", "AXIAL"],
        RescaleIntercept=0,
        RescaleSlope=1,
        PatientSex="X",
        PixelSpacing=[1, 1],
    )
shared = EnhancedCTImage.SharedFunctionalGroupsItem()
groups = volume.multiframe(EnhancedCTImage, shared, EnhancedMRImage.PerFrameFunctionalGroupsItem)
made = groups["PerFrameFunctionalGroupsSequence"]
of_ct: list[EnhancedCTImage.PerFrameFunctionalGroupsItem] = list(made)
from_masks(CTImage.read("ct.dcm"), np.ones((1, 8, 8), np.bool_), [PixelMeasures()], "BINARIES")
Segmentation(
    **from_masks(CTImage.read("ct.dcm"), np.ones((1, 8, 8), np.bool_), [PixelMeasures()]),
    SeriesInstanceUID="1.2.5",
    SeriesNumber=2,
    InstanceNumber=1,
    Manufacturer="dicomwright",
    ManufacturerModelName="programs",
    DeviceSerialNumber="1",
    SoftwareVersions=["1"],
)
