"""Render modules, macros and IODs: one file with one class each, and their packages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.generator.quoting import Python, code, constant, identifier, joined, literal, literals
from dicomwright.generator.render.aliases import aliases, stands_elsewhere
from dicomwright.generator.render.annotations import (
    Names,
    annotation,
    condition_call,
    declaration,
    doubts,
    item_annotation,
    items_annotation,
)
from dicomwright.generator.render.classes import BASIC_CODE, PACKAGES, ClassPlan
from dicomwright.generator.render.iods import IodPlan, loosen_contradictions, plan_iod
from dicomwright.generator.render.item_dicts import dict_fields, item_macros
from dicomwright.generator.render.names import (
    CID,
    IOD,
    MACRO,
    MODULE,
    address,
    class_name,
    context_group_class,
    context_group_file,
    file_name,
    item_class_name,
)
from dicomwright.generator.render.packages import render_packages
from dicomwright.generator.render.sharing import Shared, shared_of, values_name
from dicomwright.generator.render.templating import package_path, render_template, section_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import (
        AttributeTable,
        Edition,
        FunctionalGroupUsage,
        ModuleUsage,
        RelationshipConstraint,
        SpecRef,
    )
    from dicomwright.generator.render.classes import Planner
    from dicomwright.generator.render.fields import ClassRef, Field

_BASES: Final = {"module": "Module", "macro": "Macro", "functional_group": "FunctionalGroupMacro"}
_TITLES: Final = {"module": "Module", "macro": "Macro", "functional_group": "Functional Group Macro"}
# What the condition of a usage decides: when a module is required, or when one that nothing requires may be there.
_CONDITION_OF: Final = {"C": "required_if", "": "required_if", "M": "limited_by", "U": "limited_by"}
_FUNCTIONAL_GROUPS: Final = ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence")


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a class, the item class that is declared before it, and what hovering over it shows."""

    text: Python
    nested: Class | None
    doc: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module, macro or IOD stands in the standard, and its name there."""

    name: str
    section: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """What a frame has under the name of a functional group macro: its item, or all where there may be several."""

    type: Python
    doc: str
    value: Python


@dataclass
class Class:
    """A class as the template takes it; `place` is None for an item."""

    name: str
    bases: list[Python]
    doc: list[str]
    place: Place | None
    open: bool
    tables: list[Python]
    members: list[Member]
    aliases: tuple[Python, ...] = ()
    dict: tuple[Python, ...] = ()
    group: Group | None = None
    frames: tuple[Python, ...] = ()
    overlays: tuple[Python, ...] = ()
    shared: Shared | None = None
    iod: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file as the template takes it."""

    part: int
    sources: list[str]
    title: str
    typing: list[str]
    imports: list[Python]
    type_imports: list[Python]
    constants: list[Python]
    cls: Class
    narrows: bool


def render_objects(edition: Edition, planner: Planner) -> Iterator[tuple[str, str]]:
    """Render every module, macro and IOD; yields paths below `generated/` and texts."""
    renderer = _Renderer(edition, planner)
    loosen_contradictions(renderer.planner, edition.iods)
    packages: dict[str, dict[str, str]] = {IOD: {}, MODULE: {}, MACRO: {}}
    for package, name, file, text in renderer.files():
        packages[package][name] = file
        yield package_path(package, file), text
    for package, files in packages.items():
        yield from render_packages(package, files)


