"""PS3.6 tables 6-1, 7-1, 8-1 and 9-1 -> data elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import DataElement
from dicomwright.generator.model.columns import number_of, open_table, tables_of, text_at
from dicomwright.generator.model.kinds import DATA_ELEMENTS
from dicomwright.generator.model.text import tag_of

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Row, Table

KIND: Final = "data elements"
_PART: Final = 6
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
    for table, placed in tables_of(book.tables, DATA_ELEMENTS):
        columns = open_table(accounting, _PART, KIND, table, placed)
        for row in table.rows:
            element = _element(table, row, columns)
            refusal = _refusal(element, found)
            if refusal:
                accounting.skip(_PART, KIND, table, row, refusal)
                continue
            found[element.tag] = element
            accounting.consume(_PART, KIND)
            for reason in _doubts(row, columns["tag"], element):
                accounting.note(_PART, KIND, table, row, reason)
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


def _refusal(element: DataElement, found: dict[str, DataElement]) -> str:
    if not element.tag:
        return "no tag"
    return f"{element.tag} stands in an earlier row" if element.tag in found else ""


def _doubts(row: Row, tag_column: int, element: DataElement) -> list[str]:
    empty = [field for field in _EMPTY_FIELDS if not getattr(element, field)]
    printed = any(text and not _SEE_NOTE.match(text) for text in _texts_beside(row, element, empty))
    doubts = (
        [f"{element.tag}: no {', '.join(empty)}" + (" that can be read" if printed else "")] if empty else []
    )
    cell = row.at(tag_column)
    if (cell is not None and cell.emphasised) != element.retired:
        doubts.append(f"{element.tag}: italics and last column disagree on whether it is retired")
    return doubts


def _texts_beside(row: Row, element: DataElement, empty: list[str]) -> list[str]:
    """Texts of a row that are in no field."""
    known = {element.name, element.keyword, element.note, *element.vr, *element.vm}
    return [cell.text for cell in row.cells if empty and cell.text not in known and not tag_of(cell.text)]
