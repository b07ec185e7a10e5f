"""Items of sequences, and the macros that they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from dicomwright.runtime import conversion
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.instances import Instance


class Item(DicomObject):
    """An item of a sequence."""

    def to_dataset(self) -> Dataset:
        """Return the item as a pydicom data set. Raises `InvalidValue`."""
        return conversion.item_dataset(self)

    def private(self, creator: str, group: int | None = None) -> conversion.PrivateBlock:
        """Return the private attributes of a creator: ``item.private("ACME 1.1")[0x10] = "SH", "text"``.

        `group` is odd: by default the one that has the creator, else 0009. What is set is written with the object, and
        is in `undeclared`. Raises `InvalidValue`.
        """
        return conversion.PrivateBlock(self, creator, group)

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Return a typed view of an item that was read; tolerant of whatever it holds."""
        return conversion.item_of_dataset(cls, dataset)

    @classmethod
    def of(cls, *objects: Instance | Dataset, **values: Any) -> Self:  # noqa: ANN401 - typed by the fields of each class
        """Build the item that refers to objects: ``ImageSOPInstanceReference.of(ct, ReferencedFrameNumber=[1])``.

        UIDs of study, series, SOP class and instance are taken from them, as far as the class has them, down to
        the items of their instances. `values` belong to the item, or else to those in it.

        Raises InvalidValue when one item cannot refer to them all (see `each_of`), or an object lacks a UID;
        TypeError for a class that does not refer to objects, and as the constructor does.
        """
        found = cls.each_of(objects, **values)
        if len(found) != 1:
            raise InvalidValue(f"one {cls.__qualname__} cannot refer to them all: it takes {len(found)}")
        return found[0]

    @classmethod
    def each_of(cls, objects: Iterable[Instance | Dataset], **values: Any) -> tuple[Self, ...]:  # noqa: ANN401
        """Build as many items as it takes to refer to objects, one for each series, say; otherwise as `of`."""
        return tuple(conversion.references(cls, objects, values))


class Macro(Item):
    """A macro of PS3.3: a mixin of items, or an item of its own."""


class FunctionalGroupMacro(Item):
    """A functional group macro of PS3.3: a mixin of the items of Shared and Per-frame sequences."""

    functional_group_ = True
