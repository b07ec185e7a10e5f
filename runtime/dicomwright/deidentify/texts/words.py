"""Words: what an object itself says of people, places, numbers and days, as what finds it in a text."""

from __future__ import annotations

import re
from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.texts.folding import folded, is_unspaced, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARTS: Final = re.compile(r"[^\W_]+")
_NAME: Final = re.compile(r"[^\s^=,;.()\[\]\"]+")
_GROUP: Final = "="
_SHORTEST: Final = 2
_SHORTEST_OF_TEXT: Final = 3
_SHORTEST_DECLINED: Final = 5
_SHORTEST_SPLIT: Final = 5
# Words of names and places that are those of nobody.
_NOBODYS: Final = frozenset({
    "and", "the", "of", "for", "de", "der", "die", "das", "und", "la", "le", "les", "el", "du", "des", "van", "von",
    "al", "dr", "md", "mr", "mrs", "ms", "prof", "anonymized", "anonymised", "anonymous", "unknown", "none",
    "st", "street", "road", "center", "centre", "department", "ct", "mri", "us", "pet",
})  # fmt: skip
_AGES: Final = {
    "Y": r"(?:y(?:rs?|/?o|ears?)?|jahre?n?|jahrig\w*|j|ans?|anos?|anni|лет|岁|歳|세)",
    "M": r"(?:m(?:o|os|onths?)?|monate?|mois|meses|mesi)",
    "W": r"(?:w(?:ks?|eeks?)?|wochen?|semaines?|semanas?)",
    "D": r"(?:d(?:ays?)?|tage?n?|jours?|dias?)",
}
_AGE: Final = re.compile(r"0*(\d+)([DWMY])")
_DAY: Final = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")
_CLOCK: Final = re.compile(r"\d{2}:?\d{2}:?\d{2}")
_MONTHS: Final = (
    ("jan", "ene", "gen"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "mrz"),
    ("apr", "abr", "avr"),
    ("mai", "may", "maj", "mag"),
    ("jun", "jui", "giu"),
    ("jul", "jui", "lug"),
    ("aug", "aou", "aoû", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "dic", "déc"),
)
"""Months by how they begin in languages of Europe."""
_LETTER: Final = r"[^\W\d_]"
_LIMIT: Final = rf"(?<!{_LETTER})"


def of_name(value: str) -> Iterator[str]:
    """Give patterns of the words of a name, in all its groups and components, and of those that stand together."""
    for group in value.split(_GROUP):
        components = [component.strip() for component in group.split("^")]
        words = [word for component in components for word in _NAME.findall(component)]
        words += [part for word in words for part in _PARTS.findall(word) if part != word]
        yield from (_word(word) for word in words if _says(word))
        first = [component for component in components[:2] if component]
        yield from (_word("".join(both)) for both in permutations(first, 2))


def of_text(value: str) -> Iterator[str]:
    """Give patterns of the words of an address, an institution and the like."""
    for word in _PARTS.findall(value):
        if is_unspaced(word) or (len(word) >= _SHORTEST_OF_TEXT and folded(word) not in _NOBODYS):
            yield _number(word) if any(letter.isdigit() for letter in word) else _word(word)


def of_identifier(value: str) -> Iterator[str]:
    """Give patterns of an identifier, whatever stands between its parts, and of those that have figures."""
    parts = _PARTS.findall(value)
    whole = "".join(parts)
    if any(letter.isdigit() for letter in whole):
        if len(whole) >= _SHORTEST:
            yield _number(*parts)
        yield from (_number(part) for part in parts if len(part) >= _SHORTEST_SPLIT and part.isdecimal())
        parts = [part for part in parts if not any(letter.isdigit() for letter in part)]
    yield from of_text(" ".join(parts))


def of_age(value: str) -> Iterator[str]:
    """Give the pattern of an age."""
    found = _AGE.fullmatch(value.strip())
    if found is not None:
        yield rf"(?<!\d)0*{found[1]}[ \-]?{_AGES[found[2]]}(?:[ \-]old)?(?!{_LETTER})"


def of_time(value: str) -> Iterator[str]:
    """Give the pattern of a time without signs between its parts; those with signs are found by their form."""
    found = _CLOCK.match(value.strip())
    if found is not None:
        yield rf"(?<!\d){found[0].replace(':', '')}(?:\.\d+)?(?!\d)"


def of_day(value: str) -> Iterator[str]:
    """Give patterns of a day, with and without its year, in the usual writings."""
    found = _DAY.match(value.strip())
    if found is None:
        return
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return
    year, month, number = rf"(?:{day.year}|'?{day:%y})", rf"0?{day.month}", rf"0?{day.day}"
    name = f"{_choice(*map(spellings, _MONTHS[day.month - 1]))}[a-z]*"
    gap, near = r"[ .,/\-]{0,3}(?:de |of )?", r" ?[./\-] ?"
    yield from (
        rf"(?<!\d){number}(?:st|nd|rd|th|er)?{gap}{name}\.?(?:{gap}{year}(?!\d))?",
        rf"(?<!{_LETTER}){name}{gap}{number}(?:st|nd|rd|th)?(?!\d)(?:{gap}{year}(?!\d))?",
        *(
            rf"(?<![\d.]){near.join(order)}(?!\d)"
            for order in permutations((year, month, number))
            if order[1] != year
        ),
        *(
            rf"(?<!\d){day:{form}}(?!\d)"
            for form in ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y", "%m%d%y")
        ),
        rf"{day.year}\s?[年년]\s?{month}\s?[月월]\s?{number}\s?[日일]?",
    )


def _says(word: str) -> bool:
    return is_unspaced(word) or (len(word) >= _SHORTEST and folded(word) not in _NOBODYS)


def _word(word: str) -> str:
    """Return the pattern of a word; what follows a long one of a script with spaces may be its case."""
    choice = _choice(spellings(word))
    if is_unspaced(word):
        return choice
    ending = f"{_LETTER}{{0,2}}" if len(word) >= _SHORTEST_DECLINED else ""
    return rf"{_LIMIT}{choice}{ending}(?!{_LETTER})"


def _number(*parts: str) -> str:
    """Return the pattern of an identifier: with anything between its parts, and between the figures of a long one."""
    first, *others = map(folded, parts)
    known = [first.lstrip("0") or first, *others]
    between = r"[ \-./_]{0,2}"
    inner = between if sum(map(len, known)) >= _SHORTEST_SPLIT else ""
    return rf"(?<![^\W_])0*{between.join(inner.join(map(re.escape, part)) for part in known)}(?![^\W_])"


def _choice(*words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, set[str]().union(*words)), key=len, reverse=True)) + ")"
