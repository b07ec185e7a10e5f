"""Rules: what holds for an element at one place, its value by one declaration, its presence by one or more."""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from dicomwright.runtime.conditions.evaluation import is_about_siblings
from dicomwright.runtime.conditions.expressions import Expression
from dicomwright.runtime.conditions.words import in_words
from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.item_names import home_of, item_class
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, compiled, conditional, nowhere
from dicomwright.runtime.validation.findings import found_at
from dicomwright.runtime.values.elements import is_bulk
from dicomwright.runtime.values.rules import multiplicities
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.compiled import Compiled, IsLocal, Test
    from dicomwright.runtime.validation.demands import Demand
    from dicomwright.runtime.validation.view import View
    from dicomwright.runtime.values.rules import Multiplicity
    from dicomwright.runtime.vocabulary.registry import Edition

    Known = set[Element] | tuple[()]
    """Elements that need not be looked at."""


_META: Final = 0x0002
"""File meta information, whose words and bytes are as few as they are in all other files."""
KEPT: Final = 64
"""How many elements are known of a rule."""
_T = TypeVar("_T")


def know(known: set[_T], one: _T) -> None:
    """Know that there is no fault in something, until so many others are known."""
    if len(known) == KEPT:
        known.clear()
    known.add(one)


class Values(NamedTuple):
    """A list of values: Enumerated Values or Defined Terms, of one value number or of each."""

    enumerated: bool
    admitted: frozenset[str | float]
    number: int | None
    when: Test


class ElementRule:
    """What holds for an element: who makes demands is its owner, the first of them, and who lets it be there.

    `known` are elements without a fault, wherever they stand, `faults` what is wrong with others, wherever they stand,
    and `codes` the elements of coded entries without any; those that were judged lately.
    """

    __slots__ = (
        "_item", "attribute", "codes", "counts", "demands", "faults", "known", "leaves", "owner", "single", "tag",
        "valued", "values", "vr", "vrs",
    )  # fmt: skip

    def __init__(
        self, attribute: Attribute, tag: int, is_local: IsLocal, demands: tuple[Demand, ...] = ()
    ) -> None:
        """Take the value side from a declaration, and the demands of all; `tag` may be in any repeating group."""
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
        self.leaves = _leaves(demands)
        self.known: Known = set() if not is_bulk(attribute.vr) or tag >> 16 == _META else ()
        self.faults: dict[Element, tuple[Finding, ...]] = {}
        self.codes: set[tuple[tuple[int, Element], ...]] = set()
        self._item: type[DicomObject] | None = None

    @property
    def item(self) -> type[DicomObject] | None:
        """The class of the items of a sequence; None of those that nothing is declared of."""
        if self._item is None and self.attribute.item is not None:
            found: type[DicomObject] | None = item_class(self.attribute)
            self._item = _class_of_codes(self.attribute) if found is None else found
        return self._item


@cache
def _counts(vm: str) -> tuple[Multiplicity, ...]:
    return tuple(multiplicities(vm))


def _leaves(demands: Sequence[Demand]) -> tuple[Test, ...]:
    """Return what may let an attribute be here; nothing when something does in any case."""
    leaves = tuple(demand.permitted for demand in demands)
    return () if ALWAYS in leaves else leaves


def _valued(demands: Sequence[Demand]) -> Demand | None:
    """Return the demand for a value, if there is one: the last of Type 1, else the first of Type 1C."""
    demanding = [demand for demand in demands if demand.is_for_a_value]
    certain = [demand for demand in demanding if demand.type_ == "1"]
    return certain[-1] if certain else next(iter(demanding), None)


def _values(attribute: Attribute, is_local: IsLocal) -> Iterator[Values]:
    for enumerated, listed in ((True, attribute.values), (False, attribute.terms)):
        if listed:
            yield Values(enumerated, frozenset(listed), None, ALWAYS)
    for found in attribute.value_lists:
        condition = conditional(found.when, is_local)
        unconditional = ALWAYS if found.when is None else NEVER  # nothing in the data set tells when it holds
        when = unconditional if condition is None else condition.demands
        if when is not NEVER:
            yield Values(found.kind == "enumerated", frozenset(found.values), found.value, when)


def _class_of_codes(attribute: Attribute) -> type[DicomObject]:
    found: type[DicomObject] = home_of(attribute).named("macros", "CodeSequence")
    return found


