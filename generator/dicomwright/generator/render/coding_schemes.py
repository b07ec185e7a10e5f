"""Coding schemes, with the codes that PS3.16 uses: one file and one class each, and their packages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import Code
from dicomwright.generator.render.code_names import code_keyword, scheme_name, unique_names
from dicomwright.generator.render.names import SCHEME
from dicomwright.generator.render.packages import natural, render_packages
from dicomwright.generator.render.templating import package_path, render_template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dicomwright.generator.facts import CodingScheme, ControlledTerm, Edition

DCM: Final = "DCM"
_REMARKS: Final = {DCM: "All codes of PS3.16 Table D-1, and those of context groups that it lacks."}
_REMARK: Final = "The codes that context groups of PS3.16 use."
_TABLES: Final = {DCM: "table_D-1"}
_TABLE: Final = "table_8-1"


@dataclass(frozen=True)
class Entry:
    """A member of a coding scheme; `note` says what became of a retired code."""

    name: str
    value: str
    meaning: str
    note: str = ""


def render_coding_schemes(edition: Edition) -> Iterator[tuple[str, str]]:
    """Render every scheme that has a code in a context group, and DCM."""
    known = {scheme.designator: scheme for scheme in edition.coding_schemes}
    terms = {term.value: term for term in edition.controlled_terms}
    codes = codes_by_scheme(edition)
    for designator, found in codes.items():
        notes = {term.value: note_of(term) for term in terms.values()} if designator == DCM else {}
        yield _path(designator), _coding_scheme(designator, known.get(designator), found, notes)
    files = {scheme_name(designator): scheme_name(designator).lower() for designator in codes}
    yield from render_packages(SCHEME, files)


def codes_by_scheme(edition: Edition) -> dict[str, list[Code]]:
    """Collect the codes by scheme: Table D-1, retired codes last, then the rows of all context groups."""
    terms = sorted(edition.controlled_terms, key=lambda term: term.retired)
    found = {DCM: [Code(scheme=DCM, value=term.value, meaning=term.meaning) for term in terms]}
    for group in edition.context_groups:
        for row in group.rows:
            if isinstance(row, Code):
                found.setdefault(row.scheme, []).append(row)
    return {designator: codes for designator, codes in found.items() if codes}


def entries_of(
    codes: Iterable[Code], notes: Mapping[str, str], *, listed: Collection[str] = ()
) -> tuple[list[Entry], list[Entry]]:
    """Name the codes of a scheme: each by its usual meaning, and by its other ones where the name is free.

    The usual meaning is the first one of a code value in `listed`, and the one of most rows of another.
    """
    rows: dict[str, list[Code]] = {}
    for code in codes:
        rows.setdefault(code.value, []).append(code)
    usual = {value: same[0] if value in listed else most_common(same) for value, same in rows.items()}
    named = unique_names(list(usual.values()), retired=[value for value, note in notes.items() if note])
    aliases = {name: code for name, code in _sole_claims(rows).items() if name not in named}
    return _entries(named, notes), _entries(aliases, {})


def _sole_claims(rows: Mapping[str, list[Code]]) -> dict[str, Code]:
    """Return the keywords, of all meanings, that no two code values claim."""
    claims: dict[str, list[Code]] = {}
    for code in chain.from_iterable(rows.values()):
        claims.setdefault(code_keyword(code), []).append(code)
    return {name: same[0] for name, same in claims.items() if len({code.value for code in same}) == 1}


def most_common(codes: list[Code]) -> Code:
    """Return the code that stands there most often, the first one of equals."""
    return max(codes, key=codes.count)


def note_of(term: ControlledTerm) -> str:
    """Say of a retired code that it is, and what replaces it."""
    if not term.retired:
        return ""
    new = ", ".join(f"({code.value}, {code.scheme}, {code.meaning})" for code in term.replaced_by)
    return f"Retired, replaced by {new}." if new else "Retired."


def _entries(named: Mapping[str, Code], notes: Mapping[str, str]) -> list[Entry]:
    entries = [
        Entry(name, code.value, code.meaning, notes.get(code.value, "")) for name, code in named.items()
    ]
    return sorted(entries, key=lambda entry: natural(entry.name.casefold()))


def _coding_scheme(
    designator: str, scheme: CodingScheme | None, codes: list[Code], notes: Mapping[str, str]
) -> str:
    entries, aliases = entries_of(codes, notes, listed=notes)
    name = scheme.name if scheme else ""
    return render_template(
        "coding_scheme",
        source=_TABLES.get(designator, _TABLE),
        designator=designator,
        class_name=scheme_name(designator),
        uid=scheme.uid if scheme else "",
        title=_title(name, designator),
        remark=_REMARKS.get(designator, _REMARK),
        entries=entries,
        aliases=aliases,
    )


def _title(name: str, designator: str) -> str:
    if name and name != designator:
        return f"{name} ({designator}, PS3.16)"
    return f"Coding scheme {designator} (PS3.16)"


def _path(designator: str) -> str:
    return package_path(SCHEME, scheme_name(designator).lower())
