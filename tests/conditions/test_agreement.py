"""A compiled text and an evaluation of our own agree: random conditions in words, over random data sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conditions.scopes import Data
from conditions.texts import compiled
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwright.runtime import conditions

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
    assert expression.evaluate(Data(dict(content))) is said.truth(content)
