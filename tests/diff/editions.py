"""Editions for comparisons: a part of the committed snapshot that is whole in itself, and edits of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from committed import edition

from dicomwright.diff.comparing.sides import Side
from dicomwright.generator.facts import Attribute, Code, SpecRef, Template, TemplateRow, Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.facts import AttributeTable, Edition, Iod

IODS = frozenset({"CT Image", "Basic Text SR"})


@cache
def pruned() -> Edition:
    """The committed edition with a few IODs, and all that they need."""
    whole = edition()
    side = Side(whole)
    iods = tuple(iod for iod in whole.iods if iod.name in IODS)
    used = {use for iod in iods for use in side.below(("iod", iod.xml_id))}
    tags = {name for kind, name in used if kind == "tag"} | {"00321066", "00480304"}
    cids = {name for kind, name in used if kind == "cid"} | {"4", "29"}
    cids |= {name for cid in cids for kind, name in side.below(("cid", cid)) if kind == "cid"}
    return replace(
        whole,
        name="old",
        iods=iods,
        attribute_tables=tuple(
            table
            for table in whole.attribute_tables
            if ("table", table.xml_id) in used
            or table.xml_id == "table_10-11"
            or table.kind == "directory_record"
        ),
        data_elements=tuple(element for element in whole.data_elements if element.tag in tags),
        context_groups=tuple(group for group in whole.context_groups if group.cid in cids),
        controlled_terms=whole.controlled_terms[:20],
        templates=(*whole.templates[:5], *made_templates()),
    )


def edited(field: str, edit: Callable[[Any], Any], **where: object) -> Callable[[Edition], Edition]:
    """Edit the things of a field of the edition that have these values; there must be some."""

    def make(given: Edition) -> Edition:
        things = getattr(given, field)
        chosen = [all(getattr(thing, name) == value for name, value in where.items()) for thing in things]
        assert any(chosen), where
        new = tuple(edit(thing) if this else thing for thing, this in zip(things, chosen, strict=True))
        return replace(given, **{field: new})

    return make


def edited_table(name: str, edit: Callable[[Any], Any], kind: str = "module") -> Callable[[Edition], Edition]:
    return edited("attribute_tables", edit, name=name, kind=kind)


def edited_row(name: str, tag: str, kind: str = "module", **values: object) -> Callable[[Edition], Edition]:
    """Edit an attribute at the top of a table."""

    def edit(table: AttributeTable) -> AttributeTable:
        assert any(isinstance(row, Attribute) and row.tag == tag for row in table.entries)
        return replace(
            table,
            entries=tuple(
                replace(row, **values) if isinstance(row, Attribute) and row.tag == tag else row
                for row in table.entries
            ),
        )

    return edited_table(name, edit, kind)


def without(tag: str) -> Callable[[Any], Any]:
    """Remove an attribute at the top of a table."""

    def edit(table: AttributeTable) -> AttributeTable:
        kept = tuple(row for row in table.entries if not (isinstance(row, Attribute) and row.tag == tag))
        assert len(kept) < len(table.entries)
        return replace(table, entries=kept)

    return edit


def edited_element(tag: str, **values: object) -> Callable[[Edition], Edition]:
    return edited("data_elements", lambda element: replace(element, **values), tag=tag)


def edited_group(cid: str, edit: Callable[[Any], Any]) -> Callable[[Edition], Edition]:
    return edited("context_groups", edit, cid=cid)


def edited_iod(name: str, **edits: Callable[[Any], Any]) -> Callable[[Edition], Edition]:
    def edit(iod: Iod) -> Iod:
        return replace(iod, **{field: change(getattr(iod, field)) for field, change in edits.items()})

    return edited("iods", edit, name=name)


def code(scheme: str, value: str, meaning: str) -> Code:
    return Code(scheme=scheme, value=value, meaning=meaning)


def made_row(
    number: str,
    about: str,
    value_type: str = "TEXT",
    requirement: Literal["M", "MC", "U", "UC"] = "U",
    **said: object,
) -> TemplateRow:
    """Make a row below the first one, called by its concept."""
    concept = (Term(sort="code", value=about.upper(), scheme="99TEST", meaning=about, binding="enumerated"),)
    facts: Any = {
        "depth": 1,
        "relationship": "CONTAINS",
        "vm": "1",
        "concept": concept,
        "by_reference": False,
    }
    return TemplateRow(row=number, value_type=value_type, requirement=requirement, **(facts | said))


def made_template(tid: str, name: str, *rows: TemplateRow) -> Template:
    """Make a template that is one container with rows below."""
    head = made_row("1", f"{name} Title", "CONTAINER", "M", depth=0, relationship="")
    return Template(
        tid=tid,
        name=name,
        ref=SpecRef(part=16, xml_id=f"table_TID_{tid}", section=f"TID {tid}", section_id=f"sect_TID_{tid}"),
        extensible=True,
        order_significant=False,
        root=True,
        parameters=(),
        rows=(head, *rows),
    )


def made_templates() -> tuple[Template, ...]:
    """Make a template, and one that it includes."""
    unit = (Term(sort="code", value="mm", scheme="UCUM", meaning="mm", binding="enumerated"),)
    report = made_template(
        "9001",
        "Made Report",
        made_row("2", "Day", "DATE", "M"),
        made_row("3", "Comment"),
        made_row("4", "Length", "NUM", units=unit),
        made_row("5", "", "INCLUDE", concept=(), include="9002", include_binding="defined", vm="1-n"),
        made_row("6", "Label", requirement="M"),
        made_row("7", "Remark"),
        made_row("8", "Group", "CONTAINER"),
        made_row("9", "Inner", depth=2),
    )
    values = (Term(sort="group", value="29", binding="defined"),)
    return report, made_template("9002", "Made Part", made_row("2", "Modality", "CODE", values=values))


def edited_rows(**edits: Callable[[TemplateRow], TemplateRow | None]) -> Callable[[Edition], Edition]:
    """Edit rows of the template that is made, by number ("row_4"); None removes one."""

    def edit(template: Template) -> Template:
        same: Callable[[TemplateRow], TemplateRow | None] = lambda row: row  # noqa: E731 - nothing is edited
        rows = [edits.get(f"row_{row.row}", same)(row) for row in template.rows]
        return replace(template, rows=tuple(row for row in rows if row is not None))

    return edited("templates", edit, tid="9001")


def with_row(row: TemplateRow) -> Callable[[Edition], Edition]:
    """Add a row to the template that is made."""
    return edited("templates", lambda template: replace(template, rows=(*template.rows, row)), tid="9001")
