"""Facts in running text: tags, codes, context groups, fingerprints of conditions."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from dicomwright.generator.conditions.exceptions import without_borders
from dicomwright.generator.docbook.content import REFERENCE_MARK
from dicomwright.generator.facts import Condition

TAG: Final = re.compile(r"\(\s*([0-9A-Fa-fXx]{4})\s*,\s*([0-9A-Fa-fXx]{4})\s*\)")
CODE: Final = re.compile(r'\(\s*([^,()"]+?)\s*,\s*([^,()"]+?)\s*,\s*["\u201c]([^"\u201d]*)["\u201d]\s*\)')

_FINGERPRINT_LENGTH: Final = 8


def tag_of(text: str) -> str:
    """GGGGEEEE of the first tag in the text, masks with a lower-case x; empty when there is none."""
    found = TAG.search(text)
    return _normal(found) if found else ""


def tags_of(text: str) -> tuple[str, ...]:
    """Every tag that a text names, each once, in order."""
    return tuple(dict.fromkeys(_normal(found) for found in TAG.finditer(text)))


def _normal(found: re.Match[str]) -> str:
    return (found[1] + found[2]).upper().replace("X", "x")


def fingerprint_of(text: str) -> str:
    """The start of the SHA-256 of a text, whatever its case and the punctuation around it."""
    return hashlib.sha256(_normal_text(text).encode()).hexdigest()[:_FINGERPRINT_LENGTH]


def _normal_text(text: str) -> str:
    return without_borders(REFERENCE_MARK.sub(r"\1", text)).strip(" .;:,-").casefold()


def condition_of(text: str) -> Condition | None:
    """A condition as data: the fingerprint of its text and the tags that it names; None for no text."""
    if not _normal_text(text):
        return None
    sections = (target for target in REFERENCE_MARK.findall(text) if target.startswith("sect_"))
    return Condition(
        fingerprint=fingerprint_of(text),
        tags=tags_of(text),
        sections=tuple(dict.fromkeys(sections)),
        text=text,
    )
