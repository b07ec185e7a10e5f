"""Modules, macros, items and IODs of the model -> plans of classes: what each inherits and declares."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    DataElement,
    Edition,
    Entry,
    FixedValue,
    Include,
    Placeholder,
    ValueList,
)
from dicomwright.generator.render.fields import ClassRef, Field, ItemPlan, Nested, Scalar, merge, relaxed
from dicomwright.generator.render.names import MACRO, MODULE, class_name, item_class_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwright.generator.facts import ContextGroupUse, Specialization

CODE_SEQUENCE: Final = "Code Sequence"  # the macro whose items are codes, PS3.3 8.8
BASIC_CODE: Final = "Basic Code Sequence"  # the part of it that has value, scheme and meaning, PS3.3 8.8
PACKAGES: Final = {"module": MODULE, "macro": MACRO, "functional_group": MACRO}
_INTEGER_VRS: Final = frozenset({"AT", "IS", "US", "SS", "UL", "SL", "SV", "UV"})
_DECIMAL_VRS: Final = frozenset({"DS", "FL", "FD"})


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class to render: its bases, and the fields that it declares itself; `open`: any other may be there, too."""

    ref: ClassRef
    bases: tuple[ClassRef, ...]
    fields: tuple[Field, ...]
    open: bool = False


@dataclass
class Planner:
    """Plans the classes of one edition; everything is computed once and kept."""

    edition: Edition
    _plans: dict[ClassRef, ClassPlan] = field(default_factory=dict[ClassRef, ClassPlan])
    _all_fields: dict[ClassRef, dict[str, Field]] = field(default_factory=dict[ClassRef, dict[str, Field]])

    def loosen(self, ref: ClassRef, keyword: str, *, items: bool) -> None:
        """Widen the type of a field whose IODs could not satisfy it: `items`, let codes be items of the macro, too."""
        plan = self.plan(ref)
        changed = tuple(
            _loosened(declared, items=items) if declared.keyword == keyword else declared
            for declared in plan.fields
        )
        self._plans[ref] = replace(plan, fields=changed)
        self._all_fields.clear()

    @cached_property
    def elements(self) -> dict[str, DataElement]:
        """Data elements by tag."""
        return {element.tag: element for element in self.edition.data_elements}

    @cached_property
    def iod_sections(self) -> frozenset[str]:
        """Sections of PS3.3 that define an IOD."""
        return frozenset(iod.ref.section_id for iod in self.edition.iods)

    @cached_property
    def tables(self) -> dict[str, AttributeTable]:
        """Attribute tables by xml:id."""
        return {table.xml_id: table for table in self.edition.attribute_tables}

    @cached_property
    def _by_ref(self) -> dict[ClassRef, AttributeTable]:
        found: dict[ClassRef, AttributeTable] = {}
        for table in self.edition.attribute_tables:
            if table.kind in PACKAGES:
                ref = self.ref(table)
                if ref in found:
                    raise ModelError(
                        f"{table.xml_id} and {found[ref].xml_id} would both be class {ref.dotted}"
                    )
                found[ref] = table
        return found

    def ref(self, table: AttributeTable) -> ClassRef:
        """The class of a module or macro table."""
        return ClassRef(PACKAGES[table.kind], class_name(table.name))

    @cached_property
    def _circular(self) -> frozenset[tuple[str, str]]:
        """Includes between macros that cannot be inheritance: their files would import each other."""
        needs = {
            table.xml_id: set(_inherited_includes(table.entries)) for table in self.edition.attribute_tables
        }
        reach = {name: _reachable(name, needs) for name in needs}
        return frozenset(
            (name, other) for name in needs for other in needs[name] if name in reach.get(other, ())
        )

    def plan(self, ref: ClassRef) -> ClassPlan:
        """The plan of a class, nested ones included."""
        if ref not in self._plans:
            self._plans[ref] = self._nested_plan(ref) if ref.path else self._table_plan(ref)
        return self._plans[ref]

    def all_fields(self, ref: ClassRef) -> dict[str, Field]:
        """Fields of a class by keyword, inherited ones included; nested item classes as references."""
        if ref not in self._all_fields:
            plan = self.plan(ref)
            found = {
                keyword: declared
                for base in plan.bases
                for keyword, declared in self.all_fields(base).items()
            }
            found |= {declared.keyword: exported(declared, ref) for declared in plan.fields}
            self._all_fields[ref] = {keyword: found[keyword] for keyword in self._row_order(ref, found)}
        return self._all_fields[ref]

    def _row_order(self, ref: ClassRef, found: dict[str, Field]) -> Iterable[str]:
        """Keywords in the order of the table's rows: what an include brings stands where the include does."""
        table = self._by_ref.get(ref)
        order: dict[str, None] = {}
        for entry in table.entries if table else ():
            if isinstance(entry, Attribute):
                order[self._field(entry).keyword] = None
            elif isinstance(entry, Include) and entry.macro and self.tables[entry.macro].kind in PACKAGES:
                order |= dict.fromkeys(self.all_fields(self.ref(self.tables[entry.macro])))
        return [
            *(keyword for keyword in order if keyword in found),
            *(keyword for keyword in found if keyword not in order),
        ]

    def ancestors(self, ref: ClassRef) -> Iterator[ClassRef]:
        """Every class that a class inherits."""
        for base in self.plan(ref).bases:
            yield base
            yield from self.ancestors(base)

    def pruned(self, bases: Iterable[ClassRef]) -> tuple[ClassRef, ...]:
        """The bases without those that another of them inherits already."""
        distinct = tuple(dict.fromkeys(bases))
        inherited = {ancestor for base in distinct for ancestor in self.ancestors(base)}
        return tuple(base for base in distinct if base not in inherited)

    def nested(self, owner: ClassRef, declared: Field) -> ClassPlan | None:
        """The plan of the item class that is declared beside a field, if one is."""
        if declared.item is None or not isinstance(declared.item.cls, Nested):
            return None
        return self.plan_nested(owner.nested(item_class_name(declared.keyword)), declared.item.cls)

    def plan_nested(self, ref: ClassRef, cls: Nested) -> ClassPlan:
        """Plan an item class from what it inherits and its own rows."""
        if ref not in self._plans:
            owner = self._by_ref.get(ClassRef(ref.package, ref.name))
            bases, own = self._body(cls.entries, owner.xml_id if owner else "", opened=False)
            bases = self.pruned((*cls.bases, *bases))
            self._plans[ref] = ClassPlan(
                ref, bases, self.completed(bases, own), cls.open or _is_open(cls.entries)
            )
        return self._plans[ref]

    def _nested_plan(self, ref: ClassRef) -> ClassPlan:
        """Find a nested class by walking from its outermost one; it may be inherited along the way."""
        path, _, name = ref.path.rpartition(".")
        owner = replace(ref, path=path)
        for declared in self.plan(owner).fields:
            if item_class_name(declared.keyword) == name and (plan := self.nested(owner, declared)):
                return plan
        raise ModelError(f"no class {ref.dotted} in {ref.package}")

    def _table_plan(self, ref: ClassRef) -> ClassPlan:
        table = self._by_ref[ref]
        opened = table.kind != "macro"
        bases, own = self._body(table.entries, table.xml_id, opened=opened)
        bases = self.pruned(bases)
        plan = ClassPlan(ref, bases, self.completed(bases, own), _is_open(table.entries))
        return (
            replace(
                plan,
                fields=tuple(replace(f, optional=True, derived=None, never_none=False) for f in plan.fields),
            )
            if opened
            else plan
        )

    def _body(
        self, entries: Iterable[Entry], table: str, *, opened: bool
    ) -> tuple[tuple[ClassRef, ...], tuple[Field, ...]]:
        """Bases and own fields of rows; `opened`: a mixin of which nothing may be demanded, so nothing is inherited."""
        bases: list[ClassRef] = []
        own: list[Field] = []
        for entry in entries:
            if isinstance(entry, Attribute):
                own.append(self._field(entry))
            elif isinstance(entry, Include) and entry.macro:
                base = None if opened else self._base(entry, table)
                if base is not None:
                    bases.append(base)
                own.extend(self._included(entry, inherited=base is not None))
        return tuple(bases), tuple(own)

    def _base(self, include: Include, table: str) -> ClassRef | None:
        """The class to inherit for an include, when the macro applies always and its class demands what it demands."""
        macro = self.tables[include.macro]
        if include.condition or macro.kind != "macro" or (table, macro.xml_id) in self._circular:
            return None
        return self.ref(macro)

    def _included(self, include: Include, *, inherited: bool) -> Iterator[Field]:
        """Fields that an include adds beside its class: all of them, or the sequence that rows below it extend."""
        macro = self.tables[include.macro]
        if macro.kind not in PACKAGES:
            return
        fields = self._included_fields(macro)
        for keyword, changed in self._changed(include, fields).items():
            if changed != fields[keyword] or not inherited:
                yield relaxed(changed, include.condition) if include.condition else changed

    def _changed(self, include: Include, fields: dict[str, Field]) -> dict[str, Field]:
        """Fields of a macro with what the include says of them: rows below it, fixed values, context groups."""
        changed = dict(fields)
        extended = _last_sequence(fields) if include.children else None
        if extended is not None:
            extra = replace(extended, item=ItemPlan(Nested((), include.children)))
            changed[extended.keyword] = merge([extended, extra])
        changed |= _restated(include, fields)
        for group in include.context_groups:
            target = _sequence_of(group, fields)
            if target is None:
                changed |= self._deeper(include, group, changed)
            elif group not in changed[target.keyword].groups:
                kept = tuple(use for use in changed[target.keyword].groups if use in include.context_groups)
                changed[target.keyword] = replace(changed[target.keyword], groups=(*kept, group))
        return changed

    def _deeper(self, include: Include, group: ContextGroupUse, fields: dict[str, Field]) -> dict[str, Field]:
        """The sequence of a macro in whose items the one stands that a context group is for, with that one."""
        rows = (row for row in self.tables[include.macro].entries if isinstance(row, Attribute))
        for outer, inner in [(row, child) for row in rows for child in row.children]:
            if isinstance(inner, Attribute) and inner.name.casefold() == group.sequence.casefold():
                keyword = self.elements[outer.tag].keyword
                special = replace(inner, context_groups=(*inner.context_groups, group))
                extra = replace(fields[keyword], item=ItemPlan(Nested((), (special,))))
                return {keyword: merge([fields[keyword], extra])}
        return {}

    def _included_fields(self, macro: AttributeTable) -> dict[str, Field]:
        """Fields of a macro as its table states them: those of a functional group demand what the table demands."""
        fields = self.all_fields(self.ref(macro))
        if macro.kind == "macro":
            return fields
        return {keyword: _stated(declared) for keyword, declared in fields.items()}

    def completed(self, bases: Sequence[ClassRef], own: Iterable[Field]) -> tuple[Field, ...]:
        """What a class must declare: its own fields, merged with inherited ones, and those its bases disagree on."""
        inherited: dict[str, list[Field]] = {}
        for base in bases:
            for keyword, declared in self.all_fields(base).items():
                inherited.setdefault(keyword, []).append(declared)
        found: dict[str, list[Field]] = {}
        for declared in own:
            found.setdefault(declared.keyword, list(inherited.get(declared.keyword, []))).append(declared)
        for keyword, declarations in inherited.items():
            if keyword not in found and len(set(declarations)) > 1:
                found[keyword] = declarations
        return tuple(self.settled(merge(declarations)) for declarations in found.values())

    def settled(self, declared: Field) -> Field:
        """The field with a nested class only where one is needed: merged bases may leave a single class."""
        item = declared.item
        if item is None or not isinstance(item.cls, Nested) or item.cls.entries:
            return declared
        bases = self.pruned(item.cls.bases)
        cls = bases[0] if len(bases) == 1 else Nested(bases)
        return replace(declared, item=replace(item, cls=cls))

    def _field(self, attribute: Attribute) -> Field:
        element = self.elements.get(attribute.tag) or _unregistered(attribute)
        element = element if element.keyword else replace(element, keyword=class_name(attribute.name))
        element = replace(element, vm=("1",)) if attribute.single_value else element
        values, terms, lists = _values(attribute.value_lists, element)
        item, groups = self._item(attribute, element)
        derived = values[0] if len(values) == 1 and attribute.type == "1" and element.vm == ("1",) else None
        return Field(
            element=element,
            type=attribute.type,
            optional=attribute.type != "1" or derived is not None,
            values=values,
            terms=terms,
            lists=lists,
            items=attribute.items,
            groups=groups,
            item=item,
            condition=attribute.condition,
            constraints=tuple(dict.fromkeys(said.expression for said in attribute.constraints if said.kind)),
            derived=derived,
            never_none=attribute.type == "1",
            overrides=attribute.overrides,
            functional_groups=_has_functional_groups(attribute),
        )

    def _item(
        self, attribute: Attribute, element: DataElement
    ) -> tuple[ItemPlan | None, tuple[ContextGroupUse, ...]]:
        """Class of the items and the context groups of their codes."""
        if "SQ" not in element.vr:
            return None, ()
        codes = [
            child
            for child in attribute.children
            if isinstance(child, Include) and not child.condition and self._is_code(child)
        ]
        groups = (*(group for child in codes for group in child.context_groups), *attribute.context_groups)
        return ItemPlan(self._item_class(attribute, codes), bool(codes)), groups

    def _is_code(self, include: Include) -> bool:
        table = self.tables.get(include.macro)
        return table is not None and table.name == CODE_SEQUENCE

    def _item_class(self, attribute: Attribute, codes: Sequence[Include]) -> ClassRef | Nested | None:
        children = attribute.children
        if len(children) != 1:
            return Nested((), children, attribute.open_items) if children else None
        only = children[0]
        if not isinstance(only, Include) or only.condition or only.children or not only.macro:
            return Nested((), children)
        if codes and not only.specializations:
            return None
        if only.fixed_values or only.specializations or any(group.sequence for group in only.context_groups):
            return Nested((), children)
        macro = self.tables[only.macro]
        return self.ref(macro) if macro.kind == "macro" else Nested((), children)


