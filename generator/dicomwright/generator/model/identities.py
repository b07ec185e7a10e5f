"""Pass: what is called twice, or not at all -> one name each; the report says which, and by what rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from dicomwright.generator.accounting import Listed
from dicomwright.generator.errors import ModelError
from dicomwright.generator.model.section_metadata import repeated_divisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book
    from dicomwright.generator.facts import AttributeTable, ContextGroup, DataElement, Iod

_Named = TypeVar("_Named", "AttributeTable", "Iod")

KIND: Final = "identities"

_RULES: Final = {
    "merged": "repeats an earlier one word for word: it is read once",
    "renamed": "{xml_id} is the xml:id of an earlier one, too",
    "named": "has no xml:id: it is called by its label",
}
# Tables of these kinds share their names: macros and functional groups are classes of one package.
_SAME: Final = {"functional_group": "macro"}


def note_identities(book: Book, accounting: Accounting) -> None:
    """Name the sections and tables whose xml:id the part does not give once."""
    for each in book.identities:
        _note(accounting, book.part, each.given, _RULES[each.rule].format(xml_id=each.xml_id))


def leave_repeated(book: Book, accounting: Accounting, name: Literal["CID", "TID"], kind: str) -> None:
    """List the rows of sections whose number an earlier one has: the first counts."""
    for number, division in repeated_divisions(book, name):
        accounting.note_section(book.part, kind, division, f"{name} {number} has an earlier section")
        for table in division.tables:
            accounting.open_unknown(book.part, kind, table, f"{name} {number} has an earlier section")


def distinct_tables(tables: tuple[AttributeTable, ...], accounting: Accounting) -> tuple[AttributeTable, ...]:
    """Add the number of the table to the name of one that an earlier of its kind has."""
    names = _distinct(((_SAME.get(each.kind, each.kind), each.name), each.xml_id) for each in tables)
    return tuple(
        table if name == table.name else _renamed(accounting, table, name)
        for table, name in zip(tables, names, strict=True)
    )


def distinct_iods(iods: tuple[Iod, ...], accounting: Accounting) -> tuple[Iod, ...]:
    """Add the number of the table to the name of an IOD that an earlier one has."""
    names = _distinct((("iod", each.name), each.xml_id) for each in iods)
    return tuple(
        iod if name == iod.name else _renamed(accounting, iod, name)
        for iod, name in zip(iods, names, strict=True)
    )


def check_keywords(elements: Iterable[DataElement]) -> None:
    """Refuse when two data elements have one keyword, by which attributes are called.

    Raises:
        ModelError: names the keyword, the table and both tags.

    """
    first: dict[str, DataElement] = {}
    for element in elements:
        other = first.setdefault(element.keyword, element) if element.keyword else element
        if other is not element:
            raise ModelError(
                f"part 6, table {element.table}: {element.tag} has the keyword {element.keyword} of {other.tag}"
            )


def note_keywords(groups: tuple[ContextGroup, ...], accounting: Accounting) -> None:
    """Name the context groups whose keyword or UID another one has, too: their numbers are their names."""
    for field in ("keyword", "uid"):
        times = Counter(getattr(group, field) for group in groups)
        for group in groups:
            value = getattr(group, field)
            if value and times[value] > 1:
                _note(accounting, 16, group.ref.xml_id, f"CID {group.cid}: another one has its {field}, too")


def _note(accounting: Accounting, part: int, xml_id: str, reason: str) -> None:
    accounting.notes.append(Listed(part, KIND, xml_id, -1, xml_id, reason))


def _distinct(named: Iterable[tuple[tuple[str, str], str]]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for (kind, name), xml_id in named:
        said = (kind, "".join(filter(str.isalnum, name)).casefold())
        yield f"{name} {xml_id.removeprefix('table_')}" if said in seen else name
        seen.add(said)


def _renamed(accounting: Accounting, table: _Named, name: str) -> _Named:
    _note(accounting, 3, table.xml_id, f"an earlier table has the name {table.name}: this one is {name}")
    return replace(table, name=name)
