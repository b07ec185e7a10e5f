"""The tables of PS3.4 that say which attributes services carry, read without the generator: rows of cells alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOK = "{http://docbook.org/ns/docbook}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
TAG = re.compile(r"^\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\)$")
CODES = re.compile(r"^(RC|[123]C?|MC?|[UROPX*-])(?:/([123]C?|MC?|[U-]))?(?![\w-])")


class Line(NamedTuple):
    """A row with a tag: how many signs of nesting its name has, the tag, and the codes of each other column."""

    depth: int
    tag: str
    codes: tuple[tuple[str, ...], ...]


def text_of(cell: ET.Element) -> str:
    return " ".join("".join(cell.itertext()).replace("\u200b", "").split())


def lines(path: Path) -> dict[str, list[Line]]:
    """Return the rows with tags of every table that has a column of tags, by xml:id."""
    found: dict[str, list[Line]] = {}
    for table in ET.parse(path).iter(f"{BOOK}table"):  # noqa: S314 - the standard, of the mirror
        header = [text_of(cell) for cell in table.iterfind(f"{BOOK}thead/{BOOK}tr/*")]
        if "Tag" in header:
            found[table.get(XML_ID, "")] = list(_lines(table, header))
    return found


def _lines(table: ET.Element, header: list[str]) -> Iterator[Line]:
    at = header.index("Tag")
    kept = [
        place
        for place, text in enumerate(header)
        if place > at and not text.startswith(("Remark", "Attribute Desc"))
    ]
    for row in _grid(table):
        tag = TAG.match(row[at] or "")
        if tag:
            codes = tuple(_codes(row[place]) for place in kept)
            name = row[at - 1] or ""
            signs = name[: len(name) - len(name.lstrip("> "))]
            yield Line(signs.count(">"), (tag[1] + tag[2]).upper(), codes)


def _codes(text: str | None) -> tuple[str, ...]:
    """Return the codes that a cell starts with; "" for what is not there, nothing for what is said in other words."""
    if text is None or text.casefold().startswith("not allowed"):
        return () if text is None else ("",)
    if text.startswith("Required if"):
        return ("1C",)
    found = CODES.match(text)
    return tuple(code.replace("-", "") for code in found.groups() if code is not None) if found else ()


def _grid(table: ET.Element) -> Iterator[list[str | None]]:
    """Give the texts of rows by column; None where a cell of a row above, or of the same row, reaches."""
    open_: dict[int, int] = {}
    for tr in table.iterfind(f"{BOOK}tbody/{BOOK}tr"):
        row: dict[int, str | None] = dict.fromkeys(open_)
        open_ = {place: left - 1 for place, left in open_.items() if left > 1}
        place = 0
        for cell in tr:
            while place in row:
                place += 1
            width, height = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            for offset in range(width):
                row[place + offset] = text_of(cell) if offset == 0 else None
                if height > 1:
                    open_[place + offset] = height - 1
        yield [row.get(each) for each in range(max(row, default=0) + 12)]
