"""Plans: what the classes declare, by tag and once for all, in the form that judging a data set needs.

A plan is made of what data sets have: the rule of a tag when the first element has it, and what is absent, or may not
be there, when the first data set or item of its shape comes. Others of the same shape differ in their values alone.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.attribute import Attribute
from dicomwright.runtime.checking import item_class
from dicomwright.runtime.objects import FunctionalGroupMacro, once
from dicomwright.runtime.tags import element_of, elements, in_first_group
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, Compiled, conditional, nowhere
from dicomwright.runtime.validation.demands import Demand, Table, root_of, rows_of
from dicomwright.runtime.validation.elements import is_bulk
from dicomwright.runtime.validation.findings import found_at
from dicomwright.runtime.values import multiplicities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwright.runtime.objects import DicomObject, Item
    from dicomwright.runtime.report import Finding
    from dicomwright.runtime.tree import Element
    from dicomwright.runtime.validation.compiled import Conditional, IsLocal, Test
    from dicomwright.runtime.validation.view import View
    from dicomwright.runtime.values import Multiplicity

_PRIVATE: Final = 0x10000
"""The bit of a tag that makes its group odd."""

_PADDING: Final = 0xFFFCFFFC
"""Data Set Trailing Padding, which may be at the end of any file (PS3.10 7.2)."""

_SHAPES: Final = 256
"""How many sets of attributes a class is known by."""

_MOST: Final = 4096
"""Elements of a data set whose shape is kept; no table has more rows."""


# --- one element


class Values(NamedTuple):
    """A list of values: Enumerated Values or Defined Terms, of one value number or of each."""

    enumerated: bool
    admitted: frozenset[str | float]
    number: int | None
    when: Conditional | None


class ElementRule:
    """What holds for an element at one place: its value by one declaration, its presence by one or more.

    `known` are elements without a fault, wherever they stand; those that were judged lately.
    """

    __slots__ = (
        "_item", "attribute", "codes", "counts", "demands", "known", "owner", "single", "tag", "valued", "values",
        "vr", "vrs",
    )  # fmt: skip

    def __init__(
        self, attribute: Attribute, tag: int, is_local: IsLocal, demands: tuple[Demand, ...] = ()
    ) -> None:
        """Take the value side from a declaration, and who makes demands from those that make them."""
        self.attribute = attribute
        self.tag = tag
        self.vr = attribute.vr
        self.vrs = frozenset(attribute.vr.split(" or "))
        self.single = attribute.vm == "1"
        self.counts = () if attribute.vr == "SQ" else _counts(attribute.vm)
        self.values = tuple(_values(attribute, is_local))
        self.owner = demands[0].owner if demands else None
        self.valued = _valued(demands)
        self.demands = demands
        self.known: set[Element] | tuple[()] = () if is_bulk(attribute.vr) else set()
        self.codes: set[tuple[tuple[int, Element], ...]] = set()
        self._item: ItemPlan | None = None

    @property
    def item(self) -> ItemPlan:
        """The plan of the items of a sequence."""
        if self._item is None:
            cls = _class_of_items(self.attribute)
            self._item = ANYTHING if cls is None else plan_of_item(cls)
        return self._item

    @property
    def leaves(self) -> tuple[Test, ...]:
        """What may let the attribute be here; none when something does in any case."""
        leaves = tuple(demand.permitted for demand in self.demands)
        return () if ALWAYS in leaves else leaves


@cache
def _counts(vm: str) -> tuple[Multiplicity, ...]:
    return tuple(multiplicities(vm))


def _valued(demands: Sequence[Demand]) -> Demand | None:
    """Return the demand for a value, if there is one: the last of Type 1, else the first of Type 1C."""
    demanding = [demand for demand in demands if demand.is_for_a_value]
    certain = [demand for demand in demanding if demand.type_ == "1"]
    return certain[-1] if certain else next(iter(demanding), None)


def _values(attribute: Attribute, is_local: IsLocal) -> Iterator[Values]:
    for enumerated, listed in ((True, attribute.values), (False, attribute.terms)):
        if listed:
            yield Values(enumerated, frozenset(listed), None, None)
    for found in attribute.value_lists:
        when = conditional(found.when, is_local)
        if found.when is None or when is not None:  # else nothing in the data set tells when it holds
            yield Values(found.kind == "enumerated", frozenset(found.values), found.value, when)


def _class_of_items(attribute: Attribute) -> type[Item] | None:
    if attribute.item is None:
        return None
    found: type[Item] | None = item_class(attribute)
    if found is None:
        found = import_module("dicomwright.macros").CodeSequence
    return found


@cache
def _rule_of_dictionary(tag: int) -> ElementRule | None:
    """Return what the data dictionary alone says of a tag that it knows; None of one that it has retired as a blank."""
    known = elements()[tag]
    if not known.vr or not known.vm:
        return None
    attribute = Attribute(tag, known.vr, "", vm=known.vm)
    attribute.keyword = known.keyword
    return ElementRule(attribute, tag, nowhere)


# --- all elements of a shape


class Step(NamedTuple):
    """What is to be judged of an element in data sets of a shape.

    `before` is found wherever it is. One of `leaves` must let it be there, if there are any.
    """

    rule: ElementRule | None
    before: Finding | None
    leaves: tuple[Compiled, ...]
    known: set[Element] | tuple[()]


class Shape(NamedTuple):
    """What holds in all data sets, or items, that have the same attributes.

    `missing` is found in all of them, of `absent` the first demand of each tag that holds; `groups` are repeating
    groups that may lack something. There is a step for each element, and what is known of its values.
    """

    missing: tuple[Finding, ...]
    absent: tuple[tuple[int, tuple[tuple[Compiled, Demand], ...]], ...]
    groups: tuple[int, ...]
    steps: tuple[Step, ...]
    known: tuple[set[Element] | tuple[()], ...]


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
        self._rules: dict[int, ElementRule | None] = {}
        self._demanding: list[tuple[int, tuple[Demand, ...]]] | None = None
        self._repeating: list[tuple[int, tuple[Demand, ...]]] | None = None
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._shared: dict[tuple[int, ...], Shape] = {}

    # --- what conditions ask for

    def declares(self, tag: int) -> bool:
        """Whether the attribute has its place here."""
        return tag in self._rows

    def of_items(self, tag: int) -> ItemPlan | None:
        """Return the plan of the items of a sequence; None when nothing is declared of them."""
        rule = self.rule(tag) if tag in self._rows else None
        return rule.item if rule is not None and rule.vr == "SQ" else None

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
        shapes = self._shared if view.shared else self._shapes
        tags = tuple(view.data.elements)
        found = shapes.get(tags)
        if found is None:
            found = self._shape(view)
            if len(shapes) == _SHAPES:
                shapes.clear()
            if len(tags) < _MOST:
                shapes[tags] = found
        return found

    def _shape(self, view: View) -> Shape:
        absent = list(self._absent(view))
        certain = next(
            (n for n, (_, tests) in enumerate(absent) if tests[0][0] is not ALWAYS.holds), len(absent)
        )
        steps = [self._step(view, tag) for tag in view.data.elements]
        return Shape(
            tuple(tests[0][1].absent(tag) for tag, tests in absent[:certain]),
            tuple(absent[certain:]),
            self._groups(view),
            tuple(steps),
            tuple(step.known for step in steps),
        )

    def _absent(self, view: View) -> Iterator[tuple[int, tuple[tuple[Compiled, Demand], ...]]]:
        """Yield the tags that are not there, with the demands for each that hold, or may hold."""
        for tag, demands in self.demanding():
            if tag not in view.data.elements:
                tests = tuple(
                    (holds, demand)
                    for demand in demands
                    if (holds := _foreseen(demand.demanded, view)) is not NEVER.holds
                )
                if tests:
                    yield tag, tests

    def _groups(self, view: View) -> tuple[int, ...]:
        """Return the repeating groups that are there."""
        bases = {tag >> 24 for tag, _ in self.repeating()}
        if not bases:
            return ()
        found = {tag >> 16 for tag in view.data.elements if tag >> 24 in bases and not tag & _PRIVATE}
        return tuple(sorted(found))

    def _step(self, view: View, tag: int) -> Step:
        rule = self.rule(tag) if not tag & _PRIVATE else None
        if rule is not None:
            leaves = _open_leaves(rule, view) if rule.demands else ()
            return Step(rule, None, leaves, () if leaves else rule.known)
        if tag & _PRIVATE or not tag & 0xFFFF or tag == _PADDING:
            return _NOTHING
        before = self._stranger(tag, "IOD" if view.parent is None else "item")
        rule = _rule_of_dictionary(tag) if element_of(tag) is not None else None
        return Step(rule, before, (), () if before or rule is None else rule.known)

    def _stranger(self, tag: int, place: str) -> Finding | None:
        """Say what is wrong with an element that is not declared; None when it may be there."""
        known = element_of(tag)
        owner = None if self.cls is None else root_of(self.cls)
        if known is None:
            return found_at("unknown-attribute", tag, owner, "not in the data dictionary (PS3.6)")
        if known.retired:
            return found_at("retired-attribute", tag, owner, "has been retired")
        if self.cls is None or self.cls.open_:
            return None
        return found_at("unexpected-attribute", tag, owner, f"not an attribute of the {place}")


_NOTHING: Final = Step(None, None, (), ())


def _strictest(demands: Sequence[Demand]) -> tuple[Demand, ...]:
    """Return the demand that holds in any case, Type 1 before Type 2; all of them when there is none."""
    certain = sorted((demand for demand in demands if demand.is_certain), key=lambda demand: demand.type_)
    return (certain[0],) if certain else tuple(demands)


def _is_of_shape(demands: Sequence[Demand]) -> bool:
    return all(demand.demanded.of_shape for demand in demands)


def _foreseen(test: Test, view: View) -> Compiled:
    """Return how to find out whether a test holds in all data sets of a shape: at once, if it does in one."""
    if test is ALWAYS or view.shared or not test.is_settled(view.data.elements):
        return test.holds
    return ALWAYS.holds if test.holds(view) else NEVER.holds


def _open_leaves(rule: ElementRule, view: View) -> tuple[Compiled, ...]:
    """Return what has to be asked whether an attribute may be here; nothing when it may in this shape."""
    leaves: list[Compiled] = []
    for test in rule.leaves:
        if not view.shared and test.is_settled(view.data.elements):
            if test.holds(view) is not False:
                return ()
            leaves.append(NEVER.holds)
        else:
            leaves.append(test.holds)
    return tuple(leaves)


# --- items


def plan_of_item(cls: type[DicomObject]) -> ItemPlan:
    """Return the plan of a class of items."""
    return once(cls, "item_plan_", _plan_of_item)


def _plan_of_item(cls: type[DicomObject]) -> ItemPlan:
    rows = rows_of(cls)
    groups = [tag for tag, row in rows.items() if issubclass(row.owner, FunctionalGroupMacro)]
    # whether a group must be in a frame is a matter of the IOD, not of the macro
    free = frozenset(groups if _is_frame_item(cls) else ())
    return ItemPlan(cls, rows, [Table(rows, None, rows.__contains__, free)], rows.__contains__)


def _is_frame_item(cls: type[DicomObject]) -> bool:
    return cls.__name__ in {"SharedFunctionalGroupsItem", "PerFrameFunctionalGroupsItem"}


ANYTHING: Final = ItemPlan(None, {}, (), nowhere)
"""The plan of an item that no class describes: the dictionary alone."""
