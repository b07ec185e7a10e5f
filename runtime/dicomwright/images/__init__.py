"""Images in space: volumes from and to slices and frames, segmentations of them, maps of values, and evidence.

Stands above the runtime, which knows nothing of it, and reaches generated classes through what it is given, or the
runtime's registry. By module, not by IOD: whatever has the Image Plane module takes the planes of a volume, whatever
has functional groups of planes takes the whole of it.

What follows from an array and its place goes into the typed constructor as a `TypedDict`: ``CTImage(**plane, ...)``.
Two forms were tried with mypy 2.4.1 and pyright 1.1.414. A function ``series(CTImage, volume, **common)`` loses the
types of `common`; typed by a `ParamSpec`, it demands ImagePositionPatient and all else that the volume knows already.
Of an unpacked `TypedDict` both checkers know which attributes it brings: they demand the others, refuse one that is
given twice, wrong values as ever, and a class that has no such module. The items of functional groups keep the class
that they have in the IOD, so those of another one are refused.

Coordinates are those of DICOM: millimetres, x to the left of the patient, y to the back, z to the head (LPS).
"""

from dicomwright.images.geometry import NoVolume
from dicomwright.images.groups import MultiFrame, multiframe
from dicomwright.images.maps import from_values
from dicomwright.images.masks import mask
from dicomwright.images.presentations import presentation_of
from dicomwright.images.radiotherapy import Region, contour_mask, from_contours, from_dose, outlines
from dicomwright.images.reading import to_volume
from dicomwright.images.segmentations import from_masks
from dicomwright.images.sharing import evidence_of
from dicomwright.images.slides import Level, from_slide_masks, pyramid, slide_mask, tiled_full
from dicomwright.images.volumes import Plane, Volume

__all__ = [
    "Level",
    "MultiFrame",
    "NoVolume",
    "Plane",
    "Region",
    "Volume",
    "contour_mask",
    "evidence_of",
    "from_contours",
    "from_dose",
    "from_masks",
    "from_slide_masks",
    "from_values",
    "mask",
    "multiframe",
    "outlines",
    "presentation_of",
    "pyramid",
    "slide_mask",
    "tiled_full",
    "to_volume",
]
