"""A constructor wants every Type 1 attribute of the mandatory modules, and of an item."""

import numpy as np

from dicomwright.iods import CTImage, SecondaryCaptureImage
from dicomwright.macros import SOPInstanceReference
from dicomwright.modules import GeneralSeries, SegmentationImage

CTImage()
SecondaryCaptureImage(
    PatientID="42",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.4",
    Modality="OT",
    PixelData=np.zeros((8, 8), np.uint8),
)
SOPInstanceReference(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2")
GeneralSeries.RelatedSeriesItem()
SegmentationImage.SegmentItem(SegmentNumber=1, SegmentLabel="liver", SegmentAlgorithmType="MANUAL")
