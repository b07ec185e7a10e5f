"""Pass: tables of PS3.4 with the attributes of services -> ServiceTable, one for each type of action and event."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.accounting import Listed
from dicomwright.generator.docbook.content import REFERENCE_MARK, without_references
from dicomwright.generator.facts import (
    ServiceAttribute,
    ServiceInclude,
    ServiceRest,
    ServiceTable,
    ServiceUse,
    SpecRef,
)
from dicomwright.generator.model import kinds
from dicomwright.generator.model.columns import MISSING, open_table, own_cell, place, plain_caption
from dicomwright.generator.model.errata import Errata, load_errata
from dicomwright.generator.model.service_uses import items_of, use_of
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Cell, Row, Table
    from dicomwright.generator.facts import ServiceColumn, ServiceEntry

_PART: Final = 4
_ERRATA: Final = "service_errata.toml"

_NESTING: Final = re.compile(r"^[>\s]*")
_INCLUDE: Final = re.compile(r"^Include\b")
_REST: Final = re.compile(r"^(?:All|Any)(?: other)? Attributes\b", re.IGNORECASE)
_MODULES: Final = re.compile(r"\b((?:[A-Z][\w/-]*\s+)(?:(?:(?:and|of)\s+)?[A-Z][\w/-]*\s+)*)Module\b")
_NOTHING: Final = re.compile(r"^(?:None)?$")
_MACRO: Final = re.compile(r"\bMacro$")
_REPLY: Final = re.compile(r"\bReply$")

TableKind = Literal["attributes", "arguments", "identifier", "keys", "macro"]
# What each kind of table is in the model, and its columns that say who has an attribute.
_KINDS: Final[dict[str, tuple[TableKind, tuple[ServiceColumn, ...]]]] = {
    kinds.SERVICE_ATTRIBUTES.name: (
        "attributes",
        ("create", "set", "final", "get", "matching", "return"),
    ),
    kinds.SERVICE_MACRO.name: ("macro", ("get",)),
    kinds.SERVICE_ARGUMENTS.name: ("arguments", ()),
    kinds.SERVICE_IDENTIFIER.name: ("identifier", ("request", "response")),
    kinds.LEVEL_KEYS.name: ("keys", ("matching",)),
    kinds.FRAME_KEYS.name: ("keys", ()),
    kinds.QUERY_KEYS.name: ("keys", ("matching", "return")),
    kinds.OPERATION.name: ("attributes", ()),
}
# What a table says of itself -> what its only column for either side is about.
_OPERATIONS: Final[tuple[tuple[re.Pattern[str], ServiceColumn], ...]] = (
    (re.compile(r"\bN-CREATE\b"), "create"),
    (re.compile(r"\bN-SET\b"), "set"),
    (re.compile(r"\bN-GET\b"), "get"),
)


@dataclass
class _Node:
    """A row under construction with those nested below it; the table itself is at depth -1."""

    depth: int
    entry: ServiceEntry | None = None
    children: list[_Node] = field(default_factory=lambda: list[_Node]())  # noqa: PLW0108 - not defined yet

    def freeze(self) -> tuple[ServiceEntry, ...]:
        """The entries below this node, each with its own children."""
        return tuple(
            replace(node.entry, children=node.freeze())
            if isinstance(node.entry, ServiceAttribute)
            else node.entry
            for node in self.children
            if node.entry is not None
        )


def read_services(book: Book, accounting: Accounting) -> tuple[ServiceTable, ...]:
    """Read every table of PS3.4 with the attributes of an operation, an action, an event or a query."""
    errata = load_errata(Path(__file__).parent / _ERRATA)
    found: list[ServiceTable] = []
    for table in filter(lambda each: not accounting.is_open(each), book.tables):
        placed = ((kind.name, place(table, kind)) for kind in kinds.SERVICES)
        kind, columns = next((each for each in placed if each[1] is not None), ("", None))
        if columns is not None:
            at = open_table(accounting, _PART, kind, table, columns)
            found += _read_table(_TableReader(book, accounting, table, kind, at, errata))
    for xml_id in errata.unused(book.tables_by_id, book.edition) if found else ():
        reason = "no row of this edition needs this erratum"
        accounting.notes.append(Listed(_PART, "errata", xml_id, -1, xml_id, reason))
    return tuple(found)


def _read_table(reader: _TableReader) -> Iterator[ServiceTable]:
    table = reader.table
    for row in table.rows:
        reader.row(row)
    name_of_table = reader.name()
    is_macro = _MACRO.search(name_of_table)
    for (number, name), root in reader.roots.items():
        yield ServiceTable(
            xml_id=table.xml_id,
            kind="macro" if is_macro else _KINDS[reader.kind][0],
            name=name_of_table,
            ref=_ref(reader.book, table),
            type_id=number,
            type_name=name,
            entries=root.freeze(),
        )


def _ref(book: Book, table: Table) -> SpecRef:
    division = book.divisions.get(table.division)
    return SpecRef(
        part=_PART,
        xml_id=table.xml_id,
        section=division.label if division else "",
        section_id=division.xml_id if division else "",
    )


@dataclass
class _TableReader:
    """Reads the rows of one table into trees by their nesting, one for each type of action or event."""

    book: Book
    accounting: Accounting
    table: Table
    kind: str
    columns: Mapping[str, int]
    errata: Errata
    roots: dict[tuple[str, str], _Node] = field(default_factory=dict[tuple[str, str], _Node])
    open: list[_Node] = field(default_factory=list[_Node])
    type: tuple[str, str] = ("", "")

    def name(self) -> str:
        """Caption of the table; the title of its section where it has none, which is noted."""
        if not self.table.caption:
            reason = "no caption: its section names it"
            self.accounting.note(_PART, self.kind, self.table, None, reason)
        division = self.book.divisions.get(self.table.division)
        return plain_caption(self.table) or (division.title if division else "")

    def row(self, row: Row) -> None:
        """Put one row where it belongs: attribute, include, all others, or the list of rows left out."""
        said = self._name(row)
        nesting = _NESTING.match(said)
        depth = said[: nesting.end()].count(">") if nesting else 0
        name = said[nesting.end() :] if nesting else said
        plain = without_references(name)
        tag = self.errata.right_tag(self.table.xml_id, tag_of(self._own_text(row, "tag")), plain)
        typed = self._typed(row)
        if tag:
            uses = tuple(self._uses(row, tag))
            self._add(
                row,
                depth,
                ServiceAttribute(tag=tag, name=plain, uses=uses, items=items_of(list(row.cells))),
            )
        elif _INCLUDE.match(name):
            self._include(row, depth, name)
        elif _REST.match(name):
            modules = tuple(" ".join(found.split()) for found in _MODULES.findall(plain))
            self._add(row, depth, ServiceRest(modules=modules, uses=tuple(self._uses(row, ""))))
        elif typed and _NOTHING.match(plain):
            self.accounting.consume(_PART, self.kind)
        else:
            reason = "heading row" if len(row.cells) == 1 else "row without a tag"
            self.accounting.skip(_PART, self.kind, self.table, row, reason)

    def _name(self, row: Row) -> str:
        cell = row.at(self.columns["name"])
        return cell.marked_text if cell else ""

    def _own_text(self, row: Row, column: str) -> str:
        cell = own_cell(row, self.columns[column])
        return cell.text if cell else ""

    def _typed(self, row: Row) -> bool:
        """Go on to the type of a row, which those below it share; tell whether the table has types."""
        if "type_id" not in self.columns:
            self.roots.setdefault(self.type, _Node(-1))
            return False
        number, name = row.text(self.columns["type_id"]), row.text(self.columns["type_name"])
        if number or name:
            self.type = number, name
        if name and not number:
            self.accounting.note(_PART, self.kind, self.table, row, "no number of the type")
        if self.type not in self.roots:
            self.roots[self.type] = _Node(-1)
            self.open.clear()
        return True

    def _add(self, row: Row, depth: int, entry: ServiceEntry) -> None:
        before = self.open[-1].entry if self.open else None
        if isinstance(before, ServiceAttribute):
            text = without_references(self._name(row)).lstrip("> ")
            depth += self.errata.deeper(self.table.xml_id, self._path(), text, depth)
        while self.open and self.open[-1].depth >= depth:
            self.open.pop()
        parent = self.open[-1] if self.open else self.roots[self.type]
        if parent.depth != depth - 1 or not isinstance(parent.entry, ServiceAttribute | None):
            reason = f"nested {depth} deep below a row nested {parent.depth} deep"
            self.accounting.note(_PART, self.kind, self.table, row, reason)
        node = _Node(depth, entry)
        parent.children.append(node)
        self.open.append(node)
        self.accounting.consume(_PART, self.kind)

    def _path(self) -> str:
        """Return the tags of the row before and of those around it."""
        entries = (node.entry for node in self.open)
        return ".".join(entry.tag for entry in entries if isinstance(entry, ServiceAttribute))

    def _include(self, row: Row, depth: int, text: str) -> None:
        target = next(iter(REFERENCE_MARK.findall(text)), "")
        if target in self.book.tables_by_id:
            return self._add(row, depth, ServiceInclude(macro=target))
        return self.accounting.skip(_PART, self.kind, self.table, row, "include of a table that is not there")

    def _uses(self, row: Row, tag: str) -> Iterator[ServiceUse]:
        """Read what the columns say; what says nothing but where to look is decided by hand, or noted."""
        remark = self._cell(row, "remark")
        for name, column in self._sides():
            cell = self._cell(row, name)
            if cell is None or not (cell.text or cell.references):
                continue
            use = use_of(column, cell, remark)
            place = self.table.xml_id, f"{tag} {column}"
            if use is not None and (fixed := self.errata.fixed(*place, cell.text)):
                use = replace(use, fixed=fixed)
            decided = self.errata.use(*place, cell.text)
            if decided is not None:
                yield replace(use, scu=decided) if use else _use(column, decided)
            elif use is not None:
                yield use
            else:
                reason = f"what {column} says is not read: it refers to a section, or is in words"
                self.accounting.note(_PART, self.kind, self.table, row, reason)

    def _cell(self, row: Row, name: str) -> Cell | None:
        return own_cell(row, self.columns.get(name, MISSING))

    def _sides(self) -> list[tuple[str, ServiceColumn]]:
        """Return the columns of the table, and what each is about."""
        own: list[tuple[str, ServiceColumn]] = [(column, column) for column in _KINDS[self.kind][1]]
        if "use" in self.columns:
            return [*own, ("use", self._operation())]
        return [*own, ("condition", "matching")] if "condition" in self.columns else own

    def _operation(self) -> ServiceColumn:
        """Tell what the only column for either side is about."""
        if "type_id" in self.columns:
            if any(text.startswith("Event") for text in self.table.header):
                return "event"
            return "reply" if _REPLY.search(plain_caption(self.table)) else "action"
        around = self.book.divisions.get(self.table.division)
        said = [plain_caption(self.table)]
        while around is not None:
            said.append(around.title)
            around = self.book.divisions.get(around.parent)
        for text in said:
            for pattern, column in _OPERATIONS:
                if pattern.search(text):
                    return column
        return "create"


def _use(column: ServiceColumn, scu: str) -> ServiceUse:
    return ServiceUse(column=column, scu=scu)
