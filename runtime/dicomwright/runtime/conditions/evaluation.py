"""Evaluation of conditions over a data set, in three-valued logic.

An expression is True, False or None: unknown. Unknown is what the data set cannot tell (`external`), and what a value
that is not known leaves open; only True and False have consequences.

What the words of PS3.3 mean here:

- An attribute is looked for in the same item, then outward in the items and the data set around it, up to the first
  that declares it: a code without Code Value has none, even in an item that has one. Inside of functional groups, the
  other groups of the same frame (per-frame first, then shared) come before the data set.
- `equals` of an absent attribute is False: nothing that is absent has a value. Of an empty attribute it is unknown: a
  zero length is a value that is not known (PS3.5 7.4.3).
- `differs` ("is not equal to", "is other than") of an absent attribute is unknown: the standard says so little about
  it that it writes "is absent or is not" where it means both. `not_(equals(...))` is True for an absent attribute.
- Where an attribute has several values and none is singled out (`value=2`), any of them may be meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from dicomwright.runtime.conditions.expressions import all_of, any_of, not_, rule_of
from dicomwright.runtime.conditions.relations import (
    RELATIONS,
    SIBLINGS,
    are_distinct,
    are_rising,
    are_unit_vectors,
    comparable,
    has_length,
    have_form,
    is_multiple,
    number_of,
)
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dicomwright.runtime.conditions.expressions import Expression, Requirement, Rule


class Scope(Protocol):
    """A data set or an item, as conditions see it."""

    @property
    def parent(self) -> Scope | None:
        """The item or data set around this item; None at the top."""
        ...

    @property
    def sequence(self) -> str:
        """Keyword of the sequence that this is an item of; empty at the top."""
        ...

    @property
    def index(self) -> int:
        """Position of this item in its sequence, from 0."""
        ...

    def get(self, keyword: str) -> Sequence[Any] | None:
        """Values of an attribute, empty when it has none; None when it is absent. Of a sequence: its items."""
        ...

    def declares(self, keyword: str) -> bool:
        """Whether the attribute has its place in this item: then it is not looked for further outward."""
        ...

    def items(self, keyword: str) -> Sequence[Scope]:
        """Items of a sequence; none when it is absent."""
        ...

    def nested(self) -> Iterable[Scope]:
        """Every item of every sequence of this one."""
        ...

    def has_module(self, name: str) -> bool | None:
        """Whether a module is in the data set; None when this cannot be told."""
        ...

    def has_extended_text(self) -> bool | None:
        """Whether text here or deeper has characters outside of the default repertoire (ISO-IR 6)."""
        ...


def evaluate(expression: Expression, scope: Scope) -> bool | None:
    """Return True, False, or None for unknown."""
    return _EVALUATORS[expression.name](expression, scope)


def first_broken(constraint: Expression, items: Sequence[Scope]) -> int | None:
    """Return the index of the first item that breaks a constraint on all items of a sequence; None when none does."""
    if constraint.name == "implies":
        condition, part = constraint.arguments
        return first_broken(part, items) if evaluate(condition, items[0]) else None
    keyword, *rest = constraint.arguments
    limits = [_only_value(items[0], limit) if constraint.name == "totals" else limit for limit in rest]
    return SIBLINGS[constraint.name]([item.get(keyword) for item in items], *limits)


def is_about_siblings(constraint: Expression) -> bool:
    """Tell whether a constraint is on all items of a sequence, and not on the one that has the attribute."""
    return constraint.name in SIBLINGS or (
        constraint.name == "implies" and constraint.arguments[1].name in SIBLINGS
    )


def demands(requirement: Requirement, scope: Scope) -> bool | None:
    """Whether something shall be present; of a condition that is not understood, nothing is known."""
    rule = rule_of(requirement)
    if rule is None:
        return None
    return False if rule.required is None else evaluate(rule.required, scope)


def permits(requirement: Requirement, scope: Scope) -> bool | None:
    """Whether something may be present; of a condition that is not understood, nothing is known."""
    rule = rule_of(requirement)
    if rule is None:
        return None
    leave = leave_of(rule)
    return True if leave is None else evaluate(leave, scope)


def leave_of(rule: Rule) -> Expression | None:
    """Return when a rule lets something be present; None: always.

    Where the text is silent about a condition that is not met, PS3.5 7.4.2 and 7.4.4 (attributes) and PS3.3 A.1.3.2
    (modules) decide: it shall not be present.
    """
    leave = (
        [part for part in (rule.required, rule.allowed) if part is not None]
        if rule.otherwise != "may"
        else []
    )
    parts = [any_of(*leave)] if leave else []
    if rule.forbidden is not None:
        parts.append(not_(rule.forbidden))
    return all_of(*parts) if parts else None


# --- three-valued logic


def negated(part: bool | None) -> bool | None:  # noqa: FBT001 - the value is what it is about
    """Whether something does not hold."""
    return None if part is None else not part


def all_hold(parts: Iterable[bool | None]) -> bool | None:
    """Whether all hold; what follows a part that does not is not asked for."""
    known = True
    for part in parts:
        if part is False:
            return False
        known = known and part is not None
    return True if known else None


def any_holds(parts: Iterable[bool | None]) -> bool | None:
    """Whether any holds; what follows one that does is not asked for."""
    known = True
    for part in parts:
        if part:
            return True
        known = known and part is not None
    return False if known else None


def _exactly_one(parts: Sequence[bool | None]) -> bool | None:
    certain = sum(part is True for part in parts)
    if certain > 1:
        return False
    return None if None in parts else certain == 1


# --- looking for attributes

_SHARED: Final = "SharedFunctionalGroupsSequence"
_PER_FRAME: Final = "PerFrameFunctionalGroupsSequence"


def holder_of(scope: Scope, keyword: str) -> Scope | None:
    """Return the item or data set that has the attribute: this one, or the nearest outward; None when none has it."""
    here: Scope | None = scope
    while here is not None:
        if here.get(keyword) is not None:
            return here
        if here.declares(keyword):
            return None
        if here.sequence in (_SHARED, _PER_FRAME):
            for group in _groups_of_frame(here):
                if group.get(keyword) is not None:
                    return group
        here = here.parent
    return None


def _groups_of_frame(here: Scope) -> Iterable[Scope]:
    yield from here.nested()
    if here.sequence == _PER_FRAME and here.parent is not None:
        for shared in here.parent.items(_SHARED):
            yield from shared.nested()


def _differs_by_frame(scope: Scope, keyword: str) -> bool:
    """Whether the attribute is in some frame's groups while the scope is in those of all frames."""
    here: Scope | None = scope
    while here is not None and here.sequence != _SHARED:
        here = here.parent
    if here is None or here.parent is None:
        return False
    return any(
        group.get(keyword) is not None for frame in here.parent.items(_PER_FRAME) for group in frame.nested()
    )


