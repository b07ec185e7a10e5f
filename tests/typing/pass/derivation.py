"""Objects that have patient, study and more of others: what they share comes in through the constructor."""

from typing import assert_type

import numpy as np

from dicomwright.cids import CID7010
from dicomwright.iods import CTImage, KeyObjectSelectionDocument, SecondaryCaptureImage
from dicomwright.macros import SOPInstanceReference
from dicomwright.modules import FrameOfReference, GeneralStudy, ImagePlane, Patient, PatientStudy
from dicomwright.runtime import new_uid

ct = CTImage(
    PatientName="Doe^Jane",
    PatientID="42",
    PatientSex=None,
    StudyInstanceUID=new_uid(),
    ReferencedStudySequence=[
        SOPInstanceReference(ReferencedSOPClassUID="1.2.3", ReferencedSOPInstanceUID="1.2.4")
    ],
    SeriesInstanceUID=new_uid(),
    FrameOfReferenceUID=new_uid(),
    ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
    PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    ImagePositionPatient=[0, 0, -12.5],
    RescaleIntercept=-1024,
    RescaleSlope=1,
    PixelData=np.zeros((16, 16), np.uint16),
)

capture = SecondaryCaptureImage(
    **Patient.of(ct),
    **GeneralStudy.of(ct),
    **PatientStudy.of(ct),
    SeriesInstanceUID=new_uid(),
    Modality="OT",
    ConversionType="WSD",
    PixelData=np.zeros((8, 8), np.uint8),
)
assert_type(capture.StudyInstanceUID, str)
assert capture.StudyInstanceUID == ct.StudyInstanceUID
assert capture.is_set("PatientSex")
assert capture.ReferencedStudySequence == ct.ReferencedStudySequence
capture.PatientComments = "of the capture alone"
assert capture.to_dataset().PatientName == "Doe^Jane"

derived = CTImage(
    **Patient.of(ct),
    **GeneralStudy.of(ct),
    **FrameOfReference.of(ct),
    **ImagePlane.of(ct),
    SeriesInstanceUID=new_uid(),
    ImageType=["DERIVED", "SECONDARY", "AXIAL"],
    RescaleIntercept=0,
    RescaleSlope=1,
    PixelData=np.ones((16, 16), np.uint16),
)
assert derived.ImagePositionPatient == ct.ImagePositionPatient


def selection_of(image: CTImage, study: GeneralStudy) -> KeyObjectSelectionDocument:
    """Take the patient from one object, the study from another."""
    return KeyObjectSelectionDocument(
        **Patient.of(image),
        **GeneralStudy.of(study),
        SeriesInstanceUID=new_uid(),
        SeriesNumber=1,
        InstanceNumber=1,
        ContentDate="20250101",
        ContentTime="120000",
        ConceptNameCodeSequence=[CID7010.OfInterest],
        CurrentRequestedProcedureEvidenceSequence=[],
        Manufacturer="dicomwright",
    )


assert selection_of(ct, capture).StudyInstanceUID == ct.StudyInstanceUID
