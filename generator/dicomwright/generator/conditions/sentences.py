"""The sentences of a condition text: which one demands, which one allows, which one forbids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Role = Literal[
    "required",
    "required_unless",
    "only_required",
    "may",
    "may_if",
    "may_unless",
    "shall_not",
    "shall_not_if",
    "only_if",
    "only_unless",
    "neutral",
    "unknown",
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
    r"[\s,]+(?=Required (?:if|when|only|for|unless)\b)|\s*\u00b6\s*|[\s,;-]+(?=[Ss]ee (?:Section|Note|&|[A-F]\.\d))"
)
_BE: Final = r"(?:also )?be (?:present|used|included)(?: in this Sequence)?"
_REQUIRED: Final = r"(?:Required|Requried),?(?: Required)?(?: only)?,?"
_ROLES: Final[tuple[tuple[Role, str], ...]] = (
    ("only_required", rf"(?:{_REQUIRED}|[Ss]hall {_BE}|Present) if and only if\b"),
    ("required", rf"{_REQUIRED} (?:if|when):?(?=\W)"),
    ("required", r"(?:Required|Mandatory) (?:if|when|whenever|in case(?: that)?|provided that)\b"),
    (
        "required_unless",
        r"(?:(?:Required|Mandatory),?|[Ss]hall be (?:present|included),?) (?:unless|except (?:if|when))\b",
    ),
    ("required", r"Required for images where\b"),
    ("required", r"Required (?=@|for (?:the )?(?:first Item|first Control Point|Control Point))"),
    ("required", r"[Ss]hall be (?:present|included) (?:if|when)\b(?! and only if)"),
    ("required", r"(?i:if and only if)\b"),
    ("may_if", r"[Mm]ay(?: |)be (?:also )?present(?: otherwise)?,?(?: only)?,? (?:if|when)\b"),
    ("may_if", rf"[Mm]ay {_BE}(?: otherwise| for other \$\d+ Classes)?,?(?: only)?,? (?:if|when)\b"),
    (
        "may_if",
        r"(?:[Mm]ay only be (?:present|included)|Optional(?: only)?|(?:Permitted|Allowed)(?: only)?) (?:if|when)\b",
    ),
    ("may_unless", rf"[Mm]ay {_BE}(?: otherwise)?,? unless\b"),
    ("may", r"[Mm]ay(?:be)? (?:also )?(?:be )?(?:present|used|included)(?: in this Sequence)? otherwise$"),
    ("only_if", r"[Ss]hall (?:only )?be (?:present|included|used) (?:only )?(?:if|when)\b"),
    ("shall_not", rf"[Ss]hall not {_BE} otherwise$"),
    ("shall_not_if", rf"(?:[Ss]hall|[Mm]ay) not {_BE},? (?:if|when)\b"),
    ("shall_not_if", rf"[Ss]hall not {_BE} (?=in an? (?:[A-Z][a-z]+ )+\$\d+)"),
    ("shall_not_if", r"(?:Absent|Forbidden|Prohibited|Not (?:present|permitted|allowed)) (?:if|when)\b"),
    ("only_unless", rf"(?:[Ss]hall|[Mm]ay) not {_BE},? (?:unless|except (?:if|when))\b"),
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
    r"row of the origin)\b.*|"
    # how many items, and what others than the attribute must be
    r"(?:Only )?(?:one|one or two|one or more|zero or more|zero or one) Items? (?:is|are) permitted in this Sequence|"
    r"(?:All|Any|Every|Each|A maximum of) (?!.*(?:@|\b(?:if|when|unless|otherwise|only|except|present|included|"
    r"required|absent|optional|mandatory|this|it)\b)).*\bshall be\b.*|"
    r"If this Attribute is (?:absent|not present),? then (?:[a-z]+ ){1,4}"
    r"may or may not be (?:(?!\b(?:shall|must)\b).)*)$",
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


# What other words than "may be present otherwise" say of the rest, and what is said before its condition.
_IT: Final = r"(?:(?:it|this (?:Attribute|Sequence|Module|Macro)|the (?:Attribute|Sequence)) )?"
_ALLOWED: Final = rf"(?:{_IT}(?:may|can) be (?:present|included|absent)|{_IT}is (?:optional|not required))"
_FORBIDDEN: Final = (
    rf"(?:{_IT}(?:shall|may|must) not be (?:present|included)|{_IT}shall be absent|"
    rf"{_IT}is (?:not (?:present|permitted|allowed)|absent|forbidden|prohibited))"
)
_BRIEFLY_ALLOWED: Final = r"(?:optional|not required|permitted|allowed)"
_BRIEFLY_FORBIDDEN: Final = r"(?:not (?:present|permitted|allowed)|absent|forbidden|prohibited)"
_START: Final = r"(?:^|[.;,:]+ |\u00b6 )"
_STOP: Final = r"(?=\s*(?:[.;\u00b6]|$))"


def _rest(words: str, brief: str, middle: str, said: str) -> tuple[re.Pattern[str], str]:
    """What is said of the rest, in front of "otherwise", after it or around it -> the words that are read."""
    forms = (
        rf"{_START}otherwise,? (?:{words}|{brief}){_STOP}",
        rf"{_START}(?:{words}|{brief}),? otherwise{_STOP}",
        rf"{_START}{_IT}{middle}{_STOP}",
    )
    return re.compile("|".join(forms), re.IGNORECASE), f". {said} be present otherwise"


_SAME: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    _rest(_ALLOWED, _BRIEFLY_ALLOWED, r"may otherwise be (?:present|included)", "May"),
    _rest(_FORBIDDEN, _BRIEFLY_FORBIDDEN, r"shall otherwise not be (?:present|included)", "Shall not"),
    (
        re.compile(rf"{_START}otherwise,? {_IT}may be present,? (?:only )?(?=(?:if|when)\b)", re.IGNORECASE),
        ". May be present otherwise ",
    ),
    (
        re.compile(
            rf"{_START}(?:If|When) (?P<condition>(?:(?!\b(?:shall|may)\b|otherwise)[^.;\u00b6])+?),? (?:then )?"
            rf"(?:this (?:Attribute|Sequence)|it) (?P<says>(?:shall|may)(?: not)?) be (?:present|included){_STOP}"
        ),
        r". It \g<says> be present if \g<condition>",
    ),
    (
        re.compile(
            rf"{_START}(?:If|When) (?P<condition>(?:(?!\b(?:shall|may)\b|otherwise)[^.;\u00b6])+?),? (?:then )?"
            rf"(?:this (?:Attribute|Sequence)|it) is (?:required|mandatory){_STOP}"
        ),
        r". Required if \g<condition>",
    ),
)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Read the sentences of a marked text."""
    text = re.sub(r"\b(Required if)(?: Required if\b)+", r"\1", text)
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
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
