"""Conditions and constraints of a snapshot in words: those of the runtime, which reads the same expressions."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conditions import expressions, words
from dicomwright.runtime.templates import expressions as of_templates
from dicomwright.runtime.templates import words as words_of_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.facts import Condition
    from dicomwright.runtime.conditions.expressions import Expression, Requirement

    Words = Callable[[Requirement | None], str]

_EXPRESSION: Final = re.compile(r"((?:.*? )?(?:if|where) )?([a-z]+(?:_[a-z]+)*_?\(.*\))")


def condition_words(condition: Condition | None) -> str:
    """Say when an attribute, module, group or include is there; "" where nothing is said of it."""
    return _words(condition, words.requirement_in_words)


def row_condition_words(condition: Condition | None) -> str:
    """Say when a row of a template is there; "" where nothing is said of it."""
    return _words(condition, words_of_templates.requirement_in_words)


@cache
def constraint_words(expression: str) -> str:
    """Say what a value must be."""
    return words.in_words(_read(expression))


@cache
def row_constraint_words(expression: str) -> str:
    """Say what the value of a row of a template must be."""
    return words_of_templates.in_words(_read(expression))


def bare_words(condition: Condition) -> str:
    """Say a condition as what follows "where": "Modality is CT"."""
    if condition.outcome == "not_understood" or not condition.expression:
        return condition_words(condition)
    return constraint_words(condition.expression)


def in_words(text: str) -> str:
    """Say the expressions of a text of the comparison in words: ``allowed if equals("Modality", "CT")``."""
    return "; ".join(map(_part_in_words, text.split("; ")))


def _part_in_words(part: str) -> str:
    found = _EXPRESSION.fullmatch(part)
    if found is None:
        return part
    before, expression = found.groups()
    words = row_constraint_words if _of_template(_read(expression)) else constraint_words
    return f"{before or ''}{words(expression)}"


def _of_template(expression: Expression) -> bool:
    """Tell whether an expression is about rows of a template, be it in a part of it."""
    return hasattr(of_templates, expression.name) or any(
        isinstance(each, expressions.Expression) and _of_template(each) for each in expression.arguments
    )


@cache
def _words(condition: Condition | None, say: Words) -> str:
    if condition is None:
        return ""
    if condition.outcome == "not_understood":
        return say(expressions.Condition(condition.place or "its text"))
    required, allowed, forbidden = (
        _read(text) if text else None
        for text in (condition.expression, condition.allowed, condition.forbidden)
    )
    return say(
        expressions.Rule(required, otherwise=condition.otherwise, allowed=allowed, forbidden=forbidden)
    )


@cache
def _read(text: str) -> Expression:
    """Read an expression: calls of functions of the runtime, with literals and calls as arguments."""
    made: Expression = _made(ast.parse(text, mode="eval").body)
    return made


def _made(node: ast.expr) -> Any:  # noqa: ANN401 - an expression, or what is an argument of one
    if not isinstance(node, ast.Call):
        return ast.literal_eval(node)
    assert isinstance(node.func, ast.Name)  # noqa: S101 - the snapshot has no other calls
    function = getattr(of_templates, node.func.id, None) or getattr(expressions, node.func.id)
    named = {each.arg or "": _made(each.value) for each in node.keywords}
    return function(*map(_made, node.args), **named)
