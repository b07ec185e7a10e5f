"""Pages of the tables of PS3.4: which attributes an operation or a query has, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from dicomwright.generator.facts import ServiceAttribute, ServiceInclude
from dicomwright.site.pages.context import section
from dicomwright.site.rows import tag_text
from dicomwright.site.wording import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import ServiceEntry, ServiceTable, ServiceUse
    from dicomwright.site.pages.context import Context, Page

_LABELS: Final = {
    "create": "N-CREATE",
    "set": "N-SET",
    "get": "N-GET",
    "action": "N-ACTION",
    "event": "N-EVENT-REPORT",
    "final": "Final state",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its name, and what each column says."""

    depth: int
    name: Markup
    tag: str
    uses: dict[str, str]
    words: Markup


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each table."""
    for table in context.book.edition.service_tables:
        yield _page(context, table)


def _page(context: Context, table: ServiceTable) -> Page:
    lines = list(_lines(context, table.entries, 0))
    columns = list(dict.fromkeys(column for line in lines for column in line.uses))
    return context.render(
        "service.jinja",
        context.book.key(table),
        over="Service",
        title=table.name,
        facts=[
            ("Type", f"{table.type_name} ({table.type_id})" if table.type_id else ""),
            ("In the standard", context.nema(table, section(table.ref))),
        ],
        lines=lines,
        columns=[(column, _LABELS.get(column, column.capitalize())) for column in columns],
    )


def _lines(context: Context, entries: Iterable[ServiceEntry], depth: int) -> Iterator[Line]:
    for entry in entries:
        if isinstance(entry, ServiceAttribute):
            element = context.book.elements.get(entry.tag)
            name = context.book.link(element, entry.name) if element else escape(entry.name)
            yield Line(depth, name, tag_text(entry.tag), _uses(entry.uses), _words(context, entry.uses))
            yield from _lines(context, entry.children, depth + 1)
        elif isinstance(entry, ServiceInclude):
            table = context.services.get(entry.macro)
            name = context.book.link(table) if table is not None else escape("another table")
            yield Line(depth, Markup("Include {}").format(name), "", {}, escape(""))
        else:
            of = f" of {', '.join(entry.modules)}" if entry.modules else ""
            yield Line(depth, escape(f"All other attributes{of}"), "", _uses(entry.uses), escape(""))


def _uses(uses: tuple[ServiceUse, ...]) -> dict[str, str]:
    return {use.column: _said(use) for use in uses}


def _said(use: ServiceUse) -> str:
    parts = (
        "/".join(filter(None, (use.scu or "-", use.scp))),
        f"is {use.fixed}" if use.fixed else "",
        "empty" if use.empty else "",
        f"by {' or '.join(use.matching)}" if use.matching else "",
    )
    return ", ".join(filter(None, parts))


def _words(context: Context, uses: tuple[ServiceUse, ...]) -> Markup:
    said = dict.fromkeys(filter(None, (condition_words(use.condition) for use in uses)))
    return context.rows.linked("; ".join(said))
