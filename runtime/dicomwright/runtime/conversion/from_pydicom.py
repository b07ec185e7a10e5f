"""Pydicom data sets to objects."""

from __future__ import annotations

import copy
import json
import re
from typing import Any, TypeVar, cast

from pydicom.dataelem import DataElement, empty_value_for_VR
from pydicom.dataset import Dataset

from dicomwright.runtime.conversion.origin import object_of, view
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.trees.parsing import swapped
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.pydicom_trees import from_pydicom, meta_of
from dicomwright.runtime.trees.tree import Content, DataSet, Problem
from dicomwright.runtime.values.rules import RULES, WORDS
from dicomwright.runtime.values.stored import Large, Unencodable
from dicomwright.runtime.vocabulary.tags import keyword_of

_TAG = re.compile("[0-9A-Fa-f]{8}")
_I = TypeVar("_I", bound=Instance)
_T = TypeVar("_T", bound=DicomObject)


def object_of_dataset(cls: type[_I], dataset: Dataset) -> _I:
    """Return an object that has what is in a pydicom data set. Raises `WrongSOPClass`."""
    if not isinstance(dataset, Dataset):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"must be a pydicom Dataset, not {type(dataset).__name__}; a file is opened by read")
    return _object_of(cls, dataset, _tree_of(dataset), ())


def _object_of(cls: type[_I], dataset: Dataset, data: DataSet, problems: tuple[Problem, ...]) -> _I:
    meta: Any = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    read = meta_of(dataset) or DataSet({})
    return object_of(cls, Content(read, data, str(syntax) if syntax else None, problems))


def object_of_json(cls: type[_I], text: str | bytes) -> _I:
    """Return an object that has what is in a DICOM JSON Model object. Raises `WrongSOPClass`.

    An element that cannot be read is empty, and in `problems`.
    """
    found = json.loads(text)
    problems: list[Problem] = []
    try:
        dataset = Dataset.from_json(found)
    except Exception:  # noqa: BLE001 - whatever values make pydicom raise
        dataset = _readable(found, "", problems)
    data = _tree_of(dataset)
    _empty_unencodable(data, problems)
    return _object_of(cls, dataset, data, tuple(problems))


def _empty_unencodable(data: DataSet, problems: list[Problem]) -> None:
    """Leave out values that no element can hold, at every depth."""
    pending = [data]
    while pending:
        here = pending.pop()
        for tag, (vr, value) in here.elements.items():
            if isinstance(value, Unencodable):
                problems.append(Problem(path_of(here, tag), tag, value.rule, "bad-value"))
                here.elements[tag] = vr, b""
            elif isinstance(value, list):
                pending += value


def _readable(found: Any, place: str, problems: list[Problem]) -> Dataset:  # noqa: ANN401 - of JSON
    """Read a data set element by element, those that are wrong without their values."""
    dataset = Dataset()
    for key, element in found.items():
        if not _TAG.fullmatch(key):
            problems.append(Problem(place.rstrip("."), None, "has what is no tag", "bad-value"))
            continue
        tag = int(key, 16)
        vr, path, given = _vr_of(element), place + keyword_of(tag), _items_of(element)
        if given is not None:
            items = [_readable(item, f"{path}[{index}].", problems) for index, item in enumerate(given)]
            dataset.add_new(tag, "SQ", items)
            continue
        try:
            dataset.update(Dataset.from_json({key: element}))
        except Exception:  # noqa: BLE001 - as above
            problems.append(Problem(path, tag, f"VR {vr}: cannot be read", "bad-value"))
            dataset.add(DataElement(tag, vr, empty_value_for_VR(vr)))
    return dataset


def _vr_of(element: Any) -> str:  # noqa: ANN401 - of JSON
    """Return the VR of an element; UN where it has none that exists."""
    vr = cast("dict[str, Any]", element).get("vr") if isinstance(element, dict) else None
    return vr if vr == "SQ" or vr in RULES else "UN"


def _items_of(element: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401 - of JSON
    """Return the items of a sequence, of which null is an empty one; None of anything else."""
    if _vr_of(element) != "SQ" or not isinstance(element.get("Value"), list):
        return None
    items: list[Any] = element["Value"]
    return [item or {} for item in items] if all(isinstance(item, dict | None) for item in items) else None


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
