"""Places: which Type an attribute has in its IOD, where it stands and with what stands around it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.validity.dummies import WORD, dummy, padded
from dicomwright.runtime.conditions.expressions import Rule
from dicomwright.runtime.declarations.checking import groups_of
from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, seen_from
from dicomwright.runtime.validation.relationships import CONTENT
from dicomwright.runtime.validation.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from dicomwright.deidentify.validity.decisions import Duty
    from dicomwright.runtime import IOD
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.compiled import Test
    from dicomwright.runtime.validation.plan import ItemPlan
    from dicomwright.runtime.validation.rules import ElementRule

CODE_VALUE: Final = 0x00080100
CODING_SCHEME: Final = 0x00080102
CODE_MEANING: Final = 0x00080104
_RELATIONSHIP: Final = 0x0040A010
_VALUE_TYPE: Final = 0x0040A040
_VALUE_TYPES: Final = ("TEXT", "CODE", "CONTAINER")
_ROUNDS: Final = 100  # more than any item has attributes that are demanded
_DEEPEST: Final = 16


def duty_of(view: View, plan: ItemPlan, tag: int, *, supposed: bool = False) -> Duty:
    """Return what the IOD asks for at a place: a value, the attribute, nothing; or it has the attribute nowhere there.

    `supposed`: where nothing in the data set tells whether a condition holds, it does: the attribute is there, as if it
    did.
    """
    rule = plan.rule(tag)
    if rule is None:
        return "" if plan.cls is not None else "3"
    certain = _certain_duty(rule, supposed)
    if certain is not None:
        return certain
    view.shift = rule.tag - rule.attribute.number
    types = {type_ for type_, test in _tests(rule, supposed=supposed) if _may_hold(view, test)}
    view.shift = 0
    return _strictest(types)


def is_certain(plan: ItemPlan, tag: int, *, supposed: bool = False) -> bool:
    """Tell whether that is so whatever is in the data set."""
    rule = plan.rule(tag)
    return rule is None or _certain_duty(rule, supposed) is not None


@lru_cache(1 << 14)
def _certain_duty(rule: ElementRule, supposed: bool) -> Duty | None:  # noqa: FBT001 - it is a key
    """Return what is asked for in any case; None where the data set decides."""
    tests = [(type_, test) for type_, test in _tests(rule, supposed=supposed) if test is not NEVER]
    certain = _strictest({type_ for type_, test in tests if test is ALWAYS})
    return certain if certain == "1" or all(test is ALWAYS for _, test in tests) else None


def _tests(rule: ElementRule, *, supposed: bool) -> Iterator[tuple[str, Test]]:
    """Yield the Types that a rule may demand, without their C, and what decides about each."""
    return ((each.type_[:1], each.supposed if supposed else each.demanded) for each in rule.demands)


def _strictest(types: AbstractSet[str]) -> Duty:
    return "1" if "1" in types else "2" if "2" in types else "3"


def _may_hold(view: View, test: Test) -> bool:
    return any(test.holds(each) is not False for each in seen_from(view, test))


def _holds(view: View, test: Test) -> bool:
    return any(test.holds(each) is True for each in seen_from(view, test))


class Filling:
    """Puts dummies where an IOD demands values: of attributes, and of all that an item must have."""

    def __init__(self, cls: type[IOD], uid: Callable[[], str]) -> None:
        """Know the IOD, and what makes UIDs."""
        self._content = once(cls, "dummy_content_", _content_item)
        self._uid = uid

    def element(self, view: View, plan: ItemPlan, tag: int, vr: str) -> Element:
        """Return an element with a dummy as its value."""
        rule = plan.rule(tag)
        vr = (rule.vr if rule is not None and vr not in rule.vrs else vr).partition(" or ")[0]
        if vr != "SQ":
            return vr, dummy(vr, None if rule is None else rule.attribute, self._uid)
        return "SQ", self._items(view, plan, tag, rule)

    def _items(self, view: View, plan: ItemPlan, tag: int, rule: ElementRule | None) -> list[DataSet]:
        if rule is None or view.depth > _DEEPEST:
            return [DataSet({}, view.data, tag)]
        inner, least = plan.items_of(rule), (rule.attribute.items or (1, None))[0]
        known = self._content if tag == CONTENT else self._code(rule, inner)
        items = [DataSet({**known}, view.data, tag, number) for number in range(max(least, 1))]
        for item in items:
            self.fill(View(item, view, inner), inner)
        return items

    @staticmethod
    def _code(rule: ElementRule, inner: ItemPlan) -> dict[int, Element]:
        """Return a code where items are codes: that one must be there is more than Types say."""
        if not (inner.declares(CODE_VALUE) and inner.declares(CODING_SCHEME)):
            return {}
        code = next((code for group in groups_of(rule.attribute) for code in group), None)
        said = (
            (WORD, "99DICOMWRIGHT", WORD)
            if code is None
            else (code.value, code.scheme_designator, code.meaning)
        )
        tags = (CODE_VALUE, "SH"), (CODING_SCHEME, "SH"), (CODE_MEANING, "LO")
        return {tag: (vr, padded(vr, text)) for (tag, vr), text in zip(tags, said, strict=True)}

    def fill(self, view: View, plan: ItemPlan) -> None:
        """Add what is demanded and absent, a dummy or nothing as the Type says; of alternatives, one.

        What is demanded under a condition comes one after the other: it may decide about the next.
        """
        for either in () if plan.cls is None else once(plan.cls, "alternatives_", _alternatives):
            if either.keys().isdisjoint(view.data.elements):
                tag, vr = next(iter(either.items()))
                view.data.elements[tag] = self.element(view, plan, tag, vr)
        for _ in range(_ROUNDS):
            certain, conditional = self._absent(view, plan)
            for tag, duty in certain or conditional[:1]:
                rule = plan.rule(tag)
                view.data.elements[tag] = (
                    self.element(view, plan, tag, "") if duty == "1" or rule is None else nothing(rule.vr)
                )
            view.data.elements = dict(sorted(view.data.elements.items()))
            if not certain and not conditional:
                break

    @staticmethod
    def _absent(view: View, plan: ItemPlan) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Return the tags that are demanded and absent with their Types, those apart that a condition demands."""
        found: tuple[list[tuple[int, str]], list[tuple[int, str]]] = ([], [])
        for tag, demands in plan.demanding():
            holding = [
                each for each in demands if tag not in view.data.elements and _holds(view, each.demanded)
            ]
            if holding:
                certain = any(each.is_certain for each in holding)
                found[not certain].append((tag, min(each.type_[0] for each in holding)))
        return found


