"""Contours in patient space: structure sets of them, outlines of masks, and masks of what they enclose."""

from dicomwright.images.contours.filling import contour_mask
from dicomwright.images.contours.outlines import outlines
from dicomwright.images.contours.structures import Region, from_contours

__all__ = ["Region", "contour_mask", "from_contours", "outlines"]