@cache
def rule_of_dictionary(tag: int, edition: Edition) -> ElementRule | None:
    """Return what the data dictionary alone says of a tag that it knows; None of one that it has retired as a blank."""
    known = edition.elements[tag]
    if not known.vr or not known.vm:
        return None
    attribute = Attribute(tag, known.vr, "", vm=known.vm)
    attribute.keyword = known.keyword
    return ElementRule(attribute, tag, nowhere)


# --- constraints: what must hold where an attribute is

_LOOKING_AT_VALUES: Final = frozenset({
    "all_of", "any_of", "exactly_one_of", "not_", "implies", "each_value", "present", "has_value", "empty", "equals",
    "differs", "greater", "less", "at_least", "at_most", "between", "compares", "multiple_of", "has_form", "has_size",
    "same_size", "size_is", "distinct_values", "rising_values", "unit_vectors",
})  # fmt: skip
"""What an expression is made of when the values that it names decide, wherever the item is."""

_SHORT: Final = 128
"""Bytes of a value that is kept to know it again."""


class Check(NamedTuple):
    """What must hold where an attribute is: in the item that has it, or in all items of its sequence."""

    rule: ElementRule
    constraint: Expression
    holds: Compiled


def broken_constraint(rule: ElementRule, constraint: Expression) -> Finding:
    """Say that a constraint on an attribute does not hold."""
    said = f"it must hold that {in_words(constraint)}"
    return found_at("broken-constraint", rule.tag, rule.owner, said)


def checks_of(rule: ElementRule, is_local: IsLocal) -> Iterator[Check]:
    """Return what must hold in the item that has an attribute."""
    for constraint in rule.attribute.constraints:
        if not is_about_siblings(constraint):
            yield Check(rule, constraint, compiled(constraint, is_local))


class Checks:
    """What must hold in all that have the same attributes; values that broke nothing lately are known."""

    __slots__ = ("_known", "_others", "_plain", "_values")

    def __init__(self, checks: Sequence[Check], elements: Mapping[int, Element], is_local: IsLocal) -> None:
        """Part what values of this place alone decide from the rest."""
        named = [(check, _named(check.constraint, is_local)) for check in checks]
        self._plain = [check for check, tags in named if tags is not None]
        self._others = [check for check, tags in named if tags is None]
        found = {tag for _, tags in named if tags is not None for tag in tags}
        tags = sorted(found & elements.keys()) or [*elements][:1]
        self._values = itemgetter(*tags, tags[0])  # of one tag alone it would give no tuple
        self._known: set[tuple[Element, ...]] = set()

    def broken(self, view: View) -> tuple[Finding, ...]:
        """Return what does not hold in a data set or item."""
        found = self._broken_by_values(view) if self._plain else ()
        return (*found, *_broken(self._others, view)) if self._others else found

    def _broken_by_values(self, view: View) -> tuple[Finding, ...]:
        values: tuple[Element, ...] = self._values(view.data.elements)
        try:
            if values in self._known:
                return ()
        except TypeError:  # one of them has items
            return tuple(_broken(self._plain, view))
        found = tuple(_broken(self._plain, view))
        if not found and all(map(_is_short, values)):
            know(self._known, values)
        return found


def _broken(checks: Iterable[Check], view: View) -> Iterator[Finding]:
    """Return what does not hold; of each attribute the first."""
    told = 0
    for check in checks:
        view.shift = check.rule.tag - check.rule.attribute.number
        if check.rule.tag != told and check.holds(view) is False:
            told = check.rule.tag
            yield broken_constraint(check.rule, check.constraint)
        view.shift = 0


def _is_short(element: Element) -> bool:
    return type(element[1]) is bytes and len(element[1]) <= _SHORT


def _named(constraint: Expression, is_local: IsLocal) -> set[int] | None:
    """Return the tags that a constraint names; None when anything else than their values here decides."""
    found: set[int] = set()
    pending = [constraint]
    while pending:
        part = pending.pop()
        if part.name not in _LOOKING_AT_VALUES:
            return None
        pending += [argument for argument in part.arguments if isinstance(argument, Expression)]
        words = (argument for argument in part.arguments if isinstance(argument, str))
        found.update(tag for word in words if (tag := tag_of(word)) is not None)
    return found if all(map(is_local, found)) else None


def sibling_checks(rules: Iterable[ElementRule]) -> tuple[tuple[ElementRule, Expression], ...]:
    """Return what must hold over all items of a sequence, by the rules of its items."""
    return tuple(
        (rule, constraint)
        for rule in rules
        for constraint in rule.attribute.constraints
        if is_about_siblings(constraint)
    )
