"""The accounting of an edition as report.json: rows read, consumed and listed, and counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

from dicomwright.generator.facts import (
    Attribute,
    Code,
    Condition,
    Constraint,
    ConstraintKind,
    ContextGroupInclude,
    ContextGroupUse,
    FunctionalGroupUsage,
    Include,
    ModuleUsage,
    Outcome,
    RowConstraint,
    ServiceAttribute,
    ServiceUse,
    Specialization,
    TemplateRow,
    ValueList,
)
from dicomwright.generator.snapshot.codec import class_of
from dicomwright.generator.snapshot.layout import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.accounting import Accounting, Listed
    from dicomwright.generator.facts import Edition

# What a condition belongs to: the class that holds it -> its name in the report.
_CONDITION_OWNERS: Final[dict[type[Any], str]] = {
    Attribute: "attributes",
    ModuleUsage: "modules",
    FunctionalGroupUsage: "functional_groups",
    Include: "includes",
    Specialization: "specializations",
    ValueList: "value_lists",
    ContextGroupUse: "context_group_uses",
    TemplateRow: "template_rows",
    ServiceUse: "service_uses",
}
PROFILE_COUNTS: Final = frozenset(
    {
        *("action_codes", "protected_attributes", "protected_attribute_options", "protected_content_items"),
        *("protected_content_item_options", "safe_private_attributes"),
    }
)
"""What is counted of PS3.15, where the edition has it: not every source does."""
_NOT_COMPILED: Final = ("context_group_uses",)


def report(edition: Edition, accounting: Accounting) -> dict[str, object]:
    """Return the report, ready to be written."""
    return {
        "edition": edition.name,
        "schema": SCHEMA,
        "counts": counts(edition),
        "conditions": condition_counts(edition),
        "constraints": constraint_counts(edition),
        "template_constraints": row_constraint_counts(edition),
        "value_list_references": {
            "total": accounting.references.total(),
            **{outcome: accounting.references[outcome] for outcome in ("attached", "listed")},
        },
        "tables": _tables(accounting),
        "listed": _rows(accounting.listed),
        "notes": _rows(accounting.notes),
        "columns_not_read": _columns(accounting),
        "outside": [asdict(table) for table in sorted(accounting.outside)],
    }


def counts(edition: Edition) -> dict[str, int]:
    """Count the entities of each kind that the model holds."""
    iods = Counter(iod.kind for iod in edition.iods)
    tables = Counter(table.kind for table in edition.attribute_tables)
    rows = [row for group in edition.context_groups for row in group.rows]
    return {
        "iods_composite": iods["composite"],
        "iods_normalized": iods["normalized"],
        "iods_media": iods["media"],
        "sop_classes_of_iods": sum(len(iod.sop_classes) for iod in edition.iods),
        "module_usages": sum(len(iod.modules) for iod in edition.iods),
        "functional_group_tables": len({iod.functional_group_table for iod in edition.iods} - {""}),
        "functional_group_usages": sum(len(iod.functional_groups) for iod in edition.iods),
        "relationship_tables": len({iod.relationship_table for iod in edition.iods} - {""}),
        "modules": tables["module"],
        "macros": tables["macro"],
        "functional_groups": tables["functional_group"],
        "directory_records": tables["directory_record"],
        **_entry_counts(edition),
        "value_tables": len(edition.value_tables),
        "data_elements": len(edition.data_elements),
        "uids": len(edition.uids),
        "vrs": len(edition.vrs),
        "sop_classes": len(edition.sop_classes),
        "service_tables": len(edition.service_tables),
        "service_attributes": sum(
            isinstance(item, ServiceAttribute) for item in _walk(edition.service_tables)
        ),
        "context_groups": len(edition.context_groups),
        "context_group_codes": sum(isinstance(row, Code) for row in rows),
        "context_group_includes": sum(isinstance(row, ContextGroupInclude) for row in rows),
        "controlled_terms": len(edition.controlled_terms),
        "coding_schemes": len(edition.coding_schemes),
        "templates": len(edition.templates),
        "template_rows": sum(len(template.rows) for template in edition.templates),
        **(_profile_counts(edition) if edition.protected_attributes else {}),
    }


def _profile_counts(edition: Edition) -> dict[str, int]:
    return {
        "action_codes": len(edition.action_codes),
        "protected_attributes": len(edition.protected_attributes),
        "protected_attribute_options": sum(len(row.options) for row in edition.protected_attributes),
        "protected_content_items": len(edition.protected_content_items),
        "protected_content_item_options": sum(len(row.options) for row in edition.protected_content_items),
        "safe_private_attributes": len(edition.safe_private_attributes),
    }


def condition_counts(edition: Edition) -> dict[str, object]:
    """Count the conditions by what they belong to and by what became of them, and the different texts.

    Those of context groups are not compiled: they are counted only.
    """
    found = list(_conditions(edition))
    outcomes = Counter((owner, condition.outcome) for owner, condition in found)
    owners = Counter(owner for owner, _ in found)
    return {
        **{
            name: {
                "total": owners[name],
                **{outcome: outcomes[name, outcome] for outcome in get_args(Outcome)},
            }
            for name in _CONDITION_OWNERS.values()
            if name not in _NOT_COMPILED
        },
        **{name: owners[name] for name in _NOT_COMPILED},
        "different_texts": len({condition.fingerprint for _, condition in found}),
    }


def constraint_counts(edition: Edition) -> dict[str, object]:
    """Count the sentences about values by their kind, and those of which nothing is judged by the reason."""
    found = [item for item in _walk(edition) if isinstance(item, Constraint)]
    kinds = Counter(item.kind for item in found if item.kind)
    reasons = Counter(item.reason for item in found if not item.kind)
    not_understood = reasons.pop("", 0)
    return {
        "total": len(found),
        "compiled": {kind: kinds[kind] for kind in get_args(ConstraintKind)},
        "unjudged": dict(sorted(reasons.items())),
        "not_understood": not_understood,
        "different_texts": len({item.fingerprint for item in found}),
    }


def row_constraint_counts(edition: Edition) -> dict[str, object]:
    """Count the words among value constraints of templates: compiled, or unjudged by the reason."""
    found = [item for item in _walk(edition.templates) if isinstance(item, RowConstraint)]
    reasons = Counter(item.reason for item in found if not item.expression)
    not_understood = reasons.pop("", 0)
    return {
        "total": len(found),
        "compiled": sum(bool(item.expression) for item in found),
        "unjudged": dict(sorted(reasons.items())),
        "not_understood": not_understood,
    }


def _conditions(edition: Edition) -> Iterator[tuple[str, Condition]]:
    for owner in _walk(edition):
        condition = getattr(owner, "condition", None)
        if isinstance(condition, Condition):
            yield _CONDITION_OWNERS[type(owner)], condition


def _entry_counts(edition: Edition) -> dict[str, int]:
    top = [entry for table in edition.attribute_tables for entry in table.entries]
    every = [item for entry in top for item in _walk(entry)]
    attributes = sum(isinstance(item, Attribute) for item in every)
    attributes_top = sum(isinstance(entry, Attribute) for entry in top)
    return {
        "attributes": attributes,
        "attributes_nested": attributes - attributes_top,
        "includes": sum(isinstance(item, Include) for item in every),
        "value_lists": sum(isinstance(item, ValueList) for item in every),
        "context_group_uses": sum(isinstance(item, ContextGroupUse) for item in every),
        "types": sum(isinstance(item, Attribute) and bool(item.type) for item in every),
    }


def _walk(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any part of the model
    """Every dataclass in a value, outermost first."""
    if is_dataclass(value):
        yield value
        for item in fields(value):
            yield from _walk(getattr(value, item.name))
    elif class_of(value) is tuple:
        inside: tuple[Any, ...] = value
        for item in inside:
            yield from _walk(item)


def _tables(accounting: Accounting) -> list[dict[str, object]]:
    listed = Counter((item.part, item.kind) for item in accounting.listed)
    notes = Counter((item.part, item.kind) for item in accounting.notes)
    return [
        {
            "part": part,
            "kind": kind,
            "tables": accounting.tables[part, kind],
            "read": accounting.read[part, kind],
            "consumed": accounting.consumed[part, kind],
            "listed": listed[part, kind],
            "notes": notes[part, kind],
        }
        for part, kind in sorted(accounting.tables)
    ]


def _rows(items: Iterable[Listed]) -> list[dict[str, object]]:
    return [asdict(item) for item in sorted(items)]


def _columns(accounting: Accounting) -> list[dict[str, object]]:
    """Columns that are not read: heading, how many tables have it, and the first of them."""
    return [
        {"part": part, "kind": kind, "heading": heading, "tables": len(tables), "first": min(tables)}
        for (part, kind, heading), tables in sorted(accounting.columns.items())
    ]
