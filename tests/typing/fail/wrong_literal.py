"""A value that is none of the enumerated values of the attribute in that IOD."""

from dicomwright.iods import CTImage, MRImage, Segmentation
from dicomwright.macros import FrameAnatomy
from dicomwright.modules import ROIContour


def change(ct: CTImage, mr: MRImage, seg: Segmentation, sex: str) -> None:
    """Set values that the standard does not have."""
    ct.PatientSex = "X"
    ct.PatientSex = "female"
    ct.PatientSex = sex
    ct.Modality = "MR"
    ct.SamplesPerPixel = 3
    ct.BitsAllocated = 8
    ct.PhotometricInterpretation = "RGB"
    mr.ScanningSequence = ["SE", "XX"]
    seg.SegmentationType = "binary"
    ct.SOPClassUID = "1.2.840.10008.5.1.4.1.1.4"


FrameAnatomy.FrameAnatomyItem(FrameLaterality="X", AnatomicRegionSequence=[])
ROIContour.ROIContourItem.ContourItem(
    ContourGeometricType="CLOSED", NumberOfContourPoints=1, ContourData=[0, 0, 0]
)
