"""Whole slides: levels of pixel matrices from tiles that come one after the other, and segmentations of them."""

from dicomwright.images.slides.levels import Level, pyramid, tiled_full
from dicomwright.images.slides.segments import from_slide_masks, slide_mask

__all__ = ["Level", "from_slide_masks", "pyramid", "slide_mask", "tiled_full"]
