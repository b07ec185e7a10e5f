"""What objects share by modules: for each module a TypedDict, which constructors of other objects take unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwright.generator.quoting import Python, code, identifier
from dicomwright.generator.render.annotations import given_annotation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.render.annotations import Names
    from dicomwright.generator.render.classes import ClassPlan, Planner


@dataclass(frozen=True, slots=True)
class Shared:
    """The TypedDict of a module: its name, that of objects that have the module, and a row for each attribute.

    `alias`: the class has an attribute of its own name, so that it needs another among its members.
    """

    name: Python
    source: Python
    alias: bool
    rows: list[Python]


def values_name(module: str) -> str:
    """Return the name of the TypedDict of a module."""
    return f"{module}Values"


def shared_of(planner: Planner, plan: ClassPlan, names: Names) -> Shared:
    """Return the TypedDict of a module, for type checkers alone."""
    names.typing.update({"TYPE_CHECKING", "TypedDict"})
    name = plan.ref.name
    alias = any(declared.keyword == name for declared in plan.fields)
    if alias:
        names.typing.add("TypeAlias")
    source = identifier(f"{name}_" if alias else name)
    return Shared(identifier(values_name(name)), source, alias, list(_rows(planner, plan, names)))


def _rows(planner: Planner, plan: ClassPlan, names: Names) -> Iterator[Python]:
    """Yield the attributes; what is Type 1 in the module is there, so that a constructor demands it no more."""
    for keyword, declared in planner.all_fields(plan.ref).items():
        text = given_annotation(declared, names)
        if declared.type == "1":
            names.typing.add("Required")
            text = code("Required[{}]", text)
        else:
            text = code("{} | None", text)
        yield code("{}: {}", identifier(keyword), text)
