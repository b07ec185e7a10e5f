"""Items of sequences, and the macros that they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from dicomwright.runtime import conversion, display
from dicomwright.runtime.declarations.objects import DicomObject, unknown_names
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.narrow import is_code
from dicomwright.runtime.values.code_elements import basic_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from inspect import Signature

    from pydicom.dataset import Dataset
    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.instances import Instance


class _ConstructorSignature:
    """The signature of the class that is asked, which is made for who looks at it."""

    def __get__(self, instance: object, owner: type[DicomObject]) -> Signature:
        """Return the signature of the constructor."""
        return display.signature_of(owner)


class Extensible(DicomObject):
    """An object that can have more than the attributes of its class: an IOD, or an item."""

    __signature__ = _ConstructorSignature()

    def __getitem__(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute, as ``ct.PatientName`` does. Raises KeyError for what is not there."""
        if keyword not in type(self).attributes():
            raise KeyError(unknown_names(type(self), [keyword]))
        value = getattr(self, keyword)
        if value is None and not self.is_set(keyword):
            raise KeyError(keyword)
        return value

    def __contains__(self, keyword: object) -> bool:
        """Tell whether an attribute was set or read, as `is_set` does."""
        return isinstance(keyword, str) and self.is_set(keyword)

    def __iter__(self) -> Iterator[str]:
        """Give the keywords of what was set or read, in the order of the tags."""
        return (keyword for keyword in type(self).attributes() if self.is_set(keyword))

    def __str__(self) -> str:
        """Show all attributes with their values, which may be patient data: `repr` shows none of them."""
        return display.text_of(self)

    def _repr_html_(self) -> str:
        """Show the same in a notebook."""
        return display.html_of(self)

    def __dir__(self) -> list[str]:
        """Leave out what belongs to the runtime."""
        return [name for name in super().__dir__() if not name.endswith("_") or name.startswith("__")]

    @property
    def undeclared(self) -> Dataset:
        """What there is beyond the class, private attributes among it: a view, which cannot be changed."""
        return conversion.undeclared(self)

    @property
    def extra(self) -> conversion.Extra:
        """Attributes of the standard that the class does not have: ``ct.extra["InstitutionName"] = "Clinic"``.

        They are found by keyword or tag, checked by the dictionary, and written with the object.
        """
        return conversion.Extra(self)

    def private(self, creator: str, group: int | None = None) -> conversion.PrivateBlock:
        """Return the private attributes of a creator: ``ct.private("ACME 1.1")[0x10] = "SH", "text"``.

        `group` is odd: by default the one that has the creator, else 0009. What is set is written with the object, and
        is in `undeclared`. Raises `InvalidValue`.
        """
        return conversion.PrivateBlock(self, creator, group)

    def remove_private(self) -> None:
        """Remove all private attributes, those of items at every depth among them."""
        conversion.remove_private(self)


class Item(Extensible):
    """An item of a sequence, which may be given as a dict of its attributes, too.

    Type checkers know `Dict` of each class as the keys of such a dict and what they take.
    """

    if not TYPE_CHECKING:
        Dict = dict

    def to_dataset(self) -> Dataset:
        """Return the item as a pydicom data set. Raises `InvalidValue`."""
        return conversion.item_dataset(self)

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


class CodedMacro(Macro):
    """The macro of codes: what has it, be it with more, is asked as a code is, and equal to one by scheme and value."""

    @property
    def value(self) -> str:
        """The value of the code, be it long or a URN."""
        found = (self.value_(keyword) for keyword in ("CodeValue", "LongCodeValue", "URNCodeValue"))
        return next((text for text in found if text), "")

    @property
    def scheme_designator(self) -> str:
        """The designator of the coding scheme."""
        return self.value_("CodingSchemeDesignator") or ""

    @property
    def scheme_version(self) -> str | None:
        """The version of the coding scheme."""
        found: str | None = self.value_("CodingSchemeVersion")
        return found

    @property
    def meaning(self) -> str:
        """The meaning of the code."""
        return self.value_("CodeMeaning") or ""

    @classmethod
    def of(cls, *objects: Instance | Dataset | Code, **values: Any) -> Self:  # noqa: ANN401 - typed by the fields of each class
        """Build the item of a code: ``AnatomicRegionItem.of(CID4.Kidney, AnatomicRegionModifierSequence=[...])``.

        `values` are what the item has besides. Of objects it refers to them, as other items do. Raises `InvalidValue`,
        and TypeError as the constructor does.
        """
        if len(objects) == 1 and is_code(objects[0]):
            return cls(**{**basic_attributes(objects[0]), **values})
        return super().of(*cast("tuple[Instance | Dataset, ...]", objects), **values)


class FunctionalGroupMacro(Item):
    """A functional group macro of PS3.3: a mixin of the items of Shared and Per-frame sequences."""

    functional_group_ = True
