"""Objects to pydicom data sets: values to elements, what is derived and what is left empty."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydicom import config
from pydicom.charset import convert_encodings, python_encoding
from pydicom.dataelem import DataElement, RawDataElement, empty_value_for_VR
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRLittleEndian

from dicomwright.runtime import pixels
from dicomwright.runtime.narrow import is_array, is_tuple
from dicomwright.runtime.objects import IOD, FunctionalGroupMacro, Item, once, verify_pixels
from dicomwright.runtime.values import TEXTS, date_string, datetime_string, decimal_string, time_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.runtime.attribute import Attribute
from dicomwright.runtime.objects import DicomObject

IMPLEMENTATION_CLASS_UID = UID("2.25.118217693467394103219485437093571310907")
IMPLEMENTATION_VERSION_NAME = "DICOMWRIGHT_0_1"
_UTF8 = "ISO_IR 192"
_BYTE = 8
_PIXEL_DATA = 0x7FE00010


class Scope(Protocol):
    """An object and those around it, as ambiguous VRs are resolved by them."""

    owner: type[DicomObject]

    def find(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute here or further out, or None."""


class _Scope:
    """What an item needs to know of the objects around it, and an object of its items."""

    def __init__(self, instance: DicomObject, outer: _Scope | None) -> None:
        self.owner = type(instance)
        self.said = verify_pixels(instance)
        self.instance = instance
        self.outer = outer
        self.texts: list[tuple[type[DicomObject], Attribute, str]] = outer.texts if outer else []
        """Texts that are not ASCII, with where they stand."""

    def find(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute here or further out, or None."""
        value = self.said.get(keyword)
        if value is None:
            value = self.instance.value_(keyword)
        return self.outer.find(keyword) if value is None and self.outer else value


def item_dataset(item: DicomObject) -> Dataset:
    """Return a sequence item as a data set."""
    return _marked(Dataset(_elements(item, _Scope(item, None))), item)


def file_dataset(instance: IOD) -> FileDataset:
    """Return an object as a data set with file meta information."""
    scope = _Scope(instance, None)
    elements = _elements(instance, scope)
    dataset = FileDataset(
        "", elements, preamble=b"\0" * 128, file_meta=FileMetaDataset(), is_implicit_VR=False
    )
    dataset.filename = None
    _marked(dataset, instance)
    _check_texts(dataset, scope)
    _file_meta(dataset, instance)
    return dataset


def _file_meta(dataset: FileDataset, instance: IOD) -> None:
    meta = dataset.file_meta
    meta.FileMetaInformationVersion = b"\0\1"
    meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID")
    meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID")
    meta.TransferSyntaxUID = UID(transfer_syntax_of(instance))
    meta.ImplementationClassUID = IMPLEMENTATION_CLASS_UID
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION_NAME


def transfer_syntax_of(instance: DicomObject) -> str:
    """Return the syntax of pixels that were read compressed and are still the same; else the plain one."""
    unchanged = instance.origin_ is not None and _PIXEL_DATA in instance.origin_.known
    compressed = unchanged or isinstance(instance.stored_.get("PixelData"), _Encapsulated)
    syntax = instance.transfer_syntax_ if compressed else None
    return str(ExplicitVRLittleEndian if syntax is None else syntax)


class _Encapsulated(bytes):
    """Pixel data that was read compressed."""


encapsulated = _Encapsulated


# Which values


def _elements(instance: DicomObject, scope: _Scope) -> dict[BaseTag, DataElement | RawDataElement]:
    """Return all the elements of an object, those that are kept as they were read.

    They are not set one by one: pydicom would decode what is malformed, and refuse it.
    """
    attributes, elements = type(instance).attributes(), instance.kept_
    for keyword, value in _complete(instance, scope.said).items():
        declared = attributes[keyword]
        if declared.number not in elements:
            elements[BaseTag(declared.number)] = _element(declared, value, scope)
    return elements


_D = TypeVar("_D", bound=Dataset)


def _marked(dataset: _D, instance: DicomObject) -> _D:
    """Tell pydicom how the elements are encoded that stand as they were read."""
    if instance.origin_ is not None:
        from dicomwright.runtime.decode import mark  # noqa: PLC0415 - only who reads needs it

        mark(dataset, instance.origin_.data)
    return dataset


def _complete(instance: DicomObject, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was set, what follows from it, and None for Type 2 attributes left alone.

    Of what was read, nothing is filled in.
    """
    values = {**said, **instance.stored_}  # what was read and is not stored is kept
    if not instance.derives_:
        return values
    attributes = type(instance).attributes()
    for keyword, declared in _due(instance).items():
        if keyword in values:
            continue
        value = instance.fixed_(attributes[keyword])
        if value is not None or declared.type == "2":
            values[keyword] = value
    return values


def _due(instance: DicomObject) -> dict[str, Attribute]:
    """Return the attributes that are written even when nobody set them, if they are Type 1 or 2."""
    return instance.due_() if isinstance(instance, IOD) else once(type(instance), "due_in_item_", due_in_item)


def due_in_item(cls: type[DicomObject]) -> dict[str, Attribute]:
    """Return the attributes of an item that are written even when nobody set them, if they are Type 1 or 2."""
    return {
        keyword: declared
        for keyword, declared in cls.attributes().items()
        if (declared.type == "2" or declared.derived is not None)
        and not issubclass(declared.owner, FunctionalGroupMacro)
    }


# Values to elements


def _element(declared: Attribute, value: Any, scope: _Scope) -> DataElement:  # noqa: ANN401 - by VR
    if declared.keyword in pixels.ARRAYS:
        return _pixel_element(declared, value, scope)
    vr = resolved_vr(declared, value, scope)
    if vr in TEXTS and value is not None:
        _note_texts(declared, value, scope)
    return DataElement(declared.number, vr, _raw(declared, vr, value, scope), validation_mode=config.IGNORE)


def _raw(declared: Attribute, vr: str, value: Any, scope: _Scope) -> Any:  # noqa: ANN401 - by VR
    """Return a value as pydicom wants it."""
    if vr == "SQ":
        return [_item(declared, item, scope) for item in value or ()]
    if value is None:
        return empty_value_for_VR(vr)  # what pydicom reads of an empty element
    write = _WRITERS.get(vr)
    if write is None:
        return list(value) if is_tuple(value) else value
    return [write(one) for one in value] if is_tuple(value) else write(value)


def _item(declared: Attribute, item: Any, scope: _Scope) -> Dataset:  # noqa: ANN401 - Item, Code or Dataset
    if isinstance(item, Item):
        return _marked(Dataset(_elements(item, _Scope(item, scope))), item)
    if isinstance(item, Dataset):
        return item
    from dicomwright.runtime.coded import item_of  # noqa: PLC0415 - pydicom.sr is slow to import

    _note_texts(declared, tuple(item), scope)
    return item_of(item)


def _write_decimal(value: Any) -> Any:  # noqa: ANN401
    return decimal_string(value) if type(value) is float else value


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "DA": lambda value: date_string(value) if isinstance(value, date) else value,
    "DS": _write_decimal,
    "DT": lambda value: datetime_string(value) if isinstance(value, datetime) else value,
    "TM": lambda value: time_string(value) if isinstance(value, time) else value,
}


