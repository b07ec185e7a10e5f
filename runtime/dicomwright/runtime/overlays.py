"""Overlays of an image: the attributes of each of the groups 6000 to 601E (PS3.5 7.6, PS3.3 C.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from dicomwright.runtime.declarations.objects import DicomObject, blank
from dicomwright.runtime.declarations.repeating import GROUPS, group_of, groups_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from dicomwright.runtime.declarations.instances import Instance


class OverlayView(DicomObject):
    """An overlay of an image, in one of its groups: what is set in it is set in the image."""

    def __init__(self, /, **_: Any) -> None:  # noqa: ANN401, D107 - as every object; never called by a user
        raise TypeError(
            "an overlay is not built: take it from `overlays` of the image, and set its attributes"
        )


_O = TypeVar("_O", bound=OverlayView)


class Overlays(Generic[_O]):
    """The overlays of an image, by number: 0 is that of group 6000, 1 that of 6002, and so on to 15.

    Each can be asked for, and is there as soon as an attribute of it is set; those that are there are what it has.
    """

    def __init__(self, image: Instance, overlay: type[_O]) -> None:
        """Know the image, and the class of its overlays."""
        self._image, self._overlay = image, overlay

    def __getitem__(self, number: int) -> _O:
        """Return an overlay, be it there or not. Raises IndexError."""
        if number not in GROUPS:
            raise IndexError(f"overlays are numbered from 0 to {GROUPS[-1]}, and there is none at {number}")
        if number:
            return group_of(self._image, self._overlay, number)
        view = blank(self._overlay, derives=self._image.derives_)
        view.stored_, view.origin_ = (
            self._image.stored_,
            self._image.origin_,
        )  # what is set is the image's own
        return view

    def __delitem__(self, number: int) -> None:
        """Remove all the attributes of an overlay. Raises IndexError."""
        overlay = self[number]
        for declared in type(overlay).attributes().values():
            declared.__delete__(overlay)

    def __contains__(self, number: object) -> bool:
        """Tell whether an overlay is there."""
        return number in groups_of(self._image)

    def __iter__(self) -> Iterator[_O]:
        """Give the overlays that are there, in the order of their groups."""
        return (self[number] for number in groups_of(self._image))

    def __len__(self) -> int:
        """Count the overlays that are there."""
        return len(groups_of(self._image))

    def __repr__(self) -> str:
        """Show how many there are."""
        return f"<{len(self)} overlays of {type(self._image).__qualname__}>"


class OverlaysOf(Generic[_O]):
    """The property `overlays` of an image, whose overlays are of that class."""

    def __init__(self, overlay: type[_O]) -> None:
        """Know the class of the overlays."""
        self.overlay = overlay

    @overload
    def __get__(self, image: None, owner: type) -> Self: ...
    @overload
    def __get__(self, image: Instance, owner: type) -> Overlays[_O]: ...
    def __get__(self, image: Instance | None, owner: type) -> Self | Overlays[_O]:
        """Return the overlays; on the class, the property."""
        return self if image is None else Overlays(image, self.overlay)
