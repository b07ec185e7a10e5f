"""Rules: what holds for an element at one place, its value by one declaration, its presence by one or more."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, conditional, nowhere
from dicomwright.runtime.values.elements import is_bulk
from dicomwright.runtime.values.rules import multiplicities
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.compiled import IsLocal, Test
    from dicomwright.runtime.validation.demands import Demand
    from dicomwright.runtime.values.rules import Multiplicity

    Known = set[Element] | tuple[()]
    """Elements that need not be looked at."""


_META: Final = 0x0002
"""File meta information, whose words and bytes are as few as they are in all other files."""
_KEPT: Final = 64
_T = TypeVar("_T")


def know(known: set[_T], one: _T) -> None:
    """Know that there is no fault in something, until so many others are known."""
    if len(known) == _KEPT:
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

    `known` are elements without a fault, wherever they stand, and `codes` the elements of coded entries without any;
    those that were judged lately.
    """

    __slots__ = (
        "_item", "attribute", "codes", "counts", "demands", "known", "leaves", "owner", "single", "tag", "valued",
        "values", "vr", "vrs",
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
        self.codes: set[tuple[tuple[int, Element], ...]] = set()
        self._item: type[DicomObject] | None = None

    @property
    def item(self) -> type[DicomObject] | None:
        """The class of the items of a sequence; None of those that nothing is declared of."""
        if self._item is None and self.attribute.item is not None:
            found: type[DicomObject] | None = item_class(self.attribute)
            self._item = edition().named("macros", "CodeSequence") if found is None else found
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


@cache
def rule_of_dictionary(tag: int) -> ElementRule | None:
    """Return what the data dictionary alone says of a tag that it knows; None of one that it has retired as a blank."""
    known = edition().elements[tag]
    if not known.vr or not known.vm:
        return None
    attribute = Attribute(tag, known.vr, "", vm=known.vm)
    attribute.keyword = known.keyword
    return ElementRule(attribute, tag, nowhere)
