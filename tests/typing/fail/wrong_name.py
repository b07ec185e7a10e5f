"""Classes that are not where they are looked for."""

from dicomwright.cids import CID4, CID999999
from dicomwright.codes import SNOMED
from dicomwright.iods import CTImage, CtImage, Patient
from dicomwright.macros import GeneralStudy
from dicomwright.modules import Segmentation

__all__ = ["CID4", "CID999999", "SNOMED", "CtImage", "GeneralStudy", "Patient", "Segmentation"]

CTImage.RelatedSeriesItem()
CTImage.SegmentItem()