def _values(expression: Expression, scope: Scope) -> Sequence[Any] | bool | None:
    """Values that an expression is about; False when the attribute is absent, None when they are not known."""
    keyword = expression.arguments[0]
    holder = holder_of(scope, keyword)
    if holder is None:
        return None if _differs_by_frame(scope, keyword) else False
    values = holder.get(keyword) or ()
    if expression.value is None:
        return values or None
    return values[expression.value - 1 : expression.value] or None


# --- evaluation, a function for each name


def _unknown(expression: Expression, scope: Scope) -> bool | None:  # noqa: ARG001
    return None


def _parts(expression: Expression, scope: Scope) -> list[bool | None]:
    return [evaluate(part, scope) for part in expression.arguments]


def _evaluate_all(expression: Expression, scope: Scope) -> bool | None:
    return all_hold(evaluate(part, scope) for part in expression.arguments)


def _evaluate_any(expression: Expression, scope: Scope) -> bool | None:
    return any_holds(evaluate(part, scope) for part in expression.arguments)


def _present(expression: Expression, scope: Scope) -> bool | None:
    keyword = expression.arguments[0]
    if holder_of(scope, keyword) is not None:
        return True
    return None if _differs_by_frame(scope, keyword) else False


def _has_value(expression: Expression, scope: Scope) -> bool | None:
    keyword = expression.arguments[0]
    holder = holder_of(scope, keyword)
    if holder is None:
        return _present(expression, scope)
    return len(holder.get(keyword) or ()) >= (expression.value or 1)


