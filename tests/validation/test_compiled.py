"""Conditions made ready for a place say what `evaluate` says there, whatever they were asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwright.runtime.conditions import expressions as c
from dicomwright.runtime.conditions.evaluation import evaluate
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, at_top, compiled, conditional
from dicomwright.runtime.validation.view import PER_FRAME, SHARED, View
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.validation.compiled import IsLocal

TEXTS: Final = ("Modality", "Laterality", "PatientSex")
SEQUENCE: Final = "PlanePositionSequence"
VALUES: Final = ("A", "B")
OVERLAY: Final = "OverlayType"  # of a repeating group


def tags(*keywords: str) -> frozenset[int]:
    return frozenset(tag for keyword in keywords if (tag := tag_of(keyword)) is not None)


class Items:
    """What is declared for all items: each has a place of its own for two of the attributes."""

    own = tags("Modality", "Laterality", SEQUENCE)

    def declares(self, tag: int) -> bool:
        return tag in self.own

    def of_items(self, _tag: int) -> Items:
        return self


def bytes_of(keyword: str, value: str) -> tuple[int, tuple[str, bytes]]:
    (tag,) = tags(keyword)
    return tag, ("IS" if keyword == "NumberOfFrames" else "CS", value.encode())


texts = st.dictionaries(st.sampled_from((*TEXTS, OVERLAY)), st.sampled_from((*VALUES, "A\\B", "", "\xe4")))
numbers = st.dictionaries(st.just("NumberOfFrames"), st.sampled_from(("1", "2", "")))
contents = st.builds(lambda one, other: {**one, **other}, texts, numbers)
levels = st.recursive(
    contents,
    lambda inner: st.builds(
        lambda content, items: {**content, SEQUENCE: items}, contents, st.lists(inner, max_size=2)
    ),
    max_leaves=3,
)
data_sets = st.builds(
    lambda content, frames, uids: {**content, **frames, **uids},
    levels,
    st.fixed_dictionaries(
        {},
        optional={
            "SharedFunctionalGroupsSequence": st.lists(levels, max_size=1),
            "PerFrameFunctionalGroupsSequence": st.lists(levels, max_size=2),
        },
    ),
    st.fixed_dictionaries({}, optional={"SOPClassUID": st.sampled_from(("1.2", "1.3"))}),
)

keywords = st.sampled_from((*TEXTS, OVERLAY))
atoms = st.one_of(
    st.builds(c.present, keywords),
    st.builds(c.has_value, keywords),
    st.builds(c.empty, keywords),
    st.builds(c.equals, keywords, st.sampled_from(VALUES)),
    st.builds(lambda keyword, value: c.equals(keyword, value, value=2), keywords, st.sampled_from(VALUES)),
    st.builds(c.differs, keywords, st.sampled_from(VALUES)),
    st.just(c.greater("NumberOfFrames", 1)),
    st.just(c.items_at_least(SEQUENCE, 1)),
    st.just(c.external("00000000")),
    st.just(c.sop_class_is("1.2")),
    st.just(c.transfer_syntax_is("1.2")),
    st.just(c.module_present("There")),
    st.just(c.inside("PerFrameFunctionalGroupsSequence")),
)
conditions = st.recursive(
    st.one_of(atoms, st.just(c.external("00000000")), st.builds(c.present, keywords)),
    lambda part: st.one_of(
        st.builds(c.all_of, part, part),
        st.builds(c.any_of, part, part),
        st.builds(c.exactly_one_of, part, part),
        st.builds(c.not_, part),
        st.builds(c.any_item, st.just(SEQUENCE), part),
        st.builds(c.in_functional_groups, part),
        st.builds(c.anywhere, part),
    ),
    max_leaves=4,
)


def tree(
    content: dict[str, Any], parent: DataSet | None = None, sequence: int = 0, index: int = 0
) -> DataSet:
    data = DataSet({}, parent, sequence, index)
    for keyword, value in content.items():
        if isinstance(value, list):
            (tag,) = tags(keyword)
            items = enumerate(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            data.elements[tag] = "SQ", [tree(item, data, tag, number) for number, item in items]
        else:
            tag, element = bytes_of(keyword, value)
            data.elements[tag] = element
    return data


def places(content: dict[str, Any], syntax: str) -> Iterator[View]:
    """Yield the view of a data set, and those of all its items."""
    top = View(tree(content), None, Items())
    top.whole.meta = DataSet({0x00020010: ("UI", syntax.encode())})
    top.whole.modules = {"There": "Modality" in content}
    pending = [top]
    while pending:
        view = pending.pop()
        yield view
        for tag in (*tags(SEQUENCE), SHARED, PER_FRAME):
            pending += view.items_of(tag)


def local(view: View) -> IsLocal:
    return at_top if view.parent is None else Items.own.__contains__


@given(conditions, st.lists(st.tuples(data_sets, st.sampled_from(("1.2", "1.3"))), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_what_is_made_ready_says_the_same(
    expression: Expression, given: list[tuple[dict[str, Any], str]]
) -> None:
    ready = {is_local: compiled(expression, is_local) for is_local in (at_top, Items.own.__contains__)}
    for content, syntax in given * 2:  # what was kept is said again
        for view in places(content, syntax):
            assert ready[local(view)](view) is evaluate(expression, view)


@given(conditions, st.lists(data_sets, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_demands_and_leaves(expression: Expression, given: list[dict[str, Any]]) -> None:
    rules = {is_local: conditional(expression, is_local) for is_local in (at_top, Items.own.__contains__)}
    known: dict[tuple[bool, tuple[int, ...]], bool | None] = {}
    for content in given:
        for view in places(content, "1.2"):
            rule, said = rules[local(view)], evaluate(expression, view)
            if rule is None:
                assert said is None
                continue
            assert (rule.demands.holds(view) is True) == (said is True)
            assert (rule.permits.holds(view) is False) == (said is False)
            if rule.demands.is_settled(view.data.elements) and not view.shared:
                shape = view.parent is None, tuple(view.data.elements)
                outcome = rule.demands.holds(view)
                assert known.setdefault(shape, outcome) is outcome


UNKNOWN: Final = c.external("00000000")


@pytest.mark.parametrize(
    "condition", [c.present("Modality"), c.not_(c.present("Modality")), c.empty("Modality")]
)
def test_what_a_frame_has_is_not_known_in_the_groups_of_all(condition: Expression) -> None:
    frames = [{SEQUENCE: [{"Modality": "A"}]}]
    content = {
        "SharedFunctionalGroupsSequence": [{SEQUENCE: [{}]}],
        "PerFrameFunctionalGroupsSequence": frames,
    }
    (shared,) = (view for view in places(content, "1.2") if view.shared and view.depth == 2)
    assert compiled(condition, local(shared))(shared) is None
    assert evaluate(condition, shared) is None


@pytest.mark.parametrize(
    ("condition", "demands", "permits"),
    [
        (UNKNOWN, False, False),
        (c.all_of(UNKNOWN, c.present("Modality")), False, True),
        (c.any_of(UNKNOWN, c.present("Modality")), True, False),
        (c.not_(c.all_of(UNKNOWN, c.present("Modality"))), True, False),
        (c.not_(c.any_of(UNKNOWN, c.present("Modality"))), False, True),
        (c.any_of(c.all_of(UNKNOWN, c.present("Modality")), c.present("PatientSex")), True, True),
    ],
)
def test_what_nobody_can_know_is_not_asked(condition: Expression, demands: bool, permits: bool) -> None:  # noqa: FBT001
    """Whether it may demand, or forbid, anything at all; a rule that cannot do either is none."""
    rule = conditional(condition, at_top)
    assert (rule is not None and rule.demands is not NEVER) == demands
    assert (rule is not None and rule.permits is not ALWAYS) == permits


@pytest.mark.parametrize(
    ("condition", "with_it", "without"),
    [
        (c.present("Modality"), True, True),
        (c.equals("Modality", "A"), False, True),
        (c.all_of(c.present("Modality"), c.external("00000000")), True, True),
        (c.any_of(c.present("PatientSex"), c.equals("Modality", "A")), False, True),
        (c.module_present("There"), True, True),  # of an IOD the modules follow from the attributes
    ],
)
def test_what_attributes_alone_settle(condition: Expression, with_it: bool, without: bool) -> None:  # noqa: FBT001
    rule = conditional(c.rule(condition, otherwise="may"), at_top)
    if rule is not None and rule.demands is not NEVER:
        assert rule.demands.is_settled(tree({"Modality": "A"}).elements) == with_it
        assert rule.demands.is_settled(tree({"Laterality": "A"}).elements) == without
    else:
        assert with_it
        assert without
