"""A value whose type is not that of the VR, or one value where there are several."""

from datetime import date

from dicomwright.iods import CTImage
from dicomwright.macros import PixelMeasures
from dicomwright.modules import GeneralSeries


def change(ct: CTImage, series: GeneralSeries) -> None:
    """Set values of wrong types."""
    ct.PatientID = 42
    ct.PatientName = b"Doe^Jane"
    ct.RescaleSlope = "1"
    ct.InstanceNumber = 1.5
    ct.PixelSpacing = 0.7
    ct.PixelSpacing = ["0.7", "0.7"]
    ct.ImageType = ["DERIVED", 1]
    ct.StudyDate = 20250131
    ct.StudyTime = date(2025, 1, 31)
    series.SeriesNumber = "1"


def read(ct: CTImage) -> None:
    """Use values as if they were of other types."""
    spacing: float = ct.PixelSpacing
    thickness: float = ct.SliceThickness
    birth: date = ct.PatientBirthDate
    print(spacing, thickness, birth)


PixelMeasures.PixelMeasuresItem(PixelSpacing=1.0, SliceThickness="thin")
