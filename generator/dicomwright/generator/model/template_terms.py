"""The small language of template cells: codes, context groups, parameters, and what they are bound to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.facts import Binding, Code, ContextGroupUse, ValueKind
from dicomwright.generator.model.text import CODE, TAG

if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS: Final[dict[str, ValueKind]] = {"EV": "enumerated", "DT": "defined"}
_BINDINGS: Final[dict[str, Binding]] = {"D": "defined", "B": "baseline"}

_REFERENCE: Final = re.compile(
    r"(?:(?P<binding>[DB])(?:efined|aseline)?\s*)?"
    r"(?:\u27e6(?:sect_|table_)?(?P<kind>[CT]ID)_(?P<number>\d+\w*)\u27e7"
    r"|(?P<plainkind>[CT]ID)\s+(?P<plainnumber>\d+\w*))"
)
_PARAMETER: Final = re.compile(r"\$[\w-]+")
_CODED: Final = re.compile(rf"(?:(?P<term>EV|DT)\s*)?{CODE.pattern}")
_OTHER_LINK: Final = re.compile(r"\u27e6(?!(?:sect_|table_)?[CT]ID_)[^\u27e7]*\u27e7")
_BETWEEN: Final = re.compile(r"(?:\s|,|;|\bor\b|\band\b)*")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a cell. `text` is its notation: "EV (121401, DCM)", "D CID 244", "$Method", ..."""

    sort: Literal["code", "group", "template", "parameter", "tag"]
    text: str
    code: Code | None = None
    kind: ValueKind | Literal[""] = ""
    number: str = ""
    binding: Binding = ""


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
        return Term("parameter", found[0]), found.end()
    if found := TAG.match(text, position):
        return Term("tag", f"({found[1]},{found[2]})".upper()), found.end()
    return None


def _code_term(found: re.Match[str]) -> Term:
    term, value, scheme, meaning = found["term"] or "", found[2], found[3], found[4]
    code = Code(scheme=scheme, value=value, meaning=meaning)
    return Term("code", f"{term} ({value}, {scheme})".strip(), code, _KINDS.get(term, ""))


def _reference_term(found: re.Match[str]) -> Term:
    kind, number = found["kind"] or found["plainkind"], found["number"] or found["plainnumber"]
    binding = found["binding"] or ""
    sort: Literal["group", "template"] = "group" if kind == "CID" else "template"
    return Term(sort, f"{binding} {kind} {number}".strip(), None, "", number, _BINDINGS.get(binding, ""))


def codes_of(terms: Iterable[Term]) -> tuple[Code, ...]:
    """Return the codes among terms."""
    return tuple(term.code for term in terms if term.code is not None)


def groups_of(terms: Iterable[Term]) -> tuple[ContextGroupUse, ...]:
    """Return the context groups among terms."""
    return tuple(
        ContextGroupUse(cid=term.number, binding=term.binding) for term in terms if term.sort == "group"
    )


def kind_of(terms: Iterable[Term]) -> ValueKind | Literal[""]:
    """EV or DT of the codes, as the first of them has it."""
    for term in terms:
        if term.code is not None:
            return term.kind
    return ""


def parameter_of(terms: Iterable[Term]) -> str:
    """Return the first parameter among terms; empty when there is none."""
    return next((term.text for term in terms if term.sort == "parameter"), "")


def plain(text: str) -> str:
    """Return a text as it is compared with fixed words."""
    return without_references(text).strip(" .").casefold()
