"""Pages of context groups: their codes, and what names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwright.generator.facts import Code
from dicomwright.generator.render.code_names import unique_names
from dicomwright.generator.render.names import context_group_class
from dicomwright.site.book import anchor as row_anchor
from dicomwright.site.book import path_text
from dicomwright.site.pages.context import code
from dicomwright.site.searching import anchor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from dicomwright.generator.facts import ContextGroup
    from dicomwright.site.pages.context import Context, Page


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a context group: a code and its member, or the group that is included."""

    id: str
    value: str
    scheme: str
    meaning: str
    member: str
    include: Markup | str = ""


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each context group."""
    for group in context.book.edition.context_groups:
        yield _page(context, group)


def _page(context: Context, group: ContextGroup) -> Page:
    book = context.book
    lines = list(_lines(context, group))
    codes = book.codes[group.cid]
    cls = context_group_class(group.cid)
    member = next((f".{line.member}" for line in lines if line.member), "")
    return context.render(
        "group.jinja",
        book.key(group),
        over="Retired context group" if group.retired else "Context group",
        title=group.name,
        number=f"CID {group.cid}",
        facts=_facts(context, group),
        example=f"from {context.package}.cids import {cls}\n\n{cls}{member}" if codes else "",
        lines=lines,
        total=len(codes),
        uses=[
            (
                book.link(table, "", row_anchor(path)),
                path_text(path) or "an included macro",
            )
            for (_, path), table in book.group_users.get(group.cid, {}).items()
        ],
        templates=_templates(context, group),
        included=book.group_includers.get(group.cid, ()),
    )


def _templates(context: Context, group: ContextGroup) -> list[tuple[Markup, str]]:
    rows = context.book.group_rows.get(group.cid, ())
    found: dict[str, list[str]] = {}
    for template, row in rows:
        if row.row not in found.setdefault(template.tid, []):
            found[template.tid].append(row.row)
    return [
        (context.book.tid(tid), f"row{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}")
        for tid, numbers in found.items()
    ]


def _facts(context: Context, group: ContextGroup) -> list[tuple[str, object]]:
    extensible = {True: "yes: other codes may be used", False: "no: these codes alone", None: ""}
    return [
        ("Keyword", code(group.keyword) if group.keyword else ""),
        ("UID", code(group.uid) if group.uid else ""),
        ("Extensible", extensible[group.extensible]),
        ("Version", group.version),
        ("In the standard", context.nema(group, f"PS3.16 {group.ref.section}")),
    ]


def _lines(context: Context, group: ContextGroup) -> Iterator[Line]:
    members = {each: name for name, each in unique_names(context.book.codes[group.cid]).items()}
    seen: set[str] = set()
    for row in group.rows:
        if isinstance(row, Code):
            mark = anchor(row)
            yield Line("" if mark in seen else mark, row.value, row.scheme, row.meaning, members.get(row, ""))
            seen.add(mark)
        else:
            yield Line("", "", "", "", "", context.book.cid(row.cid))
