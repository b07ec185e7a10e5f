"""Objects to pydicom data sets."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar

from pydicom import config
from pydicom.charset import convert_encodings, python_encoding
from pydicom.dataelem import DataElement, RawDataElement, empty_value_for_VR
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import UID

from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.pydicom_elements import dataset_of, mark
from dicomwright.runtime.conversion.scopes import (
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
    ObjectScope,
    complete,
    media_instance_of,
    transfer_syntax_of,
)
from dicomwright.runtime.conversion.vrs import bytes_of, pixel_vr, vr_of_value
from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.narrow import is_array, is_tuple
from dicomwright.runtime.trees.places import FIRST, LAST, LOWER, NEXT, RECORDS, offset_of, records_of
from dicomwright.runtime.values import pixel_arrays
from dicomwright.runtime.values.coded import item_of
from dicomwright.runtime.values.rules import TEXTS, date_string, datetime_string, decimal_string, time_string
from dicomwright.runtime.values.stored import EncapsulatedBytes
from dicomwright.runtime.vocabulary.tags import group_and_element, keyword_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.trees.tree import Content

_UTF8 = "ISO_IR 192"
_META_LENGTH = 0x00020000


class _Scope(ObjectScope):
    """An object whose texts are noted: they need a character set."""

    __slots__ = ("texts",)

    def __init__(self, instance: DicomObject, outer: _Scope | None) -> None:
        super().__init__(instance, outer)
        self.texts: list[tuple[type[DicomObject], Attribute, str]] = outer.texts if outer else []
        """Texts that are not ASCII, with where they stand."""


def item_dataset(item: DicomObject) -> Dataset:
    """Return a sequence item as a data set."""
    return _marked(Dataset(_elements(item, _Scope(item, None))), item)


def data_dataset(data: DicomObject) -> Dataset:
    """Return what a service carries as a data set, which says which characters it has."""
    scope = _Scope(data, None)
    dataset = _marked(Dataset(_elements(data, scope)), data)
    _check_texts(dataset, scope)
    return dataset


def file_dataset(instance: Instance) -> FileDataset:
    """Return an object as a data set with file meta information."""
    scope = _Scope(instance, None)
    elements = _elements(instance, scope)
    for group in vars(instance).get("groups_", {}).values():
        elements |= _elements(group, _Scope(group, scope))
    meta = FileMetaDataset(_kept_meta(instance))
    dataset = FileDataset("", elements, preamble=b"\0" * 128, file_meta=meta, is_implicit_VR=False)
    dataset.filename = None
    _marked(dataset, instance)
    _check_texts(dataset, scope)
    _file_meta(dataset, instance)
    if RECORDS in dataset:
        _move_records(dataset, content_of(instance))
    return dataset


def _move_records(dataset: FileDataset, content: Content) -> None:
    """Give a directory the offsets that its records have in a file, whose meta information has a length."""
    written = content.dataset
    dataset.file_meta.FileMetaInformationGroupLength = offset_of(content.meta, _META_LENGTH)
    pairs = [(dataset, written), *zip(dataset[RECORDS].value, records_of(written), strict=True)]
    for one, data in pairs:
        for tag in (FIRST, LAST, NEXT, LOWER):
            if tag in one and offset_of(data, tag):
                one[tag].value = offset_of(data, tag)


def json_of(instance: Instance) -> str:
    """Return an object in the DICOM JSON Model; see `IOD.to_json`."""
    dataset = file_dataset(instance)
    try:
        return dataset.to_json(suppress_invalid_tags=False)
    except Exception as error:  # whatever values make pydicom raise
        raise _no_json(dataset, type(instance)) from error


def _no_json(dataset: Dataset, owner: type[Instance]) -> InvalidValue:
    """Name the first attribute that JSON cannot hold."""
    for element in dataset:
        try:
            element.to_json_dict(None, 0)
        except Exception:  # noqa: BLE001 - as above
            place = f"{owner.__qualname__}.{keyword_of(element.tag)} {group_and_element(element.tag)}"
            return InvalidValue(f"{place}, VR {element.VR}: cannot be written in the DICOM JSON Model")
    return InvalidValue(f"{owner.__qualname__}: cannot be written in the DICOM JSON Model")


def _kept_meta(instance: Instance) -> dict[BaseTag, DataElement | RawDataElement]:
    """Return the file meta information that was read."""
    kept = kept_of(instance)
    return {} if kept is None or kept.meta is None else dict(dataset_of(kept.meta, kept).items())


def _file_meta(dataset: FileDataset, instance: Instance) -> None:
    meta = dataset.file_meta
    meta.FileMetaInformationVersion = b"\0\1"
    classes = type(instance).sop_classes
    meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID") or UID(classes[0] if classes else "")
    meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID") or UID(media_instance_of(instance))
    meta.TransferSyntaxUID = UID(transfer_syntax_of(instance))
    meta.ImplementationClassUID = UID(IMPLEMENTATION_CLASS_UID)
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION_NAME


def _elements(instance: DicomObject, scope: _Scope) -> dict[BaseTag, DataElement | RawDataElement]:
    """Return all the elements of an object, those that are kept as they were read.

    They are not set one by one: pydicom would decode what is malformed, and refuse it.
    """
    attributes, elements = type(instance).attributes(), instance.kept_
    _note_private(instance, scope)
    for keyword, value in complete(instance, scope.said).items():
        declared = attributes[keyword]
        if declared.number not in elements:
            elements[BaseTag(declared.number)] = _element(declared, value, scope)
    return elements


_D = TypeVar("_D", bound=Dataset)


def _marked(dataset: _D, instance: DicomObject) -> _D:
    """Tell pydicom how the elements are encoded that stand as they were read."""
    kept = kept_of(instance)
    if kept is not None:
        mark(dataset, kept.data)
    return dataset


def _element(declared: Attribute, value: Any, scope: _Scope) -> DataElement:  # noqa: ANN401 - by VR
    if declared.keyword in pixel_arrays.ARRAYS:
        return _pixel_element(declared, value, scope)
    vr = vr_of_value(declared, value, scope)
    if vr in TEXTS and value is not None:
        _note_texts(declared, value, scope)
    return DataElement(declared.number, vr, _raw(declared, vr, value, scope), validation_mode=config.IGNORE)


def _raw(declared: Attribute, vr: str, value: Any, scope: _Scope) -> Any:  # noqa: ANN401 - by VR
    """Return a value as pydicom wants it."""
    if vr == "SQ":
        return [_item(declared, item, scope) for item in value or ()]
    if value is None:
        return empty_value_for_VR(vr)  # what pydicom reads of an empty element
    if vr == "OW" and is_tuple(value):
        return bytes_of(declared, vr, value)
    write = _WRITERS.get(vr)
    if write is None:
        return list(value) if is_tuple(value) else value
    return [write(one) for one in value] if is_tuple(value) else write(value)


def _item(declared: Attribute, item: Any, scope: _Scope) -> Dataset:  # noqa: ANN401 - Item, Code or Dataset
    if isinstance(item, DicomObject):
        return _marked(Dataset(_elements(item, _Scope(item, scope))), item)
    if isinstance(item, Dataset):
        return item
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
    data = pixel_arrays.encode(value, scope.said) if is_array(value) else value
    vr = pixel_vr(declared, value, scope)
    element = DataElement(declared.number, vr, data, validation_mode=config.IGNORE)
    element.is_undefined_length = isinstance(value, EncapsulatedBytes)
    return element


# Character sets: PS3.3 C.12.1.1.2


def _note_texts(declared: Attribute, value: Any, scope: _Scope) -> None:  # noqa: ANN401
    for text in value if is_tuple(value) else (value,):
        if not str(text).isascii():
            scope.texts.append((scope.owner, declared, str(text)))


def _note_private(instance: DicomObject, scope: _Scope) -> None:
    """Note the texts of private attributes that were set."""
    kept = kept_of(instance)
    for tag, (vr, value) in kept.known.items() if kept is not None else ():
        if isinstance(value, str) and not value.isascii():
            declared = Attribute(tag, vr, "3")
            declared.keyword = "private attribute"
            scope.texts.append((scope.owner, declared, value))


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
