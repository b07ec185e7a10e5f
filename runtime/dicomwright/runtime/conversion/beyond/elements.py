"""Elements that no class declares: from values that were set, and to values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.runtime import trees
from dicomwright.runtime.conversion.from_tree import dataset_of, value_of
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.origin import Origin
from dicomwright.runtime.conversion.scopes import ObjectScope
from dicomwright.runtime.conversion.vrs import bytes_of, vr_of_value
from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.narrow import is_dataset, is_iterable
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.fields import FIELDS, joined
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.vocabulary.tags import group_and_element

if TYPE_CHECKING:
    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.trees.tree import Element


def declared_as(tag: int, vr: str, keyword: str, vm: str = "1-n") -> Attribute:
    """Return a declaration of what no class has; `keyword` names it in messages."""
    declared = Attribute(tag, vr, "3", vm=vm)
    declared.keyword = keyword
    return declared


def origin_of(instance: DicomObject) -> Kept:
    """Return what keeps the elements of an object that its class does not have."""
    kept = kept_of(instance)
    if kept is None:
        instance.origin_ = kept = Origin(DataSet({}))
    return kept


def element_of(instance: DicomObject, declared: Attribute, value: object) -> Element:
    """Return what is kept of a value. Raises `InvalidValue` for what the VR does not admit."""
    if declared.vr == "SQ":
        return "SQ", _items(declared.number, value, origin_of(instance))
    found = None if value is None else declared.checked(value, type(instance))
    vr = (
        declared.vr
        if " or " not in declared.vr
        else vr_of_value(declared, found, ObjectScope(instance, None))
    )
    if found is None or isinstance(found, bytes):
        return vr, found or b""
    if vr in TEXTS:
        return vr, joined(found)
    return vr, FIELDS[vr](found) if vr in FIELDS else bytes_of(declared, vr, found)


def found_value(instance: DicomObject, kept: Kept, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
    """Return the value of an element that is there: of a sequence, data sets of pydicom that cannot be changed."""
    _, value = kept.element(declared.number)
    if isinstance(value, list):
        return tuple(dataset_of(item, kept, frozen=True) for item in value)
    return value_of(declared, value, kept, type(instance))


def _items(tag: int, value: object, kept: Kept) -> list[DataSet]:
    """Return the items of a sequence, given as items or as data sets of pydicom."""
    given = [value] if is_dataset(value) or isinstance(value, DicomObject) else value
    if not is_iterable(given):
        raise InvalidValue(f"{group_and_element(tag)}, VR SQ: must be items, not {type(value).__name__}")
    items = [_item(tag, one) for one in given]
    for index, item in enumerate(items):
        item.parent, item.sequence, item.index = kept.data, tag, index
    return items


def _item(tag: int, value: Any) -> DataSet:  # noqa: ANN401 - an item, or a data set of pydicom
    made: Any = getattr(value, "to_dataset", None) if isinstance(value, DicomObject) else None
    dataset: Any = value if made is None else made()
    if not is_dataset(dataset):
        raise InvalidValue(f"{group_and_element(tag)}, VR SQ: has an item of type {type(value).__qualname__}")
    return trees.from_pydicom(dataset)
