"""What a data set of an IOD, and each item in it, may have: attributes by tag, as the generated classes have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.classes import CODE_SEQUENCE, Planner, exported
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.iods import plan_iod
from dicomwright.generator.render.names import MACRO, class_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dicomwright.generator.facts import DataElement, Edition, FunctionalGroupUsage, Iod, ModuleUsage
    from dicomwright.generator.render.fields import Field

MASK: Final = "x"
"""What stands in a tag of repeating groups for any figure."""
_CODES: Final = ClassRef(MACRO, class_name(CODE_SEQUENCE))


@dataclass(frozen=True, slots=True)
class Shape:
    """What an IOD or the items of a sequence have; `open`: and any other attribute."""

    ref: ClassRef
    fields: Mapping[str, Field]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """A module or functional group of an IOD: the row of its table, and the attributes as its own table has them."""

    usage: ModuleUsage | FunctionalGroupUsage
    fields: Mapping[str, Field]


@dataclass
class Objects:
    """The shapes of an edition."""

    edition: Edition
    planner: Planner = field(init=False)
    _shapes: dict[ClassRef, Shape] = field(default_factory=dict[ClassRef, Shape])

    def __post_init__(self) -> None:
        """Plan no class before it is asked for."""
        self.planner = Planner(self.edition)

    @cached_property
    def elements(self) -> dict[str, DataElement]:
        """Data elements by keyword."""
        return {element.keyword: element for element in self.edition.data_elements if element.keyword}

    def iod(self, iod: Iod) -> tuple[Shape, tuple[Used, ...], tuple[Used, ...]]:
        """Return what an IOD has, its modules and its functional groups."""
        planned = plan_iod(self.planner, iod)
        plan = planned.plan
        fields: dict[str, Field] = {}
        for base, _ in planned.modules:
            fields |= self.planner.all_fields(base)
        for declared in plan.fields:
            self.planner.nested(plan.ref, declared)  # it is found by its name from now on
            fields[declared.keyword] = exported(declared, plan.ref)
        return (
            Shape(plan.ref, _by_tag(fields)),
            tuple(Used(usage, _by_tag(self.planner.all_fields(ref))) for ref, usage in planned.modules),
            tuple(Used(usage, _by_tag(self.planner.all_fields(ref))) for ref, usage in planned.groups),
        )

    def items(self, declared: Field) -> Shape | None:
        """Return what the items of a sequence have; None when nothing is said of them."""
        plan = declared.item
        if plan is None or (plan.cls is None and not plan.codes):
            return None
        return self.shape(plan.cls if isinstance(plan.cls, ClassRef) else _CODES)

    def shape(self, ref: ClassRef) -> Shape:
        """Return what the items of a class have."""
        if ref not in self._shapes:
            fields = _by_tag(self.planner.all_fields(ref))
            self._shapes[ref] = Shape(ref, fields, self.planner.plan(ref).open)
        return self._shapes[ref]

    def within(self, *roots: Shape) -> Iterator[Shape]:
        """Yield the shapes of all items of these, at any depth; each once, in the order of their places."""
        seen: set[ClassRef] = set()
        pending = [items for root in reversed(roots) for items in reversed(list(self._items_of(root)))]
        while pending:
            shape = pending.pop()
            if shape.ref not in seen:
                seen.add(shape.ref)
                yield shape
                pending += reversed(list(self._items_of(shape)))

    def _items_of(self, shape: Shape) -> Iterator[Shape]:
        for declared in shape.fields.values():
            if (items := self.items(declared)) is not None:
                yield items


def _by_tag(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {declared.element.tag: declared for declared in fields.values()}


def limits_of(vm: Iterable[str]) -> tuple[int, int | None]:
    """Return how few and how many values there are, where there is any; None: there is no limit."""
    bounds = [each.partition("-") for each in vm] or [("1", "", "")]
    most = [last or first for first, _, last in bounds]
    return min(int(first) for first, _, _ in bounds), max(map(int, most)) if all(
        map(str.isdecimal, most)
    ) else None
