"""Searching an edition, or any other table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.lookup.queries import concept_of_retired, identifiers, kinds_meant, ways
from dicomwright.lookup.ranking import best, likely
from dicomwright.lookup.table import Table, words_of
from dicomwright.runtime.vocabulary.registry import edition_named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dicomwright.lookup.table import Line
    from dicomwright.runtime.vocabulary.registry import Edition

_WORST: Final = 0.6
"""How likely the last hit is that is told, of the first."""
_LEAST: Final = 0.3
"""How likely a hit is at least."""
_NOT_NAMES: Final = "attribute"
"""The kind whose lines have values after tag and items: to be one of many values is not to be called so."""

CODE: Final = "code"


class Hit(NamedTuple):
    """What was found: its kind, key and title; of a code, the class of its scheme; `exact`, whether it is called so."""

    kind: str
    key: str
    title: str
    scheme: str = ""
    exact: bool = False

    @property
    def name(self) -> str:
        """What it is to be asked for by: "CID 4", "TID 1500", "SCT.64033007", or its key."""
        number = {"cid": "CID ", "template": "TID ", CODE: f"{self.scheme}."}.get(self.kind, "")
        return f"{number}{self.key}"


def search(
    text: str, *, kinds: Collection[str] = (), edition: Edition | str | None = None, limit: int = 10
) -> tuple[Hit, ...]:
    """Return what may be meant by a text, the likeliest first.

    Of these `kinds` alone, where there are any: iod, module, macro, attribute, uid, cid, template, code. The `edition`
    is that of the runtime, or one that is installed beside it.
    """
    known = edition_named(edition) if edition is None or isinstance(edition, str) else edition
    return search_in(table_of(known), text, kinds=kinds, limit=limit)


@cache
def table_of(edition: Edition) -> Table:
    """Return the table of an edition."""
    return Table(edition.search_lines)


def search_in(table: Table, text: str, *, kinds: Collection[str] = (), limit: int = 10) -> tuple[Hit, ...]:
    """Search a table: for an identifier, else for words; for "SCT.Livr" in the codes of that scheme alone."""
    text = text.strip()
    scheme, _, rest = text.replace(":", ".").partition(".")
    part = table.part(f"{CODE} {scheme}") if rest else ""
    meant = kinds_meant(text)
    ranked = sorted(
        (not each.exact, -likely(each.score, each.line, meant), start, each)
        for start, each in _found(table, rest if part else text).items()
        if _is_wanted(each.line, kinds, part) and (each.exact or each.score >= _LEAST)
    )
    worst = -_WORST * max((each.score for *_, each in ranked), default=0)
    return tuple(
        _hit(each.line, exact=each.exact)
        for _, score, _, each in ranked[:limit]
        if each.exact or score <= worst
    )


def _is_wanted(line: Line, kinds: Collection[str], part: str) -> bool:
    return line.kind == part if part else not kinds or _kind(line) in kinds


def _found(table: Table, text: str) -> dict[int, _Found]:
    """Return what a text may mean. What looks like an identifier is nothing else."""
    wanted = [*identifiers(text)]
    found = _by_identifier(table, wanted or [text], concept_of_retired(text))
    return found if wanted else {**_by_words(table, text), **found}


class _Found(NamedTuple):
    score: float
    line: Line
    exact: bool


def _by_identifier(table: Table, wanted: Iterable[str], concept: str) -> dict[int, _Found]:
    """Return the lines that have an identifier, or the concept of SNOMED CT that it stands for; where they begin."""
    found = ((start, cell) for cell in wanted if cell for start in table.with_cell(cell))
    named = {start: table.line(start) for start, cell in found if _is_key(table.line(start), cell.lower())}
    for start in table.with_cell(concept) if concept else ():
        line = table.line(start)
        if line.key == concept and line.kind == f"{CODE} SCT":
            named[start] = line
    return {start: _Found(1, line, exact=True) for start, line in named.items()}


def _is_key(line: Line, cell: str) -> bool:
    """Tell whether a cell is the key of a thing or, of figures, what it is called besides."""
    return line.key.lower() == cell or any(
        name.lower() == cell and not name.isalpha() for name in _names(line)[2:]
    )


def _names(line: Line) -> tuple[str, ...]:
    others = line.others[: 1 + line.key.endswith("Sequence")] if line.kind == _NOT_NAMES else line.others
    return (line.key, line.title, *others)


def _by_words(table: Table, text: str) -> dict[int, _Found]:
    found: dict[int, tuple[float, Line]] = {}
    for way in ways(text):
        for start, scored in best(table, way).items():
            if start not in found or found[start][0] < scored[0]:
                found[start] = scored
    typed = sorted(words_of(text))
    glued = "".join(words_of(text))
    return {
        start: _Found(score, line, exact=_is_called(line, typed, glued))
        for start, (score, line) in found.items()
    }


def _is_called(line: Line, typed: list[str], glued: str) -> bool:
    """Tell whether all that was typed is what the thing is called, whatever stands between the words."""
    names = [words_of(name) for name in _names(line)]
    return typed == sorted(names[1]) or any("".join(name) == glued for name in names)


def _kind(line: Line) -> str:
    return line.kind.partition(" ")[0]


def _hit(line: Line, *, exact: bool) -> Hit:
    kind, _, scheme = line.kind.partition(" ")
    return Hit(kind, line.key, line.title, scheme, exact)
