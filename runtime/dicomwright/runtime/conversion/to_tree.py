"""Objects to trees: what is judged and written of an object, with what follows from it and what is left empty."""

from __future__ import annotations

from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime import trees
from dicomwright.runtime.conversion.carrying import carry
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.scopes import ObjectScope, complete
from dicomwright.runtime.conversion.vrs import bytes_of, pixel_vr, vr_of_value
from dicomwright.runtime.declarations.objects import DicomObject, once
from dicomwright.runtime.narrow import is_array, is_dataset
from dicomwright.runtime.trees.places import RECORDS, place_of
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values import pixel_arrays
from dicomwright.runtime.values.code_elements import basic_values
from dicomwright.runtime.values.fields import FIELDS, joined
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.values.stored import Encapsulated, EncapsulatedBytes, Held
from dicomwright.runtime.vocabulary.charsets import DEFAULT, codecs_of, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.trees.tree import Element

_CHARACTER_SET: Final = 0x00080005
_UTF8: Final = "ISO_IR 192"
_SMALL: Final = 1 << 16
_WORD: Final = 2
_DELIMITERS: Final = {"PN": "\\^=", **dict.fromkeys(("LO", "SH", "UC"), "\\")}
"""Characters of a text before which code extensions end (PS3.5 6.1.2.5.3)."""


def tree_of(instance: DicomObject) -> DataSet:
    """Return what would be written of an object. Raises `InvalidValue`, as `IOD.to_dataset` does."""
    data, scope = DataSet({}), _Scope(instance, None)
    _fill(data, instance, scope)
    for group in vars(instance).get("groups_", {}).values():
        part = DataSet({}, data)
        _fill(part, group, _Scope(group, scope))
        data.elements = _sorted([*data.elements.items(), *part.elements.items()])
    if scope.utf8:
        others = {tag: element for tag, element in data.elements.items() if tag != _CHARACTER_SET}
        data.elements = _sorted([(_CHARACTER_SET, ("CS", _UTF8.encode())), *others.items()])
    return data


_LACKS: Final = "has characters that the Specific Character Set lacks"


def places_of(instance: Instance) -> list[int | None]:
    """Return where the records of a directory were read, in their order of now; None for each that is new."""
    kept = kept_of(instance)
    if kept is not None and RECORDS in kept.elements:
        _, items = kept.element(RECORDS)
        return [place_of(item) for item in items if isinstance(item, DataSet)]
    origins = [kept_of(item) for item in instance.stored_.get("DirectoryRecordSequence") or ()]
    return [None if origin is None else place_of(origin.data) for origin in origins]


class _Scope(ObjectScope):
    """An object with the character sets of its texts."""

    __slots__ = ("codecs", "top", "utf8")

    def __init__(self, instance: DicomObject, outer: _Scope | None) -> None:
        super().__init__(instance, outer)
        self.top: _Scope = outer.top if outer else self
        self.utf8 = False
        """Whether a text needs a character set, and none was declared."""
        declared = instance.value_("SpecificCharacterSet")
        self.codecs: tuple[str, ...] | None = outer.codecs if outer else None
        if declared:
            self.codecs = codecs_of(joined(declared))

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
    kept = kept_of(instance)
    unchanged = {} if kept is None else kept.elements
    found: list[tuple[int, Element]] = []
    for keyword, value in complete(instance, scope.said).items():
        tag, vr, write, declared = fields[keyword]
        if tag in unchanged:
            continue
        if write is not None:
            found.append((tag, (vr, b"" if value is None else write(value))))
        elif vr in TEXTS:
            found.append((tag, (vr, _text(declared, vr, value, scope))))
        else:
            found.append((tag, _element(declared, value, scope, data)))
    if kept is not None:
        recode = kept.data.encoding != (scope.codecs or DEFAULT)
        carry(kept, data, scope.bytes_of, recode=recode)
        found += data.elements.items()
    data.elements = _sorted(found)


def _sorted(found: list[tuple[int, Element]]) -> dict[int, Element]:
    found.sort(key=itemgetter(0))
    return dict(found)


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
        return "SQ", _items(declared, value or (), scope, data)
    if declared.keyword in pixel_arrays.ARRAYS:
        return _pixels(declared, value, scope)
    vr = vr_of_value(declared, value, scope)
    return vr, bytes_of(declared, vr, value)


def _pixels(declared: Attribute, value: Any, scope: _Scope) -> Element:  # noqa: ANN401 - bytes or an array
    vr = pixel_vr(declared, value, scope)
    if isinstance(value, EncapsulatedBytes):
        return vr, Encapsulated.counted(value)
    if not is_array(value):
        return vr, b"" if value is None else _uncopied(FIELDS["OB"](value))
    length, pieces = pixel_arrays.length(value, scope.said), partial(pixel_arrays.pieces, value, scope.said)
    word = max(value.dtype.itemsize, _WORD) if vr == "OW" else 0
    return vr, Held.of(length, pieces, word) if length > _SMALL or word > _WORD else b"".join(pieces())


def _items(declared: Attribute, items: Sequence[Any], scope: _Scope, parent: DataSet) -> list[DataSet]:
    """Write the items of a sequence; of one, which most have, without room for others."""
    if len(items) == 1:
        return [_item(declared, items[0], scope, parent, 0)]
    return [_item(declared, item, scope, parent, number) for number, item in enumerate(items)]


def _uncopied(value: bytes) -> bytes | Held:
    """Return bytes as they are written: those of many frames as they are, which would be joined to others else."""
    return Held.of(len(value), lambda: (value,)) if len(value) > _SMALL else value


def _item(  # an item, a code, or a data set that was read as it is
    declared: Attribute, item: Any, scope: _Scope, parent: DataSet, index: int  # noqa: ANN401
) -> DataSet:  # fmt: skip
    data = DataSet({}, parent, declared.number, index)
    if isinstance(item, DicomObject):
        _fill(data, item, _Scope(item, scope))
    elif is_dataset(item):
        _adopt(data, item)
    else:
        _fill_code(data, declared, item, scope)
    return data


def _fill_code(data: DataSet, declared: Attribute, code: Any, scope: _Scope) -> None:  # noqa: ANN401 - Code
    detailed: Dataset | None = getattr(code, "item", None)
    if detailed is not None:
        _adopt(data, detailed)
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
    found = trees.from_pydicom(dataset)
    data.elements = found.elements
    for _, value in found.elements.values():
        for item in value if isinstance(value, list) else ():
            item.parent = data
