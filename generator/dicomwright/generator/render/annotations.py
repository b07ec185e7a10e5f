"""Annotations and declarations of fields: VR, VM and values as Python types and as arguments of `attribute`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.fields import ClassRef, Nested
from dicomwright.generator.render.names import (
    CID,
    FACADES,
    IOD,
    MACRO,
    MODULE,
    address,
    constant_name,
    context_group_class,
    item_class_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.facts import Condition, ContextGroup, ValueList
    from dicomwright.generator.render.fields import Field, Scalar

_TEXT: Final = ("AE", "AS", "CS", "LO", "LT", "SH", "ST", "UC", "UI", "UR", "UT")
_INTEGERS: Final = ("AT", "IS", "SL", "SS", "SV", "UL", "US", "UV")
_DECIMALS: Final = ("DS", "FD", "FL")
_BYTES: Final = ("OB", "OD", "OF", "OL", "OV", "OW", "UN")
# VR -> Python types, in the order in which a union shows them.
_TYPES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(_TEXT, ("str",)),
    **dict.fromkeys(_INTEGERS, ("int",)),
    **dict.fromkeys(_DECIMALS, ("float",)),
    **dict.fromkeys(_BYTES, ("bytes",)),
    "DA": ("date", "str"),
    "DT": ("datetime", "str"),
    "TM": ("time", "str"),
    "PN": ("PN", "str"),
}
# What attributes of these VRs take more of than they give, one or several; the classes of `declarations.typed`.
_GIVEN: Final = (
    (frozenset(_INTEGERS), ("Integer", "Integers")),
    (frozenset(_DECIMALS), ("Real", "Reals")),
    (frozenset(_BYTES), ("Bytes", None)),
    (frozenset((*_INTEGERS, *_BYTES)), (None, "Table")),
)
_PIXELS: Final = frozenset({"PixelData", "FloatPixelData", "DoubleFloatPixelData"})
_MODULES_OF_TYPES: Final = {
    "date": "from datetime import date",
    "datetime": "from datetime import datetime",
    "time": "from datetime import time",
    "PN": "from pydicom.valuerep import PersonName as PN",
    "Code": "from pydicom.sr.coding import Code",
    "Sequence": "from collections.abc import Sequence",
    "Any": "from typing import Any",
    "NDArray": "from numpy.typing import NDArray",
    **{
        f"{optional}{name}": f"from dicomwright.runtime import {optional}{name}"
        for name in ("Bytes", "Integer", "IntegerOf", "Integers", "Real", "Reals", "Table")
        for optional in ("", "Optional")
    },
}
_MANY_TERMS: Final = 6  # longer lists of terms become a constant above the class


@dataclass
class Names:
    """Names that one file uses: what is imported for checkers, and what at run time; clashes get an alias."""

    own: ClassRef
    taken: frozenset[str]  # attributes and nested classes of the file: no import may have their names
    groups: dict[str, ContextGroup]
    files: dict[tuple[str, str], str]  # file of each class that others name: modules, macros, context groups
    types: set[str] = field(default_factory=set[str])
    runtime: set[str] = field(default_factory=set[str])
    typing: set[str] = field(default_factory=set[str])
    type_classes: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    classes: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    constants: dict[str, str] = field(default_factory=dict[str, str])
    shared: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    constant_imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def use(self, name: str) -> str:
        """A type of the standard library, numpy or pydicom, for checkers only; clashes get an alias."""
        self.types.add(name)
        return f"{name}_" if name in self.taken else name

    def annotated(self, ref: ClassRef) -> str:
        """A class in an annotation; the file's own class needs no import."""
        if not self._own(ref):
            self.type_classes.add((ref.package, ref.name))
        return self._dotted(ref)

    def inherited(self, ref: ClassRef) -> str:
        """A class among the bases, needed at run time."""
        if not self._own(ref):
            self.classes.add((ref.package, ref.name))
        return self._dotted(ref)

    def group(self, cid: str) -> str:
        """The class of a context group in an annotation."""
        name = context_group_class(cid)
        self.type_classes.add((CID, name))
        return name

    def _own(self, ref: ClassRef) -> bool:
        return (ref.package, ref.name) == (self.own.package, self.own.name)

    def _dotted(self, ref: ClassRef) -> str:
        name = ref.name if self._own(ref) else self.alias(ref.package, ref.name)
        return f"{name}.{ref.path}" if ref.path else name

    def alias(self, package: str, name: str) -> str:
        """The class's own name, or one with its kind where something in this file has that name."""
        twins = self.own.package == IOD and package == MACRO and (MODULE, name) in self.files
        return f"{name}{package.title()}" if twins or name in self.taken else name

    def imports(self) -> list[str]:
        """Import lines needed at run time."""
        lines = [self._import(package, name) for package, name in sorted(self.classes)]
        shared = [f"from {module} import {name}" for module, name in sorted(self.constant_imports)]
        return [f"from dicomwright.runtime import {', '.join(sorted(self.runtime))}", *lines, *shared]

    def type_imports(self) -> list[str]:
        """Import lines for checkers."""
        lines = [self._import(package, name) for package, name in sorted(self.type_classes - self.classes)]
        types = (
            f"{_MODULES_OF_TYPES[name]}{' as ' + self.use(name) if name in self.taken else ''}"
            for name in self.types
        )
        return [*sorted(types), *lines]

    def _import(self, package: str, name: str) -> str:
        alias = self.alias(package, name)
        source = f"from {address(package, self.files[package, name])} import {name}"
        return source if alias == name else f"{source} as {alias}"


