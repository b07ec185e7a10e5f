"""Pass: module tables of IODs, functional group tables, SR relationships and fixed values -> Iod."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.docbook.content import references_of, without_references
from dicomwright.generator.facts import (
    FixedValue,
    FunctionalGroupUsage,
    Iod,
    ModuleUsage,
    RelationshipConstraint,
    SpecRef,
)
from dicomwright.generator.model.read_content_constraints import (
    ANY,
    read_by_reference,
    read_root_template,
    read_value_types,
)
from dicomwright.generator.model.read_iod_constraints import read_forbidden_modules, read_iod_constraints
from dicomwright.generator.model.read_usage import read_usage
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook import Division, Row, Table
    from dicomwright.generator.model.part3 import Part3, TableKind

_IOD_SUFFIX: Final = re.compile(r"\s+(?:IOD\s+)?Modules?(?:\s+Table)?$")
_GROUPS_SUFFIX: Final = re.compile(r"\s+Functional Group Macros$")
_FOOTNOTE: Final = re.compile(r"(?<=[A-Z])\s*\d+(?:,\d+)*(?=[,.\s]|$)")
_VALUE_TYPE: Final = re.compile(r"\b(?!by\b)[A-Z][A-Z0-9]+\b")
_WRITTEN: Final = re.compile(r"#(sect_[\w.]+)")
_ANY_TYPE: Final = re.compile(r"^any\b", re.IGNORECASE)
# Any type, but for those that follow.
_EXCEPT: Final = re.compile(r"\b(?:except|other than)\b(.*)", re.IGNORECASE)

# A whole paragraph that fixes one value of one attribute, without a condition.
_FIXED: Final = re.compile(
    r"^(?:Modality Attribute )?(?:The )?(?:[Vv]alue of )?[A-Z]?[\w \-/'\u2019]*?\(([0-9A-Fa-f]{4},[0-9A-Fa-f]{4})\)"
    r"(?: defined in [^,]*,)?"
    r" shall (?:be|have (?:the|a) value(?: of)?) ?[\"'\u201c]?([A-Z0-9][A-Z0-9_]*)[\"'\u201d]?(?: \([\w ]+\))?\.?$"
)
_CONDITIONAL_INTRO: Final = re.compile(r"\b(?:if|when|for|in the case)\b", re.IGNORECASE)


def read_iods(part: Part3) -> tuple[Iod, ...]:
    """Read every composite (PS3.3 annex A), normalized (B) and media (F) IOD with all that belongs to it."""
    composite = [_composite(part, table) for table in part.tables("composite")]
    normalized = [_without_entities(part, "normalized", table) for table in part.tables("normalized")]
    media = [_without_entities(part, "media", table) for table in part.tables("media")]
    iods = _with_groups(part, [*composite, *normalized, *media])
    return tuple(_with_relationships(part, iods))


def _composite(part: Part3, table: Table) -> Iod:
    modules: list[ModuleUsage] = []
    entity = part.columns_of(table)["ie"]
    ie = ""
    for row in table.rows:
        ie = row.text(entity) or ie
        usage = _module_usage(part, "composite", table, row)
        if usage is not None:
            modules.append(replace(usage, ie=ie))
    division = _iod_division(part, table)
    name = _iod_name(part, table)
    stated = tuple(_fixed_values(division)) if division else ()
    return Iod(
        xml_id=table.xml_id,
        name=name,
        kind="composite",
        ref=_iod_ref(part, table),
        modules=tuple(modules),
        fixed_values=(*part.errata.fixed_values(table.xml_id, name, stated), *stated),
        constraints=read_iod_constraints(division, _FIXED.match) if division else (),
        forbidden_modules=read_forbidden_modules(division) if division else (),
    )


def _without_entities(part: Part3, kind: Literal["normalized", "media"], table: Table) -> Iod:
    """Read a table of modules alone; in that of a normalized IOD all are mandatory."""
    rows = [_module_usage(part, kind, table, row) for row in table.rows]
    return Iod(
        xml_id=table.xml_id,
        name=_iod_name(part, table),
        kind=kind,
        ref=_iod_ref(part, table),
        modules=tuple(usage for usage in rows if usage is not None),
    )


def _iod_name(part: Part3, table: Table) -> str:
    """By the caption; without one by the section of the whole IOD."""
    division = _iod_division(part, table)
    caption = part.caption_of(table)
    if not table.caption and division:
        return division.title.removesuffix(" IOD")
    return _IOD_SUFFIX.sub("", caption)


def _module_usage(part: Part3, kind: TableKind, table: Table, row: Row) -> ModuleUsage | None:
    columns = part.columns_of(table)
    section = _reference(row, columns["reference"])
    if not section:
        part.skip(kind, table, row, "row without a reference")
        return None
    usage = read_usage("M" if kind == "normalized" else _usage_text(part, row, columns["usage"]))
    if not usage.letter:
        part.note(kind, table, row, "usage not understood")
    part.consume(kind)
    return ModuleUsage(
        ie="",
        name=row.text(columns["module"]),
        section=section,
        module="",
        usage=usage.letter,
        condition=usage.condition,
    )


def _usage_text(part: Part3, row: Row, column: int) -> str:
    cell = row.at(column)
    return without_references(part.with_module_names(cell.marked_text)) if cell else ""


def _reference(row: Row, column: int) -> str:
    """xml:id in the reference column, or else anywhere in the row, or one that was left in plain text."""
    cell = row.at(column)
    cells = ([cell] if cell else []) + list(row.cells)
    linked = (reference.target for cell in cells for reference in cell.references if reference.kind != "link")
    written = (found[1] for found in [_WRITTEN.search(cell.text if cell else "")] if found)
    return next(chain(linked, written), "")


def _iod_division(part: Part3, table: Table) -> Division | None:
    """The section of the whole IOD: the parent of the one that holds the module table."""
    around = part.ancestors(table.division)
    return around[1] if len(around) > 1 else None


def _iod_ref(part: Part3, table: Table) -> SpecRef:
    """Where the IOD is defined: its whole section, not the one of its module table alone."""
    division = _iod_division(part, table)
    ref = part.ref(table)
    return (
        replace(ref, section=division.label, section_id=division.xml_id)
        if division and division.label
        else ref
    )


def _fixed_values(division: Division) -> Iterator[FixedValue]:
    seen: set[str] = set()
    for inner in division.descendants():
        for text in _unconditional(inner):
            found = _FIXED.match(text)
            tag = tag_of(text) if found else ""
            if found and tag not in seen:
                seen.add(tag)
                yield FixedValue(tag=tag, values=(found[2],))


def _unconditional(division: Division) -> Iterator[str]:
    """The title and the paragraphs of a division; list items only below an introduction without a condition."""
    yield division.title
    free = False
    for block in division.blocks:
        if block.kind == "para":
            free = not _CONDITIONAL_INTRO.search(block.text)
            yield block.text
        elif block.kind == "item" and free:
            yield block.text


def _with_groups(part: Part3, iods: list[Iod]) -> list[Iod]:
    for table in part.tables("groups"):
        groups = tuple(_groups(part, table))
        index = _owner(part, iods, table, _GROUPS_SUFFIX.sub("", table.caption))
        if index is None:
            part.note("groups", table, None, "no IOD found for this table")
            continue
        iods[index] = replace(iods[index], functional_groups=groups, functional_group_table=table.xml_id)
    read = {iod.functional_group_table for iod in iods}
    for division, named in _tables_elsewhere(part, read):
        index = _nearest(part, iods, division.xml_id)
        if index is not None and not iods[index].functional_groups:
            groups = next(iod.functional_groups for iod in iods if iod.functional_group_table == named)
            iods[index] = replace(iods[index], functional_groups=groups, functional_group_table=named)
    return iods


def _tables_elsewhere(part: Part3, read: set[str]) -> Iterator[tuple[Division, str]]:
    """Yield the sections about functional groups that refer to the table of another IOD, instead of having one."""
    for division in part.book.divisions.values():
        if _GROUPS_SUFFIX.search(division.title) and not any(
            below.tables for below in division.descendants()
        ):
            found = [each.target for each in references_of(division.element) if each.target in read]
            yield from ((division, target) for target in found[:1])


def _groups(part: Part3, table: Table) -> Iterator[FunctionalGroupUsage]:
    columns = part.columns_of(table)
    for row in table.rows:
        section = _reference(row, columns["reference"])
        if not section:
            part.skip("groups", table, row, "row without a reference")
            continue
        usage = read_usage(_usage_text(part, row, columns["usage"]))
        if not usage.letter:
            part.note("groups", table, row, "usage not understood")
        part.consume("groups")
        yield FunctionalGroupUsage(
            name=row.text(columns["name"]),
            section=section,
            macro="",
            usage=usage.letter,
            condition=usage.condition,
            shared=usage.shared,
            per_frame=usage.per_frame,
        )


def _owner(part: Part3, iods: list[Iod], table: Table, name: str) -> int | None:
    """The IOD that a table belongs to: by its name, or else the one in the nearest section around it."""
    named = [index for index, iod in enumerate(iods) if iod.name == name]
    if named:
        return named[0]
    return _nearest(part, iods, table.division)


def _nearest(part: Part3, iods: list[Iod], division: str) -> int | None:
    """Return the IOD in the nearest section around a division; None where there are several."""
    for around in part.ancestors(division)[1:-1]:
        inside = {inner.xml_id for inner in around.descendants()}
        found = [index for index, iod in enumerate(iods) if iod.ref.section_id in inside]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _with_relationships(part: Part3, iods: list[Iod]) -> list[Iod]:
    for table in part.tables("relationships"):
        value_types = _content_value_types(part, table)
        constraints = tuple(_relationships(part, table, value_types))
        index = _owner(part, iods, table, "")
        if index is None:
            part.note("relationships", table, None, "no IOD found for this table")
            continue
        demanded, tids = read_root_template(part, table)
        iods[index] = replace(
            iods[index],
            relationships=constraints,
            demands_template=demanded,
            root_templates=tids,
            relationship_table=table.xml_id,
            value_types=value_types,
            by_reference=_by_reference(part, table, constraints),
        )
    return iods


def _content_value_types(part: Part3, table: Table) -> tuple[str, ...]:
    found = read_value_types(part, table)
    if not found:
        part.note("relationships", table, None, "no value types found beside this table")
    return found


def _by_reference(
    part: Part3, table: Table, constraints: tuple[RelationshipConstraint, ...]
) -> tuple[str, ...]:
    found = read_by_reference(part, table, constraints)
    if found is None:
        part.note("relationships", table, None, "text about relationships by reference not understood")
    return found or ()


def _relationships(
    part: Part3, table: Table, value_types: tuple[str, ...]
) -> Iterator[RelationshipConstraint]:
    columns = part.columns_of(table)
    for row in table.rows:
        cells = (row.text(columns[name]) for name in ("source", "target"))
        sources, targets = (_value_types(text, value_types) for text in cells)
        relationship = _relationship(row.text(columns["relationship"]))
        if not sources or not targets or not relationship:
            part.skip("relationships", table, row, "row without value types or relationship")
            continue
        part.consume("relationships")
        yield RelationshipConstraint(sources=sources, relationship=relationship, targets=targets)


def _relationship(text: str) -> str:
    """The relationship of a row; "any type other than ..." leaves out those of the other rows."""
    return ANY if _ANY_TYPE.match(text) else _FOOTNOTE.sub("", text).strip()


def _value_types(text: str, value_types: tuple[str, ...]) -> tuple[str, ...]:
    """The value types that a cell names; of any type except some, those of the IOD without these."""
    named = dict.fromkeys(_VALUE_TYPE.findall(_FOOTNOTE.sub("", text)))
    if not _ANY_TYPE.match(text):
        return tuple(named)
    return tuple(name for name in value_types if name not in named) if _EXCEPT.search(text) else (ANY,)


def with_sop_classes(
    iods: Iterable[Iod], sop_classes: dict[str, tuple[str, ...]], part: Part3
) -> tuple[Iod, ...]:
    """Give each IOD the SOP classes whose reference (xml:id of a section) is the IOD's own or one around it."""
    return tuple(replace(iod, sop_classes=_sop_classes(iod, sop_classes, part)) for iod in iods)


def _sop_classes(iod: Iod, sop_classes: dict[str, tuple[str, ...]], part: Part3) -> tuple[str, ...]:
    table = part.table(iod.xml_id, iod.ref)
    around = (division.xml_id for division in part.ancestors(table.division))
    return next((sop_classes[xml_id] for xml_id in around if xml_id in sop_classes), ())
