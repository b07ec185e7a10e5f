"""What users give is whole: numbers that can be written, graphics and times of as many points as they have."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.content.taking import kept, kept_number
from dicomwright.runtime.errors import Refused
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.content.values import Graphic, Graphic3D, Quantity, Times
    from dicomwright.runtime.templates.rows import Row

POINTS: Final = {"POINT": 1, "CIRCLE": 2, "ELLIPSE": 4, "ELLIPSOID": 6}
"""Points that a graphic has, no more and no less (PS3.3 C.18.6.1.2, C.18.9.1.2)."""
MOMENTS: Final = {"POINT": 1, "SEGMENT": 2, "BEGIN": 1, "END": 1}
"""Positions that a range of time has (PS3.3 C.18.7.1.1)."""


def taken(row: Row, value: object) -> Any:  # noqa: ANN401 - by value type
    """Return what is kept of a value that a user gives; of files, more is kept. Raises `Refused`."""
    found = kept(row, value)
    check = _CHECKS.get(row.value_type)
    if check is not None:
        check(found)
    return found


def finite(value: object) -> float:
    """Return a number that can be written. Raises `Refused`."""
    found = kept_number(value)
    if not isfinite(found):
        raise Refused("must be a finite number; where there is none, a qualifier says why")
    return found


def _quantity(found: Quantity[Any]) -> None:
    if found.value is not None:
        finite(found.value)


def _graphic(found: Graphic | Graphic3D) -> None:
    kind, points = found.graphic_type, found.points
    if not all(map(isfinite, (number for point in points for number in point))):
        raise Refused("has a coordinate that is not finite")
    wanted = POINTS.get(kind)
    if wanted is not None and len(points) != wanted:
        raise Refused(f"is {kind}, and must have {counted(wanted, 'point')}, not {len(points)}")
    if kind == "POLYLINE" and len(points) == 1:
        raise Refused("is POLYLINE, and must have more than one point")
    if kind == "POLYGON" and points[0] != points[-1]:
        raise Refused("is POLYGON, and must end where it begins")


def _times(found: Times) -> None:
    kind, *ways = found
    said = [each for each in ways if each]
    if len(said) != 1:
        raise Refused("must have sample positions, or time offsets, or dates with times")
    count, wanted = len(said[0]), MOMENTS.get(kind)
    if wanted is not None and count != wanted:
        raise Refused(f"is {kind}, and must have {counted(wanted, 'position')}, not {count}")
    if kind == "MULTISEGMENT" and count % 2:
        raise Refused("is MULTISEGMENT, and must have two positions a segment")


_CHECKS: Final[dict[str, Callable[[Any], None]]] = {
    "NUM": _quantity,
    "SCOORD": _graphic,
    "SCOORD3D": _graphic,
    "TCOORD": _times,
}
