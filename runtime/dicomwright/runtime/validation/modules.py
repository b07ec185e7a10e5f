"""Modules of an instance: which are there, which are missing and which may not be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.runtime.conditions.words import requirement_in_words

if TYPE_CHECKING:
    from dicomwright.runtime.validation.judge import Judge
    from dicomwright.runtime.validation.plan import IodPlan, ModulePlan
    from dicomwright.runtime.validation.view import View

_FEW = 2
"""A mandatory module that lacks so many attributes, all of those that it demands, is missing as a whole."""


def judge_modules(judge: Judge, view: View, plan: IodPlan) -> None:
    """Judge the modules of a data set, and give its view the plan of those that are there.

    A module is there when an attribute is that no other module of the IOD has. Those that are demanded count as there,
    so that the attributes which they demand are found to be missing, too. A module that demands nothing for certain is
    not missing when nothing of it is there.
    """
    found = _found(view, plan)
    names: dict[str, bool | None] = {
        used.module.name_: number in found or number in plan.mandatory
        for number, used in enumerate(plan.modules)
    }
    view.know_modules(names)
    demanded = {
        n for n, used in enumerate(plan.modules) if used.required is not None and used.required.demands(view)
    }
    for number, used in enumerate(plan.modules):
        if number in demanded and used.required is not None:
            if number not in found and _absent(used, view) and _demands(used):
                _missing(judge, used, f": {requirement_in_words(used.required.rule)}")
        elif number in found:
            _judge_leave(judge, view, plan, number)
        elif number in plan.mandatory and _absent(used, view) and _demands(used) >= _FEW:
            _missing(judge, used, " and mandatory in the IOD")
    view.plan = plan.with_modules(frozenset(found | demanded | plan.mandatory))


def _found(view: View, plan: IodPlan) -> set[int]:
    owner = plan.owner
    found = {owner[tag] for tag in view.data.elements if tag in owner}
    if plan.repeating:
        found |= {owner[base] for tag in view.data.elements if (base := tag & 0xFF00FFFF) in plan.repeating}
    return found


def _absent(used: ModulePlan, view: View) -> bool:
    """Whether nothing of a module is there, not even what it shares with others."""
    return view.data.elements.keys().isdisjoint(used.tags)


def _demands(used: ModulePlan) -> int:
    declared = used.module.attributes().values()
    return sum(a.type in {"1", "2"} and a.required_if is None and not a.applies_if for a in declared)


def _missing(judge: Judge, used: ModulePlan, because: str) -> None:
    judge.add("missing-module", "", None, used.module, f"{used.module.name_} Module is absent{because}")


def _judge_leave(judge: Judge, view: View, plan: IodPlan, number: int) -> None:
    used = plan.modules[number]
    for rule in (used.required, used.limited):
        if rule is not None and rule.permits(view) is False:
            tag = min(
                tag
                for tag in view.data.elements
                if plan.owner.get(tag & 0xFF00FFFF, plan.owner.get(tag)) == number
            )
            judge.at(
                "not-allowed",
                view,
                tag,
                used.module,
                f"{used.module.name_} Module may not be there: {requirement_in_words(rule.rule)}",
            )
