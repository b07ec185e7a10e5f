"""Items as type checkers take them when they are given as dicts: a TypedDict beside each item class, `Dict`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.quoting import code, constant, identifier, joined
from dicomwright.generator.render.annotations import code_types, given_kind, item_types, value_types
from dicomwright.generator.render.fields import ClassRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.quoting import Python
    from dicomwright.generator.render.annotations import Names
    from dicomwright.generator.render.classes import ClassPlan, Planner
    from dicomwright.generator.render.fields import Field

_NONE: Final = constant("None")
_NUMBER: Final = constant("GivenInteger")
_TAKEN: Final = {
    "Integer": ("GivenInteger",),
    "Integers": ("GivenIntegers",),
    "Real": ("GivenReal",),
    "Reals": ("GivenReals",),
    "Bytes": ("GivenBytes",),
    "Table": ("GivenIntegers", "GivenBytes"),
}
"""What `declarations.typed` says that an attribute takes, by what it is called there."""


def dict_fields(fields: Iterable[Field], names: Names) -> tuple[Python, ...]:
    """Return the keys of a dict that stands for an item of these fields, with what they take; never none of them.

    Their item classes are references: what is declared in a class, classes in it do not see.
    """
    names.typing.update({"TYPE_CHECKING", "TypedDict"})
    return tuple(_key(declared, names) for declared in fields) or (constant("pass"),)


def item_macros(planner: Planner, plans: Iterable[ClassPlan]) -> frozenset[ClassRef]:
    """Return the macros that are the items of some sequence as they are, and no mixins alone."""
    return frozenset(
        declared.item.cls
        for plan in plans
        for each in _with_nested(planner, plan)
        for declared in each.fields
        if declared.item is not None
        and isinstance(declared.item.cls, ClassRef)
        and not declared.item.cls.path
    )


def _with_nested(planner: Planner, plan: ClassPlan) -> Iterator[ClassPlan]:
    yield plan
    for nested in (planner.nested(plan.ref, declared) for declared in plan.fields):
        if nested is not None:
            yield from _with_nested(planner, nested)


def _key(declared: Field, names: Names) -> Python:
    taken = joined(" | ", _taken(declared, names))
    if not declared.optional:
        names.typing.add("Required")
        taken = code("Required[{}]", taken)
    return code("{}: {}", identifier(declared.keyword), taken)


def _taken(declared: Field, names: Names) -> list[Python]:
    """Return the types that a constructor takes."""
    nothing = [_NONE] if declared.optional and not declared.never_none else []
    kind = given_kind(declared)
    if kind in _TAKEN:
        return [*map(names.use, _TAKEN[kind]), *nothing]
    if kind:
        return [*value_types(declared, names), names.use("GivenNumber"), *nothing]
    if "SQ" not in declared.element.vr:
        return [*value_types(declared, names), *nothing]
    items = item_types(declared, names)
    if declared.item is not None and isinstance(declared.item.cls, ClassRef):
        items = [*items, code("{}.Dict", names.annotated(declared.item.cls))]
    if declared.item is not None and declared.item.cls is not None and declared.item.codes:
        items += code_types(declared, names)
    return [code("{}[{}]", names.use("Sequence"), joined(" | ", items)), *nothing]
