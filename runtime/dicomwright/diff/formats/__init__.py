"""Formats of a comparison: text for terminals, Markdown for release notes, JSON for programs, HTML for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.diff.formats.html import html_page
from dicomwright.diff.formats.json_document import json_document
from dicomwright.diff.formats.markdown import markdown
from dicomwright.diff.formats.text import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.diff.changes import Differences

FORMATS: Final[dict[str, Callable[[Differences], str]]] = {
    "text": text,
    "markdown": markdown,
    "json": json_document,
    "html": html_page,
}