def annotation(declared: Field, names: Names) -> str:
    """The type of a field: Sequence[CID4 | Code] | None."""
    element = declared.element
    optional = declared.optional and not declared.never_none
    given = _given(declared)
    if given == "IntegerOf":
        parts = [*_value_types(declared, names), *(["None"] if optional else [])]
        return f"{names.use(given)}[{' | '.join(parts)}]"
    if given:
        return names.use(f"Optional{given}" if optional else given)
    if "SQ" in element.vr:
        parts = [f"{names.use('Sequence')}[{' | '.join(_item_types(declared, names))}]"]
    else:
        parts = _value_types(declared, names)
    return " | ".join([*parts, "None"] if optional else parts)


def _given(declared: Field) -> str | None:
    """Return the class of an attribute that takes more than it gives, if it has one."""
    element = declared.element
    many = element.vm != ("1",)
    if element.keyword in _PIXELS:
        return None
    if declared.values and not declared.open_values and not _decimal(declared):
        return "IntegerOf" if not many and set(element.vr) <= set(_INTEGERS) and element.vr else None
    vrs = frozenset(element.vr)
    found = (names[many] for known, names in _GIVEN if vrs and vrs <= known)
    return next((name for name in found if name), None)


def python_types(vrs: Iterable[str]) -> frozenset[str]:
    """The Python types of values of these VRs."""
    return frozenset(name for vr in vrs for name in _TYPES.get(vr, ("str",)))


def item_annotation(declared: Field, names: Names) -> str:
    """The type of one item of a sequence: CID4 | Code."""
    return " | ".join(_item_types(declared, names))


def _value_types(declared: Field, names: Names) -> list[str]:
    element = declared.element
    many = element.vm != ("1",)
    vrs = element.vr or ("UN",)
    if declared.values and not declared.open_values and not _decimal(declared):
        names.typing.add("Literal")
        scalars = [f"Literal[{', '.join(_literal(value) for value in declared.values)}]"]
    else:
        scalars = list(
            dict.fromkeys(name for vr in vrs for name in _TYPES.get(vr, ("str",)) if name != "bytes")
        )
    binary = ["bytes"] if any("bytes" in _TYPES.get(vr, ()) for vr in vrs) else []
    for name in scalars:
        if name in _MODULES_OF_TYPES:
            names.use(name)
    if element.keyword in _PIXELS:
        return ["bytes", f"{names.use('NDArray')}[{names.use('Any')}]"]
    if many and scalars:
        scalars = [f"{names.use('Sequence')}[{' | '.join(scalars)}]"]
    if many and not scalars:
        return [f"{names.use('Sequence')}[bytes]"]
    return [*scalars, *binary]


