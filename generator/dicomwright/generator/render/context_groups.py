"""Context groups of PS3.16: one file and one class each, and their packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.code_names import meaning_keyword, unique_names
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.names import CID, context_group_class, context_group_file
from dicomwright.generator.render.packages import render_packages
from dicomwright.generator.render.templating import package_path, render_template, section_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import Code, ContextGroup, Edition

_RETIRED: Final = " (Retired)"
_EXTENSIBLE: Final = {True: "extensible", False: "non-extensible", None: "not said to be extensible or not"}


def render_context_groups(edition: Edition) -> Iterator[tuple[str, str]]:
    """Render every context group, those without codes, too."""
    codes = expanded(edition.context_groups)
    for group in edition.context_groups:
        path = package_path(CID, context_group_file(group.cid))
        yield path, _context_group(group, codes[group.cid])
    files = {context_group_class(cid): context_group_file(cid) for cid in codes}
    yield from render_packages(CID, files)


def _context_group(group: ContextGroup, codes: tuple[Code, ...]) -> str:
    name = group.name.removesuffix(_RETIRED)
    return render_template(
        "context_group",
        group=group,
        name=name,
        class_name=context_group_class(group.cid),
        keyword=group.keyword or meaning_keyword(name),
        members=unique_names(codes),
        facts=facts_of(group),
        url=section_url(16, group.ref.section_id),
    )


def facts_of(group: ContextGroup) -> str:
    """Say in a line what holds for the group as a whole."""
    facts = ["Retired"] if group.retired else []
    facts.append(_EXTENSIBLE[group.extensible])
    if group.version:
        facts.append(f"version {group.version}")
    return ", ".join(facts).capitalize() + "."
