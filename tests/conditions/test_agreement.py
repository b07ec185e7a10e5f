"""Texts and expressions agree with evaluations of our own: random conditions, over random data sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conditions.scopes import Data
from conditions.texts import compiled
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwright.runtime.conditions import expressions as conditions
from dicomwright.runtime.conditions.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

Truth = bool | None
Content = dict[str, list[str]]
KEYWORDS = ("Modality", "PatientSex", "Laterality", "ValueType", "TableMotion")
VALUES = ("AA", "BB", "CC DD")


@dataclass(frozen=True)
class Said:
    """Words, and what they say of a data set: written without the runtime."""

    words: str
    truth: Callable[[Content], Truth]


def _known(content: Content, keyword: str, absent: Truth, said: Callable[[list[str]], bool]) -> Truth:
    if keyword not in content:
        return absent
    return said(content[keyword]) if content[keyword] else None


def _is(keyword: str, *values: str) -> Said:
    words = f"{{{keyword}}} is {' or '.join(values)}"
    return Said(words, lambda content: _known(content, keyword, False, lambda found: found[0] in values))


def _is_not(keyword: str, *values: str) -> Said:
    words = f"{{{keyword}}} is other than {' or '.join(values)}"
    return Said(words, lambda content: _known(content, keyword, None, lambda found: found[0] not in values))


def _present(keyword: str) -> Said:
    return Said(f"{{{keyword}}} is present", lambda content: keyword in content)


def _absent(keyword: str) -> Said:
    return Said(f"{{{keyword}}} is not present", lambda content: keyword not in content)


def _has_value(keyword: str) -> Said:
    return Said(f"{{{keyword}}} has a Value", lambda content: bool(content.get(keyword)))


def _neither(first: str, second: str) -> Said:
    words = f"neither {{{first}}} nor {{{second}}} is present"
    return Said(words, lambda content: first not in content and second not in content)


keywords = st.sampled_from(KEYWORDS)
values = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True)
clauses = st.one_of(
    st.builds(lambda keyword, some: _is(keyword, *some), keywords, values),
    st.builds(lambda keyword, some: _is_not(keyword, *some), keywords, values),
    st.builds(_present, keywords),
    st.builds(_absent, keywords),
    st.builds(_has_value, keywords),
    st.builds(_neither, keywords, keywords),
    st.just(Said("the dye was blue", lambda _: None)),
)


def _and(left: Truth, right: Truth) -> Truth:
    return min((left, right), key=lambda truth: {False: 0, None: 1, True: 2}[truth])


def _or(left: Truth, right: Truth) -> Truth:
    return max((left, right), key=lambda truth: {False: 0, None: 1, True: 2}[truth])


@st.composite
def sentences(draw: st.DrawFn) -> Said:
    """Clauses joined by "and" into groups, which are joined by ", or"."""
    groups = draw(st.lists(st.lists(clauses, min_size=1, max_size=3), min_size=1, max_size=3))
    words = ", or ".join(" and ".join(said.words for said in group) for group in groups)

    def truth(content: Content) -> Truth:
        found: Truth = False
        for group in groups:
            whole: Truth = True
            for said in group:
                whole = _and(whole, said.truth(content))
            found = _or(found, whole)
        return found

    return Said(words, truth)


contents = st.dictionaries(keywords, st.lists(st.sampled_from(VALUES), max_size=1))


@given(sentences(), contents)
@settings(max_examples=400, deadline=None)
def test_agreement(said: Said, content: Content) -> None:
    rule = compiled(f"Required if {said.words}.")
    if rule is None:  # words side by side that only their writer can part: refused, and never half-read
        assert said.words.count("dye") > 1
        return
    expression: Any = eval(str(rule.required), vars(conditions))  # noqa: S307 - made here
    assert evaluate(expression, Data(dict(content))) is said.truth(content)


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


@given(sentences(), st.lists(clauses, min_size=1, max_size=3), st.sampled_from(["or", "and"]), contents)
@settings(max_examples=400, deadline=None)
def test_agreement_with_exceptions(said: Said, excepted: list[Said], word: str, content: Content) -> None:
    exception = f" {word} ".join(clause.words for clause in excepted)
    rule = compiled(f"Required if {said.words}, unless {exception}.")
    if rule is None:  # as above, and where "and" and "or" are both in an exception
        assert "dye" in said.words + exception or "neither" in exception
        return
    truth = excepted[0].truth(content)
    for clause in excepted[1:]:
        truth = (_or if word == "or" else _and)(truth, clause.truth(content))
    expression: Any = eval(str(rule.required), vars(conditions))  # noqa: S307 - made here
    assert evaluate(expression, Data(dict(content))) is _and(said.truth(content), _not(truth))


# --- expressions that look into items and around them


@dataclass(frozen=True)
class Place:
    """An item, or the data set: its content, and how it hangs in what is around it."""

    content: dict[str, Any]
    around: Place | None = None
    sequence: str = ""
    index: int = 0

    def way_out(self) -> list[Place]:
        return [self, *(self.around.way_out() if self.around else [])]

    def items(self, sequence: str) -> list[Place]:
        found = self.content.get(sequence, [])
        return [Place(item, self, sequence, index) for index, item in enumerate(found)]

    def depths(self) -> list[Place]:
        nested = [
            item
            for sequence in self.content
            if sequence.endswith("Sequence")
            for item in self.items(sequence)
        ]
        return [self, *(place for item in nested for place in item.depths())]

    def alone(self) -> Place:
        return Place(self.content, None, self.sequence, self.index)


@dataclass(frozen=True)
class Meant:
    """An expression, and what it says of a place: written without the runtime."""

    expression: Any
    truth: Callable[[Place], Truth]


SEQUENCES = ("BeamSequence", "ControlPointSequence", "WedgeSequence")
FRAMES = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")


def _holder(place: Place, keyword: str) -> Place | None:
    return next((here for here in place.way_out() if keyword in here.content), None)


def _some(found: list[Truth]) -> Truth:
    return True if True in found else None if None in found else False


def _has(keyword: str) -> Meant:
    return Meant(conditions.present(keyword), lambda place: _holder(place, keyword) is not None)


def _equal(keyword: str, value: str) -> Meant:
    def truth(place: Place) -> Truth:
        holder = _holder(place, keyword)
        return _known(holder.content if holder else {}, keyword, False, lambda found: value in found)

    return Meant(conditions.equals(keyword, value), truth)


def _in_an_item(sequence: str, part: Meant) -> Meant:
    def truth(place: Place) -> Truth:
        holder = _holder(place, sequence)
        return _some([part.truth(item) for item in holder.items(sequence)] if holder else [])

    return Meant(conditions.any_item(sequence, part.expression), truth)


def _below(sequence: str, part: Meant) -> Meant:
    def truth(place: Place) -> Truth:
        holder = _holder(place, sequence)
        items = holder.items(sequence) if holder else []
        return _some([part.truth(deep.alone()) for item in items for deep in item.depths()])

    return Meant(conditions.below(sequence, part.expression), truth)


def _anywhere(part: Meant) -> Meant:
    return Meant(
        conditions.anywhere(part.expression),
        lambda place: _some([part.truth(deep.alone()) for deep in place.way_out()[-1].depths()]),
    )


def _in_groups(keyword: str, value: str) -> Meant:
    part = _equal(keyword, value)

    def truth(place: Place) -> Truth:
        top = place.way_out()[-1]
        items = [item for sequence in FRAMES for item in top.items(sequence)]
        return _some([part.truth(deep.alone()) for item in items for deep in item.depths()])

    return Meant(conditions.in_functional_groups(part.expression), truth)


def _enclosing(sequence: str, part: Meant) -> Meant:
    def truth(place: Place) -> Truth:
        here = next((here for here in place.way_out() if here.sequence == sequence), None)
        return part.truth(here) if here else None

    return Meant(conditions.enclosing_item(sequence, part.expression), truth)


def _end(sequence: str, *, last: bool) -> Meant:
    def truth(place: Place) -> Truth:
        here = next((here for here in place.way_out() if here.sequence == sequence), None)
        if here is None or here.around is None:
            return None
        return here.index == (len(here.around.content[sequence]) - 1 if last else 0)

    return Meant((conditions.last_item if last else conditions.first_item)(sequence), truth)


def _inside(sequence: str) -> Meant:
    return Meant(
        conditions.inside(sequence), lambda place: sequence in [here.sequence for here in place.way_out()]
    )


def _referenced(part: Meant) -> Meant:
    def truth(place: Place) -> Truth:
        reference, holder = _holder(place, "ReferencedWedgeNumber"), _holder(place, "WedgeSequence")
        wanted = reference.content["ReferencedWedgeNumber"] if reference else []
        items = holder.items("WedgeSequence") if holder else []
        meant = [item for item in items if wanted and item.content.get("WedgeNumber") == wanted]
        return _some([part.truth(item) for item in meant]) if meant else None

    names = ("WedgeSequence", "WedgeNumber", "ReferencedWedgeNumber")
    return Meant(conditions.referenced_item(*names, part.expression), truth)


def _uid(name: str, keyword: str, uid: str) -> Meant:
    return Meant(
        getattr(conditions, name)(uid),
        lambda place: _known(place.way_out()[-1].content, keyword, None, lambda found: found[0] == uid),
    )


def _both(left: Meant, right: Meant) -> Meant:
    expression = conditions.all_of(left.expression, right.expression)
    return Meant(expression, lambda place: _and(left.truth(place), right.truth(place)))


def _one(left: Meant, right: Meant) -> Meant:
    expression = conditions.any_of(left.expression, right.expression)
    return Meant(expression, lambda place: _or(left.truth(place), right.truth(place)))


def _no(part: Meant) -> Meant:
    return Meant(
        conditions.not_(part.expression),
        lambda place: None if (truth := part.truth(place)) is None else not truth,
    )


simple = st.sampled_from(("Modality", "Laterality", "ReferencedWedgeNumber"))
value = st.sampled_from(VALUES)
sequence = st.sampled_from(SEQUENCES)
leaves = st.one_of(
    st.builds(_has, simple),
    st.builds(_equal, simple, value),
    st.builds(_in_groups, simple, value),
    st.builds(lambda name, last: _end(name, last=last), sequence, st.booleans()),
    st.builds(_inside, sequence),
    st.builds(_uid, st.just("sop_class_is"), st.just("SOPClassUID"), value),
    st.builds(_uid, st.just("transfer_syntax_is"), st.just("TransferSyntaxUID"), value),
)
local = st.one_of(st.builds(_has, simple), st.builds(_equal, simple, value))  # of a place alone
meanings = st.recursive(
    st.one_of(leaves, st.builds(_below, sequence, local), st.builds(_anywhere, local)),
    lambda part: st.one_of(
        st.builds(_both, part, part),
        st.builds(_one, part, part),
        st.builds(_no, part),
        st.builds(_in_an_item, sequence, part),
        st.builds(_enclosing, sequence, part),
        st.builds(_referenced, part),
    ),
    max_leaves=5,
)

plain = st.dictionaries(simple, st.lists(value, max_size=1))
frames = st.fixed_dictionaries({}, optional={"PlanePositionSequence": st.lists(plain, max_size=1)})
wedges = st.lists(
    st.builds(lambda content, number: {**content, "WedgeNumber": [number]}, plain, value), max_size=3
)
control_points = st.builds(
    lambda content, points: {**content, "ControlPointSequence": points}, plain, st.lists(plain, max_size=3)
)


@st.composite
def data_sets(draw: st.DrawFn) -> dict[str, Any]:
    """Two levels of items, items that are found by number, frames, and UIDs."""
    found: dict[str, Any] = draw(plain)
    found["BeamSequence"] = draw(st.lists(control_points, min_size=1, max_size=2))
    found |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "WedgeSequence": wedges,
                "SharedFunctionalGroupsSequence": st.lists(frames, max_size=1),
                "PerFrameFunctionalGroupsSequence": st.lists(frames, max_size=2),
                "SOPClassUID": st.lists(value, max_size=1),
                "TransferSyntaxUID": st.lists(value, max_size=1),
            },
        )
    )
    return found


@given(meanings, data_sets())
@settings(max_examples=400, deadline=None)
def test_expressions_agree(meant: Meant, content: dict[str, Any]) -> None:
    data, place = Data(content), Place(content)
    assert evaluate(meant.expression, data) is meant.truth(place)
    for beam, inner in zip(data.items("BeamSequence"), place.items("BeamSequence"), strict=True):
        assert evaluate(meant.expression, beam) is meant.truth(inner)
        points = zip(beam.items("ControlPointSequence"), inner.items("ControlPointSequence"), strict=True)
        for point, deepest in points:
            assert evaluate(meant.expression, point) is meant.truth(deepest)
