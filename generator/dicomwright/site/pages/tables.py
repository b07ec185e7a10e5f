"""Pages of modules, macros, functional groups and directory records: their rows, and who has them."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from dicomwright.generator.render.classes import PACKAGES
from dicomwright.generator.render.names import FACADES, class_name
from dicomwright.site.book import TITLES, path_text
from dicomwright.site.pages.context import code, section
from dicomwright.site.rows import OWNER
from dicomwright.site.shell import environment
from dicomwright.site.wording import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import AttributeTable, FunctionalGroupUsage, Iod, ModuleUsage
    from dicomwright.site.pages.context import Context, Page

_ID: Final = re.compile(r'<tr id="[^"]*"')
_ANY_ID: Final = re.compile(r'<tr id="([^"]*)"')


def fragment(context: Context, table: AttributeTable, *, ids: bool) -> str:
    """Return the rows of a table as HTML, with ids or without; they are rendered once."""
    known = context.fragments
    if table.xml_id not in known:
        text = environment().get_template("body.jinja").render(rows=context.rows.of_table(table))
        known[table.xml_id] = _first_ids(text)
    return known[table.xml_id] if ids else _ID.sub("<tr", known[table.xml_id])


def _first_ids(text: str) -> str:
    """Leave each id to the first row that has it: a table may state an attribute twice."""
    seen: set[str] = set()

    def first(found: re.Match[str]) -> str:
        known = found[1] in seen
        seen.add(found[1])
        return "<tr" if known else found[0]

    return _ANY_ID.sub(first, text)


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each table, and of a macro the script with its rows, to be shown where it is included."""
    for table in context.book.edition.attribute_tables:
        name = class_name(table.name)
        yield _page(context, table, name)
        if table.xml_id in context.book.includers:
            folder, file = context.book.key(table)
            rows = fragment(context, table, ids=False).replace(OWNER, name)
            yield (
                f"{folder}/{file}.js",
                f"dicomwright.macro({json.dumps(f'{folder}/{file}')}, {json.dumps(rows)});\n",
            )


def _page(context: Context, table: AttributeTable, name: str) -> Page:
    rows = context.rows.of_table(table)
    body = fragment(context, table, ids=True).replace(OWNER, name)
    direct = [_used(context, *each) for each in context.book.users.get(table.xml_id, ())]
    reaching = context.book.reaching(table.xml_id) - {table.xml_id}
    return context.render(
        "table.jinja",
        context.book.key(table),
        over=TITLES[table.kind],
        title=table.name,
        lead="",
        facts=_facts(context, table, name),
        example="",
        rows=rows,
        body=Markup(body),  # noqa: S704 - rendered by a template
        included=_included(context, table),
        direct=direct,
        iods=context.iods_of(reaching),
    )


def _facts(context: Context, table: AttributeTable, name: str) -> list[tuple[str, object]]:
    package = PACKAGES.get(table.kind)
    facade = FACADES[package] if package else ""
    return [
        ("Import", code(f"from {context.package}.{facade} import {name}") if facade else ""),
        ("In the standard", context.nema(table, section(table.ref))),
    ]


def _used(
    context: Context, iod: Iod, usage: ModuleUsage | FunctionalGroupUsage
) -> tuple[Iod, ModuleUsage | FunctionalGroupUsage, Markup]:
    said = condition_words(usage.condition)
    return iod, usage, context.rows.linked(said[:1].upper() + said[1:])


def _included(context: Context, table: AttributeTable) -> list[tuple[AttributeTable, int, str]]:
    """Return the tables that include a macro: how often, and below which sequence if once."""
    found = context.book.includers.get(table.xml_id, ())
    counts = Counter(owner.xml_id for owner, _ in found)
    paths = {owner.xml_id: path_text(above) for owner, above in found}
    owners = {owner.xml_id: owner for owner, _ in found}
    ordered = sorted(owners.values(), key=lambda owner: owner.name.casefold())
    return [
        (each, counts[each.xml_id], paths[each.xml_id] if counts[each.xml_id] == 1 else "")
        for each in ordered
    ]
