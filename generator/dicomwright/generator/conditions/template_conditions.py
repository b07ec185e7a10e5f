"""A condition of a template's row -> a rule over the content tree: what demands, allows and forbids the row.

The language is small and tables read it: sentences by their first words, statements by one pattern each. Codes, rows,
templates and tags become marks first; what is left is compared without spaces, which old typesetting has put anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from dicomwright.generator.conditions.compile import Rule
from dicomwright.generator.conditions.expressions import Call, all_of, any_of, not_
from dicomwright.generator.conditions.grammar import NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dicomwright.generator.facts import Template, TemplateRow

    Builder = Callable[["_Reader", re.Match[str]], Call]

T = TypeVar("T")

_LINK: Final = re.compile("\u27e6[^\u27e7]*\u27e7")
_CODE: Final = re.compile(r'\(\s*([^,()"]+?)\s*,\s*([^,()"]+?)\s*,\s*"[^"]*"\s*\)')
_TEMPLATE: Final = re.compile(r"\bTID\s*\(?(\d+[A-Z]?)\)?")
_HALF_TAG: Final = r"\s*([0-9A-F](?:\s?[0-9A-F]){3})\s*"
_TAG: Final = re.compile(rf"\({_HALF_TAG},{_HALF_TAG}\)")
_ROWS: Final = re.compile(
    r"\brows?\s+\d+[a-z]?\b(?:\s*(?:,\s*(?:and\s|or\s)?|-|\band\s|\bor\s)\s*(?:rows?\s+)?\d+[a-z]?\b)*",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\b\d+[a-z]?\b")


class _Rows(NamedTuple):
    """Rows that a text names together; `every`: with "and" between them."""

    numbers: tuple[str, ...]
    every: bool


@dataclass
class _Marks:
    """What stands for the marks of a text: {0} is a code, [0] rows, <0> a template, |0| a tag."""

    codes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    rows: list[_Rows] = field(default_factory=list[_Rows])
    templates: list[str] = field(default_factory=list[str])
    tags: list[str] = field(default_factory=list[str])


class RowContext(NamedTuple):
    """What a condition stands in: the template, its row, and the keywords of attributes by tag."""

    template: Template
    row: TemplateRow
    keywords: Mapping[str, str]


def row_rule(text: str, context: RowContext) -> Rule | None:
    """Compile a condition; None when some of it is not understood."""
    marks = _Marks()
    marked = _marked(text, marks, [row.row for row in context.template.rows])
    try:
        return _rule([sentence for sentence in re.split(r"\.\s+|\.$", marked) if sentence], marks, context)
    except NotUnderstoodError:
        return None


def _marked(text: str, marks: _Marks, order: Sequence[str]) -> str:
    text = _LINK.sub("", text)
    text = _CODE.sub(lambda found: _mark("{}", marks.codes, (found[1], found[2])), text)
    text = _TAG.sub(lambda found: _mark("||", marks.tags, re.sub(r"\s", "", found[1] + found[2])), text)
    text = _TEMPLATE.sub(lambda found: _mark("<>", marks.templates, found[1]), text)
    return _ROWS.sub(lambda found: _mark("[]", marks.rows, _rows(found[0], order)), text)


def _mark(brackets: str, known: list[T], item: T) -> str:
    known.append(item)
    return f"{brackets[0]}{len(known) - 1}{brackets[1]}"


def _rows(text: str, order: Sequence[str]) -> _Rows:
    numbers = tuple(_NUMBER.findall(text))
    if "-" in text:
        first, last = order.index(numbers[0]), order.index(numbers[-1])
        numbers = tuple(order[first : last + 1])
    return _Rows(numbers, re.search(r"\band\b", text, re.IGNORECASE) is not None)


# --- sentences: what they do to the rule of a row that is mandatory (MC) or not (UC)


def _rule(sentences: Sequence[str], marks: _Marks, context: RowContext) -> Rule:
    rule = Rule(otherwise="may")
    for sentence in sentences:
        squeezed = re.sub(r"\s+", "", sentence).casefold()
        found = next((item for item in _SENTENCES if squeezed.startswith(item[0])), None)
        if found is None:
            raise NotUnderstoodError(sentence)
        rule = found[1](rule, _Reader(squeezed.removeprefix(found[0]), marks, context))
    return rule


def _if(rule: Rule, reader: _Reader) -> Rule:
    """Read a condition; what follows "and iff" in it forbids the row where it does not hold."""
    stated = reader.condition(until="andiff")
    further = reader.rest("andiff")
    if further is not None:
        rule = replace(rule, forbidden=all_of([stated, not_(further)]))
        stated = all_of([stated, further])
    return replace(rule, required=stated) if reader.mandatory else replace(rule, allowed=stated)


def _only_if(rule: Rule, reader: _Reader) -> Rule:
    return replace(_if(rule, reader), otherwise="shall_not")


def _unless(rule: Rule, reader: _Reader) -> Rule:
    stated = reader.condition()
    return replace(rule, required=not_(stated)) if reader.mandatory else replace(rule, forbidden=stated)


def _may_only_if(rule: Rule, reader: _Reader) -> Rule:
    return replace(rule, allowed=reader.condition(), otherwise="shall_not")


def _may_if(rule: Rule, reader: _Reader) -> Rule:
    return replace(rule, allowed=reader.condition())


def _shall_not_if(rule: Rule, reader: _Reader) -> Rule:
    stated = reader.condition()
    return replace(rule, forbidden=any_of([rule.forbidden, stated] if rule.forbidden else [stated]))


def _otherwise(rule: Rule, reader: _Reader) -> Rule:
    if reader.text:
        raise NotUnderstoodError(reader.text)
    return replace(rule, otherwise="may")


def _one_of(rule: Rule, reader: _Reader) -> Rule:
    """One row of several, and not this one beside another; further conditions follow "and"."""
    others = Call("row_present", reader.rows_alone())
    further = reader.rest("andiff") or reader.rest("and")
    if not reader.mandatory:
        return replace(rule, forbidden=others)
    demanded = [not_(others), *([further] if further else [])]
    return replace(rule, required=all_of(demanded), otherwise="shall_not")


def _at_least_one(rule: Rule, reader: _Reader) -> Rule:
    rows = reader.rows_alone()
    if reader.text[reader.position :] != "shallbepresent" or not reader.mandatory:
        raise NotUnderstoodError(reader.text)
    others = tuple(row for row in rows if row != reader.context.row.row)
    return replace(rule, required=not_(Call("row_present", others)))


# --- statements


class _Reader:
    """Reads statements, joined by "and" and "or", from a text without spaces."""

    def __init__(self, text: str, marks: _Marks, context: RowContext) -> None:
        self.text, self.marks, self.context = text.strip(",;"), marks, context
        self.position = 0
        self.mandatory = context.row.requirement == "MC"

    def condition(self, until: str = "") -> Call:
        """Read all that is left, or all before a word."""
        found = self._either()
        self._skips(",")
        if self.position != len(self.text) and not (until and self.text.startswith(until, self.position)):
            raise NotUnderstoodError(self.text)
        return found

    def rest(self, word: str) -> Call | None:
        """Read what follows a word; None where nothing is left, or something else."""
        if self.position == len(self.text) or not self._skips(word):
            return None
        return self.condition()

    def rows_alone(self) -> tuple[str, ...]:
        """Read the mark of rows, whatever stands between their numbers."""
        found = re.compile(_ROW).match(self.text, self.position)
        if found is None:
            raise NotUnderstoodError(self.text)
        self.position = found.end()
        return self.marks.rows[int(found["row"])].numbers

    def _either(self) -> Call:
        parts = [self._all()]
        while self._skips(",or") or self._skips("or"):
            parts.append(self._all())
        return any_of(parts)

    def _all(self) -> Call:
        parts = [self._one()]
        while not self.text.startswith(("andiff", ",andiff"), self.position) and (
            self._skips(",and") or self._skips("and")
        ):
            parts.append(self._one())
        return all_of(parts)

    def _one(self) -> Call:
        if self._skips("("):
            inner = self._either()
            if not self._skips(")"):
                raise NotUnderstoodError(self.text)
            return inner
        for pattern, build in _PATTERNS:
            found = pattern.match(self.text, self.position)
            if found is not None:
                self.position = found.end()
                return self._within(found, build(self, found))
        raise NotUnderstoodError(self.text)

    def _skips(self, word: str) -> bool:
        found = self.text.startswith(word, self.position)
        self.position += len(word) if found else 0
        return found

    def _within(self, found: re.Match[str], stated: Call) -> Call:
        """Return a statement about rows of another template as such: around this one, or anywhere."""
        named = found.groupdict().get("template")
        if named is None:
            return stated
        where = "in_any" if found.groupdict().get("anywhere") else "in_template"
        return Call(where, (self.marks.templates[int(named)], stated))

    def rows(self, found: re.Match[str]) -> _Rows:
        """Return the rows that a statement is about."""
        return self.marks.rows[int(found["row"])]

    def row(self, found: re.Match[str]) -> str:
        """Return the one row that a statement is about."""
        numbers = self.rows(found).numbers
        if len(numbers) != 1:
            raise NotUnderstoodError(self.text)
        return numbers[0]

    def codes(self, found: re.Match[str], name: str = "codes") -> tuple[str, ...]:
        """Return the codes of a list, value and scheme in turn."""
        numbers = map(int, re.findall(r"\{(\d+)\}", found[name]))
        return tuple(part for number in numbers for part in self.marks.codes[number])

    def keywords(self, found: re.Match[str]) -> Iterator[str]:
        """Return the keywords of the attributes that a statement names."""
        for number in re.findall(r"\|(\d+)\|", found[0]):
            yield self.context.keywords[self.marks.tags[int(number)]]

    def rows_of(self, codes: Sequence[str]) -> Call:
        """Return that there is an item with one of the concepts: rows of this template that have it, or any item."""
        wanted = list(zip(codes[::2], codes[1::2], strict=True))
        known: dict[tuple[str, str], str] = {}
        for row in self.context.template.rows:
            if len(row.concept) == 1 and row.concept[0].sort == "code":
                known.setdefault((row.concept[0].value, row.concept[0].scheme), row.row)
        if known.keys() >= set(wanted):
            return Call("row_present", tuple(known[code] for code in wanted))
        return Call("concept_present", tuple(codes))


def _present(reader: _Reader, found: re.Match[str]) -> Call:
    rows = reader.rows(found)
    if rows.every:
        return all_of(Call("row_present", (row,)) for row in rows.numbers)
    return Call("row_present", rows.numbers)


def _absent(reader: _Reader, found: re.Match[str]) -> Call:
    rows = reader.rows(found)
    if rows.every or len(rows.numbers) == 1:
        return not_(Call("row_present", rows.numbers))
    return any_of(not_(Call("row_present", (row,))) for row in rows.numbers)


def _value_is(reader: _Reader, found: re.Match[str]) -> Call:
    return Call("row_value_is", (reader.row(found), *reader.codes(found)))


def _absent_or_value(reader: _Reader, found: re.Match[str]) -> Call:
    return any_of([not_(Call("row_present", (reader.row(found),))), _value_is(reader, found)])


def _value_differs(reader: _Reader, found: re.Match[str]) -> Call:
    return Call("row_value_differs", (reader.row(found), *reader.codes(found)))


def _lacks(reader: _Reader, found: re.Match[str]) -> Call:
    return Call("row_lacks", (reader.row(found), *reader.keywords(found)))


def _exceeds(reader: _Reader, found: re.Match[str]) -> Call:
    numbers = (reader.marks.rows[int(found[name])].numbers for name in ("row", "other"))
    return Call("row_exceeds", tuple(number for one in numbers for number in one))


def _concept_present(reader: _Reader, found: re.Match[str]) -> Call:
    return reader.rows_of(reader.codes(found))


def _value_of_concept(reader: _Reader, found: re.Match[str]) -> Call:
    row = reader.rows_of(reader.codes(found, "concept"))
    if row.name != "row_present" or len(row.arguments) != 1:
        raise NotUnderstoodError(reader.text)
    return Call("row_value_is", (*row.arguments, *reader.codes(found)))


def _in_image(reader: _Reader, found: re.Match[str]) -> Call:
    return Call("external", (f"the image has {' or '.join(reader.keywords(found))}",))


_ROW: Final = r"\[(?P<row>\d+)\]"
_OF: Final = r"(?:<(?P<template>\d+)>)?" + _ROW
_CODES: Final = r"(?P<codes>\{\d+\}(?:(?:,or|,|orequals|or)\{\d+\})*)"
# Names of rows that stand between the number and the verb.
_NAMES: Final = r"(?:ctacquisitiontype|processingtype|quantity|glucose)?"
_IS: Final = r"(?:ispresentandequals|hasavalueof|valueis|value=|equals|value|is|=)"
_ANYWHERE: Final = r"(?P<anywhere>foratleastoneirradiationevent)?"
_STATEMENTS: Final[tuple[tuple[str, Builder], ...]] = (
    (rf"valueofparentis{_CODES}", lambda reader, found: Call("parent_value_is", reader.codes(found))),
    (rf"thevalueof(?P<concept>\{{\d+\}})is{_CODES}", _value_of_concept),
    (rf"{_OF}isabsentor(?:hasavalueof|valueis){_CODES}", _absent_or_value),
    (rf"anyofthevaluesof{_OF}arenot{_CODES}", _value_differs),
    (rf"{_OF}doesnotequal{_CODES}", _value_differs),
    (rf"{_ROW}{_NAMES}doesnotcontain[a-z]*\|\d+\|", _lacks),
    (rf"{_ROW}{_NAMES}ispresentanddoesnotcontain[a-z]*\|\d+\|", _lacks),
    (
        rf"{_ROW}measurementconceptisincid(?P<cid>\d+)",
        lambda reader, found: Call("row_concept_in", (reader.row(found), found["cid"])),
    ),
    (
        rf"(?:conceptnameof{_ROW}is|{_ROW.replace('row', 'second')}conceptname=){_CODES}",
        lambda reader, found: Call(
            "row_concept_is",
            (reader.marks.rows[int(found["row"] or found["second"])].numbers[0], *reader.codes(found)),
        ),
    ),
    (
        rf"valueof{_ROW}is>(?P<number>\d+)",
        lambda reader, found: Call("row_number_above", (reader.row(found), int(found["number"]))),
    ),
    (rf"(?:the)?(?:valueof)?{_OF}{_NAMES}{_IS}{_CODES}{_ANYWHERE}", _value_is),
    (r"[a-z]+\(\[(?P<row>\d+)\]\)exceeds[a-z]+\(\[(?P<other>\d+)\]\)", _exceeds),
    (rf"{_OF}(?:isnotpresent|notpresent|isabsent|areabsent|arenotpresent)", _absent),
    (rf"{_OF}{_NAMES}(?:ispresent|arepresent)", _present),
    (rf"(?:anyof|1ormore)?{_CODES}(?:is|are)present", _concept_present),
    (
        rf"{_CODES}isnotpresent",
        lambda reader, found: not_(_concept_present(reader, found)),
    ),
    (
        r"the(?P<type>[a-z]+)valuetypeisnotsupportedbytheiod",
        lambda _, found: not_(Call("iod_has", (found["type"].upper(),))),
    ),
    (r"[a-z()]*\|\d+\|(?:or[a-z()]*\|\d+\|)*isintheimageinstance", _in_image),
    (rf"{_ROW}(?=$|\)|or)", _present),
)
_PATTERNS: Final = tuple((re.compile(pattern), build) for pattern, build in _STATEMENTS)

_SENTENCES: Final[tuple[tuple[str, Callable[[Rule, _Reader], Rule]], ...]] = (
    ("atleastoneof", _at_least_one),
    ("xor", _one_of),
    ("iff", _only_if),
    ("if", _if),
    ("requiredif", _if),
    ("shallbepresentiff", _only_if),
    ("shallbepresentif", _if),
    ("shallbepresentonlyif", _only_if),
    ("shallbepresentunless", _unless),
    ("shallnotbepresentif", _shall_not_if),
    ("maybepresentonlyif", _may_only_if),
    ("maybepresentif", _may_if),
    ("maybepresentunless", _unless),
    ("maybepresentotherwise", _otherwise),
)


# --- rows of which one is demanded where the others are absent, or of which only one may be there


def choices_of(rules: Mapping[str, Rule]) -> dict[str, tuple[str, ...]]:
    """Return the alternatives of each row that has any: rows that name each other so, in the order of the rules."""
    named = {row: _alternatives(rule) for row, rule in rules.items()}
    mutual = {
        row: {other for other in others if row in named.get(other, ())} for row, others in named.items()
    }
    return {
        row: tuple(item for item in rules if item == row or item in others)
        for row, others in mutual.items()
        if others
    }


def _alternatives(rule: Rule) -> set[str]:
    """Return the rows that must all be absent for a rule to demand its own, and those that forbid it."""
    demanded = [not_(part) for part in _parts(rule.required, "all_of")]
    return {row for part in (*demanded, *_parts(rule.forbidden, "any_of")) for row in _present_rows(part)}


def _parts(stated: Call | None, joined: str) -> Iterator[Call]:
    if stated is not None and stated.name == joined:
        yield from (part for part in stated.arguments if isinstance(part, Call))
    elif stated is not None:
        yield stated


def _present_rows(part: Call) -> Iterator[str]:
    if part.name == "row_present":
        yield from map(str, part.arguments)
