"""Rules for devices: which images one is for, and which of their pixels are blanked."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rectangle(NamedTuple):
    """A rectangle of pixels; what of it is outside of an image counts for nothing."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRule:
    """What is blanked in the images of a device.

    A rule is for the images that have all that it names: of texts any that is listed, with * and ? as wildcards, upper
    and lower case alike; of several values of an attribute one. `outside_ultrasound_regions` blanks what is in none of
    the regions that Sequence of Ultrasound Regions has, so that an image without them is none of the rule.
    """

    name: str = ""
    manufacturer: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    sop_class: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    image_type: tuple[str, ...] = ()
    station: tuple[str, ...] = ()
    rows: int | None = None
    columns: int | None = None
    rectangles: tuple[Rectangle, ...] = ()
    outside_ultrasound_regions: bool = False

    def fits(self, image: Mapping[str, tuple[str, ...]], rows: int, columns: int) -> bool:
        """Tell whether the rule is for an image, of which the values are given by the names that rules have."""
        if self.rows not in {None, rows} or self.columns not in {None, columns}:
            return False
        return all(_any_fits(getattr(self, name), image.get(name, ())) for name in TEXTS)


TEXTS = ("manufacturer", "model", "sop_class", "modality", "image_type", "station")
"""What a rule compares as texts."""


def _any_fits(patterns: tuple[str, ...], values: tuple[str, ...]) -> bool:
    return not patterns or any(
        fnmatchcase(value.casefold(), pattern.casefold()) for value in values for pattern in patterns
    )
