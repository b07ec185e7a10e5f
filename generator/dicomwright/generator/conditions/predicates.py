"""What texts say of an attribute, as a table: words -> the expression that they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.expressions import Call, all_of, any_of, not_

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
    pair: str = ""  # the attribute that is there with it, or not, of "the pair of A and B"
    inside: tuple[str, ...] = ()  # sequences in whose items the attribute is, outermost first

    def wrapped(self, expression: Call) -> Call:
        """Put the expression where the attribute is."""
        for sequence in reversed(self.inside):
            expression = Call("any_item", (sequence, expression))
        return expression


# The name of a SOP class before its UID; a word of it in capitals is marked as a value.
_CLASS_WORD: Final = r"(?:\$\d+|[A-Z][\w/-]*|for|of|-)"
_CLASS_NAME: Final = rf"(?:{_CLASS_WORD} )+Storage (?=\(\$)"
_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER: Final = rf"(?:{'|'.join(_NUMBERS)})"
_V: Final = rf"(?:(?:[A-Z][\w -]* Storage |{_CLASS_NAME})?\(\$\d+\)|\$\d+|{_NUMBER}\b)"
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
    keywords = filter(None, (subject.attribute.keyword, subject.pair))
    return all_of(Call("present", (keyword,)) for keyword in keywords)


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


def _anywhere(subject: Subject, _: Values) -> Call:
    return Call("anywhere", (_present(subject, ()),))


def _no_value(subject: Subject, _: Values) -> Call:
    return not_(_has_value(subject, ()))


def _code_is_not(subject: Subject, values: Values) -> Call:
    return not_(_code_is(subject, values))


def _compared(name: str) -> Callable[[Subject, Values], Call]:
    def build(subject: Subject, values: Values) -> Call:
        return Call(name, (subject.attribute.keyword, *values), subject.value)

    return build


def _counted(name: str) -> Callable[[Subject, Values], Call]:
    def build(subject: Subject, values: Values) -> Call:
        return Call(name, (subject.attribute.keyword, *values))

    return build


def _code_is(subject: Subject, values: Values) -> Call:
    pairs = zip(values[::2], values[1::2], strict=True)
    return any_of(Call("code_is", (subject.attribute.keyword, *pair)) for pair in pairs)


def _code_differs(subject: Subject, values: Values) -> Call:
    return Call("code_differs", (subject.attribute.keyword, *values))


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words that may follow a subject, and what they mean.

    `on` limits it: "items" to sequences, "values" to others, "numbers" to those of numbers.
    What is said of "presence" may be said of a pair of attributes, too.
    """

    words: re.Pattern[str]
    build: Callable[[Subject, Values], Call]
    on: str = ""
    extra: Values = ()


def _row(
    words: str,
    build: Callable[[Subject, Values], Call],
    on: str = "",
    *,
    extra: Values = (),
) -> Predicate:
    return Predicate(re.compile(rf"(?:{words})(?![\w-])"), build, on, extra)


_IS: Final = r"(?:is|are)"
_HAS: Final = r"(?:has|have|contains?|includes?)"
_PRESENT: Final = r"(?:present|provided|sent|included)"
_NOT_PRESENT: Final = (
    r"(?:(?:is|are) not (?:present|provided|sent|included)|(?:is|are) absent|not present|absent)"
)
_IS_PRESENT_AND: Final = rf"(?:{_IS} {_PRESENT} and )?"

