"""Part 3 as the passes see it: its book, its accounting, and which kind each table is of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import SpecRef
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
    "outside",
]

# Header texts in lower case, by their first columns -> kind of table.
_HEADERS: Final[tuple[tuple[tuple[str, ...], TableKind], ...]] = (
    (("attribute name", "tag"), "attributes"),
    (("key", "tag"), "directory"),
    (("ie", "module"), "composite"),
    (("module", "reference", "module description"), "normalized"),
    (("module", "reference", "usage"), "media"),
    (("functional group macro", "section", "usage"), "groups"),
    (("source value type", "relationship type (enumerated values)", "target value type"), "relationships"),
    (("defined term name", "defined term description"), "values"),
    (("enumerated value name", "enumerated value description"), "values"),
    (("enumerated value", "definition"), "values"),
    (("defined term", "definition"), "values"),
    (("character set description", "defined term"), "values"),
    (("photometric interpretation",), "combinations"),
)
# Chapter 5 explains the notation with tables that describe no object.
_EXAMPLES: Final = re.compile(r"table_5\.")
_TERM: Final = re.compile(r"^[A-Z][A-Z0-9_ ]+$")
_TERM_AND_TEXT: Final = 2


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
    def by_kind(self) -> dict[TableKind, list[Table]]:
        """The tables of each kind in document order."""
        kinds: dict[TableKind, list[Table]] = {}
        for table in self.book.tables:
            kinds.setdefault(kind_of(table), []).append(table)
        return kinds

    def tables(self, kind: TableKind) -> list[Table]:
        """Tables of one kind; opens each in the accounting."""
        found = self.by_kind.get(kind, [])
        for table in found:
            self.accounting.table(PART, kind, table)
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


def kind_of(table: Table) -> TableKind:
    """Which kind of table of the model this is, by its header."""
    if _EXAMPLES.match(table.xml_id):
        return "outside"
    header = tuple(text.casefold() for text in table.header)
    if not header and _is_list_of_terms(table):
        return "values"
    found: list[TableKind] = [kind for start, kind in _HEADERS if header[: len(start)] == start]
    return found[0] if found else "outside"


def _is_list_of_terms(table: Table) -> bool:
    """Whether a table without a header row has terms in its first column, and descriptions in its second."""
    return all(len(row.grid) == _TERM_AND_TEXT and _TERM.match(row.text(0)) for row in table.rows)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of an attribute table by their role; -1 where the table lacks one."""

    name: int = 0
    tag: int = 1
    type: int = -1
    description: int = 2
    width: int = field(default=3)


def columns_of(table: Table) -> Columns:
    """Find the columns of an attribute table by their headers."""
    header = [text.casefold() for text in table.header]
    type_column = header.index("type") if "type" in header else -1
    described = [index for index, text in enumerate(header) if "description" in text]
    return Columns(type=type_column, description=described[-1] if described else -1, width=len(header))
