"""The README and the pages of the docs as programs: their blocks of Python, in order, as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from committed import ROOT
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

if TYPE_CHECKING:
    from pathlib import Path

    from sybil.document import Document

README: Final = ROOT / "README.md"
DOCS: Final = ROOT / "docs"
PAGES: Final = (README, *sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts))
_BLOCK: Final = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SKIPPED: Final = "skip: next"


def text(page: Path) -> str:
    """Return what a page says."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[str]:
    """Return the blocks of a page."""
    return _BLOCK.findall(text(page))


def name(page: Path) -> str:
    """Return where a page is, as tests call it."""
    return page.relative_to(ROOT).as_posix()


def document(page: Path) -> Document:
    """Return a page with its blocks; those that say so are skipped, and other tests run them."""
    return Sybil([SkipParser(), PythonCodeBlockParser()]).parse(page)


def block(having: str) -> str:
    """Return the one block of all pages that has a text."""
    (found,) = (one for page in PAGES for one in blocks(page) if having in one)
    return found
