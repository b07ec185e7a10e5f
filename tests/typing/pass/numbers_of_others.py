"""Numbers of numpy, decimals and arrays are taken where numbers are; reading gives those of Python."""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_type

import numpy as np

from dicomwright.iods import CTImage, EncapsulatedPDF
from dicomwright.macros import VOILUT

ct = CTImage(
    PatientID="42",
    PatientPosition="HFS",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.4",
    FrameOfReferenceUID="1.2.5",
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=np.array([0.7, 0.7]),
    ImageOrientationPatient=np.eye(3)[:2].ravel(),
    ImagePositionPatient=[Decimal("-22.4"), np.float32(-22.5), 100],
    RescaleIntercept=np.int16(-1024),
    RescaleSlope=Decimal(1),
    PixelData=np.zeros((4, 5), np.uint16),
    SliceThickness=np.float64(2.5),
    InstanceNumber=np.int64(7),
    BitsAllocated=np.uint8(16),
)


def thickness(image: CTImage) -> float:
    """Return the thickness, if there is any."""
    return 0 if image.SliceThickness is None else image.SliceThickness


def spacing(image: CTImage) -> Sequence[float]:
    """Return the distances of pixels."""
    assert_type(image.PixelSpacing, Sequence[float])
    assert_type(image.InstanceNumber, int | None)
    assert_type(image.RescaleSlope, float)
    return image.PixelSpacing


assert thickness(ct) == 2.5
assert list(spacing(ct)) == [0.7, 0.7]
assert ct.ImagePositionPatient == (-22.4, -22.5, 100)

ct.overlays[1].OverlayData = np.ones((4, 5), dtype=bool)
ct.overlays[1].OverlayOrigin = np.array([1, 1])
ct.SmallestImagePixelValue = np.int16(0)
ct.RedPaletteColorLookupTableDescriptor = [np.uint16(256), 0, 16]
ct.RedPaletteColorLookupTableData = np.arange(256, dtype=np.uint16)
ct.VOILUTSequence = [
    VOILUT.VOILUTItem(LUTDescriptor=np.array([4, 0, 16]), LUTData=np.arange(4, dtype=np.uint16))
]
ct.SliceThickness = None


def pages(document: EncapsulatedPDF) -> int:
    """Return how long a document is, of bytes of any kind."""
    document.EncapsulatedDocument = bytearray(b"%PDF")
    return len(document.EncapsulatedDocument or b"")
