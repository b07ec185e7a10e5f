"""Origins: objects of what was read, which stays as it was until it is asked for, changed or written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from dicomwright.runtime.conversion.from_tree import (
    dataset_of,
    decode,
    decode_all,
    problems_of,
    same_undeclared,
)
from dicomwright.runtime.conversion.kept import Kept
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.declarations.objects import DicomObject, blank
from dicomwright.runtime.declarations.replacing import derive_anew
from dicomwright.runtime.errors import WrongSOPClass
from dicomwright.runtime.narrow import is_array
from dicomwright.runtime.trees.identity import instance_of_media, sop_class_of_data
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values import pixel_arrays
from dicomwright.runtime.values.rules import is_uid
from dicomwright.runtime.values.stored import Fragments
from dicomwright.runtime.vocabulary.uids import uid_name

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement, RawDataElement
    from pydicom.tag import BaseTag

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.trees.tree import Content, Problem

_I = TypeVar("_I", bound=Instance)
_T = TypeVar("_T", bound=DicomObject)

_SOP_INSTANCE = 0x00080018
_PIXEL_DATA = 0x7FE00010


class Origin(Kept):
    """What was read of an object, as the object asks for it."""

    __slots__ = ()

    def replace(self, holder: DicomObject, declared: Attribute) -> None:
        """Leave out an attribute that is set; what an array of pixels says stands instead of what was read."""
        self.forget(declared)
        if declared.keyword in pixel_arrays.ARRAYS and is_array(holder.stored_[declared.keyword]):
            derive_anew(holder, self)

    def decode(self, holder: DicomObject, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
        """Decode one attribute, and keep its value in the object; one that breaks a rule is kept as it stands."""
        return decode(holder, self, declared)

    def decode_all(self, holder: DicomObject) -> None:
        """Decode all the attributes of an object that have not been asked for."""
        decode_all(holder, self)

    def problems_of(self, holder: DicomObject) -> tuple[Problem, ...]:
        """Return what could not be read of a file, and the values at every depth that break a rule."""
        return problems_of(holder, self)

    def same_undeclared(self, holder: DicomObject, other: DicomObject) -> bool:
        """Tell whether two objects have the same besides the attributes of their class, as it was read."""
        return same_undeclared(holder, other)

    def kept(self) -> dict[BaseTag, DataElement | RawDataElement]:
        """Return what stands as it was read, as pydicom's elements."""
        return dict(dataset_of(DataSet(self.all_elements(), self.data), self).items())


def view(cls: type[_T], data: DataSet, *kept: Any) -> _T:  # noqa: ANN401 - what `Kept` takes besides
    """Return an object that has what is in a data set."""
    new = blank(cls, derives=False)
    new.origin_ = Origin(data, *kept)
    return new


def object_of(cls: type[_I], content: Content, file: File | None = None) -> _I:
    """Return an object of one of the SOP classes of an IOD; what was left is read of `file`. Raises `WrongSOPClass`."""
    data, syntax = content.dataset, content.transfer_syntax
    uid = sop_class_of_data(data)
    if uid and cls.sop_classes and uid not in cls.sop_classes:
        name = uid_name(uid) if is_uid(uid) else "unknown"
        raise WrongSOPClass(f"the data set is no {cls.__name__}: its SOP class is {name}")
    new = view(cls, data, file, content.problems, content.rest, content.meta)
    encapsulated_pixels = isinstance(data.elements.get(_PIXEL_DATA, ("", b""))[1], Fragments)
    if _SOP_INSTANCE not in data.elements:
        uid = instance_of_media(content.meta)
        new.media_instance_ = uid if is_uid(uid) else None
    if encapsulated_pixels and syntax and is_uid(syntax):
        new.transfer_syntax_ = syntax
    return new
