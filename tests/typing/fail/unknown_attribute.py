"""A keyword that is misspelt, or that the IOD or the item does not have."""

from dicomwright.iods import CTImage, Segmentation
from dicomwright.macros import PixelMeasures, SOPInstanceReference
from dicomwright.modules import Patient


def change(ct: CTImage, patient: Patient) -> None:
    """Set and read what is not there."""
    ct.PatientNmae = "Doe^Jane"
    ct.EchoTime = 12.5
    patient.StudyInstanceUID = "1.2.3"
    print(ct.patient_name)


def shared(groups: Segmentation.SharedFunctionalGroupsItem) -> None:
    """Ask for what is there of each frame only, or not at all."""
    print(groups.FrameContentSequence)
    print(groups.MREchoSequence)


SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3", ReferencedFrameNumber=[1])
PixelMeasures.PixelMeasuresItem(PixelSpacings=[1, 1])
Segmentation.SharedFunctionalGroupsItem(FrameContentSequence=[])
SOPInstanceReference("1.2", "1.3")
