"""Conditions made ready for one place: what names an attribute of that place itself is looked up, not looked for.

`evaluation` says what conditions mean; here its answers are kept, where they depend on one element alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conditions.evaluation import evaluate
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.view import FRAMES, View
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.trees.tree import Element

Outcome = bool | None
Compiled = Callable[[View], Outcome]

ABOUT_ONE: Final = frozenset({
    "present", "has_value", "empty", "equals", "differs", "greater", "less", "at_least", "at_most", "between",
    "points_to", "names_private", "items_equal", "items_at_least", "items_more_than", "any_item",
    "code_is", "code_differs",
})  # fmt: skip
"""What is about the attribute that it names first, in the item or around it."""

JOINING: Final = frozenset({"all_of", "any_of", "exactly_one_of", "not_", "external"})

NOTHING: Final = View(DataSet({}), None, None)
"""An empty data set."""

_SOP_CLASS_UID: Final = 0x00080016

_KEPT: Final = 64
"""How many answers are kept for a condition; they are about codes and small numbers, not about patients."""


def compiled(expression: Expression, is_local: Callable[[int], bool]) -> Compiled:
    """Return the expression as a function of a view; `is_local` tells which tags have their place there."""
    make = _JOINS.get(expression.name)
    if make is not None:
        return make([compiled(part, is_local) for part in expression.arguments])
    if expression.name == "external":
        return _unknown
    if expression.name == "sop_class_is":
        return _about_top(expression, _SOP_CLASS_UID)
    if expression.name == "in_functional_groups":
        return _in_frames(expression)
    tag = tag_of(expression.arguments[0]) if expression.name in ABOUT_ONE else None
    if tag is None or not is_local(tag):
        return lambda view: evaluate(expression, view)
    return _present(expression, tag) if expression.name == "present" else _about(expression, tag)


def is_of_shape(expression: Expression | None, is_local: Callable[[int], bool]) -> bool:
    """Tell whether an outcome follows from which attributes are there, whatever their values."""
    if expression is None or expression.name == "external":
        return True
    if expression.name in JOINING:
        return all(is_of_shape(part, is_local) for part in expression.arguments)
    tag = tag_of(expression.arguments[0]) if expression.name == "present" else None
    return tag is not None and is_local(tag)


def _unknown(_view: View) -> Outcome:
    return None


def _present(expression: Expression, tag: int) -> Compiled:
    def judged(view: View) -> Outcome:
        if tag in view.data.elements:
            return True
        return evaluate(expression, view) if view.shared else False

    return judged


def _about(expression: Expression, tag: int) -> Compiled:
    """Keep what was answered for an element; where it is absent the answer is always the same."""
    absent = evaluate(expression, NOTHING)
    answers: dict[Element, Outcome] = {}

    def judged(view: View) -> Outcome:
        element = view.data.elements.get(tag)
        if element is None:
            return evaluate(expression, view) if view.shared else absent
        if type(element[1]) is not bytes:
            return evaluate(expression, view)
        try:
            return answers[element]
        except KeyError:
            answer = evaluate(expression, view)
            if len(answers) < _KEPT and element[1].isascii():
                answers[element] = answer
            return answer

    return judged


def _about_top(expression: Expression, tag: int) -> Compiled:
    judged = _about(expression, tag)
    return lambda view: judged(view.top())


def _in_frames(expression: Expression) -> Compiled:
    """Look into frames where there are any; once for a data set, because each frame may ask."""
    key = id(expression)

    def judged(view: View) -> Outcome:
        answers = view.answers
        if key not in answers:
            without = view.top().data.elements.keys().isdisjoint(FRAMES)
            answers[key] = False if without else evaluate(expression, view)
        return answers[key]

    return judged


def _not(parts: list[Compiled]) -> Compiled:
    (part,) = parts

    def judged(view: View) -> Outcome:
        outcome = part(view)
        return None if outcome is None else not outcome

    return judged


def all_parts(parts: list[Compiled]) -> Compiled:
    """Judge whether all hold."""
    if len(parts) == 1:
        return parts[0]

    def judged(view: View) -> Outcome:
        known = True
        for part in parts:
            outcome = part(view)
            if outcome is False:
                return False
            known = known and outcome is not None
        return True if known else None

    return judged


def any_part(parts: list[Compiled]) -> Compiled:
    """Judge whether any holds."""
    if len(parts) == 1:
        return parts[0]

    def judged(view: View) -> Outcome:
        known = True
        for part in parts:
            outcome = part(view)
            if outcome:
                return True
            known = known and outcome is not None
        return False if known else None

    return judged


_JOINS: Final[dict[str, Callable[[list[Compiled]], Compiled]]] = {
    "not_": _not,
    "all_of": all_parts,
    "any_of": any_part,
}
