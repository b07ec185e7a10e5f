"""PS3.6 tables 6-1, 7-1, 8-1 and 9-1 -> data elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import DataElement
from dicomwright.generator.model.columns import number_of, tables_with, text_at
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Row, Table

KIND: Final = "data elements"
_PART: Final = 6
# The last column has no heading.
_COLUMNS: Final = {"tag": "tag", "name": "name", "keyword": "keyword", "vr": "vr", "vm": "vm", "note": ""}
_OPTIONAL: Final = ("keyword", "note")

_VR: Final = re.compile(r"[A-Z]{2}")
_VM: Final = re.compile(r"\d+(-(\d+|\d*n))?")
_CHOICE: Final = re.compile(r"\s+or\s+")
_SEE_NOTE: Final = re.compile(r"see note\b", re.IGNORECASE)
_RETIRED: Final = re.compile(r"RET\b")
_EMPTY_FIELDS: Final = ("name", "vr", "vm")


def read_data_elements(book: Book, accounting: Accounting) -> tuple[DataElement, ...]:
    """Read the registries of PS3.6 chapters 6 to 9, in the order of the tables.

    Rows without name, keyword, VR or VM are kept with what they have (they are retired); a row without a
    tag is listed.
    """
    found: dict[str, DataElement] = {}
    for table, columns in tables_with(book.tables, _COLUMNS, _OPTIONAL):
        accounting.table(_PART, KIND, table)
        for row in table.rows:
            element = _element(table, row, columns)
            _account(accounting, table, row, element, found)
    return tuple(found.values())


def _element(table: Table, row: Row, columns: dict[str, int]) -> DataElement:
    texts = {field: text_at(row, column) for field, column in columns.items()}
    return DataElement(
        tag=tag_of(texts["tag"]),
        name=texts["name"],
        keyword=texts["keyword"],
        vr=choices(texts["vr"], _VR),
        vm=choices(texts["vm"], _VM),
        retired=_RETIRED.match(texts["note"]) is not None,
        note=texts["note"],
        table=number_of(table),
    )


def choices(text: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Split "US or SS" into ("US", "SS"); () when one of the alternatives is not what the pattern says."""
    parts = tuple(_CHOICE.split(text))
    return parts if all(pattern.fullmatch(part) for part in parts) else ()


def _account(
    accounting: Accounting, table: Table, row: Row, element: DataElement, found: dict[str, DataElement]
) -> None:
    if not element.tag:
        accounting.skip(_PART, KIND, table, row, "no tag")
        return
    if element.tag in found:
        accounting.skip(_PART, KIND, table, row, f"{element.tag} stands in an earlier row")
        return
    found[element.tag] = element
    accounting.consume(_PART, KIND)
    for reason in _doubts(row, element):
        accounting.note(_PART, KIND, table, row, reason)


def _doubts(row: Row, element: DataElement) -> list[str]:
    empty = [field for field in _EMPTY_FIELDS if not getattr(element, field)]
    printed = any(text and not _SEE_NOTE.match(text) for text in _texts_after_keyword(row, element, empty))
    doubts = (
        [f"{element.tag}: no {', '.join(empty)}" + (" that can be read" if printed else "")] if empty else []
    )
    if row.cells[0].emphasised != element.retired:
        doubts.append(f"{element.tag}: italics and last column disagree on whether it is retired")
    return doubts


def _texts_after_keyword(row: Row, element: DataElement, empty: list[str]) -> list[str]:
    known = {element.name, element.keyword, element.note, *element.vr, *element.vm}
    return [cell.text for cell in row.cells[1:] if empty and cell.text not in known]
