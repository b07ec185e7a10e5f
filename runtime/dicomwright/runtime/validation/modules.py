"""Modules of an instance: which are there, which are missing and which may not be there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.conditions.words import requirement_in_words
from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.validation.compiled import at_top, conditional
from dicomwright.runtime.validation.demands import Table, rows_of
from dicomwright.runtime.validation.findings import finding, found_at
from dicomwright.runtime.validation.plan import ItemPlan
from dicomwright.runtime.validation.shapes import of_shape
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.vocabulary.tags import in_first_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.declarations.instances import Instance, Module
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.compiled import Conditional, Test
    from dicomwright.runtime.validation.view import View

_FEW: Final = 2
"""A mandatory module that lacks so many attributes, all of those that it demands, is missing as a whole."""


class ModulePlan(NamedTuple):
    """A row of the module table of an IOD."""

    module: type[Module]
    usage: str
    required: Conditional | None
    limited: Conditional | None
    own: frozenset[int]
    """Tags that no other module of the IOD has."""
    table: Table

    @property
    def tests(self) -> tuple[Test, ...]:
        """What decides whether the module must, and may, be there."""
        required = () if self.required is None else (self.required.demands, self.required.permits)
        return required if self.limited is None else (*required, self.limited.permits)


class Found(NamedTuple):
    """The modules of all data sets that have the same attributes, by number and by name.

    `outcome` is the plan for them and what is wrong with them, if that is always the same.
    """

    numbers: frozenset[int]
    names: Mapping[str, bool | None]
    outcome: tuple[ItemPlan, tuple[Finding, ...]] | None


class IodPlan:
    """What holds in an instance of an IOD: its modules, and a plan for each set of them that is present."""

    def __init__(self, cls: type[Instance]) -> None:
        """Learn which tags belong to which module."""
        self.cls = cls
        self.modules = _modules(cls)
        self.owner = {tag: number for number, found in enumerate(self.modules) for tag in found.own}
        self.mandatory = frozenset(n for n, found in enumerate(self.modules) if found.usage == "M")
        self._rows = rows_of(cls)
        others = self._rows.keys() - frozenset[int]().union(*(found.table.rows for found in self.modules))
        self._rest = Table({tag: row for tag, row in self._rows.items() if tag in others}, cls, at_top)
        self.repeating = (
            frozenset(tag for tag, row in self._rows.items() if isinstance(row.tag, str)) & self.owner.keys()
        )
        self._plans: dict[tuple[frozenset[int], frozenset[int]], ItemPlan] = {}
        self._shapes: dict[tuple[int, ...], Found] = {}

    @cached_property
    def forbidden(self) -> tuple[tuple[type[Module], frozenset[int]], ...]:
        """The modules that the IOD may not have, each with the tags that it has and the IOD does not."""
        modules: list[type[Module]] = [
            edition_of(self.cls).named("modules", name) for name in self.cls.forbidden_modules
        ]
        return tuple((module, frozenset(rows_of(module).keys() - self._rows.keys())) for module in modules)

    def judged(self, view: View) -> tuple[ItemPlan, tuple[Finding, ...]]:
        """Return the plan of a data set, and what is wrong with its modules; its view knows them from now on."""
        found = of_shape(self._shapes, view, self._found)
        view.whole.modules = found.names
        return found.outcome or _outcome(self, view, found.numbers)

    def _found(self, view: View) -> Found:
        elements = view.data.elements
        numbers = _numbers(self, elements)
        there = numbers | self.mandatory
        names: dict[str, bool | None] = {
            used.module.name_: number in there for number, used in enumerate(self.modules)
        }
        tests = (test for used in self.modules for test in used.tests)
        if not all(test.is_settled(elements) for test in tests):
            return Found(numbers, names, None)
        view.whole.modules = names
        return Found(numbers, names, _outcome(self, view, numbers))

    def with_modules(self, present: frozenset[int], missing: frozenset[int] = frozenset()) -> ItemPlan:
        """Return the plan of the top level for the modules (by number) that are present.

        Of those `missing` among them, or that may not be there, the absence of attributes is no fault of its own.
        """
        plan = self._plans.get((present, missing))
        if plan is None:
            tables = [*_overridden(list(self._tables(present, missing))), self._rest]
            plan = self._plans[present, missing] = ItemPlan(self.cls, self._rows, tables, at_top)
        return plan

    def _tables(self, present: frozenset[int], missing: frozenset[int]) -> Iterator[Table]:
        standing = (self.modules[number].table.demanding for number in present - missing) if missing else ()
        others = frozenset(tag for demanding in standing for tag, _ in demanding)
        for number in sorted(present):
            table = self.modules[number].table
            yield table.of_missing(others) if number in missing else table


def _overridden(tables: list[Table]) -> Iterator[Table]:
    """Tables without the rows that those of another table are said to override."""
    overriding = {tag for table in tables for tag, row in table.rows.items() if row.overrides}
    for table in tables:
        left = {tag: row for tag, row in table.rows.items() if tag not in overriding or row.overrides}
        yield table if len(left) == len(table.rows) else table.of_rows(left)


def plan_of_iod(cls: type[Instance]) -> IodPlan:
    """Return the plan of an IOD."""
    return once(cls, "iod_plan_", IodPlan)


def _modules(cls: type[Instance]) -> tuple[ModulePlan, ...]:
    tables = [table_of_module(used.module) for used in cls.modules]
    holders: dict[int, int] = {}
    for table in tables:
        for tag in table.rows:
            holders[tag] = holders.get(tag, 0) + 1
    return tuple(
        ModulePlan(
            used.module,
            used.usage,
            conditional(used.required_if, at_top),
            conditional(used.limited_by, at_top),
            frozenset(tag for tag in table.rows if holders[tag] == 1),
            table,
        )
        for used, table in zip(cls.modules, tables, strict=True)
    )


def table_of_module(module: type[Module]) -> Table:
    """Return the table of a module, which all IODs that have it share."""
    return once(module, "table_", lambda module: Table(rows_of(module), module, at_top))


# --- which are there

# A module is there when an attribute is that no other module of the IOD has. Those that are demanded count as there, so
# that the attributes which they demand are found to be missing, too. A module that demands nothing for certain is not
# missing when nothing of it is there.


def _numbers(plan: IodPlan, elements: Mapping[int, Element]) -> frozenset[int]:
    owner = plan.owner
    found = {owner[tag] for tag in elements if tag in owner}
    if plan.repeating:
        found |= {owner[base] for tag in elements if (base := in_first_group(tag)) in plan.repeating}
    return frozenset(found)


def _outcome(plan: IodPlan, view: View, found: frozenset[int]) -> tuple[ItemPlan, tuple[Finding, ...]]:
    """Judge the modules of a data set by those that were found."""
    demanded = frozenset(
        n for n, used in enumerate(plan.modules) if used.required and used.required.demands.holds(view)
    )
    missing = frozenset(
        n
        for n in (plan.mandatory | demanded) - found
        if _is_missing(plan.modules[n], view, 1 if n in demanded else _FEW)
    )
    denied = {n: told for n in found - demanded if (told := tuple(_leave_findings(view, plan, n)))}
    lacking = {n: (_missing(plan.modules[n]),) for n in missing}
    of_modules = (each for _, findings in sorted({**denied, **lacking}.items()) for each in findings)
    # what a module lacks that may not be there, or is not, follows from that
    tables = plan.with_modules(found | demanded | plan.mandatory, missing.union(denied))
    return tables, (*of_modules, *_forbidden_findings(plan, view))


def _is_missing(used: ModulePlan, view: View, least: int) -> bool:
    """Whether a module that must be there, and demands so many attributes, is missing as a whole."""
    return _is_absent(used, view) and _count_demands(used) >= least


def _forbidden_findings(plan: IodPlan, view: View) -> Iterator[Finding]:
    """Say that a module has no place in the IOD; each once, at its first attribute."""
    for module, tags in plan.forbidden:
        found = [tag for tag in view.data.elements if tag in tags or in_first_group(tag) in tags]
        if found:
            yield found_at(
                "not-allowed", min(found), plan.cls, f"the IOD may not have the {module.name_} Module"
            )


def _is_absent(used: ModulePlan, view: View) -> bool:
    """Whether nothing of a module is there, not even what it shares with others."""
    return view.data.elements.keys().isdisjoint(used.table.rows.keys())


def _count_demands(used: ModulePlan) -> int:
    rows = used.table.rows.values()
    return sum(a.type in {"1", "2"} and a.required_if is None and not a.applies_if for a in rows)


def _missing(used: ModulePlan) -> Finding:
    name, required = used.module.name_, used.required
    because = " and mandatory in the IOD" if required is None else f": {requirement_in_words(required.rule)}"
    return finding("missing-module", "", None, used.module, f"{name} Module is absent{because}")


def _leave_findings(view: View, plan: IodPlan, number: int) -> Iterator[Finding]:
    """Say that a module may not be there."""
    used = plan.modules[number]
    for rule in (used.required, used.limited):
        if rule is not None and rule.permits.holds(view) is False:
            tag = min(tag for tag in view.data.elements if _owner(plan, tag) == number)
            said = f"{used.module.name_} Module may not be there: {requirement_in_words(rule.rule)}"
            yield found_at("not-allowed", tag, used.module, said)


def _owner(plan: IodPlan, tag: int) -> int | None:
    return plan.owner.get(in_first_group(tag), plan.owner.get(tag))