def _empty(expression: Expression, scope: Scope) -> bool | None:
    return all_hold((_present(expression, scope), negated(_has_value(expression, scope))))


def _equals(expression: Expression, scope: Scope) -> bool | None:
    values = _values(expression, scope)
    if values is None or isinstance(values, bool):
        return values
    return any(_same(found, wanted) for found in values for wanted in expression.arguments[1:])


def _differs(expression: Expression, scope: Scope) -> bool | None:
    values = _values(expression, scope)
    if values is None or isinstance(values, bool):
        return None
    return not any(_same(found, wanted) for found in values for wanted in expression.arguments[1:])


def _same(found: object, wanted: str | float) -> bool:
    """Compare a value with one of the standard: text without padding, numbers as numbers."""
    if isinstance(wanted, str):
        return str(found).strip(" \0") == wanted
    number = number_of(found)
    return number is not None and number == wanted


def _compared(holds: Callable[[float, tuple[Any, ...]], bool]) -> Callable[[Expression, Scope], bool | None]:
    def evaluate(expression: Expression, scope: Scope) -> bool | None:
        values = _values(expression, scope)
        if values is None or isinstance(values, bool):
            return values
        numbers = [number_of(found) for found in values]
        return any_holds(
            None if number is None else holds(number, expression.arguments[1:]) for number in numbers
        )

    return evaluate


def _points_to(expression: Expression, scope: Scope) -> bool | None:
    values = _values(expression, scope)
    if values is None or isinstance(values, bool):
        return values
    return any(number_of(found) == tag_of(expression.arguments[1]) for found in values)


def _names_private(expression: Expression, scope: Scope) -> bool | None:
    values = _values(expression, scope)
    if values is None or isinstance(values, bool):
        return values
    return any((int(number_of(found) or 0) >> 16) & 1 for found in values)


def _counted(holds: Callable[[int, int], bool]) -> Callable[[Expression, Scope], bool | None]:
    def evaluate(expression: Expression, scope: Scope) -> bool | None:
        sequence, count = expression.arguments
        holder = holder_of(scope, sequence)
        if holder is None and _differs_by_frame(scope, sequence):
            return None
        return holder is not None and holds(len(holder.items(sequence)), count)

    return evaluate


def _items(scope: Scope, sequence: str) -> Sequence[Scope]:
    holder = holder_of(scope, sequence)
    return holder.items(sequence) if holder is not None else ()


def _any_item(expression: Expression, scope: Scope) -> bool | None:
    sequence, part = expression.arguments
    return any_holds(evaluate(part, item) for item in _items(scope, sequence))


def _every_item(expression: Expression, scope: Scope) -> bool | None:
    sequence, part = expression.arguments
    return all_hold(evaluate(part, item) for item in _items(scope, sequence))


def _placed(holds: Callable[[Scope], bool]) -> Callable[[Expression, Scope], bool | None]:
    """Judge the item itself, or the nearest around it, that is of one of the sequences."""

    def evaluate(expression: Expression, scope: Scope) -> bool | None:
        here = _around(scope, expression.arguments)
        return None if here is None else holds(here)

    return evaluate


def _around(scope: Scope, sequences: Sequence[str]) -> Scope | None:
    here: Scope | None = scope
    while here is not None and here.sequence not in sequences:
        here = here.parent
    return here


def _is_last(item: Scope) -> bool:
    return item.parent is None or item.index == len(item.parent.items(item.sequence)) - 1


def _enclosing_item(expression: Expression, scope: Scope) -> bool | None:
    sequence, part = expression.arguments
    here = _around(scope, (sequence,))
    return None if here is None else evaluate(part, here)


def _referenced_item(expression: Expression, scope: Scope) -> bool | None:
    sequence, number, reference, part = expression.arguments
    holder = holder_of(scope, reference)
    wanted = _texts(holder, reference) if holder is not None else set[str]()
    meant = [item for item in _items(scope, sequence) if wanted & _texts(item, number)]
    return any_holds(evaluate(part, item) for item in meant) if meant else None


def _texts(scope: Scope, keyword: str) -> set[str]:
    return {str(value).strip(" \0") for value in scope.get(keyword) or ()}


