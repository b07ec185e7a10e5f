"""Item classes are known by the class that has their sequence."""

from __future__ import annotations

from dicomwright.iods import CTImage

print(CTImage.RequestAttributeItem)
CTImage.RequestAttributesItem(ScheduledProcedurStepID="1", RequestedProcedureID="2")
CTImage.RequestAttributesItem(RequestedProcedureID=2)
