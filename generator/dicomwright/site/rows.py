"""Rows of attribute tables as the templates take them: what stands in their columns, and notes in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup, escape

from dicomwright.generator.facts import Attribute, Include
from dicomwright.generator.render.classes import PACKAGES
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.names import class_name, item_class_name
from dicomwright.site.book import anchor
from dicomwright.site.wording import bare_words, condition_words, constraint_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import (
        AttributeTable,
        Condition,
        ContextGroupUse,
        DataElement,
        Entry,
        FixedValue,
        ValueList,
    )
    from dicomwright.generator.render.fields import Field
    from dicomwright.site.book import Book

OWNER: Final = "\x00"
"""Stands for the class that item classes are reached from: rows are the same on the pages of all that have them."""
_DEEPEST: Final = 9
_KEYWORD: Final = re.compile(
    r"\b[A-Z][a-z]*[A-Z0-9][A-Za-z0-9]+\b|\b(?:Modality|Laterality|Rows|Columns|Manufacturer)\b"
)
_KINDS: Final = {"enumerated": "One of", "defined": "Terms"}


class Note(NamedTuple):
    """Something said of a row: a label, and the text; `sort` is how it is set."""

    label: str
    text: Markup
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of attributes."""

    depth: int
    anchor: str
    name: Markup
    tag: str
    type: str
    vr: str
    vm: str
    notes: tuple[Note, ...]
    macro: str = ""  # folder and name of the page of an included macro
    rest: bool = False  # it stands for attributes that it does not name

    @property
    def class_(self) -> str:
        """The classes of style."""
        kinds = (
            f"d{min(self.depth, _DEEPEST)}" if self.depth else "",
            "inc" if self.macro or self.rest else "",
        )
        return " ".join(filter(None, kinds))


def tag_text(tag: str) -> str:
    """Write a tag as the standard does: (0010,0020)."""
    return f"({tag[:4]},{tag[4:]})"


