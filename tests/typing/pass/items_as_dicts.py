"""Items may be given as dicts, whose keys and values are known; what is read is items."""

from __future__ import annotations

from dicomwright.cids import CID7203
from dicomwright.iods import CTImage, Segmentation

Frame = Segmentation.PerFrameFunctionalGroupsItem

frame = Frame(
    PixelMeasuresSequence=[{"PixelSpacing": [0.5, 0.5], "SliceThickness": 1}],
    FrameContentSequence=[{"StackID": "1", "InStackPositionNumber": 1, "DimensionIndexValues": [1, 1]}],
    DerivationImageSequence=[
        {
            "DerivationCodeSequence": [CID7203.Segmentation],
            "SourceImageSequence": [
                {
                    "ReferencedSOPClassUID": "1.2.840.10008.5.1.4.1.1.2",
                    "ReferencedSOPInstanceUID": "1.2.3",
                    "PurposeOfReferenceCodeSequence": [],
                }
            ],
        }
    ],
)
measures = frame.PixelMeasures
assert measures is not None
assert measures.SliceThickness == 1


def scheduled(ct: CTImage, *steps: str) -> None:
    found: list[CTImage.RequestAttributesItem.Dict] = [
        {"ScheduledProcedureStepID": step, "RequestedProcedureID": "1"} for step in steps
    ]
    ct.RequestAttributesSequence = found
    ct.RequestAttributesSequence = [*(ct.RequestAttributesSequence or ()), {"ScheduledProcedureStepID": "9"}]
    for item in ct.RequestAttributesSequence or ():
        item.ScheduledProcedureStepID = "2"
