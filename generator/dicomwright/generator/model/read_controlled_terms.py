"""PS3.16 table D-1 -> codes of the coding scheme DCM."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.facts import Code, ControlledTerm
from dicomwright.generator.model.columns import open_table, tables_of, text_at
from dicomwright.generator.model.kinds import CONTROLLED_TERMS
from dicomwright.generator.model.text import CODE

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Row, Table

KIND: Final = "controlled terms"
_PART: Final = 16
_RETIRED: Final = re.compile(r"(?:^|[.;]\s*)Retired\b")
_REPLACED: Final = re.compile(r"\bReplaced (?:by|with)\s*")
_BETWEEN: Final = re.compile(r"[\s,]*(?:(?:and|or)\b)?\s*")


def read_controlled_terms(book: Book, accounting: Accounting) -> tuple[ControlledTerm, ...]:
    """Read PS3.16 table D-1. Retired is what the notes say: italics are used for other rows, too."""
    terms: list[ControlledTerm] = []
    for table, placed in tables_of(book.tables, CONTROLLED_TERMS):
        columns = open_table(accounting, _PART, KIND, table, placed)
        for row in table.rows:
            notes = text_at(row, columns["notes"])
            term = _term(row, columns, notes)
            if not term.value:
                accounting.skip(_PART, KIND, table, row, "no code value")
                continue
            accounting.consume(_PART, KIND)
            terms.append(term)
            _doubt(accounting, table, row, term, notes)
    return tuple(terms)


def _term(row: Row, columns: dict[str, int], notes: str) -> ControlledTerm:
    return ControlledTerm(
        value=text_at(row, columns["value"]),
        meaning=text_at(row, columns["meaning"]),
        retired=_RETIRED.search(notes) is not None,
        replaced_by=_replacements(without_references(notes)),
    )


def _replacements(notes: str) -> tuple[Code, ...]:
    """Return the codes that directly follow "Replaced by"; a later sentence may name others."""
    start = _REPLACED.search(notes)
    codes: list[Code] = []
    position = start.end() if start else len(notes)
    while found := CODE.match(notes, position):
        codes.append(Code(value=found[1], scheme=found[2], meaning=found[3]))
        between = _BETWEEN.match(notes, found.end())
        position = between.end() if between else found.end()
    return tuple(codes)


def _doubt(accounting: Accounting, table: Table, row: Row, term: ControlledTerm, notes: str) -> None:
    if not term.meaning:
        accounting.note(_PART, KIND, table, row, f"({term.value}, DCM): no code meaning")
    if _REPLACED.search(notes) and not term.replaced_by:
        accounting.note(
            _PART, KIND, table, row, f"({term.value}, DCM): the code that replaces it cannot be read"
        )
