"""Radiotherapy: structure sets of contours in patient space, outlines of masks and masks of outlines, and doses."""

from dicomwright.images.radiotherapy.doses import from_dose
from dicomwright.images.radiotherapy.filling import contour_mask
from dicomwright.images.radiotherapy.outlines import outlines
from dicomwright.images.radiotherapy.structures import Region, from_contours

__all__ = ["Region", "contour_mask", "from_contours", "from_dose", "outlines"]
