"""Conditions as JSON Schema: for each expression a schema of what it holds for surely, and one of what it fails for.

The standard's conditions have three outcomes, and a schema has two. What one of the two does not accept is not the
other: of what the data set cannot tell, or JSON Schema cannot say, both are `False`, which nothing satisfies. Nothing
is then demanded or refused that the validator would not.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.generator.conditions.expressions import Call
from dicomwright.generator.export.objects import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwright.generator.conditions.expressions import Scalar
    from dicomwright.generator.export.objects import Objects, Shape
    from dicomwright.generator.facts import DataElement
    from dicomwright.generator.render.fields import Field

Schema = dict[str, Any] | bool

ALWAYS: Final = True
NEVER: Final = False
_TEXT: Final = frozenset({"AE", "AS", "CS", "DA", "DT", "LO", "LT", "SH", "ST", "TM", "UC", "UI", "UR", "UT"})
_NUMBERS: Final = frozenset({"DS", "FD", "FL", "IS", "SL", "SS", "UL", "US"})
STRINGS_OF_NUMBERS: Final = frozenset({"DS", "IS"})
"""VRs of numbers that the DICOM JSON Model has as numbers or as strings."""
SEQUENCE: Final = "SQ"
_CODE: Final = "00080100"
_SCHEME: Final = "00080102"


class Truth(NamedTuple):
    """What an expression surely holds for, and what it surely fails for."""

    holds: Schema = False
    fails: Schema = False


UNKNOWN: Final = Truth()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: what the attributes beside it are, and the SOP classes of the whole."""

    objects: Objects
    fields: Mapping[str, Field]
    sop_classes: tuple[str, ...]
    top: bool = False

    def element(self, keyword: str) -> DataElement | None:
        """Return an attribute that has its place here; None of one that is looked for further outward."""
        element = self.objects.elements.get(keyword)
        if element is None or MASK in element.tag or not (self.top or element.tag in self.fields):
            return None
        return element

    def items(self, tag: str) -> Place | None:
        """Return the place of the items of a sequence; None when nothing is said of them."""
        declared = self.fields.get(tag)
        shape: Shape | None = self.objects.items(declared) if declared is not None else None
        return Place(self.objects, shape.fields, self.sop_classes) if shape is not None else None


@cache
def parsed(text: str) -> Call:
    """Return an expression of the snapshot."""
    return _call(ast.parse(text, mode="eval").body)


def _call(node: ast.AST) -> Call:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise TypeError(f"not a call: {ast.dump(node)[:80]}")
    given = {word.arg: ast.literal_eval(word.value) for word in node.keywords}
    parts = (_call(part) if isinstance(part, ast.Call) else ast.literal_eval(part) for part in node.args)
    return Call(node.func.id, tuple(parts), given.get("value"))


def truth(call: Call, place: Place) -> Truth:
    """Return what an expression holds and fails for."""
    return _OF[call.name](call, place) if call.name in _OF else UNKNOWN


# --- schemas together


def every(parts: Iterable[Schema]) -> Schema:
    """All of the schemas accept it."""
    kept = _once_each(part for part in parts if part is not True)
    return False if False in kept else True if not kept else kept[0] if len(kept) == 1 else {"allOf": kept}


def some(parts: Iterable[Schema]) -> Schema:
    """One of the schemas accepts it, or more do."""
    kept = _once_each(part for part in parts if part is not False)
    return True if True in kept else False if not kept else kept[0] if len(kept) == 1 else {"anyOf": kept}


def _once_each(parts: Iterable[Schema]) -> list[Schema]:
    found: list[Schema] = []
    for part in parts:
        if part not in found:
            found.append(part)
    return found


def there(*tags: str) -> dict[str, Any]:
    """Attributes are there."""
    return {"required": list(tags)}


def valued(element: DataElement) -> Schema:
    """Return what an attribute with a value is; pydicom writes an empty sequence as one without items."""
    more: dict[str, Any] = {"properties": {"Value": {"minItems": 1}}} if SEQUENCE in element.vr else {}
    return {"minProperties": 2, **more}


def _valueless(element: DataElement) -> Schema:
    return {"properties": {"Value": {"maxItems": 0}}} if SEQUENCE in element.vr else {"maxProperties": 1}


def _where(element: DataElement, schema: Schema) -> Schema:
    """If it is there, an attribute is so."""
    return {"properties": {element.tag: schema}}


def _known(element: DataElement, values: Schema) -> Schema:
    """If it is there, an attribute has values that are in the document, and they are so."""
    return _where(element, {"required": ["Value"], "properties": {"Value": values}})


def _with(element: DataElement, schema: Schema) -> Schema:
    """Return a schema that an attribute must be there for."""
    return {**there(element.tag), **schema} if isinstance(schema, dict) else schema


# --- logic


def _parts(call: Call, place: Place) -> list[Truth]:
    return [truth(part, place) for part in call.arguments if isinstance(part, Call)]


