"""Pass: the tables that no other pass has opened -> the report, each with the reason that it is not of the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Table

# By part: what section, caption or header of a table say -> why it is not read. The first that is found counts.
_REASONS: Final[dict[int, tuple[tuple[re.Pattern[str], str], ...]]] = {
    part: tuple((re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in rules)
    for part, rules in {
        3: (
            (r"^(?:sect|chapter)_5\b", "explains the notation of the part"),
            (r"Overview of the Composite IOD", "overview of tables that are read"),
            (r"\bexamples?\b|\bsample\b|use case", "example"),
            (r"Relationship Between Directory Records|(?:Value|Relationship) Type Definitions", "prose"),
            (r"\|Code Sequence\|CID$", "context groups of one IOD"),
            (r"\|Photometric Interpretation \(", "values of several attributes together"),
        ),
        4: (
            (r"\bStatus\b|Status Codes", "status codes of a service"),
            (r"\|Tag\b", "attributes that a service treats in some way"),
            (r"DIMSE Serv", "operations of a service"),
            (r"SOP Class|UID Name", "SOP classes of one service, which the registries have"),
            (r"\bStates?\b|\bEvents?\b", "states of a service"),
        ),
        5: ((r"Example|Encod|Data Element", "encoding"), (r"Character|Repertoire", "character sets")),
        15: (
            (
                r"Audit|Activity Message|Participant Object|Network Access Point|General Message Format",
                "audit messages",
            ),
            (
                r"Association (?:Profile|Negotiation)|DHCP|LDAP|Config|Time Synch|Network Address",
                "connections",
            ),
            (r"Attributes of|Child Objects of", "configuration of devices"),
        ),
        6: ((r"Palette|\|Red\|", "colour palette"),),
    }.items()
}
_NO_KIND: Final = "no kind of table of the model has this header"


def leave_rest_outside(book: Book, accounting: Accounting) -> None:
    """Account for every table that no pass has opened."""
    for table in book.tables:
        if not accounting.is_open(table):
            accounting.leave_outside(book.part, table, _reason(book, table))


def _reason(book: Book, table: Table) -> str:
    division = book.divisions.get(table.division)
    said = "|".join((table.division, division.title if division else "", table.caption, *table.header))
    rules = _REASONS.get(book.part, ())
    return next((reason for pattern, reason in rules if pattern.search(said)), _NO_KIND)
