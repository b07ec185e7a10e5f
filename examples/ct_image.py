"""Write a CT image of a numpy array: ``python examples/ct_image.py [ct.dcm]``."""

import sys

import numpy as np
from pydicom.uid import generate_uid

from dicomwright.cids import CID4
from dicomwright.iods import CTImage

pixels = np.full((64, 64), 24, np.uint16)  # air, -1000 HU
pixels[16:48, 16:48] = 1084  # liver, 60 HU

ct = CTImage(
    PatientName="Doe^Jane",
    PatientID="42",
    PatientPosition="HFS",
    StudyInstanceUID=generate_uid(),
    SeriesInstanceUID=generate_uid(),
    FrameOfReferenceUID=generate_uid(),
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[-22.4, -22.4, 100],
    RescaleIntercept=-1024,
    RescaleSlope=1,
    AnatomicRegionSequence=[CID4.Abdomen],
    PixelData=pixels,  # Rows, Columns, BitsStored and the like follow from the array
)
ct.save(sys.argv[1] if len(sys.argv) > 1 else "ct.dcm")
