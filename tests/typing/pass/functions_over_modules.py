"""Functions that ask for a module, and so accept every IOD that has it."""

from typing import TypeVar, assert_type

import numpy as np

from dicomwright.iods import CTImage, EncapsulatedPDF, MRImage, SecondaryCaptureImage
from dicomwright.modules import GeneralSeries, GeneralStudy, ImagePlane, Patient

Series = TypeVar("Series", bound=GeneralSeries)


def study_of(obj: GeneralStudy) -> str:
    """Return the UID of the study of any composite object."""
    assert obj.StudyInstanceUID is not None
    return obj.StudyInstanceUID


def spacing_of(obj: ImagePlane) -> tuple[float, float] | None:
    """Return the distances of rows and columns."""
    if obj.PixelSpacing is None:
        return None
    rows, columns = obj.PixelSpacing
    return rows, columns


def rename(*objects: Patient) -> None:
    """Give all the objects one patient."""
    for obj in objects:
        obj.PatientName = "Anonymous"
        obj.PatientID = "0"


def newest(objects: list[Series]) -> Series:
    """Return the object of the last series; the type of the objects is kept."""
    return max(objects, key=lambda obj: obj.SeriesNumber or 0)


mr = MRImage(
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.1",
    SeriesNumber=4,
    FrameOfReferenceUID="1.2.3.2",
    ImageType=["ORIGINAL", "PRIMARY", "M"],
    PixelSpacing=[0.5, 0.75],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[0, 0, 0],
    ScanningSequence=["SE", "IR"],
    SequenceVariant=["NONE"],
    MRAcquisitionType="2D",
    EchoTime=12.5,
    PixelData=np.zeros((8, 8), np.uint16),
)
capture = SecondaryCaptureImage(
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.3",
    Modality="OT",
    ConversionType="WSD",
    PixelData=np.zeros((8, 8, 3), np.uint8),
)
pdf = EncapsulatedPDF(
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.4",
    Modality="DOC",
    SeriesNumber=5,
    ConversionType="WSD",
    InstanceNumber=1,
    BurnedInAnnotation="YES",
    MIMETypeOfEncapsulatedDocument="application/pdf",
    EncapsulatedDocument=b"%PDF-1.7",
)
rename(mr, capture, pdf)
assert {study_of(obj) for obj in (mr, capture, pdf)} == {"1.2.3"}
assert {obj.PatientID for obj in (mr, capture, pdf)} == {"0"}
assert spacing_of(mr) == (0.5, 0.75)
assert_type(newest([mr]), MRImage)


def images_of(objects: list[CTImage | MRImage]) -> list[str]:
    """Return an attribute that only the union of two IODs has in common."""
    return [f"{obj.Modality} {obj.AcquisitionNumber}" for obj in objects]


assert images_of([mr]) == ["MR None"]