_ONE: Final = rf"(?P<values>\$\d+|{_NUMBER})"
_NEITHER: Final = rf"(?P<values>{_V}{_EXPLAINED}(?:(?:,? nor|,) {_V}{_EXPLAINED})*,? nor {_V}{_EXPLAINED})"
_MEASURES: Final = rf"(?:{_IS}|{_HAS} a [Vv]alue(?: of)?)"
_MORE: Final = r"(?:greater|more|larger|higher)"
_LESS: Final = r"(?:less|smaller|lower|fewer)"
# Longer wordings first: "greater than or equal to" before "greater than".
_COMPARISONS: Final[dict[str, tuple[str, ...]]] = {
    "between": (
        rf"{_MEASURES} at least (?P<values>\$\d+ and (?:is )?at most \$\d+)",
        rf"{_MEASURES} {_MORE} than or equal to (?P<values>\$\d+ and (?:is )?{_LESS} than or equal to \$\d+)",
        rf"{_MEASURES} (?:in the range )?from (?P<values>\$\d+ to \$\d+)(?:,? inclusive)?",
        rf"{_MEASURES} in the range(?: of)? (?P<values>\$\d+ to \$\d+)(?:,? inclusive)?",
    ),
    "at_least": (
        rf"{_MEASURES} (?:{_MORE} than or equal to|equal to or {_MORE} than|(?:not|no) {_LESS} than) {_ONE}",
        rf"(?:{_MEASURES}|equals) {_ONE} or (?:{_MORE}|above)(?! than)",
        rf"(?:{_IS} )?(?:>=|\u2265) ?{_ONE}",
    ),
    "at_most": (
        rf"{_MEASURES} (?:{_LESS} than or equal to|equal to or {_LESS} than|(?:not|no) {_MORE} than) {_ONE}",
        rf"(?:{_MEASURES}|equals) {_ONE} or (?:{_LESS}|below)(?! than)",
        rf"does not exceed {_ONE}",
        rf"(?:{_IS} )?(?:<=|\u2264) ?{_ONE}",
    ),
    "greater": (
        rf"{_MEASURES} (?:(?:larger|higher) than|above) {_ONE}",
        rf"exceeds {_ONE}",
        rf"(?:{_IS} )?> ?{_ONE}",
    ),
    "less": (rf"{_MEASURES} (?:(?:smaller|lower|fewer) than|below) {_ONE}", rf"(?:{_IS} )?< ?{_ONE}"),
}

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
    _row(rf"{_IS} {_ONE} or (?:more|greater)", _counted("items_at_least"), "count"),
    _row(rf"{_IS} (?:greater|more) than {VALUES}", _counted("items_more_than"), "count"),
    _row(rf"{_IS} at least {VALUES}", _counted("items_at_least"), "count"),
    _row(rf"(?:{_IS}|equals) {VALUES}", _counted("items_equal"), "count"),
    _row(rf"{_HAS} (?:more than one Item|multiple Items)", _counted("items_at_least"), "items", extra=(2,)),
    _row(rf"{_HAS} (?:only )?(?:one|a single) Item", _counted("items_equal"), "items", extra=(1,)),
    _row(rf"(?:{_HAS}|with) (?:zero|no) Items", _counted("items_equal"), "items", extra=(0,)),
    _row(rf"{_HAS} (?:one or more|at least one) Items?", _counted("items_at_least"), "items", extra=(1,)),
    _row(rf"Item (?:of|with) (?:the )?[Vv]alue {CODES}", _code_is, "items"),
    _row(
        rf"(?:does not|do not) (?:contain|include)(?: an Item (?:with|of)(?: the)? [Vv]alue)? {CODES}",
        _code_is_not,
        "items",
    ),
    _row(
        rf"{_IS} (?:not|other than|not equal to) {CODES}|does not equal {CODES.replace('codes', 'others')}",
        _code_differs,
        "items",
    ),
    _row(rf"{_HAS} {_ONE} or more Items", _counted("items_at_least"), "items"),
    _row(rf"{_HAS} at least {_ONE} Items?", _counted("items_at_least"), "items"),
    _row(rf"{_HAS} more than {_ONE} Items?", _counted("items_more_than"), "items"),
    _row(rf"{_HAS} (?:exactly |only ){_ONE} Items?", _counted("items_equal"), "items"),
    _row(rf"{_HAS} Items", _counted("items_at_least"), "items", extra=(1,)),
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
    *(
        _row(rf"{_IS_PRESENT_AND}(?:{words})", _compared(name), "numbers")
        for name, wordings in _COMPARISONS.items()
        for words in wordings
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) (?:greater|more) than {VALUES}",
        _compared("greater"),
        "numbers",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) less than {VALUES}",
        _compared("less"),
        "numbers",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) (?:at least|greater than or equal to) {VALUES}",
        _compared("at_least"),
        "numbers",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue(?: of)?) (?:at most|less than or equal to) {VALUES}",
        _compared("at_most"),
        "numbers",
    ),
    _row(
        rf"{_IS_PRESENT_AND}(?:{_IS}|{_HAS} a [Vv]alue) between (?P<values>\$\d+ and \$\d+)(?: inclusive)?",
        _compared("between"),
        "numbers",
    ),
    # -- not equal
    _row(rf"(?:{_IS}|equals?|{_HAS} (?:a |the )?[Vv]alue(?: of)?) neither {_NEITHER}", _differs, "values"),
    _row(
        rf"{_IS} (?:different from|none of(?: the(?: following)?(?: [Vv]alues)?:?)?|anything other than|"
        rf"not (?:one|any) of the(?: following)?(?: [Vv]alues)?:?|not any of|other than any of) {VALUES}|"
        rf"(?:differs from|!=|do(?:es)? not have (?:any|one) of the(?: following)? [Vv]alues:?) "
        rf"{VALUES.replace('values', 'others')}|"
        rf"do(?:es)? not equal (?:either |any of ){VALUES.replace('values', 'more')}",
        _differs,
        "values",
    ),
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
        rf"(?:{_IS}|equals?|{_HAS}) "
        rf"(?:(?:any|one) of the(?: following)?(?: [Vv]alues)?:? |any of ){VALUES}",
        _equals,
        "values",
    ),
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
        rf"(?:{_IS} absent|{_IS} not present) or (?:is |has )?(?:empty|no [Vv]alue|zero[ -]length)", _no_value
    ),
    _row(r"has no [Vv]alues?|do(?:es)? not have (?:a |any )[Vv]alues?", _no_value),
    _row(
        rf"{_IS} present (?:but|and) (?:is )?(?:empty|zero[ -]length)|{_IS} present with zero length", _empty
    ),
    _row(rf"do(?:es)? not exist|{_IS} missing", _absent),
    _row(rf"{_IS} not absent", _present),
    _row(
        rf"{_IS} {_PRESENT} and {_HAS} (?:a |any )?[Vv]alues?|{_IS} {_PRESENT} with (?:a |any )?[Vv]alues?|"
        rf"{_HAS} (?:a |any )?[Vv]alues?",
        _has_value,
    ),
    _row(rf"{_IS} the Data Element Tag of a Private Attribute", _private, "values"),
    _row(_NOT_PRESENT, _absent, "presence"),
    _row(rf"{_IS} {_PRESENT}|exists?|is provided", _present, "presence"),
    _row(rf"{_IS} (?:present|included) in (?:this|the current) \$\d+ [Ii]nstance", _anywhere),
)

# What the subject of a list of attributes may be followed by when the words say no.
_WORDS: Final = {word: number for number, word in enumerate(_NUMBERS)}
_VALUE_MARK: Final = re.compile(rf"\$\d+|\b{_NUMBER}\b")
_CLASS_BEFORE_UID: Final = re.compile(_CLASS_NAME)


def values_of(found: re.Match[str], marked: Marked) -> Values:
    """Values and codes that a predicate took, in order."""
    groups = found.groupdict()
    if codes := groups.get("codes"):
        return tuple(part for mark in re.findall(r"%(\d+)", codes) for part in _code(marked, int(mark)))
    text = next((groups[name] for name in ("values", "others", "more") if groups.get(name)), "")
    text = _CLASS_BEFORE_UID.sub("", text)
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
