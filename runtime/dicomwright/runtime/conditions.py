"""Conditions of the standard as expressions over a data set, in three-valued logic.

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

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Otherwise = Literal["may", "shall_not", "silent"]


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


class Condition(NamedTuple):
    """A condition that is not understood: a fingerprint of its text and the attributes that it names."""

    fingerprint: str
    tags: tuple[int | str, ...] = ()

    def evaluate(self, scope: Scope) -> bool | None:  # noqa: ARG002 - as an expression has it
        """Return None: nothing is known of it."""
        return None


class Expression(NamedTuple):
    """A function of this module and its arguments."""

    name: str
    arguments: tuple[Any, ...] = ()
    value: int | None = None

    def evaluate(self, scope: Scope) -> bool | None:
        """Return True, False, or None for unknown."""
        return _EVALUATORS[self.name](self, scope)

    def __repr__(self) -> str:
        """Return the Python that makes this expression."""
        shown = [*map(repr, self.arguments), *([f"value={self.value}"] if self.value is not None else [])]
        return f"{self.name}({', '.join(shown)})"


class Rule(NamedTuple):
    """When an attribute, module or functional group is demanded, allowed and forbidden."""

    required: Expression | None = None
    otherwise: Otherwise = "silent"
    allowed: Expression | None = None
    forbidden: Expression | None = None

    def demands(self, scope: Scope) -> bool | None:
        """Whether it shall be present."""
        return False if self.required is None else self.required.evaluate(scope)

    def permits(self, scope: Scope) -> bool | None:
        """Whether it may be present.

        Where the text is silent about a condition that is not met, PS3.5 7.4.2 and 7.4.4 (attributes) and PS3.3 A.1.3.2
        (modules) decide: it shall not be present.
        """
        forbidden = False if self.forbidden is None else self.forbidden.evaluate(scope)
        if forbidden:
            return False
        if self.otherwise == "may" or (self.required is None and self.allowed is None):
            return _not(forbidden)
        allowed = False if self.allowed is None else self.allowed.evaluate(scope)
        return _all((_not(forbidden), _any((self.demands(scope), allowed))))


Requirement = Condition | Expression | Rule


def rule_of(requirement: Requirement) -> Rule | None:
    """Return what a declaration states as a rule; None when the text was not understood."""
    if isinstance(requirement, Condition):
        return None
    return Rule(requirement) if isinstance(requirement, Expression) else requirement


# --- what generated code writes


def condition(fingerprint: str, *tags: int | str) -> Condition:
    """Declare a condition that is not understood; `fingerprint` is 8 hex digits of the SHA-256 of its text."""
    return Condition(fingerprint, tags)


def rule(
    required: Expression | None = None,
    *,
    otherwise: Otherwise = "silent",
    allowed: Expression | None = None,
    forbidden: Expression | None = None,
) -> Rule:
    """Demand something if `required`, and say what holds otherwise."""
    return Rule(required, otherwise, allowed, forbidden)


def external(fingerprint: str) -> Expression:
    """Stand for something that the data set cannot tell; `fingerprint` is of the words that say it."""
    return Expression("external", (fingerprint,))


def all_of(*parts: Expression) -> Expression:
    """Every part holds."""
    return Expression("all_of", parts)


def any_of(*parts: Expression) -> Expression:
    """At least one part holds."""
    return Expression("any_of", parts)


def exactly_one_of(*parts: Expression) -> Expression:
    """One part holds, and no other."""
    return Expression("exactly_one_of", parts)


def not_(part: Expression) -> Expression:
    """The part does not hold."""
    return Expression("not_", (part,))


def present(keyword: str) -> Expression:
    """The attribute is there, with or without a value."""
    return Expression("present", (keyword,))


def has_value(keyword: str, *, value: int | None = None) -> Expression:
    """The attribute is there with a value, or with so many values."""
    return Expression("has_value", (keyword,), value)


def empty(keyword: str) -> Expression:
    """The attribute is there, without a value."""
    return Expression("empty", (keyword,))


def equals(keyword: str, *values: str | float, value: int | None = None) -> Expression:
    """The attribute has one of the values."""
    return Expression("equals", (keyword, *values), value)


def differs(keyword: str, *values: str | float, value: int | None = None) -> Expression:
    """The attribute has a value, and it is none of these; unknown when it is absent."""
    return Expression("differs", (keyword, *values), value)


def greater(keyword: str, limit: float, *, value: int | None = None) -> Expression:
    """The attribute is greater than a number."""
    return Expression("greater", (keyword, limit), value)


def less(keyword: str, limit: float, *, value: int | None = None) -> Expression:
    """The attribute is less than a number."""
    return Expression("less", (keyword, limit), value)


def at_least(keyword: str, limit: float, *, value: int | None = None) -> Expression:
    """The attribute is a number or greater."""
    return Expression("at_least", (keyword, limit), value)


def at_most(keyword: str, limit: float, *, value: int | None = None) -> Expression:
    """The attribute is a number or less."""
    return Expression("at_most", (keyword, limit), value)


def between(keyword: str, least: float, most: float, *, value: int | None = None) -> Expression:
    """The attribute is one of two numbers or between them."""
    return Expression("between", (keyword, least, most), value)


def points_to(keyword: str, target: str, *, value: int | None = None) -> Expression:
    """The attribute has the tag of another attribute as a value."""
    return Expression("points_to", (keyword, target), value)


def names_private(keyword: str, *, value: int | None = None) -> Expression:
    """The attribute has the tag of a private attribute as a value."""
    return Expression("names_private", (keyword,), value)


def items_equal(sequence: str, count: int) -> Expression:
    """The sequence has so many items."""
    return Expression("items_equal", (sequence, count))


def items_at_least(sequence: str, count: int) -> Expression:
    """The sequence has so many items or more."""
    return Expression("items_at_least", (sequence, count))


def items_more_than(sequence: str, count: int) -> Expression:
    """The sequence has more items than this."""
    return Expression("items_more_than", (sequence, count))


def any_item(sequence: str, part: Expression) -> Expression:
    """The part holds in an item of the sequence."""
    return Expression("any_item", (sequence, part))


def first_item(*sequences: str) -> Expression:
    """The item, or one around it, is the first of the sequence; unknown outside of all of them."""
    return Expression("first_item", sequences)


def code_is(sequence: str, code: str, scheme: str) -> Expression:
    """An item of the sequence is this coded entry."""
    return Expression("code_is", (sequence, code, scheme))


def code_differs(sequence: str, *codes: str) -> Expression:
    """An item of the sequence is none of these coded entries, given as code and scheme in turn."""
    return Expression("code_differs", (sequence, *codes))


def sop_class_is(*uids: str) -> Expression:
    """The data set is an instance of one of these SOP classes."""
    return Expression("sop_class_is", uids)


def module_present(name: str) -> Expression:
    """The data set has the module, by its name in PS3.3 without the word Module."""
    return Expression("module_present", (name,))


def extended_characters() -> Expression:
    """Text here or deeper has characters outside of the default repertoire."""
    return Expression("extended_characters")


# --- three-valued logic


def _not(part: bool | None) -> bool | None:  # noqa: FBT001 - the value is what it is about
    return None if part is None else not part


def _all(parts: Iterable[bool | None]) -> bool | None:
    known = True
    for part in parts:
        if part is False:
            return False
        known = known and part is not None
    return True if known else None


def _any(parts: Iterable[bool | None]) -> bool | None:
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
    return [part.evaluate(scope) for part in expression.arguments]


def _evaluate_all(expression: Expression, scope: Scope) -> bool | None:
    return _all(part.evaluate(scope) for part in expression.arguments)


def _evaluate_any(expression: Expression, scope: Scope) -> bool | None:
    return _any(part.evaluate(scope) for part in expression.arguments)


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
    return _all((_present(expression, scope), _not(_has_value(expression, scope))))


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
    number = _number(found)
    return number is not None and number == wanted


def _number(found: object) -> float | None:
    try:
        return float(str(found).strip(" \0"))
    except ValueError:
        return None


def _compared(holds: Callable[[float, tuple[Any, ...]], bool]) -> Callable[[Expression, Scope], bool | None]:
    def evaluate(expression: Expression, scope: Scope) -> bool | None:
        values = _values(expression, scope)
        if values is None or isinstance(values, bool):
            return values
        numbers = [_number(found) for found in values]
        return _any(None if number is None else holds(number, expression.arguments[1:]) for number in numbers)

    return evaluate


def _points_to(expression: Expression, scope: Scope) -> bool | None:
    from pydicom.datadict import tag_for_keyword  # noqa: PLC0415 - loaded with the first pointer that is judged

    values = _values(expression, scope)
    if values is None or isinstance(values, bool):
        return values
    return any(_number(found) == tag_for_keyword(expression.arguments[1]) for found in values)


def _names_private(expression: Expression, scope: Scope) -> bool | None:
    values = _values(expression, scope)
    if values is None or isinstance(values, bool):
        return values
    return any((int(_number(found) or 0) >> 16) & 1 for found in values)


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
    return _any(part.evaluate(item) for item in _items(scope, sequence))


def _first_item(expression: Expression, scope: Scope) -> bool | None:
    here: Scope | None = scope
    while here is not None:
        if here.sequence in expression.arguments:
            return here.index == 0
        here = here.parent
    return None


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
    return _any(
        None if (code := _code_of(item)) is None else code not in unwanted for item in _items(scope, sequence)
    )


def _sop_class_is(expression: Expression, scope: Scope) -> bool | None:
    top = scope
    while (outer := top.parent) is not None:
        top = outer
    found = top.get("SOPClassUID")
    return None if not found else str(found[0]).strip(" \0") in expression.arguments


def _module_present(expression: Expression, scope: Scope) -> bool | None:
    top = scope
    while (outer := top.parent) is not None:
        top = outer
    return top.has_module(expression.arguments[0])


_EVALUATORS: Final[dict[str, Callable[[Expression, Scope], bool | None]]] = {
    "external": _unknown,
    "extended_characters": lambda _, scope: scope.has_extended_text(),
    "all_of": _evaluate_all,
    "any_of": _evaluate_any,
    "exactly_one_of": lambda expression, scope: _exactly_one(_parts(expression, scope)),
    "not_": lambda expression, scope: _not(expression.arguments[0].evaluate(scope)),
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
    "first_item": _first_item,
    "code_is": _code_is,
    "code_differs": _code_differs,
    "sop_class_is": _sop_class_is,
    "module_present": _module_present,
}
