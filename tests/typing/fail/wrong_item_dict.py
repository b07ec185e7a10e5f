"""A dict for an item has the attributes of the item, of their types, and those that its constructor demands."""

from __future__ import annotations

from dicomwright.iods import CTImage, Segmentation


def change(ct: CTImage) -> None:
    """Give dicts that are no items."""
    ct.RelatedSeriesSequence = [{"StudyInstanceUID": "1.2"}]
    ct.RelatedSeriesSequence = [{"StudyInstanceUID": "1.2", "SeriesInstanceUI": "1.3"}]
    ct.RelatedSeriesSequence = [{"StudyInstanceUID": "1.2", "SeriesInstanceUID": 1.3}]
    ct.SeriesDescriptionCodeSequence = [{"CodeValue": "1"}]


Segmentation.PerFrameFunctionalGroupsItem(PixelMeasuresSequence=[{"PixelSpacing": "0.5"}])
