"""Tables of PS3.4 -> plans of classes: what a data set of each operation has, what a query asks.

What values an attribute may have is said by PS3.3: of the IOD that a service is about, or of modules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import ItemCount, ServiceAttribute, ServiceInclude
from dicomwright.generator.render.classes import CODE_SEQUENCE, UNKNOWN, scalar
from dicomwright.generator.render.fields import ClassRef, Field, ItemPlan, Nested
from dicomwright.generator.render.names import MACRO, class_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import (
        DataElement,
        Matching,
        ServiceColumn,
        ServiceEntry,
        ServiceTable,
        ServiceUse,
    )
    from dicomwright.generator.render.classes import Planner

_FILE: Final = "services.toml"
_LISTS: Final = ("tables", "sop_classes", "modules", "above")
# Codes of the columns -> types: M, MC and U of print, R, RC, P, X and O of final states.
_TYPES: Final = {"M": "1", "MC": "1C", "U": "3", "R": "1", "RC": "1C", "P": "1", "X": "1", "O": "3", "*": "3"}
_KEY_TYPES: Final = {"U": "1", "R": "2", "O": "3", "*": "3", "1C": "1C"}
_KEYS: Final = {"*": "O", "1C": "O"}
_NONE: Final = ItemCount(least=0, most=0)
_CODE: Final = frozenset({"00080100", "00080102"})
_OF_IDENTIFIER: Final = frozenset({"00080005", "00080201"})
"""What says how an identifier itself is to be read: its character set and time zone."""
_PLAIN_CODE: Final = _CODE | {"00080103", "00080104"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service, as services.toml has it."""

    name: str
    tables: tuple[str, ...]
    sop_classes: tuple[str, ...]
    iod: str = ""
    modules: tuple[str, ...] = ()
    query: bool = False
    level: str = ""
    above: tuple[str, ...] = ()


def load_services(path: Path | None = None) -> tuple[Service, ...]:
    """Read services.toml, which lies beside this file."""
    text = (path or Path(__file__).parent / _FILE).read_text(encoding="utf-8")
    return tuple(map(_service, tomllib.loads(text)["service"]))


def _service(entry: Mapping[str, Any]) -> Service:
    said: dict[str, Any] = dict(entry)
    for name in _LISTS:
        said[name] = tuple(entry.get(name, ()))
    return Service(**said)


class Key(NamedTuple):
    """What a query may ask by an attribute: U, R, O (unique, required, optional), or "" where it is returned alone.

    `demanded`: every query has it. `asked`: a query has it, even if it does not name it, when answers must.
    """

    type: str
    matching: tuple[Matching, ...] = ()
    demanded: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class DataSet:
    """A class to render: its fields, the items declared beside them, and what a query may ask by them."""

    fields: tuple[Field, ...]
    nested: Mapping[str, DataSet]
    keys: Mapping[str, Key]
    open: bool


Known = Mapping[str, Field]
"""What PS3.3 says of attributes, by keyword."""


class Said(NamedTuple):
    """What a role makes of a row: the type, the use that has it, and the key."""

    type: str
    use: ServiceUse | None = None
    key: Key | None = None


Role = Callable[["Mapping[ServiceColumn, ServiceUse]"], "Said | None"]
"""Tells what the columns of a row mean for one kind of data set; None where the attribute is not in it."""


def by_user(column: ServiceColumn) -> Role:
    """Take what who uses the service has to give."""
    return lambda uses: _said(uses.get(column), provider=False)


def by_provider(column: ServiceColumn) -> Role:
    """Take what who provides the service has to give."""
    return lambda uses: _said(uses.get(column), provider=True)


def _said(use: ServiceUse | None, *, provider: bool) -> Said | None:
    code = "" if use is None else use.scp if provider else use.scu
    return Said(_TYPES.get(code, code), use) if code else None


def at_end(counting: frozenset[str]) -> Role:
    """Take what an instance must have in a final state, in which these codes count."""

    def said(uses: Mapping[ServiceColumn, ServiceUse]) -> Said | None:
        if not any(uses[column].scu for column in ("create", "set") if column in uses):
            return None
        use = uses.get("final")
        code = use.scu if use else ""
        return Said(_TYPES.get(code, code) if code in counting else "3", use)

    return said


