"""The small language of template cells: codes, context groups, parameters, and what they are bound to."""

from __future__ import annotations

import re
from typing import Final

from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.facts import Binding, Term, ValueKind
from dicomwright.generator.model.text import CODE, TAG

_KINDS: Final[dict[str, ValueKind]] = {"EV": "enumerated", "DT": "defined"}
_BINDINGS: Final[dict[str, Binding]] = {"D": "defined", "B": "baseline"}

_REFERENCE: Final = re.compile(
    r"(?:(?P<binding>[DB])(?:efined|aseline)?\s*)?"
    r"(?:\u27e6(?:sect_|table_)?(?P<kind>[CT]ID)_(?P<number>\d+\w*)\u27e7"
    r"|(?P<plainkind>[CT]ID)\s+(?P<plainnumber>\d+\w*))"
)
_PARAMETER: Final = re.compile(r"\$[\w-]+")
_ROW_VALUE: Final = re.compile(r"[Tt]he value of [Rr]ow (\d+[a-z]?)\b")
_CODED: Final = re.compile(rf"(?:(?P<term>EV|DT)\s*)?{CODE.pattern}")
_OTHER_LINK: Final = re.compile(r"\u27e6(?!(?:sect_|table_)?[CT]ID_)[^\u27e7]*\u27e7")
_BETWEEN: Final = re.compile(r"(?:\s|,|;|\bor\b|\band\b)*")


def terms_of(text: str) -> tuple[Term, ...] | None:
    """Return the terms that a text consists of; None when it has anything else in it."""
    plain = _without_links(text)
    terms: list[Term] = []
    position = 0
    while position < len(plain):
        found = _term_at(plain, position)
        if found is None:
            return None
        term, position = found
        terms.append(term)
        between = _BETWEEN.match(plain, position)
        position = between.end() if between else position
    return tuple(terms)


def terms_in(text: str) -> tuple[Term, ...]:
    """Return the terms that stand anywhere in a sentence, in order."""
    plain = _without_links(text)
    terms: list[Term] = []
    position = 0
    while position < len(plain):
        found = _term_at(plain, position)
        if found is None:
            position += 1
            continue
        term, position = found
        terms.append(term)
    return tuple(terms)


def _without_links(text: str) -> str:
    """Drop marks of codes and addresses, keep those of groups and templates."""
    return " ".join(_OTHER_LINK.sub(" ", text).split())


def _term_at(text: str, position: int) -> tuple[Term, int] | None:
    if found := _CODED.match(text, position):
        return _code_term(found), found.end()
    if found := _REFERENCE.match(text, position):
        return _reference_term(found), found.end()
    if found := _PARAMETER.match(text, position):
        return Term(sort="parameter", value=found[0]), found.end()
    if found := _ROW_VALUE.match(text, position):
        return Term(sort="row", value=found[1]), found.end()
    if found := TAG.match(text, position):
        return Term(sort="attribute", value=f"{found[1]}{found[2]}".upper()), found.end()
    return None


def _code_term(found: re.Match[str]) -> Term:
    return Term(
        sort="code",
        value=found[2],
        scheme=found[3],
        meaning=found[4].strip(),
        binding=_KINDS.get(found["term"] or "", ""),
    )


def _reference_term(found: re.Match[str]) -> Term:
    kind, number = found["kind"] or found["plainkind"], found["number"] or found["plainnumber"]
    return Term(
        sort="group" if kind == "CID" else "template",
        value=number,
        binding=_BINDINGS.get(found["binding"] or "", ""),
    )


def plain(text: str) -> str:
    """Return a text as it is compared with fixed words."""
    return without_references(text).strip(" .").casefold()