def _alternatives(cls: type[DicomObject]) -> tuple[dict[int, str], ...]:
    """Return the pairs of attributes of Type 1C of which each may be there without the other: the plainer one first."""
    excluding = {
        keyword: str(found.forbidden.arguments[0])
        for keyword, declared in cls.attributes().items()
        if declared.type == "1C"
        and isinstance(found := declared.required_if, Rule)
        and found.required is None
        and found.forbidden is not None
        and found.forbidden.name == "present"
    }
    pairs = [sorted((one, other)) for one, other in excluding.items() if excluding.get(other) == one > other]
    of = cls.attributes()
    plainest = (sorted(pair, key=lambda keyword: of[keyword].vr == "SQ") for pair in pairs)
    return tuple({of[keyword].number: of[keyword].vr for keyword in pair} for pair in plainest)


def _content_item(cls: type[IOD]) -> dict[int, Element]:
    """Return what a content item that says nothing has below the root of a document: the IOD admits not any."""
    rows = [row for row in cls.relationships if "CONTAINER" in row.sources and row.relationship == "CONTAINS"]
    targets = {target for row in rows for target in row.targets}
    target = next((each for each in _VALUE_TYPES if each in targets), "TEXT")
    said = {_RELATIONSHIP: "CONTAINS", _VALUE_TYPE: target}
    return {tag: ("CS", padded("CS", text)) for tag, text in said.items()}


def nothing(vr: str) -> Element:
    """Return an element without a value."""
    vr = vr.partition(" or ")[0]
    return vr, [] if vr == "SQ" else b""
