"""Pydicom data sets to objects."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeVar

from pydicom.dataset import Dataset

from dicomwright.runtime.conversion.origin import object_of, view
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.trees.parsing import swapped
from dicomwright.runtime.trees.pydicom_trees import from_pydicom, meta_of
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.values.rules import WORDS
from dicomwright.runtime.values.stored import Large

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement


_I = TypeVar("_I", bound=Instance)
_T = TypeVar("_T", bound=DicomObject)


def object_of_dataset(cls: type[_I], dataset: Dataset) -> _I:
    """Return an object that has what is in a pydicom data set. Raises `WrongSOPClass`."""
    if not isinstance(dataset, Dataset):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"must be a pydicom Dataset, not {type(dataset).__name__}; a file is opened by read")
    meta: Any = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    tree, found = meta_of(dataset) or DataSet({}), _tree_of(dataset)
    return object_of(cls, Content(tree, found, str(syntax) if syntax else None, ()))


def object_of_json(cls: type[_I], text: str | bytes) -> _I:
    """Return an object that has what is in a DICOM JSON Model object. Raises `WrongSOPClass`."""
    return object_of_dataset(cls, Dataset.from_json(text if isinstance(text, str) else text.decode()))


def item_of_dataset(cls: type[_T], dataset: Dataset) -> _T:
    """Return an item that has what is in a pydicom data set."""
    return view(cls, _tree_of(dataset))


def _tree_of(dataset: Dataset) -> DataSet:
    if dataset.original_encoding[1] is False:
        dataset = _little_endian(dataset)
    data = from_pydicom(dataset)
    for tag, (vr, value) in data.elements.items():
        if type(value) is Large:  # pydicom has deferred it
            data.elements[tag] = vr, dataset.get_item(tag).value  # pyright: ignore[reportArgumentType]
    return data


def _little_endian(dataset: Dataset) -> Dataset:
    """Copy a data set that was read as big endian, with the words of binary values swapped (PS3.5 7.3)."""

    def swap(owner: Dataset, element: DataElement) -> None:
        word = WORDS.get(element.VR, 1)
        if element.keyword == "PixelData" and element.VR == "OW":  # pixels of 32 bits are swapped as a whole
            word = max(word, owner.get("BitsAllocated", 0) // 8)
        if word > 1 and isinstance(element.value, bytes):
            element.value = swapped(element.value, word)

    copied = copy.deepcopy(dataset)
    copied.walk(swap)
    return copied