@dataclass(frozen=True, slots=True)
class _Alone:
    """An item without what is around it."""

    inner: Scope
    parent: None = None

    @property
    def sequence(self) -> str:
        return self.inner.sequence

    @property
    def index(self) -> int:
        return self.inner.index

    def get(self, keyword: str) -> Sequence[Any] | None:
        return self.inner.get(keyword)

    def declares(self, keyword: str) -> bool:
        return self.inner.declares(keyword)

    def items(self, keyword: str) -> Sequence[Scope]:
        return self.inner.items(keyword)

    def nested(self) -> Iterable[Scope]:
        return self.inner.nested()

    def has_module(self, name: str) -> bool | None:
        return self.inner.has_module(name)

    def has_extended_text(self) -> bool | None:
        return self.inner.has_extended_text()


def _deep(part: Expression, scopes: Iterable[Scope]) -> bool | None:
    """Whether a part holds in one of the scopes or in an item of theirs, at any depth."""
    waiting = list(scopes)
    known = True
    while waiting:
        here = waiting.pop()
        found = evaluate(part, _Alone(here))
        if found:
            return True
        known = known and found is not None
        waiting.extend(here.nested())
    return False if known else None


def _below(expression: Expression, scope: Scope) -> bool | None:
    sequence, part = expression.arguments
    return _deep(part, _items(scope, sequence))


def _in_functional_groups(expression: Expression, scope: Scope) -> bool | None:
    top = _top(scope)
    return _deep(expression.arguments[0], [*top.items(_SHARED), *top.items(_PER_FRAME)])


def _anywhere(expression: Expression, scope: Scope) -> bool | None:
    return _deep(expression.arguments[0], [_top(scope)])


_CODE_VALUES: Final = ("CodeValue", "LongCodeValue", "URNCodeValue")


def _code_of(item: Scope) -> tuple[str, str] | None:
    """Code and scheme of an item; None when it has none of its own."""
    scheme = item.get("CodingSchemeDesignator")
    code = next((found for name in _CODE_VALUES if (found := item.get(name))), None)
    return (str(code[0]).strip(), str(scheme[0]).strip()) if code and scheme else None


def _code_is(expression: Expression, scope: Scope) -> bool | None:
    sequence, *wanted = expression.arguments
    codes = [_code_of(item) for item in _items(scope, sequence)]
    if tuple(wanted) in codes:
        return True
    return None if None in codes else False


def _code_differs(expression: Expression, scope: Scope) -> bool | None:
    sequence, *pairs = expression.arguments
    unwanted = set(zip(pairs[::2], pairs[1::2], strict=True))
    return any_holds(
        None if (code := _code_of(item)) is None else code not in unwanted for item in _items(scope, sequence)
    )


def _top(scope: Scope) -> Scope:
    while (outer := scope.parent) is not None:
        scope = outer
    return scope


def _identified_by(keyword: str) -> Callable[[Expression, Scope], bool | None]:
    """Judge a UID of the data set as a whole."""

    def evaluate(expression: Expression, scope: Scope) -> bool | None:
        found = _top(scope).get(keyword)
        return None if not found else str(found[0]).strip(" \0") in expression.arguments

    return evaluate


def _module_present(expression: Expression, scope: Scope) -> bool | None:
    return _top(scope).has_module(expression.arguments[0])


# --- constraints: what must hold between values


def _implies(expression: Expression, scope: Scope) -> bool | None:
    condition, part = expression.arguments
    return any_holds((negated(evaluate(condition, scope)), evaluate(part, scope)))


def _known_values(scope: Scope, keyword: str) -> Sequence[Any] | None:
    """Return the values, or items, of an attribute; None when it is absent or empty."""
    holder = holder_of(scope, keyword)
    return (holder.get(keyword) if holder is not None else None) or None


def _only_value(scope: Scope, total: float | str) -> object:
    """Return a number, or the value of an attribute that is to be one."""
    return total if not isinstance(total, str) else next(iter(_known_values(scope, total) or ()), None)


def _each_value(expression: Expression, scope: Scope) -> bool | None:
    (part,) = expression.arguments
    values = _known_values(scope, part.arguments[0])
    if values is None:
        return None
    return all_hold(evaluate(part._replace(value=number), scope) for number in range(1, len(values) + 1))


