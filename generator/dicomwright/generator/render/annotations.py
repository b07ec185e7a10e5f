"""Annotations and declarations of fields: VR, VM and values as Python types and as arguments of `attribute`."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dicomwright.generator.quoting import (
    Python,
    called,
    code,
    constant,
    expression,
    identifier,
    joined,
    literal,
    literals,
    tag_number,
)
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
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import Condition, ContextGroup, ValueList
    from dicomwright.generator.render.fields import Field

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
    "PN": ("PN",),
}
# What attributes of these VRs take more of than they give, one or several; the classes of `declarations.typed`.
_GIVEN: Final = (
    (frozenset(_INTEGERS), ("Integer", "Integers")),
    (frozenset(_DECIMALS), ("Real", "Reals")),
    (frozenset(_BYTES), ("Bytes", None)),
    (frozenset(("PN",)), ("Name", "Names")),
    (frozenset((*_INTEGERS, *_BYTES)), (None, "Table")),
)
_PIXELS: Final = frozenset({"PixelData", "FloatPixelData", "DoubleFloatPixelData"})
_MODULES_OF_TYPES: Final = {
    "date": ("datetime", "date"),
    "datetime": ("datetime", "datetime"),
    "time": ("datetime", "time"),
    "PN": ("pydicom.valuerep", "PersonName"),
    "Code": ("pydicom.sr.coding", "Code"),
    "Sequence": ("collections.abc", "Sequence"),
    "Any": ("typing", "Any"),
    "NDArray": ("numpy.typing", "NDArray"),
    "NoModule": ("dicomwright.runtime", "NoModule"),
    "Dataset": ("pydicom.dataset", "Dataset"),
    **{
        name: ("dicomwright.runtime", name)
        for name in (
            *("DateKey", "DateTimeKey", "ItemKey", "NameKey", "NumberKey", "TextKey", "TimeKey", "UIDKey"),
        )
    },
    **{
        f"{optional}{name}": ("dicomwright.runtime", f"{optional}{name}")
        for name in (
            *(
                "Bytes",
                "Integer",
                "IntegerOf",
                "Integers",
                "Items",
                "Name",
                "Names",
                "Real",
                "Reals",
                "Table",
            ),
        )
        for optional in ("", "Optional")
    },
    **{
        f"Given{name}": ("dicomwright.runtime", f"Given{name}")
        for name in ("Bytes", "Integer", "Integers", "Number", "Real", "Reals")
    },
}
_NONE: Final = constant("None")
_BYTES_TYPE: Final = constant("bytes")
_ITEM: Final = constant("Item")
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
    constants: dict[str, Python] = field(default_factory=dict[str, Python])
    shared: dict[Python, tuple[str, str]] = field(default_factory=dict[Python, tuple[str, str]])
    constant_imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def use(self, name: str) -> Python:
        """A type of the standard library, numpy or pydicom, for checkers only; clashes get an alias."""
        self.types.add(name)
        return identifier(f"{name}_" if name in self.taken else name)

    def annotated(self, ref: ClassRef) -> Python:
        """A class in an annotation; the file's own class needs no import."""
        if not self._own(ref):
            self.type_classes.add((ref.package, ref.name))
        return self._dotted(ref)

    def inherited(self, ref: ClassRef) -> Python:
        """A class among the bases, needed at run time."""
        if not self._own(ref):
            self.classes.add((ref.package, ref.name))
        return self._dotted(ref)

    def group(self, cid: str) -> Python:
        """The class of a context group in an annotation."""
        name = context_group_class(cid)
        self.type_classes.add((CID, name))
        return identifier(name)

    def _own(self, ref: ClassRef) -> bool:
        return (ref.package, ref.name) == (self.own.package, self.own.name)

    def _dotted(self, ref: ClassRef) -> Python:
        name = ref.name if self._own(ref) else self.alias(ref.package, ref.name)
        return identifier(f"{name}.{ref.path}" if ref.path else name)

    def alias(self, package: str, name: str) -> str:
        """The class's own name, or one with its kind where something in this file has that name."""
        twins = self.own.package == IOD and package == MACRO and (MODULE, name) in self.files
        return f"{name}{package.title()}" if twins or name in self.taken else name

    def imports(self) -> list[Python]:
        """Import lines needed at run time."""
        lines = [self._import(package, name) for package, name in sorted(self.classes)]
        shared = [_import(module, name) for module, name in sorted(self.constant_imports)]
        runtime = joined(", ", map(identifier, sorted(self.runtime)))
        return [code("from dicomwright.runtime import {}", runtime), *lines, *shared]

    def type_imports(self) -> list[Python]:
        """Import lines for checkers."""
        lines = [self._import(package, name) for package, name in sorted(self.type_classes - self.classes)]
        types = (_import(*_MODULES_OF_TYPES[name], self.use(name)) for name in self.types)
        return [*sorted(types), *lines]

    def _import(self, package: str, name: str) -> Python:
        return _import(address(package, self.files[package, name]), name, self.alias(package, name))


