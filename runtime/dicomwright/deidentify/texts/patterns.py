"""Patterns: what identifies in a text by its form alone: days, times, UIDs, addresses, long numbers."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = r"(?:1[89]|20|21)\d\d"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
# Months as they are written in languages of Europe, by their beginnings; what follows of a word is taken with it.
_NAMES: Final = (
    r"(?:jan|ene|gen|feb|fév|fev|mar|mär|maer|mrz|apr|abr|avr|mai|may|maj|mag|maggio|jun|jui|giu|jul|lug|aug|aou|aoû|ago"
    r"|sep|set|oct|okt|ott|out|nov|dec|dez|dic|déc)[a-zéûäçñ]{0,8}\.?"
)
_GAP: Final = r"[ .,/\-]{0,3}"
_CLOCK: Final = r"(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d+)?)?(?:[+\-]\d{4}|Z)?(?!\d)"
_EAST: Final = r"\d{2,4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]?"
DATES: Final = re.compile(
    rf"(?<!\d)(?:"
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[T ]?{_CLOCK})?"
    rf"|{_YEAR}([ ./\-]?){_MONTH}\1{_DAY}(?!\d)(?:T{_CLOCK})?"
    rf"|{_DAY}[./\-] ?{_MONTH}[./\-] ?(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_MONTH}[./\-] ?{_DAY}[./\-] ?(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_DAY}(?:st|nd|rd|th|er|º|ª)?{_GAP}(?:(?:de|of) )?{_NAMES}(?: ?de)?{_GAP}(?:{_YEAR}|'?\d\d)(?!\d)"
    rf"|{_YEAR}{_GAP}{_NAMES}{_GAP}{_DAY}(?!\d)"
    rf"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}(?!\d)"
    rf"|{_EAST}"
    rf")|(?<!\w){_NAMES}{_GAP}{_DAY}(?:st|nd|rd|th)?{_GAP}(?:{_YEAR}|'?\d\d)(?!\d)",
    re.IGNORECASE,
)
"""Days in the writings that are usual, with any of the usual signs between their parts, or none."""
TIMES: Final = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?![\d:])(?:\s?[ap]\.?m\.?\b)?",
    re.IGNORECASE,
)
UIDS: Final = re.compile(r"(?<![\d.])[0-2](?:\.(?:0|[1-9]\d*)){4,}(?![\d.]*\d)")
MAILS: Final = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
ADDRESSES: Final = re.compile(
    r"\b(?:https?|ftp|file|dicom)://\S+|\bwww\.\S+|(?<!\w)\\\\[\w.\-]+\\\S*", re.IGNORECASE
)
PHONES: Final = re.compile(
    r"(?<![\w.])(?:\+|00|\(0?)\d[\d ()/.\-]{6,}\d(?![\w.]*\w)|(?<![\w.,])\d{3}[ .\-]\d{3}[ .\-]\d{4}(?!\w)"
)
NUMBERS: Final = re.compile(r"(?<![\w.,])(?=[\w\-/]*\d{5})[\w\-/]{6,}(?![\w]|[.,]\d)")
"""What has five figures in a row, or more, and no point: numbers of patients, orders, insurances."""

PATTERNS: Final = (MAILS, ADDRESSES, UIDS, DATES, TIMES, PHONES, NUMBERS)
"""In the order in which they are looked for."""


def is_suspect(text: str) -> bool:
    """Tell whether something in a text has one of these forms."""
    return any(pattern.search(text) for pattern in PATTERNS)
