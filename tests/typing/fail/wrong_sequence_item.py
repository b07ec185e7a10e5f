"""An item of another sequence, an item that is not in a list, or none at all."""

from dicomwright.iods import CTImage, EnhancedMRImage, Segmentation
from dicomwright.macros import FrameContent, PixelMeasures, PlanePositionPatient, SOPInstanceReference
from dicomwright.modules import GeneralSeries

reference = SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3")
related = GeneralSeries.RelatedSeriesItem(StudyInstanceUID="1.2", SeriesInstanceUID="1.3")
measures = PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 1])


def change(ct: CTImage, seg: Segmentation, mr: EnhancedMRImage) -> None:
    """Set items that do not belong there."""
    ct.RelatedSeriesSequence = [reference]
    ct.ReferencedStudySequence = [related]
    ct.RelatedSeriesSequence = related
    ct.RelatedSeriesSequence = [{"SeriesInstanceUID": "1.3"}]
    seg.SharedFunctionalGroupsSequence = [PixelMeasures(PixelMeasuresSequence=[measures])]
    seg.SharedFunctionalGroupsSequence = [Segmentation.PerFrameFunctionalGroupsItem()]
    mr.SharedFunctionalGroupsSequence = [Segmentation.SharedFunctionalGroupsItem()]


Segmentation.SharedFunctionalGroupsItem(
    PixelMeasuresSequence=[PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, 0])]
)
Segmentation.PerFrameFunctionalGroupsItem(FrameContentSequence=[FrameContent()])
