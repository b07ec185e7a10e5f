"""Pass: what the sections beside a table of SR relationships say: value types, and relationships by reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import without_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook import Division, Table
    from dicomwright.generator.facts import RelationshipConstraint
    from dicomwright.generator.model.part3 import Part3

ANY: Final = "*"
_VALUE_TYPE: Final = re.compile(r"[A-Z][A-Z0-9]+")
_ONLY_VALUE_TYPES: Final = re.compile(rf"{_VALUE_TYPE.pattern}(?:,? {_VALUE_TYPE.pattern})*\.?")
_ANY_VALUE_TYPE: Final = "any of the Enumerated Values"

_NAME: Final = r"[A-Z]+(?: [A-Z]+)*"
# All by value: said outright, or by the relationships by reference that are forbidden, none left out.
_BY_VALUE: Final = re.compile(
    r"content of this IOD (?:shall be\b|may be conveyed by-value\.)|"
    r"(?<!Other )\brelationships by-reference are forbidden",
    re.IGNORECASE,
)
_EITHER: Final = re.compile(r"either by-value or by-reference|shall not be conveyed by-reference")
_BUT: Final = re.compile(
    rf"The ({_NAME}(?:(?:,|,? and) {_NAME})*) relationships? shall not be conveyed by-reference"
)
_ONE: Final = rf"by-reference {_NAME}"
_ROOT: Final = re.compile(
    r"document (?P<must>shall|may) be constructed from (?P<which>.*?) ?invoked at the root"
)
_BASELINE: Final = re.compile(r"(?:Baseline |B)\b|BTID\b|B\u27e6")
_TID: Final = re.compile(r"TID[_ ]([0-9]+[A-Za-z]?)\b")
_SOME: Final = re.compile(
    rf"use of ({_ONE}(?:(?:,|,? and) {_ONE})*) relationships\. Other relationships by-reference are forbidden"
)


def read_value_types(part: Part3, table: Table) -> tuple[str, ...]:
    """Value types of the content items, from the section of that name beside the table's; "*" is any."""
    beside = part.ancestors(table.division)[1:2]
    sections = [
        inner for around in beside for inner in around.children if inner.title.startswith("Value Type")
    ]
    return tuple(dict.fromkeys(name for section in sections for name in _value_types(section)))


def _value_types(section: Division) -> Iterator[str]:
    for block in section.blocks:
        if block.values is not None:
            yield from block.values.terms
        elif _ONLY_VALUE_TYPES.fullmatch(block.text):
            yield from _VALUE_TYPE.findall(block.text)
        elif _ANY_VALUE_TYPE in block.text:
            yield ANY


def read_root_template(part: Part3, table: Table) -> tuple[bool, tuple[str, ...]]:
    """Return whether the document shall be constructed from a template, and the TIDs that the text names.

    A Baseline TID is a proposal, also where the sentence says "shall".
    """
    beside = part.ancestors(table.division)[1:2]
    sections = [inner for around in beside for inner in around.children if inner.title.startswith("Template")]
    for section in sections:
        for text in (section.title, *(block.text for block in section.blocks)):
            said = _ROOT.search(text)
            if said is not None:
                return said["must"] == "shall" and not _BASELINE.match(said["which"]), _tids(said["which"])
    return False, ()


def _tids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_TID.findall(text)))


def read_by_reference(
    part: Part3, table: Table, relationships: Iterable[RelationshipConstraint]
) -> tuple[str, ...] | None:
    """Relationships of the table that may be conveyed by reference; None when the text does not tell."""
    names = tuple(dict.fromkeys(row.relationship for row in relationships))
    text = _text(part.ancestors(table.division)[:1])
    if _EITHER.search(text):
        excluded = _names(_BUT.search(text))
        return tuple(name for name in names if name not in excluded)
    if _BY_VALUE.search(text):
        return ()
    found = _names(_SOME.search(text))
    return found if found and set(found) <= set(names) else None


def _text(sections: Iterable[Division]) -> str:
    """Title and text in one: some editions begin the sentence in the title."""
    return " ".join(
        without_references(text)
        for section in sections
        for text in (section.title, *(block.text for block in section.blocks))
    )


def _names(found: re.Match[str] | None) -> tuple[str, ...]:
    return tuple(re.findall(rf"\b{_NAME}\b", found[1])) if found else ()
