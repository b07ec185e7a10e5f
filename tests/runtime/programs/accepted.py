"""A program that type checkers must accept; it is never run."""

from datetime import date

import numpy as np
from pydicom.sr.coding import Code
from runtime.declared import (
    CID4,
    CID244,
    CT,
    MF,
    SCT,
    ContentItem,
    GeneralSeries,
    GeneralStudy,
    PixelMeasures,
    SOPInstanceReference,
)

ct = CT(
    PatientID="42",
    PatientName="Doe^Jane",
    PatientSex="M",
    StudyInstanceUID="1.2",
    StudyDate=date(2020, 1, 1),
    SeriesInstanceUID="1.3",
    ImageType=["ORIGINAL", "PRIMARY"],
    PixelSpacing=[1, 2],
    RescaleSlope=1,
    PixelData=np.zeros((3, 4), np.uint16),
    AnatomicRegionSequence=[CID4.Abdomen, SCT.Liver, Code("1", "2", "3")],
    ImageLateralitySequence=[CID244.Left],
    RelatedSeriesSequence=[
        GeneralSeries.RelatedSeriesItem(
            SeriesInstanceUID="1", ReferencedSOPClassUID="1", ReferencedSOPInstanceUID="1"
        )
    ],
    ReferencedStudySequence=[SOPInstanceReference(ReferencedSOPClassUID="1", ReferencedSOPInstanceUID="1")],
)
ct.PatientSex = "F"
ct.PatientSex = None
tree = ContentItem(ValueType="TEXT", ContentSequence=[ContentItem(ValueType="NUM")])
groups = MF.SharedFunctionalGroupsItem(
    PixelMeasuresSequence=[PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 2])]
)


def study_of(obj: GeneralStudy) -> str | None:
    return obj.StudyInstanceUID


def thickness_of(group: PixelMeasures) -> float | None:
    items = group.PixelMeasuresSequence
    return items[0].SliceThickness if items else None


study_of(ct)
thickness_of(groups)
uid: str = ct.StudyInstanceUID
code: Code = CID4.Abdomen
names: list[str] = [member.name for member in CID4]
inside: bool = Code("1", "2", "3") in CID4
found: CID4 = CID4(code)
liver: Code = SCT["10200004"]
scheme: str = SCT.designator
old: CT = CT.read("old.dcm")
rows: int = ct.to_dataset().Rows