def _decimal(declared: Field) -> bool:
    return any(isinstance(value, float) for value in declared.values)


def _literal(value: Scalar) -> str:
    return json.dumps(value, ensure_ascii=False)


def _item_types(declared: Field, names: Names) -> list[str]:
    plan = declared.item
    if plan is None or (plan.cls is None and not plan.codes):
        names.runtime.add("Item")
        return ["Item"]
    types: list[str] = []
    if isinstance(plan.cls, Nested):
        types.append(item_class_name(declared.keyword))
    elif plan.cls is not None:
        types.append(names.annotated(plan.cls))
    if plan.codes:
        types += _code_types(declared, names)
    return types


def _code_types(declared: Field, names: Names) -> list[str]:
    groups = [group for group in declared.groups if group.cid in names.groups]
    types = [names.group(group.cid) for group in groups]
    closed = bool(groups) and all(
        group.binding == "defined" and group.condition is None and names.groups[group.cid].extensible is False
        for group in groups
    )
    return list(dict.fromkeys(types if closed else [*types, names.use("Code")]))


def declaration(declared: Field, names: Names) -> str:
    """The call of `attribute` that declares a field."""
    names.runtime.add("attribute")
    element = declared.element
    arguments = [_tag(element.tag), _quoted(" or ".join(element.vr or ("UN",))), _quoted(declared.type)]
    vm = " or ".join(element.vm) or "1"
    if vm != "1":
        arguments.append(f"vm={_quoted(vm)}")
    arguments += _value_arguments(declared, names)
    arguments += _item_arguments(declared, names)
    if declared.applies:
        conditions = ", ".join(condition_call(condition, names) for condition in declared.applies)
        arguments.append(f"applies_if=({conditions},)")
    if declared.condition is not None and declared.type in _CONDITIONAL:
        arguments.append(f"required_if={condition_call(declared.condition, names)}")
    if declared.constraints:
        arguments.append(f"constraints=({', '.join(declared.constraints)},)")
        names.runtime.update(_functions(", ".join(declared.constraints)))
    if declared.derived is not None:
        arguments.append(f"derived={_literal(declared.derived)}")
    if declared.overrides:
        arguments.append("overrides=True")
    if declared.optional:
        arguments.append("default=None")
    return f"attribute({', '.join(arguments)})"


def _value_arguments(declared: Field, names: Names) -> list[str]:
    arguments: list[str] = []
    if declared.values:
        arguments.append(f"values={tuple_of(declared.values)}")
    if declared.terms:
        arguments.append(f"terms={_terms(declared, names)}")
    if declared.lists:
        lists = ", ".join(_values_of(values, declared, names) for values in declared.lists)
        arguments.append(f"value_lists=({lists},)")
    return arguments


def _terms(declared: Field, names: Names) -> str:
    if len(declared.terms) < _MANY_TERMS:
        return tuple_of(declared.terms)
    name = constant_name(declared.element.name)
    text = tuple_of(declared.terms)
    if text in names.shared:
        names.constant_imports.add(names.shared[text])
        return names.shared[text][1]
    number = 1
    while names.constants.setdefault(name if number == 1 else f"{name}_{number}", text) != text:
        number += 1
    return name if number == 1 else f"{name}_{number}"


def _values_of(values: ValueList, declared: Field, names: Names) -> str:
    from dicomwright.generator.render.classes import scalar  # noqa: PLC0415 - classes imports fields

    names.runtime.add("values_of")
    arguments = [
        _quoted(values.kind),
        tuple_of(tuple(scalar(value, declared.element) for value in values.values)),
    ]
    if values.value_number is not None:
        arguments.append(f"value={values.value_number}")
    if values.condition is not None:
        arguments.append(f"when={condition_call(values.condition, names)}")
    return f"values_of({', '.join(arguments)})"


