"""Benchmarks of building a CT image of 86 attributes, without pixels, and writing it; peer: pydicom's Dataset."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that both did the same

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from dicomwright.iods import CTImage

if TYPE_CHECKING:
    from conftest import Compare

BUILD = "CT of 86 attributes, build + to_dataset"
WRITE = "CT of 86 attributes, build + bytes of the file"
COUNT = 86

ABDOMEN = codes.SCT.Abdomen
VALUES: dict[str, Any] = {
    "SpecificCharacterSet": "ISO_IR 192",
    "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
    "InstanceCreationDate": "20251121",
    "InstanceCreationTime": "063000",
    "SOPInstanceUID": "1.2.826.0.1.3680043.8.498.1.4",
    "StudyDate": "20251121",
    "SeriesDate": "20251121",
    "AcquisitionDate": "20251121",
    "ContentDate": "20251121",
    "StudyTime": "063000",
    "SeriesTime": "063010",
    "AcquisitionTime": "063020",
    "ContentTime": "063030",
    "AccessionNumber": "A1",
    "Manufacturer": "Maker",
    "InstitutionName": "Hospital",
    "InstitutionAddress": "Road 1, Town",
    "ReferringPhysicianName": "Roe^Richard",
    "StationName": "CT1",
    "StudyDescription": "Abdomen",
    "SeriesDescription": "Abdomen 5 mm",
    "InstitutionalDepartmentName": "Radiology",
    "ManufacturerModelName": "Model",
    "PatientName": "Doe^Jane",
    "PatientID": "42",
    "PatientBirthDate": "19830517",
    "PatientSex": "F",
    "PatientAge": "042Y",
    "PatientSize": 1.7,
    "PatientWeight": 65.5,
    "PatientComments": "None",
    "BodyPartExamined": "ABDOMEN",
    "ScanOptions": "HELIX",
    "SliceThickness": 5.0,
    "KVP": 120,
    "DataCollectionDiameter": 500,
    "DeviceSerialNumber": "S1",
    "SoftwareVersions": ["1.0", "2.0"],
    "ProtocolName": "Abdomen",
    "ReconstructionDiameter": 360,
    "DistanceSourceToDetector": 1085.6,
    "DistanceSourceToPatient": 595,
    "GantryDetectorTilt": 0,
    "TableHeight": 140.5,
    "RotationDirection": "CW",
    "ExposureTime": 500,
    "XRayTubeCurrent": 200,
    "Exposure": 100,
    "FilterType": "BODY",
    "GeneratorPower": 24,
    "FocalSpots": [0.7, 0.9],
    "ConvolutionKernel": "B30f",
    "PatientPosition": "HFS",
    "RevolutionTime": 0.5,
    "SingleCollimationWidth": 0.6,
    "TotalCollimationWidth": 38.4,
    "TableSpeed": 46.0,
    "TableFeedPerRotation": 23.0,
    "SpiralPitchFactor": 0.6,
    "CTDIvol": 7.1,
    "StudyInstanceUID": "1.2.826.0.1.3680043.8.498.1.1",
    "SeriesInstanceUID": "1.2.826.0.1.3680043.8.498.1.2",
    "StudyID": "1",
    "SeriesNumber": 2,
    "AcquisitionNumber": 1,
    "InstanceNumber": 40,
    "ImagePositionPatient": [-180.5, -180.5, 100],
    "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
    "FrameOfReferenceUID": "1.2.826.0.1.3680043.8.498.1.3",
    "PositionReferenceIndicator": None,
    "SliceLocation": 100,
    "ImageComments": "None",
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "Rows": 512,
    "Columns": 512,
    "PixelSpacing": [0.7, 0.7],
    "BitsAllocated": 16,
    "BitsStored": 12,
    "HighBit": 11,
    "PixelRepresentation": 0,
    "RescaleIntercept": -1024,
    "RescaleSlope": 1,
}


def ours() -> Dataset:
    return CTImage(**VALUES, AnatomicRegionSequence=[ABDOMEN]).to_dataset()


def theirs() -> Dataset:
    """Do by hand what is done for users above: the item, what a CT always says, and the file meta information."""
    dataset = Dataset()
    for keyword, value in VALUES.items():
        setattr(dataset, keyword, value)
    dataset.SOPClassUID = CTImageStorage
    dataset.Modality = "CT"
    region = Dataset()
    region.CodeValue = ABDOMEN.value
    region.CodingSchemeDesignator = ABDOMEN.scheme_designator
    region.CodeMeaning = ABDOMEN.meaning
    dataset.AnatomicRegionSequence = [region]
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return dataset


def written(dataset: Dataset) -> bytes:
    buffer = BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def test_pydicom(compare: Compare) -> None:
    compare.call(BUILD, "pydicom.Dataset", theirs, base=True)


def test_dicomwright(compare: Compare) -> None:
    one, other = ours(), theirs()
    assert len(one) == COUNT
    assert one.keys() == other.keys()
    assert [element for element in one if not element.is_empty] == [e for e in other if not e.is_empty]
    compare.call(BUILD, "dicomwright.iods.CTImage", ours)


def test_pydicom_written(compare: Compare) -> None:
    compare.call(WRITE, "pydicom.Dataset", lambda: written(theirs()), base=True)


def test_dicomwright_written(compare: Compare) -> None:
    values = {**VALUES, "AnatomicRegionSequence": [ABDOMEN]}
    assert CTImage(**values).to_bytes(validated=False) == written(ours())
    compare.call(WRITE, "dicomwright.iods.CTImage", lambda: CTImage(**values).to_bytes(validated=False))
