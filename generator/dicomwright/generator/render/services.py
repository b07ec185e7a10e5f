"""Render what services carry: one file with one class for each service, or each kind of answer to a query."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.quoting import Python, code, constant, identifier, joined, literal, literals
from dicomwright.generator.render.aliases import aliases, stands_elsewhere
from dicomwright.generator.render.annotations import Names, annotation, declaration
from dicomwright.generator.render.classes import PACKAGES, ClassPlan, exported
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.item_dicts import dict_fields
from dicomwright.generator.render.names import (
    CID,
    SERVICE,
    check_name,
    class_name,
    context_group_class,
    context_group_file,
    file_name,
    item_class_name,
    keys_class_name,
)
from dicomwright.generator.render.objects import Class, Member, Place
from dicomwright.generator.render.packages import render_packages
from dicomwright.generator.render.service_plans import (
    Service,
    ServicePlanner,
    answered,
    at_end,
    by_provider,
    by_user,
    load_services,
)
from dicomwright.generator.render.templating import package_path, render_template, section_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwright.generator.facts import Edition, ServiceColumn, ServiceTable
    from dicomwright.generator.render.classes import Planner
    from dicomwright.generator.render.fields import Field
    from dicomwright.generator.render.service_plans import DataSet, Key, Role

# Operations that a class of its own stands for: column, role, class, what calls it, and what it is called in words.
_OPERATIONS: Final[tuple[tuple[ServiceColumn, Role, str, str, str], ...]] = (
    ("create", by_user("create"), "Create", "for_create", "N-CREATE"),
    ("set", by_user("set"), "Set", "for_set", "N-SET"),
    ("get", by_provider("get"), "Get", "", "N-GET"),
)
# Final states: codes of which one tells that a service has them, codes that count, class, and words.
_FINAL: Final = (
    ({"1", "2"}, {"1", "1C", "2", "2C", "3"}, "Final", "final state"),
    ({"P"}, {"R", "RC", "P"}, "Completed", "final state COMPLETED"),
    ({"X"}, {"R", "RC", "X"}, "Canceled", "final state CANCELED"),
)
_ARGUMENTS: Final[dict[ServiceColumn, tuple[Role, str, str]]] = {
    "action": (by_user("action"), "", "N-ACTION"),
    "reply": (by_provider("reply"), "Reply", "N-ACTION reply"),
    "event": (by_provider("event"), "", "N-EVENT-REPORT"),
}
_DEMANDED: Final = constant("demanded=True")
_UNASKED: Final = constant("asked=False")
_KEY_TYPES: Final = {
    **dict.fromkeys(("DA",), "DateKey"),
    **dict.fromkeys(("TM",), "TimeKey"),
    **dict.fromkeys(("DT",), "DateTimeKey"),
    **dict.fromkeys(("PN",), "NameKey"),
    **dict.fromkeys(("UI",), "UIDKey"),
    **dict.fromkeys(("IS", "SL", "SS", "SV", "UL", "US", "UV", "DS", "FD", "FL"), "NumberKey"),
    **dict.fromkeys(("AE", "AS", "CS", "LO", "LT", "SH", "ST", "UC", "UR", "UT"), "TextKey"),
}
"""What a query may ask by, by VR; of others nothing can be asked for."""


@dataclass(frozen=True, slots=True)
class KeysClass:
    """A typed dict: the keys of a query, or of the item of a sequence in it."""

    name: str
    doc: str
    rows: list[Python]


@dataclass(frozen=True, slots=True)
class Part:
    """A data set of a service: its class, and by what other name it is called."""

    cls: Class
    alias: str = ""


@dataclass(slots=True)
class File:
    """A file as the template takes it."""

    part: int
    sources: list[str]
    title: str
    cls: Class
    parts: list[Part] = field(default_factory=list[Part])
    keys: list[KeysClass] = field(default_factory=list[KeysClass])
    typing: list[str] = field(default_factory=list[str])
    imports: list[Python] = field(default_factory=list[Python])
    type_imports: list[Python] = field(default_factory=list[Python])
    constants: list[Python] = field(default_factory=list[Python])
    narrows: bool = False


def render_services(edition: Edition, classes: Planner) -> Iterator[tuple[str, str]]:
    """Render every service of which the edition has a table; yields paths below `generated/` and texts."""
    planner = ServicePlanner(classes)
    known = _Known(edition)
    files: dict[str, str] = {}
    for service in load_services():
        tables = planner.tables_of(service)
        if tables:
            name, file = class_name(service.name), file_name(service.name)
            files[name] = file
            yield package_path(SERVICE, file), _Renderer(planner, service, tables, known).text()
    planner.check_used()
    yield from render_packages(SERVICE, files)


class _Known:
    """What files may import, and the UIDs that the edition has."""

    def __init__(self, edition: Edition) -> None:
        self.groups = {group.cid: group for group in edition.context_groups}
        self.files = {
            (PACKAGES[table.kind], class_name(table.name)): file_name(table.name)
            for table in edition.attribute_tables
            if table.kind in PACKAGES
        } | {(CID, context_group_class(cid)): context_group_file(cid) for cid in self.groups}
        self.uids = frozenset(uid.value for uid in edition.uids)


@dataclass
class _Renderer:
    """Renders the file of one service."""

    planner: ServicePlanner
    service: Service
    tables: tuple[ServiceTable, ...]
    known: _Known
    keys: list[KeysClass] = field(default_factory=list[KeysClass])

    def text(self) -> str:
        """Return the text of the file."""
        own = class_name(self.service.name)
        place = self._place(self.tables[0])
        parts = [self._answers(own, place)] if self.service.query else self._parts()
        declared = (name for part in parts for name in (part.name, *_names_in(part.plan)))
        names = Names(
            own=ClassRef(SERVICE, own),
            taken=frozenset((own, *declared)),
            groups=self.known.groups,
            files=self.known.files,
        )
        doc = [f"{self.service.name}, PS3.4 {place.section}.", place.address]
        file = File(
            part=4,
            sources=[
                f"part04.xml#{xml_id}" for xml_id in dict.fromkeys(table.xml_id for table in self.tables)
            ],
            title=f"{self.service.name} (PS3.4 {place.section})",
            cls=Class(own, [], doc, place, open=False, tables=[self._classes(names)], members=[]),
        )
        if self.service.query:
            self._fill_query(file, parts[0].plan, names)
        else:
            self._fill_operations(file, parts, names)
        return self._rendered(file, names)

    def _rendered(self, file: File, names: Names) -> str:
        file.imports = names.imports()
        file.type_imports = names.type_imports()
        file.typing = sorted(names.typing | ({"TYPE_CHECKING"} if file.type_imports or file.keys else set()))
        file.constants = [code("{} = {}", identifier(name), text) for name, text in names.constants.items()]
        return render_template("services", file=file)

    def _classes(self, names: Names) -> Python:
        names.typing.add("ClassVar")
        known = [uid for uid in self.service.sop_classes if uid in self.known.uids]
        return code("sop_classes: ClassVar[tuple[str, ...]] = {}", literals(known))

    def _place(self, table: ServiceTable) -> Place:
        return Place(self.service.name, table.ref.section, section_url(4, table.ref.section_id.strip()))

    # --- operations

    def _parts(self) -> list[_Planned]:
        """Plan the data sets of the operations, states, actions and events of the service."""
        whole = [table for table in self.tables if table.kind == "attributes"]
        found: list[_Planned] = []
        for column, role, name, alias, words in _OPERATIONS:
            having = [table for table in whole if column in _columns(table)]
            if having:
                plan = self.planner.data_set(having, role, self.service)
                found.append(_Planned(name, alias, words, having[0], plan))
        for telling, counting, name, words in _FINAL:
            having = [table for table in whole if telling & _codes(table, "final")]
            if having:
                plan = self.planner.data_set(having, at_end(frozenset(counting)), self.service)
                found.append(_Planned(name, "", words, having[0], plan))
        return [*found, *self._arguments()]

    def _arguments(self) -> Iterator[_Planned]:
        for table in self.tables:
            if table.kind == "arguments":
                columns = _columns(table) or {_column_of(table)}
                role, suffix, words = next(_ARGUMENTS[each] for each in _ARGUMENTS if each in columns)
                name = class_name(table.type_name) + suffix
                check_name(name, table.type_name, f"PS3.4, {table.xml_id}")
                plan = self.planner.data_set([table], role, self.service)
                yield _Planned(name, "", words, table, plan)

    def _fill_operations(self, file: File, parts: Iterable[_Planned], names: Names) -> None:
        names.runtime.update({"NormalizedService", "ServiceData"})
        file.cls.bases.append(identifier("NormalizedService"))
        for part in parts:
            place = self._place(part.table)
            doc = [f"{part.words} of {self.service.name}, PS3.4 {place.section}.", place.address]
            if part.table.type_name:
                doc[0] = f"{part.table.type_name}: {doc[0]}"
            cls = self._class(part.name, part.plan, names, "ServiceData", doc, path=part.name)
            cls.place = place
            if part.table.type_id:
                names.typing.add("ClassVar")
                cls.tables.append(code("type_id: ClassVar[int] = {}", literal(int(part.table.type_id))))
            file.parts.append(Part(cls, part.alias))

    # --- queries

    def _answers(self, name: str, place: Place) -> _Planned:
        plan = self.planner.data_set(self.tables, answered, self.service)
        return _Planned(name, "", place.name, self.tables[0], plan)

    def _fill_query(self, file: File, plan: DataSet, names: Names) -> None:
        names.runtime.add("QueryItem")
        names.typing.update({"TypedDict", "Unpack"})
        names.use("Dataset")
        own = file.cls
        rows = self._class(own.name, plan, names, "QueryItem", own.doc, path="")
        own.bases, own.members, own.open, own.aliases = rows.bases, rows.members, rows.open, rows.aliases
        own.tables += rows.tables
        if self.service.level:
            names.typing.add("ClassVar")
            own.tables.append(code("level_: ClassVar[str] = {}", literal(self.service.level)))
            own.tables.append(code("above_: ClassVar[tuple[str, ...]] = {}", literals(self.service.above)))
        self._add_keys(keys_class_name(own.name), f"Keys of a query for {self.service.name}.", plan, names)
        file.keys = self.keys

    def _add_keys(self, name: str, doc: str, plan: DataSet, names: Names) -> None:
        """Add the typed dict of a data set, after those of the items in it."""
        rows: list[Python] = []
        for declared in plan.fields:
            key = plan.keys[declared.keyword]
            inner = plan.nested.get(declared.keyword)
            below = f"{name.removesuffix('Keys')}{keys_class_name(item_class_name(declared.keyword))}"
            if inner is not None and key.type:
                words = f"Keys of the item of {declared.element.name}."
                self._add_keys(below, words, inner, names)
            of_items = identifier(below) if inner is not None else None
            rows.append(_key_row(declared, key, of_items, names))
        if name == keys_class_name(class_name(self.service.name)):
            rows += [self._above(keyword, names) for keyword in self.service.above]
        self.keys.append(KeysClass(name, doc, rows))

    def _above(self, keyword: str, names: Names) -> Python:
        names.typing.add("Required")
        return code("{}: Required[str]", identifier(keyword))

    # --- classes

    def _class(  # noqa: PLR0913 - as the class is rendered
        self, name: str, plan: DataSet, names: Names, base: str, doc: list[str], *, path: str
    ) -> Class:
        names.runtime.add(base)
        members = [self._member(declared, plan, names, path) for declared in plan.fields]
        tables = [_keys_line(plan, names)] if plan.keys else []
        own = ClassPlan(names.own, (), tuple(plan.fields))
        found = tuple(aliases(self.planner.planner, own, names))
        return Class(name, [identifier(base)], doc, None, plan.open, tables, members, found)

    def _member(self, declared: Field, plan: DataSet, names: Names, path: str) -> Member:
        inner = plan.nested.get(declared.keyword)
        parts = (identifier(declared.keyword), annotation(declared, names), declaration(declared, names))
        text = code("{}: {} = {}", *parts)
        if inner is None:
            return Member(text, None, "")
        name = item_class_name(declared.keyword)
        tag = declared.element.tag
        doc = [f"Item of {declared.element.name} ({tag[:4]},{tag[4:]})."]
        cls = self._class(name, inner, names, "Item", doc, path=f"{path}.{name}")
        owner = replace(names.own, path=f"{path}.{name}".removeprefix("."))
        cls.dict = dict_fields((exported(each, owner) for each in inner.fields), names)
        return Member(text, cls, "")


@dataclass(frozen=True, slots=True)
class _Planned:
    """A data set of an operation, before its class is made."""

    name: str
    alias: str
    words: str
    table: ServiceTable
    plan: DataSet


def _columns(table: ServiceTable) -> set[ServiceColumn]:
    return {use.column for entry in table.entries for use in getattr(entry, "uses", ())}


def _codes(table: ServiceTable, column: ServiceColumn) -> set[str]:
    uses = (use for entry in table.entries for use in getattr(entry, "uses", ()))
    return {use.scu for use in uses if use.column == column}


def _column_of(table: ServiceTable) -> ServiceColumn:
    """Tell what a type without attributes is of, by the name of its table."""
    return "event" if any(word in table.name for word in ("Event", "Notification")) else "action"


def _names_in(plan: DataSet) -> Iterator[str]:
    """Names of fields and nested classes, at every depth: those that an import must not have."""
    for declared in plan.fields:
        yield declared.keyword
        if stands_elsewhere(declared):
            yield item_class_name(declared.keyword)
    for keyword, inner in plan.nested.items():
        yield item_class_name(keyword)
        yield from _names_in(inner)


def _keys_line(plan: DataSet, names: Names) -> Python:
    """Say what a query may ask by; what is not there is returned alone."""
    names.runtime.add("query_keys")
    said = ((keyword, key) for keyword, key in plan.keys.items() if key.type or not key.asked)
    parts = [code("{}={}", identifier(keyword), _key_call(key)) for keyword, key in said]
    if parts:
        names.runtime.add("query_key")
    return code("keys_ = query_keys({})", joined(", ", parts))


def _key_call(key: Key) -> Python:
    arguments: Sequence[Python] = [literal(key.type), *map(literal, key.matching)]
    flags = [*([_DEMANDED] if key.demanded else []), *([] if key.asked else [_UNASKED])]
    return code("query_key({})", joined(", ", [*arguments, *flags]))


def _key_row(declared: Field, key: Key, of_items: Python | None, names: Names) -> Python:
    """Declare a key in a typed dict."""
    types = (
        code("{} | None", *found) if (found := _key_types(declared, key, of_items, names)) else literal(None)
    )
    if key.demanded:
        names.typing.add("Required")
        types = code("Required[{}]", found[0] if found else types)
    return code("{}: {}", identifier(declared.keyword), types)


def _key_types(declared: Field, key: Key, of_items: Python | None, names: Names) -> list[Python]:
    if not key.type:
        return []
    if "SQ" in declared.element.vr:
        return [of_items or names.use("ItemKey")]
    if declared.values and not any(isinstance(value, float) for value in declared.values):
        names.typing.add("Literal")
        return [code("Literal[{}]", joined(", ", map(literal, declared.values)))]
    name = _KEY_TYPES.get(declared.element.vr[0]) if declared.element.vr else None
    return [names.use(name)] if name else []