def _item_arguments(declared: Field, names: Names) -> list[str]:
    plan = declared.item
    arguments: list[str] = []
    if plan is not None:
        if isinstance(plan.cls, Nested):
            arguments.append(f"item={item_class_name(declared.keyword)}")
        elif plan.cls is not None:
            plain = plan.cls.package == MACRO and plan.cls.dotted != "Code"  # "Code" alone is pydicom's
            prefix = "" if plain else f"{FACADES[plan.cls.package]}:"
            arguments.append(f'item="{prefix}{plan.cls.dotted}"')
        elif plan.codes:
            arguments.append('item="Code"')
        else:
            arguments.append("item=Item")
        if plan.codes and plan.cls is not None:
            arguments.append("codes=True")
        arguments += _group_arguments(declared, names)
    if declared.items is not None:
        arguments.append(f"items=({declared.items.least}, {declared.items.most})")
    return arguments


def _group_arguments(declared: Field, names: Names) -> list[str]:
    groups = [group for group in declared.groups if group.cid in names.groups]
    if not groups:
        return []
    cids = [context_group_class(group.cid) for group in groups]
    cid = _quoted(cids[0]) if len(cids) == 1 else tuple_of(tuple(dict.fromkeys(cids)))
    bindings = {group.binding for group in groups if group.condition is None}
    binding = (
        bindings.pop() if len(bindings) == 1 and all(group.condition is None for group in groups) else ""
    )
    return [f"cid={cid}", *([f"binding={_quoted(binding)}"] if binding else [])]


def condition_call(condition: Condition, names: Names) -> str:
    """A condition as Python: what it means, or its place and the tags that it names when that is not known."""
    if condition.outcome != "not_understood":
        return _rule_call(condition, names)
    names.runtime.add("condition")
    return f"condition({', '.join([_literal(condition.place), *(_tag(tag) for tag in condition.tags)])})"


def doubts(declared: Field) -> str:
    """What the presence of a field depends on and no data set tells, as a sentence; empty when there is nothing."""
    stated = [*declared.applies, *([declared.condition] if declared.type in _CONDITIONAL else [])]
    parts = [text for item in stated if item for text in (item.expression, item.allowed, item.forbidden)]
    found = dict.fromkeys(name for text in parts for name in _EXTERNAL.findall(text))
    said = (f"{'what is' if name.startswith('undecided') else 'whether'} {name}" for name in found)
    return f"Depends on {' and '.join(said)}." if found else ""


_CONDITIONAL: Final = frozenset({"1C", "2C", "3"})
"""Types with a condition: on what must be there, or may be."""
_EXTERNAL: Final = re.compile(r'\bexternal\("([^"]*)"\)')
_FUNCTION: Final = re.compile(r"\b([a-z_]+)\(")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def _rule_call(condition: Condition, names: Names) -> str:
    limits = [
        *([f'otherwise="{condition.otherwise}"'] if condition.otherwise != "silent" else []),
        *([f"allowed={condition.allowed}"] if condition.allowed else []),
        *([f"forbidden={condition.forbidden}"] if condition.forbidden else []),
    ]
    shown = condition.expression
    if limits:
        shown = f"rule({', '.join([*([shown] if shown else []), *limits])})"
    names.runtime.update(_functions(shown))
    return shown


def _functions(expression: str) -> list[str]:
    """The functions that an expression calls."""
    return _FUNCTION.findall(_STRINGS.sub("", expression))


def _tag(tag: str) -> str:
    return _quoted(tag) if "x" in tag else f"0x{tag}"


def tuple_of(values: Iterable[Scalar]) -> str:
    """A tuple of values as Python."""
    items = [_literal(value) for value in values]
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _quoted(text: str) -> str:
    return f'"{text}"'