def _all(call: Call, place: Place) -> Truth:
    parts = _parts(call, place)
    return Truth(every(part.holds for part in parts), some(part.fails for part in parts))


def _any(call: Call, place: Place) -> Truth:
    parts = _parts(call, place)
    return Truth(some(part.holds for part in parts), every(part.fails for part in parts))


def _not(call: Call, place: Place) -> Truth:
    (part,) = _parts(call, place)
    return Truth(part.fails, part.holds)


def _implies(call: Call, place: Place) -> Truth:
    condition, part = _parts(call, place)
    return Truth(some([condition.fails, part.holds]), every([condition.holds, part.fails]))


# --- presence


def _about(make: Callable[[DataElement, Call], Truth]) -> Callable[[Call, Place], Truth]:
    """Judge an attribute that has its place here; of any other nothing is known."""

    def judge(call: Call, place: Place) -> Truth:
        element = place.element(str(call.arguments[0]))
        return make(element, call) if element is not None else UNKNOWN

    return judge


def _present(element: DataElement, _call: Call) -> Truth:
    return Truth(there(element.tag), _where(element, NEVER))


def _has_value(element: DataElement, call: Call) -> Truth:
    if call.value in {None, 1}:
        return Truth(_with(element, _where(element, valued(element))), _where(element, _valueless(element)))
    number = call.value or 1
    fewer = some(
        [{"maxProperties": 1}, {"required": ["Value"], "properties": {"Value": {"maxItems": number - 1}}}]
    )
    return Truth(_with(element, _known(element, {"minItems": number})), _where(element, fewer))


def _empty(element: DataElement, _call: Call) -> Truth:
    return Truth(_with(element, _where(element, _valueless(element))), _where(element, valued(element)))


# --- values


def _equals(element: DataElement, call: Call) -> Truth:
    wanted = _listed(element, call.arguments[1:])
    if not wanted:
        return UNKNOWN
    found = _one_is(element, call.value, {"enum": wanted})
    read = {"type": "number"} if STRINGS_OF_NUMBERS & set(element.vr) else {}
    return Truth(
        _with(element, found), _one_is(element, call.value, {**read, "not": {"enum": wanted}}, alone=True)
    )


def _differs(element: DataElement, call: Call) -> Truth:
    equal = _equals(element, call)
    return Truth(_with(element, equal.fails), equal.holds)


def _listed(element: DataElement, values: Sequence[Call | Scalar]) -> list[Scalar]:
    """Return values as the JSON model has them; none when those of the VR are not to be compared."""
    vrs = frozenset(element.vr)
    found = [value for value in values if not isinstance(value, Call)]
    if vrs and vrs <= _TEXT and all(isinstance(value, str) for value in found):
        return found
    if vrs and vrs <= _NUMBERS and not any(isinstance(value, str) for value in found):
        return in_json(found, element)
    return []


def in_json(values: Iterable[Scalar], element: DataElement) -> list[Scalar]:
    """Return numbers as numbers and, where a string may stand for them, as strings, too."""
    known = list(values)
    return known + ([f"{value:g}" for value in known] if STRINGS_OF_NUMBERS & set(element.vr) else [])


def _one_is(element: DataElement, number: int | None, value: Schema, *, alone: bool = False) -> Schema:
    """One value of an attribute is so, or the one of a number, or, `alone`, each; if the attribute is there."""
    if number is not None:
        return _known(element, {"minItems": number, "prefixItems": [True] * (number - 1) + [value]})
    return _known(element, {"minItems": 1, "items": value} if alone else {"contains": value})


def _compared(*words: str) -> Callable[[DataElement, Call], Truth]:
    def make(element: DataElement, call: Call) -> Truth:
        if not element.vr or not frozenset(element.vr) <= _NUMBERS:
            return UNKNOWN
        number: dict[str, Any] = {"type": "number"}
        within = dict(zip(words, call.arguments[1:], strict=True))
        found = _one_is(element, call.value, number | within)
        return Truth(
            _with(element, found), _one_is(element, call.value, number | {"not": within}, alone=True)
        )

    return make


def _each_value(call: Call, place: Place) -> Truth:
    """Each value is within limits: it fails for one that is not."""
    (part,) = call.arguments
    words = _LIMITS.get(part.name) if isinstance(part, Call) else None
    if not isinstance(part, Call) or words is None or part.value is not None:
        return UNKNOWN
    element = place.element(str(part.arguments[0]))
    if element is None or not element.vr or not frozenset(element.vr) <= _NUMBERS:
        return UNKNOWN
    within = dict(zip(words, part.arguments[1:], strict=True))
    return Truth(fails=_with(element, _one_is(element, None, {"type": "number", "not": within})))


def _has_size(element: DataElement, call: Call) -> Truth:
    count = call.arguments[1]
    sizes = {"minItems": count, "maxItems": count}
    return Truth(_with(element, _known(element, sizes)), _with(element, _known(element, {"not": sizes})))