def _loosened(declared: Field, *, items: bool) -> Field:
    if not items or declared.item is None:
        return replace(declared, open_values=True)
    return replace(declared, item=replace(declared.item, cls=ClassRef(MACRO, class_name(CODE_SEQUENCE))))


def _stated(declared: Field) -> Field:
    return replace(declared, optional=declared.type != "1")


def _inherited_includes(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, Include) and not entry.condition:
            yield entry.macro
        if not isinstance(entry, Placeholder):
            yield from _inherited_includes(entry.children)


def _reachable(start: str, needs: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for name in needs.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _fixed(declared: Field, fixed: FixedValue) -> Field:
    if declared.element.vr == UNKNOWN:
        return declared
    values = tuple(scalar(value, declared.element) for value in fixed.values)
    derived = values[0] if len(values) == 1 and declared.type == "1" else None
    return replace(
        declared, values=values, terms=(), derived=derived, optional=declared.optional or derived is not None
    )


def _restated(include: Include, fields: dict[str, Field]) -> dict[str, Field]:
    """Fields with the values and types that an include gives them."""
    fixed = {each.tag: each for each in include.fixed_values}
    special = {each.tag: each for each in include.specializations}
    return {
        keyword: _specialized(declared, special[tag]) if tag in special else _fixed(declared, fixed[tag])
        for keyword, declared in fields.items()
        if (tag := declared.element.tag) in special or tag in fixed
    }


def _specialized(declared: Field, special: Specialization) -> Field:
    return replace(
        declared,
        type=special.type,
        optional=special.type != "1",
        condition=special.condition,
        derived=None,
        never_none=special.type == "1",
        overrides=True,
    )


def _sequence_of(group: ContextGroupUse, fields: dict[str, Field]) -> Field | None:
    """The sequence of codes that a context group is for: the one of that name, or the only one without a group."""
    coded = [declared for declared in fields.values() if declared.item is not None and declared.item.codes]
    if group.sequence:
        name = group.sequence.casefold()
        named = [declared for declared in coded if declared.element.name.casefold() == name]
        return named[0] if named else None
    free = [declared for declared in coded if not declared.groups]
    return free[0] if len(free) == 1 else None


def _last_sequence(fields: dict[str, Field]) -> Field | None:
    sequences = [declared for declared in fields.values() if declared.item is not None]
    return sequences[-1] if sequences else None


def exported(declared: Field, owner: ClassRef) -> Field:
    """The field as other classes see it: its nested item class is a reference."""
    if declared.item is None or not isinstance(declared.item.cls, Nested):
        return declared
    return replace(declared, item=replace(declared.item, cls=owner.nested(item_class_name(declared.keyword))))


def _has_functional_groups(attribute: Attribute) -> bool:
    return any(
        isinstance(child, Placeholder) and child.kind == "functional_groups" for child in attribute.children
    )


def _is_open(entries: Iterable[Entry]) -> bool:
    return any(isinstance(entry, Placeholder) and entry.kind == "any" for entry in entries)


# Nobody knows what values of it are, so that none can be compared.
UNKNOWN: Final = ("UN",)


def _unregistered(attribute: Attribute) -> DataElement:
    """An attribute that PS3.6 does not have: kept, so that nothing is dropped, as unknown or as a sequence."""
    return DataElement(
        tag=attribute.tag,
        name=attribute.name,
        keyword=class_name(attribute.name),
        vr=("SQ",) if attribute.children or attribute.name.endswith(" Sequence") else UNKNOWN,
        vm=("1",),
        retired=False,
        note="",
        table="",
    )


def _values(
    lists: Iterable[ValueList], element: DataElement
) -> tuple[tuple[Scalar, ...], tuple[Scalar, ...], tuple[ValueList, ...]]:
    """Enumerated Values and Defined Terms that hold always, and the lists that do not.

    Where both kinds are given for the same values the list is open: all of them are terms.
    """
    values: list[Scalar] = []
    terms: list[Scalar] = []
    others: list[ValueList] = []
    for entry in lists if element.vr != UNKNOWN else ():
        if entry.condition is not None or entry.value_number is not None:
            others.append(entry)
        else:
            (values if entry.kind == "enumerated" else terms).extend(
                scalar(value, element) for value in entry.values
            )
    if terms:
        return (), tuple(dict.fromkeys((*values, *terms))), tuple(others)
    return tuple(values), (), tuple(others)


def scalar(value: str, element: DataElement) -> Scalar:
    """A value of a value list as Python has it. Raises ModelError."""
    try:
        if _INTEGER_VRS & set(element.vr):
            return int(value)
        return float(value) if _DECIMAL_VRS & set(element.vr) else value
    except ValueError:
        raise ModelError(f"{element.tag}: {value!r:.80} is no value of {' or '.join(element.vr)}") from None
