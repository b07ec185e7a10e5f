"""Presence: what a data set or item must have, and may not have, as far as JSON Schema can say when.

A module that is not mandatory is there when an attribute is that no other module of the IOD has, as for the validator.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.export.objects import MASK
from dicomwright.generator.export.predicates import ALWAYS, every, parsed, some, there, truth
from dicomwright.generator.facts import FunctionalGroupUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwright.generator.export.objects import Shape, Used
    from dicomwright.generator.export.predicates import Place, Schema
    from dicomwright.generator.facts import Condition
    from dicomwright.generator.render.fields import Field

_DEMANDING: Final = frozenset({"1", "2", "1C", "2C"})
_CERTAIN: Final = frozenset({"1", "2"})
_VALUED: Final = frozenset({"1", "1C"})
_SHARED: Final = "52009229"
_PER_FRAME: Final = "52009230"
_CURRENT_FRAME: Final = "00060001"
_FRAMES: Final = frozenset(
    {"CurrentFrameFunctionalGroupsItem", "PerFrameFunctionalGroupsItem", "SharedFunctionalGroupsItem"}
)


class Demands:
    """What is demanded, and refused, at one place."""

    def __init__(self, place: Place) -> None:
        """Demand nothing yet."""
        self._place = place
        self._demanded: dict[str, tuple[Schema, dict[str, None]]] = {}
        self._denied: dict[str, tuple[Schema, dict[str, None]]] = {}
        self._rows: dict[str, list[tuple[bool, Field]]] = {}
        self._rules: list[Schema] = []

    # --- what is declared

    def of_item(self, shape: Shape) -> None:
        """Take the attributes of an item; whether a functional group is in a frame is a matter of the IOD."""
        free = shape.ref.dotted.rpartition(".")[2] in _FRAMES
        for tag, declared in shape.fields.items():
            self._rows.setdefault(tag, []).append((True, declared))
            if not free and MASK not in tag:
                self._demand(tag, declared, ALWAYS)
                self._deny(declared)

    def of_module(self, used: Used, modules: Sequence[Used]) -> None:
        """Take the attributes of a module of an IOD."""
        usage = used.usage
        own = _own(used, modules)
        mandatory = usage.usage == "M"
        needed = self._holds(usage.condition) if usage.usage == "C" else False
        masked = any(MASK in tag for tag in used.fields)
        here: Schema = mandatory or (needed if masked else some([needed, *(there(tag) for tag in own)]))
        overriding = _overriding(modules)
        for tag, declared in used.fields.items():
            self._rows.setdefault(tag, []).append((mandatory, declared))
            if MASK in tag:
                continue
            if tag not in overriding or declared.overrides:
                self._demand(tag, declared, here)
            if tag in own:
                self._deny(declared)
        if not mandatory and usage.condition is not None:
            self._refuse(own, self._refused(usage.condition))

    def of_groups(self, groups: Iterable[Used]) -> None:
        """Demand the functional groups that each frame has, be they its own or shared by all."""
        for used in groups:
            usage = used.usage
            if isinstance(usage, FunctionalGroupUsage) and usage.usage == "M" and len(used.fields) == 1:
                (tag,) = used.fields
                one = _sequence(_SHARED, {"contains": there(tag)})
                each = [_sequence(frames, {"items": there(tag)}) for frames in self._of_frames()]
                self._rules.append(some([one] * usage.shared + each * usage.per_frame))

    def _of_frames(self) -> list[str]:
        """Return the sequences whose items are frames, or the one that is sent."""
        return [tag for tag in (_PER_FRAME, _CURRENT_FRAME) if tag in self._place.fields]

    # --- what is said of presence

    def _demand(self, tag: str, declared: Field, here: Schema) -> None:
        """Demand an attribute where it is surely demanded, and what it is part of is there."""
        if declared.type in _DEMANDING:
            _note(self._demanded, every([here, *self._when(declared)]), tag)

    def _when(self, declared: Field) -> Iterator[Schema]:
        """Yield what must hold so that an attribute is demanded."""
        if declared.condition is not None:
            yield self._holds(declared.condition)
        elif not declared.applies and declared.type not in _CERTAIN:
            yield False
        if declared.applies:
            yield some(map(self._holds, declared.applies))

    def _deny(self, declared: Field) -> None:
        """Refuse an attribute where it surely may not be there."""
        own = [] if declared.condition is None else [self._refused(declared.condition)]
        included = [every(map(self._refused, declared.applies))] if declared.applies else []
        self._refuse([declared.element.tag], some([*own, *included]))

    def _refuse(self, tags: Iterable[str], where: Schema) -> None:
        for tag in tags:
            if MASK not in tag:
                _note(self._denied, where, tag)

    def _holds(self, condition: Condition | None) -> Schema:
        if condition is None or condition.outcome == "not_understood" or not condition.expression:
            return False
        return truth(parsed(condition.expression), self._place).holds

    def _refused(self, condition: Condition) -> Schema:
        """Return where something may not be there; what the text does not say of it PS3.5 7.4.2 does."""
        if condition.outcome == "not_understood":
            return False
        said = [part for part in (condition.expression, condition.allowed) if part]
        leave = [truth(parsed(part), self._place).fails for part in said if condition.otherwise != "may"]
        forbidden = truth(parsed(condition.forbidden), self._place).holds if condition.forbidden else False
        return some([every(leave) if leave else False, forbidden])

    # --- the outcome

    @property
    def required(self) -> frozenset[str]:
        """Tags that are demanded whatever else is there."""
        return frozenset(tag for where, tags in self._demanded.values() if where is True for tag in tags)

    def is_for_a_value(self, declared: Field) -> bool:
        """Tell whether an attribute has a value wherever it is: that of a module which may be absent says so alone."""
        rows = self._rows.get(declared.element.tag, [])
        leading = [row for row in rows if row[1].overrides] or rows
        types = [each.type in _VALUED for _, each in leading]
        return bool(types) and (
            all(types) or any(mandatory and each.type in _VALUED for mandatory, each in leading)
        )

    def said(self, rules: Sequence[Schema]) -> dict[str, Any]:
        """Return what a schema says of presence, and these rules."""
        made: dict[str, Any] = {}
        conditional: list[Schema] = []
        depending: dict[str, list[str]] = {}
        for where, tags in self._demanded.values():
            wanted = sorted(tags)
            if where is True:
                made["required"] = wanted
            elif (only := _only_there(where)) is not None:
                depending[only] = wanted
            else:
                conditional.append({"if": where, "then": there(*wanted)})
        for where, tags in self._denied.values():
            nothing = {"properties": dict.fromkeys(sorted(tags), False)}
            conditional.append(nothing if where is True else {"if": where, "then": nothing})
        conditional += [*self._rules, *rules]
        made |= {"dependentRequired": depending} if depending else {}
        return made | ({"allOf": conditional} if conditional else {})


def _note(noted: dict[str, tuple[Schema, dict[str, None]]], where: Schema, tag: str) -> None:
    """Note an attribute with the others of which the same holds; where nothing does, there is nothing to note."""
    if where is not False:
        noted.setdefault(json.dumps(where), (where, {}))[1][tag] = None


def _only_there(where: Schema) -> str | None:
    """Return the attribute whose presence is all that a schema asks for."""
    if isinstance(where, dict) and where.keys() == {"required"} and len(where["required"]) == 1:
        return str(where["required"][0])
    return None


def _own(used: Used, modules: Sequence[Used]) -> list[str]:
    """Return the tags that no other module has."""
    others = {tag for other in modules if other is not used for tag in other.fields}
    return [tag for tag in used.fields if tag not in others]


def _overriding(modules: Sequence[Used]) -> frozenset[str]:
    return frozenset(tag for used in modules for tag, declared in used.fields.items() if declared.overrides)


def _sequence(tag: str, items: Mapping[str, Schema]) -> Schema:
    value = {"required": ["Value"], "properties": {"Value": {"minItems": 1, **items}}}
    return {"required": [tag], "properties": {tag: value}}
