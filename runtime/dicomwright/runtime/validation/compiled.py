"""Conditions made ready for one place: what names an attribute of that place itself is looked up, not looked for.

`evaluation` says what conditions mean; here its answers are kept, where they depend on one element alone, or on which
elements there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conditions.evaluation import all_hold, any_holds, evaluate, leave_of, negated
from dicomwright.runtime.conditions.expressions import Expression, rule_of
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.tags import is_repeating, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from dicomwright.runtime.conditions.expressions import Requirement, Rule
    from dicomwright.runtime.trees.tree import Element

Outcome = bool | None
Compiled = Callable[[View], Outcome]
IsLocal = Callable[[int], bool]
"""Tells which tags have their place where a condition is judged."""

_ABOUT_ONE: Final = frozenset({
    "present", "has_value", "empty", "equals", "differs", "greater", "less", "at_least", "at_most", "between",
    "points_to", "names_private", "items_equal", "items_at_least", "items_more_than", "any_item",
    "code_is", "code_differs",
})  # fmt: skip
"""What is about the attribute that it names first, in the item or around it."""

_LOOKING_INTO: Final = {"below": (0,), "referenced_item": (0, 2)}
"""What looks into sequences, and which of its arguments it looks for, in the item or around it."""

_JOINING: Final = frozenset({"all_of", "any_of", "exactly_one_of", "not_", "external"})

_NOTHING: Final = View(DataSet({}), None, None)
"""An empty data set."""

_SOP_CLASS_UID: Final = 0x00080016
_OF_TOP: Final = {"sop_class_is": _SOP_CLASS_UID, "transfer_syntax_is": 0x00020010}
"""What is about a UID of the data set as a whole."""

_KEPT: Final = 64
"""How many answers are kept for a condition; they are about codes and small numbers, not about patients."""


def nowhere(_tag: int) -> bool:
    """Tell that no attribute has its place where a condition is judged."""
    return False


def at_top(tag: int) -> bool:
    """Tell whether an attribute has its place in the data set itself, and only once."""
    return not is_repeating(tag)


# --- tests


class Test:
    """Something that may hold in a place: a condition made ready for it.

    `tags` are those that it looks at, if `only` at nothing else, and `by_value` those of which it looks at more than
    whether they are there. `local`: they all have their place here, and nowhere else.
    """

    __slots__ = ("by_value", "holds", "local", "only", "tags")

    def __init__(
        self, holds: Compiled, tags: frozenset[int], by_value: frozenset[int], *, only: bool, local: bool
    ) -> None:
        """Keep how to find out, and what it takes."""
        self.holds = holds
        self.tags = tags
        self.by_value = by_value
        self.only = only
        self.local = local

    @property
    def is_of_shape(self) -> bool:
        """Whether the outcome follows from which attributes are here, whatever their values."""
        return self.local and not self.by_value

    def is_settled(self, elements: Mapping[int, Element]) -> bool:
        """Whether the outcome is the same in all data sets and items that have these attributes here."""
        return self.local and elements.keys().isdisjoint(self.by_value)

    def about_none_of(self, tags: AbstractSet[int]) -> bool:
        """Whether the outcome does not depend on these."""
        return self.only and self.tags.isdisjoint(tags)


def seen_from(view: View, *tests: Test) -> Sequence[View]:
    """Return where to judge: of the groups of all frames, once for each kind of frame that the tests tell apart."""
    if not view.shared:
        return (view,)
    tags, by_value = (
        _NONE.union(*parts) for parts in zip(*((t.tags, t.by_value) for t in tests), strict=True)
    )
    return view.in_frames(tags, by_value)


_NONE: Final = frozenset[int]()
ALWAYS: Final = Test(lambda _view: True, _NONE, _NONE, only=True, local=True)
NEVER: Final = Test(lambda _view: False, _NONE, _NONE, only=True, local=True)


def _test(expression: Expression, is_local: IsLocal) -> Test:
    """Make an expression ready.

    Where it looks beyond its place its outcome is known beforehand, if nothing that it names is around.
    """
    holds = compiled(expression, is_local)
    tags, by_value, parts = _named_tags(expression, is_local)
    only = not parts
    # which modules are there follows from the tags of the data set itself
    modules = is_local is at_top and all(part.name == "module_present" for part in parts)
    local = (only or modules) and all(map(is_local, tags))
    if only and not local:
        holds = _quick(holds, tags, absent=evaluate(expression, _NOTHING))
    return Test(holds, tags, by_value, only=only, local=local)


def _quick(judged: Compiled, tags: frozenset[int], *, absent: Outcome) -> Compiled:
    return lambda view: absent if view.lacks(tags) else judged(view)


def all_tests(tests: Sequence[Test]) -> Test:
    """Join tests that must all hold."""
    return tests[0] if len(tests) == 1 else _joined(all_hold, tests)


def any_test(tests: Sequence[Test]) -> Test:
    """Join tests of which one must hold."""
    return tests[0] if len(tests) == 1 else _joined(any_holds, tests)


def _joined(join: Callable[[Iterable[Outcome]], Outcome], tests: Sequence[Test]) -> Test:
    return Test(
        _join(join, [test.holds for test in tests]),
        _NONE.union(*(test.tags for test in tests)),
        _NONE.union(*(test.by_value for test in tests)),
        only=all(test.only for test in tests),
        local=all(test.local for test in tests),
    )


class Conditional:
    """A requirement made ready for one place, each side of it when it is asked for."""

    __slots__ = ("_demands", "_is_local", "_permits", "rule")

    def __init__(self, rule: Rule, is_local: IsLocal) -> None:
        """Keep the rule, and what it takes to make it ready."""
        self.rule = rule
        self._is_local = is_local
        self._demands: Test | None = None
        self._permits: Test | None = None

    @property
    def demands(self) -> Test:
        """Whether something shall be present; that it does not hold, and that nobody knows, are the same here."""
        if self._demands is None:
            required = self.rule.required
            never = required is None or not _may_be(required, outcome=True)
            self._demands = NEVER if required is None or never else _test(required, self._is_local)
        return self._demands

    @property
    def supposes(self) -> Test:
        """Whether something shall be present for all that anybody knows: False alone tells that it need not be."""
        required = self.rule.required
        return NEVER if required is None else _test(required, self._is_local)

    @property
    def permits(self) -> Test:
        """Whether something may be present; that it does hold, and that nobody knows, are the same here."""
        if self._permits is None:
            leave = leave_of(self.rule)
            always = leave is None or not _may_be(leave, outcome=False)
            self._permits = ALWAYS if leave is None or always else _test(leave, self._is_local)
        return self._permits


def conditional(requirement: Requirement | None, is_local: IsLocal = nowhere) -> Conditional | None:
    """Return a requirement to be judged; None where there is none, or nothing in a data set decides it."""
    rule = None if requirement is None else rule_of(requirement)
    if rule is None or (_is_external(rule.required) and _is_external(leave_of(rule))):
        return None
    return Conditional(rule, is_local)


# --- what an expression looks at


def _is_external(part: Expression | None) -> bool:
    """Whether nothing but the world outside decides."""
    while part is not None and part.name in {"any_of", "all_of", "not_"} and len(part.arguments) == 1:
        part = part.arguments[0]
    return part is not None and part.name == "external"


def _may_be(expression: Expression, *, outcome: bool) -> bool:
    """Tell whether an expression can have an outcome: what nobody knows is neither True nor False."""
    name, parts = expression.name, expression.arguments
    if name == "not_":
        return _may_be(parts[0], outcome=not outcome)
    if name in {"all_of", "any_of"}:
        every = outcome == (name == "all_of")
        return (all if every else any)(_may_be(part, outcome=outcome) for part in parts)
    return name != "external"


def _named_tags(
    expression: Expression, is_local: IsLocal
) -> tuple[frozenset[int], frozenset[int], list[Expression]]:
    """Return the tags that an expression names, those of them whose values it asks for, and what asks for more."""
    tags: set[int] = set()
    by_value: set[int] = set()
    pending = [expression]
    others: list[Expression] = []
    while pending:
        part = pending.pop()
        pending += [argument for argument in part.arguments if isinstance(argument, Expression)]
        tag = _tag_of(part, is_local)
        if tag is None and part.name not in _JOINING:
            others.append(part)
        found = [tag] if tag is not None else _looked_into(part)
        tags.update(found)
        if part.name != "present":
            by_value.update(found)
    return frozenset(tags), frozenset(by_value), others


def _looked_into(part: Expression) -> Iterable[int]:
    """Return the tags of what a part of an expression looks for and into, if it does."""
    names = [part.arguments[number] for number in _LOOKING_INTO.get(part.name, ())]
    return [tag for name in names if (tag := tag_of(name)) is not None]


def _tag_of(part: Expression, is_local: IsLocal) -> int | None:
    """Return the tag of the only attribute that a part of an expression is about, if there is one."""
    if part.name == "sop_class_is":
        return _SOP_CLASS_UID if is_local is at_top else None
    return tag_of(part.arguments[0]) if part.name in _ABOUT_ONE else None


# --- expressions as functions


def compiled(expression: Expression, is_local: IsLocal) -> Compiled:
    """Return the expression as a function of a view; `is_local` tells which tags have their place there."""
    make = _JOINS.get(expression.name)
    if make is not None:
        return make([compiled(part, is_local) for part in expression.arguments])
    if expression.name == "external":
        return _unknown
    if expression.name in _OF_TOP:
        return _about_top(expression, _OF_TOP[expression.name])
    if expression.name == "in_functional_groups":
        return _in_frames(expression)
    tag = _tag_of(expression, is_local)
    if tag is None:
        return lambda view: evaluate(expression, view)
    return _about(expression, tag) if is_local(tag) else _around(expression, tag)


def _unknown(_view: View) -> Outcome:
    return None


def _present(tag: int) -> Compiled:
    """Judge whether the place itself has an attribute; of one that frames may have, nothing is known."""

    def judged(view: View) -> Outcome:
        return tag in view.data.elements or (None if view.shared and view.may_differ(tag) else False)

    return judged


def _about(expression: Expression, tag: int) -> Compiled:
    """Judge an element of the place itself."""
    if expression.name == "present":
        return _present(tag)
    return _kept(expression, tag, lambda view: view.data.elements.get(tag))


def _around(expression: Expression, tag: int) -> Compiled:
    """Judge an element of the place itself, or around it."""
    return _kept(expression, tag, lambda view: view.element_around(tag))


def _about_top(expression: Expression, tag: int) -> Compiled:
    """Judge an element of the data set as a whole, or of its file meta information."""
    return _kept(expression, tag, lambda view: view.top().element(tag))


def _kept(expression: Expression, tag: int, element_of: Callable[[View], Element | None]) -> Compiled:
    """Keep what was answered for an element, and for none."""
    absent = evaluate(expression, _NOTHING)
    answers: dict[Element, Outcome] = {}

    def judged(view: View) -> Outcome:
        element = element_of(view)
        if element is None:
            return evaluate(expression, view) if view.shared and view.may_differ(tag) else absent
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


def _in_frames(expression: Expression) -> Compiled:
    """Look into frames where there are any; once for a data set, because each frame may ask."""
    key = id(expression)
    tags, _, others = _named_tags(expression.arguments[0], nowhere)
    absent = evaluate(expression.arguments[0], _NOTHING)

    def judged(view: View) -> Outcome:
        answers = view.whole.answers
        if key not in answers:
            found = view.whole.tags_in_frames(view.top().data)
            if not found:
                answers[key] = False
            else:
                answers[key] = absent if not others and tags.isdisjoint(found) else evaluate(expression, view)
        return answers[key]

    return judged


def _not(parts: list[Compiled]) -> Compiled:
    (part,) = parts
    return lambda view: negated(part(view))


def _all(parts: list[Compiled]) -> Compiled:
    return parts[0] if len(parts) == 1 else _join(all_hold, parts)


def _any(parts: list[Compiled]) -> Compiled:
    return parts[0] if len(parts) == 1 else _join(any_holds, parts)


def _join(join: Callable[[Iterable[Outcome]], Outcome], parts: list[Compiled]) -> Compiled:
    return lambda view: join(part(view) for part in parts)


_JOINS: Final[dict[str, Callable[[list[Compiled]], Compiled]]] = {
    "not_": _not,
    "all_of": _all,
    "any_of": _any,
}
