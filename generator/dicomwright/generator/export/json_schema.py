"""JSON Schema of the DICOM JSON Model (PS3.18 Annex F) of an IOD: draft 2020-12, one document a IOD.

What it refuses breaks the standard. What it accepts may break it all the same: of conditions it says what JSON Schema
can say, and of the rest nothing. Items and data elements are definitions, named once and referred to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.export.demands import Demands
from dicomwright.generator.export.objects import MASK, Objects, limits_of
from dicomwright.generator.export.predicates import SEQUENCE, Place, every, in_json, parsed, there, truth
from dicomwright.generator.export.values import TAG, UNCOUNTED, of_vr
from dicomwright.generator.render.classes import scalar
from dicomwright.generator.render.templating import section_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.generator.export.objects import Shape
    from dicomwright.generator.export.predicates import Schema
    from dicomwright.generator.facts import DataElement, Edition, Iod, ValueList
    from dicomwright.generator.render.fields import Field, Scalar

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_ELEMENT: Final = "element"
_DATASET: Final = "dataset"
_TAG: Final = "tag"


def json_schema(edition: Edition, iod: Iod) -> dict[str, Any]:
    """Return the schema of an IOD."""
    return _Document(Objects(edition), iod).schema()


@dataclass
class _Document:
    objects: Objects
    iod: Iod
    _defs: dict[str, Schema] = field(default_factory=dict[str, Any])

    def schema(self) -> dict[str, Any]:
        """Return the whole document."""
        shape, modules, groups = self.objects.iod(self.iod)
        place = Place(self.objects, shape.fields, self.iod.sop_classes, top=True)
        demands = Demands(place)
        for used in modules:
            demands.of_module(used, modules)
        demands.of_groups(groups)
        body = self._object(shape, place, demands)
        for items in self.objects.within(shape):
            inner = Place(self.objects, items.fields, self.iod.sop_classes)
            of_items = Demands(inner)
            of_items.of_item(items)
            self._defs[_name(items)] = self._object(items, inner, of_items)
        ref = self.iod.ref
        head = {
            "$schema": DRAFT,
            "title": f"{self.iod.name} IOD",
            "$comment": f"DICOM {self.objects.edition.name}, PS3.{ref.part} {ref.section}, "
            f"{section_url(ref.part, ref.section_id)}",
        }
        return head | body | {"$defs": dict(sorted((self._defs | self._common()).items()))}

    def _common(self) -> dict[str, Schema]:
        """Return what is said of attributes that are not declared: private ones, and those of other IODs."""
        vrs = sorted(vr.code for vr in self.objects.edition.vrs)
        element = {
            "type": "object",
            "required": ["vr"],
            "properties": {"vr": {"enum": vrs}, "Value": {"type": "array"}, "BulkDataURI": True, "InlineBinary": True},
            "additionalProperties": False,
        }  # fmt: skip
        return {_TAG: TAG, _ELEMENT: element, _DATASET: _open_object()}

    def _object(self, shape: Shape, place: Place, demands: Demands) -> dict[str, Any]:
        """Return the schema of a data set or item."""
        made: dict[str, Any] = _open_object()
        fixed = {tag: each for tag, each in shape.fields.items() if MASK not in tag}
        masked = {tag: each for tag, each in shape.fields.items() if MASK in tag}
        made["properties"] = {tag: self._attribute(each, demands) for tag, each in sorted(fixed.items())}
        if masked:
            made["patternProperties"] = {
                f"^{tag.replace('xx', '[0-9A-F][02468ACE]')}$": self._attribute(each, demands)
                for tag, each in sorted(masked.items())
            }
        rules = [
            rule
            for each in fixed.values()
            for rule in (*_conditional_values(each, place), *_constraints(each, place))
        ]
        return made | demands.said(rules)

    # --- attributes

    def _attribute(self, declared: Field, demands: Demands) -> dict[str, Any]:
        """Return what an attribute is here: its definition, and what this place adds to that."""
        made: dict[str, Any] = {"$ref": _to(self._element(declared.element))}
        value = _value(declared)
        if demands.is_for_a_value(declared):
            made["minProperties"] = 2
            if SEQUENCE in declared.element.vr:
                value["minItems"] = max(1, declared.items.least if declared.items is not None else 1)
        if SEQUENCE in declared.element.vr:
            value["items"] = {"$ref": _to(self._items(declared))}
        return made | ({"properties": {"Value": value}} if value else {})

    def _items(self, declared: Field) -> str:
        shape = self.objects.items(declared)
        return _name(shape) if shape is not None else _DATASET

    def _element(self, element: DataElement) -> str:
        """Define a data element once; return its name, which has the number of values where the place says another."""
        registered = self.objects.elements.get(element.keyword)
        another = registered is not None and registered.vm != element.vm
        name = f"{element.keyword}.{'.'.join(element.vm)}" if another else element.keyword
        if name not in self._defs:
            vrs = [self._vr(vr) for vr in element.vr or ("UN",)]
            made: dict[str, Any] = {"title": element.name}
            made |= vrs[0] if len(vrs) == 1 else {"anyOf": vrs}
            self._defs[name] = made | _multiplicity(element)
        return name

    def _vr(self, vr: str) -> dict[str, Any]:
        self._defs[vr] = of_vr(vr)
        return {"$ref": _to(vr)}


def _open_object() -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"$ref": _to(_TAG)},
        "additionalProperties": {"$ref": _to(_ELEMENT)},
    }


def _to(name: str) -> str:
    return f"#/$defs/{name}"


def _name(shape: Shape) -> str:
    return f"{shape.ref.package}.{shape.ref.dotted}"


# --- values


def _multiplicity(element: DataElement) -> dict[str, Any]:
    """Return how many values an attribute has; bytes are one, and items are counted where they are."""
    if frozenset(element.vr) <= UNCOUNTED:
        return {}
    least, most = limits_of(element.vm)
    found = {"minItems": least} | ({} if most is None else {"maxItems": most})
    return {"properties": {"Value": found}}


def _value(declared: Field) -> dict[str, Any]:
    """Return what the values are here: how many items, Enumerated Values of each and of the one of a number."""
    made: dict[str, Any] = {}
    if SEQUENCE in declared.element.vr and declared.items is not None and declared.items.most is not None:
        made["maxItems"] = declared.items.most
    if declared.values:
        made["items"] = _listed(declared, declared.values)
    numbered = [
        _numbered(declared, each) for each in declared.lists if _is_enumerated(each) and not each.condition
    ]
    return made | (
        {"allOf": numbered} if len(numbered) > 1 else {k: v for each in numbered for k, v in each.items()}
    )


def _is_enumerated(listed: ValueList) -> bool:
    return listed.kind == "enumerated"


def _numbered(declared: Field, listed: ValueList) -> dict[str, Any]:
    values = [scalar(value, declared.element) for value in listed.values]
    if listed.value_number is None:
        return {"items": _listed(declared, values)}
    return {"prefixItems": [True] * (listed.value_number - 1) + [_listed(declared, values)]}


def _listed(declared: Field, values: Sequence[Scalar]) -> dict[str, Any]:
    """Return a list; of several values one may be empty, which pydicom writes as text, and a number be a string."""
    vrs = frozenset(declared.element.vr)
    empty = [] if declared.element.vm == ("1",) else [None, ""]
    listed = {"enum": [*in_json(values, declared.element), *empty]}
    return {"anyOf": [listed, {"type": "string"}]} if "DS" in vrs else listed


def _constraints(declared: Field, place: Place) -> Iterator[Schema]:
    """Yield what must not be, where an attribute is there: a constraint on values that surely fails."""
    for constraint in declared.constraints:
        fails = truth(parsed(constraint), place).fails
        if fails is not False:
            yield {"not": every([there(declared.element.tag), fails])}


def _conditional_values(declared: Field, place: Place) -> Iterator[Schema]:
    """Yield the Enumerated Values that hold under a condition."""
    for listed in declared.lists:
        condition = listed.condition
        if condition is None or not _is_enumerated(listed) or not condition.expression:
            continue
        holds = truth(parsed(condition.expression), place).holds
        if holds is not False:
            value = {"properties": {"Value": _numbered(declared, listed)}}
            said = {"properties": {declared.element.tag: value}}
            yield said if holds is True else {"if": holds, "then": said}
