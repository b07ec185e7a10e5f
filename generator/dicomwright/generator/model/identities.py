"""Pass: what is called twice, or not at all -> one name each; the report says which, and by what rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.accounting import Listed

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book

KIND: Final = "identities"

_RULES: Final = {
    "merged": "repeats an earlier one word for word: it is read once",
    "renamed": "{xml_id} is the xml:id of an earlier one, too",
    "named": "has no xml:id: it is called by its label",
}


def note_identities(book: Book, accounting: Accounting) -> None:
    """Name the sections and tables whose xml:id the part does not give once."""
    for each in book.identities:
        reason = _RULES[each.rule].format(xml_id=each.xml_id)
        accounting.notes.append(Listed(book.part, KIND, each.given, -1, each.given, reason))
