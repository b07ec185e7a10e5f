"""What is said of residue: its findings, their codes and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from dicomwright.runtime.reports.findings import Severity

CODES: Final[dict[str, tuple[Severity, str]]] = {
    "left": ("error", "has a value, and the profile removes it"),
    "no-dummy": ("error", "has a value that is no dummy that anybody knows"),
    "uid": ("error", "is a UID that was not replaced: it has another root than 2.25"),
    "private": ("error", "is a private element that is not known to be safe"),
    "unknown": ("error", "is of no edition that is known, so nobody knows what it says"),
    "opaque": ("error", "is written so that nobody can look into it"),
    "text": ("error", "has text with something that has the form of a day, a number or an address"),
    "pixels": ("error", "may show text"),
    "pixels-listed": ("warning", "may show text, and was listed for a human eye"),
    "unused-bits": ("error", "has something in bits that belong to no pixel"),
    "behind-pixels": ("error", "has something behind the last pixel"),
    "face": ("warning", "may show the surface of a head, of which the profile takes no account"),
    "document": ("error", "is a document that may say anything"),
    "document-listed": ("warning", "is a document that may say anything, and was listed for a human eye"),
    "review": ("warning", "was cleaned as far as its own object tells what identifies"),
    "mark": ("error", "does not say what the profile demands of a de-identified object"),
    "method": ("warning", "says that more was kept than the profile keeps"),
    "file": ("error", "has something in the file that is no part of the data set"),
    "unreadable": ("error", "cannot be read, so that anything may be there"),
}
"""The code of each finding, how bad it is, and what it says."""
SECTION: Final = "PS3.15 E"


def found(code: str, path: str, tag: int | None, more: str = "") -> Finding:
    """Return a finding."""
    severity, message = CODES[code]
    keyword = "" if tag is None else keyword_of(tag)
    return Finding(code, severity, path, tag, keyword, "", f"{message}: {more}" if more else message, SECTION)