def _import(module: str, name: str, alias: str = "") -> Python:
    source = code("from {} import {}", identifier(module), identifier(name))
    return code("{} as {}", source, identifier(alias)) if alias not in {"", name} else source


def annotation(declared: Field, names: Names) -> Python:
    """The type of a field: Sequence[CID4 | Code] | None."""
    element = declared.element
    optional = declared.optional and not declared.never_none
    given = given_kind(declared)
    if given == "IntegerOf":
        parts = [*value_types(declared, names), *([_NONE] if optional else [])]
        return code("{}[{}]", names.use(given), joined(" | ", parts))
    if given:
        return names.use(f"Optional{given}" if optional else given)
    if "SQ" in element.vr:
        taken = _taken_besides(declared, names)
        if taken:
            name = names.use("OptionalItems" if optional else "Items")
            return code("{}[{}, {}]", name, item_annotation(declared, names), joined(" | ", taken))
        parts = [items_annotation(declared, names)]
    else:
        parts = value_types(declared, names)
    return joined(" | ", [*parts, _NONE] if optional else parts)


def _taken_besides(declared: Field, names: Names) -> list[Python]:
    """Return what may stand for an item: a dict, and a code where items are codes with more; nothing for codes."""
    taken = _item_dict(declared, names)
    if taken is None or declared.item is None:
        return []
    return [taken, *(code_types(declared, names) if declared.item.codes else [])]


def _item_dict(declared: Field, names: Names) -> Python | None:
    """Return the type of a dict that may stand for an item; None where items are codes."""
    cls = declared.item.cls if declared.item is not None else None
    if isinstance(cls, Nested):
        return code("{}.Dict", identifier(item_class_name(declared.keyword)))
    return code("{}.Dict", names.annotated(cls)) if cls is not None else None


def given_annotation(declared: Field, names: Names) -> Python:
    """The type of the value that reading a field gives, where there is one."""
    if "SQ" in declared.element.vr:
        return items_annotation(declared, names)
    return joined(" | ", value_types(declared, names))


def given_kind(declared: Field) -> str | None:
    """The class of an attribute that takes more than it gives, if it has one."""
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


def items_annotation(declared: Field, names: Names) -> Python:
    """The type that a sequence gives: Sequence[CID4 | Code]."""
    return code("{}[{}]", names.use("Sequence"), item_annotation(declared, names))


def item_annotation(declared: Field, names: Names) -> Python:
    """The type of one item of a sequence: CID4 | Code."""
    return joined(" | ", item_types(declared, names))