def _about_values(holds: Callable[..., bool | None]) -> Callable[[Expression, Scope], bool | None]:
    def evaluate(expression: Expression, scope: Scope) -> bool | None:
        keyword, *rest = expression.arguments
        values = _known_values(scope, keyword)
        return None if values is None else holds(values, *rest)

    return evaluate


def _compares(expression: Expression, scope: Scope) -> bool | None:
    _, relation, other, plus = expression.arguments
    values, others = _values(expression, scope), _known_values(scope, other)
    if not values or isinstance(values, bool) or others is None:
        return None
    wanted = [number_of(found) for found in others]
    if None in wanted and not plus and relation in {"==", "!="}:
        same = list(map(comparable, values)) == list(map(comparable, others))
        return same is (relation == "==")
    limit, numbers = wanted[0], [number_of(found) for found in values]
    if limit is None or None in numbers:
        return None
    return all(RELATIONS[relation](number, limit + plus) for number in numbers)


def _same_size(expression: Expression, scope: Scope) -> bool | None:
    sizes = [_known_values(scope, keyword) for keyword in expression.arguments]
    return None if None in sizes else len(sizes[0] or ()) == len(sizes[1] or ())


def _size_is(expression: Expression, scope: Scope) -> bool | None:
    keyword, other, factor, plus = expression.arguments
    values, counts = _known_values(scope, keyword), _known_values(scope, other)
    count = number_of(counts[0]) if counts else None
    return None if values is None or count is None else len(values) == factor * count + plus


def _among(expression: Expression, scope: Scope) -> bool | None:
    keyword, sequence, other = expression.arguments
    values, items = _known_values(scope, keyword), _items(scope, sequence)
    if values is None or not items:
        return None
    meant = {comparable(found) for item in items for found in item.get(other) or ()}
    return all(comparable(value) in meant for value in values)


_EVALUATORS: Final[dict[str, Callable[[Expression, Scope], bool | None]]] = {
    "external": _unknown,
    "extended_characters": lambda _, scope: scope.has_extended_text(),
    "all_of": _evaluate_all,
    "any_of": _evaluate_any,
    "exactly_one_of": lambda expression, scope: _exactly_one(_parts(expression, scope)),
    "not_": lambda expression, scope: negated(evaluate(expression.arguments[0], scope)),
    "present": _present,
    "has_value": _has_value,
    "empty": _empty,
    "equals": _equals,
    "differs": _differs,
    "greater": _compared(lambda number, limits: number > limits[0]),
    "less": _compared(lambda number, limits: number < limits[0]),
    "at_least": _compared(lambda number, limits: number >= limits[0]),
    "at_most": _compared(lambda number, limits: number <= limits[0]),
    "between": _compared(lambda number, limits: limits[0] <= number <= limits[1]),
    "points_to": _points_to,
    "names_private": _names_private,
    "items_equal": _counted(lambda found, count: found == count),
    "items_at_least": _counted(lambda found, count: found >= count),
    "items_more_than": _counted(lambda found, count: found > count),
    "any_item": _any_item,
    "every_item": _every_item,
    "first_item": _placed(lambda item: item.index == 0),
    "last_item": _placed(_is_last),
    "inside": lambda expression, scope: _around(scope, expression.arguments) is not None,
    "enclosing_item": _enclosing_item,
    "referenced_item": _referenced_item,
    "below": _below,
    "in_functional_groups": _in_functional_groups,
    "anywhere": _anywhere,
    "code_is": _code_is,
    "code_differs": _code_differs,
    "sop_class_is": _identified_by("SOPClassUID"),
    "transfer_syntax_is": _identified_by("TransferSyntaxUID"),
    "module_present": _module_present,
    "implies": _implies,
    "each_value": _each_value,
    "compares": _compares,
    "multiple_of": _about_values(is_multiple),
    "has_form": _about_values(have_form),
    "has_size": _about_values(has_length),
    "same_size": _same_size,
    "size_is": _size_is,
    "distinct_values": _about_values(are_distinct),
    "rising_values": _about_values(are_rising),
    "unit_vectors": _about_values(are_unit_vectors),
    "among": _among,
}