class Rows:
    """Makes the rows of the tables of an edition."""

    def __init__(self, book: Book) -> None:
        """Keep the book; rows of tables are made once."""
        self.book = book
        self._of_tables: dict[str, tuple[Row, ...]] = {}

    def of_table(self, table: AttributeTable) -> tuple[Row, ...]:
        """Return the rows of a table."""
        if table.xml_id not in self._of_tables:
            ref = self.book.planner.ref(table) if table.kind in PACKAGES else None
            found = tuple(self._rows(table.entries, Way(ref)))
            self._of_tables[table.xml_id] = found
        return self._of_tables[table.xml_id]

    def _rows(self, entries: Iterable[Entry], way: Way) -> Iterator[Row]:
        for entry in entries:
            if isinstance(entry, Attribute):
                field = self._field(entry, way)
                yield self._attribute(entry, way, field)
                yield from self._rows(entry.children, way.below(entry, field))
            elif isinstance(entry, Include):
                yield self._include(entry, way)
                yield from self._rows(entry.children, way)
            else:
                what = (
                    "The functional groups of the IOD"
                    if entry.kind == "functional_groups"
                    else "Any attribute"
                )
                yield Row(way.depth, "", escape(what), "", entry.type, "", "", (), rest=True)

    def _field(self, attribute: Attribute, way: Way) -> Field | None:
        """Return what the generated class has for a row."""
        if way.ref is None:
            return None
        element = self.book.elements.get(attribute.tag)
        keyword = element.keyword if element and element.keyword else class_name(attribute.name)
        return self.book.planner.all_fields(way.ref).get(keyword)

    def _attribute(self, attribute: Attribute, way: Way, field: Field | None) -> Row:
        element = self.book.elements.get(attribute.tag)
        return Row(
            depth=way.depth,
            anchor=way.anchor(attribute),
            name=self.named(attribute),
            tag=tag_text(attribute.tag),
            type=" ".join(attribute.types) or attribute.type,
            vr=" ".join(element.vr) if element else "",
            vm="1" if attribute.single_value else ", ".join(element.vm) if element else "",
            notes=tuple(self._notes(attribute, way, field)),
        )

    def named(self, attribute: Attribute) -> Markup:
        """Return the name of an attribute with a link to its page, if it has one."""
        element = self.book.elements.get(attribute.tag)
        return self.book.link(element, attribute.name) if element else escape(attribute.name)

    def _notes(self, attribute: Attribute, way: Way, field: Field | None) -> Iterator[Note]:
        yield from self.condition(attribute.condition)
        yield from self.lists(attribute.value_lists)
        yield from self.group_notes(attribute.context_groups)
        yield from self._items(attribute, way, field)
        yield from self.constraints(attribute)

    def condition(self, condition: Condition | None) -> Iterator[Note]:
        """Yield when something is there."""
        said = condition_words(condition)
        if said:
            yield Note("", self.linked(said[0].upper() + said[1:]), "if")

    def linked(self, words: str) -> Markup:
        """Return words in which keywords are links to the pages of their attributes."""
        keywords = self.book.keywords

        def link(found: re.Match[str]) -> str:
            keyword = found[0]
            return f'<a href="../attribute/{keyword}.html">{keyword}</a>' if keyword in keywords else keyword

        return Markup(_KEYWORD.sub(link, str(escape(words))))  # noqa: S704 - escaped before

    def lists(self, lists: Iterable[ValueList]) -> Iterator[Note]:
        """Yield the values that an attribute may have."""
        for each in lists:
            number = f", value {each.value_number}" if each.value_number is not None else ""
            where = Markup(" ({})").format(self._where(each.condition)) if each.condition else ""
            yield Note(_KINDS[each.kind] + number, _values(each.values) + where, "v")

    def _where(self, condition: Condition) -> Markup:
        return Markup("where {}").format(self.linked(bare_words(condition)))

    def group_notes(self, uses: Iterable[ContextGroupUse]) -> Iterator[Note]:
        """Yield the context groups that codes are of."""
        for use in uses:
            text = self.book.cid(use.cid)
            if use.binding:
                text += f", {use.binding}"
            if use.sequence:
                text += f", of {use.sequence}"
            if use.condition is not None:
                text += Markup(", {}").format(self._where(use.condition))
            yield Note("Codes", text)

    def _items(self, attribute: Attribute, way: Way, field: Field | None) -> Iterator[Note]:
        plan = field.item if field is not None else None
        parts: list[Markup] = []
        if attribute.items is not None:
            least, most = attribute.items.least, attribute.items.most
            count = "any number" if (least, most) == (0, None) else _range(least, most)
            parts.append(escape(count))
        if plan is not None and field is not None:
            name = f"{way.path}.{item_class_name(field.keyword)}" if plan.cls is not None else "Code"
            parts.append(Markup("<code>{}</code>").format(name))
        if parts:
            yield Note("Items", Markup(" of ").join(parts))

    def constraints(self, owner: Attribute | Include) -> Iterator[Note]:
        """Yield what values must be."""
        for said in owner.constraints:
            if said.kind:
                yield Note("Must", self.linked(constraint_words(said.expression)))

    def _include(self, include: Include, way: Way) -> Row:
        table = self.book.tables.get(include.macro)
        name = Markup("{}").format(self.book.link(table)) if table is not None else escape("Another table")
        return Row(
            depth=way.depth,
            anchor="",
            name=name,
            tag="",
            type="",
            vr="",
            vm="",
            notes=tuple(self._include_notes(include)),
            macro="/".join(self.book.key(table)) if table is not None else "",
            rest=True,
        )

    def _include_notes(self, include: Include) -> Iterator[Note]:
        yield from self.condition(include.condition)
        yield from self.group_notes(include.context_groups)
        for fixed in include.fixed_values:
            yield self.fixed(fixed)
        for special in include.specializations:
            text = Markup("type {}").format(special.type)
            words = condition_words(special.condition)
            yield Note(
                self._name(special.tag), text + (Markup(", {}").format(self.linked(words)) if words else "")
            )
        yield from self.constraints(include)

    def fixed(self, fixed: FixedValue) -> Note:
        """Return the values that an attribute has where it is included, or in an IOD."""
        number = f", value {fixed.value_number}" if fixed.value_number is not None else ""
        return Note(f"{self._name(fixed.tag)}{number}", _values(fixed.values), "v")

    def _name(self, tag: str) -> str:
        element: DataElement | None = self.book.elements.get(tag)
        return element.name if element is not None else tag_text(tag)


@dataclass(frozen=True, slots=True)
class Way:
    """Where rows stand: below these sequences, in items of this class, which is reached by this path."""

    ref: ClassRef | None
    path: str = OWNER
    above: tuple[Attribute, ...] = ()

    @property
    def depth(self) -> int:
        """How many sequences are around."""
        return len(self.above)

    def anchor(self, attribute: Attribute) -> str:
        """Return the id of a row."""
        return anchor((*self.above, attribute))

    def below(self, attribute: Attribute, field: Field | None) -> Way:
        """Return where the rows of a sequence stand."""
        cls = field.item.cls if field is not None and field.item is not None else None
        path = f"{self.path}.{item_class_name(field.keyword)}" if field is not None else self.path
        return Way(cls if isinstance(cls, ClassRef) else None, path, (*self.above, attribute))


def _values(values: Iterable[str]) -> Markup:
    return Markup(" · ").join(Markup("<span>{}</span>").format(each) for each in values)


def _range(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return str(least) if least == most else f"{least} to {most}"
