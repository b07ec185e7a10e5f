"""What can be looked up: a line for each thing of an edition that has a name, and its table in the dictionary."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError
from dicomwright.generator.facts import Attribute, Code, Include
from dicomwright.generator.render.code_names import meaning_keyword, scheme_name
from dicomwright.generator.render.coding_schemes import codes_by_scheme, most_common
from dicomwright.generator.render.names import (
    DICTIONARY,
    class_name,
    context_group_class,
    item_class_name,
    template_names,
)
from dicomwright.generator.render.templating import package_path, render_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dicomwright.generator.facts import AttributeTable, Edition, Entry

SEARCH_INDEX: Final = "search_index"
"""The module of the dictionary that has the table."""

CODE: Final = "code "
"""What the kind of a code begins with; the class of its scheme follows."""

_SEPARATOR: Final = "|"
_USES: Final = "~"  # which no word has: figures that are looked for are not these
_SEQUENCE: Final = "Sequence"
_KINDS: Final = {"module": "module", "macro": "macro", "functional_group": "macro"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A thing that can be looked up.

    `kind` and `key` are what the command takes ("module", "ImagePlane"), `others` what it is called besides: tag,
    section, UID, class, other meanings of a code, values of an attribute. `uses` is how many tables, IODs or context
    groups have it, by which the usual comes before the rare.
    """

    kind: str
    key: str
    title: str
    others: tuple[str, ...] = ()
    uses: int = 0
    retired: bool = False


def render_search_index(edition: Edition) -> Iterator[tuple[str, str]]:
    """Render the table."""
    kinds: dict[str, list[str]] = {}
    for entry in entries(edition):
        kinds.setdefault(entry.kind, []).append(_line(entry))
    yield package_path(DICTIONARY, SEARCH_INDEX), render_template("search_index", kinds=kinds)


def entries(edition: Edition) -> Iterator[Listing]:
    """Yield all that can be looked up in an edition, kind by kind; a site's own search can be made of it, too."""
    usage = _Usage.of(edition)
    yield from _attributes(edition, usage)
    yield from _objects(edition, usage)
    yield from _vocabulary(edition, usage)
    yield from _codes(edition)


# --- how often things are used


@dataclass(frozen=True, slots=True)
class _Usage:
    """In how many tables an attribute is, in how many IODs a module, at how many attributes a context group."""

    attributes: Counter[str]
    tables: Counter[str]
    groups: Counter[str]
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, edition: Edition) -> _Usage:
        found = cls(Counter(), Counter(), Counter(), {})
        values: dict[str, dict[str, None]] = {}
        for table in edition.attribute_tables:
            rows = list(_rows(table.entries))
            found.attributes.update({row.tag for row in rows if isinstance(row, Attribute)})
            found.tables.update({row.macro for row in rows if isinstance(row, Include)})
            found.groups.update(use.cid for row in rows for use in row.context_groups)
            for row in rows:
                if isinstance(row, Attribute):
                    terms = (value for listed in row.value_lists for value in listed.values)
                    values.setdefault(row.tag, {}).update(dict.fromkeys(filter(_is_plain, terms)))
        for iod in edition.iods:
            found.tables.update(used.module for used in iod.modules)
            found.tables.update(used.macro for used in iod.functional_groups)
        return cls(*(found.attributes, found.tables, found.groups), {tag: (*v,) for tag, v in values.items()})


def _rows(rows: Iterable[Entry]) -> Iterator[Attribute | Include]:
    for row in rows:
        if isinstance(row, Attribute | Include):
            yield row
            yield from _rows(row.children)


# --- kinds of things


def _attributes(edition: Edition, usage: _Usage) -> Iterator[Listing]:
    for element in edition.data_elements:
        is_sequence = element.keyword.endswith(_SEQUENCE)
        items = (item_class_name(element.keyword),) if is_sequence else ()
        others = (element.tag, *items, *usage.values.get(element.tag, ()))
        used = usage.attributes[element.tag]
        name = element.keyword or element.tag
        yield Listing("attribute", name, element.name, others, used, element.retired)


def _objects(edition: Edition, usage: _Usage) -> Iterator[Listing]:
    for iod in edition.iods:
        yield Listing("iod", class_name(iod.name), iod.name, (iod.ref.section,), len(iod.sop_classes))
    for kind in ("module", "macro"):
        for table in _tables(edition, kind):
            used = usage.tables[table.xml_id]
            yield Listing(kind, class_name(table.name), table.name, (table.ref.section,), used)


def _tables(edition: Edition, kind: str) -> Iterator[AttributeTable]:
    return (table for table in edition.attribute_tables if _KINDS.get(table.kind) == kind)


def _vocabulary(edition: Edition, usage: _Usage) -> Iterator[Listing]:
    for uid in edition.uids:
        others = tuple(filter(None, (uid.keyword, uid.type)))
        yield Listing("uid", uid.value, uid.name, others, retired=uid.retired)
    for group in edition.context_groups:
        name = context_group_class(group.cid)
        others = (name, group.keyword or meaning_keyword(group.name), group.uid)
        yield Listing("cid", group.cid, group.name, others, usage.groups[group.cid], group.retired)
    names = template_names((template.tid, template.name) for template in edition.templates)
    for template in edition.templates:
        others = (f"TID{template.tid}", names[template.tid].cls)
        yield Listing("template", template.tid, template.name, others, int(bool(template.root)))


def _codes(edition: Edition) -> Iterator[Listing]:
    retired = {term.value for term in edition.controlled_terms if term.retired}
    for designator, codes in codes_by_scheme(edition).items():
        rows: dict[str, list[Code]] = {}
        for code in codes:
            rows.setdefault(code.value, []).append(code)
        gone = retired if designator == "DCM" else set[str]()
        for value, same in rows.items():
            usual = same[0] if designator == "DCM" else most_common(same)
            others = dict.fromkeys(code.meaning for code in same if code.meaning != usual.meaning)
            kind = CODE + scheme_name(designator)
            yield Listing(kind, value, usual.meaning, tuple(others), len(same), value in gone)


# --- lines


def _line(entry: Listing) -> str:
    """Write an entry: key, title, what it is called besides, and how often it is used."""
    names = [entry.title, *entry.others]
    plain = [name for name in map(_without_accents, names) if name not in names]
    cells = (entry.key, *names, *plain, _USES + ("" if entry.retired else str(entry.uses)))
    if any(_SEPARATOR in cell or not cell.isprintable() for cell in cells):
        raise OutputError(f"{entry.kind} {entry.key}: {_SEPARATOR!r}, or what cannot be seen, in a name")
    return _SEPARATOR.join(cells)


def _is_plain(value: str) -> bool:
    return bool(value) and _SEPARATOR not in value and value.isprintable()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
