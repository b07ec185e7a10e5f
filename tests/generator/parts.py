"""Parts of the standard for the tests: the mirror beside the repository, and small made-up books."""

from functools import cache
from pathlib import Path

import pytest

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import Book, read_book
from dicomwright.generator.model.read_parts import (
    Part4,
    Part5,
    Part6,
    Part16,
    read_part4,
    read_part5,
    read_part6,
    read_part16,
)

SHARED = Path(__file__).parents[3] / "shared"

_BOOK = """<book xmlns="http://docbook.org/ns/docbook" xmlns:xl="http://www.w3.org/1999/xlink" version="5.0"
 label="PS3.{part}"><title>PS3.{part}</title><subtitle>DICOM PS3.{part} 2099a</subtitle>{body}</book>"""


def book_of(number: int, edition: str = "2025e") -> Book:
    """A part of the mirror, or of 2013 the publisher's own; the test is skipped where it is absent."""
    name = f"part{number:02}"
    path = SHARED / "nema-mirror/medical/dicom" / edition / "source/docbook" / name / f"{name}.xml"
    if edition == "2013":
        path = SHARED / "real-docbook" / f"2013-{name}.xml"
    if not path.exists():
        pytest.skip(f"{edition} {name}: the mirror of the standard is not beside the repository")
    return read_book(path)


@cache
def part4(edition: str = "2025e") -> tuple[Part4, Accounting]:
    accounting = Accounting()
    return read_part4(book_of(4, edition), accounting), accounting


@cache
def part5(edition: str = "2025e") -> tuple[Part5, Accounting]:
    accounting = Accounting()
    return read_part5(book_of(5, edition), accounting), accounting


@cache
def part6(edition: str = "2025e") -> tuple[Part6, Accounting]:
    accounting = Accounting()
    return read_part6(book_of(6, edition), accounting), accounting


@cache
def part16(edition: str = "2025e") -> tuple[Part16, Accounting]:
    accounting = Accounting()
    return read_part16(book_of(16, edition), accounting), accounting


def made_up(folder: Path, part: int, body: str) -> Book:
    """A book with the given body."""
    path = folder / f"part{part:02}.xml"
    path.write_text(_BOOK.format(part=part, body=body), encoding="utf-8")
    return read_book(path)


def table(xml_id: str, header: str, *rows: str, caption: str = "Things") -> str:
    """A table; header and rows are cells separated by |, ~ separates the paragraphs of a cell."""
    head = "".join(f"<th><para>{text.strip()}</para></th>" for text in header.split("|"))
    body = "".join(f"<tr>{''.join(map(cell, row.split('|')))}</tr>" for row in rows)
    return (
        f'<table xml:id="{xml_id}" label="{xml_id.removeprefix("table_")}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def cell(text: str) -> str:
    """A td; one that starts with "3:" spans three columns."""
    span = ' colspan="3"' if text.strip().startswith("3:") else ""
    paragraphs = text.strip().removeprefix("3:").split("~")
    return f"<td{span}>{''.join(f'<para>{paragraph.strip()}</para>' for paragraph in paragraphs)}</td>"


def reasons(accounting: Accounting) -> list[str]:
    """Reasons of listed rows."""
    return [item.reason for item in accounting.listed]


def notes(accounting: Accounting) -> list[str]:
    """Reasons of notes."""
    return [item.reason for item in accounting.notes]
