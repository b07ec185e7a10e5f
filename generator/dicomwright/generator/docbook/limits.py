"""How much of anything a part may have: several times what the standard has, and little enough to be read soon."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from dicomwright.generator.errors import DocbookError

if TYPE_CHECKING:
    from dicomwright.generator.docbook.elements import Element

DEPTH: Final = 100
"""Of elements in each other; the deepest in the standard is the 20th."""
COLUMNS: Final = 200
"""Of a table, and columns of a cell; the standard has tables of about 20."""
ROWS: Final = 10_000
"""Of a cell; the standard has 26."""
TEXT: Final = 16_000
"""Characters of a paragraph, cell or title; the standard has 4,099 in one."""


def refuse(element: Element, reason: str) -> DocbookError:
    """Return the error that an element is."""
    url = element.getroottree().docinfo.URL or "the part"
    return DocbookError(f"{PurePath(unquote(url)).name}, line {element.sourceline}: {reason}")


def check_depth(element: Element, depth: int) -> None:
    """Check how deep an element stands. Raises DocbookError."""
    if depth > DEPTH:
        raise refuse(element, f"more than {DEPTH} elements in each other")


def check_text(element: Element, length: int) -> None:
    """Check how long a text is. Raises DocbookError."""
    if length > TEXT:
        raise refuse(element, f"a text of more than {TEXT:,} characters")


def check_columns(element: Element, columns: int) -> None:
    """Check how far to the right a cell reaches. Raises DocbookError."""
    if columns > COLUMNS:
        raise refuse(element, f"a table of more than {COLUMNS} columns")


def span_of(cell: Element, name: str, most: int) -> int:
    """Return how many columns or rows a cell covers.

    Raises:
        DocbookError: it is not a number, or too large.

    """
    value = cell.get(name, "1").strip()
    if (
        not (value.isascii() and value.isdigit())
        or len(value.lstrip("0")) > len(str(most))
        or int(value) > most
    ):
        raise refuse(cell, f"{name} of {value!r:.40}, which is no number up to {most:,}")
    return max(int(value), 1)
