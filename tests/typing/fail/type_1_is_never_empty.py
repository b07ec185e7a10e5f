"""What is Type 1 in an IOD cannot be None there; in the module alone it may be."""

from dicomwright.iods import CTImage
from dicomwright.macros import SOPInstanceReference
from dicomwright.modules import GeneralStudy


def clear(ct: CTImage, study: GeneralStudy, reference: SOPInstanceReference) -> str:
    """Empty what may be, and what may not."""
    ct.PatientID = None
    ct.StudyInstanceUID = None
    ct.PixelSpacing = None
    reference.ReferencedSOPInstanceUID = None
    return study.StudyInstanceUID
