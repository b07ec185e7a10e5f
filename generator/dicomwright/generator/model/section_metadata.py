"""What a section of PS3.16 states of its context group or template: number, name, Type, Version, UID, ..."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import SpecRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Book, Division, Table

_FIELDS: Final = ("Keyword", "FHIR Keyword", "Type", "Version", "UID", "Order", "Root")
# Editions without a variablelist print the same as running text: "Type: Extensible Version: 20040614".
_IN_TEXT: Final = re.compile(rf"\b({'|'.join(_FIELDS)}):\s*(\S+)")
_DATE: Final = re.compile(r"(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})")
_NUMBER: Final = re.compile(r"(?:sect_)?(CID|TID)[\s_](\d+\w*)")
_NUMBER_IN_TITLE: Final = re.compile(r"(CID|TID)\s(\d+\w*)[\s.:]*")

YES_NO: Final = {
    "extensible": True,
    "non-extensible": False,
    "extendable": True,
    "extendible": True,
    "non-extendable": False,
    "significant": True,
    "non-significant": False,
    "yes": True,
    "no": False,
}


def numbered_divisions(book: Book, kind: str) -> Iterator[tuple[str, Division]]:
    """Sections of a kind ("CID", "TID"), each with its number, from label, xml:id or title; of two the first."""
    first: dict[str, Division] = {}
    for number, division in _numbered(book, kind):
        first.setdefault(number, division)
    yield from first.items()


def repeated_divisions(book: Book, kind: str) -> Iterator[tuple[str, Division]]:
    """Sections whose number an earlier one has."""
    first = {division.xml_id for _, division in numbered_divisions(book, kind)}
    return ((number, each) for number, each in _numbered(book, kind) if each.xml_id not in first)


def _numbered(book: Book, kind: str) -> Iterator[tuple[str, Division]]:
    for division in book.divisions.values():
        number = number_of_division(division, kind)
        if number:
            yield number, division


def number_of_division(division: Division, kind: str) -> str:
    """Give "4" for the section of CID 4; empty for other sections."""
    for text in (division.label, division.xml_id):
        found = _NUMBER.fullmatch(text)
        if found is not None and found[1] == kind:
            return found[2]
    found = _NUMBER_IN_TITLE.match(division.title)
    return found[2] if found is not None and found[1] == kind else ""


def name_of(division: Division) -> str:
    """Title without the number that some editions print in it."""
    return _NUMBER_IN_TITLE.sub("", division.title, count=1)


def metadata_of(division: Division) -> dict[str, str]:
    """Return the entries of the section's first lines, by their term without the colon."""
    found: dict[str, str] = {}
    for block in division.blocks:
        if block.values is not None:
            entries = zip(block.values.terms, block.values.texts, strict=True)
            found |= {term.rstrip(": "): text for term, text in entries}
        elif block.kind == "para":
            found |= {match[1]: match[2] for match in _IN_TEXT.finditer(block.text) if match[1] not in found}
    return found


def version_of(facts: dict[str, str]) -> str:
    """Version as eight figures, with or without dashes between them; empty when it is no date."""
    found = _DATE.fullmatch(facts.get("Version", ""))
    return "".join(found.groups()) if found else ""


def unread_metadata(facts: dict[str, str]) -> Iterator[str]:
    """What the first lines of a section say that is not one of the known values."""
    for name in ("Type", "Order", "Root"):
        if facts.get(name, "").casefold() not in {"", *YES_NO}:
            yield f"{name} is not one of the known values"
    if facts.get("Version") and not version_of(facts):
        yield "Version is no date"


def place_of(book: Book, division: Division, table: Table | None) -> SpecRef:
    """Where in the standard the group or template stands."""
    return SpecRef(
        part=book.part,
        xml_id=table.xml_id if table is not None else division.xml_id,
        section=division.label,
        section_id=division.xml_id,
    )
