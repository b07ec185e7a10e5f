"""Write a slide, tile by tile, with smaller levels of it: ``python examples/whole_slide.py [folder]``."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms

from dicomwright.cids import CID8123
from dicomwright.codes import SCT
from dicomwright.images import pyramid, tiled_full
from dicomwright.iods import VLWholeSlideMicroscopyImage as Slide
from dicomwright.macros import Specimen
from dicomwright.runtime import new_uid

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "slide")
folder.mkdir(exist_ok=True)
rows, columns = 600, 900


def tiles() -> Iterator[NDArray[np.uint8]]:
    """Give the tiles as a scanner does, from left to right, then from top to bottom."""
    for top in range(0, rows, 256):
        for left in range(0, columns, 256):
            yield np.full((256, 256, 3), (top % 251, left % 251, 128), np.uint8)


now, study, series, pyramid_uid = datetime.now().astimezone(), new_uid(), new_uid(), new_uid()
specimen = Specimen.SpecimenDescriptionItem(SpecimenIdentifier="S1-A", SpecimenUID=new_uid())
srgb: Any = ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType] # Pillow names not all types
light = Slide.OpticalPathItem(
    OpticalPathIdentifier="1",
    IlluminationTypeCodeSequence=[CID8123.BrightfieldIllumination],
    IlluminationColorCodeSequence=[SCT.FullSpectrum],
    ICCProfile=ImageCms.ImageCmsProfile(srgb).tobytes(),
)
base = tiled_full(Slide, tiles(), size=(rows, columns), spacing=(0.0005, 0.0005), origin=(20, 40))
for number, level in enumerate(pyramid(Slide, base), 1):
    slide = Slide(
        **level,
        PatientName="Doe^Jane",
        PatientID="42",
        StudyInstanceUID=study,
        SeriesInstanceUID=series,
        SeriesNumber=1,
        InstanceNumber=number,
        PyramidUID=pyramid_uid,
        ContentDate=now.date(),
        ContentTime=now.time(),
        AcquisitionDateTime=now,
        ContainerIdentifier="S1",
        SpecimenDescriptionSequence=[specimen],
        OpticalPathSequence=[light],
        SpecimenLabelInImage="NO",
        BurnedInAnnotation="NO",
        FocusMethod="AUTO",
        ExtendedDepthOfField="NO",
        LossyImageCompression="00",
        Manufacturer="dicomwright",
        ManufacturerModelName="examples/whole_slide.py",
        DeviceSerialNumber="1",
        SoftwareVersions=["0.1.0"],
    )
    slide.save(folder / f"{number}.dcm")
    print(slide.TotalPixelMatrixColumns, "x", slide.TotalPixelMatrixRows)