def value_types(declared: Field, names: Names) -> list[Python]:
    """The types of the values of a field, be it of one or of several."""
    element = declared.element
    many = element.vm != ("1",)
    vrs = element.vr or ("UN",)
    if declared.values and not declared.open_values and not _decimal(declared):
        names.typing.add("Literal")
        scalars = [code("Literal[{}]", joined(", ", map(literal, declared.values)))]
    else:
        scalars = list(
            dict.fromkeys(
                identifier(name) for vr in vrs for name in _TYPES.get(vr, ("str",)) if name != "bytes"
            )
        )
    binary = [_BYTES_TYPE] if any("bytes" in _TYPES.get(vr, ()) for vr in vrs) else []
    for name in scalars:
        if name in _MODULES_OF_TYPES:
            names.use(name)
    if element.keyword in _PIXELS:
        return [_BYTES_TYPE, code("{}[{}]", names.use("NDArray"), names.use("Any"))]
    if many and scalars:
        scalars = [code("{}[{}]", names.use("Sequence"), joined(" | ", scalars))]
    if many and not scalars:
        return [code("{}[bytes]", names.use("Sequence"))]
    return [*scalars, *binary]


def _decimal(declared: Field) -> bool:
    return any(isinstance(value, float) for value in declared.values)


def item_types(declared: Field, names: Names) -> list[Python]:
    """The types of one item of a sequence."""
    plan = declared.item
    if plan is None or (plan.cls is None and not plan.codes):
        names.runtime.add("Item")
        return [_ITEM]
    if isinstance(plan.cls, Nested):
        return [identifier(item_class_name(declared.keyword))]
    return [names.annotated(plan.cls)] if plan.cls is not None else code_types(declared, names)


def code_types(declared: Field, names: Names) -> list[Python]:
    """The types of the codes of a sequence."""
    groups = [group for group in declared.groups if group.cid in names.groups]
    types = [names.group(group.cid) for group in groups]
    closed = bool(groups) and all(
        group.binding == "defined" and group.condition is None and names.groups[group.cid].extensible is False
        for group in groups
    )
    return list(dict.fromkeys(types if closed else [*types, names.use("Code")]))


def declaration(declared: Field, names: Names) -> Python:
    """The call of `attribute` that declares a field."""
    names.runtime.add("attribute")
    element = declared.element
    arguments = [tag_number(element.tag), literal(" or ".join(element.vr or ("UN",))), literal(declared.type)]
    vm = " or ".join(element.vm) or "1"
    if vm != "1":
        arguments.append(code("vm={}", literal(vm)))
    arguments += _value_arguments(declared, names)
    arguments += _item_arguments(declared, names)
    if declared.applies:
        conditions = joined(", ", (condition_call(condition, names) for condition in declared.applies))
        arguments.append(code("applies_if=({},)", conditions))
    if declared.condition is not None and declared.type in _CONDITIONAL:
        arguments.append(code("required_if={}", condition_call(declared.condition, names)))
    if declared.constraints:
        arguments.append(code("constraints=({},)", joined(", ", _calls(declared.constraints, names))))
    if declared.derived is not None:
        arguments.append(code("derived={}", literal(declared.derived)))
    if declared.overrides:
        arguments.append(constant("overrides=True"))
    if declared.optional:
        arguments.append(constant("default=None"))
    return code("attribute({})", joined(", ", arguments))


def _value_arguments(declared: Field, names: Names) -> list[Python]:
    arguments: list[Python] = []
    if declared.values:
        arguments.append(code("values={}", literals(declared.values)))
    if declared.terms:
        arguments.append(code("terms={}", _terms(declared, names)))
    if declared.lists:
        lists = joined(", ", (_values_of(values, declared, names) for values in declared.lists))
        arguments.append(code("value_lists=({},)", lists))
    return arguments


def _terms(declared: Field, names: Names) -> Python:
    if len(declared.terms) < _MANY_TERMS:
        return literals(declared.terms)
    name = constant_name(declared.element.name)
    text = literals(declared.terms)
    if text in names.shared:
        names.constant_imports.add(names.shared[text])
        return identifier(names.shared[text][1])
    number = 1
    while names.constants.setdefault(name if number == 1 else f"{name}_{number}", text) != text:
        number += 1
    return identifier(name if number == 1 else f"{name}_{number}")


