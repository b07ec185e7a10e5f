"""Formats of reports: writers that take the reports of many files one by one, and hold none of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import TextIO

    from dicomwright.reports.writer import Writer
    from dicomwright.runtime.reports.findings import Severity

FORMATS: Final[dict[str, tuple[str, str]]] = {
    "text": ("text:TextWriter", "for people, in the terminal"),
    "json": ("json_document:JsonWriter", "one document, the summary at its end"),
    "jsonl": ("json_lines:JsonLinesWriter", "one object a file, one a line"),
    "junit": ("junit:JUnitWriter", "JUnit XML, one test case a file"),
    "sarif": ("sarif:SarifWriter", "SARIF 2.1.0"),
    "html": ("html:HtmlWriter", "one page that can be searched, and needs nothing else"),
}
"""Writer and description of each format; a writer is loaded when its format is asked for."""


def make_writer(
    name: str, stream: TextIO, *, fail_on: Severity = "error", edition: str | None = None
) -> Writer:
    """Return a writer of a format to a stream of text: call `begin`, `add` for each report, and `end`.

    `fail_on` is the least severity that fails a file, where the format tells failures from the rest. `edition` is
    the one that judged, where it is not the one that comes with the runtime.
    """
    module, _, class_ = FORMATS[name][0].partition(":")
    made: Writer = getattr(import_module(f"{__name__}.{module}"), class_)(
        stream, fail_on=fail_on, edition=edition
    )
    return made
