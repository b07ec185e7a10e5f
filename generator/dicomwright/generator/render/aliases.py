"""Names of item classes where people look: each class that has a sequence has the class of its items as its own.

Where that class stands elsewhere, type checkers are told here, and the runtime finds it when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.quoting import code, constant, identifier
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.names import item_class_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.quoting import Python
    from dicomwright.generator.render.annotations import Names
    from dicomwright.generator.render.classes import ClassPlan, Planner
    from dicomwright.generator.render.fields import Field, ItemPlan

_OF_A_DATACLASS: Final = constant("# type: ignore[misc]")
"""What mypy has against aliases in such classes is that Python would take them for fields, which here it does not."""


def aliases(planner: Planner, plan: ClassPlan, names: Names) -> list[Python]:
    """Return an alias for each sequence of a class whose items stand elsewhere: `RequestAttributesItem`."""
    return list(_aliases(planner, plan, names))


def _aliases(planner: Planner, plan: ClassPlan, names: Names) -> Iterator[Python]:
    for declared in filter(stands_elsewhere, plan.fields):
        inherited = _inherited(planner, plan, declared.keyword)
        if not inherited or any(item != declared.item for item in inherited):
            parts = identifier(item_class_name(declared.keyword)), _target(declared, names), _OF_A_DATACLASS
            yield code("{}: TypeAlias = {}  {}", *parts)
            names.typing.add("TypeAlias")


def stands_elsewhere(declared: Field) -> bool:
    """Tell whether the items of a field have a class, and it is not declared beside the field."""
    item = declared.item
    return item is not None and (isinstance(item.cls, ClassRef) or (item.cls is None and not item.codes))


def _target(declared: Field, names: Names) -> Python:
    if declared.item is not None and isinstance(declared.item.cls, ClassRef):
        return names.annotated(declared.item.cls)
    return constant("Item")


def _inherited(planner: Planner, plan: ClassPlan, keyword: str) -> list[ItemPlan | None]:
    """Return what the bases that have a sequence say of its items: where all say the same, the name is theirs."""
    return [fields[keyword].item for fields in map(planner.all_fields, plan.bases) if keyword in fields]