def _values_of(values: ValueList, declared: Field, names: Names) -> Python:
    from dicomwright.generator.render.classes import scalar  # noqa: PLC0415 - classes imports fields

    names.runtime.add("values_of")
    arguments = [
        literal(values.kind),
        literals(scalar(value, declared.element) for value in values.values),
    ]
    if values.value_number is not None:
        arguments.append(code("value={}", literal(values.value_number)))
    if values.condition is not None:
        arguments.append(code("when={}", condition_call(values.condition, names)))
    return code("values_of({})", joined(", ", arguments))


def _item_arguments(declared: Field, names: Names) -> list[Python]:
    plan = declared.item
    arguments: list[Python] = []
    if plan is not None:
        if isinstance(plan.cls, Nested):
            arguments.append(code("item={}", identifier(item_class_name(declared.keyword))))
        elif plan.cls is not None:
            plain = plan.cls.package == MACRO and plan.cls.dotted != "Code"  # "Code" alone is pydicom's
            prefix = "" if plain else f"{FACADES[plan.cls.package]}:"
            arguments.append(code("item={}", literal(f"{prefix}{plan.cls.dotted}")))
        elif plan.codes:
            arguments.append(constant('item="Code"'))
        else:
            arguments.append(constant("item=Item"))
        if plan.codes and plan.cls is not None:
            arguments.append(constant("codes=True"))
        arguments += _group_arguments(declared, names)
    if declared.items is not None:
        arguments.append(code("items={}", literals((declared.items.least, declared.items.most))))
    return arguments


def _group_arguments(declared: Field, names: Names) -> list[Python]:
    groups = [group for group in declared.groups if group.cid in names.groups]
    if not groups:
        return []
    cids = [context_group_class(group.cid) for group in groups]
    cid = literal(cids[0]) if len(cids) == 1 else literals(dict.fromkeys(cids))
    bindings = {group.binding for group in groups if group.condition is None}
    binding = (
        bindings.pop() if len(bindings) == 1 and all(group.condition is None for group in groups) else ""
    )
    return [code("cid={}", cid), *([code("binding={}", literal(binding))] if binding else [])]


def condition_call(condition: Condition, names: Names) -> Python:
    """A condition as Python: what it means, or its place and the tags that it names when that is not known."""
    if condition.outcome != "not_understood":
        return _rule_call(condition, names)
    names.runtime.add("condition")
    return code("condition({})", joined(", ", [literal(condition.place), *map(tag_number, condition.tags)]))


def doubts(declared: Field) -> str:
    """What the presence of a field depends on and no data set tells, as a sentence; empty when there is nothing."""
    stated = [*declared.applies, *([declared.condition] if declared.type in _CONDITIONAL else [])]
    parts = [text for item in stated if item for text in (item.expression, item.allowed, item.forbidden)]
    found = dict.fromkeys(ast.literal_eval(name) for text in parts for name in _EXTERNAL.findall(text))
    said = (f"{'what is' if name.startswith('undecided') else 'whether'} {name}" for name in found)
    return f"Depends on {' and '.join(said)}." if found else ""


_CONDITIONAL: Final = frozenset({"1C", "2C", "3"})
"""Types with a condition: on what must be there, or may be."""
_EXTERNAL: Final = re.compile(r'\bexternal\(("(?:[^"\\]|\\.)*")\)')


def _rule_call(condition: Condition, names: Names) -> Python:
    arguments = list(_calls(filter(None, [condition.expression]), names))
    if condition.otherwise != "silent":
        arguments.append(code("otherwise={}", literal(condition.otherwise)))
    arguments += [code("allowed={}", text) for text in _calls(filter(None, [condition.allowed]), names)]
    arguments += [code("forbidden={}", text) for text in _calls(filter(None, [condition.forbidden]), names)]
    if len(arguments) == 1 and condition.expression:
        return arguments[0]
    names.runtime.add("rule")
    return code("rule({})", joined(", ", arguments))


def _calls(texts: Iterable[str], names: Names) -> Iterator[Python]:
    """Yield expressions; what they call is imported."""
    for text in texts:
        names.runtime.update(called(expression(text)))
        yield expression(text)
