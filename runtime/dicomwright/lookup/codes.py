"""Codes as Python names them, and the searches of all codes, of coding schemes and of context groups.

Files of schemes are read as text: to load their classes, and pydicom with them, takes longer than to find a name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from dicomwright.lookup.searching import CODE, search, search_in, table_of
from dicomwright.lookup.table import Table
from dicomwright.runtime.vocabulary.snomed import snomed_ct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydicom.sr.coding import Code

    from dicomwright.runtime.vocabulary.registry import Edition

RETIRED: Final = frozenset({"99SDM", "SNM3", "SRT"})
"""Designators of SNOMED RT, which has been retired (PS3.16 8.1)."""

_MEMBER: Final = r"^ {{4}}({name}): ClassVar\[Code\] = code\(\s*\"({value})\","
_ANY: Final = r"(?:[^\"\\]|\\.)*"
_CLASS: Final = re.compile(r'^class (\w+)\(CodingScheme, designator="([^"]+)"', re.MULTILINE)


class Found(NamedTuple):
    """A code that was found: the class of its scheme and its name in it, and what it says."""

    scheme: str
    name: str
    value: str
    designator: str
    meaning: str


def codes_of(value: str, edition: Edition) -> tuple[Found, ...]:
    """Return the codes of a value, in all the schemes that have it."""
    table = table_of(edition)
    lines = (table.line(start) for start in table.with_cell(value))
    schemes = (
        line.kind.partition(" ")[2] for line in lines if line.kind.startswith(CODE) and line.key == value
    )
    return tuple(one for scheme in dict.fromkeys(schemes) for one in codes_in(scheme, value, edition))


def codes_in(scheme: str, wanted: str, edition: Edition) -> tuple[Found, ...]:
    """Return the code that has a value in the class of a scheme; else the one of that name in Python."""
    text = _text(edition, scheme)
    escaped = re.escape(wanted.replace("\\", "\\\\").replace('"', '\\"'))
    by_value = re.search(_MEMBER.format(name=r"\w+", value=escaped), text, re.MULTILINE)
    name = _MEMBER.format(name=rf"(?i:{re.escape(wanted)})", value=_ANY)
    found = by_value or re.search(name, text, re.MULTILINE)
    designator = _CLASS.search(text)
    if found is None or designator is None:
        return ()
    value = found[2].replace('\\"', '"').replace("\\\\", "\\")
    return (Found(scheme, found[1], value, designator[2], _title(scheme, value, edition)),)


def codes_of_retired(value: str, edition: Edition) -> tuple[Found, ...]:
    """Return the code of SNOMED CT that stands for an identifier of SNOMED RT, "T-62000"."""
    current = snomed_ct(value.upper())
    return tuple(one for one in codes_of(current, edition) if one.designator == "SCT") if current else ()


def _title(scheme: str, value: str, edition: Edition) -> str:
    table = table_of(edition)
    lines = (table.line(start) for start in table.with_cell(value))
    return next((line.title for line in lines if (line.kind, line.key) == (f"{CODE} {scheme}", value)), "")


@cache
def _text(edition: Edition, scheme: str) -> str:
    """Return the text of the file that has the class of a scheme."""
    files = (file for module, file in edition.files("codes") if module.rpartition(".")[2] == scheme.lower())
    return next(files).read_text(encoding="utf-8")


# --- searches that give codes


def codes_found(text: str, edition: Edition, limit: int) -> tuple[Code, ...]:
    """Return the codes of all schemes that may be meant, the likeliest first."""
    hits = search(text, kinds=(CODE,), edition=edition, limit=limit)
    return tuple(edition.named("codes", hit.scheme)[hit.key] for hit in hits)


def members_found(
    cls: type, members: Callable[[], Mapping[str, Code]], text: str, limit: int
) -> tuple[Code, ...]:
    """Return the members of a class of codes that may be meant, the likeliest first."""
    if cls not in _tables:
        _tables[cls] = _table_of_members(members())
    table, codes = _tables[cls]
    return tuple(codes[hit.scheme, hit.key] for hit in search_in(table, text, limit=limit))


_tables: Final[WeakKeyDictionary[type, tuple[Table, Mapping[tuple[str, str], Code]]]] = WeakKeyDictionary()


def _table_of_members(members: Mapping[str, Code]) -> tuple[Table, Mapping[tuple[str, str], Code]]:
    """Make a table of codes: a line for each value, with the names and meanings of all members that have it."""
    codes: dict[tuple[str, str], Code] = {}
    cells: dict[tuple[str, str], dict[str, None]] = {}
    for name, code in members.items():
        key = (code.scheme_designator, code.value)
        codes.setdefault(key, code)
        cells.setdefault(key, {}).update(dict.fromkeys((code.meaning, name)))
    parts: dict[str, list[str]] = {}
    for (scheme, value), names in cells.items():
        line = "|".join(" ".join(cell.replace("|", " ").split()) for cell in (value, *names))
        parts.setdefault(f"{CODE} {scheme}", []).append(f"{line}|~1\n")
    return Table({kind: "".join(lines) for kind, lines in parts.items()}), codes
