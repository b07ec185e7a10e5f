"""Series and segments that the tests of images in space start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
from pydicom.sr.codedict import codes

from dicomwright.cids import CID4, CID7150
from dicomwright.codes import SCT
from dicomwright.images import Volume, from_masks
from dicomwright.iods import CTImage, Segmentation
from dicomwright.runtime import new_uid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pydicom import Dataset

    from dicomwright.images.layers import Masks, Type
    from dicomwright.images.placing import Images
    from dicomwright.runtime import IOD

STUDY: dict[str, Any] = {
    "PatientName": "Doe^Jane",
    "PatientID": "42",
    "PatientBirthDate": "19700101",
    "PatientSex": "F",
    "StudyInstanceUID": new_uid(),
    "StudyDate": "20251121",
    "StudyTime": "063000",
    "StudyID": "1",
    "AccessionNumber": "7",
    "ReferringPhysicianName": "Doe^John",
    "SeriesNumber": 1,
}
EQUIPMENT: dict[str, Any] = {
    "Manufacturer": "dicomwright",
    "ManufacturerModelName": "tests",
    "DeviceSerialNumber": "1",
    "SoftwareVersions": ["0.1.0"],
}
OBLIQUE = [0.8, 0.6, 0.0, 0.0, 0.0, -1.0]


def volume(slices: int = 5, rows: int = 24, columns: int = 20, **place: Sequence[float]) -> Volume:
    """Return a volume of which every voxel is another number."""
    array = np.arange(slices * rows * columns, dtype=np.uint16).reshape(slices, rows, columns)
    placed: dict[str, Sequence[float]] = {
        "origin": [-10, 20.5, 100],
        "spacing": [2.5, 0.7, 0.8],
        "orientation": OBLIQUE,
    }
    return Volume.at(array, **(placed | place))


def ct_series(of: Volume | None = None) -> list[CTImage]:
    series = new_uid()
    return [
        CTImage(
            **plane,
            **STUDY,
            SeriesInstanceUID=series,
            PatientPosition="HFS",
            ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
            RescaleIntercept=-1024,
            RescaleSlope=1,
            LossyImageCompression="00",
            AnatomicRegionSequence=[CID4.Abdomen],
        )
        for plane in (of or volume()).planes()
    ]


def datasets(objects: Sequence[IOD]) -> list[Dataset]:
    return [one.to_dataset() for one in objects]


def segments(count: int = 1) -> list[Segmentation.SegmentItem]:
    return [
        Segmentation.SegmentItem(
            SegmentNumber=number,
            SegmentLabel=f"part {number}",
            SegmentAlgorithmType="AUTOMATIC",
            SegmentAlgorithmName=["threshold"],
            SegmentedPropertyCategoryCodeSequence=[CID7150.AnatomicalStructure],
            SegmentedPropertyTypeCodeSequence=[SCT.Liver],
        )
        for number in range(1, count + 1)
    ]


def segmentation(source: Images, masks: Masks, kind: Type = "BINARY", count: int = 1) -> Segmentation:
    return Segmentation(
        **from_masks(source, masks, segments(count), kind),
        **EQUIPMENT,
        SeriesInstanceUID=new_uid(),
        SeriesNumber=2,
        InstanceNumber=1,
        ContentLabel="PARTS",
    )


def theirs(
    source: Sequence[Dataset], masks: NDArray[Any], kind: Type = "BINARY", count: int = 1
) -> highdicom.seg.Segmentation:
    """Return what highdicom makes of the same."""
    algorithm = highdicom.AlgorithmIdentificationSequence(
        name="threshold", version="1", family=codes.DCM.ArtificialIntelligence
    )
    described = [
        highdicom.seg.SegmentDescription(
            segment_number=number,
            segment_label=f"part {number}",
            segmented_property_category=codes.SCT.AnatomicalStructure,
            segmented_property_type=codes.SCT.Liver,
            algorithm_type="AUTOMATIC",
            algorithm_identification=algorithm,
        )
        for number in range(1, count + 1)
    ]
    return highdicom.seg.Segmentation(
        source, masks, kind, described, new_uid(), 2, new_uid(), 1, "dicomwright", "tests", "0.1.0", "1"
    )