@dataclass
class _Renderer:
    edition: Edition
    planner: Planner

    def __post_init__(self) -> None:
        self._constants: dict[ClassRef, dict[Python, tuple[str, str]]] = {}
        self.groups = {group.cid: group for group in self.edition.context_groups}
        self._files = {
            (PACKAGES[table.kind], class_name(table.name)): file_name(table.name)
            for table in self.edition.attribute_tables
            if table.kind in PACKAGES
        } | {(CID, context_group_class(cid)): context_group_file(cid) for cid in self.groups}

    @cached_property
    def _item_macros(self) -> frozenset[ClassRef]:
        tables = (table for table in self.edition.attribute_tables if table.kind in PACKAGES)
        plans = [self.planner.plan(self.planner.ref(table)) for table in tables]
        return item_macros(self.planner, [*plans, *(plan.plan for plan in self._iods)])

    @cached_property
    def _iods(self) -> list[IodPlan]:
        return [plan_iod(self.planner, iod) for iod in self.edition.iods]

    def files(self) -> Iterator[tuple[str, str, str, str]]:
        """Package, class, file and text of every file."""
        for table in self.edition.attribute_tables:
            if table.kind in PACKAGES:
                yield PACKAGES[table.kind], class_name(table.name), file_name(table.name), self._table(table)
        for plan in self._iods:
            yield IOD, plan.plan.ref.name, file_name(plan.iod.name), self._iod(plan)

    def _table(self, table: AttributeTable) -> str:
        plan = self.planner.plan(self.planner.ref(table))
        names = self._names(plan)
        place = self._place(table.name, table.ref)
        base = "CodedMacro" if table.name == BASIC_CODE else _BASES[table.kind]
        cls = self._class(plan, names, base, _doc(place, _TITLES[table.kind]), place)
        if table.kind == "functional_group":
            cls.group = _group_of(plan, names)
        if table.kind == "module":
            cls.shared = shared_of(self.planner, plan, names)
        title = f"{table.name} {_TITLES[table.kind]} (PS3.3 {table.ref.section})"
        module = address(plan.ref.package, file_name(table.name))
        self._constants[plan.ref] = {text: (module, name) for name, text in names.constants.items()}
        return self._file(
            names, cls, title, [f"part03.xml#{table.xml_id}"], narrows=_narrows(self.planner, plan)
        )

    def _iod(self, plan: IodPlan) -> str:
        iod = plan.iod
        names = self._names(plan.plan)
        for ref, _ in plan.modules:
            names.shared |= self._constants[ref]
        place = self._place(iod.name, iod.ref)
        cls = self._class(plan.plan, names, "IOD", _doc(place, "IOD"), place)
        cls.tables.extend(self._iod_tables(plan, names))
        cls.frames = _frames(plan, names)
        cls.iod = True
        names.typing.update({"TYPE_CHECKING", "ClassVar"})
        names.types.add("NoModule")
        cls.overlays = self._overlays(plan, names)
        sources = [f"part03.xml#{xml_id}" for xml_id in (iod.xml_id, iod.functional_group_table) if xml_id]
        return self._file(names, cls, f"{iod.name} IOD (PS3.3 {iod.ref.section})", sources, narrows=True)

    def _overlays(self, plan: IodPlan, names: Names) -> tuple[Python, ...]:
        """Return the bases of the class of an overlay, of an IOD with modules that are of repeating groups alone."""
        found = [ref for ref, _ in plan.modules if self._is_repeating(ref)]
        if not found:
            return ()
        names.runtime.update({"OverlayView", "OverlaysOf"})
        return (identifier("OverlayView"), *map(names.inherited, found))

    def _is_repeating(self, ref: ClassRef) -> bool:
        tags = [declared.element.tag for declared in self.planner.all_fields(ref).values()]
        return bool(tags) and all("x" in tag for tag in tags)

    def _names(self, plan: ClassPlan) -> Names:
        taken = frozenset(self._declared_names(plan))
        return Names(own=plan.ref, taken=taken, groups=self.groups, files=self._files)

    def _declared_names(self, plan: ClassPlan) -> Iterator[str]:
        """Names of fields and nested classes, at every depth: those that an import must not have."""
        yield plan.ref.path.rpartition(".")[2] or plan.ref.name
        yield values_name(plan.ref.name)
        for declared in plan.fields:
            yield declared.keyword
            if stands_elsewhere(declared):
                yield item_class_name(declared.keyword)
            nested = self.planner.nested(plan.ref, declared)
            if nested is not None:
                yield from self._declared_names(nested)

    def _class(
        self, plan: ClassPlan, names: Names, base: str, doc: list[str], place: Place | None = None
    ) -> Class:
        names.runtime.add(base)
        inherited = [names.inherited(ref) for ref in plan.bases]
        members = [self._member(plan, declared, names) for declared in plan.fields]
        name = plan.ref.path.rpartition(".")[2] or plan.ref.name
        found = tuple(aliases(self.planner, plan, names))
        is_item = bool(plan.ref.path) or plan.ref in self._item_macros
        keys = dict_fields(self.planner.all_fields(plan.ref).values(), names) if is_item else ()
        return Class(name, [*inherited, identifier(base)], doc, place, plan.open, [], members, found, keys)

    def _member(self, plan: ClassPlan, declared: Field, names: Names) -> Member:
        nested = self.planner.nested(plan.ref, declared)
        parts = (identifier(declared.keyword), annotation(declared, names), declaration(declared, names))
        text = code("{}: {} = {}", *parts)
        if nested is None:
            return Member(text, None, doubts(declared))
        tag = declared.element.tag
        doc = [f"Item of {declared.element.name} ({tag[:4]},{tag[4:]})."]
        return Member(text, self._class(nested, names, "Item", doc), doubts(declared))

    def _place(self, name: str, ref: SpecRef) -> Place:
        return Place(name, ref.section, section_url(ref.part, ref.section_id.strip()))

    def _iod_tables(self, plan: IodPlan, names: Names) -> Iterator[Python]:
        names.runtime.update({"usage"})
        if plan.iod.sop_classes:
            names.typing.add("ClassVar")
            yield code("sop_classes: ClassVar[tuple[str, ...]] = {}", literals(plan.iod.sop_classes))
        yield code("modules = {}", _rows(self._usage(ref, row, names) for ref, row in plan.modules))
        if forbidden := self._forbidden_modules(plan):
            names.typing.add("ClassVar")
            yield code("forbidden_modules: ClassVar[tuple[str, ...]] = {}", literals(forbidden))
        if plan.groups:
            names.runtime.add("functional_group")
            yield code(
                "functional_groups = {}", _rows(self._group(ref, row, names) for ref, row in plan.groups)
            )
        if plan.iod.relationships:
            names.typing.add("ClassVar")
            names.runtime.add("relationship")
            yield code("value_types: ClassVar[tuple[str, ...]] = {}", literals(plan.iod.value_types))
            yield code("relationships = {}", _rows(map(_relationship, plan.iod.relationships)))
            yield code("by_reference: ClassVar[tuple[str, ...]] = {}", literals(plan.iod.by_reference))
        if plan.iod.demands_template:
            names.typing.add("ClassVar")
            yield constant("demands_template: ClassVar[bool] = True")
        if plan.iod.root_templates:
            yield code("root_templates: ClassVar[tuple[str, ...]] = {}", literals(plan.iod.root_templates))

    def _forbidden_modules(self, plan: IodPlan) -> tuple[str, ...]:
        """The classes of the modules that an IOD may not have, but those of its own table."""
        own = {usage.module for usage in plan.iod.modules}
        return tuple(
            class_name(table.name)
            for said in plan.iod.forbidden_modules
            for table in self.edition.attribute_tables
            if table.kind == "module"
            and said in {table.ref.section_id, table.name}
            and table.xml_id not in own
        )

    def _usage(self, ref: ClassRef, row: ModuleUsage, names: Names) -> Python:
        arguments = [names.inherited(ref), literal(row.usage)]
        if row.ie:
            arguments.append(code("ie={}", literal(row.ie)))
        if row.condition is not None:
            parts = (identifier(_CONDITION_OF[row.usage]), condition_call(row.condition, names))
            arguments.append(code("{}={}", *parts))
        return code("usage({})", joined(", ", arguments))

    def _group(self, ref: ClassRef, row: FunctionalGroupUsage, names: Names) -> Python:
        arguments = [names.inherited(ref), literal(row.usage)]
        if row.shared != row.per_frame:
            arguments.append(code("shared={}", literal(row.shared)))
        if row.condition is not None:
            parts = (identifier(_CONDITION_OF[row.usage]), condition_call(row.condition, names))
            arguments.append(code("{}={}", *parts))
        return code("functional_group({})", joined(", ", arguments))

    def _file(self, names: Names, cls: Class, title: str, sources: list[str], *, narrows: bool) -> str:
        type_imports = names.type_imports()
        typing = sorted(names.typing | ({"TYPE_CHECKING"} if type_imports else set()))
        file = File(
            part=3,
            sources=sources,
            title=title,
            typing=typing,
            imports=names.imports(),
            type_imports=type_imports,
            constants=[code("{} = {}", identifier(name), text) for name, text in names.constants.items()],
            cls=cls,
            narrows=narrows,
        )
        return render_template("objects", file=file)


