"""What was read to objects: an attribute is decoded when it is asked for, and what breaks a rule stays visible."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pydicom import config
from pydicom.charset import convert_encodings, default_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag
from pydicom.uid import UID
from pydicom.valuerep import PersonName

from dicomwright.runtime.checking import groups_of, holds_several, is_plain_code, item_class
from dicomwright.runtime.encode import encapsulated
from dicomwright.runtime.errors import Refused, WrongSOPClass
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.objects import IOD, DicomObject, Item, blank, once
from dicomwright.runtime.origin import Origin
from dicomwright.runtime.parsing import TEXTUAL, UNDEFINED
from dicomwright.runtime.tree import DataSet, Fragments, Large, Problem, Unencodable
from dicomwright.runtime.validation.adapter import from_pydicom
from dicomwright.runtime.validation.elements import is_empty, text_of, values_of
from dicomwright.runtime.values import UNDELIMITED, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.attribute import Attribute
    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.tree import Rest, Value

_I = TypeVar("_I", bound=IOD)
_T = TypeVar("_T", bound=DicomObject)

_CHARACTER_SET = 0x00080005
_SOP_CLASS = 0x00080016
_LUT_DESCRIPTOR = 0x00283002
_LUT_DATA = 0x00283006
_PIXEL_REPRESENTATION = 0x00280103
_PIXEL_DATA = 0x7FE00010


# Objects


def view(
    cls: type[_T],
    data: DataSet,
    file: File | None = None,
    notes: tuple[Problem, ...] = (),
    rest: Rest | None = None,
) -> _T:
    """Return an object that has what is in a data set; large values, and the rest, are loaded from `file`."""
    new = blank(cls, derives=False)
    new.origin_ = Origin(data, file, notes, rest)
    return new


def object_of(  # noqa: PLR0913, PLR0917 - all that a file has
    cls: type[_I],
    data: DataSet,
    syntax: str | None,
    file: File | None = None,
    notes: tuple[Problem, ...] = (),
    rest: Rest | None = None,
) -> _I:
    """Return an object of one of the SOP classes of an IOD. Raises `WrongSOPClass`."""
    uid = sop_class_of(data)
    if uid and cls.sop_classes and uid not in cls.sop_classes:
        name = UID(uid).name if UID(uid).is_valid else "unknown"
        raise WrongSOPClass(f"the data set is no {cls.__name__}: its SOP class is {name}")
    new = view(cls, data, file, notes, rest)
    encapsulated_pixels = isinstance(data.elements.get(_PIXEL_DATA, ("", b""))[1], Fragments)
    if encapsulated_pixels and syntax and UID(syntax).is_valid:
        new.transfer_syntax_ = syntax
    return new


def sop_class_of(data: DataSet) -> str:
    """Return the SOP Class UID of a data set; empty when it has none."""
    vr, value = data.elements.get(_SOP_CLASS, ("UI", b""))
    found = () if isinstance(value, list) else values_of(vr, value)
    return str(found[0]) if found else ""


def object_of_dataset(cls: type[_I], dataset: Dataset) -> _I:
    """Return an object that has what is in a pydicom data set. Raises `WrongSOPClass`."""
    if not isinstance(dataset, Dataset):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"must be a pydicom Dataset, not {type(dataset).__name__}; a file is opened by read")
    meta: Any = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    return object_of(cls, _tree_of(dataset), str(syntax) if syntax else None)


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
            element.value = np.frombuffer(element.value, f">u{word}").astype(f"<u{word}").tobytes()

    swapped = copy.deepcopy(dataset)
    swapped.walk(swap)
    return swapped


# Attributes


def decode_all(instance: DicomObject, origin: Origin) -> None:
    """Decode all the attributes of an object that have not been asked for."""
    table = _by_number(type(instance))
    for tag in list(origin.elements):
        declared = table.get(tag)
        if declared is not None and declared.keyword not in instance.stored_:
            decode(instance, origin, declared)


def _by_number(cls: type[DicomObject]) -> Mapping[int, Attribute]:
    return once(cls, "by_number_", lambda c: {a.number: a for a in c.attributes().values()})


def decode(instance: DicomObject, origin: Origin, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
    """Decode one attribute, and keep its value in the object; one that breaks a rule is kept as it stands."""
    vr, value = origin.element(declared.number)
    if isinstance(value, Fragments):
        value = encapsulated(origin.load(value))
    elif isinstance(value, Large):
        value = origin.load(value)
    vr = resolved_vr(declared.number, declared.vr if vr == "UN" else vr, origin.data)
    try:
        found = _typed(declared, vr, value, origin, type(instance))
    except (Refused, UnicodeError) as error:
        origin.faults[declared.keyword] = str(error) if isinstance(error, Refused) else _UNDECODABLE
        found = _visible(declared, vr, value, origin)
    if isinstance(value, list):  # its items can change
        origin.forget(declared)
    instance.stored_[declared.keyword] = found
    return found


_UNDECODABLE = "cannot be decoded by the Specific Character Set"


def _typed(declared: Attribute, vr: str, value: Value, origin: Origin, owner: type[DicomObject]) -> Any:  # noqa: ANN401
    """Return the value that assignment would keep. Raises `Refused`, and UnicodeError."""
    if isinstance(value, Unencodable):
        raise Refused(value.rule)
    if isinstance(value, list):
        if declared.vr != "SQ":
            raise Refused("has items, which only a sequence can have")
        return tuple(_items(declared, value, origin))
    if not value or (is_empty(vr, value) and not holds_several(declared)):
        return () if declared.vr == "SQ" else None
    if declared.vr == "SQ":
        raise Refused("must be a sequence of items")
    if vr in _PLAIN and isinstance(value, bytes | str):
        text = value if isinstance(value, str) else text_of(vr, value, origin.data.encoding)
        values = _split(vr, text.rstrip("\0 "))
    else:
        values = values_of(vr, value)
    return declared.kept(_alone(declared, values), owner)


_PLAIN = TEXTUAL - {"DS", "IS"}
"""VRs whose values are text, which assignment understands; of numbers, more is read than may be assigned."""


def _split(vr: str, text: str) -> tuple[Any, ...]:
    values = (text,) if vr in UNDELIMITED else text.split("\\")
    return tuple(map(PersonName, values)) if vr == "PN" else tuple(values)


def _alone(declared: Attribute, values: tuple[Any, ...]) -> Any:  # noqa: ANN401 - by VR
    """Return one value alone, unless there may be several."""
    return values[0] if len(values) == 1 and not holds_several(declared) else values


def _visible(declared: Attribute, vr: str, value: Value, origin: Origin) -> Any:  # noqa: ANN401 - whatever it is
    """Return what breaks a rule, as well as it can be read."""
    if isinstance(value, Unencodable):
        return value.element.value if value.element is not None else None
    if isinstance(value, list):
        return tuple(dataset_of(item, origin) for item in value)
    return _alone(declared, values_of(vr, value, origin.data.encoding)) or None


def _items(declared: Attribute, items: list[DataSet], origin: Origin) -> Iterator[Any]:
    item = item_class(declared)
    if item is not None and not declared.codes:
        yield from (view(item, data, origin.file) for data in items)
        return
    from dicomwright.runtime.coded import code_from  # noqa: PLC0415 - pydicom.sr is slow to import

    groups = groups_of(declared)
    for data in items:
        dataset = dataset_of(data, origin)
        if item is not None and not is_plain_code(dataset):
            yield view(item, data, origin.file)
        else:
            yield code_from(dataset, groups) or dataset


# Ambiguous VRs: PS3.5 Annex A and 8; only Implicit VR leaves them open


def resolved_vr(tag: int, vr: str, data: DataSet) -> str:
    """Choose one of several VRs of an element that was read: "US or SS" by Pixel Representation, else OW."""
    if " or " not in vr:
        return vr
    if tag == _LUT_DATA:
        _, descriptor = data.elements.get(_LUT_DESCRIPTOR, ("US", b""))
        return "US" if isinstance(descriptor, bytes) and descriptor[:2] == b"\1\0" else "OW"
    if "OW" in vr:
        return "OW"
    return "SS" if _is_signed(data) else "US"


def _is_signed(data: DataSet | None) -> bool:
    while data is not None:
        if _PIXEL_REPRESENTATION in data.elements:
            return data.elements[_PIXEL_REPRESENTATION][1] == b"\1\0"
        data = data.parent
    return False


# What is wrong, and what is left over


def problems_of(instance: DicomObject, origin: Origin) -> tuple[Problem, ...]:
    """Return what could not be read of a file, and the values at every depth that break a rule."""
    bad = tuple(_bad_values(instance))  # which reads what was left unread
    origin.all_elements()
    return (*origin.notes, *bad)


def _bad_values(instance: DicomObject) -> Iterator[Problem]:
    pending = [("", instance)]
    while pending:
        place, here = pending.pop()
        values, table = here.values_, type(here).attributes()
        if here.origin_ is not None:
            for keyword, rule in here.origin_.faults.items():
                yield Problem(place + keyword, table[keyword].number, rule, "bad-value")
        for keyword, value in values.items():
            if is_tuple(value):
                items = [(f"{place}{keyword}[{i}].", v) for i, v in enumerate(value) if isinstance(v, Item)]
                pending += reversed(items)


def same_undeclared(one: DicomObject, other: DicomObject) -> bool:
    """Tell whether two objects have the same besides the attributes of their class, as it was read."""
    return _flat(one) == _flat(other)


def _flat(instance: DicomObject) -> list[object]:
    """Return what has no place in the class of an object, with what is nested in a row."""
    origin = instance.origin_
    if origin is None:
        return []
    found: list[object] = []
    pending = [_rest(instance, origin)]
    while pending:
        data = pending.pop()
        for tag, (vr, value) in sorted(data.elements.items()):
            if isinstance(value, list):
                pending += value
                found.append((tag, len(value)))
            elif isinstance(value, Large | Fragments):
                found.append((tag, vr, origin.load(value)))
            else:
                found.append((tag, vr, value))
    return found


def undeclared(instance: DicomObject, origin: Origin | None) -> Dataset:
    """Return what was read of an object and has no place in its class."""
    if origin is None:
        return Dataset()
    return dataset_of(_rest(instance, origin), origin)


def _rest(instance: DicomObject, origin: Origin) -> DataSet:
    table = _by_number(type(instance))
    return DataSet({tag: origin.element(tag) for tag in origin.elements if tag not in table}, origin.data)


# To pydicom


def kept_elements(origin: Origin) -> dict[BaseTag, DataElement | RawDataElement]:
    """Return what stands as it was read, as pydicom's elements."""
    return dict(dataset_of(DataSet(origin.all_elements(), origin.data), origin).items())


def dataset_of(data: DataSet, origin: Origin) -> Dataset:
    """Return a data set that was read as one of pydicom, as if pydicom had read it."""
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
                elements[BaseTag(tag)] = _element(tag, vr, value, origin)
    return root


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


def _element(tag: int, vr: str, value: Value, origin: Origin) -> DataElement | RawDataElement:
    if isinstance(value, Unencodable) and value.element is not None:
        return copy.copy(value.element)
    if isinstance(value, str):
        return DataElement(tag, vr, value, validation_mode=config.IGNORE)
    length = UNDEFINED if isinstance(value, Fragments) else 0
    if isinstance(value, Large | Fragments):
        value = origin.load(value)
    data = value if isinstance(value, bytes) else b""
    return RawDataElement(BaseTag(tag), vr, length or len(data), data, 0, False, True)  # noqa: FBT003
