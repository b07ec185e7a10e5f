"""What texts say of an attribute, as a table: words -> the expression that they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.expressions import Call, all_of, not_

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.conditions.marking import Marked
    from dicomwright.generator.conditions.names import Named

Values = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clause speaks of: an attribute, or one value of it, or the number of its items."""

    attribute: Named
    value: int | None = None
    count: bool = False  # the number of its items is meant
    inside: tuple[str, ...] = ()  # sequences in whose items the attribute is, outermost first

    def wrapped(self, expression: Call) -> Call:
        """Put the expression where the attribute is."""
        for sequence in reversed(self.inside):
            expression = Call("any_item", (sequence, expression))
        return expression


_V: Final = r"(?:(?:[A-Z][\w -]* Storage )?\(\$\d+\)|\$\d+|zero\b|one\b|two\b)"
_EXPLAINED: Final = r"(?: \((?!i\.e\.)[^()@]*\))?"
_NOT_A_SUBJECT: Final = r"(?! (?:is|are|has|equals)\b)"
VALUES: Final = (
    rf"(?P<values>{_V}{_EXPLAINED}(?:(?:,? (?:or|and not|or not)|,) {_V}{_EXPLAINED}{_NOT_A_SUBJECT})*)"
)
CODES: Final = r"(?P<codes>%\d+(?:(?:,? or|,) (?:the value )?%\d+)*)"
_THE_VALUE: Final = r"(?:(?:a|the|an Item|Values?) )?(?:(?:[Vv]alues?|item) )?(?:of )?"


def _present(subject: Subject, _: Values) -> Call:
    if subject.value is not None:
        return Call("has_value", (subject.attribute.keyword,), subject.value)
    return Call("present", (subject.attribute.keyword,))


def _absent(subject: Subject, values: Values) -> Call:
    return not_(_present(subject, values))


def _has_value(subject: Subject, _: Values) -> Call:
    return Call("has_value", (subject.attribute.keyword,), subject.value)


def _empty(subject: Subject, _: Values) -> Call:
    return Call("empty", (subject.attribute.keyword,))


def _equals(subject: Subject, values: Values) -> Call:
    if subject.attribute.keyword == "SOPClassUID" and not subject.inside:
        return Call("sop_class_is", values)
    return Call("equals", (subject.attribute.keyword, *values), subject.value)


def _differs(subject: Subject, values: Values) -> Call:
    if subject.attribute.keyword == "SOPClassUID" and not subject.inside:
        return not_(Call("sop_class_is", values))
    return Call("differs", (subject.attribute.keyword, *values), subject.value)


def _non_zero(subject: Subject, _: Values) -> Call:
    return all_of(
        (
            _has_value(subject, ()),
            Call("differs", (subject.attribute.keyword, 0), subject.value),
        )
    )


def _private(subject: Subject, _: Values) -> Call:
    return Call("names_private", (subject.attribute.keyword,), subject.value)


def _compared(name: str) -> Callable[[Subject, Values], Call]:
    def build(subject: Subject, values: Values) -> Call:
        return Call(name, (subject.attribute.keyword, *values), subject.value)

    return build


def _counted(name: str) -> Callable[[Subject, Values], Call]:
    def build(subject: Subject, values: Values) -> Call:
        return Call(name, (subject.attribute.keyword, *values))

    return build


def _code_is(subject: Subject, values: Values) -> Call:
    return Call("code_is", (subject.attribute.keyword, *values))


