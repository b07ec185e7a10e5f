"""Pydicom data sets to the tree that validation judges: raw elements as they are, others as they would be written."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, time
from io import BufferedIOBase, BytesIO
from struct import error as StructError  # noqa: N812 - it is a class, whatever its name
from struct import pack
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.fileutil import buffer_length
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence as Items
from pydicom.valuerep import PersonName

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_array
from dicomwright.runtime.trees.parsing import (
    FORMS,
    UNDEFINED,
    WORDS,
    Parser,
    Problems,
    Source,
    is_text,
    swapped,
)
from dicomwright.runtime.trees.places import RECORDS
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.fields import descriptor
from dicomwright.runtime.values.rules import RULES, TEXTS, date_string, datetime_string, rule_of, time_string
from dicomwright.runtime.values.stored import Encapsulated, Held, Large, Unencodable
from dicomwright.runtime.vocabulary.tags import DESCRIPTORS, VR_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydicom.dataelem import DataElement

    from dicomwright.runtime.trees.tree import Element, Value

LARGE: Final = 1 << 16
"""Bytes of a value of pixels and the like, above which its length is enough."""

_PIXEL_DATA: Final = 0x7FE00010
_NATIVE: Final = frozenset(f"1.2.840.10008.1.2{end}" for end in ("", ".1", ".1.99", ".2"))
"""Transfer syntaxes without encapsulation (PS3.5 A.1, A.2, A.3 and A.5)."""


_DEEPEST: Final = 200_000
"""Levels of items, more than anybody nests: a data set that contains itself has no end."""


def from_pydicom(dataset: Dataset) -> DataSet:
    """Return what a pydicom data set holds; it stays as it is, raw elements included."""
    root = DataSet({})
    pending = [(dataset, root, 0)]
    encapsulated = _is_encapsulated(dataset)
    while pending:
        source, data, depth = pending.pop()
        elements = data.elements
        last, ordered = -1, True
        for key, element in source.items():
            tag = key.real  # a plain int: pydicom's tags compare in Python
            if tag < last:
                ordered = False
            last = tag
            if type(element) is RawDataElement:
                vr, length, value = element[1:4]
                if length <= LARGE and vr in _PLAIN and type(value) is bytes and element.is_little_endian:
                    elements[tag] = vr, value
                else:
                    elements[tag] = _raw(data, tag, element)
            elif element.VR == "SQ":
                given = _items(element.value) if depth < _DEEPEST else None
                items = [DataSet({}, data, tag, index) for index in range(len(given or ()))]
                elements[tag] = "SQ", Unencodable("must be items") if given is None else items
                if tag == RECORDS:
                    _place(given or (), items)
                pending += [(one, item, depth + 1) for one, item in zip(given or (), items, strict=True)]
            else:
                elements[tag] = _converted(tag, cast("DataElement", element), encapsulated=encapsulated)
        if not ordered:  # a data set in memory has no order, and is written in that of the tags
            data.elements = dict(sorted(elements.items()))
    return root


def _place(given: Sequence[Dataset], items: Sequence[DataSet]) -> None:
    """Give directory records the places that pydicom read them at."""
    for one, item in zip(given, items, strict=True):
        place: int | None = getattr(one, "seq_item_tell", None)
        if place is not None:
            item.place = place


def meta_of(dataset: Dataset) -> DataSet | None:
    """Return the file meta information of a pydicom data set, if it has any."""
    meta: Dataset | None = getattr(dataset, "file_meta", None)
    return from_pydicom(meta) if meta else None


def _is_encapsulated(dataset: Dataset) -> bool:
    """Tell whether pydicom would write the pixel data as items."""
    meta: Any = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta else None
    return bool(syntax) and str(syntax) not in _NATIVE


def _items(value: Any) -> Sequence[Dataset] | None:  # noqa: ANN401 - whatever someone put there
    """Return the items of a sequence; None when it has anything else."""
    if value is None or isinstance(value, Items):
        return value or ()
    if type(value) in _SEVERAL and all(isinstance(one, Dataset) for one in value):
        return cast("Sequence[Dataset]", value)
    return None


# --- raw elements: bytes as they were read

_PLAIN: Final = frozenset(RULES)
"""Every VR but SQ: what stays as it is, unless it is large or Big Endian."""


def _raw(data: DataSet, tag: int, raw: RawDataElement) -> Element:
    vr, length, value = raw.VR or VR_OF[tag], raw.length, raw.value
    if value is None:
        return vr, Large(length, raw.value_tell) if 0 < length < UNDEFINED else b""  # it was deferred
    if isinstance(value, BufferedIOBase):
        return vr, Large(buffer_length(value))
    if vr == "SQ":
        return vr, _parsed(data, tag, raw, value)
    if length == UNDEFINED:
        return vr, Encapsulated.counted(value)
    if not raw.is_little_endian:
        value = swapped(value, WORDS.get(vr, 1))
    return vr, _held(value) if vr in _BYTES and len(value) > LARGE and not is_text(tag, vr) else value


def _held(value: bytes) -> Held:
    return Held.of(len(value), lambda: (value,))


def _parsed(data: DataSet, tag: int, raw: RawDataElement, value: bytes) -> Value:
    """Return the items of a sequence of defined length, which pydicom leaves as bytes until somebody asks."""
    explicit, big = not raw.is_implicit_VR, not raw.is_little_endian
    order, code = (">" if big else "<"), (b"SQ\0\0" if explicit else b"")
    whole = pack(f"{order}HH{len(code)}sL", tag >> 16, tag & 0xFFFF, code, len(value)) + value
    parser = Parser(Source(BytesIO(whole)), Problems(), FORMS[explicit, big], (whole, 0), 0, large=LARGE)
    found = parser.run().elements.get(tag)
    if found is None or not isinstance(found[1], list):
        return Unencodable("cannot be read as a sequence")
    for item in found[1]:
        item.parent = data
        if tag == RECORDS:
            item.place += raw.value_tell - len(whole) + len(value)
    return found[1]


# --- converted elements: what pydicom would write for a value of Python

_BYTES: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN", "OB or OW"})
_NUMBERS: Final = {
    "FD": "d", "FL": "f", "SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q",
    "US or SS": "Hh", "US or OW": "H", "US or SS or OW": "Hh",
}  # fmt: skip
"""Codes of struct; of an ambiguous VR, the first that all values fit."""


def _converted(tag: int, element: DataElement, *, encapsulated: bool) -> Element:
    vr, value = element.VR, element.value
    if type(vr) is not str:
        vr = str(getattr(vr, "value", vr))  # of pydicom's enum
    convert = _CONVERTERS.get(vr, _bytes)
    items = element.is_undefined_length or (encapsulated and tag == _PIXEL_DATA)
    if items and convert is _bytes and isinstance(value, bytes):
        return vr, Encapsulated.counted(value)
    if isinstance(value, bytes) and is_text(tag, vr) and vr == "UN":
        return vr, value
    if vr == "SS" and tag in DESCRIPTORS:
        convert = _descriptor
    try:
        return vr, convert(vr, value)
    except Refused as refused:
        return vr, Unencodable(str(refused), copy(element))


_SEVERAL: Final = frozenset({MultiValue, list, tuple})


def _text(vr: str, value: Any) -> Value:  # noqa: ANN401 - whatever someone put there
    """Join the values of a text; it stays a str when a character set has yet to encode it."""
    if type(value) is str:
        text: str = value
    elif type(value) in _SEVERAL:
        text = "\\".join([_string(vr, one) for one in value])
    elif value is None or (isinstance(value, bytes) and vr in TEXTS):
        return _even(value or b"", b" ")
    else:
        text = _string(vr, value)
    if not text.isascii():
        return text
    return _even(text.encode("ascii"), b"\0" if vr == "UI" else b" ")


def _even(data: bytes, padding: bytes) -> bytes:
    return data + padding if len(data) & 1 else data


def _string(vr: str, value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, str):  # of pydicom, such as a UID
        return str(value)
    write = _WRITERS.get(vr)
    if write is None:
        raise Refused(f"must be a str, not {type(value).__name__}")
    original = getattr(value, "original_string", None)
    return original if isinstance(original, str) else write(value)


def _number_string(value: Any) -> str:  # noqa: ANN401 - the question is whether it is a number
    try:
        float(value)
    except (TypeError, ValueError):
        raise Refused(f"must be a number, not {type(value).__name__}") from None
    return str(value)


_K = TypeVar("_K")


def _moment(kind: type[_K], write: Callable[[_K], str]) -> Callable[[object], str]:
    def string(value: object) -> str:
        if not isinstance(value, kind):
            raise Refused(f"must be a {kind.__name__} or str, not {type(value).__name__}")
        return write(value)

    return string


def _name(value: object) -> str:
    if isinstance(value, PersonName):
        try:
            return str(value)
        except (UnicodeError, LookupError):  # it decodes what it holds only now
            raise Refused("cannot be decoded by the Specific Character Set") from None
    raise Refused(f"must be a str or PersonName, not {type(value).__name__}")


_WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "DA": _moment(date, date_string),
    "DS": _number_string,
    "DT": _moment(datetime, datetime_string),
    "IS": _number_string,
    "PN": _name,
    "TM": _moment(time, time_string),
}


def _numbers(vr: str, value: object) -> Value:
    if isinstance(value, bytes) and "OW" in vr:
        return value
    values = _each(value)
    for code in _NUMBERS[vr]:
        try:
            return pack(f"<{len(values)}{code}", *values)
        except (StructError, OverflowError, TypeError):
            continue
    raise _refusal(vr, values)


def _descriptor(vr: str, value: object) -> Value:
    """Write a descriptor of VR SS, of which one value is signed."""
    try:
        return descriptor(tuple(_each(value)))
    except (StructError, TypeError):
        return _numbers(vr, value)


def _tags(vr: str, value: object) -> Value:
    values = _each(value)
    try:
        return b"".join([pack("<HH", one >> 16, one & 0xFFFF) for one in values])
    except (StructError, TypeError):
        raise _refusal(vr, values) from None


def _each(value: Any) -> Sequence[Any]:  # noqa: ANN401
    """Return numbers as several, be it of one or none."""
    if is_array(value):
        return value.ravel().tolist()
    if value is None or value == "":
        return ()
    return value if type(value) in _SEVERAL else (value,)


def _refusal(vr: str, values: Sequence[Any]) -> Refused:
    """Say what is wrong with numbers that struct does not take."""
    rule = rule_of(vr)
    for value in values:
        if isinstance(value, str | bytes):  # digits are what assignment takes, and no element
            return Refused(f"must be a number, not {type(value).__name__}")
        try:
            rule(value)
        except Refused as refused:
            return refused
    return Refused(f"cannot be written as {vr}")


def _bytes(vr: str, value: object) -> Value:
    if isinstance(value, bytes):
        if len(value) > LARGE:
            return _held(value)
        return _even(value, b"\0") if vr.startswith("OB") else value
    if value is None or (isinstance(value, str) and not value):
        return b""
    if isinstance(value, BufferedIOBase):
        return Large(buffer_length(value))
    size: int = getattr(value, "nbytes", 0)
    return Large(size) if size > LARGE else cast("bytes", RULES.get(vr, RULES["OB"])(value))


_CONVERTERS: Final[dict[str, Callable[[str, Any], Value]]] = {
    **dict.fromkeys(("AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR", *TEXTS), _text),
    **dict.fromkeys(_NUMBERS, _numbers),
    "AT": _tags,
}
