"""Rules of the comparison: what each kind of thing is called, by what it is recognised, what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from dicomwright.diff.comparing.wording import said, tag_text
from dicomwright.generator.facts import (
    ActionCode,
    Attribute,
    AttributeTable,
    Code,
    CodingScheme,
    ContextGroup,
    ContextGroupInclude,
    ControlledTerm,
    DataElement,
    FunctionalGroupUsage,
    Include,
    Iod,
    ModuleUsage,
    Placeholder,
    ProtectedAttribute,
    ProtectedContentItem,
    SafePrivateAttribute,
    ServiceAttribute,
    ServiceInclude,
    ServiceRest,
    ServiceTable,
    SopClass,
    Template,
    TemplateRow,
    Uid,
    ValueTable,
    Vr,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dicomwright.diff.comparing.sides import Side


@dataclass(frozen=True, slots=True)
class Rule:
    """How things of one class are compared.

    `keys` recognise a thing in the other edition, the first one that both have; before them all goes equality.
    `parts` are fields with things of their own; `numbered` is a field that numbers things in their owner.
    `known` are fields that the name of a new thing tells already.
    """

    kind: Callable[[Any], str]
    name: Callable[[Side, Any], str]
    keys: tuple[Callable[[Side, Any], Hashable], ...]
    parts: tuple[str, ...] = ()
    numbered: str = ""
    known: frozenset[str] = frozenset()


def _always(kind: str) -> Callable[[Any], str]:
    return lambda _thing: kind


def by(*names: str) -> Callable[[Side, Any], Hashable]:
    """Recognise a thing by some of its fields, as they are compared."""
    return lambda side, thing: (type(thing).__name__, *(side.field(thing, name) for name in names))


def without(*names: str) -> Callable[[Side, Any], Hashable]:
    """Recognise a thing by all but some of its fields."""
    return lambda side, thing: (
        type(thing).__name__,
        *(side.field(thing, each.name) for each in fields(thing) if each.name not in names),
    )


def _row(side: Side, row: Any) -> Hashable:  # noqa: ANN401 - of three classes
    if isinstance(row, Attribute):
        return Attribute, row.tag
    return (Include, side.named(row.macro)) if isinstance(row, Include) else (Placeholder, row.kind)


def _like_row(side: Side, row: Any) -> Hashable:  # noqa: ANN401 - of three classes
    """An attribute with another tag, an include of another macro: all else that they say is the same."""
    if isinstance(row, Attribute):
        return Attribute, row.name
    return without("macro")(side, row) if isinstance(row, Include) else (Placeholder,)


def _concept(side: Side, row: TemplateRow) -> Hashable:
    """What a row of a template is about; None when it says nothing of it."""
    about = ("concept", "include")
    return by("depth", *about)(side, row) if any(getattr(row, name) for name in about) else None


def _service_name(_side: Side, table: ServiceTable) -> str:
    return f"{table.name}: {table.type_name}" if table.type_name else table.name


def _attribute_name(_side: Side, row: Attribute | ProtectedAttribute) -> str:
    return f"{row.name} {tag_text(row.tag)}"


def _table_of(side: Side, xml_id: str, name: str) -> str:
    table = side.tables.get(xml_id)
    return table.name if table else name or xml_id


def _code_name(_side: Side, code: Code) -> str:
    return said(code)


def _group_name(_side: Side, group: ContextGroup) -> str:
    return f"CID {group.cid} {group.name}"


def _row_name(_side: Side, row: TemplateRow) -> str:
    about = said(row.concept) if row.concept else f"TID {row.include}" if row.include else ""
    return " ".join(filter(None, (f"row {row.row}", row.value_type, about)))


_PLACEHOLDERS: Final = {
    "functional_groups": "macros of the functional group table",
    "any": "any other attribute",
}
_ENTITY_NAME: Final = frozenset({"name", "xml_id", "ref", "kind", "keyword"})

RULES: Final[dict[type, Rule]] = {
    Iod: Rule(
        _always("iod"),
        lambda _side, iod: iod.name,
        (by("name"), by("xml_id")),
        ("modules", "functional_groups"),
        known=_ENTITY_NAME | {"relationship_table", "functional_group_table"},
    ),
    ModuleUsage: Rule(
        _always("module-usage"),
        lambda side, row: _table_of(side, row.module, row.name),
        (by("module", "name"), by("name"), by("module")),
        known=frozenset({"name", "module", "section"}),
    ),
    FunctionalGroupUsage: Rule(
        _always("functional-group-usage"),
        lambda side, row: _table_of(side, row.macro, row.name),
        (by("macro", "name"), by("name"), by("macro")),
        known=frozenset({"name", "macro", "section"}),
    ),
    AttributeTable: Rule(
        lambda table: table.kind.replace("_", "-"),
        lambda _side, table: table.name,
        (by("kind", "name"), by("xml_id"), by("name")),
        ("entries",),
        known=_ENTITY_NAME,
    ),
    Attribute: Rule(
        _always("attribute"),
        _attribute_name,
        (_row, _like_row),
        ("children",),
        known=frozenset({"tag", "name"}),
    ),
    Include: Rule(
        _always("include"),
        lambda side, row: f"Include {_table_of(side, row.macro, row.macro)}",
        (_row, _like_row),
        ("children",),
        known=frozenset({"macro"}),
    ),
    Placeholder: Rule(
        _always("include"),
        lambda _side, row: str(_PLACEHOLDERS.get(row.kind, row.kind)),
        (_row, _like_row),
        known=frozenset({"kind"}),
    ),
    ServiceTable: Rule(
        _always("service-table"),
        _service_name,
        (by("xml_id", "type_id"), by("name", "type_name"), by("name", "type_id"), by("name")),
        ("entries",),
        known=_ENTITY_NAME | {"type_name"},
    ),
    ServiceAttribute: Rule(
        _always("service-attribute"),
        _attribute_name,
        (by("tag"), by("name")),
        ("children",),
        known=frozenset({"tag", "name"}),
    ),
    ServiceInclude: Rule(
        _always("service-attribute"),
        lambda side, row: f"Include {side.named(row.macro)}",
        (by("macro"),),
        known=frozenset({"macro"}),
    ),
    ServiceRest: Rule(
        _always("service-attribute"),
        lambda _side, row: " of ".join(("all other attributes", *filter(None, (", ".join(row.modules),)))),
        (by("modules"), lambda _side, row: type(row).__name__),
        known=frozenset({"modules"}),
    ),
    ValueTable: Rule(
        _always("value-table"),
        lambda _side, table: table.name,
        (by("kind", "name"), by("xml_id")),
        known=_ENTITY_NAME - {"kind"},
    ),
    DataElement: Rule(
        _always("data-element"),
        _attribute_name,
        (by("tag", "table"), by("tag"), by("keyword")),
        known=frozenset({"tag", "name", "table"}),
    ),
    Uid: Rule(
        _always("uid"),
        lambda _side, uid: f"{uid.name} {uid.value}",
        (by("value", "table"), by("value"), by("keyword", "name")),
        known=frozenset({"name", "value", "table"}),
    ),
    Vr: Rule(
        _always("vr"),
        lambda _side, vr: f"{vr.code} {vr.name}",
        (by("code"), by("name")),
        known=frozenset({"code", "name"}),
    ),
    SopClass: Rule(
        _always("sop-class"),
        lambda _side, sop: f"{sop.name} {sop.uid}",
        (by("uid", "table"), by("uid"), by("name")),
        known=frozenset({"uid", "name", "table"}),
    ),
    ContextGroup: Rule(
        _always("context-group"),
        _group_name,
        (by("cid"), by("uid")),
        ("rows",),
        known=_ENTITY_NAME | {"cid"},
    ),
    Code: Rule(
        _always("code"),
        _code_name,
        (by("scheme", "value"), by("scheme", "meaning"), by("meaning")),
        known=frozenset({"scheme", "value", "meaning"}),
    ),
    ContextGroupInclude: Rule(
        _always("context-group-include"),
        lambda _side, row: f"CID {row.cid}",
        (by("cid"),),
        known=frozenset({"cid"}),
    ),
    ControlledTerm: Rule(
        _always("controlled-term"),
        lambda _side, term: f"({term.value}, DCM, {term.meaning})",
        (by("value"), by("meaning")),
        known=frozenset({"value", "meaning"}),
    ),
    CodingScheme: Rule(
        _always("coding-scheme"),
        lambda _side, scheme: scheme.designator,
        (by("designator"), by("uid", "name")),
        known=frozenset({"designator"}),
    ),
    Template: Rule(
        _always("template"),
        lambda _side, template: f"TID {template.tid} {template.name}",
        (by("tid"), by("name")),
        ("rows",),
        known=_ENTITY_NAME | {"tid"},
    ),
    TemplateRow: Rule(
        _always("template-row"),
        _row_name,
        (
            by("row", "concept", "include", "value_type"),
            _concept,
            by("row", "depth", "value_type", "relationship"),
            by("row", "concept"),
        ),
        numbered="row",
        known=frozenset({"row", "concept", "include"}),
    ),
    ActionCode: Rule(
        _always("action-code"),
        lambda _side, code: f"action {code.code}",
        (by("code"),),
        known=frozenset({"code"}),
    ),
    ProtectedAttribute: Rule(
        _always("protected-attribute"),
        _attribute_name,
        (by("tag"), by("name")),
        known=frozenset({"tag", "name", "table"}),
    ),
    ProtectedContentItem: Rule(
        _always("protected-content-item"),
        lambda _side, row: f"{row.value_type} ({row.value}, {row.scheme}, {row.meaning})",
        (by("scheme", "value", "value_type"), by("meaning", "value_type")),
        known=frozenset({"scheme", "value", "meaning", "value_type", "table"}),
    ),
    SafePrivateAttribute: Rule(
        _always("safe-private-attribute"),
        lambda _side, row: f"{row.creator} {tag_text(row.tag)}",
        (by("creator", "tag"),),
        known=frozenset({"creator", "tag", "table"}),
    ),
}
"""What is compared, by class."""

LABELS: Final = {
    "basic": "action of the profile",
    "by_reference": "relationships by reference",
    "cid": "CID",
    "fixed": "length fixed",
    "graphic_types_excluded": "graphic types are excluded ones",
    "ie": "information entity",
    "in_iods": "in an IOD of composite objects",
    "iods": "IODs",
    "items": "number of items",
    "kind": "kind of table",
    "per_frame": "allowed per frame",
    "ref": "section",
    "shared": "allowed in shared groups",
    "sop_classes": "SOP classes",
    "tid": "TID",
    "uid": "UID",
    "vm": "VM",
    "vr": "VR",
    "xml_id": "id of the table",
}


def label(name: str) -> str:
    """Name a field in words."""
    return LABELS.get(name, name.replace("_", " "))
