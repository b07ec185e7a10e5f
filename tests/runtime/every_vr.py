"""Objects that have a value of every VR between them, for the tests that ask peers what they read."""

from __future__ import annotations

import io
from typing import Any

import pydicom
from runtime.declared import ContentItem, Everything, GeneralSeries

SAMPLES: dict[str, tuple[Any, ...]] = {
    "RetrieveAETitle": (["ONE", "TWO"],),
    "PatientAge": ("042Y",),
    "FrameIncrementPointer": ([0x00181063, 0xFFFFFFFE],),
    "ScanOptions": (["A", "B_2"], "ODD"),
    "DateOfLastCalibration": (["20250131", "19991231"],),
    "SliceThickness": (0.1, -1e-300, 12345678.5),
    "ImagePositionPatient": ([-0.5, 1e10, 3],),
    "AcquisitionDateTime": ("20251121063000.123456+0130",),
    "StudyTime": ("063000.5",),
    "RecommendedDisplayFrameRateInFloat": (0.1, float("inf")),
    "SelectorFDValue": ([0.1, -1e300],),
    "InstanceNumber": (-(2**31), 7),
    "PatientTelephoneNumbers": (["+1 2", "3"],),
    "OtherPatientIDs": (["odd", "Größe"], "山田"),
    "PatientName": ("Doe^Jané=山田^太郎=やまだ^たろう",),
    "PatientComments": ("lines\r\n\ttab \\ and ü",),
    "InstitutionAddress": ("Straße 1\r\nX",),
    "LongCodeValue": ("C" * 70_000,),
    "SelectorUTValue": ("ü" * 40_000,),
    "RetrieveURL": ("https://dicom.example/a?b=c",),
    "ReferencePixelX0": (-(2**31),),
    "SelectorSSValue": ([-(2**15), 2**15 - 1],),
    "SelectorULValue": ([0, 2**32 - 1],),
    "SelectorUSValue": ([0, 2**16 - 1],),
    "SelectorSVValue": ([-(2**63), 2**63 - 1],),
    "SelectorUVValue": ([0, 2**64 - 1],),
    "ContourData": ([0.1, 0.2, 0.3],),
    "StudyInstanceUID": ("2.25.1", "1.2.34"),
    "SelectorOBValue": (b"\1\2\3",),
    "SelectorOWValue": (b"\1\2\3\4",),
    "SelectorOFValue": (b"\1\2\3\4" * 2,),
    "SelectorODValue": (bytes(range(16)),),
    "SelectorOLValue": (b"\1\2\3\4" * 3,),
    "SelectorOVValue": (bytes(range(8)),),
    "ContentSequence": (
        [ContentItem(ValueType="TEXT", ContentSequence=[ContentItem(ValueType="TEXT", TextValue="in ä")])],
        [],
    ),
}
"""Values of each VR; `test_writing` has generated ones, beside pydicom."""


class EveryVR(GeneralSeries, Everything):
    """Everything, in a series: an archive takes nothing else."""


NAMED: dict[str, Any] = {"PatientID": "42", "StudyInstanceUID": "1.2", "SeriesInstanceUID": "1.2.3"}


def instances() -> list[EveryVR]:
    most = max(map(len, SAMPLES.values()))
    return [
        EveryVR(**{**NAMED, **{k: v[n] for k, v in SAMPLES.items() if n < len(v)}}) for n in range(most)
    ] + [unknown()]


def unknown() -> EveryVR:
    """Return an object with elements of others, that of a VR that no attribute has among them."""
    dataset = EveryVR(**NAMED).to_dataset()
    dataset.private_block(0x0009, "PEER", create=True).add_new(1, "UN", b"\1\2\3\4")
    return EveryVR.from_dataset(dataset)


def values(data: bytes) -> pydicom.Dataset:
    """Return what pydicom reads."""
    return pydicom.dcmread(io.BytesIO(data))
