"""The class of the items of a sequence is found at each class that has the sequence."""

from __future__ import annotations

from dicomwright.iods import CTImage, RTStructureSet, Segmentation
from dicomwright.macros import RequestAttributes


def scheduled(step: str) -> CTImage.RequestAttributesItem:
    return CTImage.RequestAttributesItem(ScheduledProcedureStepID=step, RequestedProcedureID="1")


item: RequestAttributes = scheduled("7")
assert isinstance(item, RequestAttributes)
assert item.ScheduledProcedureStepID == "7"

designator = Segmentation.IssuerOfTheContainerIdentifierItem(LocalNamespaceEntityID="X")
assert designator.LocalNamespaceEntityID == "X"

steps: list[Segmentation.SpecimenDescriptionItem.SpecimenPreparationItem] = []
assert Segmentation.SpecimenDescriptionItem.attributes()["SpecimenPreparationSequence"].type == "2"

color: RTStructureSet.ReferencedStudyItem | None = None
assert (
    RTStructureSet.ReferencedStudyItem(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3") != color
)