def _distinct(element: DataElement, _call: Call) -> Truth:
    """Return values of which no two are the same; as strings, numbers that are may differ."""
    return Truth(fails=_with(element, _known(element, {"not": {"uniqueItems": True}})))


_LIMITS: Final = {
    "greater": ("exclusiveMinimum",),
    "less": ("exclusiveMaximum",),
    "at_least": ("minimum",),
    "at_most": ("maximum",),
    "between": ("minimum", "maximum"),
}
"""Comparisons with numbers, as JSON Schema has them."""


def _points_to(call: Call, place: Place) -> Truth:
    element = place.element(str(call.arguments[0]))
    target = place.objects.elements.get(str(call.arguments[1]))
    if element is None or target is None or MASK in target.tag:
        return UNKNOWN
    wanted: Schema = {"enum": [target.tag]}
    found = _one_is(element, call.value, wanted)
    return Truth(_with(element, found), _one_is(element, call.value, {"not": wanted}, alone=True))


# --- items


def _counted(
    least: Callable[[int], int], most: Callable[[int], int | None]
) -> Callable[[DataElement, Call], Truth]:
    def make(element: DataElement, call: Call) -> Truth:
        count = int(str(call.arguments[1]))
        low, high = least(count), most(count)
        limits = {"minItems": low} | ({} if high is None else {"maxItems": high})
        inside = _known(element, limits)
        outside: list[Schema] = [{"required": ["Value"], "properties": {"Value": {"not": limits}}}]
        outside += [{"maxProperties": 1}] if low else []
        return Truth(_with(element, inside), _where(element, some(outside)))

    return make


def _in_items(call: Call, place: Place) -> tuple[DataElement | None, Truth]:
    """Return the sequence, and the truth of what is said of its items."""
    element = place.element(str(call.arguments[0]))
    items = place.items(element.tag) if element is not None else None
    part = call.arguments[1]
    if items is None or not isinstance(part, Call):
        return None, UNKNOWN
    return element, truth(part, items)


def _any_item(call: Call, place: Place) -> Truth:
    element, part = _in_items(call, place)
    return (
        UNKNOWN if element is None else Truth(_an_item(element, part.holds), _each_item(element, part.fails))
    )


def _every_item(call: Call, place: Place) -> Truth:
    element, part = _in_items(call, place)
    return (
        UNKNOWN if element is None else Truth(_each_item(element, part.holds), _an_item(element, part.fails))
    )


def _an_item(element: DataElement, item: Schema) -> Schema:
    return False if item is False else _with(element, _known(element, {"contains": item}))


def _each_item(element: DataElement, item: Schema) -> Schema:
    """Each item is so: also where there is none."""
    if item is True:
        return True
    limits: dict[str, Any] = {"maxItems": 0} if item is False else {"items": item}
    return _where(element, {"properties": {"Value": limits, "BulkDataURI": False}})


def _code_is(element: DataElement, call: Call) -> Truth:
    """One item is the code; whether another one stands for it, of a retired scheme, is not asked."""
    _, value, scheme = call.arguments
    code = {tag: {"required": ["Value"], "properties": {"Value": {"const": [said]}}}
            for tag, said in ((_CODE, value), (_SCHEME, scheme))}  # fmt: skip
    item = {"required": list(code), "properties": code}
    return Truth(_an_item(element, item), _each_item(element, NEVER))


def _sop_class_is(call: Call, place: Place) -> Truth:
    """Decide by the SOP classes of the IOD, where all or none of them are meant."""
    meant = set(map(str, call.arguments))
    if meant.isdisjoint(place.sop_classes):
        return Truth(fails=bool(place.sop_classes))
    if meant.issuperset(place.sop_classes):
        return Truth(holds=True)
    element = place.element("SOPClassUID") if place.top else None
    return UNKNOWN if element is None else _equals(element, Call("equals", ("SOPClassUID", *sorted(meant))))


_OF: Final[dict[str, Callable[[Call, Place], Truth]]] = {
    "all_of": _all,
    "any_of": _any,
    "not_": _not,
    "implies": _implies,
    "present": _about(_present),
    "has_value": _about(_has_value),
    "empty": _about(_empty),
    "equals": _about(_equals),
    "differs": _about(_differs),
    **{name: _about(_compared(*words)) for name, words in _LIMITS.items()},
    "points_to": _points_to,
    "items_equal": _about(_counted(lambda count: count, lambda count: count)),
    "items_at_least": _about(_counted(lambda count: count, lambda _: None)),
    "items_more_than": _about(_counted(lambda count: count + 1, lambda _: None)),
    "any_item": _any_item,
    "every_item": _every_item,
    "code_is": _about(_code_is),
    "sop_class_is": _sop_class_is,
    "each_value": _each_value,
    "has_size": _about(_has_size),
    "distinct_values": _about(_distinct),
}
"""What is said of an expression, by its name; of others nothing is known."""
