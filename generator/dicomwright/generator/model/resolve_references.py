"""Pass: references to sections -> xml:ids of the module and macro tables that they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dicomwright.generator.facts import AttributeTable, Entry, Include, Iod, Placeholder

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.model.part3 import Part3, TableKind


@dataclass(frozen=True)
class Resolver:
    """Finds attribute tables by xml:id or by the section that defines them."""

    part: Part3
    tables: tuple[AttributeTable, ...]

    @cached_property
    def by_id(self) -> dict[str, AttributeTable]:
        """Attribute tables by xml:id."""
        return {table.xml_id: table for table in self.tables}

    @cached_property
    def by_section(self) -> dict[str, list[AttributeTable]]:
        """Attribute tables that stand in a section or below it."""
        found: dict[str, list[AttributeTable]] = {}
        for table in self.tables:
            for division in self.part.ancestors(table.ref.section_id):
                found.setdefault(division.xml_id, []).append(table)
        return found

    def find(self, target: str, name: str, kind: str) -> AttributeTable | None:
        """The table a reference means: the table itself, or of those in the section the one that fits best.

        Args:
            target: xml:id of a table or a section.
            name: what the referring row calls it.
            kind: "module" or "macro".

        """
        if target in self.by_id:
            return self.by_id[target]
        candidates = self.by_section.get(target, [])
        rules: tuple[Callable[[AttributeTable], bool], ...] = (
            lambda table: table.kind == kind and _same(table.name, name),
            lambda table: table.kind == kind and table.ref.section_id == target,
            lambda table: _same(table.name, name),
            lambda table: table.ref.section_id == target,
            lambda table: table.kind == kind,
            lambda _: True,
        )
        return next((table for rule in rules for table in candidates if rule(table)), None)


def _same(left: str, right: str) -> bool:
    return left.casefold().split() == right.casefold().split()


def resolve_iods(part: Part3, resolver: Resolver, iods: tuple[Iod, ...]) -> tuple[Iod, ...]:
    """Resolve the modules and functional groups of every IOD; what does not resolve is noted."""
    return tuple(_resolve_iod(part, resolver, iod) for iod in iods)


def _resolve_iod(part: Part3, resolver: Resolver, iod: Iod) -> Iod:
    modules = [
        replace(usage, module=_found(part, iod, resolver, (usage.section, usage.name, "module")))
        for usage in iod.modules
    ]
    groups = [
        replace(usage, macro=_found(part, iod, resolver, (usage.section, usage.name, "macro")))
        for usage in iod.functional_groups
    ]
    return replace(iod, modules=tuple(modules), functional_groups=tuple(groups))


def _found(part: Part3, iod: Iod, resolver: Resolver, query: tuple[str, str, str]) -> str:
    table = resolver.find(*query)
    if table is not None:
        return table.xml_id
    kind: TableKind = "composite" if query[2] == "module" else "groups"
    source = part.table(iod.xml_id if query[2] == "module" else iod.functional_group_table, iod.ref)
    part.note(kind, source, None, f"{query[2]} {query[1]}: no attribute table in {query[0]}")
    return ""


def resolve_includes(part: Part3, resolver: Resolver) -> tuple[AttributeTable, ...]:
    """Resolve the includes of every table; those that name a section get its macro, the rest is noted."""
    return tuple(
        replace(table, entries=tuple(_resolve(part, resolver, table, entry) for entry in table.entries))
        for table in resolver.tables
    )


def _resolve(part: Part3, resolver: Resolver, table: AttributeTable, entry: Entry) -> Entry:
    if isinstance(entry, Placeholder):
        return entry
    children = tuple(_resolve(part, resolver, table, child) for child in entry.children)
    if not isinstance(entry, Include):
        return replace(entry, children=children)
    found = resolver.find(entry.macro, "", "macro")
    if found is None:
        part.note(
            "attributes",
            part.table(table.xml_id, table.ref),
            None,
            f"include of {entry.macro}: no attribute table",
        )
    return replace(entry, macro=found.xml_id if found else "", children=children)
