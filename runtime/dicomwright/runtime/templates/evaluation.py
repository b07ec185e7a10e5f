"""Conditions of rows over a content tree that was matched, in three-valued logic.

As over data sets, an expression is True, False or None: unknown; only True and False have consequences. What the words
mean where something is absent:

- `row_value_is`, `row_concept_is`, `row_number_above` and `row_lacks` of a row that is absent are False, and unknown of
  an item without a value.
- `row_value_differs` and `row_exceeds` of a row that is absent are unknown.
- What is said of another template is unknown outside of it.
- A row that matches nothing is absent, whatever the rows of included templates are: an include is there where an item
  matches one of its outermost rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from dicomwright.runtime.conditions.evaluation import all_hold, any_holds, leave_of, negated
from dicomwright.runtime.conditions.expressions import Expression, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from dicomwright.runtime.conditions.expressions import Requirement

    CodeKey = tuple[str, str]
    Evaluator = Callable[["Expression", "Place"], bool | None]


class ContentItem(Protocol):
    """A content item, as conditions see it; codes are value and scheme, SNOMED RT mapped to CT."""

    @property
    def concept(self) -> CodeKey | None:
        """The concept name; None when it has none."""
        ...

    @property
    def value(self) -> CodeKey | None:
        """The value of a CODE; None when it has none."""
        ...

    @property
    def number(self) -> float | None:
        """The value of a NUM; None when it has none."""
        ...

    def has(self, keyword: str) -> bool:
        """Whether the attribute is in the item."""
        ...


class Place(Protocol):
    """Where a row is judged: in an invocation of its template, below an item."""

    @property
    def parent(self) -> ContentItem | None:
        """The item below which the row stands; None at the root."""
        ...

    def items(self, row: str) -> Sequence[ContentItem]:
        """Return the items that match a row of this invocation: those nearest to the place."""
        ...

    def names_beside(self) -> Container[CodeKey | None]:
        """Return the concept names of all items that stand where the row may."""
        ...

    def names_anywhere(self) -> Container[CodeKey | None]:
        """Return the concept names of all items of the document."""
        ...

    def around(self, tid: str) -> Place | None:
        """Return the nearest invocation of a template that is around this one; None outside of it."""
        ...

    def in_any(self, tid: str, part: Expression) -> bool | None:
        """Whether an expression holds in any invocation of a template in the document."""
        ...

    def in_group(self, code: CodeKey, cid: str) -> bool | None:
        """Whether a code is in a context group; None when this cannot be told."""
        ...

    def allows(self, value_type: str) -> bool | None:
        """Whether the IOD has content items of a value type; None when this cannot be told."""
        ...


def evaluate(expression: Expression, place: Place) -> bool | None:
    """Return True, False, or None for unknown."""
    return _EVALUATORS[expression.name](expression, place)


def demands(requirement: Requirement, place: Place) -> bool | None:
    """Whether the row shall be there; of a condition that is not understood, nothing is known."""
    rule = rule_of(requirement)
    if rule is None:
        return None
    return False if rule.required is None else evaluate(rule.required, place)


def permits(requirement: Requirement, place: Place) -> bool | None:
    """Whether the row may be there; of a condition that is not understood, nothing is known."""
    rule = rule_of(requirement)
    if rule is None:
        return None
    leave = leave_of(rule)
    return True if leave is None else evaluate(leave, place)


_AROUND: Final = frozenset({"all_of", "any_of", "not_", "parent_value_is", "concept_present", "external"})


def asks_around(requirement: Requirement | None) -> bool:
    """Whether a condition asks of nothing but what is around a row, so that it holds for all rows beside it alike."""
    rule = None if requirement is None else rule_of(requirement)
    leave = None if rule is None else leave_of(rule)
    return leave is not None and _names(leave) <= _AROUND


def _names(expression: Expression) -> set[str]:
    inner = [part for part in expression.arguments if isinstance(part, Expression)]
    return {expression.name}.union(*map(_names, inner))


def _parts(expression: Expression, place: Place) -> Iterator[bool | None]:
    return (evaluate(part, place) for part in expression.arguments)


def codes_of(parts: Sequence[str]) -> set[CodeKey]:
    """Return codes that are given as value and scheme in turn."""
    return set(zip(parts[::2], parts[1::2], strict=True))


def one_of(code: CodeKey | None, wanted: set[CodeKey]) -> bool | None:
    """Whether a code is one of several; unknown where there is none."""
    return None if code is None else code in wanted


def _row_present(expression: Expression, place: Place) -> bool | None:
    return any(place.items(row) for row in expression.arguments)


def _row_value_is(expression: Expression, place: Place) -> bool | None:
    row, *codes = expression.arguments
    return any_holds(one_of(item.value, codes_of(codes)) for item in place.items(row))


def _row_value_differs(expression: Expression, place: Place) -> bool | None:
    row, *codes = expression.arguments
    items = place.items(row)
    return any_holds(negated(one_of(item.value, codes_of(codes))) for item in items) if items else None


def _row_concept_is(expression: Expression, place: Place) -> bool | None:
    row, *codes = expression.arguments
    return any_holds(one_of(item.concept, codes_of(codes)) for item in place.items(row))


def _row_concept_in(expression: Expression, place: Place) -> bool | None:
    row, cid = expression.arguments
    concepts = [item.concept for item in place.items(row)]
    return any_holds(None if concept is None else place.in_group(concept, cid) for concept in concepts)


def _row_number_above(expression: Expression, place: Place) -> bool | None:
    row, limit = expression.arguments
    numbers = [item.number for item in place.items(row)]
    return any_holds(None if number is None else number > limit for number in numbers)


def _row_exceeds(expression: Expression, place: Place) -> bool | None:
    one, other = ([item.number for item in place.items(row)] for row in expression.arguments)
    if not one or not other:
        return None
    known, limits = ([number for number in numbers if number is not None] for numbers in (one, other))
    if known and limits and max(known) > min(limits):
        return True
    return False if len(known) == len(one) and len(limits) == len(other) else None


def _row_lacks(expression: Expression, place: Place) -> bool | None:
    row, keyword = expression.arguments
    return any(not item.has(keyword) for item in place.items(row))


def _row_count_at_least(expression: Expression, place: Place) -> bool | None:
    row, count = expression.arguments
    return len(place.items(row)) >= int(count)


def _parent_value_is(expression: Expression, place: Place) -> bool | None:
    return one_of(place.parent.value if place.parent else None, codes_of(expression.arguments))


def _has_concept(names: Callable[[Place], Container[CodeKey | None]]) -> Evaluator:
    def found(expression: Expression, place: Place) -> bool | None:
        there = names(place)
        return any(code in there for code in codes_of(expression.arguments))

    return found


def _in_template(expression: Expression, place: Place) -> bool | None:
    tid, part = expression.arguments
    around = place.around(tid)
    return None if around is None else evaluate(part, around)


def _in_any(expression: Expression, place: Place) -> bool | None:
    tid, part = expression.arguments
    return place.in_any(tid, part)


_EVALUATORS: Final[dict[str, Evaluator]] = {
    "external": lambda _expression, _place: None,
    "all_of": lambda expression, place: all_hold(_parts(expression, place)),
    "any_of": lambda expression, place: any_holds(_parts(expression, place)),
    "not_": lambda expression, place: negated(evaluate(expression.arguments[0], place)),
    "row_present": _row_present,
    "row_value_is": _row_value_is,
    "row_value_differs": _row_value_differs,
    "row_concept_is": _row_concept_is,
    "row_concept_in": _row_concept_in,
    "row_number_above": _row_number_above,
    "row_exceeds": _row_exceeds,
    "row_lacks": _row_lacks,
    "row_count_at_least": _row_count_at_least,
    "parent_value_is": _parent_value_is,
    "concept_present": _has_concept(lambda place: place.names_beside()),
    "concept_anywhere": _has_concept(lambda place: place.names_anywhere()),
    "in_template": _in_template,
    "in_any": _in_any,
    "iod_has": lambda expression, place: place.allows(expression.arguments[0]),
}
