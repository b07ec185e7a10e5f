"""Pages of UIDs and of value representations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dicomwright.generator.render.annotations import python_types
from dicomwright.site.pages.context import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import DataElement, Uid, Vr
    from dicomwright.site.pages.context import Context, Page


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each UID and VR."""
    for uid in context.book.edition.uids:
        yield _uid(context, uid)
    for vr in context.book.edition.vrs:
        yield _vr(context, vr)


def _uid(context: Context, uid: Uid) -> Page:
    book = context.book
    iods = [iod for iod in book.edition.iods if uid.value in iod.sop_classes]
    facts = [
        ("UID", code(uid.value)),
        ("Keyword", code(uid.keyword) if uid.keyword else ""),
        ("Type", uid.type),
        ("Part", uid.part),
        ("IOD" if len(iods) == 1 else "IODs", Markup(", ").join(map(book.link, iods))),
        ("In the standard", context.nema(uid, f"PS3.6, table {uid.table}")),
    ]
    over = f"Retired {uid.type}" if uid.retired else uid.type
    return context.render("thing.jinja", book.key(uid), over=over, title=uid.name, facts=facts, lists=[])


def _vr(context: Context, vr: Vr) -> Page:
    book = context.book
    having = [each for each in book.edition.data_elements if vr.code in each.vr]
    length = f"{'' if vr.fixed else 'at most '}{vr.length} {vr.unit}" if vr.length is not None else ""
    facts = [
        ("Length of a value", length),
        ("In Python", code(" | ".join(sorted(python_types((vr.code,))))) if vr.code != "SQ" else ""),
        ("In the standard", context.nema(vr, "PS3.5 6.2")),
    ]
    current = [each for each in having if not each.retired]
    retired = [each for each in having if each.retired]
    lists = [(f"Attributes of VR {vr.code}", _links(context, current)), ("Retired", _links(context, retired))]
    return context.render(
        "thing.jinja",
        book.key(vr),
        over="Value representation",
        title=f"{vr.code}, {vr.name}",
        facts=facts,
        lists=[each for each in lists if each[1]],
    )


def _links(context: Context, elements: list[DataElement]) -> list[Markup]:
    return [context.book.link(each, each.name) for each in elements]
