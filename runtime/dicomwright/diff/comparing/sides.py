"""One edition as a side of a comparison: the names behind its references, and who uses what."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    Condition,
    Constraint,
    ContextGroup,
    ContextGroupInclude,
    ContextGroupUse,
    FixedValue,
    FunctionalGroupUsage,
    Include,
    Iod,
    ModuleUsage,
    ServiceInclude,
    SopClass,
    Template,
    TemplateRow,
    ValueList,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import DataElement, Edition, Entry, ValueTable

# Fields that refer to a table or section by an id, which says nothing when tables are numbered anew.
_REFERENCES: Final = frozenset(
    {
        (Condition, "sections"),
        (Constraint, "place"),
        (FunctionalGroupUsage, "macro"),
        (FunctionalGroupUsage, "section"),
        (Include, "macro"),
        (Iod, "forbidden_modules"),
        (ModuleUsage, "module"),
        (ModuleUsage, "section"),
        (ServiceInclude, "macro"),
        (SopClass, "iods"),
        (ValueList, "replaces"),
        (ValueList, "source"),
    }
)
# What each kind of object uses: the field that names it, and the kind of what it names.
_USES: Final[dict[type, tuple[tuple[str, str], ...]]] = {
    Attribute: (("tag", "tag"),),
    ContextGroupInclude: (("cid", "cid"),),
    ContextGroupUse: (("cid", "cid"),),
    FixedValue: (("tag", "tag"),),
    FunctionalGroupUsage: (("macro", "table"),),
    Include: (("macro", "table"),),
    ModuleUsage: (("module", "table"),),
    TemplateRow: (("include", "tid"),),
    ValueList: (("source", "values"),),
}

Use = tuple[str, str]
"""A kind of thing, and its name."""


class Row(NamedTuple):
    """An attribute, and the table that states it."""

    attribute: Attribute
    origin: str


Rows = dict[tuple[str, ...], Row]
"""Rows by place: the tags of the sequences around them, and their own."""


@dataclass(frozen=True, eq=False)
class Side:
    """An edition, with what is asked of it again and again."""

    edition: Edition

    @cached_property
    def names(self) -> dict[str, str]:
        """What stands behind ids of tables and sections, and labels of sections: "module General Series"."""
        found: dict[str, str] = {}
        tables: tuple[AttributeTable | ValueTable, ...] = self.edition.attribute_tables
        for table in (*tables, *self.edition.value_tables):
            found[table.xml_id] = f"{table.kind.replace('_', ' ')} {table.name}"
        for service in self.edition.service_tables:
            found[service.xml_id] = service.name
        named = [(iod.ref, f"{iod.name} IOD") for iod in self.edition.iods]
        named += [(table.ref, found[table.xml_id]) for table in self.edition.attribute_tables]
        for ref, name in named:
            found.setdefault(ref.section_id, name)
            found.setdefault(ref.section, name)
        return found

    @cached_property
    def tables(self) -> dict[str, AttributeTable]:
        """Attribute tables by xml:id."""
        return {table.xml_id: table for table in self.edition.attribute_tables}

    @cached_property
    def iod_names(self) -> dict[str, str]:
        """Names of IODs by xml:id."""
        return {iod.xml_id: iod.name for iod in self.edition.iods}

    @cached_property
    def elements(self) -> dict[str, DataElement]:
        """Data elements by tag."""
        return {element.tag: element for element in self.edition.data_elements}

    @cached_property
    def _renamed(self) -> dict[Side, bool]:
        return {}

    def renamed(self, old: Side) -> bool:
        """Tell whether ids mean other things than in an old edition, so that equal references are none."""
        if old not in self._renamed:
            self._renamed[old] = any(self.names.get(one, name) != name for one, name in old.names.items())
        return self._renamed[old]

    def named(self, reference: str) -> str:
        """Return what a reference means; of a section below one that is known, by that one."""
        start, rest = reference, ""
        while start not in self.names and "." in start:
            start, _, last = start.rpartition(".")
            rest = f".{last}{rest}"
        return self.names[start] + rest if start in self.names else reference

    def resolved(self, value: object) -> Any:  # noqa: ANN401 - whatever a model holds
        """Return the value, with names instead of ids, as nested tuples: what is compared."""
        if isinstance(value, tuple):
            return tuple(map(self.resolved, value))  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
        if not is_dataclass(value):
            return value
        return (
            type(value).__name__,
            *(self.field(value, each.name) for each in fields(value) if each.compare),
        )

    def field(self, owner: object, name: str) -> Any:  # noqa: ANN401 - whatever a model holds
        """Return the value of a field as it is compared."""
        value = getattr(owner, name)
        if (type(owner), name) in _REFERENCES:
            return self.named(value) if isinstance(value, str) else tuple(map(self.named, value))
        return self.resolved(value)

    def shown(self, owner: object, name: str) -> Any:  # noqa: ANN401 - whatever a model holds
        """Return the value of a field as it is shown: the names of what it refers to."""
        reference = (type(owner), name) in _REFERENCES
        return self.field(owner, name) if reference else getattr(owner, name)

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        return {}

    def rows(self, xml_id: str) -> Rows:
        """Return the rows of a table, those of its macros in their places."""
        if xml_id not in self._rows:
            table = self.tables.get(xml_id)
            self._rows[xml_id] = self.expanded(table.entries, (), xml_id) if table else {}
        return self._rows[xml_id]

    def expanded(
        self,
        entries: Iterable[Entry],
        above: tuple[str, ...],
        origin: str,
        seen: frozenset[str] = frozenset(),
    ) -> Rows:
        """Return rows by the tags of the sequences around them and their own; the first of a place."""
        found: Rows = {}
        for entry in entries:
            if isinstance(entry, Attribute):
                place = (*above, entry.tag)
                found.setdefault(place, Row(entry, origin))
                found = self.expanded(entry.children, place, origin, seen) | found
            elif isinstance(entry, Include) and entry.macro not in seen and entry.macro in self.tables:
                macro = self.tables[entry.macro].entries
                found = self.expanded(macro, above, entry.macro, seen | {entry.macro}) | found
        return found

    @cached_property
    def _users(self) -> dict[Use, set[Use]]:
        """Who uses a thing itself."""
        found: dict[Use, set[Use]] = {}
        owners: tuple[Iod | AttributeTable | ContextGroup | Template, ...] = (
            *self.edition.iods,
            *self.edition.attribute_tables,
            *self.edition.context_groups,
            *self.edition.templates,
        )
        for owner in owners:
            for used in _used(owner):
                found.setdefault(used, set()).add(own_use(owner))
        return found

    @cached_property
    def _used(self) -> dict[Use, set[Use]]:
        """What a thing uses itself."""
        found: dict[Use, set[Use]] = {}
        for used, users in self._users.items():
            for user in users:
                found.setdefault(user, set()).add(used)
        return found

    def iods(self, used: Use) -> frozenset[str]:
        """Return the names of the IODs that use a thing, whatever lies between."""
        return frozenset(self.iod_names[xml_id] for kind, xml_id in self.above(used) if kind == "iod")

    def above(self, used: Use) -> frozenset[Use]:
        """Return all that uses a thing, whatever lies between, and the thing."""
        return self._reached(used, "above")

    def below(self, user: Use) -> frozenset[Use]:
        """Return all that a thing uses, whatever lies between, and the thing."""
        return self._reached(user, "below")

    @cached_property
    def _reach(self) -> dict[tuple[str, Use], frozenset[Use]]:
        return {}

    def _reached(self, start: Use, way: Literal["above", "below"]) -> frozenset[Use]:
        key = way, start
        if key not in self._reach:
            steps = self._users if way == "above" else self._used
            found: set[Use] = set()
            todo = [start]
            while todo:
                each = todo.pop()
                if each not in found:
                    found.add(each)
                    todo.extend(steps.get(each, ()))
            self._reach[key] = frozenset(found)
        return self._reach[key]


def own_use(owner: object) -> Use:
    """Return how a thing is named by those that use it."""
    if isinstance(owner, Iod):
        return "iod", owner.xml_id
    if isinstance(owner, AttributeTable):
        return "table", owner.xml_id
    return ("cid", owner.cid) if isinstance(owner, ContextGroup) else ("tid", getattr(owner, "tid", ""))


def _used(value: object) -> Iterator[Use]:
    """Walk through all that a thing holds."""
    if isinstance(value, tuple):
        for each in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _used(each)  # pyright: ignore[reportUnknownArgumentType]
    elif is_dataclass(value):
        for name, kind in _USES.get(type(value), ()):
            yield kind, getattr(value, name)
        for each in fields(value):
            yield from _used(getattr(value, each.name))