def answered(uses: Mapping[ServiceColumn, ServiceUse]) -> Said | None:
    """Take what a query is answered with, and what it may ask."""
    asked, returned = uses.get("matching"), uses.get("return") or uses.get("response")
    request = uses.get("request")
    code = returned.scu if returned else _KEY_TYPES.get(asked.scu, "") if asked else ""
    if not code:
        return None
    if request is not None:
        return Said(code, returned, Key("O" if request.scu else "", (), request.scu == "1", asked=False))
    if asked is None:
        return Said(code, returned, Key("O"))
    return Said(code, returned or asked, Key(_KEYS.get(asked.scu, asked.scu), asked.matching))


@dataclass(frozen=True)
class ServicePlanner:
    """Plans the data sets of services of one edition."""

    planner: Planner
    used: set[str] = field(default_factory=set[str])

    @cached_property
    def tables(self) -> dict[str, tuple[ServiceTable, ...]]:
        """Tables by xml:id, of actions and events one for each type."""
        found: dict[str, tuple[ServiceTable, ...]] = {}
        for table in self.planner.edition.service_tables:
            found[table.xml_id] = (*found.get(table.xml_id, ()), table)
        return found

    @cached_property
    def _modules(self) -> dict[str, ClassRef]:
        planner = self.planner
        return {
            table.name: planner.ref(table)
            for table in planner.edition.attribute_tables
            if table.kind == "module"
        }

    def tables_of(self, service: Service) -> tuple[ServiceTable, ...]:
        """Tables of a service that the edition has."""
        self.used.update(service.tables)
        return tuple(table for xml_id in service.tables for table in self.tables.get(xml_id, ()))

    def check_used(self) -> None:
        """Refuse a table that belongs to no service.

        Raises:
            ModelError: names it.

        """
        for xml_id, (table, *_) in self.tables.items():
            if xml_id not in self.used and table.kind != "macro":
                raise ModelError(
                    f"PS3.4, {xml_id} ({table.name!r:.80}): {_FILE} names no service that has it"
                )

    def known(self, service: Service) -> Known:
        """What PS3.3 says of the attributes of a service: its IOD first, then modules."""
        found: dict[str, Field] = {}
        for name in service.modules:
            if name in self._modules:
                found = {**self.planner.all_fields(self._modules[name]), **found}
        for iod in self.planner.edition.iods:
            for usage in iod.modules if iod.name == service.iod else ():
                if usage.module:
                    found |= self.planner.all_fields(self.planner.ref(self.planner.tables[usage.module]))
        return found

    def data_set(self, tables: Iterable[ServiceTable], role: Role, service: Service) -> DataSet:
        """Plan what the entries of tables make of a data set."""
        entries = [entry for table in tables for entry in table.entries]
        known = self.known(service)
        for entry in entries:
            for module in getattr(entry, "modules", ()):
                if module in self._modules:
                    known = {**self.planner.all_fields(self._modules[module]), **known}
        return self._planned(entries, role, known, self._rest(entries, role, service), above=None)

    def _rest(self, entries: Iterable[ServiceEntry], role: Role, service: Service) -> dict[str, Field]:
        """All other attributes of the modules that a table names, or of those of the service where it names none."""
        found: dict[str, Field] = {}
        for entry in entries:
            if isinstance(entry, ServiceAttribute | ServiceInclude) or role(_by_column(entry.uses)) is None:
                continue
            for module in entry.modules or service.modules:
                if module in self._modules:
                    found |= self.planner.all_fields(self._modules[module])
        return found

    def _planned(
        self, entries: Iterable[ServiceEntry], role: Role, known: Known, rest: Known, *, above: Key | None
    ) -> DataSet:
        fields: dict[str, Field] = {}
        nested: dict[str, DataSet] = {}
        keys: dict[str, Key] = {}
        is_open = False
        for entry in self._expanded(entries):
            said = role(_by_column(entry.uses)) if not isinstance(entry, ServiceInclude) else None
            if said is None:
                continue
            if not isinstance(entry, ServiceAttribute):
                is_open = True
                continue
            element = self._element(entry)
            if element.keyword in fields:
                continue
            twin = known.get(element.keyword)
            inner = self._items(entry, role, twin, said.key)
            item = self._item(entry, element, twin, inner)
            fields[element.keyword] = replace(_field(entry, element, said, twin), item=item)
            if inner is not None:
                nested[element.keyword] = inner
            if said.key is not None:
                key = said.key if above is None or above.type else Key("", asked=said.key.asked)
                keys[element.keyword] = key._replace(asked=False) if entry.tag in _OF_IDENTIFIER else key
        others = {keyword: _bare(each) for keyword, each in rest.items() if keyword not in fields}
        if keys or above is not None:
            keys |= dict.fromkeys(others, Key("O") if above is None or above.type else Key(""))
        return DataSet((*fields.values(), *others.values()), nested, keys, is_open)

    def _expanded(self, entries: Iterable[ServiceEntry]) -> Iterator[ServiceEntry]:
        """Entries, with those of macros in their places."""
        for entry in entries:
            if isinstance(entry, ServiceInclude):
                for table in self.tables.get(entry.macro, ()):
                    yield from self._expanded(table.entries)
            else:
                yield entry

    def _element(self, entry: ServiceAttribute) -> DataElement:
        element = self.planner.elements.get(entry.tag)
        if element is None or not element.keyword:
            raise ModelError(f"PS3.4: {entry.tag} ({entry.name!r:.80}) is no data element of PS3.6")
        return element

    def _items(
        self, entry: ServiceAttribute, role: Role, twin: Field | None, key: Key | None
    ) -> DataSet | None:
        """Plan the items that the rows below one describe, unless they are codes and nothing else."""
        below = tuple(self._expanded(entry.children))
        tags = _tags(below)
        if not below or (_CODE <= tags <= _PLAIN_CODE and len(tags) == len(below)):
            return None
        known = self._known_below(twin)
        rest: Known = known if any(not isinstance(each, ServiceAttribute) for each in below) else {}
        planned = self._planned(below, role, known, rest, above=key)
        return planned if planned.fields else None

    def _item(
        self, entry: ServiceAttribute, element: DataElement, twin: Field | None, inner: DataSet | None
    ) -> ItemPlan | None:
        if "SQ" not in element.vr:
            return None
        codes = _tags(self._expanded(entry.children)) >= _CODE
        if inner is not None:
            return ItemPlan(Nested(), codes)
        if codes:
            return ItemPlan(None, codes=True)
        return twin.item if twin is not None and twin.item is not None else ItemPlan(None)

    def _known_below(self, twin: Field | None) -> Known:
        """What PS3.3 says of the items of a sequence."""
        if twin is None or twin.item is None:
            return {}
        if isinstance(twin.item.cls, ClassRef):
            return self.planner.all_fields(twin.item.cls)
        ref = ClassRef(MACRO, class_name(CODE_SEQUENCE))
        has_codes = any(table.name == CODE_SEQUENCE for table in self.planner.edition.attribute_tables)
        return self.planner.all_fields(ref) if twin.item.codes and has_codes else {}


