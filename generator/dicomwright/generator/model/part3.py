"""Part 3 as the passes see it: its book, its accounting, and which kind each table is of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import SpecRef
from dicomwright.generator.model import kinds
from dicomwright.generator.model.columns import Kind, Placed, open_table, place, plain_caption
from dicomwright.generator.model.errata import Errata

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Division, Row, Table

PART: Final = 3

TableKind = Literal[
    "attributes",
    "directory",
    "composite",
    "normalized",
    "media",
    "groups",
    "relationships",
    "values",
    "combinations",
]

# In the order in which a table is compared with them.
KINDS: Final[dict[TableKind, Kind]] = {
    "attributes": kinds.ATTRIBUTES,
    "directory": kinds.DIRECTORY,
    "composite": kinds.COMPOSITE,
    "media": kinds.MEDIA,
    "normalized": kinds.NORMALIZED,
    "groups": kinds.GROUPS,
    "relationships": kinds.RELATIONSHIPS,
    "values": kinds.VALUES,
    "combinations": kinds.COMBINATIONS,
}
# Chapter 5 explains the notation with tables that describe no object.
_EXAMPLES: Final = re.compile(r"(?:sect|chapter)_5\b")
_TERM: Final = re.compile(r"^[A-Z][A-Z0-9_ ]+$")
_TERM_AND_TEXT: Final = 2
_TERMS: Final = Placed(at={"value": 0, "description": 1})

# A reference in the place of the name of a module: "Required if the <reference> is present".
_MODULE_REFERENCE: Final = re.compile(
    "(?<! or )\u27e6([^\u27e7]*)\u27e7(?= (?:is|are) (?:not )?(?:present|included|absent)\\b)"
)


@dataclass(frozen=True)
class Part3:
    """What every pass over part 3 needs."""

    book: Book
    accounting: Accounting
    errata: Errata = field(default_factory=Errata)

    @cached_property
    def _recognised(self) -> dict[str, tuple[TableKind, Placed]]:
        found = ((table, _recognised(table)) for table in self.book.tables)
        return {table.xml_id: each for table, each in found if each is not None}

    def kind_of(self, table: Table) -> TableKind | None:
        """Which kind of table of the model this is; None for one that is of none."""
        found = self._recognised.get(table.xml_id)
        return found[0] if found else None

    def columns_of(self, table: Table) -> dict[str, int]:
        """Columns of a table by the names of its kind."""
        return self._recognised[table.xml_id][1].at

    def tables(self, kind: TableKind) -> list[Table]:
        """Tables of one kind in document order; opens each in the accounting."""
        found = [table for table in self.book.tables if self.kind_of(table) == kind]
        for table in found:
            open_table(self.accounting, PART, kind, table, self._recognised[table.xml_id][1])
        return found

    def consume(self, kind: TableKind) -> None:
        """Account for one row that is in the model."""
        self.accounting.consume(PART, kind)

    def skip(self, kind: TableKind, table: Table, row: Row, reason: str) -> None:
        """Account for one row that is not in the model."""
        self.accounting.skip(PART, kind, table, row, reason)

    def note(self, kind: TableKind, table: Table, row: Row | None, reason: str) -> None:
        """List what could not be resolved of a row."""
        self.accounting.note(PART, kind, table, row, reason)

    def refer(self, kind: TableKind, table: Table, row: Row, target: str, *, found: bool) -> None:
        """Account for one reference of a row to value lists: those that were found, or why there are none."""
        self.accounting.refer("attached" if found else "listed")
        if not found:
            documents = {each.target: each.document for cell in row.cells for each in cell.references}
            foreign = documents.get(target) not in {"", "PS3.3"}
            reason = "is of another part" if foreign else "has no list for this attribute"
            self.note(kind, table, row, f"refers to {target} for values, which {reason}")

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """Names of the attributes of all modules and macros, in lower case."""
        tables = (
            (table, self.columns_of(table)["name"]) for table in self.book.tables if self._is_module(table)
        )
        texts = (row.text(column) for table, column in tables for row in table.rows)
        return frozenset(text.lstrip("> ").casefold() for text in texts)

    def _is_module(self, table: Table) -> bool:
        return self.kind_of(table) == "attributes"

    def caption_of(self, table: Table) -> str:
        """Caption of a table; the title of its section where it has none, which is noted."""
        if table.caption:
            return plain_caption(table)
        self.note(self.kind_of(table) or "values", table, None, "no caption: its section names it")
        around = self.ancestors(table.division)
        return around[0].title if around else table.xml_id

    def division(self, xml_id: str) -> Division | None:
        """The division with an xml:id."""
        return self.book.divisions.get(xml_id)

    def table(self, xml_id: str, place: SpecRef) -> Table:
        """Return the table with an xml:id.

        Raises:
            ModelError: there is none, as of one that has no xml:id.

        """
        found = self.book.tables_by_id.get(xml_id)
        if found is None:
            raise ModelError(
                f"PS3.3, section {place.section}: a table has no xml:id, or not the one that names it"
            )
        return found

    def with_module_names(self, text: str) -> str:
        """A text with the names of modules where nothing but references to their sections stand for them."""
        return _MODULE_REFERENCE.sub(self._module_name, text)

    def _module_name(self, found: re.Match[str]) -> str:
        division = self.division(found[1])
        return division.title if division and division.title.endswith(" Module") else found[0]

    def ancestors(self, xml_id: str) -> list[Division]:
        """A division and the ones around it, innermost first."""
        found: list[Division] = []
        division = self.division(xml_id)
        while division is not None:
            found.append(division)
            division = self.division(division.parent)
        return found

    def ref(self, table: Table) -> SpecRef:
        """Where a table stands."""
        division = self.division(table.division)
        return SpecRef(
            part=PART,
            xml_id=table.xml_id,
            section=division.label if division else "",
            section_id=division.xml_id if division else "",
        )


def _recognised(table: Table) -> tuple[TableKind, Placed] | None:
    """The kind of a table, and its columns."""
    if _EXAMPLES.match(table.division):
        return None
    if not table.header and _is_list_of_terms(table):
        return "values", _TERMS
    for name, kind in KINDS.items():
        placed = place(table, kind)
        if placed is not None:
            return name, placed
    return None


def _is_list_of_terms(table: Table) -> bool:
    """Whether a table without a header row has terms in its first column, and descriptions in its second."""
    return all(len(row.grid) == _TERM_AND_TEXT and _TERM.match(row.text(0)) for row in table.rows)
