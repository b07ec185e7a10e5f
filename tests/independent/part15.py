"""An independent reading of PS3.15 annex E: cells by the words of the header, with no code of the generator."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from independent.counts import part_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOK: Final = "{http://docbook.org/ns/docbook}"
ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
# Headings of the options without what stands in brackets, and what the options are called here.
OPTIONS: Final = {
    "Rtn. Safe Priv. Opt.": "retain_safe_private",
    "Rtn. UIDs Opt.": "retain_uids",
    "Rtn. Dev. Id. Opt.": "retain_device_identity",
    "Rtn. Inst. Id. Opt.": "retain_institution_identity",
    "Rtn. Pat. Chars. Opt.": "retain_patient_characteristics",
    "Rtn. Long. Full Dates Opt.": "retain_longitudinal_full_dates",
    "Rtn. Long. Modif. Dates Opt.": "retain_longitudinal_modified_dates",
    "Clean Desc. Opt.": "clean_descriptors",
    "Clean Struct. Cont. Opt.": "clean_structured_content",
    "Clean Graph. Opt.": "clean_graphics",
}

Row = dict[str, str]


def _said(cell: ET.Element) -> str:
    text = "".join(cell.itertext()).replace("\u200b", "")
    return " ".join(text.split()).replace("(from )", "").strip()


@cache
def rows(edition: str, table: str) -> tuple[Row, ...]:
    """Rows of a table, their cells by heading; by number where there is no header."""
    return tuple(_rows(part_path(edition, 15), table))


def _rows(path: Path, table: str) -> Iterator[Row]:
    root = ET.parse(path).getroot()  # noqa: S314 - the publisher's file
    found = next(each for each in root.iter(f"{BOOK}table") if each.get(ID) == table)
    header = [_said(cell) for cell in found.iter(f"{BOOK}th")]
    for tr in found.find(f"{BOOK}tbody") or ():
        cells = [_said(cell) for cell in tr]
        yield dict(zip(header or map(str, range(len(cells))), cells, strict=True))


def tag_of(text: str) -> str:
    """Give "60xx3000" for "(60xx,3000)", and "private" for what stands for all with an odd group."""
    return "private" if "odd" in text else text.strip("()").replace(",", "").upper().replace("X", "x")


def options_of(row: Row) -> dict[str, str]:
    """The actions of the options of a row."""
    return {name: row[heading] for heading, name in OPTIONS.items() if row.get(heading)}
