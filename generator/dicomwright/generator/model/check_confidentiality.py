"""Checks of PS3.15 annex E: no action and no option that nobody knows, and no table lost that it refers to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import REFERENCE_MARK
from dicomwright.generator.errors import ModelError
from dicomwright.generator.model.columns import place
from dicomwright.generator.model.confidentiality_kinds import ACTION, PART15
from dicomwright.generator.model.read_confidentiality import PART

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Division, Table
    from dicomwright.generator.facts import ActionCode, Edition, ProtectedAttribute, ProtectedContentItem
    from dicomwright.generator.model.columns import Placed

# What the runtime can do, and a word that says it; and the Type that asks for it where a code leaves a choice.
_ACTIONS: Final = {
    "C": ("clean", ""),
    "D": ("dummy", "1"),
    "K": ("keep", ""),
    "U": ("UID", "1"),
    "U*": ("UID", "1"),
    "X": ("remove", "3"),
    "Z": ("zero length", "2"),
}
_ANNEX: Final = re.compile(r"(?:sect|chapter)_E\b")
_TABLE_OF_ANNEX: Final = re.compile(r"table_E\.")


def check_actions(edition: Edition, book: Book) -> None:
    """Refuse actions and options that the runtime does not know: what they do to an attribute cannot be guessed.

    Raises:
        ModelError: names part, section, table and row of each.

    """
    faults = [*_unknown_codes(edition), *_unknown_actions(edition), *_unknown_options(book)]
    faults += _other_meanings(book)
    if faults:
        raise ModelError("\n  ".join((_UNKNOWN, *faults)))


_UNKNOWN: Final = "the confidentiality profile asks for what the runtime does not know:"


def _unknown_codes(edition: Edition) -> Iterator[str]:
    for code in edition.action_codes:
        if not _is_known(code):
            yield f"part 15, table_E.1-1a (action codes): {code.code!r:.20}, or the Types of its choices"


def _is_known(code: ActionCode) -> bool:
    if not code.choices:
        return code.code in _ACTIONS
    return all(_ACTIONS.get(each.action, ("", ""))[1] == each.type for each in code.choices)


def _unknown_actions(edition: Edition) -> Iterator[str]:
    """Actions of rows that table E.1-1a lacks; an edition without that table has its codes in prose."""
    listed = {code.code for code in edition.action_codes}
    rows: tuple[ProtectedAttribute | ProtectedContentItem, ...] = edition.protected_attributes
    for row in (*rows, *edition.protected_content_items):
        for action in (row.basic, *(each.action for each in row.options)):
            parts = () if action in listed else action.split("/")
            if (listed and parts) or not all(part in _ACTIONS for part in parts):
                name = getattr(row, "tag", "") or getattr(row, "value", "")
                yield f"part 15, table_{row.table}, row of {name}: action {action!r:.20}"


def _unknown_options(book: Book) -> Iterator[str]:
    """Columns of actions whose heading is that of no option."""
    for table, placed in _placed(book):
        for column, heading in enumerate(table.header):
            if column not in placed.at.values() and _has_actions(table, column):
                yield f"{_place(book, table)}: the column {heading!r} has actions, and no option has that heading"


def _other_meanings(book: Book) -> Iterator[str]:
    for table, placed in _placed(book, ("action codes",)):
        for row in table.rows:
            code, said = row.text(placed.at["code"]), row.text(placed.at["meaning"])
            known = [_ACTIONS[part][0] for part in (code,) if part in _ACTIONS]
            if any(word not in said for word in known):
                yield f"{_place(book, table)}, row {row.index + 1}: {code!r:.20} has another meaning"


def _placed(
    book: Book, names: tuple[str, ...] = ("protected attributes", "protected content items")
) -> Iterator[tuple[Table, Placed]]:
    for kind in PART15:
        for table in book.tables if kind.name in names else ():
            placed = place(table, kind)
            if placed is not None:
                yield table, placed


def _has_actions(table: Table, column: int) -> bool:
    texts = [text for row in table.rows if (text := row.text(column))]
    return bool(texts) and sum(ACTION.fullmatch(text) is not None for text in texts) > len(texts) / 2


def lost_tables(book: Book, accounting: Accounting) -> Iterator[str]:
    """Tables of annex E that its text refers to, and that are not there or not read."""
    for target, division in _referred_to(book) if book.part == PART else ():
        table = book.tables_by_id.get(target)
        if table is None:
            yield f"part 15, section {division.label}: refers to {target}, which is not there"
        elif not accounting.is_open(table):
            yield f"{_place(book, table)}: section {division.label} refers to it, and it is of no kind that is read"


def _referred_to(book: Book) -> list[tuple[str, Division]]:
    """Tables of annex E that a section of it names, each with the first that does."""
    found: dict[str, Division] = {}
    for division in book.divisions.values():
        if _ANNEX.match(division.xml_id):
            texts = (block.text for block in division.blocks)
            named = (target for text in texts for target in REFERENCE_MARK.findall(text))
            for target in filter(_TABLE_OF_ANNEX.match, named):
                found.setdefault(target, division)
    return sorted(found.items(), key=lambda item: item[0])


def _place(book: Book, table: Table) -> str:
    division = book.divisions.get(table.division)
    section = f", section {division.label or division.xml_id}" if division else ""
    return f"part {book.part}{section}, table {table.xml_id}"
