"""The README as a program: its blocks of Python, in order, as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from committed import ROOT
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

if TYPE_CHECKING:
    from sybil.document import Document

README: Final = ROOT / "README.md"
TEXT: Final = README.read_text(encoding="utf-8")
BLOCKS: Final[list[str]] = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def document() -> Document:
    """Return the README with its blocks; those that other tests run are skipped."""
    return Sybil([SkipParser(), PythonCodeBlockParser()]).parse(README)


def block(having: str) -> str:
    """Return the one block that has a text."""
    (found,) = (one for one in BLOCKS if having in one)
    return found
