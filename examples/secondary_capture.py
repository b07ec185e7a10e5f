"""Write a PNG as a secondary capture image: ``python examples/secondary_capture.py [picture.png sc.dcm]``.

Without arguments it draws a picture first.
"""

import sys

import numpy as np
from PIL import Image

from dicomwright.iods import SecondaryCaptureImage
from dicomwright.runtime import new_uid

png, path = sys.argv[1:3] or ("picture.png", "sc.dcm")
if len(sys.argv) == 1:
    Image.linear_gradient("L").convert("RGB").save(png)

capture = SecondaryCaptureImage(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyInstanceUID=new_uid(),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=1,
    InstanceNumber=1,
    Modality="OT",
    ConversionType="WSD",
    PatientOrientation=[],  # nobody knows
    BodyPartExamined="CHEST",
    BurnedInAnnotation="NO",
    PixelData=np.asarray(Image.open(png).convert("RGB")),  # rows, columns, and three samples a pixel
)
capture.save(path)
