"""Write a volume as a CT series, and read it again: ``python examples/volume.py [folder]``."""

import sys
from datetime import datetime
from pathlib import Path

import numpy as np

from dicomwright.cids import CID4
from dicomwright.images import Volume, to_volume
from dicomwright.iods import CTImage
from dicomwright.runtime import new_uid

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "series")
folder.mkdir(exist_ok=True)
pixels = np.zeros((10, 64, 64), np.uint16)  # slices, rows, columns
pixels[2:8, 16:48, 16:48] = 1084
volume = Volume.at(pixels, origin=[-22.4, -22.4, 100], spacing=[2.5, 0.7, 0.7])

study, series, now = new_uid(), new_uid(), datetime.now().astimezone()
for plane in volume.planes():
    ct = CTImage(
        **plane,  # position, orientation, spacing, thickness, frame of reference, number and pixels
        PatientName="Doe^Jane",
        PatientID="42",
        PatientPosition="HFS",
        StudyInstanceUID=study,
        StudyDate=now.date(),
        StudyTime=now.time(),
        StudyID="1",
        SeriesInstanceUID=series,
        SeriesNumber=1,
        ImageType=["DERIVED", "PRIMARY", "AXIAL"],
        RescaleIntercept=-1024,
        RescaleSlope=1,
        AnatomicRegionSequence=[CID4.Abdomen],
    )
    ct.save(folder / f"{plane['InstanceNumber']}.dcm")

again = to_volume([CTImage.read(path) for path in folder.glob("*.dcm")], rescaled=True)
print(again, again.array.max())