def _group_of(plan: ClassPlan, names: Names) -> Group | None:
    """Return the property of a functional group that is one sequence, which has another name than its macro."""
    if len(plan.fields) != 1 or plan.fields[0].item is None or plan.fields[0].keyword == plan.ref.name:
        return None
    (declared,) = plan.fields
    keyword = identifier(declared.keyword)
    name = f"{declared.element.name} ({declared.element.tag[:4]},{declared.element.tag[4:]})"
    if declared.items is None or declared.items.most != 1:
        doc = f"The items of {name}; None where there are none."
        return Group(code("{} | None", items_annotation(declared, names)), doc, code("self.{}", keyword))
    names.runtime.add("only_item")
    doc = f"The item of {name}; None where there is none."
    return Group(
        code("{} | None", item_annotation(declared, names)), doc, code("only_item(self.{})", keyword)
    )


def _frames(plan: IodPlan, names: Names) -> tuple[Python, ...]:
    """Return the bases of the class of a frame, of an IOD that has functional groups of frames and shared ones."""
    items = {declared.keyword: declared for declared in plan.plan.fields if declared.functional_groups}
    if not plan.groups or not items.keys() >= set(_FUNCTIONAL_GROUPS):
        return ()
    names.runtime.update({"FrameView", "FramesOf"})
    return tuple(map(identifier, ("FrameView", *map(item_class_name, _FUNCTIONAL_GROUPS))))


def _doc(place: Place, title: str) -> list[str]:
    return [f"{place.name} {title}, PS3.3 {place.section}.", place.address]


def _rows(rows: Iterable[Python]) -> Python:
    return code("({})", joined("", (code("{}, ", row) for row in rows)))


def _relationship(row: RelationshipConstraint) -> Python:
    parts = (literal(row.relationship), literals(row.sources), literals(row.targets))
    return code("relationship({}, sources={}, targets={})", *parts)


def _narrows(planner: Planner, plan: ClassPlan) -> bool:
    """Whether some class of the file re-declares what a base has."""
    if any(declared.keyword in planner.all_fields(base) for base in plan.bases for declared in plan.fields):
        return True
    nested = (planner.nested(plan.ref, declared) for declared in plan.fields)
    return any(inner is not None and _narrows(planner, inner) for inner in nested)
