"""Templates of PS3.16: their rows as a tree, in lines that are read at 80 columns."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from dicomwright.cli.names import folded, index
from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import title
from dicomwright.runtime.templates import AttributeValue, Coded, Group, Parameter, Template
from dicomwright.runtime.templates.words import in_words, requirement_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from dicomwright.runtime.templates import Row
    from dicomwright.runtime.templates.terms import Term, Terms

_TID: Final = re.compile(r"tid\s*_?([0-9]+[a-z]?)", re.IGNORECASE)
_WIDTH: Final = 80
_REQUIREMENTS: Final = {"M": "mandatory", "MC": "conditional", "U": "optional", "UC": "optional, conditional"}
_BINDINGS: Final = {"baseline": "baseline ", "defined": "", "enumerated": "", "": ""}


def resolve(name: str) -> str | None:
    """Return the name of the class of a template, of "TID 1500", or of its name."""
    tid = _TID.fullmatch(name.strip())
    return edition().templates.get(tid[1].upper()) if tid else index("templates", edition()).get(folded(name))


def show(name: str) -> Iterable[RenderableType]:
    """Yield what PS3.16 says of a template, and its rows."""
    found: type[Template] = edition().named("templates", name)
    info = found.info_
    facts = ", ".join(filter(None, map(_said, _FACTS, (info.extensible, info.ordered, info.root))))
    yield from title(f"TID {info.tid} {info.name} ({name})", facts, edition().published(info.address))
    if info.parameters:
        yield from _wrapped(f"parameters: {', '.join(f'${each}' for each in info.parameters)}", "", "  ")
    yield ""
    for row in found.rows_:
        yield from lines(row)


_FACTS: Final = (
    ("extensible", "not extensible"),
    ("order significant", "order not significant"),
    ("may be the root of a document", "not the root of a document"),
)


def _said(words: tuple[str, str], fact: bool | None) -> str:  # noqa: FBT001 - a fact, not a switch
    return "" if fact is None else words[not fact]


def lines(row: Row) -> Iterator[str]:
    """Yield the lines of a row: what it is, and below that what limits it."""
    margin = f"{row.number:<4} {'>' * row.depth}{' ' if row.depth else ''}"
    by = " by reference" if row.by_reference else ""
    relationship = f"{row.relationship}{by}: " if row.relationship else ""
    yield from _wrapped(f"{relationship}{_what(row)}  [{_how_often(row)}]", margin, " " * (len(margin) + 2))
    for detail in _details(row):
        yield from _wrapped(detail, " " * (len(margin) + 2), " " * (len(margin) + 4))


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)


def _what(row: Row) -> str:
    if row.include:
        included = edition().template(row.include)
        return f"include TID {row.include}" + (f" {included.info_.name}" if included is not None else "")
    named = f" {in_terms(row.concept)}" if row.concept else ""
    nameless = {"optional": " (the name may be left out)", "forbidden": " (without a name)", "": ""}
    return f"{row.value_type}{named}{nameless[row.nameless]}"


def _how_often(row: Row) -> str:
    return ", ".join(filter(None, (_REQUIREMENTS.get(row.requirement, ""), row.vm if row.vm != "1" else "")))


def _is_called_so(row: Row) -> bool:
    """Tell whether the keyword of a row is what it is called here."""
    if row.include:
        included = edition().template(row.include)
        return included is not None and folded(included.info_.name) == folded(row.name)
    return [folded(term.meaning) for term in row.concept if isinstance(term, Coded)] == [folded(row.name)]


def _details(row: Row) -> Iterator[str]:
    if row.given and not _is_called_so(row):
        yield f"in Python: {row.name}"
    for said, terms in (("value", row.values), ("unit", row.units), ("default", row.defaults)):
        if terms:
            yield f"{said}: {in_terms(terms)}"
    if row.graphic_types:
        yield f"graphic type: {', '.join(row.graphic_types)}"
    if row.not_graphic_types:
        yield f"graphic type: not {', '.join(row.not_graphic_types)}"
    yield from _parameters(row)
    if row.required_if is not None:
        yield requirement_in_words(row.required_if)
    for constraint in row.constraints:
        yield f"must keep: {in_words(constraint)}"


def _parameters(row: Row) -> Iterator[str]:
    """Yield what an include gives to parameters."""
    alike = [name for name, terms in row.parameters.items() if terms == (Parameter(name),)]
    if alike:
        yield f"passes on {', '.join(f'${name}' for name in alike)}"
    for name, terms in row.parameters.items():
        if name not in alike:
            yield f"${name} = {in_terms(terms)}"


def in_terms(terms: Terms) -> str:
    """Return what a cell names in words."""
    return " or ".join(map(_term, terms))


def _term(term: Term) -> str:
    match term:
        case Coded():
            return f"{term.meaning.strip()} ({term.value}, {term.scheme})"
        case Group():
            return f"{_BINDINGS[term.binding]}CID {term.cid}{_keyword_of(term.cid)}"
        case Parameter():
            return f"${term.name}"
        case AttributeValue():
            return f"the value of {term.keyword}"
        case _:
            return f"the value of row {term.row}"


def _keyword_of(cid: str) -> str:
    """Return the keyword of a context group; nothing where the edition lacks it."""
    name = f"CID{cid}"
    group: Any = edition().named("cids", name) if name in edition().names("cids") else None
    return f" {group.__info__.keyword}" if group is not None else ""
