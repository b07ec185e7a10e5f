"""Objects to trees: what is judged and written of an object, with what follows from it and what is left empty."""

from __future__ import annotations

from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydicom.dataset import Dataset

from dicomwright.runtime.conversion.to_pydicom import due_in_item, encapsulated, pixel_vr, resolved_vr
from dicomwright.runtime.declarations.objects import IOD, Item, once, verify_pixels
from dicomwright.runtime.narrow import is_array
from dicomwright.runtime.trees.tree import DataSet, Held
from dicomwright.runtime.values import pixel_arrays
from dicomwright.runtime.values.fields import FIELDS, joined
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.vocabulary.charsets import DEFAULT, codecs_of, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.objects import DicomObject, Module
    from dicomwright.runtime.trees.tree import Element

_CHARACTER_SET: Final = 0x00080005
_UTF8: Final = "ISO_IR 192"
_SMALL: Final = 1 << 16
_WORD: Final = 2
_DELIMITERS: Final = {"PN": "\\^=", **dict.fromkeys(("LO", "SH", "UC"), "\\")}
"""Characters of a text before which code extensions end (PS3.5 6.1.2.5.3)."""


def tree_of(instance: IOD) -> DataSet:
    """Return what would be written of an object. Raises `InvalidValue`, as `IOD.to_dataset` does."""
    data, scope = DataSet({}), _Scope(instance, None)
    _fill(data, instance, scope)
    if scope.utf8:
        others = {tag: element for tag, element in data.elements.items() if tag != _CHARACTER_SET}
        data.elements = _sorted([(_CHARACTER_SET, ("CS", _UTF8.encode())), *others.items()])
    return data


_LACKS: Final = "has characters that the Specific Character Set lacks"


