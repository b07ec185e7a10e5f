"""Pages of attributes: what PS3.6 says of one, and every place that has it, with its type and condition there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from dicomwright.generator.render.annotations import python_types
from dicomwright.generator.render.names import class_name
from dicomwright.site.book import TITLES, path_text
from dicomwright.site.pages.context import code
from dicomwright.site.rows import OWNER, Note, tag_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.generator.facts import DataElement
    from dicomwright.site.book import Place
    from dicomwright.site.pages.context import Context, Page

_ORDER: Final = ("module", "functional_group", "macro", "directory_record")


@dataclass(frozen=True, slots=True)
class Use:
    """A row of a table that has the attribute."""

    table: Markup
    path: str
    type: str
    notes: Sequence[Note]


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each attribute."""
    for element in context.book.edition.data_elements:
        yield _page(context, element)


def _page(context: Context, element: DataElement) -> Page:
    book = context.book
    places = book.own_places.get(element.tag, [])
    tables = frozenset(xml_id for place in places for xml_id in book.reaching(place.table.xml_id))
    return context.render(
        "attribute.jinja",
        book.key(element),
        over="Retired attribute" if element.retired else "Attribute",
        title=element.name or tag_text(element.tag),
        tag=tag_text(element.tag),
        facts=_facts(context, element),
        uses=[(TITLES[kind], found) for kind in _ORDER if (found := list(_uses(context, places, kind)))],
        macros=[
            (place.table, len(book.includers.get(place.table.xml_id, ())))
            for place in _distinct(places)
            if place.table.kind == "macro"
        ],
        iods=context.iods_of(tables),
    )


def _distinct(places: Sequence[Place]) -> list[Place]:
    return list({place.table.xml_id: place for place in places}.values())


def _facts(context: Context, element: DataElement) -> list[tuple[str, object]]:
    vrs = [(vr, context.vrs[vr]) for vr in element.vr if vr in context.vrs]
    linked = Markup(" or ").join(context.book.link(vr, f"{code_} {vr.name}") for code_, vr in vrs)
    note = element.note if element.retired else ""
    return [
        ("Keyword", code(element.keyword) if element.keyword else ""),
        ("Tag", code(tag_text(element.tag))),
        ("Value representation", linked),
        ("Multiplicity", ", ".join(element.vm)),
        ("In Python", code(_python(element)) if vrs and element.vr != ("SQ",) else ""),
        ("Retired", note),
        ("In the standard", context.nema(element, f"PS3.6, table {element.table}") if element.table else ""),
    ]


def _python(element: DataElement) -> str:
    types = " | ".join(sorted(python_types(element.vr)))
    types = types.replace("PN", "PersonName")
    return types if element.vm == ("1",) or types == "bytes" else f"Sequence[{types}]"


def _uses(context: Context, places: Sequence[Place], kind: str) -> Iterator[Use]:
    found = [place for place in places if place.table.kind == kind]
    for place in sorted(found, key=lambda place: place.table.name.casefold()):
        row = context.row_at(place)
        notes = [
            note._replace(text=Markup(note.text.replace(OWNER, class_name(place.table.name))))  # noqa: S704
            for note in (row.notes if row is not None else ())
        ]
        yield Use(
            table=context.book.link(place.table, place.table.name, place.anchor),
            path=path_text(place.above),
            type=" ".join(place.row.types) or place.row.type,
            notes=notes,
        )
