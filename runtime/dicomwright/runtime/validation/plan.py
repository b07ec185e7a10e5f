"""Plans: what the classes declare, by tag and once for all, in the form that judging a data set needs."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.conditions.evaluation import leave_of
from dicomwright.runtime.conditions.expressions import Expression, Rule, rule_of
from dicomwright.runtime.conditions.words import requirement_in_words
from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.validation.compiled import (
    ABOUT_ONE,
    JOINING,
    NOTHING,
    all_parts,
    any_part,
    compiled,
    is_of_shape,
)
from dicomwright.runtime.values.elements import clean_match
from dicomwright.runtime.values.rules import multiplicities
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.declarations.instances import Instance, Module
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.validation.compiled import Compiled, Outcome
    from dicomwright.runtime.validation.view import View
    from dicomwright.runtime.values.rules import Multiplicity


# --- conditions


class Conditional:
    """A rule made ready for one place: functions that tell whether something shall, and may, be present.

    Where it looks beyond that place its outcome is known beforehand, if nothing that it names is around.
    """

    __slots__ = ("_tags", "demands", "of_shape", "permits", "rule")

    def __init__(self, rule: Rule, is_local: Callable[[int], bool]) -> None:
        """Compile the rule, and judge it once where nothing is present."""
        self.rule = rule
        self.of_shape = is_of_shape(rule.required, is_local)
        leave = leave_of(rule)
        demands = never if rule.required is None else compiled(rule.required, is_local)
        permits = always if leave is None else compiled(leave, is_local)
        tags = _named_tags(rule)
        self._tags = None if tags is None or all(map(is_local, tags)) else tags
        if self._tags is not None:
            demands = _quick(demands, self._tags, absent=rule.demands(NOTHING))
            permits = _quick(permits, self._tags, absent=rule.permits(NOTHING))
        self.demands: Compiled = demands
        self.permits: Compiled = permits

    def about_none_of(self, tags: set[int]) -> bool:
        """Whether the outcome does not depend on these."""
        return self._tags is not None and self._tags.isdisjoint(tags)


def always(_view: View) -> Outcome:
    """Judge what holds in any case."""
    return True


def never(_view: View) -> Outcome:
    """Judge what holds in no case."""
    return False


def _quick(judged: Compiled, tags: frozenset[int], *, absent: Outcome) -> Compiled:
    return lambda view: absent if view.lacks(tags) else judged(view)


def nowhere(_tag: int) -> bool:
    """Tell that no attribute has its place where a condition is judged."""
    return False


def at_top(tag: int) -> bool:
    """Tell whether an attribute has its place in the data set itself, and only once."""
    return tag >> 24 not in _REPEATING


_REPEATING: Final = (0x50, 0x60)


def conditional(
    requirement: Requirement | None, is_local: Callable[[int], bool] = nowhere
) -> Conditional | None:
    """Return a requirement to be judged; None where there is none, or nothing in a data set decides it."""
    rule = None if requirement is None else rule_of(requirement)
    if rule is None or (_is_external(rule.required) and _is_external(leave_of(rule))):
        return None
    return Conditional(rule, is_local)


def _is_external(part: Expression | None) -> bool:
    """Whether nothing but the world outside decides."""
    while part is not None and part.name in {"any_of", "all_of", "not_"} and len(part.arguments) == 1:
        part = part.arguments[0]
    return part is not None and part.name == "external"


def _named_tags(rule: Rule) -> frozenset[int] | None:
    """Return the tags that a rule names; None when its outcome depends on anything else."""
    tags: set[int] = set()
    pending = [part for part in (rule.required, rule.allowed, rule.forbidden) if part is not None]
    while pending:
        part = pending.pop()
        pending += [argument for argument in part.arguments if isinstance(argument, Expression)]
        if part.name in ABOUT_ONE:
            tag = tag_of(part.arguments[0])
            if tag is None:
                return None
            tags.add(tag)
        elif part.name not in JOINING:
            return None
    return frozenset(tags)


# --- attributes


class Values(NamedTuple):
    """A list of values: Enumerated Values or Defined Terms, of one value number or of each."""

    enumerated: bool
    admitted: frozenset[str | float]
    number: int | None
    when: Conditional | None


class Demand:
    """What one module, macro or item says of the presence of an attribute.

    `owner` is the module, macro or IOD that a finding names. `demanded` tells whether the attribute must be there,
    in an item or module that is there itself, `permitted` whether it may; `of_shape`: the other attributes decide the
    former, whatever their values.
    """

    __slots__ = ("_reason", "_requirements", "demanded", "of_shape", "owner", "permitted", "type_")

    def __init__(  # noqa: PLR0913, PLR0917 - what a row says
        self,
        type_: str,
        requirements: tuple[Requirement, ...],
        owner: type[DicomObject],
        demanded: Compiled,
        permitted: Compiled,
        of_shape: bool,  # noqa: FBT001 - as above
    ) -> None:
        """Keep what a row says."""
        self.type_ = type_
        self.owner = owner
        self.demanded = demanded
        self.permitted = permitted
        self.of_shape = of_shape
        self._requirements = requirements
        self._reason: str | None = None

    @property
    def reason(self) -> str:
        """What the presence of the attribute depends on, in words; empty when on nothing."""
        if self._reason is None:
            self._reason = ", and ".join(map(requirement_in_words, self._requirements))
        return self._reason


_CERTAIN: Final = frozenset({"1", "2"})
_DEMANDING: Final = frozenset({"1", "2", "1C", "2C"})
_VALUED: Final = frozenset({"1", "1C"})


class ElementRule:
    """What holds for an element at one place: its value by one declaration, its presence by one or more."""

    __slots__ = (
        "_item", "attribute", "clean", "counts", "demands", "known", "leaves", "owner",
        "single", "tag", "valued", "values", "vr", "vrs",
    )  # fmt: skip

    def __init__(self, attribute: Attribute, tag: int, is_local: Callable[[int], bool]) -> None:
        """Take the value side from a declaration."""
        self.attribute = attribute
        self.owner: type[DicomObject] | None = None
        self.tag = tag
        self.vr = attribute.vr
        self.vrs = frozenset(attribute.vr.split(" or "))
        self.single = attribute.vm == "1"
        self.counts: list[Multiplicity] = [] if attribute.vr == "SQ" else multiplicities(attribute.vm)
        self.values = tuple(_values(attribute, is_local))
        self.demands: tuple[Demand, ...] = ()
        self.valued: Demand | None = None
        self.leaves: tuple[Compiled, ...] = ()
        self._item: ItemPlan | None = None
        self.clean: dict[str, Callable[[bytes], object]] | None = None
        self.known: set[bytes] | None = None

    def prepare(self) -> None:
        """Make ready what takes most values at once; the first value that is judged pays for it.

        Of values that are listed, those are kept that were judged before; they are codes and small numbers.
        """
        self.clean = {}
        if self.values:
            if all(listed.when is None for listed in self.values):
                self.known = set()
                self.clean = dict.fromkeys((*self.vrs, self.vr), self.known.__contains__)
        elif len(self.counts) == 1 and self.counts[0].step == 1:
            matches = {
                vr: clean_match(vr, self.counts[0].least, self.counts[0].most) for vr in (*self.vrs, self.vr)
            }
            self.clean = {vr: match for vr, match in matches.items() if match is not None}

    def add(self, demand: Demand) -> None:
        """Take the presence side from a declaration, of which there may be several."""
        self.demands += (demand,)
        self.hold(demand)
        leaves = tuple(each.permitted for each in self.demands)
        self.leaves = () if always in leaves else leaves

    def hold(self, demand: Demand) -> None:
        """Take what a declaration says of the value, if the attribute is there."""
        self.owner = self.owner or demand.owner
        if demand.type_ in _VALUED and (self.valued is None or demand.type_ == "1"):
            self.valued = demand

    @property
    def item(self) -> ItemPlan:
        """The plan of the items of a sequence."""
        if self._item is None:
            cls = _class_of_items(self.attribute)
            self._item = ANYTHING if cls is None else plan_of_item(cls)
        return self._item


def _values(attribute: Attribute, is_local: Callable[[int], bool]) -> Iterator[Values]:
    for enumerated, listed in ((True, attribute.values), (False, attribute.terms)):
        if listed:
            yield Values(enumerated, frozenset(listed), None, None)
    for found in attribute.value_lists:
        when = conditional(found.when, is_local)
        if found.when is None or when is not None:  # else nothing in the data set tells when it holds
            yield Values(found.kind == "enumerated", frozenset(found.values), found.value, when)


def _class_of_items(attribute: Attribute) -> type[DicomObject] | None:
    if attribute.item is None:
        return None
    found: type[DicomObject] | None = item_class(attribute)
    if found is None:
        found = edition().named("macros", "CodeSequence")
    return found


# --- items


_SHAPES: Final = 256
"""How many sets of attributes an item class is known by."""


class ItemPlan:
    """What holds in an item: a rule for each tag, and which tags are demanded.

    `first` and `second` are the tags of Type 1 and Type 2 that nothing makes conditional, `of_shape` and `conditional`
    the others, with what demands them.
    """

    __slots__ = ("cls", "conditional", "first", "of_shape", "repeating", "rules", "second", "shapes")

    def __init__(self, cls: type[DicomObject] | None, rules: dict[int, ElementRule]) -> None:
        """Sort the rules by what they demand."""
        self.cls = cls  # None: of the data dictionary alone
        self.rules = rules
        self.repeating = {tag: rule for tag, rule in rules.items() if isinstance(rule.attribute.tag, str)}
        single = [rule for tag, rule in rules.items() if tag not in self.repeating]
        self.first = frozenset(rule.tag for rule in single if _certain(rule, "1"))
        self.second = frozenset(rule.tag for rule in single if _certain(rule, "2")) - self.first
        known = self.first | self.second
        decided = (
            (
                rule.tag,
                tuple((demand.demanded, demand) for demand in rule.demands if demand.demanded is not never),
            )
            for rule in single
            if rule.tag not in known
        )
        found = [(tag, demands) for tag, demands in decided if demands]
        self.of_shape = [
            (tag, demands) for tag, demands in found if all(demand.of_shape for _, demand in demands)
        ]
        self.conditional = [
            (tag, demands) for tag, demands in found if not all(d.of_shape for _, d in demands)
        ]
        self.shapes: dict[tuple[int, ...], list[tuple[int, Demand]]] = {}

    def missing(self, view: View) -> list[tuple[int, Demand]]:
        """Return what an item lacks that no value decides; items of the same attributes lack the same."""
        if view.shared:  # where frames differ, conditions look at them
            return self._missing(view)
        shape = tuple(view.data.elements)
        found = self.shapes.get(shape)
        if found is None:
            found = self._missing(view)
            if len(self.shapes) < _SHAPES:
                self.shapes[shape] = found
        return found

    def _missing(self, view: View) -> list[tuple[int, Demand]]:
        elements = view.data.elements
        found = [(tag, _demand_of_type(self.rules[tag], "1")) for tag in self.first if tag not in elements]
        found += [(tag, _demand_of_type(self.rules[tag], "2")) for tag in self.second if tag not in elements]
        for tag, demands in self.of_shape:
            if tag not in elements:
                found += [(tag, demand) for demanded, demand in demands if demanded(view)][:1]
        return sorted(found, key=lambda pair: pair[0])


def _demand_of_type(rule: ElementRule, type_: str) -> Demand:
    return next(d for d in rule.demands if d.type_ == type_ and d.demanded is always)


def _certain(rule: ElementRule, type_: str) -> bool:
    return any(demand.type_ == type_ and demand.demanded is always for demand in rule.demands)


def plan_of_item(cls: type[DicomObject]) -> ItemPlan:
    """Return the plan of a class of items."""
    return once(cls, "item_plan_", lambda cls: ItemPlan(cls, _rules_of_item(cls)))


def _rules_of_item(cls: type[DicomObject]) -> dict[int, ElementRule]:
    rules: dict[int, ElementRule] = {}
    own = {attribute.number for attribute in cls.attributes().values()}
    for attribute in cls.attributes().values():
        rule = rules[attribute.number] = ElementRule(attribute, attribute.number, own.__contains__)
        demand = demand_of(attribute, root_of(attribute.owner), own.__contains__)
        if attribute.owner.functional_group_ and _is_frame_item(cls):
            rule.hold(demand)  # whether the group must be there is a matter of the IOD, not of the macro
        else:
            rule.add(demand)
    return rules


ANYTHING: Final = ItemPlan(None, {})
"""The plan of an item that no class describes: the dictionary alone."""


@cache
def rule_of_dictionary(tag: int) -> ElementRule | None:
    """Return what the data dictionary alone says of a tag that it knows; None of one that it has retired as a blank."""
    known = edition().elements[tag]
    if not known.vr or not known.vm:
        return None
    attribute = Attribute(tag, known.vr, "", vm=known.vm)
    attribute.keyword = known.keyword
    return ElementRule(attribute, tag, nowhere)


def _is_frame_item(cls: type[DicomObject]) -> bool:
    return cls.__name__ in {"SharedFunctionalGroupsItem", "PerFrameFunctionalGroupsItem"}


def demand_of(attribute: Attribute, owner: type[DicomObject], is_local: Callable[[int], bool]) -> Demand:
    """Return what a declaration says of presence; `is_local` tells which tags have their place beside it.

    Of the conditions of the includes that an attribute comes from, one must hold.
    """
    applies = [conditional(part, is_local) for part in attribute.applies_if]
    own = () if attribute.required_if is None else (attribute.required_if,)
    when = conditional(attribute.required_if, is_local)
    demands = [] if attribute.type in _CERTAIN and not own else [never if when is None else when.demands]
    permits = [] if when is None else [when.permits]
    if applies:
        demands.append(any_part([never if part is None else part.demands for part in applies]))
        permits.append(any_part([always if part is None else part.permits for part in applies]))
    return Demand(
        attribute.type,
        (*attribute.applies_if, *own),
        owner,
        (all_parts(demands) if demands else always)
        if attribute.type in _DEMANDING and never not in demands
        else never,
        all_parts(permits) if permits else always,
        all(part is None or part.of_shape for part in (when, *applies)),
    )


def root_of(owner: type[DicomObject]) -> type[DicomObject]:
    """Return the module, macro or IOD that an item class stands in."""
    name = owner.__qualname__.partition(".")[0]
    found = getattr(sys.modules[owner.__module__], name, owner)
    return found if isinstance(found, type) else owner


# --- IODs


class ModulePlan(NamedTuple):
    """A row of the module table of an IOD."""

    module: type[Module]
    usage: str
    required: Conditional | None
    limited: Conditional | None
    own: frozenset[int]
    """Tags that no other module of the IOD has."""
    tags: frozenset[int]


class IodPlan:
    """What holds in an instance of an IOD: its modules, and a plan for each set of them that is present."""

    def __init__(self, cls: type[Instance]) -> None:
        """Learn which tags belong to which module."""
        self.cls = cls
        self.modules = _modules(cls)
        self.owner = {tag: number for number, found in enumerate(self.modules) for tag in found.own}
        self.mandatory = frozenset(n for n, found in enumerate(self.modules) if found.usage == "M")
        self._merged = {attribute.number: attribute for attribute in cls.attributes().values()}
        self.repeating = (
            frozenset(a.number for a in self._merged.values() if isinstance(a.tag, str)) & self.owner.keys()
        )
        self._plans: dict[frozenset[int], ItemPlan] = {}

    def with_modules(self, present: frozenset[int]) -> ItemPlan:
        """Return the plan of the top level when these modules (by their number) are present."""
        plan = self._plans.get(present)
        if plan is None:
            plan = self._plans[present] = self._plan(present)
        return plan

    def _plan(self, present: Iterable[int]) -> ItemPlan:
        rules = {tag: ElementRule(attribute, tag, at_top) for tag, attribute in self._merged.items()}
        claimed: set[int] = set()
        for number in sorted(present):
            module = self.modules[number].module
            for attribute in module.attributes().values():
                rules[attribute.number].add(demand_of(attribute, module, at_top))
                claimed.add(attribute.number)
        in_modules = frozenset[int]().union(*(found.tags for found in self.modules))
        for tag, attribute in self._merged.items():
            if tag not in in_modules:
                rules[tag].add(demand_of(attribute, self.cls, at_top))
        return ItemPlan(self.cls, rules)


def plan_of_iod(cls: type[Instance]) -> IodPlan:
    """Return the plan of an IOD."""
    return once(cls, "iod_plan_", IodPlan)


def _modules(cls: type[Instance]) -> tuple[ModulePlan, ...]:
    tables: list[Mapping[str, Attribute]] = [used.module.attributes() for used in cls.modules]
    tags = [frozenset(attribute.number for attribute in table.values()) for table in tables]
    owners: dict[int, int] = {}
    for module in tags:
        for tag in module:
            owners[tag] = owners.get(tag, 0) + 1
    return tuple(
        ModulePlan(
            used.module,
            used.usage,
            conditional(used.required_if, at_top),
            conditional(used.limited_by, at_top),
            frozenset(tag for tag in module if owners[tag] == 1),
            module,
        )
        for used, module in zip(cls.modules, tags, strict=True)
    )
