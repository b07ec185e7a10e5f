"""Pages of IODs: modules, functional groups, all their attributes, and how the class is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from dicomwright.generator.render.names import class_name
from dicomwright.site.pages.context import code, section
from dicomwright.site.pages.tables import fragment
from dicomwright.site.rows import OWNER, Note
from dicomwright.site.wording import condition_words, constraint_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import FunctionalGroupUsage, Iod, ModuleUsage
    from dicomwright.site.pages.context import Context, Page

_USAGES: Final = {"M": "mandatory", "C": "conditional", "U": "optional", "": ""}
_KINDS: Final = {"composite": "Composite IOD", "normalized": "Normalized IOD", "media": "IOD of media"}


@dataclass(frozen=True, slots=True)
class Usage:
    """A row of the table of an IOD."""

    ie: str
    name: Markup
    usage: str
    words: Markup


@dataclass(frozen=True, slots=True)
class Fragment:
    """The rows of a module in an IOD."""

    id: str
    title: str
    usage: str
    link: Markup
    section: str
    cls: str
    body: Markup


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each IOD."""
    for iod in context.book.edition.iods:
        yield _page(context, iod)


def _page(context: Context, iod: Iod) -> Page:
    fragments = list(_fragments(context, iod))
    return context.render(
        "iod.jinja",
        context.book.key(iod),
        over=_KINDS[iod.kind],
        title=context.book.title(iod),
        lead="",
        facts=_facts(context, iod),
        modules=[_usage(context, each, each.ie, each.module) for each in iod.modules],
        groups=[_usage(context, each, _where(each), each.macro) for each in iod.functional_groups],
        rules=list(_rules(context, iod)),
        fragments=fragments,
        count=sum(each.body.count("<tr") for each in fragments),
        relationships=iod.relationships,
        example=_example(context, iod),
    )


def _facts(context: Context, iod: Iod) -> list[tuple[str, object]]:
    uids = [context.book.uids[uid] for uid in iod.sop_classes if uid in context.book.uids]
    classes = Markup("<br>").join(
        Markup("{} <code>{}</code>").format(context.book.link(uid), uid.value) for uid in uids
    )
    roots = Markup(", ").join(map(context.book.tid, iod.root_templates))
    return [
        ("SOP class" if len(uids) == 1 else "SOP classes", classes),
        ("Root template", roots),
        ("Import", code(f"from {context.package}.iods import {class_name(iod.name)}")),
        ("In the standard", context.nema(iod, section(iod.ref))),
    ]


def _usage(context: Context, usage: ModuleUsage | FunctionalGroupUsage, where: str, xml_id: str) -> Usage:
    table = context.book.tables.get(xml_id)
    name = (
        Markup('<a href="#{}">{}</a>').format(_id(context, xml_id), usage.name)
        if table
        else Markup.escape(usage.name)
    )
    said = condition_words(usage.condition)
    return Usage(where, name, usage.usage, context.rows.linked(said[:1].upper() + said[1:]))


def _where(usage: FunctionalGroupUsage) -> str:
    if usage.shared and usage.per_frame:
        return "shared or per frame"
    return "shared" if usage.shared else "per frame"


def _id(context: Context, xml_id: str) -> str:
    return ".".join(context.book.key(context.book.tables[xml_id]))


def _fragments(context: Context, iod: Iod) -> Iterator[Fragment]:
    cls = class_name(iod.name)
    seen: set[str] = set()
    used = [(each, each.module, cls) for each in iod.modules]
    used += [(each, each.macro, "") for each in iod.functional_groups]  # type: ignore[misc]
    for usage, xml_id, owner in used:
        table = context.book.tables.get(xml_id)
        if table is None or xml_id in seen:
            continue
        seen.add(xml_id)
        reached = owner or class_name(table.name)
        yield Fragment(
            id=_id(context, xml_id),
            title=usage.name,
            usage=_USAGES[usage.usage],
            link=context.book.link(table),
            section=section(table.ref),
            cls=reached,
            body=Markup(fragment(context, table, ids=False).replace(OWNER, reached)),  # noqa: S704 - rendered
        )


def _rules(context: Context, iod: Iod) -> Iterator[Note]:
    """Yield what the section of the IOD says of attributes."""
    for fixed in iod.fixed_values:
        yield context.rows.fixed(fixed)
    for each in iod.constraints:
        if each.constraint.kind:
            yield Note("Must", context.rows.linked(constraint_words(each.constraint.expression)))


def _example(context: Context, iod: Iod) -> dict[str, str]:
    lead = {
        "composite": "All that the constructor demands; what can be worked out is filled in.",
        "normalized": "Its attributes are demanded by operations, not by the constructor.",
        "media": "All that the constructor demands.",
    }
    return {"lead": lead[iod.kind], "text": context.examples.of(iod)}
