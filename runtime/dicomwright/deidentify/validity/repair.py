"""Repair: what removing one attribute made of others, so that nothing is wrong that was not wrong before."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.validity.places import nothing
from dicomwright.runtime.validation.judge import Judge
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwright.deidentify.validity.places import Filling
    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.validation.plan import ItemPlan

_ROUNDS: Final = 6
_GROUP: Final = "missing-functional-group"
_CONTENT: Final = "missing-content-item"
_TEMPLATE: Final = 0x0040A504
_OF_LEVELS: Final = "missing-type-", "empty-type-"
"""How the codes begin of what a data set or item shows alone."""
_OF_WHOLE: Final = _GROUP, _CONTENT, "sr-"
"""How those begin of what functional groups and content show."""
_MENDED: Final = *_OF_LEVELS, _GROUP, _CONTENT, "not-allowed"
_STEP: Final = re.compile(r"(\w+)\[(\d+)\]\.")


class Before:
    """The errors of a data set before: what is wrong, and where; it is judged when somebody asks, and where.

    Most errors are found in one data set or item alone, or in functional groups and content: for others alone all of it
    is judged.
    """

    def __init__(self, data: DataSet, cls: type[IOD]) -> None:
        """Take the data set, which does not change."""
        self._data = data
        self._cls = cls
        self._levels: dict[str, frozenset[tuple[str, str]]] = {}

    def new(self, errors: Iterable[Finding]) -> list[Finding]:
        """Return the errors that were not there."""
        return [each for each in errors if not self._has(each)]

    def _has(self, error: Finding) -> bool:
        said = error.code, error.path
        if error.code.startswith(_OF_WHOLE):
            return said in self._whole
        return said in self._of_level(error.path) or (
            not error.code.startswith(_OF_LEVELS) and said in self._all
        )

    def _of_level(self, path: str) -> frozenset[tuple[str, str]]:
        """Return what is wrong in the data set or item where something is, as far as it alone shows it."""
        above = path[: path.rfind(".") + 1]
        if above not in self._levels:
            view, plan, findings = self._top
            place, judge = _below(view, plan, above), Judge()
            if place is not None:
                judge.judge_level(*place)
            self._levels[above] = _said([*judge.findings, *(findings if not above else ())])
        return self._levels[above]

    @cached_property
    def _top(self) -> tuple[View, ItemPlan, Sequence[Finding]]:
        return _top(self._data, self._cls)

    @cached_property
    def _whole(self) -> frozenset[tuple[str, str]]:
        """What is not a matter of single levels."""
        view, plan, _ = self._top
        judge = Judge()
        judge.judge_whole(view, plan, self._cls)
        return _said(judge.findings)

    @cached_property
    def _all(self) -> frozenset[tuple[str, str]]:
        return _said(errors_of(self._data, self._cls))


def _said(findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    return frozenset((each.code, each.path) for each in findings if each.severity == "error")


def lacks_content(errors: Iterable[Finding]) -> bool:
    """Tell whether a document lacks content items that its template asks for."""
    return any(each.code == _CONTENT for each in errors)


def repaired(
    errors: Sequence[Finding],
    before: Before,
    new: DataSet,
    cls: type[IOD],
    filling: Filling,
) -> Sequence[Finding]:
    """Put right what is an error in the new data set and was none before; return what cannot be."""
    rounds = _ROUNDS
    while errors and rounds:
        view, plan, _ = _top(new, cls)
        if not sum([_mend(each, view, plan, filling) for each in errors]):
            break
        errors = before.new(errors_of(new, cls))
        rounds -= 1
    return errors


def errors_of(data: DataSet, cls: type[IOD]) -> list[Finding]:
    """Return the errors of a data set."""
    judge = Judge()
    judge.judge(data, cls)
    return [each for each in judge.findings if each.severity == "error"]


def _mend(error: Finding, top: View, root: ItemPlan, filling: Filling) -> bool:
    """Give an attribute what is demanded of it, or remove it where it may not be; tell whether anything was done."""
    if error.tag is None or not error.code.startswith(_MENDED):
        return False
    found = _below(top, root, error.path)
    if found is None:
        return False
    view, plan = found
    rule, elements = plan.rule(error.tag), view.data.elements
    in_the_way = _TEMPLATE if error.code == _CONTENT else error.tag
    if error.code in {"not-allowed", _CONTENT}:  # content of nothing but a dummy is of no template
        return elements.pop(in_the_way, None) is not None
    if rule is None:
        return False
    wants_value = "1" in error.code or (
        error.code == _GROUP and any(each.type_[:1] == "1" for each in rule.demands)
    )
    elements[error.tag] = filling.element(view, plan, error.tag, rule.vr) if wants_value else nothing(rule.vr)
    view.data.elements = dict(sorted(elements.items()))
    return True


def _top(data: DataSet, cls: type[IOD]) -> tuple[View, ItemPlan, Sequence[Finding]]:
    """Return a data set as the rules of its modules see it, with what is wrong with these."""
    view = View(data, None, None)
    view.plan, findings = plan_of_iod(cls).judged(view)
    return view, view.plan, findings


def _below(view: View, plan: ItemPlan, path: str) -> tuple[View, ItemPlan] | None:
    """Return the data set or item that a path leads to; None where nothing is known of it."""
    for keyword, number in _STEP.findall(path):
        tag = tag_of(keyword)
        rule = plan.rule(tag) if tag is not None else None
        _, items = view.data.elements.get(tag or 0, ("SQ", b""))
        if rule is None or not isinstance(items, list) or int(number) >= len(items):
            return None
        plan = plan.items_of(rule)
        view = View(items[int(number)], view, plan)
    return view, plan
