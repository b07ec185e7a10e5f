"""The sentences of a condition text: which one demands, which one allows, which one forbids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Role = Literal[
    "required", "may", "may_if", "may_unless", "shall_not", "shall_not_if", "only_if", "neutral", "unknown"
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its role and the condition that it holds."""

    role: Role
    condition: str = ""


_BREAK: Final = re.compile(
    r"(?<=[.;])\s+(?=[A-Z@&]|row of)|(?<=\w)[.;]\.?$|"
    r"[\s,.;:]+(?=(?:[Ii]t )?(?:[Mm]ay|[Mm]aybe|[Ss]hall) (?:also )?(?:not )?(?:only )?"
    r"be (?:present|used|included)\b)|"
    r"[\s,]+(?=Required (?:if|when|only|for)\b)|[\s,;-]+(?=[Ss]ee (?:Section|Note|&|[A-F]\.\d))"
)
_BE: Final = r"(?:also )?be (?:present|used|included)(?: in this Sequence)?"
_REQUIRED: Final = r"(?:Required|Requried),?(?: Required)?(?: only)?,?"
_ROLES: Final[tuple[tuple[Role, str], ...]] = (
    ("required", rf"{_REQUIRED} (?:if|when):?(?=\W)"),
    ("required", r"Required for images where\b"),
    ("required", r"Required (?=@|for (?:the )?(?:first Item|first Control Point|Control Point))"),
    ("required", r"[Ss]hall be (?:present|included) (?:if|when)\b(?! and only if)"),
    ("required", r"(?i:if and only if)\b"),
    ("may_if", r"[Mm]ay(?: |)be (?:also )?present(?: otherwise)?,?(?: only)?,? (?:if|when)\b"),
    ("may_if", rf"[Mm]ay {_BE}(?: otherwise| for other \$\d+ Classes)?,?(?: only)?,? (?:if|when)\b"),
    ("may_unless", rf"[Mm]ay {_BE} otherwise,? unless\b"),
    ("may", r"[Mm]ay(?:be)? (?:also )?(?:be )?(?:present|used|included)(?: in this Sequence)? otherwise$"),
    ("only_if", r"[Ss]hall (?:only )?be (?:present|included|used) (?:only )?(?:if|when)\b"),
    ("shall_not", rf"[Ss]hall not {_BE} otherwise$"),
    ("shall_not_if", rf"(?:[Ss]hall|[Mm]ay) not {_BE},? (?:if|when)\b"),
    ("neutral", rf"[Ss]hall {_BE}$"),
)
_PATTERNS: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = tuple(
    (role, re.compile(rf"(?:[Ii]t )?(?:{words})\s*(?P<condition>.*)$", re.DOTALL)) for role, words in _ROLES
)
# Sentences that say nothing of presence though their words look like it.
_NEUTRAL: Final = re.compile(
    r"^(?:[Ss]ee\b.*|One or more Items shall be included in this Sequence|Otherwise not used|"
    r"(?:Contains|Location|Radius|Some leniency|Scrolling is not specified|All referenced images shall be|"
    r"If decay correction is applied|Every such|The first Value shall not be|Shall not be used to identify|"
    r"row of the origin)\b.*)$",
    re.DOTALL,
)
_SAYS: Final = re.compile(
    r"\b(?:if|when|unless|otherwise|required|shall|may|must|only|except|not|absent|present|mandatory|optional)\b",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(
    r"\s*\((?:[Ss]ee )?(?:(?:[Ss]ection )?(?:&\d+|\$?[\dA-F]+\.[\d.]+|Note ?\d*))\)|"
    r",? (?:[Ss]ee|as described in) &\d+(?:(?:,? and |, )&\d+)*(?: for [\w ]+)?(?=[.;,]|$)"
)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Read the sentences of a marked text."""
    text = re.sub(r"\b(Required if)(?: Required if\b)+", r"\1", text)
    parts = (part.strip(" .;:,") for part in _BREAK.split(_BRACKETED.sub("", text)))
    return tuple(_sentence(part) for part in parts if part)


def _sentence(text: str) -> Sentence:
    for role, pattern in _PATTERNS:
        found = pattern.match(text)
        if found is not None:
            return Sentence(role, found["condition"].strip(" .;:,"))
    if _NEUTRAL.match(text) or not (_SAYS.search(text) or "@" in text or "&" in text):
        return Sentence("neutral")
    return Sentence("unknown", text)
