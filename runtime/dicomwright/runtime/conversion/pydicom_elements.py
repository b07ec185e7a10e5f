"""What was read and is kept, as elements of pydicom: as if pydicom had read them."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import TYPE_CHECKING

from pydicom import config
from pydicom.charset import convert_encodings, default_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from dicomwright.runtime.conversion.frozen import freeze
from dicomwright.runtime.conversion.vrs import resolved_vr
from dicomwright.runtime.trees.parsing import UNDEFINED
from dicomwright.runtime.values.elements import fault_of_number
from dicomwright.runtime.values.rules import RULES
from dicomwright.runtime.values.stored import Fragments, Large, Unencodable

if TYPE_CHECKING:
    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.trees.tree import DataSet, Value

_CHARACTER_SET = 0x00080005
_KNOWN = frozenset({*RULES, "SQ"})
"""VRs that exist."""


def dataset_of(data: DataSet, kept: Kept, *, frozen: bool = False) -> Dataset:
    """Return a data set that was read as one of pydicom, as if pydicom had read it; `frozen`: it cannot be changed."""
    root, found = _dataset(data)
    pending = [(data, found)]
    while pending:
        source, elements = pending.pop()
        for tag, (vr, value) in source.elements.items():
            if isinstance(value, list):
                items = list(map(_dataset, value))
                elements[BaseTag(tag)] = DataElement(tag, "SQ", [item for item, _ in items])
                pending += [(inner, found) for inner, (_, found) in zip(value, items, strict=True)]
            else:
                encapsulated_vr = "OB" if isinstance(value, Fragments) and " or " in vr else vr  # PS3.5 A.4
                vr = resolved_vr(tag, encapsulated_vr, source)  # noqa: PLW2901 - the loop gave what was read
                elements[BaseTag(tag)] = _element(tag, vr, value, kept)
    return freeze(root) if frozen else root


def _dataset(data: DataSet) -> tuple[Dataset, dict[BaseTag, DataElement | RawDataElement]]:
    """Return a data set that is yet empty, and its elements, to which raw ones can be added as they are."""
    elements: dict[BaseTag, DataElement | RawDataElement] = {}
    dataset = Dataset(elements)
    mark(dataset, data)
    return dataset, elements


def mark(dataset: Dataset, data: DataSet) -> None:
    """Tell pydicom how the raw elements of a data set are encoded."""
    dataset.set_original_encoding(False, True, _pydicom_codecs(_character_set(data)))  # noqa: FBT003


def _character_set(data: DataSet | None) -> bytes | str:
    while data is not None:
        _, value = data.elements.get(_CHARACTER_SET, ("CS", b""))
        if isinstance(value, bytes | str) and value:
            return value
        data = data.parent
    return b""


@lru_cache(maxsize=256)
def _pydicom_codecs(value: bytes | str) -> str | list[str]:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    try:
        return (
            convert_encodings([name.strip("\0 ") for name in text.split("\\")]) if text else default_encoding
        )
    except (LookupError, ValueError):
        return default_encoding


def _element(tag: int, vr: str, value: Value, kept: Kept) -> DataElement | RawDataElement:
    if isinstance(value, Unencodable) and value.element is not None:
        return copy.copy(value.element)
    if isinstance(value, str):
        return DataElement(tag, vr, value, validation_mode=config.IGNORE)
    length = UNDEFINED if isinstance(value, Fragments) else 0
    if isinstance(value, Large | Fragments):
        value = kept.load(value)
    data = value if isinstance(value, bytes) else b""
    if vr not in _KNOWN or fault_of_number(vr, data) is not None:  # at which pydicom would raise
        element = DataElement(tag, "UN", data, already_converted=True)
        element.VR = "UN"  # which pydicom replaces by that of the dictionary
        return element
    return RawDataElement(BaseTag(tag), vr, length or len(data), data, 0, False, True)  # noqa: FBT003