def _tags(entries: Iterable[ServiceEntry]) -> set[str]:
    return {entry.tag for entry in entries if isinstance(entry, ServiceAttribute)}


def _by_column(uses: Iterable[ServiceUse]) -> dict[ServiceColumn, ServiceUse]:
    return {use.column: use for use in uses}


def _field(entry: ServiceAttribute, element: DataElement, said: Said, twin: Field | None) -> Field:
    """Declare an attribute: the type is that of the service, what it holds that of PS3.3."""
    base = _bare(twin) if twin is not None else Field(element=element, type="", optional=True)
    use = said.use
    fixed = (scalar(use.fixed, element),) if use is not None and use.fixed and element.vr != UNKNOWN else ()
    empty = use is not None and use.empty
    return replace(
        base,
        element=element,
        type=said.type,
        optional=said.type != "1" or bool(fixed),
        never_none=said.type == "1",
        values=fixed or base.values,
        derived=fixed[0] if fixed else None,
        items=_NONE if empty and "SQ" in element.vr else entry.items or base.items,
        condition=use.condition if use is not None and said.type.endswith("C") else None,
    )


def _bare(declared: Field) -> Field:
    """What PS3.3 says an attribute holds, without what it says of its presence."""
    return replace(
        declared,
        type="3",
        optional=True,
        condition=None,
        applies=(),
        derived=None,
        never_none=False,
        overrides=False,
        alternative=False,
        functional_groups=False,
        constraints=(),
    )
