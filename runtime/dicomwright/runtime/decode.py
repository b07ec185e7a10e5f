"""Pydicom data sets to objects, tolerantly: what breaks a rule is kept as it is and stays visible."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pydicom.valuerep import DSfloat, PersonName

from dicomwright.runtime.checking import groups_of, holds_several, is_plain_code, item_class
from dicomwright.runtime.encode import encapsulated
from dicomwright.runtime.errors import InvalidValue, WrongSOPClass
from dicomwright.runtime.narrow import is_iterable, is_several, is_tuple
from dicomwright.runtime.objects import IOD, DicomObject, once
from dicomwright.runtime.values import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.tag import BaseTag

    from dicomwright.runtime.attribute import Attribute

_I = TypeVar("_I", bound=IOD)
_T = TypeVar("_T", bound=DicomObject)


def decode_object(instance: _I, dataset: Dataset) -> _I:
    """Fill an empty object from a data set of one of its SOP classes. Raises `WrongSOPClass`."""
    if not isinstance(dataset, Dataset):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"must be a pydicom Dataset, not {type(dataset).__name__}; a file is opened by read")
    _check_sop_class(type(instance), dataset)
    if dataset.original_encoding[1] is False:
        dataset = _little_endian(dataset)
    decode(instance, dataset)
    _note_compression(instance, dataset)
    return instance


def _check_sop_class(cls: type[IOD], dataset: Dataset) -> None:
    found = dataset.get("SOPClassUID")
    if found and cls.sop_classes and found not in cls.sop_classes:
        name = UID(found).name if UID(found).is_valid else "unknown"
        raise WrongSOPClass(f"the data set is no {cls.__name__}: its SOP class is {name}")


def _note_compression(instance: IOD, dataset: Dataset) -> None:
    meta: Any = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    data = instance.values_.get("PixelData")
    if syntax and UID(syntax).is_transfer_syntax and UID(syntax).is_compressed and isinstance(data, bytes):
        instance.transfer_syntax_ = str(syntax)
        instance.values_["PixelData"] = encapsulated(data)


def _little_endian(dataset: Dataset) -> Dataset:
    """Copy a data set that was read as big endian, with the words of binary values swapped (PS3.5 7.3)."""

    def swap(owner: Dataset, element: DataElement) -> None:
        word = WORDS.get(element.VR, 1)
        if element.keyword == "PixelData" and element.VR == "OW":  # pixels of 32 bits are swapped as a whole
            word = max(word, owner.get("BitsAllocated", 0) // 8)
        if word > 1 and isinstance(element.value, bytes):
            element.value = np.frombuffer(element.value, f">u{word}").astype(f"<u{word}").tobytes()

    swapped = copy.deepcopy(dataset)
    swapped.walk(swap)
    return swapped


def decode(instance: _T, dataset: Dataset) -> _T:
    """Fill an empty object from a data set; what the class does not have is kept aside."""
    table = once(type(instance), "by_number_", _by_number)
    for tag in dataset.keys():  # noqa: SIM118 - iterating a data set converts every element
        _decode_element(instance, dataset, tag, table.get(tag))
    return instance


def _by_number(cls: type[DicomObject]) -> dict[int, Attribute]:
    return {declared.number: declared for declared in cls.attributes().values()}


def _decode_element(
    instance: DicomObject, dataset: Dataset, tag: BaseTag, declared: Attribute | None
) -> None:
    raw: Any = dataset.get_item(tag)
    try:
        element: Any = dataset[tag]
    except Exception:  # noqa: BLE001 - pydicom raises whatever the malformed value makes it raise
        element = raw
    if declared is None:
        instance.kept_[int(tag)] = _detached(element)
        return
    try:
        instance.values_[declared.keyword] = _value(declared, element, type(instance))
    except InvalidValue:
        # pydicom decodes what it can as another VR, which must not be written
        instance.kept_[int(tag)] = _detached(raw if raw.is_raw and raw.VR else element)
        instance.values_[declared.keyword] = _visible(declared, element.value)


def _detached(element: Any) -> Any:  # noqa: ANN401 - DataElement | RawDataElement
    """Copy an element, so that later changes of the data set are not seen; raw elements never change."""
    if not isinstance(element, DataElement):
        return element
    return copy.deepcopy(element) if element.VR == "SQ" else copy.copy(element)


def _visible(declared: Attribute, value: Any) -> Any:  # noqa: ANN401 - whatever pydicom gives
    """Return several values as a tuple, and one, too, where there may be several."""
    if is_several(value):
        return tuple(value)
    alone = isinstance(value, str | PersonName) or not (value is None or is_iterable(value))
    return (value,) if alone and holds_several(declared) else value


def _value(declared: Attribute, element: Any, owner: type[DicomObject]) -> Any:  # noqa: ANN401 - by VR
    if not isinstance(element, DataElement):
        raise declared.invalid(owner, "cannot be decoded")
    if (declared.vr == "SQ") != (element.VR == "SQ"):
        raise declared.invalid(owner, "is a sequence, or should be one")
    if declared.vr == "SQ":
        return tuple(_items(declared, element.value))
    if element.is_empty:
        return None
    value = _visible(declared, element.value)
    return _kept_form(value, declared.checked(value, owner))


def _kept_form(value: Any, checked: Any) -> Any:  # noqa: ANN401 - by VR
    """Prefer the decimal strings of the file to the numbers they stand for."""
    if is_tuple(checked) and is_tuple(value) and len(checked) == len(value):
        return tuple(map(_kept_form, value, checked))
    return value if isinstance(value, DSfloat) else checked


def _items(declared: Attribute, items: Iterable[Dataset]) -> Iterable[Any]:
    item = item_class(declared)
    if item is not None and not declared.codes:
        return (item.from_dataset(dataset) for dataset in items)
    from dicomwright.runtime.coded import code_from  # noqa: PLC0415 - pydicom.sr is slow to import

    groups = groups_of(declared)
    if item is None:
        return (code_from(dataset, groups) or copy.deepcopy(dataset) for dataset in items)
    return (
        code_from(dataset, groups) if is_plain_code(dataset) else item.from_dataset(dataset)
        for dataset in items
    )