def _code_differs(subject: Subject, values: Values) -> Call:
    return Call("code_differs", (subject.attribute.keyword, *values))


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words that may follow a subject, and what they mean; `on` limits it: "items" to sequences, "values" to others."""

    words: re.Pattern[str]
    build: Callable[[Subject, Values], Call]
    on: str = ""
    extra: Values = ()
    negative: bool = False


def _row(
    words: str,
    build: Callable[[Subject, Values], Call],
    on: str = "",
    *,
    extra: Values = (),
    negative: bool = False,
) -> Predicate:
    return Predicate(re.compile(rf"(?:{words})(?![\w-])"), build, on, extra, negative)


_IS: Final = r"(?:is|are)"
_HAS: Final = r"(?:has|have|contains?|includes?)"
_PRESENT: Final = r"(?:present|provided|sent|included)"
_NOT_PRESENT: Final = (
    r"(?:(?:is|are) not (?:present|provided|sent|included)|(?:is|are) absent|not present|absent)"
)
_IS_PRESENT_AND: Final = rf"(?:{_IS} {_PRESENT} and )?"

PREDICATES: Final = (
    # -- code sequences
    _row(rf"(?:is {_PRESENT} )?with an Item value other than {CODES}", _code_differs, "items"),
    _row(
        rf"(?:equals|is equal to|[Vv]alue is|is|{_HAS}(?: either)?(?: an? [Ii]tems?)?)(?: (?:with|of))?(?: an?| the)?"
        rf"(?: Coded Entry)?(?: [Vv]alues?)?(?: or| of)? {CODES}",
        _code_is,
        "items",
    ),
    # -- number of items
    _row(rf"{_IS} (?:greater|more) than {VALUES}", _counted("items_more_than"), "count"),
    _row(rf"{_IS} at least {VALUES}", _counted("items_at_least"), "count"),
    _row(rf"(?:{_IS}|equals) {VALUES}", _counted("items_equal"), "count"),
    _row(rf"{_HAS} (?:more than one Item|multiple Items)", _counted("items_at_least"), "items", extra=(2,)),
    _row(rf"{_HAS} (?:only )?(?:one|a single) Item", _counted("items_equal"), "items", extra=(1,)),
    _row(rf"(?:{_HAS}|with) (?:zero|no) Items", _counted("items_equal"), "items", extra=(0,)),
    _row(rf"{_HAS} (?:one or more|at least one) Items?", _counted("items_at_least"), "items", extra=(1,)),
    # -- empty and not empty
    _row(
        rf"{_IS} present and not empty|{_IS} (?:not empty|not zero length|non-zero length|non-null)",
        _has_value,
    ),
    _row(rf"{_IS} (?:empty|zero[ -]length)", _empty),
    # -- zero and not zero
    _row(
        rf"{_IS_PRESENT_AND}(?:{_HAS} a non-zero value|{_IS} non-zero|{_IS} not zero|{_IS} not equal to zero)",
        _non_zero,
        "values",
    ),
    # -- comparisons
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) (?:greater|more) than {VALUES}",
        _compared("greater"),
        "values",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) less than {VALUES}",
        _compared("less"),
        "values",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) (?:at least|greater than or equal to) {VALUES}",
        _compared("at_least"),
        "values",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) (?:at most|less than or equal to) {VALUES}",
        _compared("at_most"),
        "values",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue) between (?P<values>\$\d+ and \$\d+)(?: inclusive)?",
        _compared("between"),
        "values",
    ),
    # -- not equal
    _row(rf"{_IS} {_PRESENT} with a [Vv]alue other than {VALUES}", _differs, "values"),
    _row(
        rf"(?:{_IS} not|not) (?:(?:equal to|one of|any of|set to|either) )?{VALUES}|"
        rf"do(?:es)? not (?:equal|(?:have|contain) {_THE_VALUE.strip()}) ?{VALUES.replace('values', 'others')}|"
        rf"(?:{_IS}|equals?|{_HAS} a [Vv]alue) other than {VALUES.replace('values', 'more')}",
        _differs,
        "values",
    ),
    # -- equal
    _row(
        rf"(?:{_IS} {_PRESENT} "
        rf"(?:and (?:{_HAS} {_THE_VALUE}|{_IS} (?:either )?|equals? |the [Vv]alue is |its [Vv]alue is )|"
        rf"with (?:a |the )?[Vv]alue (?:of )?|has the Value )|"
        rf"{_IS}:? (?:equal to |set to |of Value |one of (?:the following: )?|either )?|equals? (?:either )?|= ?|"
        rf"{_HAS} (?:any of |one of |either )?{_THE_VALUE}|with (?:a |the )?[Vv]alue (?:of )?){VALUES}",
        _equals,
        "values",
    ),
    # -- present
    _row(
        rf"{_IS} {_PRESENT} and {_HAS} (?:a |any )?[Vv]alues?|{_IS} {_PRESENT} with (?:a |any )?[Vv]alues?|"
        rf"{_HAS} (?:a |any )?[Vv]alues?",
        _has_value,
    ),
    _row(rf"{_IS} the Data Element Tag of a Private Attribute", _private, "values"),
    _row(_NOT_PRESENT, _absent, negative=True),
    _row(rf"{_IS} {_PRESENT}|exists?|is provided", _present),
)

# What the subject of a list of attributes may be followed by when the words say no.
_WORDS: Final = {"zero": 0, "one": 1, "two": 2}
_VALUE_MARK: Final = re.compile(r"\$\d+|\bzero\b|\bone\b|\btwo\b")


def values_of(found: re.Match[str], marked: Marked) -> Values:
    """Values and codes that a predicate took, in order."""
    groups = found.groupdict()
    if codes := groups.get("codes"):
        return tuple(part for mark in re.findall(r"%(\d+)", codes) for part in _code(marked, int(mark)))
    text = next((groups[name] for name in ("values", "others", "more") if groups.get(name)), "")
    return tuple(
        dict.fromkeys(_value(marked, part) for part in _VALUE_MARK.findall(re.sub(r"\([^()$]*\)", "", text)))
    )


def _code(marked: Marked, number: int) -> tuple[str, str]:
    meant = marked.marks[number]
    if not isinstance(meant, tuple):
        raise TypeError(f"mark {number} is no code")
    return meant[0], meant[1]


def _value(marked: Marked, part: str) -> str | int | float:
    if part in _WORDS:
        return _WORDS[part]
    meant = marked.marks[int(part[1:])]
    if not isinstance(meant, (str, int, float)):
        raise TypeError(f"mark {part} is no value")
    return meant
