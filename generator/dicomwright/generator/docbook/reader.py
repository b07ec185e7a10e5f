"""A part of the standard (partNN.xml) -> its divisions and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from dicomwright.generator.docbook.content import (
    DOCBOOK,
    Block,
    blocks_of,
    clean,
    local_name,
    plain_text,
)
from dicomwright.generator.docbook.identities import Identities, Identity
from dicomwright.generator.docbook.limits import check_depth
from dicomwright.generator.docbook.tables import Table, read_table
from dicomwright.generator.errors import DocbookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dicomwright.generator.docbook.elements import Element

_DIVISION_KINDS: Final = frozenset({"chapter", "appendix", "section"})
_TABLE_KINDS: Final = frozenset({"table", "informaltable"})
_EDITION: Final = re.compile(r"\b(20\d\d[a-z]?)\b")
_PART: Final = re.compile(r"PS\s?3\.(\d{1,2})\b", re.ASCII)
# The published files repeat xml:ids; every other fault of the XML is an error.
_TOLERATED: Final = frozenset({"DTD_ID_REDEFINED"})


@dataclass(frozen=True)
class Division:
    """A chapter, annex or section: xml:id, label ("C.7.3.1"), title and the xml:id of its parent."""

    element: Element = field(repr=False, compare=False)
    xml_id: str
    label: str
    title: str
    parent: str
    tables: list[Table] = field(default_factory=list[Table], repr=False)
    children: list[Division] = field(default_factory=lambda: list[Division](), repr=False)  # noqa: PLW0108 - not defined yet

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What stands in the division itself, its subdivisions left out."""
        return blocks_of(self.element)

    def descendants(self) -> Iterator[Division]:
        """The division itself and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.descendants()


@dataclass(frozen=True)
class Book:
    """One part of the standard."""

    path: Path
    part: int
    edition: str
    divisions: dict[str, Division] = field(repr=False)
    tables: tuple[Table, ...] = field(repr=False)
    identities: tuple[Identity, ...] = field(repr=False)

    @cached_property
    def tables_by_id(self) -> dict[str, Table]:
        """Tables by xml:id."""
        return {table.xml_id: table for table in self.tables}


def read_book(path: Path) -> Book:
    """Read one partNN.xml.

    Raises:
        DocbookError: the file is not well-formed XML or has no DocBook root; names file and line.

    """
    root = _parse(path)
    found = _Collector()
    found.collect(root, None)
    title = plain_text(root.find(f"{DOCBOOK}subtitle"))
    return Book(
        path=path,
        part=_part(root, title, path),
        edition=_edition(title),
        divisions=found.divisions,
        tables=tuple(found.tables),
        identities=tuple(found.ids.found),
    )


def _parse(path: Path) -> Element:
    # recover: lxml refuses repeated xml:ids otherwise; the log is looked at so that nothing else slips by.
    # Nothing is fetched and no entity is put in its place: the standard has none.
    parser = etree.XMLParser(
        recover=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    try:
        root = etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise DocbookError(f"{path.name}: not readable as XML: {error}") from error
    for entry in parser.error_log:
        if entry.type_name not in _TOLERATED:
            raise DocbookError(f"{path.name}, line {entry.line}: not well-formed XML: {entry.message}")
    if root is not None and _declares_entities(root):
        raise DocbookError(f"{path.name}: declares entities, as no part of the standard does")
    if root is None or not str(root.tag).startswith(DOCBOOK):
        raise DocbookError(f"{path.name}: the root element is not DocBook 5")
    return root


def _declares_entities(root: Element) -> bool:
    declared: Any = root.getroottree().docinfo.internalDTD  # which the stubs do not know
    return declared is not None and any(True for _ in declared.iterentities())


def _part(root: Element, title: str, path: Path) -> int:
    found = _PART.search(root.get("label") or "") or _PART.search(title)
    if found is None:
        raise DocbookError(f"{path.name}: neither the label nor the subtitle of the book names a part of PS3")
    return int(found[1])


def _edition(title: str) -> str:
    found = _EDITION.search(title)
    return found[1] if found else ""


@dataclass
class _Collector:
    """Walks a part, and gathers its divisions and tables."""

    ids: Identities = field(default_factory=Identities)
    divisions: dict[str, Division] = field(default_factory=dict[str, Division])
    tables: list[Table] = field(default_factory=list[Table])

    def collect(self, element: Element, parent: Division | None, outer: str = "", depth: int = 1) -> None:
        """Gather what is below an element; `outer` is the table that it stands in. Raises DocbookError."""
        check_depth(element, depth)
        for child in element:
            name = local_name(child)
            if name in _DIVISION_KINDS:
                self._division(child, parent, depth)
            elif name in _TABLE_KINDS:
                self._table(child, parent, outer, depth)
            elif len(child):
                self.collect(child, parent, outer, depth + 1)

    def _division(self, element: Element, parent: Division | None, depth: int) -> None:
        xml_id = self.ids.of_division(element)
        if xml_id is None:
            return
        division = _division(element, xml_id, parent)
        self.divisions[xml_id] = division
        if parent is not None:
            parent.children.append(division)
        self.collect(element, division, depth=depth + 1)

    def _table(self, element: Element, parent: Division | None, outer: str, depth: int) -> None:
        xml_id = self.ids.of_table(element)
        if xml_id is None:
            return
        table = read_table(element, xml_id, parent.xml_id if parent else "", outer)
        self.tables.append(table)
        if parent is not None:
            parent.tables.append(table)
        self.collect(element, parent, xml_id, depth + 1)


def _division(element: Element, xml_id: str, parent: Division | None) -> Division:
    return Division(
        element=element,
        xml_id=xml_id,
        label=clean(element.get("label") or ""),
        title=plain_text(element.find(f"{DOCBOOK}title")),
        parent=parent.xml_id if parent else "",
    )
