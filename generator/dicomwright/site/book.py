"""An edition as a book of pages: where the page of each thing is, what it is called, and who uses it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup, escape

from dicomwright.diff.comparing.addresses import address
from dicomwright.diff.comparing.sides import Side
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    ContextGroup,
    ContextGroupInclude,
    DataElement,
    Include,
    Iod,
    Placeholder,
    ServiceTable,
    Template,
    Uid,
    Vr,
)
from dicomwright.generator.render.classes import Planner
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.iods import loosen_contradictions
from dicomwright.generator.render.names import class_name, template_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dicomwright.generator.facts import (
        Code,
        Edition,
        Entry,
        FunctionalGroupUsage,
        ModuleUsage,
        TemplateRow,
    )

FOLDERS: Final = {
    "module": "module",
    "macro": "macro",
    "functional_group": "group",
    "directory_record": "record",
}
TITLES: Final = {
    "module": "Module",
    "macro": "Macro",
    "functional_group": "Functional Group",
    "directory_record": "Directory Record",
}


_KEYS: Final[dict[type, Callable[[Any], tuple[str, str]]]] = {
    Iod: lambda thing: ("iod", class_name(thing.name)),
    AttributeTable: lambda thing: (FOLDERS[thing.kind], class_name(thing.name)),
    DataElement: lambda thing: ("attribute", thing.keyword or thing.tag),
    ContextGroup: lambda thing: ("cid", thing.cid),
    Template: lambda thing: ("tid", thing.tid),
    Uid: lambda thing: ("uid", thing.value),
    Vr: lambda thing: ("vr", thing.code),
    ServiceTable: lambda thing: (
        "service",
        f"{thing.xml_id}-{thing.type_id}" if thing.type_id else thing.xml_id,
    ),
}
_TITLES: Final[dict[type, Callable[[Any], str]]] = {
    Iod: lambda thing: f"{thing.name} IOD",
    AttributeTable: lambda thing: f"{thing.name} {TITLES[thing.kind]}",
    ContextGroup: lambda thing: f"CID {thing.cid} {thing.name}",
    Template: lambda thing: f"TID {thing.tid} {thing.name}",
    Vr: lambda thing: f"{thing.code} {thing.name}",
}


def anchor(path: Iterable[Attribute]) -> str:
    """Return the id of a row on the page of its table, by the sequences around it and the row."""
    return ".".join(each.tag for each in path)


def path_text(path: Iterable[Attribute]) -> str:
    """Say where something stands: the names of the sequences around it."""
    return " > ".join(each.name for each in path)


class Place(NamedTuple):
    """A row of a table, with the rows of sequences around it."""

    table: AttributeTable
    above: tuple[Attribute, ...]
    row: Attribute

    @property
    def anchor(self) -> str:
        """The id of the row on the page of its table."""
        return anchor((*self.above, self.row))


@dataclass(frozen=True, eq=False)
class Book:
    """An edition, with what its pages ask of it again and again."""

    edition: Edition

    @cached_property
    def side(self) -> Side:
        """The edition as the comparison sees it."""
        return Side(self.edition)

    @cached_property
    def planner(self) -> Planner:
        """The plans of the classes that are generated from the edition."""
        made = Planner(self.edition)
        loosen_contradictions(made, self.edition.iods)
        return made

    @cached_property
    def tables(self) -> dict[str, AttributeTable]:
        """Attribute tables by xml:id."""
        return self.side.tables

    @cached_property
    def elements(self) -> dict[str, DataElement]:
        """Data elements by tag."""
        return self.side.elements

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Keywords of data elements that have a page."""
        return frozenset(element.keyword for element in self.edition.data_elements)

    @cached_property
    def groups(self) -> dict[str, ContextGroup]:
        """Context groups by CID."""
        return {group.cid: group for group in self.edition.context_groups}

    @cached_property
    def codes(self) -> dict[str, tuple[Code, ...]]:
        """Codes of each context group, includes expanded."""
        return expanded(self.edition.context_groups)

    @cached_property
    def templates(self) -> dict[str, Template]:
        """Templates by TID."""
        return {template.tid: template for template in self.edition.templates}

    @cached_property
    def template_classes(self) -> dict[str, str]:
        """Classes of templates by TID."""
        named = template_names((each.tid, each.name) for each in self.edition.templates)
        return {tid: name.cls for tid, name in named.items()}

    @cached_property
    def uids(self) -> dict[str, Uid]:
        """UIDs by value."""
        return {uid.value: uid for uid in self.edition.uids}

    @cached_property
    def things(self) -> tuple[Any, ...]:
        """All that has a page of its own."""
        known = self.edition
        return (
            *known.iods,
            *known.attribute_tables,
            *known.data_elements,
            *known.context_groups,
            *known.templates,
            *known.uids,
            *known.vrs,
            *known.service_tables,
        )

    @cached_property
    def by_folder(self) -> dict[str, list[Any]]:
        """Things by the folder of their pages."""
        found: dict[str, list[Any]] = {}
        for thing in self.things:
            found.setdefault(self.key(thing)[0], []).append(thing)
        return found

    @cached_property
    def pages(self) -> frozenset[tuple[str, str]]:
        """Folders and names of the pages of things."""
        return frozenset(self._known_keys.values())

    @cached_property
    def _known_keys(self) -> dict[int, tuple[str, str]]:
        return {id(thing): _KEYS[type(thing)](thing) for thing in self.things}

    def key(self, thing: object) -> tuple[str, str]:
        """Return the folder of the page of a thing, and its name there."""
        return self._known_keys.get(id(thing)) or _KEYS[type(thing)](thing)

    def title(self, thing: object) -> str:
        """Return what the page of a thing is called."""
        return _TITLES[type(thing)](thing) if type(thing) in _TITLES else str(getattr(thing, "name", ""))

    @cached_property
    def _links(self) -> dict[tuple[str, str, str, str], Markup]:
        return {}

    def link(self, thing: object, text: str = "", anchor: str = "") -> Markup:
        """Return a link to the page of a thing, from a page of another; most are asked for again and again."""
        wanted = (*self.key(thing), text, anchor)
        if wanted not in self._links:
            folder, name, *_ = wanted
            target = escape(f"../{folder}/{name}.html{f'#{anchor}' if anchor else ''}")
            said = escape(text or self.title(thing))
            self._links[wanted] = Markup(f'<a href="{target}">{said}</a>')  # noqa: S704 - both are escaped
        return self._links[wanted]

    def cid(self, cid: str) -> Markup:
        """Return a link to a context group, or its number where the edition lacks it."""
        group = self.groups.get(cid)
        return self.link(group) if group is not None else escape(f"CID {cid}")

    def tid(self, tid: str) -> Markup:
        """Return a link to a template, or its number where the edition lacks it."""
        template = self.templates.get(tid)
        return self.link(template) if template is not None else escape(f"TID {tid}")

    def nema(self, thing: object) -> str:
        """Return the address of the section of NEMA's pages that has a thing; "" where it has none."""
        return address(self.side, thing)

    # --- who uses what

    @cached_property
    def users(self) -> dict[str, list[tuple[Iod, ModuleUsage | FunctionalGroupUsage]]]:
        """IODs by the xml:id of a module or functional group that they have."""
        found: dict[str, list[tuple[Iod, ModuleUsage | FunctionalGroupUsage]]] = {}
        for iod in self.edition.iods:
            for usage in iod.modules:
                found.setdefault(usage.module, []).append((iod, usage))
            for group in iod.functional_groups:
                found.setdefault(group.macro, []).append((iod, group))
        return found

    @cached_property
    def own_places(self) -> dict[str, list[Place]]:
        """Rows by tag, each where its table states it."""
        found: dict[str, list[Place]] = {}
        for table in self.edition.attribute_tables:
            for place in _rows(table, table.entries, ()):
                found.setdefault(place.row.tag, []).append(place)
        return found

    @cached_property
    def includers(self) -> dict[str, list[tuple[AttributeTable, tuple[Attribute, ...]]]]:
        """Tables that include a macro, and the sequences around the include, by the xml:id of the macro."""
        found: dict[str, list[tuple[AttributeTable, tuple[Attribute, ...]]]] = {}
        for table in self.edition.attribute_tables:
            for macro, above in _includes(table.entries, ()):
                found.setdefault(macro, []).append((table, above))
        return found

    @cached_property
    def _reaching(self) -> dict[str, frozenset[str]]:
        return {}

    def reaching(self, xml_id: str) -> frozenset[str]:
        """Return the tables that have the rows of a table: itself, and all that include it, whatever lies between."""
        if xml_id not in self._reaching:
            found: set[str] = set()
            todo = [xml_id]
            while todo:
                each = todo.pop()
                if each not in found:
                    found.add(each)
                    todo.extend(table.xml_id for table, _ in self.includers.get(each, ()))
            self._reaching[xml_id] = frozenset(found)
        return self._reaching[xml_id]

    def iods_of(self, xml_ids: Iterable[str]) -> dict[str, tuple[Iod, list[str]]]:
        """Return the IODs that have any of these tables by name, and which of them."""
        wanted = set(xml_ids)
        found: dict[str, tuple[Iod, list[str]]] = {}
        for xml_id in wanted & self.users.keys():
            for iod, _ in self.users[xml_id]:
                found.setdefault(iod.name, (iod, []))[1].append(xml_id)
        return dict(sorted(found.items(), key=lambda item: item[0].casefold()))

    @cached_property
    def group_users(self) -> dict[str, dict[tuple[str, tuple[Attribute, ...]], AttributeTable]]:
        """Tables by the CID of a context group, with the sequences whose codes are of it, or that are around them."""
        found: dict[str, dict[tuple[str, tuple[Attribute, ...]], AttributeTable]] = {}
        for table in self.edition.attribute_tables:
            for cid, path in _group_uses(table.entries, ()):
                found.setdefault(cid, {})[table.xml_id, path] = table
        return found

    @cached_property
    def group_includers(self) -> dict[str, list[ContextGroup]]:
        """Context groups by the CID of one that they include."""
        found: dict[str, list[ContextGroup]] = {}
        for group in self.edition.context_groups:
            for row in group.rows:
                if isinstance(row, ContextGroupInclude):
                    found.setdefault(row.cid, []).append(group)
        return found

    @cached_property
    def group_rows(self) -> dict[str, list[tuple[Template, TemplateRow]]]:
        """Rows of templates by the CID of a context group that they name."""
        found: dict[str, list[tuple[Template, TemplateRow]]] = {}
        for template in self.edition.templates:
            for row in template.rows:
                for term in (*row.concept, *row.values, *row.units):
                    if term.sort == "group":
                        found.setdefault(term.value, []).append((template, row))
        return found

    @cached_property
    def template_includers(self) -> dict[str, list[tuple[Template, TemplateRow]]]:
        """Rows of templates by the TID of the template that they include."""
        found: dict[str, list[tuple[Template, TemplateRow]]] = {}
        for template in self.edition.templates:
            for row in template.rows:
                if row.include:
                    found.setdefault(row.include, []).append((template, row))
        return found


def _rows(table: AttributeTable, entries: Iterable[Entry], above: tuple[Attribute, ...]) -> Iterator[Place]:
    for entry in entries:
        if isinstance(entry, Attribute):
            yield Place(table, above, entry)
            yield from _rows(table, entry.children, (*above, entry))
        elif isinstance(entry, Include):
            yield from _rows(table, entry.children, above)


def _includes(
    entries: Iterable[Entry], above: tuple[Attribute, ...]
) -> Iterator[tuple[str, tuple[Attribute, ...]]]:
    for entry in entries:
        if isinstance(entry, Attribute):
            yield from _includes(entry.children, (*above, entry))
        elif isinstance(entry, Include):
            yield entry.macro, above
            yield from _includes(entry.children, above)


def _group_uses(
    entries: Iterable[Entry], above: tuple[Attribute, ...]
) -> Iterator[tuple[str, tuple[Attribute, ...]]]:
    for entry in entries:
        if isinstance(entry, Placeholder):
            continue
        here = (*above, entry) if isinstance(entry, Attribute) else above
        yield from ((use.cid, here) for use in entry.context_groups)
        yield from _group_uses(entry.children, here)