class _Scope:
    """What an item needs to know of the objects around it."""

    __slots__ = ("codecs", "instance", "outer", "owner", "said", "top", "utf8")

    def __init__(self, instance: DicomObject, outer: _Scope | None) -> None:
        self.owner = type(instance)
        self.said = verify_pixels(instance)
        self.instance = instance
        self.outer = outer
        self.top: _Scope = outer.top if outer else self
        self.utf8 = False
        """Whether a text needs a character set, and none was declared."""
        declared = instance.value_("SpecificCharacterSet")
        self.codecs: tuple[str, ...] | None = outer.codecs if outer else None
        if declared:
            self.codecs = codecs_of(joined(declared))

    def find(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute here or further out, or None."""
        value = self.said.get(keyword)
        if value is None:
            value = self.instance.value_(keyword)
        return self.outer.find(keyword) if value is None and self.outer else value

    def encoded(self, declared: Attribute, vr: str, text: str) -> bytes:
        """Return a text in the character sets that are declared; in UTF-8 when there are none."""
        try:
            return self.bytes_of(vr, text)
        except UnicodeError:
            raise declared.invalid(self.owner, _LACKS) from None

    def bytes_of(self, vr: str, text: str) -> bytes:
        """Return the same. Raises UnicodeError for what the character sets lack."""
        if self.codecs is None:
            self.top.utf8 = True
            return text.encode()
        return encode(text, self.codecs, _DELIMITERS.get(vr, ""))


# Which values


class _Field(NamedTuple):
    """How the values of an attribute are written; `write` is None where this depends on more than the value."""

    tag: int
    vr: str
    write: Callable[[Any], bytes] | None
    declared: Attribute


def _fields(cls: type[DicomObject]) -> dict[str, _Field]:
    return {
        keyword: _Field(
            declared.number, declared.vr, None if keyword in pixel_arrays.ARRAYS else FIELDS.get(declared.vr), declared
        )
        for keyword, declared in cls.attributes().items()
    }  # fmt: skip


def _fill(data: DataSet, instance: DicomObject, scope: _Scope) -> None:
    """Give a data set all the elements of an object."""
    fields = once(type(instance), "fields_", _fields)
    kept = {} if instance.origin_ is None else instance.origin_.elements
    found: list[tuple[int, Element]] = []
    for keyword, value in _complete(instance, scope.said).items():
        tag, vr, write, declared = fields[keyword]
        if tag in kept:
            continue
        if write is not None:
            found.append((tag, (vr, b"" if value is None else write(value))))
        elif vr in TEXTS:
            found.append((tag, (vr, _text(declared, vr, value, scope))))
        else:
            found.append((tag, _element(declared, value, scope, data)))
    if instance.origin_ is not None:
        from dicomwright.runtime.conversion.carrying import carry  # noqa: PLC0415 - only of what was read

        recode = instance.origin_.data.encoding != (scope.codecs or DEFAULT)
        carry(instance.origin_, data, scope.bytes_of, recode=recode)
        found += data.elements.items()
    data.elements = _sorted(found)


def _sorted(found: list[tuple[int, Element]]) -> dict[int, Element]:
    found.sort(key=itemgetter(0))
    return dict(found)


def _complete(instance: DicomObject, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was set, what follows from it, and None for Type 2 attributes left alone.

    Of what was read, nothing is filled in.
    """
    if not instance.derives_:
        return {**said, **instance.stored_}
    due = _due(instance) if isinstance(instance, IOD) else once(type(instance), "due_values_", _due_values)
    values = {**said, **instance.stored_}
    for keyword, only, empty in due:
        if keyword not in values and (only is not None or empty):
            values[keyword] = only
    return values


_Due = tuple[str, Any, bool]
"""Keyword, the only value, and whether it is written when it has none."""


def _due_values(cls: type[DicomObject]) -> tuple[_Due, ...]:
    return _constants(cls, due_in_item(cls))


def _constants(cls: type[DicomObject], due: dict[str, Attribute]) -> tuple[_Due, ...]:
    """Return the attributes that are written though nobody set them: with their only value, or empty."""
    attributes = cls.attributes()
    derived = {k: attributes[k].derived if attributes[k].type in {"1", "2"} else None for k in due}
    return tuple(
        (k, v, due[k].type == "2") for k, v in derived.items() if v is not None or due[k].type == "2"
    )


def _due(instance: IOD) -> tuple[_Due, ...]:
    """Return the same of an IOD, of the modules that are present."""
    exclusive = instance.plan_().exclusive
    present = tuple(dict.fromkeys(exclusive[k] for k in instance.stored_ if k in exclusive))
    known = once(type(instance), "due_by_modules_", _no_modules)
    found = known.get(present)
    if found is None:
        found = known[present] = _constants(type(instance), instance.due_())
    uid = type(instance).attributes().get("SOPInstanceUID")
    if uid is not None and uid.keyword not in instance.stored_:
        instance.fixed_(uid)  # which sets it
    return found


def _no_modules(_cls: type[IOD]) -> dict[tuple[type[Module], ...], tuple[_Due, ...]]:
    return {}


# Values to elements


def _text(declared: Attribute, vr: str, value: Any, scope: _Scope) -> bytes:  # noqa: ANN401 - by VR
    if value is None:
        return b""
    text = value if type(value) is str else joined(value)
    data = text.encode("ascii") if text.isascii() else scope.encoded(declared, vr, text)
    return data + b" " if len(data) & 1 else data


def _element(declared: Attribute, value: Any, scope: _Scope, data: DataSet) -> Element:  # noqa: ANN401 - by VR
    """Write what depends on more than the value: sequences, pixels, ambiguous VRs."""
    if declared.vr == "SQ":
        return "SQ", [_item(declared, item, scope, data, n) for n, item in enumerate(value or ())]
    if declared.keyword in pixel_arrays.ARRAYS:
        return _pixels(declared, value, scope)
    vr = resolved_vr(declared, value, scope)
    write = FIELDS["OB" if isinstance(value, bytes) else vr]
    return vr, b"" if value is None else write(value)


def _pixels(declared: Attribute, value: Any, scope: _Scope) -> Element:  # noqa: ANN401 - bytes or an array
    vr = pixel_vr(declared, value, scope)
    if isinstance(value, encapsulated):
        from dicomwright.runtime.trees.from_pydicom import fragments_of  # noqa: PLC0415 - only of read pixels

        return vr, fragments_of(value)
    if not is_array(value):
        return vr, b"" if value is None else FIELDS["OB"](value)
    length, pieces = pixel_arrays.length(value, scope.said), partial(pixel_arrays.pieces, value, scope.said)
    word = max(value.dtype.itemsize, _WORD) if vr == "OW" else 0
    return vr, Held.of(length, pieces, word) if length > _SMALL or word > _WORD else b"".join(pieces())


def _item(  # an item, a code, or a data set that was read as it is
    declared: Attribute, item: Any, scope: _Scope, parent: DataSet, index: int  # noqa: ANN401
) -> DataSet:  # fmt: skip
    data = DataSet({}, parent, declared.number, index)
    if isinstance(item, Item):
        _fill(data, item, _Scope(item, scope))
    elif isinstance(item, Dataset):
        _adopt(data, item)
    else:
        _fill_code(data, declared, item, scope)
    return data


def _fill_code(data: DataSet, declared: Attribute, code: Any, scope: _Scope) -> None:  # noqa: ANN401 - Code
    from dicomwright.runtime.values.coded import DetailedCode, basic_values  # noqa: PLC0415 - pydicom.sr is slow to import

    if isinstance(code, DetailedCode):
        _adopt(data, code.item)
        return
    texts = basic_values(code)
    if all(text.isascii() for _, _, text in texts):
        data.elements = dict(_code_elements(texts))
        return
    for tag, vr, text in texts:
        data.elements[tag] = (vr, _text(declared, vr, text, scope))


@lru_cache(maxsize=1024)
def _code_elements(texts: tuple[tuple[int, str, str], ...]) -> dict[int, Element]:
    return {tag: (vr, text.encode() + b" " * (len(text) & 1)) for tag, vr, text in texts}


# What was read, and is written as it was


def _adopt(data: DataSet, dataset: Dataset) -> None:
    """Give a data set the elements of a pydicom data set."""
    from dicomwright.runtime.trees.from_pydicom import from_pydicom  # noqa: PLC0415 - only of what was read

    found = from_pydicom(dataset)
    data.elements = found.elements
    for _, value in found.elements.values():
        for item in value if isinstance(value, list) else ():
            item.parent = data