def _pixel_element(declared: Attribute, value: Any, scope: _Scope) -> DataElement:  # noqa: ANN401
    data = pixels.encode(value, scope.said) if is_array(value) else value
    vr = pixel_vr(declared, value, scope)
    element = DataElement(declared.number, vr, data, validation_mode=config.IGNORE)
    element.is_undefined_length = isinstance(value, _Encapsulated)
    return element


def pixel_vr(declared: Attribute, value: Any, scope: Scope) -> str:  # noqa: ANN401 - bytes or an array
    """Choose between OB and OW: OW when more than 8 bits are allocated; compressed pixels are OB (PS3.5 A.2)."""
    if " or " not in declared.vr:
        return declared.vr
    allocated = scope.find("BitsAllocated") or (value.dtype.itemsize * _BYTE if is_array(value) else _BYTE)
    return "OW" if allocated > _BYTE and not isinstance(value, _Encapsulated) else "OB"


def resolved_vr(declared: Attribute, value: Any, scope: Scope) -> str:  # noqa: ANN401
    """Choose between US, SS, OB and OW: by the value, then by Pixel Representation (PS3.5 A.2)."""
    vrs = declared.vr.split(" or ")
    if len(vrs) == 1:
        return declared.vr
    if isinstance(value, bytes) or not {"US", "SS"} & {*vrs}:
        return _bytes_vr(declared, vrs, scope)
    return _signed_vr(declared, vrs, value, scope)


_WAVEFORM = frozenset({"WaveformData", "WaveformPaddingValue", "ChannelMinimumValue", "ChannelMaximumValue"})


def _bytes_vr(declared: Attribute, vrs: list[str], scope: Scope) -> str:
    if declared.keyword in _WAVEFORM and (scope.find("WaveformBitsAllocated") or _BYTE) <= _BYTE:
        return "OB"
    return "OW" if "OW" in vrs else vrs[0]


def _signed_vr(declared: Attribute, vrs: list[str], value: Any, scope: Scope) -> str:  # noqa: ANN401
    numbers = value if is_tuple(value) else () if value is None else (value,)
    if "SS" not in vrs:
        return "US"
    signed = scope.find("PixelRepresentation")
    low, high = min(numbers, default=0), max(numbers, default=0)
    if signed is None:
        signed = low < 0
    if (low < 0 and not signed) or (high >= 2**15 and (signed or low < 0)):
        raise declared.invalid(scope.owner, "does not fit Pixel Representation")
    return "SS" if signed else "US"


# Character sets: PS3.3 C.12.1.1.2


def _note_texts(declared: Attribute, value: Any, scope: _Scope) -> None:  # noqa: ANN401
    for text in value if is_tuple(value) else (value,):
        if not str(text).isascii():
            scope.texts.append((scope.owner, declared, str(text)))


def _check_texts(dataset: Dataset, scope: _Scope) -> None:
    """Declare UTF-8 when texts need a character set and none is declared; refuse what a set lacks."""
    if not scope.texts:
        return
    declared = dataset.get("SpecificCharacterSet")
    if not declared:
        dataset.SpecificCharacterSet = _UTF8
        return
    encodings = list(_encodings(declared))
    for owner, attribute, text in scope.texts:
        if not all(any(_encodes(c, e) for e in encodings) for c in set(text)):
            raise attribute.invalid(owner, "has characters that the Specific Character Set lacks")


def _encodings(declared: Any) -> Iterator[str]:  # noqa: ANN401 - str or several
    names = [declared] if isinstance(declared, str) else [name or "ISO_IR 6" for name in declared]
    yield from convert_encodings(names)
    yield from (python_encoding[name] for name in names if name in python_encoding)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
