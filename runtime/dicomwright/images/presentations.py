"""Presentation states of images: which they are, and the area that is shown of each (PS3.3 C.10.4, C.11.11)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from dicomwright.images.groups import item_of
from dicomwright.images.placing import given, shape_of
from dicomwright.images.sharing import entities, references

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, time

    from dicomwright.images.placing import Images
    from dicomwright.runtime import IOD


class OfPresentation(TypedDict):
    """What images say of a presentation state of them: ``GrayscaleSoftcopyPresentationState(**..., ...)``."""

    StudyInstanceUID: str
    PresentationCreationDate: date
    PresentationCreationTime: time
    ReferencedSeriesSequence: Sequence[Any]
    DisplayedAreaSelectionSequence: Sequence[Any]


def presentation_of(cls: type[IOD], images: Images, *, when: datetime | None = None) -> OfPresentation:
    """Return what images say of a presentation state of a class: ``cls(**presentation_of(cls, images), ...)``.

    All of them are shown whole, scaled to fit, with square pixels or as far apart as they say. Patient and study are
    theirs. `when` is the time of the creation, now when None.
    """
    instances = given(images)
    moment = when or datetime.now().astimezone()
    found = {
        **entities(cls, instances[0]),
        **references(cls, instances),
        "DisplayedAreaSelectionSequence": _areas(cls, instances),
        "PresentationCreationDate": moment.date(),
        "PresentationCreationTime": moment.time(),
    }
    return cast("OfPresentation", found)


def _areas(cls: type[IOD], images: Sequence[IOD]) -> list[Any]:
    """Return the area of all images of one size and spacing, which names them where there are others."""
    alike: dict[tuple[Any, ...], list[IOD]] = {}
    for image in images:
        alike.setdefault((*reversed(shape_of(image)), *_spacing(image)), []).append(image)
    area = item_of(cls, "DisplayedAreaSelectionSequence")
    return [
        area(
            DisplayedAreaTopLeftHandCorner=[1, 1],
            DisplayedAreaBottomRightHandCorner=corner,
            PresentationSizeMode="SCALE TO FIT",
            **(
                {"PresentationPixelSpacing": spacing} if spacing else {"PresentationPixelAspectRatio": [1, 1]}
            ),
            **({} if len(alike) == 1 else _named(area, members)),
        )
        for (*corner, rows, columns), members in alike.items()
        for spacing in [[rows, columns] if rows else None]
    ]


def _named(area: Any, members: Sequence[IOD]) -> dict[str, Any]:  # noqa: ANN401 - the class of an item
    reference = item_of(area, "ReferencedImageSequence")
    return {"ReferencedImageSequence": [reference.of(one) for one in members]}


def _spacing(image: IOD) -> tuple[float, float] | tuple[None, None]:
    """Return how far apart rows and columns are, as the image or its first frame says."""
    frames: Any = getattr(image, "frames", None) if image.functional_groups else None
    measures = frames[0].PixelMeasures if frames else image
    found = measures.value_("PixelSpacing") if measures is not None else None
    rows, columns = found or (None, None)
    return rows, columns
