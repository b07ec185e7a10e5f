"""Doses of volumes: a grid of integers that a factor scales, whose planes lie at offsets (PS3.3 C.8.8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, cast

import numpy as np

from dicomwright.images.geometry import NoVolume
from dicomwright.images.placing import given
from dicomwright.images.sharing import entities
from dicomwright.images.volumes import Volume
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dicomwright.images.placing import Images

_CLASS: Final = "1.2.840.10008.5.1.4.1.1.481.2"
_MOST: Final = 65535


class OfDose(TypedDict):
    """What a volume of doses says of an RT Dose: ``RTDose(**from_dose(ct, dose), ...)``."""

    StudyInstanceUID: str
    FrameOfReferenceUID: str
    ImagePositionPatient: Sequence[float]
    ImageOrientationPatient: Sequence[float]
    PixelSpacing: Sequence[float]
    SliceThickness: float
    GridFrameOffsetVector: Sequence[float]
    FrameIncrementPointer: Sequence[int]
    DoseUnits: Literal["GY"]
    DoseGridScaling: float
    PixelData: NDArray[np.uint16]


def from_dose(images: Images, dose: Volume) -> OfDose:
    """Return what doses say of an RT Dose: ``RTDose(**from_dose(ct, dose), DoseType="PHYSICAL", ...)``.

    `dose` is a volume of floats in Gy, in the frame of reference of the images, of whose patient and study it is. It is
    written as integers of 16 bits, of which the greatest dose is the greatest; planes go on along the normal of their
    rows and columns, so that offsets grow. `to_volume(dose, rescaled=True)` gives the doses back.

    Raises `InvalidValue` for doses that are negative or not finite, `NoVolume` for another frame of reference.
    """
    if not isinstance(cast("object", dose), Volume):  # as arrays are given to others
        raise InvalidValue(f"doses are a Volume, which knows where they lie, not {type(dose).__name__}")
    source = given(images)[0]
    if source.value_("FrameOfReferenceUID") != dose.frame_of_reference_uid:
        raise NoVolume("the doses have another FrameOfReferenceUID than the images")
    values = np.asarray(dose.array, np.float64)
    if not (np.isfinite(values).all() and values.min() >= 0):
        raise InvalidValue("doses are finite, and not negative")
    distance, rows, columns = dose.spacing
    turned = slice(None, None, -1)  # slices of a volume go on against the normal
    scaling = float(np.format_float_scientific(values.max() / _MOST or 1, 9, trim="-"))
    stored = np.minimum(np.rint(values / scaling), _MOST).astype(np.uint16)
    found: dict[str, Any] = {
        **entities(edition_of(type(source)).iod_of(_CLASS), source),
        "ImagePositionPatient": dose.positions[-1].tolist(),
        "ImageOrientationPatient": dose.orientation,
        "PixelSpacing": [rows, columns],
        "SliceThickness": dose.thickness,
        "GridFrameOffsetVector": [round(number * distance, 6) for number in range(len(values))],
        "FrameIncrementPointer": [tag_of("GridFrameOffsetVector")],
        "DoseUnits": "GY",
        "DoseGridScaling": scaling,
        "PixelData": stored[turned],
    }
    return cast("OfDose", found)
