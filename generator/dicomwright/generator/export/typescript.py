"""TypeScript: an interface for each IOD in the DICOM JSON Model (PS3.18 Annex F), and one for each class of items."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.generator.export.demands import Demands
from dicomwright.generator.export.objects import MASK, Objects, limits_of
from dicomwright.generator.export.predicates import SEQUENCE, Place, in_json
from dicomwright.generator.export.values import BYTES, UNCOUNTED
from dicomwright.generator.render.classes import scalar
from dicomwright.generator.render.names import MACRO, MODULE
from dicomwright.generator.render.templating import section_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwright.generator.export.objects import Shape
    from dicomwright.generator.facts import Edition, Iod
    from dicomwright.generator.render.fields import ClassRef, Field, Scalar

_PRELUDE: Final = Path(__file__).with_name("typescript_prelude.ts")
_NUMBERS: Final = dict.fromkeys(("SL", "SS", "UL", "US"), "number")
_EITHER: Final = dict.fromkeys(("DS", "FD", "FL", "IS", "SV", "UV"), "number | string")
_TYPES: Final = {**_NUMBERS, **_EITHER, "PN": "PersonName", "UN": "unknown"}
"""Types of values; those of other VRs are strings."""
_SUFFIXES: Final = {MODULE: "Module", MACRO: "Macro"}
_MOST_OPTIONAL: Final = 8
"""Values that may be left out of a tuple one by one; of more, any number may."""


def typescript(edition: Edition, iods: Iterable[Iod]) -> str:
    """Return a module with the interfaces of IODs, and of all that is in them."""
    return "".join(_Module(Objects(edition)).lines(tuple(iods)))


@dataclass
class _Module:
    objects: Objects

    def lines(self, iods: Sequence[Iod]) -> Iterator[str]:
        """Yield the text of the module."""
        yield f"// The DICOM JSON Model of DICOM {self.objects.edition.name}, by dicomwright export typescript.\n\n"
        yield _PRELUDE.read_text(encoding="utf-8")
        shapes: list[Shape] = []
        for iod in iods:
            shape, modules, _ = self.objects.iod(iod)
            demands = Demands(Place(self.objects, shape.fields, iod.sop_classes, top=True))
            for used in modules:
                demands.of_module(used, modules)
            shapes.append(shape)
            place = f"PS3.{iod.ref.part} {iod.ref.section}, {section_url(iod.ref.part, iod.ref.section_id)}"
            yield from self._interface(shape, demands, f"{iod.name} IOD, {place}")
        for items in sorted(self.objects.within(*shapes), key=lambda each: _name(each.ref)):
            demands = Demands(Place(self.objects, items.fields, ()))
            demands.of_item(items)
            yield from self._interface(items, demands, f"Items of {items.ref.dotted}")

    def _interface(self, shape: Shape, demands: Demands, said: str) -> Iterator[str]:
        required = demands.required
        yield f"\n/** {_comment(said)} */\nexport interface {_name(shape.ref)} {{\n"
        for tag, declared in sorted(shape.fields.items()):
            type_ = self._type(declared, valued=demands.is_for_a_value(declared))
            key = json.dumps(tag) + ("" if tag in required else "?")
            if MASK in tag:
                key, type_ = f"[tag: `{tag.replace('xx', '${string}')}`]", f"{type_} | undefined"
            kind = f", Type {declared.type}" if declared.type else ""
            yield f"  /** {_comment(declared.keyword)}{kind} */\n  {key}: {type_};\n"
        if shape.open:
            yield "  [tag: string]: unknown;\n"
        yield "}\n"

    def _type(self, declared: Field, *, valued: bool) -> str:
        vrs = declared.element.vr or ("UN",)
        maybe = "" if valued else "Maybe"
        if SEQUENCE in vrs:
            items = self.objects.items(declared)
            return f"{maybe}Sequence<{_name(items.ref) if items is not None else 'DataSet'}>"
        parts: dict[str, list[str]] = {}
        for vr in vrs:
            parts.setdefault("" if vr in BYTES else _values(vr, declared), []).append(json.dumps(vr))
        return " | ".join(
            f"{'Maybe' if not valued else 'Valued'}<{' | '.join(names)}, {values}>"
            if values
            else f"{maybe}Bytes<{' | '.join(names)}>"
            for values, names in parts.items()
        )


def _values(vr: str, declared: Field) -> str:
    """Return the type of the array of values: a tuple, open where there is no end of them."""
    if vr in UNCOUNTED:
        return "unknown[]"
    least, most = limits_of(declared.element.vm)
    empty = "" if most == 1 else ' | null | ""' if declared.values and vr not in _TYPES else " | null"
    each = _together(vr, declared, declared.values) + empty
    numbered = {
        listed.value_number: _together(
            vr, declared, [scalar(value, declared.element) for value in listed.values]
        )
        for listed in declared.lists
        if listed.kind == "enumerated" and listed.condition is None and listed.value_number is not None
    }
    first = [f"{numbered[number]}{empty}" if number in numbered else each for number in range(1, least + 1)]
    if most is not None and most - least <= _MOST_OPTIONAL:
        more = [f"({each})?"] * (most - least)
    else:
        more = [f"...({each})[]"]
    return f"[{', '.join([*first, *more])}]"


def _together(vr: str, declared: Field, values: Sequence[Scalar]) -> str:
    """Return the union of listed values; of decimals, which can be written in many ways, the type of them all."""
    if not values or vr == "DS":
        return _TYPES.get(vr, "string")
    return " | ".join(json.dumps(value) for value in in_json(values, declared.element))


def _name(ref: ClassRef) -> str:
    """Name an interface: CTImage, CodeSequenceMacro, GeneralSeriesModule_RelatedSeriesItem."""
    path = f"_{ref.path.replace('.', '_')}" if ref.path else ""
    return f"{ref.name}{_SUFFIXES.get(ref.package, '')}{path}"


def _comment(text: str) -> str:
    return " ".join(text.split()).replace("*/", "* /")
