"""A CT image from a numpy array, saved, read again, and read by pydicom."""

from datetime import UTC, date, datetime, time
from typing import assert_type

import numpy as np
import pydicom
from pydicom.uid import generate_uid

from dicomwright.cids import CID4
from dicomwright.codes import SCT
from dicomwright.iods import CTImage

pixels = np.arange(64 * 48, dtype=np.uint16).reshape(64, 48)
ct = CTImage(
    PatientName="Doe^Jane",
    PatientID="42",
    PatientBirthDate=date(1970, 1, 31),
    PatientSex="F",
    StudyInstanceUID=generate_uid(),
    StudyDate="20250131",
    StudyTime=time(12, 30),
    SeriesInstanceUID=generate_uid(),
    SeriesNumber=1,
    FrameOfReferenceUID=generate_uid(),
    AcquisitionDateTime=datetime(2025, 1, 31, 12, 30, tzinfo=UTC),
    InstanceNumber=1,
    ImageType=["DERIVED", "PRIMARY", "AXIAL"],
    PixelSpacing=[0.7, 0.7],
    ImageOrientationPatient=(1, 0, 0, 0, 1, 0),
    ImagePositionPatient=[0, 0, 0],
    SliceThickness=2.5,
    RescaleIntercept=-1024,
    RescaleSlope=1,
    PatientPosition="HFS",
    KVP=120,
    AnatomicRegionSequence=[CID4.Abdomen],
    PixelData=pixels,
)
ct.PatientSex = None
ct.PatientSex = "O"
ct.AnatomicRegionSequence = [SCT.Liver]
ct.WindowCenter = [40.0]
ct.WindowWidth = [400.0]

assert_type(ct, CTImage)
assert_type(ct.Rows, int)
assert (ct.Rows, ct.Columns, ct.SamplesPerPixel, ct.BitsAllocated) == (64, 48, 1, 16)
assert ct.Modality == "CT"
assert ct.SOPClassUID == "1.2.840.10008.5.1.4.1.1.2"

ct.save("ct.dcm")
old = CTImage.read("ct.dcm")
assert_type(old, CTImage)
assert old.PatientID == "42"
assert old.SOPInstanceUID == ct.SOPInstanceUID
assert pydicom.dcmread("ct.dcm").BitsStored == 16  # pyright: ignore[reportUnknownMemberType] - pydicom's
