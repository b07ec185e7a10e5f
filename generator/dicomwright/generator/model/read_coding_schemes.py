"""PS3.16 table 8-1 -> coding schemes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import CodingScheme
from dicomwright.generator.model.columns import open_table, tables_of, text_at
from dicomwright.generator.model.kinds import CODING_SCHEMES

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book

KIND: Final = "coding schemes"
_PART: Final = 16
_UID: Final = re.compile(r"\d+(\.\d+)+")


def read_coding_schemes(book: Book, accounting: Accounting) -> tuple[CodingScheme, ...]:
    """Read PS3.16 table 8-1; many schemes have no UID, some no name."""
    schemes: list[CodingScheme] = []
    for table, placed in tables_of(book.tables, CODING_SCHEMES):
        columns = open_table(accounting, _PART, KIND, table, placed)
        for row in table.rows:
            texts = {field: text_at(row, column) for field, column in columns.items()}
            if not texts["designator"]:
                accounting.skip(_PART, KIND, table, row, "no designator")
                continue
            accounting.consume(_PART, KIND)
            uid = texts["uid"].replace(" ", "")
            known = _UID.fullmatch(uid) is not None
            schemes.append(
                CodingScheme(designator=texts["designator"], uid=uid if known else "", name=texts["name"])
            )
            if uid and not known:
                accounting.note(_PART, KIND, table, row, f"{texts['designator']}: the UID cannot be read")
    return tuple(schemes)
