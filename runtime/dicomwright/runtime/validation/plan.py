"""Plans: what the classes declare, by tag and once for all, in the form that judging a data set needs.

A plan is made of what data sets have: the rule of a tag when the first element has it, and what is absent, or may not
be there, when the first data set or item of its shape comes. Others of the same shape differ in their values alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, nowhere
from dicomwright.runtime.validation.demands import Demand, Table, root_of, rows_of
from dicomwright.runtime.validation.findings import found_at
from dicomwright.runtime.validation.rules import (
    Checks,
    ElementRule,
    checks_of,
    rule_of_dictionary,
    sibling_checks,
)
from dicomwright.runtime.validation.shapes import Absence, Shape, Step, of_shape
from dicomwright.runtime.validation.structure.private import PRIVATE, private_step
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.vocabulary.tags import in_first_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.validation.compiled import IsLocal, Test
    from dicomwright.runtime.validation.view import View

_PADDING: Final = 0xFFFCFFFC
"""Data Set Trailing Padding, which may be at the end of any file (PS3.10 7.2)."""


class ItemPlan:
    """What holds in an item, or in a data set whose modules are known: rules by tag, made when they are asked for.

    `rows` declare the values; `tables`, which have the same tags or fewer of them, make the demands.
    """

    def __init__(
        self,
        cls: type[DicomObject] | None,
        rows: Mapping[int, Attribute],
        tables: Sequence[Table],
        is_local: IsLocal,
    ) -> None:
        """Take the tables, whose rows are looked at when a data set has, or lacks, their tags."""
        self.cls = cls  # None: of the data dictionary alone
        self._rows = rows
        self._tables = tables
        self._is_local = is_local
        self._rules: dict[int, ElementRule] = {}
        self._edition = edition_of(cls)
        self._items: dict[int, ItemPlan] = {}
        self._steps: dict[int, Step] = {}
        self._demanding: list[tuple[int, tuple[Demand, ...]]] | None = None
        self._repeating: list[tuple[int, tuple[Demand, ...]]] | None = None
        self._siblings: tuple[tuple[ElementRule, Expression], ...] | None = None
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._shared: dict[tuple[int, ...], Shape] = {}

    # --- what conditions ask for

    def declares(self, tag: int) -> bool:
        """Whether the attribute has its place here."""
        return tag in self._rows

    def of_items(self, tag: int) -> ItemPlan | None:
        """Return the plan of the items of a sequence; None when nothing is declared of them."""
        rule = self.rule(tag) if tag in self._rows else None
        return self.items_of(rule) if rule is not None and rule.vr == "SQ" else None

    def items_of(self, rule: ElementRule) -> ItemPlan:
        """Return the plan of the items of a sequence."""
        found = self._items.get(rule.tag)
        if found is None:
            found = self._items[rule.tag] = ANYTHING if rule.item is None else plan_of_item(rule.item)
        return found

    # --- rules

    def rule(self, tag: int) -> ElementRule | None:
        """Return the rule of a tag that is declared, in any of its repeating groups; None for any other."""
        try:
            return self._rules[tag]
        except KeyError:
            found = self._rule(tag)
            if found is not None:
                self._rules[tag] = found
            return found

    def _rule(self, tag: int) -> ElementRule | None:
        base = tag
        row = self._rows.get(tag)
        if row is None:
            base = in_first_group(tag)
            row = self._rows.get(base)
            if row is None or not isinstance(row.tag, str):
                return None
        return ElementRule(row, tag, self._is_local, self._demands_of(base))

    def _demands_of(self, tag: int) -> tuple[Demand, ...]:
        return tuple(table.demand(tag) for table in self._tables if tag in table.rows)

    def demanding(self) -> list[tuple[int, tuple[Demand, ...]]]:
        """Return the demands for each tag: those that no value decides in the order of the tags, then the others."""
        if self._demanding is None:
            demands: dict[int, list[Demand]] = {}
            for table in self._tables:
                for tag, demand in table.demanding:
                    demands.setdefault(tag, []).append(demand)
            found = [(tag, _strictest(demands[tag])) for tag in sorted(demands)]
            self._demanding = sorted(found, key=lambda pair: not _is_of_shape(pair[1]))
        return self._demanding

    def repeating(self) -> list[tuple[int, tuple[Demand, ...]]]:
        """Return the demands for each tag of repeating groups, in the first of them."""
        if self._repeating is None:
            self._repeating = [
                (tag, self._demands_of(tag)) for tag, row in self._rows.items() if isinstance(row.tag, str)
            ]
        return self._repeating

    # --- shapes

    def shape(self, view: View) -> Shape:
        """Return what holds in all that have the attributes of a data set or item.

        Where frames differ (`View.shared`), conditions look at what others have.
        """
        return of_shape(self._shared if view.shared else self._shapes, view, self._shape)

    def is_clean(self, view: View) -> bool:
        """Whether nothing is wrong with an item for certain: all that it has is known, and it lacks nothing."""
        shape = self.shape(view)
        duties = shape.duties(view)
        return not (view.shared or shape.missing or shape.groups or duties.absent) and all(
            type(element[1]) is bytes and element in known and element[1].isascii()
            for known, element in zip(duties.known, view.data.elements.values(), strict=True)
        )

    def _shape(self, view: View) -> Shape:
        absent = list(self._absent(view))
        certain = next((n for n, each in enumerate(absent) if each.demands[0][0] is not ALWAYS), len(absent))
        found = Shape(
            view,
            (each.demands[0][1].absent(each.tag) for each in absent[:certain]),
            absent[certain:],
            [self._step(view, tag) for tag in view.data.elements],
            self._groups(view),
        )
        found.checks = self._checks(view)
        return found

    def _checks(self, view: View) -> Checks | None:
        """Return what must hold in all that have the attributes of a data set or item."""
        rules = (self.rule(tag) for tag in view.data.elements)
        checks = [
            check
            for rule in rules
            if rule is not None and rule.attribute.constraints
            for check in checks_of(rule, self._is_local)
        ]
        return Checks(checks, view.data.elements, self._is_local) if checks else None

    def siblings(self) -> tuple[tuple[ElementRule, Expression], ...]:
        """Return what must hold over all items of a sequence whose items these are."""
        if self._siblings is None:
            tags = [tag for tag, row in self._rows.items() if row.constraints]
            self._siblings = sibling_checks(rule for tag in tags if (rule := self.rule(tag)) is not None)
        return self._siblings

    def _absent(self, view: View) -> Iterator[Absence]:
        """Yield the tags that are not there, with the demands for each that hold, or may hold."""
        for tag, demands in self.demanding():
            if tag not in view.data.elements:
                tests = tuple(
                    (test, demand)
                    for demand in demands
                    if (test := _foreseen(demand.demanded, view)) is not NEVER
                )
                if tests:
                    yield Absence(tag, tests)

    def _groups(self, view: View) -> tuple[int, ...]:
        """Return the repeating groups that are there."""
        bases = {tag >> 24 for tag, _ in self.repeating()}
        if not bases:
            return ()
        found = {tag >> 16 for tag in view.data.elements if tag >> 24 in bases and not tag & PRIVATE}
        return tuple(sorted(found))

    def _step(self, view: View, tag: int) -> Step | None:
        """Return what is to be judged of an element, with what a shape leaves open of its leaves."""
        if tag & PRIVATE:
            return private_step(tag, view.data.elements)
        step = self._steps.get(tag)
        if step is None:
            step = self._any_step(view, tag)
            if step is not None and tag in self._edition.elements:  # there is no end of others
                self._steps[tag] = step
        if step is None or not step.leaves or view.shared:
            return step
        return step._replace(leaves=_open_leaves(step.leaves, view))

    def _any_step(self, view: View, tag: int) -> Step | None:
        """Return what is to be judged of an element in any shape."""
        rule = self.rule(tag)
        if rule is not None:
            return Step(rule, None, rule.leaves)
        if not tag & 0xFFFF or tag == _PADDING:
            return None
        before = self._stranger(tag, "IOD" if view.parent is None else "item")
        known = tag in self._edition.elements
        return Step(rule_of_dictionary(tag, self._edition) if known else None, before, ())

    def _stranger(self, tag: int, place: str) -> Finding | None:
        """Say what is wrong with an element that is not declared; None when it may be there."""
        known = self._edition.elements.get(tag)
        owner = None if self.cls is None else root_of(self.cls)
        if known is None:
            return found_at("unknown-attribute", tag, owner, "not in the data dictionary (PS3.6)")
        if known.retired:
            return found_at("retired-attribute", tag, owner, "has been retired")
        if self.cls is None or self.cls.open_:
            return None
        return found_at("unexpected-attribute", tag, owner, f"not an attribute of the {place}")


def _strictest(demands: Sequence[Demand]) -> tuple[Demand, ...]:
    """Return the demand that holds in any case, Type 1 before Type 2; all of them when there is none."""
    certain = sorted((demand for demand in demands if demand.is_certain), key=lambda demand: demand.type_)
    return (certain[0],) if certain else tuple(demands)


def _is_of_shape(demands: Sequence[Demand]) -> bool:
    return all(demand.demanded.is_of_shape for demand in demands)


def _foreseen(test: Test, view: View) -> Test:
    """Return what a test comes to in all data sets of a shape; itself when they differ."""
    if view.shared or not test.is_settled(view.data.elements):
        return test
    return ALWAYS if test.holds(view) else NEVER


def _open_leaves(leaves: tuple[Test, ...], view: View) -> tuple[Test, ...]:
    """Return what has to be asked whether an attribute may be here; nothing when it may in this shape."""
    foreseen = tuple(
        test if not test.is_settled(view.data.elements) else NEVER if test.holds(view) is False else ALWAYS
        for test in leaves
    )
    return () if ALWAYS in foreseen else foreseen


# --- items


def plan_of_item(cls: type[DicomObject]) -> ItemPlan:
    """Return the plan of a class of items."""
    return once(cls, "item_plan_", _plan_of_item)


def _plan_of_item(cls: type[DicomObject]) -> ItemPlan:
    rows = rows_of(cls)
    groups = [tag for tag, row in rows.items() if row.owner.functional_group_]
    # whether a group must be in a frame is a matter of the IOD, not of the macro
    free = frozenset(groups if _is_frame_item(cls) else ())
    return ItemPlan(cls, rows, [Table(rows, None, rows.__contains__, free)], rows.__contains__)


def _is_frame_item(cls: type[DicomObject]) -> bool:
    return cls.__name__ in _OF_FRAMES


_OF_FRAMES: Final = frozenset({
    "CurrentFrameFunctionalGroupsItem", "PerFrameFunctionalGroupsItem", "SharedFunctionalGroupsItem",
})  # fmt: skip


ANYTHING: Final = ItemPlan(None, {}, (), nowhere)
"""The plan of an item that no class describes: the dictionary alone."""
