"""Frames of multi-frame images: the functional groups of each, be they its own or shared by all (PS3.3 C.7.6.16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from dicomwright.runtime.declarations.objects import blank
from dicomwright.runtime.item import Item

if TYPE_CHECKING:
    from typing import Self

    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.declarations.instances import Instance


class FrameView(Item):
    """A frame: its own functional groups, and those that all frames share. What it gives can be changed, not itself."""

    def __init__(self, /, **_: Any) -> None:  # noqa: ANN401, D107 - as every object; never called by a user
        raise TypeError(
            "a frame is not built: give the image its functional groups, and take it from `frames`"
        )

    if not TYPE_CHECKING:  # type checkers would take it as leave to use any name

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse: the group belongs into the items of the frame, or of all. Raises AttributeError."""
            if not name.endswith("_"):
                raise AttributeError(
                    f"a frame shows its functional groups: set {name} in the item of Per-Frame or Shared "
                    "Functional Groups Sequence",
                    name=name,
                )
            object.__setattr__(self, name, value)

    @property
    def holders_(self) -> tuple[Item, ...]:
        """The item of the frame, and that of all frames, as far as they are there."""
        found: tuple[Item, ...] = vars(self)["holders_"]  # no field, which an annotation would make of it
        return found

    def is_set(self, keyword: str) -> bool:
        """Tell whether the frame has the attribute, be it one that is shared."""
        return any(holder.is_set(keyword) for holder in self.holders_)

    def unstored_(self, declared: Declaration) -> Any:  # noqa: ANN401 - by VR
        """Return the value in the item of the frame, else in that of all frames, else None."""
        found = (holder for holder in self.holders_ if holder.is_set(declared.keyword))
        holder = next(found, None)
        return holder.value_(declared.keyword) if holder is not None else None

    @property
    def values_(self) -> dict[str, Any]:
        """All the values that the frame has, by keyword."""
        return {k: getattr(self, k) for k in type(self).attributes() if self.is_set(k)}

    def to_dataset(self) -> Dataset:
        """Return the frame as a pydicom data set, with all its functional groups. Raises `InvalidValue`."""
        self.stored_.update(self.values_)
        return super().to_dataset()


_F = TypeVar("_F", bound=FrameView)
_T = TypeVar("_T")


class Frames(Sequence[_F]):
    """The frames of an image, counted from 0."""

    def __init__(self, image: Instance, frame: type[_F]) -> None:
        """Find the items of the frames, and of all."""
        shared = image.value_("SharedFunctionalGroupsSequence") or ()
        self._own: tuple[Item, ...] = image.value_("PerFrameFunctionalGroupsSequence") or ()
        self._shared: tuple[Item, ...] = shared[:1]
        self._frame = frame
        self._name = type(image).__qualname__
        count = getattr(image, "NumberOfFrames", None) if self._shared and not self._own else len(self._own)
        self._count = count if isinstance(count, int) else 0

    def __len__(self) -> int:
        """Count the items of the frames; where none of them has its own, Number of Frames says it."""
        return self._count

    @overload
    def __getitem__(self, index: int) -> _F: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_F]: ...
    def __getitem__(self, index: int | slice) -> _F | Sequence[_F]:
        """Return a frame, from the end with a negative index, or several. Raises IndexError."""
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(self._count)))
        number = index + self._count if index < 0 else index
        if not 0 <= number < self._count:
            raise IndexError(f"{self._name} has {self._count} frames, counted from 0, and none at {index}")
        view = blank(self._frame, derives=False)
        vars(view)["holders_"] = (*self._own[number : number + 1], *self._shared)
        return view

    def __repr__(self) -> str:
        """Show how many there are."""
        return f"<{self._count} frames of {self._name}>"


class FramesOf(Generic[_F]):
    """The property `frames` of an image, whose frames are of that class."""

    def __init__(self, frame: type[_F]) -> None:
        """Know the class of the frames."""
        self.frame = frame

    @overload
    def __get__(self, image: None, owner: type) -> Self: ...
    @overload
    def __get__(self, image: Instance, owner: type) -> Frames[_F]: ...
    def __get__(self, image: Instance | None, owner: type) -> Self | Frames[_F]:
        """Return the frames; on the class, the property."""
        return self if image is None else Frames(image, self.frame)


def only_item(items: Sequence[_T] | None) -> _T | None:
    """Return the item of a sequence that has no more than one."""
    return items[0] if items else None
