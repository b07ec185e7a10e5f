"""Conditions of the standard as expressions over a data set: what generated code writes.

They are data; what the words mean over a data set stands in `evaluation`.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Otherwise = Literal["may", "shall_not", "silent"]


class Condition(NamedTuple):
    """A condition that is not understood: a name that says where it stands, and the attributes that it names."""

    name: str
    tags: tuple[int | str, ...] = ()


class Expression(NamedTuple):
    """A function of this module and its arguments."""

    name: str
    arguments: tuple[Any, ...] = ()
    value: int | None = None

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


Requirement = Condition | Expression | Rule


def rule_of(requirement: Requirement) -> Rule | None:
    """Return what a declaration states as a rule; None when the text was not understood."""
    if isinstance(requirement, Condition):
        return None
    return Rule(requirement) if isinstance(requirement, Expression) else requirement


# --- what generated code writes


def condition(name: str, *tags: int | str) -> Condition:
    """Declare a condition that is not understood; `name` says where it stands."""
    return Condition(name, tags)


def rule(
    required: Expression | None = None,
    *,
    otherwise: Otherwise = "silent",
    allowed: Expression | None = None,
    forbidden: Expression | None = None,
) -> Rule:
    """Demand something if `required`, and say what holds otherwise."""
    return Rule(required, otherwise, allowed, forbidden)


def external(name: str) -> Expression:
    """Stand for something that the data set cannot tell; `name` says what, in words that follow "if"."""
    return Expression("external", (name,))


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


def every_item(sequence: str, part: Expression) -> Expression:
    """The part holds in all items of the sequence."""
    return Expression("every_item", (sequence, part))


def below(sequence: str, part: Expression) -> Expression:
    """The part holds in an item of the sequence or deeper, by what stands there: with no look outward."""
    return Expression("below", (sequence, part))


def in_functional_groups(part: Expression) -> Expression:
    """The part holds in the functional groups of a frame or of all frames, with no look outward."""
    return Expression("in_functional_groups", (part,))


def anywhere(part: Expression) -> Expression:
    """The part holds in the data set or in an item at any depth, with no look outward."""
    return Expression("anywhere", (part,))


def inside(*sequences: str) -> Expression:
    """The item, or one around it, is of one of the sequences."""
    return Expression("inside", sequences)


def enclosing_item(sequence: str, part: Expression) -> Expression:
    """The part holds in the item of the sequence that is around this item; unknown outside of it."""
    return Expression("enclosing_item", (sequence, part))


def referenced_item(sequence: str, number: str, reference: str, part: Expression) -> Expression:
    """The part holds in the item whose number is that of the reference here; unknown when there is none."""
    return Expression("referenced_item", (sequence, number, reference, part))


def first_item(*sequences: str) -> Expression:
    """The item, or one around it, is the first of the sequence; unknown outside of all of them."""
    return Expression("first_item", sequences)


def last_item(*sequences: str) -> Expression:
    """The item, or one around it, is the last of the sequence; unknown outside of all of them."""
    return Expression("last_item", sequences)


def code_is(sequence: str, code: str, scheme: str) -> Expression:
    """An item of the sequence is this coded entry."""
    return Expression("code_is", (sequence, code, scheme))


def code_differs(sequence: str, *codes: str) -> Expression:
    """An item of the sequence is none of these coded entries, given as code and scheme in turn."""
    return Expression("code_differs", (sequence, *codes))


def sop_class_is(*uids: str) -> Expression:
    """The data set is an instance of one of these SOP classes."""
    return Expression("sop_class_is", uids)


def transfer_syntax_is(*uids: str) -> Expression:
    """The data set is encoded in one of these transfer syntaxes; unknown when its file says none."""
    return Expression("transfer_syntax_is", uids)


def module_present(name: str) -> Expression:
    """The data set has the module, by its name in PS3.3 without the word Module."""
    return Expression("module_present", (name,))


# --- what must hold between values: constraints


def implies(condition: Expression, part: Expression) -> Expression:
    """Where the condition holds, the part does."""
    return Expression("implies", (condition, part))


def each_value(part: Expression) -> Expression:
    """The part, about one attribute, holds of each of its values."""
    return Expression("each_value", (part,))


def compares(
    keyword: str, relation: str, other: str, plus: float = 0, *, value: int | None = None
) -> Expression:
    """Each value is ``==``, ``!=``, ``<``, ``<=``, ``>`` or ``>=`` the other attribute's value plus a number."""
    return Expression("compares", (keyword, relation, other, plus), value)


def multiple_of(keyword: str, number: int) -> Expression:
    """Each value of the attribute is a multiple of a number."""
    return Expression("multiple_of", (keyword, number))


def has_form(keyword: str, pattern: str, words: str) -> Expression:
    """Each value of the attribute matches a regular expression as a whole; `words` say the same to people."""
    return Expression("has_form", (keyword, pattern, words))


def has_size(keyword: str, count: int) -> Expression:
    """The attribute has so many values, or items."""
    return Expression("has_size", (keyword, count))


def same_size(keyword: str, other: str) -> Expression:
    """The attribute has as many values, or items, as the other."""
    return Expression("same_size", (keyword, other))


def size_is(keyword: str, other: str, factor: int = 1, plus: int = 0) -> Expression:
    """The attribute has as many values, or items, as the other's value, times a factor, plus a number."""
    return Expression("size_is", (keyword, other, factor, plus))


def distinct_values(keyword: str) -> Expression:
    """No two values of the attribute are the same."""
    return Expression("distinct_values", (keyword,))


def rising_values(keyword: str) -> Expression:
    """Each value of the attribute is greater than the one before it."""
    return Expression("rising_values", (keyword,))


def unit_vectors(keyword: str) -> Expression:
    """The six values of the attribute are two unit vectors at a right angle."""
    return Expression("unit_vectors", (keyword,))


def among(keyword: str, sequence: str, other: str) -> Expression:
    """Each value of the attribute is the other attribute's in some item of the sequence."""
    return Expression("among", (keyword, sequence, other))


def unique(keyword: str) -> Expression:
    """No two items of a sequence have the same value of the attribute."""
    return Expression("unique", (keyword,))


def numbered(keyword: str, first: int = 1) -> Expression:
    """The items of a sequence have numbers from the first on, one after the other."""
    return Expression("numbered", (keyword, first))


def rising(keyword: str) -> Expression:
    """Each item of a sequence has a greater value of the attribute than the one before it."""
    return Expression("rising", (keyword,))


def starts(keyword: str, value: str | float) -> Expression:
    """The first item of a sequence has the value."""
    return Expression("starts", (keyword, value))


def once(keyword: str, value: str | float) -> Expression:
    """One item of a sequence has the value at most."""
    return Expression("once", (keyword, value))


def totals(keyword: str, total: float | str) -> Expression:
    """The values of the attribute in the items of a sequence add up to a number, or to another attribute's value."""
    return Expression("totals", (keyword, total))


def extended_characters() -> Expression:
    """Text here or deeper has characters outside of the default repertoire."""
    return Expression("extended_characters")
