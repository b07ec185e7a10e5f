"""Trees to values: an attribute is decoded when it is asked for, and what breaks a rule stays visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.conversion.vrs import numbers_of, resolved_vr
from dicomwright.runtime.declarations.checking import code_of, holds_several, item_class
from dicomwright.runtime.declarations.objects import DicomObject, blank, once
from dicomwright.runtime.declarations.repeating import group_of, groups_of
from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.trees.parsing import TEXTUAL
from dicomwright.runtime.trees.tree import DataSet, Problem
from dicomwright.runtime.values import byte_streams
from dicomwright.runtime.values.elements import fault_of_number, is_empty, text_of, values_of
from dicomwright.runtime.values.rules import UNDELIMITED
from dicomwright.runtime.values.stored import EncapsulatedBytes, Fragments, Large, Unencodable
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydicom.dataset import Dataset
    from pydicom.valuerep import PersonName

    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.holder import Origin
    from dicomwright.runtime.trees.tree import Value


_DOCUMENT_LENGTH = 0x00420015


def decode_all(instance: DicomObject, kept: Kept) -> None:
    """Decode all the attributes of an object that have not been asked for."""
    for declared in _undecoded(instance, kept):
        decode(instance, kept, declared)


def _undecoded(instance: DicomObject, kept: Kept) -> list[Attribute]:
    table = _by_number(type(instance))
    found = (table.get(tag) for tag in kept.elements)
    return [declared for declared in found if declared and declared.keyword not in instance.stored_]


def _by_number(cls: type[DicomObject]) -> Mapping[int, Attribute]:
    return once(cls, "by_number_", lambda c: {a.number: a for a in c.attributes().values()})


def decode(instance: DicomObject, kept: Kept, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
    """Decode one attribute, and keep its value in the object; one that breaks a rule is kept as it stands."""
    vr, value = kept.element(declared.number)
    value = _loaded(value, kept)
    if declared.keyword == byte_streams.DOCUMENT and isinstance(value, bytes):
        value = _document(value, kept)
    vr = resolved_vr(declared.number, declared.vr if vr == "UN" else vr, kept.data)
    try:
        found = _typed(declared, vr, value, kept, type(instance))
    except (Refused, UnicodeError) as error:
        kept.faults[declared.keyword] = _rule_of(error)
        found = _visible(declared, vr, value, kept)
    if isinstance(value, list):  # its items can change
        kept.forget(declared)
    if isinstance(found, byte_streams.Document):
        found = bytes(found)  # nothing follows from what was read
    instance.stored_[declared.keyword] = found
    return found


def _loaded(value: Value, kept: Kept) -> Value:
    if isinstance(value, Fragments):
        return EncapsulatedBytes(kept.load(value))
    return kept.load(value) if isinstance(value, Large) else value


def _document(value: bytes, kept: Kept) -> bytes:
    """Return a document without its padding, if its length says that it has any."""
    vr, length = kept.data.elements.get(_DOCUMENT_LENGTH, ("UL", b""))
    length = _loaded(length, kept)
    found = values_of(vr, length) if isinstance(length, bytes) else ()
    return byte_streams.whole_document(value, found[0]) if found and isinstance(found[0], int) else value


def value_of(declared: Attribute, value: Value, kept: Kept, owner: type[DicomObject]) -> Any:  # noqa: ANN401 - by VR
    """Return the value of what no class declares; one that breaks a rule as well as it can be read."""
    found = _loaded(value, kept)
    try:
        return _typed(declared, declared.vr, found, kept, owner)
    except (Refused, UnicodeError):
        return _visible(declared, declared.vr, found, kept)


def _rule_of(error: Refused | UnicodeError) -> str:
    return str(error) if isinstance(error, Refused) else "cannot be decoded by the Specific Character Set"


def _person_name(text: str) -> PersonName | None:  # which pydicom makes of None alone
    from pydicom.valuerep import PersonName  # noqa: PLC0415 - heavy

    return PersonName(text)


def _typed(  # noqa: PLR0913 - what is decoded, for whom, and from where
    declared: Attribute,
    vr: str,
    value: Value,
    kept: Kept,
    owner: type[DicomObject],
    *,
    name: Callable[[str], Any] = _person_name,
) -> Any:  # noqa: ANN401 - by VR
    """Return the value that assignment would keep; `name` makes names. Raises `Refused`, and UnicodeError."""
    if isinstance(value, Unencodable):
        raise Refused(value.rule)
    if isinstance(value, list):
        if declared.vr != "SQ":
            raise Refused("has items, which only a sequence can have")
        return tuple(_items(declared, value, kept))
    if not value or (is_empty(vr, value) and not holds_several(declared)):
        return () if declared.vr == "SQ" else None
    if declared.vr == "SQ":
        raise Refused("must be a sequence of items")
    if vr in _PLAIN and isinstance(value, bytes | str):
        text = value if isinstance(value, str) else text_of(vr, value, kept.data.encoding)
        values = _split(vr, text.rstrip("\0 "), name)
    elif (fault := fault_of_number(vr, value)) is not None:
        raise Refused(fault)
    else:
        values = numbers_of(declared.number, vr, value)
    alone = _alone(declared, values)
    found = declared.kept(alone, owner)
    # assignment rounds to what can be written; what was read stays as it is
    return alone if vr == declared.vr == "DS" and found is not None else found


_PLAIN = TEXTUAL - {"DS", "IS"}
"""VRs whose values are text, which assignment understands; of numbers, more is read than may be assigned."""


def _split(vr: str, text: str, name: Callable[[str], Any]) -> tuple[Any, ...]:
    values = (text,) if vr in UNDELIMITED else text.split("\\")
    return tuple(map(name, values)) if vr == "PN" else tuple(values)


def _alone(declared: Attribute, values: tuple[Any, ...]) -> Any:  # noqa: ANN401 - by VR
    """Return one value alone, unless there may be several."""
    return values[0] if len(values) == 1 and not holds_several(declared) else values


def _visible(declared: Attribute, vr: str, value: Value, kept: Kept) -> Any:  # noqa: ANN401 - whatever it is
    """Return what breaks a rule, as well as it can be read."""
    if isinstance(value, Unencodable):
        return value.element.value if value.element is not None else None
    if isinstance(value, list):
        return tuple(dataset_of(item, kept) for item in value)
    return _alone(declared, numbers_of(declared.number, vr, value, kept.data.encoding)) or None


def _items(declared: Attribute, items: list[DataSet], kept: Kept) -> Iterator[Any]:
    item = item_class(declared)
    if item is not None:
        yield from (_view(item, data, kept) for data in items)
    else:
        yield from (_code(declared, dataset_of(data, kept)) for data in items)


def _code(declared: Attribute, dataset: Dataset) -> Any:  # noqa: ANN401 - Code
    """Return a code, of whatever an item holds: what is none of the standard has what there is of it."""
    from dicomwright.runtime.values.coded import DetailedCode  # noqa: PLC0415 - heavy

    return code_of(declared, dataset) or DetailedCode.of_any(dataset)


def _view(cls: type[DicomObject], data: DataSet, kept: Kept) -> DicomObject:
    """Return an item of what was read."""
    new = blank(cls, derives=False)
    new.origin_ = cast("Origin", kept.beside(data))
    return new


def dataset_of(data: DataSet, kept: Kept, *, frozen: bool = False) -> Dataset:
    """Return a data set that was read as one of pydicom, as if pydicom had read it; `frozen`: it cannot be changed."""
    from dicomwright.runtime.conversion import pydicom_elements  # noqa: PLC0415 - pydicom is heavy

    return pydicom_elements.dataset_of(data, kept, frozen=frozen)


# What is wrong, and what is left over


def problems_of(instance: DicomObject, kept: Kept) -> tuple[Problem, ...]:
    """Return what could not be read of a file, and the values at every depth that break a rule."""
    bad = tuple(_bad_values(instance))  # which reads what was left unread
    kept.all_elements()
    return (*kept.notes, *bad)


def _bad_values(instance: DicomObject) -> Iterator[Problem]:
    pending = [("", instance)]
    while pending:
        place, here = pending.pop()
        kept = kept_of(here)
        pending += [(f"overlays[{number}].", group) for number, group in _overlays_of(here)]
        if kept is not None:
            _look_at_all(here, kept)
            table = type(here).attributes()
            for keyword, rule in kept.faults.items():
                yield Problem(place + keyword, table[keyword].number, rule, "bad-value")
            yield from _bad_rest(place, rest_of(here, kept))
        found = [(keyword, value) for keyword, value in here.stored_.items() if is_tuple(value)]
        pending += [
            (f"{place}{keyword}[{index}].", item)
            for keyword, value in reversed(found)
            for index, item in reversed([*enumerate(value)])
            if isinstance(item, DicomObject)
        ]


def _bad_rest(place: str, data: DataSet) -> Iterator[Problem]:
    """Yield what has no place in the class of an object, and is no value of its VR that could be read."""
    pending = [(place, data)]
    while pending:
        place, here = pending.pop()
        for tag, (vr, value) in here.elements.items():
            path = place + keyword_of(tag)
            rule = value.rule if isinstance(value, Unencodable) else fault_of_number(vr, value)
            if rule is not None:
                yield Problem(path, tag, rule, "bad-value")
            if isinstance(value, list):
                pending += [(f"{path}[{item.index}].", item) for item in reversed(value)]


def _overlays_of(instance: DicomObject) -> Iterator[tuple[int, DicomObject]]:
    """Yield the overlays of an image that are not in the first group."""
    overlay: Any = getattr(type(instance), "overlays", None)
    if overlay is None:
        return
    for number in groups_of(instance):
        if number:
            yield number, group_of(instance, overlay.overlay, number)


def _look_at_all(instance: DicomObject, kept: Kept) -> None:
    """Decode all that was not asked for; names and codes, which are made with pydicom, are only looked at."""
    for declared in _undecoded(instance, kept):
        vr, value = kept.element(declared.number)
        if declared.vr == "PN" and vr in {"PN", "UN"}:
            _look_at_names(instance, kept, declared, value)
        elif not (isinstance(value, list) and declared.vr == "SQ" and item_class(declared) is None):
            decode(instance, kept, declared)


def _look_at_names(instance: DicomObject, kept: Kept, declared: Attribute, value: Value) -> None:
    try:
        _typed(declared, "PN", value, kept, type(instance), name=str)
    except (Refused, UnicodeError) as error:
        kept.faults[declared.keyword] = _rule_of(error)


def same_undeclared(one: DicomObject, other: DicomObject) -> bool:
    """Tell whether two objects have the same besides the attributes of their class, as it was read."""
    return _flat(one) == _flat(other)


def _flat(instance: DicomObject) -> list[object]:
    """Return what has no place in the class of an object, with what is nested in a row."""
    kept = kept_of(instance)
    if kept is None:
        return []
    found: list[object] = []
    pending = [rest_of(instance, kept)]
    while pending:
        data = pending.pop()
        for tag, (vr, value) in sorted(data.elements.items()):
            if isinstance(value, list):
                pending += value
                found.append((tag, len(value)))
            elif isinstance(value, Large | Fragments):
                found.append((tag, vr, kept.load(value)))
            else:
                found.append((tag, vr, _comparable(data, vr, value)))
    return found


def _comparable(data: DataSet, vr: str, value: Value) -> Value:
    """Return text as text, be it still bytes or not."""
    if isinstance(value, bytes) and vr in TEXTUAL:
        try:
            value = text_of(vr, value, data.encoding)
        except UnicodeError:
            return value
    return value.rstrip("\0 ") if isinstance(value, str) else value


def rest_of(instance: DicomObject, kept: Kept) -> DataSet:
    """Return what was read of an object and has no place in its class."""
    table = _by_number(type(instance))
    return DataSet({tag: kept.element(tag) for tag in kept.elements if tag not in table}, kept.data)
