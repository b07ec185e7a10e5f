"""Values of content items that are more than text or a code: references, measurements, graphics, times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from dicomwright.runtime.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Self

    from pydicom.dataset import Dataset
    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.instances import Instance

GraphicType = Literal["POINT", "MULTIPOINT", "POLYLINE", "CIRCLE", "ELLIPSE"]
GraphicType3D = Literal["POINT", "MULTIPOINT", "POLYLINE", "POLYGON", "ELLIPSE", "ELLIPSOID"]
Continuity = Literal["SEPARATE", "CONTINUOUS"]
RangeType = Literal["POINT", "MULTIPOINT", "SEGMENT", "MULTISEGMENT", "BEGIN", "END"]
Unit_co = TypeVar("Unit_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Reference:
    """What an item of type IMAGE, WAVEFORM or COMPOSITE refers to; equal where the same is referred to.

    `frames` and `segments` are counted from 1, `channels` are pairs of multiplex group and channel. Study and series
    are where the object is, if it is known: what evidence says of it.
    """

    SOPClassUID: str
    SOPInstanceUID: str
    frames: tuple[int, ...] = ()
    segments: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    StudyInstanceUID: str = field(default="", compare=False)
    SeriesInstanceUID: str = field(default="", compare=False)

    @classmethod
    def to(
        cls,
        one: Instance | Dataset,
        *,
        frames: Iterable[int] = (),
        segments: Iterable[int] = (),
        channels: Iterable[tuple[int, int]] = (),
    ) -> Self:
        """Refer to an object, or to some of its frames, segments or channels. Raises `InvalidValue`."""
        return cls(
            _uid(one, "SOPClassUID"),
            _uid(one, "SOPInstanceUID"),
            tuple(frames),
            tuple(segments),
            tuple(number for channel in channels for number in channel),
            str(getattr(one, "StudyInstanceUID", None) or ""),
            str(getattr(one, "SeriesInstanceUID", None) or ""),
        )


def _uid(one: object, keyword: str) -> str:
    found = getattr(one, keyword, None)
    if not found:
        raise Refused(f"refers to an object that has no {keyword}")
    return str(found)


class Quantity(NamedTuple, Generic[Unit_co]):
    """A number and its unit; without a number the qualifier, of CID 42, says why there is none."""

    value: float | None
    unit: Unit_co
    qualifier: Code | None = None


Points = tuple[tuple[float, ...], ...]


class Graphic(NamedTuple):
    """A graphic in an image, its points as column and row."""

    graphic_type: GraphicType
    points: Points
    pixel_origin: Literal["FRAME", "VOLUME"] | None = None
    """Whether points of a tiled image are counted from its frame or from the whole (PS3.3 C.18.6)."""


class Graphic3D(NamedTuple):
    """A graphic in space, its points as x, y, z in millimetres."""

    graphic_type: GraphicType3D
    points: Points
    frame_of_reference_uid: str


class Times(NamedTuple):
    """Points or ranges of time, as one of positions of samples, seconds from a beginning, and dates with times."""

    range_type: RangeType
    sample_positions: tuple[int, ...] = ()
    time_offsets: tuple[float, ...] = ()
    datetimes: tuple[datetime | str, ...] = ()
