"""Objects: modules, macros, sequence items and IODs, whose classes are the specification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, dataclass_transform

from dicomwright.runtime.attribute import Attribute, attribute

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from pydicom.dataset import Dataset, FileDataset

    from dicomwright.runtime.conditions import Condition


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attribute,))
class DicomObject:
    """Something that has attributes: the base of modules, items and IODs."""

    if TYPE_CHECKING:
        _values: ClassVar[dict[str, Any]]

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, **values: Any) -> None:  # noqa: ANN401
        """Build from keywords; each value is checked."""
        self._values = {}
        for k, v in values.items():
            setattr(self, k, v)

    @classmethod
    def attributes(cls) -> Mapping[str, Attribute]:
        """Return all the attributes of the class by keyword, in the order of their tags."""
        raise NotImplementedError

    def is_set(self, keyword: str) -> bool:
        """Tell whether the attribute was set, be it to None (empty)."""
        return keyword in self._values


class Module(DicomObject):
    """A module of PS3.3: a mixin of IODs, never built by itself."""


class Item(DicomObject):
    """An item of a sequence."""

    def to_dataset(self) -> Dataset:
        """Return the item as a pydicom data set."""
        raise NotImplementedError

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Return a typed view of an item that was read; tolerant of whatever it holds."""
        raise NotImplementedError


class Macro(Item):
    """A macro of PS3.3: a mixin of items, or an item of its own."""


class FunctionalGroupMacro(Item):
    """A functional group macro of PS3.3: a mixin of the items of Shared and Per-frame sequences."""


class ModuleUsage(NamedTuple):
    """A row of an IOD's module table: M, C or U, and the information entity."""

    module: type[Module]
    usage: str
    ie: str
    required_if: Condition | None


class FunctionalGroupUsage(NamedTuple):
    """A row of an IOD's functional group table; `shared` False: only per frame, None: either."""

    macro: type[FunctionalGroupMacro]
    usage: str
    shared: bool | None
    required_if: Condition | None


def usage(
    module: type[Module], usage: str, *, ie: str = "", required_if: Condition | None = None
) -> ModuleUsage:
    """Declare that an IOD has the module: "M", "C" (then `required_if`) or "U", in entity `ie`."""
    return ModuleUsage(module, usage, ie, required_if)


def functional_group(
    macro: type[FunctionalGroupMacro],
    usage: str,
    *,
    shared: bool | None = None,
    required_if: Condition | None = None,
) -> FunctionalGroupUsage:
    """Declare that a multi-frame IOD has the functional group; `shared`: whether it may or must be shared."""
    return FunctionalGroupUsage(macro, usage, shared, required_if)


class IOD(DicomObject):
    """An information object definition of PS3.3: what is built, written and read."""

    sop_classes: ClassVar[tuple[str, ...]] = ()
    modules: ClassVar[tuple[ModuleUsage, ...]] = ()
    functional_groups: ClassVar[tuple[FunctionalGroupUsage, ...]] = ()

    def to_dataset(self) -> FileDataset:
        """Return the object as a pydicom data set with file meta information."""
        raise NotImplementedError

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Return a typed view of an object that was read; tolerant of whatever it holds."""
        raise NotImplementedError

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a DICOM file."""
        raise NotImplementedError

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Read a DICOM file."""
        raise NotImplementedError

    @classmethod
    def referencing(cls, source: DicomObject, *modules: type[Module], **values: Any) -> Self:  # noqa: ANN401
        """Build an object that shares modules with another."""
        raise NotImplementedError
