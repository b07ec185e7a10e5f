"""Conditions in words: what an expression demands of the data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conditions.expressions import Condition, Expression, Rule
from dicomwright.runtime.vocabulary.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.conditions.expressions import Requirement


def requirement_in_words(
    requirement: Requirement | None, say: Callable[[Expression], str] | None = None
) -> str:
    """Return when something is required, and when it may be there; empty where it has no condition.

    `say` words the expressions where they are not over a data set.
    """
    say = say or in_words
    if requirement is None:
        return ""
    if isinstance(requirement, Condition):
        return f"has a condition that is not understood ({requirement.name})"
    rule = Rule(requirement) if isinstance(requirement, Expression) else requirement
    parts = [f"required if {say(rule.required)}"] if rule.required else []
    if rule.allowed:
        parts.append(f"allowed if {say(rule.allowed)}")
    if rule.forbidden:
        parts.append(f"forbidden if {say(rule.forbidden)}")
    if rule.otherwise == "may":
        parts.append("optional otherwise")
    elif rule.otherwise == "shall_not":
        parts.append("forbidden otherwise")
    return "; ".join(parts)


def in_words(expression: Expression) -> str:
    """Return an expression in words, ``PhotometricInterpretation is PALETTE COLOR``."""
    return _WORDS[expression.name](expression)


def _joined(word: str) -> Callable[[Expression], str]:
    return lambda expression: f" {word} ".join(map(_part, expression.arguments))


def _part(expression: Expression) -> str:
    """Return a part of a longer expression, in brackets where it has several parts itself."""
    words = in_words(expression)
    return f"({words})" if expression.name in {"all_of", "any_of", "exactly_one_of"} else words


def _subject(expression: Expression) -> str:
    keyword = str(expression.arguments[0])
    return keyword if expression.value is None else f"value {expression.value} of {keyword}"


def _values(values: tuple[Any, ...], last: str) -> str:
    shown = [str(value) for value in values]
    return f" {last} ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _about(words: str) -> Callable[[Expression], str]:
    """Make what says one thing of an attribute, with its other argument in place of {}."""
    return lambda expression: f"{_subject(expression)} {words.format(*expression.arguments[1:])}"


def _is_one_of(expression: Expression) -> str:
    return f"{_subject(expression)} is {_values(expression.arguments[1:], 'or')}"


def _is_none_of(expression: Expression) -> str:
    values = [str(value) for value in expression.arguments[1:]]
    return f"{_subject(expression)} is {'none of' if len(values) > 1 else 'not'} {', '.join(values)}"


def _not(expression: Expression) -> str:
    (part,) = expression.arguments
    return _NEGATED[part.name](part) if part.name in _NEGATED else f"it is not so that {_part(part)}"


def _codes(expression: Expression) -> str:
    codes = expression.arguments[1:]
    return ", ".join(f"({value}, {scheme})" for value, scheme in zip(codes[::2], codes[1::2], strict=True))


def _has_value(expression: Expression) -> str:
    if expression.value is None:
        return f"{expression.arguments[0]} has a value"
    return f"{expression.arguments[0]} has {expression.value} values or more"


_RELATIONS: Final[dict[str, str]] = {
    "==": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is greater than", ">=": "is at least",
}  # fmt: skip


def _sum(other: str, plus: float) -> str:
    sign = "-" if plus < 0 else "+"
    return f"{other} {sign} {abs(plus)}" if plus else other


def _product(other: str, factor: int, plus: int) -> str:
    return _sum(other if factor == 1 else f"{factor} x {other}", plus)


_WORDS: Final[dict[str, Callable[[Expression], str]]] = {
    "external": lambda e: str(e.arguments[0]),
    "all_of": _joined("and"),
    "any_of": _joined("or"),
    "exactly_one_of": lambda e: f"exactly one of these holds: {_joined('or')(e)}",
    "not_": _not,
    "present": _about("is present"),
    "has_value": _has_value,
    "empty": _about("is empty"),
    "equals": _is_one_of,
    "differs": _is_none_of,
    "greater": _about("is greater than {}"),
    "less": _about("is less than {}"),
    "at_least": _about("is at least {}"),
    "at_most": _about("is at most {}"),
    "between": _about("is from {} to {}"),
    "points_to": _about("names {}"),
    "names_private": _about("names a private attribute"),
    "items_equal": _about("has {} items"),
    "items_at_least": _about("has at least {} items"),
    "items_more_than": _about("has more than {} items"),
    "any_item": lambda e: f"in any item of {e.arguments[0]} {_part(e.arguments[1])}",
    "every_item": lambda e: f"in every item of {e.arguments[0]} {_part(e.arguments[1])}",
    "below": lambda e: f"in {e.arguments[0]} or deeper {_part(e.arguments[1])}",
    "anywhere": lambda e: f"anywhere in the data set {_part(e.arguments[0])}",
    "in_functional_groups": lambda e: f"in the functional groups of a frame {_part(e.arguments[0])}",
    "inside": lambda e: f"the item is in {_values(e.arguments, 'or')}",
    "enclosing_item": lambda e: f"in the item of {e.arguments[0]} around it {_part(e.arguments[1])}",
    "referenced_item": lambda e: (
        f"in the item of {e.arguments[0]} that {e.arguments[2]} names {_part(e.arguments[3])}"
    ),
    "first_item": lambda e: f"the item is the first of {_values(e.arguments, 'or')}",
    "last_item": lambda e: f"the item is the last of {_values(e.arguments, 'or')}",
    "code_is": lambda e: f"{e.arguments[0]} has the code {_codes(e)}",
    "code_differs": lambda e: f"{e.arguments[0]} has none of the codes {_codes(e)}",
    "sop_class_is": lambda e: f"the SOP class is {_values(tuple(map(uid_name, e.arguments)), 'or')}",
    "transfer_syntax_is": lambda e: (
        f"the transfer syntax is {_values(tuple(map(uid_name, e.arguments)), 'or')}"
    ),
    "module_present": lambda e: f"the {e.arguments[0]} Module is present",
    "extended_characters": lambda _: "text has characters outside of the default repertoire",
    "implies": lambda e: f"{_part(e.arguments[1])} if {_part(e.arguments[0])}",
    "each_value": lambda e: f"each value of {_part(e.arguments[0])}",
    "compares": lambda e: f"{_subject(e)} {_RELATIONS[e.arguments[1]]} {_sum(*e.arguments[2:])}",
    "multiple_of": _about("is a multiple of {}"),
    "has_form": _about("has the form {1}"),
    "has_size": _about("has {} values"),
    "same_size": _about("is as long as {}"),
    "size_is": lambda e: f"the length of {e.arguments[0]} is {_product(*e.arguments[1:])}",
    "distinct_values": _about("has no value twice"),
    "rising_values": _about("has rising values"),
    "unit_vectors": _about("is two unit vectors at a right angle"),
    "among": _about("is {1} of an item of {0}"),
    "unique": _about("is different in all items"),
    "numbered": _about("is {} in the first item, and one more in each that follows"),
    "rising": _about("rises from item to item"),
    "starts": _about("is {} in the first item"),
    "once": _about("is {} in one item at most"),
    "totals": _about("of all items adds up to {}"),
}
_NEGATED: Final[dict[str, Callable[[Expression], str]]] = {
    "present": _about("is absent"),
    "has_value": lambda e: _has_value(e).replace(" has ", " does not have ", 1),
    "equals": _is_none_of,
    "module_present": lambda e: f"the {e.arguments[0]} Module is absent",
}
