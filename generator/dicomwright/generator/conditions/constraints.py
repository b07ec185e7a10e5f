"""A sentence about the values of an attribute -> a constraint: what must hold where the attribute is.

The sentence is marked as conditions are; what it is about is rewritten as V, the value of the attribute itself. Then
it is one of a table of wordings, each with what it means. One that is none of them is refused (`None`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.expressions import Call, all_of, any_of, atoms, not_
from dicomwright.generator.conditions.grammar import NUMERIC_VRS, SPOKEN_OF, Grammar, NotUnderstoodError
from dicomwright.generator.conditions.marking import mark
from dicomwright.generator.conditions.names import Named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.generator.conditions.marking import Marked
    from dicomwright.generator.conditions.names import Attributes
    from dicomwright.generator.facts import ConstraintKind

    Meaning = Callable[["_Sentence", re.Match[str]], Call | None]

_STATES: Final = re.compile(
    r"\b(?:shall|must)\b|\b(?:start|number)(?:s|ed|ing)? (?:at|from)\b|\bunique within\b|"
    r"\b[Nn]umber of (?:[Vv]alues|Items) (?:is|are)\b|^Number of (?:Items|points \(triplets\)) in\b|\bContains \d*N\b",
)
_SENTENCE: Final = re.compile(r"(?<=[.;])\s+(?=[A-Z\d])")
# Numbers of items and what makes an attribute present are read elsewhere (item_count, conditions).
_PRESENCE: Final = re.compile(
    r"\b[Ii]tems? (?:shall|is|are|may) (?:only )?be (?:included|present|permitted)\b|"
    r"^(?:Required|Requried|Shall (?:only )?be (?:present|included)|Shall not be (?:present|included)|"
    r"May (?:only )?be (?:present|included)|It (?:shall|may) (?:not )?be (?:present|included))\b|"
    r"\bOnly a single [Vv]alue shall|"
    r"\b(?:shall|may|must) (?:not )?be (?:present|included) (?:if|when|otherwise|only)\b|"
    r"^If required by\b|^If used, must be present\b",
)


def statements(text: str) -> Iterator[str]:
    """Return the sentences of a paragraph that say what values must be; each once."""
    for sentence in dict.fromkeys(_SENTENCE.split(text)):
        if _STATES.search(sentence) and not _PRESENCE.search(sentence):
            yield sentence


@dataclass(frozen=True)
class _Sentence:
    """A marked sentence, and the attribute that it is about."""

    marked: Marked
    attribute: Named
    many: bool

    def keyword(self, number: str) -> str:
        """Return the keyword of a mark.

        Raises:
            NotUnderstoodError: it is no attribute.

        """
        return self.named(number).keyword

    def named(self, number: str) -> Named:
        """Return the attribute of a mark, as `keyword` does."""
        found = self.marked.marks[int(number)]
        if not isinstance(found, Named):
            raise NotUnderstoodError(number)
        return found

    def value(self, written: str) -> str | int | float:
        """Return a value: a mark, or a number in words."""
        if (number := _NUMBERS.get(written.casefold())) is not None:
            return number
        found = self.marked.marks[int(written[1:])]
        if isinstance(found, Named | tuple):
            raise NotUnderstoodError(written)
        return int(found[:-1], 16) if isinstance(found, str) and _HEXADECIMAL.fullmatch(found) else found

    def number(self, written: str) -> float | int:
        """Return a number."""
        found = self.value(written)
        if isinstance(found, str):
            raise NotUnderstoodError(written)
        return found

    def each(self, part: Call) -> Call:
        """Say something of all values of the attribute, where it may have several."""
        return Call("each_value", (part,)) if self.many else part

    def about(self, name: str, *arguments: str | float, value: int | None = None) -> Call:
        """Say something of the attribute itself."""
        return Call(name, (self.attribute.keyword, *arguments), value)

    def condition(self, text: str) -> Call:
        """Read a condition; what no data set can tell makes the whole sentence unreadable."""
        found = Grammar(self.marked).condition(text)
        if any(atom.name == "external" for atom in atoms(found)):
            raise NotUnderstoodError(text)
        return found


_HEXADECIMAL: Final = re.compile(r"[0-9A-F]{4}H")
_NUMBERS: Final = {"zero": 0, "one": 1, "two": 2, "three": 3}

# --- what the wordings mean


_N: Final = r"(?:\$\d+|zero|one|two|three)"


def _limited(name: str) -> Meaning:
    def meaning(said: _Sentence, found: re.Match[str]) -> Call:
        limits = [said.number(found[group]) for group in sorted(found.re.groupindex)]
        return said.each(said.about(name, *(limits or [0])))

    return meaning


def _fixed(said: _Sentence, found: re.Match[str]) -> Call:
    value = said.value(found["value"])
    number = found.groupdict().get("which")
    which = _ORDINALS.get((number or "").casefold()) or (int(number) if number else None)
    return said.about("equals", _written(said, value), value=which)


def _written(said: _Sentence, value: str | float) -> str | float:
    """Return a value as the attribute has it: a number, or text."""
    return value if _is_numeric(said.attribute) else str(value)


def _is_numeric(attribute: Named) -> bool:
    return attribute.vr in NUMERIC_VRS


_ORDINALS: Final = {"first": 1, "second": 2, "third": 3}


def _compared(relation: str, plus: int = 0) -> Meaning:
    def meaning(said: _Sentence, found: re.Match[str]) -> Call | None:
        other = said.named(found["other"])
        if "SQ" in (said.attribute.vr, other.vr) or other.keyword == said.attribute.keyword:
            return None
        return said.about("compares", relation, other.keyword, *([plus] if plus else []))

    return meaning


def _sized(factor: int = 1, plus: int = 0) -> Meaning:
    """Read "the number of Items shall equal A": A is a number, or a sequence that has as many."""

    def meaning(said: _Sentence, found: re.Match[str]) -> Call:
        other = said.named(found["other"])
        if other.vr == "SQ":
            return said.about("same_size", other.keyword)
        changed = (factor, plus) if plus else (factor,) if factor != 1 else ()
        return said.about("size_is", other.keyword, *changed)

    return meaning


def _sized_by_letter(said: _Sentence, found: re.Match[str]) -> Call | None:
    """Read "2N values, where N is A", "N+1 values"."""
    return _sized(int(found["factor"] or 1), int(said.number(found["plus"])) if found["plus"] else 0)(
        said, found
    )


def _sized_where(said: _Sentence, found: re.Match[str]) -> Call | None:
    """Read "if A is X, 2N values shall be provided, where N is B"."""
    part = _meaning(said, found["rest"])
    return Call("implies", (said.condition(found["condition"]), part)) if part is not None else None


def _same_size(said: _Sentence, found: re.Match[str]) -> Call:
    return said.about("same_size", said.keyword(found["other"]))


def _corresponding(said: _Sentence, found: re.Match[str]) -> Call:
    several = Call("items_more_than", (said.attribute.keyword, 1))
    return Call("implies", (several, _same_size(said, found)))


def _number_of_frames(said: _Sentence, _: re.Match[str]) -> Call:
    return said.about("size_is", "NumberOfFrames")


def _of_items(name: str) -> Meaning:
    def meaning(said: _Sentence, found: re.Match[str]) -> Call:
        first = found.groupdict().get("first")
        start = said.number(first) if first else 1
        return said.about(name, *([start] if start != 1 else []))

    return meaning


def _conditional(said: _Sentence, found: re.Match[str]) -> Call | None:
    part = _meaning(said, f"V shall {found['rest']}")
    return Call("implies", (said.condition(found["condition"]), part)) if part is not None else None


def _conditional_on_other(said: _Sentence, found: re.Match[str]) -> Call | None:
    """Read "If A is greater than zero, B shall equal zero", where B is another attribute."""
    value = said.value(found["value"])
    part = Call("equals", (said.keyword(found["other"]), value))
    return Call("implies", (said.condition(found["condition"]), part))


def _placed(where: str) -> Meaning:
    def meaning(said: _Sentence, found: re.Match[str]) -> Call:
        sequence = said.keyword(found["sequence"])
        place = Call(where, SPOKEN_OF.get(sequence, (sequence,)))
        part = (
            said.about("equals", 0)
            if where == "first_item"
            else said.about("compares", "==", f"Final{said.attribute.keyword}")
        )
        return Call("implies", (place, part))

    return meaning


def _among(said: _Sentence, found: re.Match[str]) -> Call:
    return said.about("among", said.keyword(found["sequence"]), said.keyword(found["other"]))


def _one_or_multiple(said: _Sentence, found: re.Match[str]) -> Call:
    one, number = said.number(found["one"]), said.number(found["number"])
    return any_of((said.about("equals", one), said.about("multiple_of", number)))


def _summed(said: _Sentence, found: re.Match[str]) -> Call | None:
    if "of" in found.groupdict() and said.keyword(found["of"]) != said.attribute.keyword:
        return None
    if found.groupdict().get("other"):
        return said.about("totals", said.keyword(found["other"]))
    return said.about("totals", said.number(found["total"]))


def _in_image(said: _Sentence, found: re.Match[str]) -> Call:
    first, second = found["first"].capitalize(), found["second"].capitalize()
    low = said.number(found["low"])
    return all_of(
        (
            said.about("at_least", low, value=1),
            said.about("at_least", low, value=2),
            said.about("compares", "<=", first, value=1),
            said.about("compares", "<=", second, value=2),
        )
    )


def _number_of_items(said: _Sentence, found: re.Match[str]) -> Call:
    if found["only"]:
        return said.about("items_equal", said.number(found["only"]))
    least, most = said.number(found["a"]), said.number(found["b"])
    return all_of((said.about("items_at_least", least), not_(said.about("items_more_than", most))))


def _in_every_item(said: _Sentence, found: re.Match[str]) -> Call | None:
    """Read what is said of an attribute of the items of a sequence."""
    inner = _Sentence(said.marked, said.named(found["inner"]), many=False)
    part = _meaning(inner, f"V shall be {found['rest']}")
    return Call("every_item", (said.attribute.keyword, part)) if part is not None else None


def _one_of(said: _Sentence, found: re.Match[str]) -> Call:
    written = [found["first"], *re.findall(_N, found["others"])]
    return said.about("equals", *(_written(said, said.value(one)) for one in written))


def _plain(name: str, *arguments: str | float) -> Meaning:
    return lambda said, _: said.about(name, *arguments)


# --- the wordings

_OTHER: Final = r"(?:the )?(?:[Vv]alue (?:of|in) (?:the )?|number of Items in (?:the )?)?@(?P<other>\d+)"
_ITEMS: Final = r"(?:The )?[Nn]umber of Items(?: (?:included )?in (?:this|the) Sequence)?"
_WITHIN: Final = (
    r"(?:the (?!Series|Study|domain|scope|institution|Volumetric|Hanging)|this |an? (?!Series|Study)|"
    r"all Items of this )"
)
_WORDINGS: Final[tuple[tuple[ConstraintKind, str, Meaning], ...]] = (
    ("range", r"V shall (?:be|have a [Vv]alue) (?:greater than zero|positive)", _limited("greater")),
    ("range", rf"V shall be greater than (?P<a>{_N})", _limited("greater")),
    (
        "range",
        (
            rf"V shall be (?:greater than or equal to|equal to or greater than) (?P<a>{_N})|V shall be "
            rf"(?P<b>\$\d+) or (?:more|positive)"
        ),
        lambda said, found: said.each(said.about("at_least", said.number(found["a"] or found["b"]))),
    ),
    (
        "range",
        rf"V shall be greater than or equal to (?P<a>{_N}) and less than or equal to (?P<b>{_N})",
        _limited("between"),
    ),
    ("range", rf"V shall be less than or equal to ?(?P<a>{_N})(?: Hz)?", _limited("at_most")),
    ("value", r"V shall not be (?:present|included)", lambda said, _: not_(said.about("present"))),
    (
        "count",
        rf"The number of V Items shall be (?:(?P<only>{_N})|between (?P<a>{_N}) and (?P<b>{_N}), inclusive)",
        _number_of_items,
    ),
    (
        "value",
        (
            r"(?:The )?[Vv]alue of @(?P<inner>\d+) in (?:each|the) (?:V Item|Waveform Sequence Item V) "
            r"shall be (?P<rest>.*)"
        ),
        _in_every_item,
    ),
    ("value", rf"V shall be (?P<first>{_N})(?P<others>(?:,? (?:or )?{_N})+)", _one_of),
    ("range", r"(?:.*, and (?:if present )?)?(?:V )?shall not be negative", _limited("at_least")),
    ("range", r"V shall be negative or (?P<a>\$\d+)", _limited("at_most")),
    (
        "range",
        (
            rf"V shall be (?:in degrees, )?(?:an? (?:positive )?integer )?(?:from|between|(?:with)?in the "
            rf"range(?: of)?) (?P<a>{_N})"
            rf" (?:to|and) (?P<b>{_N})(?:,? inclusive|, where .*|, with .*)?"
        ),
        _limited("between"),
    ),
    (
        "range",
        r"V shall be within the range (?P<low>\$\d+) to @(?P<other>\d+)",
        lambda said, found: all_of(
            (
                said.each(said.about("at_least", said.number(found["low"]))),
                said.about("compares", "<=", said.keyword(found["other"])),
            )
        ),
    ),
    (
        "range",
        (
            r"V shall be (?:with)?in the range (?P<low>\$\d+)\\\$\d+(?: \(\$\d+\))? to (?P<first>Columns|"
            r"Rows)\\(?P<second>Columns|Rows)(?: \(\$\d+\))?"
        ),
        _in_image,
    ),
    ("range", r"V shall not be zero", _plain("differs", 0)),
    (
        "range",
        r"The Value (?P<value>\$\d+) shall never be present",
        lambda said, found: said.about("differs", said.value(found["value"])),
    ),
    ("range", r"V shall be either (?P<one>\$\d+), or a multiple of (?P<number>\$\d+)", _one_or_multiple),
    (
        "value",
        rf"V shall (?:be|equal|have (?:a |the )?[Vv]alue(?: of)?|have the value:?) (?P<value>{_N})",
        _fixed,
    ),
    (
        "value",
        rf"Number of samples \(color planes\) in this image shall have a Value of (?P<value>{_N})",
        _fixed,
    ),
    ("value", rf"The (?P<which>first|second|third) Value(?: \([^()]*\))? shall be (?P<value>{_N})", _fixed),
    ("value", rf"Value (?P<which>\d) shall be (?P<value>{_N})", _fixed),
    ("relation", rf"V shall (?:be|have an Enumerated Value of) one less than {_OTHER}", _compared("==", -1)),
    (
        "relation",
        rf"V shall (?:be (?:the same as|equal to|identical to)|equal|have the same [Vv]alue as) {_OTHER}",
        _compared("=="),
    ),
    ("relation", rf"V shall not (?:be the same as|have the same Value as) {_OTHER}", _compared("!=")),
    (
        "count",
        rf"{_ITEMS} (?:shall (?:be )?|is )(?:the same as|equal to|identical to|equal|match|be) {_OTHER}",
        _sized(),
    ),
    ("count", rf"V shall have the same number of Items as {_OTHER}", _sized()),
    (
        "count",
        (
            r"The number(?: and order)? of (?:Items|values)(?: in this Sequence)? shall "
            r"(?:correspond to|equal) the (?:Items in (?:the )?|number (?:and order )?of values (?:of|in) "
            r")@(?P<other>\d+)"
        ),
        _same_size,
    ),
    (
        "count",
        r"The number of Values shall be 2n where n shall equal the Value of @(?P<other>\d+)",
        _sized(2),
    ),
    (
        "count",
        r"Number of (?:Items|points \(triplets\)) in (?:the )?@(?P<other>\d+)(?: in this \$\d+ Instance)?",
        lambda said, found: Call(
            "size_is",
            (said.keyword(found["other"]), said.attribute.keyword, *([3] if "triplets" in found[0] else [])),
        ),
    ),
    ("count", r"There shall be @(?P<other>\d+) Items in the Sequence", _sized()),
    (
        "count",
        r"V shall be the same as the number of Items in @(?P<other>\d+)",
        lambda said, found: Call("size_is", (said.keyword(found["other"]), said.attribute.keyword)),
    ),
    (
        "count",
        (
            rf"The number of [Vv]alues (?:shall (?:be )?|is )(?:equal to|equal|match) {_OTHER}(?: in the "
            rf"Points Macro)?"
        ),
        _sized(),
    ),
    (
        "count",
        (
            r"The number of (?:Values|Items) shall (?:equal|be the same as) the number of Frames(?: in the "
            r"Multi-frame Image)?"
        ),
        _number_of_frames,
    ),
    (
        "count",
        rf"The number of pairs(?: in this data stream)? shall (?:be equal to|equal) {_OTHER}(?:, and .*)?",
        _sized(2),
    ),
    ("count", rf"The number of triplets shall be equal to {_OTHER}(?: in the Points Macro)?", _sized(3)),
    (
        "count",
        r"If more than one Item, the number and order shall correspond to the [Vv]alue of @(?P<other>\d+)",
        _corresponding,
    ),
    (
        "count",
        (
            r"(?:If .* this Attribute is used, (?:it|V) shall contain the same number of Values as (?:are "
            r")?in @(?P<other>\d+)|"
            r"(?:(?:This Attribute|V) shall have )?[Tt]he same number of Values as (?:the )?@(?P<same>\d+)(?: "
            r"shall be present)?)"
        ),
        lambda said, found: said.about("same_size", said.keyword(found["other"] or found["same"])),
    ),
    (
        "count",
        (
            r"(?:Contains )?(?P<factor>\d*)n(?:\+(?P<plus>\$\d+))? [Vv]alues(?: shall be provided)?,? where n "
            r"is (?:the )?@(?P<other>\d+)(?:, starting .*)?"
        ),
        _sized_by_letter,
    ),
    (
        "count",
        r"If (?P<condition>[^,]*), (?P<rest>\d*n values shall be provided,? where n is .*)",
        _sized_where,
    ),
    (
        "count",
        r"V shall contain one Value|A single Value shall be present|V shall not be multi-valued",
        _plain("has_size", 1),
    ),
    ("unique", rf"V shall be unique within {_WITHIN}.*", _of_items("unique")),
    ("unique", r"V shall be unique, i\.e\., not be duplicated .*", _of_items("unique")),
    ("unique", r"Each Item shall have a distinct Value of .*", _of_items("unique")),
    (
        "unique",
        r"(?:The identifier|Non-empty values) shall be unique (?:for each Item )?within .*",
        _of_items("unique"),
    ),
    ("unique", r"A given .* value shall not appear more than once in this Sequence", _of_items("unique")),
    ("unique", r"Each Item in the Sequence shall have a unique number", _of_items("unique")),
    (
        "unique",
        r"(?:Only|Exactly) one Item in (?:the )?@\d+ shall (?:contain|have) the Value (?P<value>\$\d+)",
        lambda said, found: said.about("once", said.value(found["value"])),
    ),
    (
        "numbering",
        rf"The .* (?:for|of) the first Item(?: in the Sequence)? shall be (?P<value>{_N})",
        lambda said, found: said.about("starts", said.value(found["value"])),
    ),
    ("unique", r"Two Items in the Sequence shall not have the same .*", _of_items("unique")),
    ("unique", r"V shall contain at most one of each Enumerated Value", _plain("distinct_values")),
    (
        "unique",
        r"(?:A|Identifying) number, unique within (?:the Sequence|this \$\d+ Instance), .*",
        _of_items("unique"),
    ),
    (
        "numbering",
        (
            r"V shall start at (?:a Value of )?(?P<first>\$\d+),? and (?:increase monotonically|monotonically "
            r"increase) by \$\d+"
            r"(?: for each Item| within the Sequence where this Macro is included| for successive Items in "
            r"this Sequence)?"
        ),
        _of_items("numbered"),
    ),
    (
        "numbering",
        r"V shall be (?P<first>\$\d+) for the first Item and increase by \$\d+ for each subsequent Item",
        _of_items("numbered"),
    ),
    (
        "numbering",
        r"The pulse numbers for a treatment start at (?P<first>\$\d+) and increase monotonically by \$\d+",
        _of_items("numbered"),
    ),
    (
        "numbering",
        r"V shall be an integer, increasing monotonically by \$\d+, starting from (?P<first>\$\d+)",
        _of_items("numbered"),
    ),
    (
        "numbering",
        r"Index of current Control Point, starting at (?P<first>\$\d+) for first Control Point",
        _of_items("numbered"),
    ),
    (
        "numbering",
        r"The .* Value of the Items in the Sequence shall increase monotonically",
        _of_items("rising"),
    ),
    (
        "numbering",
        r"Multiple values shall be in increasing order and a given Value shall be listed at most once",
        _plain("rising_values"),
    ),
    ("numbering", r"The order of values shall increase monotonically", _plain("rising_values")),
    ("relation", r".*for the first Item in @(?P<sequence>\d+) shall always be zero", _placed("first_item")),
    (
        "relation",
        r".*for the final Item in @(?P<sequence>\d+) shall always be equal to Final .*",
        _placed("last_item"),
    ),
    (
        "relation",
        r"V shall correspond to @(?P<other>\d+) defined in an (?:Item|element) of @(?P<sequence>\d+)",
        _among,
    ),
    (
        "sum",
        (
            r"The sum of (?:all )?@(?P<of>\d+)(?: Values)?(?: of all Items of this Sequence| within the @\d+) "
            r"shall(?: be)? equal(?: to)? "
            r"(?:(?P<total>\$\d+)|the @(?P<other>\d+)).*"
        ),
        _summed,
    ),
    (
        "sum",
        r"The sum of @(?P<of>\d+) Values in all Items of this Sequence must equal the @(?P<other>\d+).*",
        _summed,
    ),
    ("sum", r"The weights of all Items in this Sequence shall sum up to (?P<total>\$\d+)", _summed),
    (
        "value",
        r"If (?P<condition>.*?),? (?:the )?@(?P<other>\d+) shall (?:equal|be) (?P<value>\$\d+|zero)",
        _conditional_on_other,
    ),
    ("value", r"If (?P<condition>.*?),? (?:the )?V shall (?P<rest>.*)", _conditional),
    ("value", r"V shall (?P<rest>.*?) (?:if|when) (?P<condition>.*)", _conditional),
)
# Editions differ in the case of "Value", "Item" and "Sequence" in the same sentence.
_PATTERNS: Final[tuple[tuple[ConstraintKind, re.Pattern[str], Meaning], ...]] = tuple(
    (kind, re.compile(words, re.IGNORECASE), meaning) for kind, words, meaning in _WORDINGS
)

# What a sentence begins with when it is about the attribute that has it.
_SELF: Final = re.compile(
    r"^(?:If (?:present|this Attribute is present),? (?:it |its [Vv]alue )?|This |The |Each |All |It |the )*"
    r"(?:(?:[Vv]alues?|Number|number)(?: of (?:this Attribute|the attribute))?|Attribute|)(?: )?(?=shall\b|must\b)"
)
_SELF_INSIDE: Final = re.compile(
    r"(?<=, )(?:the |its |this )?(?:[Vv]alue(?: of this Attribute)?|it)(?= shall\b)"
)
_ASIDE: Final = re.compile(
    r",? (?:if present|\([Ss]ee &\d+\)|see &\d+|within acceptable limits of floating point precision)(?=$|,)|"
    r"\s\((?:see )?&\d+\)"
)
_MULTI_VALUED: Final = "This multi-valued Attribute"
_LETTER: Final = re.compile(r"\b(\d*)N(?=\b|\+)")
"""A number that the text gives a letter: as a capital it would be a value."""


def constraint_of(
    text: str, attribute: Named, attributes: Attributes, *, many: bool
) -> tuple[ConstraintKind, Call] | None:
    """Compile what a row says of its attribute, which may have several values; None when it is no constraint."""
    marked = mark(_LETTER.sub(r"\1n", text), attributes)
    said = _Sentence(marked, attribute, many)
    try:
        return _kind_and_meaning(said, _about_itself(said, marked.text))
    except NotUnderstoodError:
        return None


def _about_itself(said: _Sentence, text: str) -> str:
    """Rewrite what the sentence is about as V."""
    text = re.sub("^Shall ", "shall ", text.strip(" .;:").replace(_MULTI_VALUED, "This Attribute"))
    text = _ASIDE.sub("", text)
    own = "|".join(str(number) for number, meant in enumerate(said.marked.marks) if meant == said.attribute)
    if own:
        text = re.sub(
            rf"(?:(?:[Tt]he )?[Vv]alue of )?(?:[Tt]he )?@(?:{own})(?!\d)(?= (?:shall|must)\b)", "V", text
        )
        text = re.sub(rf"@(?:{own})(?!\d)(?= Items?\b)|(?<=Sequence Item )@(?:{own})(?!\d)", "V", text)
    text = _SELF.sub("V ", text, count=1) if not text.startswith("V ") else text
    return _SELF_INSIDE.sub("V", text).replace("V must", "V shall")


def _meaning(said: _Sentence, text: str) -> Call | None:
    found = _kind_and_meaning(said, text)
    return found[1] if found is not None else None


def _kind_and_meaning(said: _Sentence, text: str) -> tuple[ConstraintKind, Call] | None:
    for kind, pattern, meaning in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None and (call := meaning(said, found)) is not None:
            return kind, call
    return None
