"""What an attribute becomes in a class: a Field, with the rules to merge two declarations of one attribute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.generator.facts import (
        Condition,
        ContextGroupUse,
        DataElement,
        Entry,
        ItemCount,
        ValueList,
    )

# Strictest first: what is demanded always, may be empty, is demanded at times, may be left out.
STRICTNESS: Final = ("1", "2", "1C", "2C", "3", "")
_CONDITIONAL: Final = {"1": "1C", "2": "2C"}

Scalar = str | int | float
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A generated class: package ("macro"), class and, of a nested class, its path."""

    package: str
    name: str
    path: str = ""

    @property
    def dotted(self) -> str:
        """Name with the path of the nested class: NumericMeasurement.MeasuredValueItem."""
        return f"{self.name}.{self.path}" if self.path else self.name

    def nested(self, name: str) -> ClassRef:
        """The class of that name inside this one."""
        return replace(self, path=f"{self.path}.{name}" if self.path else name)


@dataclass(frozen=True, slots=True)
class Nested:
    """An item class to be declared beside the field: what it inherits, and rows of its own; `open`: and any other."""

    bases: tuple[ClassRef, ...] = ()
    entries: tuple[Entry, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """What the items of a sequence are: a class, codes, or both (codes that may carry more attributes)."""

    cls: ClassRef | Nested | None
    codes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute of one class."""

    element: DataElement
    type: str
    optional: bool
    values: tuple[Scalar, ...] = ()
    terms: tuple[Scalar, ...] = ()
    lists: tuple[ValueList, ...] = ()
    items: ItemCount | None = None
    groups: tuple[ContextGroupUse, ...] = ()
    item: ItemPlan | None = None
    condition: Condition | None = None
    constraints: tuple[str, ...] = ()
    applies: tuple[Condition, ...] = ()  # conditions of the includes it comes from: one of them must hold
    derived: Scalar | None = None
    never_none: bool = False  # a valid object always has a value, though no constructor demands it
    functional_groups: bool = False
    overrides: bool = False
    alternative: bool = False  # it only may apply: other declarations of it may hold instead
    open_values: bool = False  # another module of some IOD has other values: the type is not a Literal

    @property
    def keyword(self) -> str:
        """Keyword of PS3.6."""
        return self.element.keyword


def conditional(kind: str) -> str:
    """The type where it only may apply: 1C for 1, 2C for 2."""
    return _CONDITIONAL.get(kind, kind)


def relaxed(field: Field, condition: Condition | None) -> Field:
    """The field where it only may apply: optional, and no more than conditionally demanded."""
    return replace(
        field,
        type=conditional(field.type),
        optional=True,
        derived=None,
        never_none=False,
        applies=_narrowed(field.applies, condition) if condition else field.applies,
        alternative=True,
    )


def _narrowed(inner: tuple[Condition, ...], outer: Condition) -> tuple[Condition, ...]:
    """Return when an include applies that stands in another include: where both do."""
    return tuple(_both(condition, outer) for condition in inner) or (outer,)


def _both(inner: Condition, outer: Condition) -> Condition:
    if "not_understood" in (inner.outcome, outer.outcome):
        return inner if inner.outcome == "not_understood" else outer
    return replace(
        inner,
        tags=tuple(dict.fromkeys((*inner.tags, *outer.tags))),
        expression=f"all_of({outer.expression}, {inner.expression})",
        otherwise="may" if "may" in (inner.otherwise, outer.otherwise) else inner.otherwise,
    )


def strictest(fields: Sequence[Field]) -> Field:
    """The declaration that demands most, or else the one that overrides the others."""
    overriding = [field for field in fields if field.overrides]
    return min(overriding or fields, key=lambda field: STRICTNESS.index(field.type))


def merge(fields: Sequence[Field]) -> Field:
    """One declaration for an attribute that several have: every rule holds, the later says more of what it is."""
    values = _intersection(
        [
            *(field.values for field in fields if field.values and not field.alternative),
            *_alternatives(fields),
        ]
    )
    applies, condition = _presence(fields)
    return replace(
        strictest(fields),
        condition=condition,
        applies=applies,
        optional=all(field.optional for field in fields),
        values=values,
        terms=() if values else _united([field.terms for field in fields if field.terms]),
        lists=_merged_lists(fields),
        items=next((field.items for field in reversed(fields) if field.items), None),
        groups=_last([field.groups for field in fields]),
        item=_merged_items([field.item for field in fields if field.item]),
        constraints=tuple(dict.fromkeys(part for field in fields for part in field.constraints)),
        derived=next((field.derived for field in fields if field.derived is not None), None),
        never_none=any(field.never_none for field in fields),
        functional_groups=any(field.functional_groups for field in fields),
        alternative=all(field.alternative for field in fields),
        open_values=any(field.open_values for field in fields),
    )


def _presence(fields: Sequence[Field]) -> tuple[tuple[Condition, ...], Condition | None]:
    """Return the conditions of includes of which one must hold, and the condition of the attribute itself.

    Includes that say different things of it hold each for itself, which no declaration can state: then none is made
    of the conditions of some and what others say, and nothing is demanded.
    """
    leading = strictest(fields)
    applies = tuple(dict.fromkeys(condition for field in fields for condition in field.applies))
    if not applies or leading.type in _CONDITIONAL:
        return (), leading.condition
    same = all(
        field.applies and (field.type, field.condition) == (leading.type, leading.condition)
        for field in fields
    )
    return (applies, leading.condition) if same else ((), None)


def _merged_lists(fields: Sequence[Field]) -> tuple[ValueList, ...]:
    """Lists for one value or under a condition: of two that hold together, what both have, or all the terms.

    One that stands in the place of another holds alone.
    """
    found: dict[object, ValueList] = {}
    every = [values for field in fields for values in field.lists]
    replaced = {values.replaces for values in every if values.condition is None} - {""}
    for values in (values for values in every if values.source not in replaced):
        key = (values.kind, values.value_number, values.condition)
        both = (found[key].values, values.values) if key in found else (values.values,)
        kept = _united(both) if values.kind == "defined" else _intersection(both)
        found[key] = replace(values, values=tuple(map(str, kept)))
    return tuple(found.values())


def _last(values: Sequence[tuple[_Value, ...]]) -> tuple[_Value, ...]:
    return next((value for value in reversed(values) if value), ())


def _alternatives(fields: Sequence[Field]) -> list[tuple[Scalar, ...]]:
    """The values of declarations of which only one holds at a time: all of theirs, unless one has no list."""
    lists = [field.values for field in fields if field.alternative]
    return (
        [tuple(dict.fromkeys(value for values in lists for value in values))] if lists and all(lists) else []
    )


def _united(lists: Sequence[tuple[Scalar, ...]]) -> tuple[Scalar, ...]:
    """All the terms, for lists of terms are open; but a list that another one contains is the more special one."""
    kept = [terms for terms in lists if not any(set(other) < set(terms) for other in lists)]
    return tuple(dict.fromkeys(term for terms in kept for term in terms))


def _intersection(lists: Sequence[tuple[Scalar, ...]]) -> tuple[Scalar, ...]:
    """Values that every list has; where they contradict each other, all of them."""
    if not lists:
        return ()
    common = set(lists[0]).intersection(*lists[1:])
    kept = tuple(value for value in lists[-1] if value in common)
    return kept or tuple(dict.fromkeys(value for values in lists for value in values))


def _merged_items(plans: Sequence[ItemPlan]) -> ItemPlan | None:
    if not plans:
        return None
    classes = list(dict.fromkeys(plan.cls for plan in plans if plan.cls is not None))
    codes = any(plan.codes for plan in plans)
    if len(classes) <= 1:
        return ItemPlan(classes[0] if classes else None, codes)
    parts = [cls if isinstance(cls, Nested) else Nested((cls,)) for cls in classes]
    bases = dict.fromkeys(base for part in parts for base in part.bases)
    entries = dict.fromkeys(entry for part in parts for entry in part.entries)
    return ItemPlan(Nested(tuple(bases), tuple(entries), any(part.open for part in parts)), codes)
