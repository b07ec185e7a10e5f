"""Facts in words: what a field of the model says, short enough for a line."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.facts import (
    ActionOfType,
    Code,
    Condition,
    Constraint,
    ContextGroupUse,
    FixedValue,
    IodConstraint,
    ItemCount,
    OptionAction,
    ParameterValue,
    RelationshipConstraint,
    RowConstraint,
    ServiceUse,
    Specialization,
    SpecRef,
    Term,
    ValueList,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS: Final = {"enumerated": "enumerated values", "defined": "defined terms"}
_OTHERWISE: Final[dict[str, str]] = {"may": "else optional", "shall_not": "else forbidden", "silent": ""}


def tag_text(tag: str) -> str:
    """Write a tag as the standard does: (0010,0020)."""
    return f"({tag[:4]},{tag[4:]})"


def several(value: object) -> tuple[Any, ...]:
    """Return the things of a tuple; nothing is in anything else."""
    return value if isinstance(value, tuple) else ()  # pyright: ignore[reportUnknownVariableType]


def said(value: object) -> str:
    """Say a value in words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(said, value))  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if not is_dataclass(value):
        return str(value) or "none"
    return _SAYERS.get(type(value), _fields_said)(value) or "none"


def texts(value: object) -> tuple[str, ...]:
    """Say each of several values; nothing for what is not there."""
    if value in (None, (), ""):
        return ()
    return tuple(map(said, value)) if isinstance(value, tuple) else (said(value),)  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]


def list_label(values: ValueList) -> str:
    """Name a list of values by its kind, the value that it is for, and its condition."""
    number = f" of value {values.value_number}" if values.value_number is not None else ""
    where = f" where {said(values.condition)}" if values.condition else ""
    return f"{_KINDS.get(values.kind, values.kind)}{number}{where}"


def _condition(condition: Condition) -> str:
    """Say what a condition means; what no program can tell is only named."""
    if condition.outcome == "not_understood":
        return f"a text of {condition.place}" if condition.place else "a text"
    parts = (
        condition.expression,
        condition.allowed and f"allowed if {condition.allowed}",
        condition.forbidden and f"forbidden if {condition.forbidden}",
        _OTHERWISE.get(condition.otherwise, condition.otherwise),
    )
    return "; ".join(filter(None, parts))


def _constraint(constraint: Constraint) -> str:
    return (
        constraint.expression
        or f"{constraint.reason or 'a text that is not understood'} [{constraint.fingerprint[:8]}]"
    )


def _group(use: ContextGroupUse) -> str:
    parts = (
        f"CID {use.cid}",
        use.binding,
        use.sequence and f"of {use.sequence}",
        f"if {said(use.condition)}" if use.condition else "",
    )
    return " ".join(filter(None, parts))


def _fixed(fixed: FixedValue) -> str:
    number = f" value {fixed.value_number}" if fixed.value_number is not None else ""
    return f"{tag_text(fixed.tag)}{number} is {' or '.join(fixed.values)}"


def _special(special: Specialization) -> str:
    return f"{tag_text(special.tag)} type {special.type}" + (
        f" if {said(special.condition)}" if special.condition else ""
    )


def _relationship(row: RelationshipConstraint) -> str:
    return f"{'/'.join(row.sources)} {row.relationship} {'/'.join(row.targets)}"


def _items(count: ItemCount) -> str:
    return f"{count.least}-{'n' if count.most is None else count.most}"


_SORTS: Final = {"group": "CID ", "template": "TID ", "row": "the value of row "}


def _term(term: Term) -> str:
    """Say what a cell of a template names."""
    if term.sort == "code":
        return f"({term.value}, {term.scheme}, {term.meaning})"
    if term.sort == "attribute":
        return f"the value of {tag_text(term.value)}"
    return f"{_SORTS.get(term.sort, '')}{term.value}"


def _use(use: ServiceUse) -> str:
    """Say what a column of a service says: ``create 1/1``, ``matching R by single value``."""
    parts = (
        use.column,
        "/".join(filter(None, (use.scu or "-", use.scp))),
        use.fixed and f"is {use.fixed}",
        "empty" if use.empty else "",
        f"by {' or '.join(use.matching)}" if use.matching else "",
        f"if {said(use.condition)}" if use.condition else "",
    )
    return " ".join(filter(None, parts))


def _row_constraint(constraint: RowConstraint) -> str:
    return constraint.expression or f"{constraint.reason} [{constraint.fingerprint[:8]}]"


def _values(values: ValueList) -> str:
    return f"{list_label(values)}: {', '.join(values.values)}"


def _fields_said(value: Any) -> str:  # noqa: ANN401 - any dataclass of the model
    found = ((each.name, getattr(value, each.name)) for each in fields(value) if each.compare)
    return " ".join(f"{name} {said(one)}" for name, one in found if one not in (None, "", ()))


_SAYERS: Final[dict[type, Callable[[Any], str]]] = {
    Code: lambda code: f"({code.value}, {code.scheme}, {code.meaning})",
    Condition: _condition,
    Constraint: _constraint,
    ContextGroupUse: _group,
    FixedValue: _fixed,
    IodConstraint: lambda own: f"{tag_text(own.tag) if own.tag else ''} {said(own.constraint)}".strip(),
    ActionOfType: lambda each: f"{each.action} of Type {each.type}",
    ItemCount: _items,
    OptionAction: lambda each: f"{each.option.replace('_', ' ')} {each.action}",
    ParameterValue: lambda given: f"{given.name} = {said(given.terms)}",
    RelationshipConstraint: _relationship,
    RowConstraint: _row_constraint,
    ServiceUse: _use,
    SpecRef: lambda ref: f"PS3.{ref.part} {ref.section}",
    Specialization: _special,
    Term: _term,
    ValueList: _values,
}
