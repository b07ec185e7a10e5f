"""Stage model: the books of the parts -> one Edition, by passes in one visible order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dicomwright.generator.errors import ModelError
from dicomwright.generator.model.check_values import check_values
from dicomwright.generator.model.complete_context_group_uids import complete_context_group_uids
from dicomwright.generator.model.errata import load_errata
from dicomwright.generator.model.part3 import PART, Part3
from dicomwright.generator.model.read_attribute_tables import read_attribute_tables
from dicomwright.generator.model.read_iods import read_iods, with_sop_classes
from dicomwright.generator.model.read_parts import read_part4, read_part5, read_part6, read_part16
from dicomwright.generator.model.read_value_tables import read_value_tables
from dicomwright.generator.model.resolve_references import Resolver, resolve_includes, resolve_iods
from dicomwright.generator.model.types import AttributeTable, Edition, Iod, SopClass, Uid

if TYPE_CHECKING:
    from dicomwright.generator.docbook import Book
    from dicomwright.generator.model.accounting import Accounting

PARTS = (3, 4, 5, 6, 16)


def build_edition(books: Mapping[int, Book], accounting: Accounting) -> Edition:
    """Run every pass over the books of one edition.

    A part that is missing from `books` leaves its tables empty: the excerpts of old editions have one part each.

    Raises:
        ModelError: the books are of different editions, or a row was neither consumed nor listed.

    """
    edition = Edition(name=_edition_name(books))
    part6 = None
    if 6 in books:
        part6 = read_part6(books[6], accounting)
        edition = replace(edition, data_elements=part6.data_elements, uids=part6.uids)
    if 5 in books:
        edition = replace(edition, vrs=read_part5(books[5], accounting).vrs)
    if 4 in books:
        edition = replace(edition, sop_classes=read_part4(books[4], accounting).sop_classes)
    if 16 in books:
        part16 = read_part16(books[16], accounting)
        registered = part6.context_group_uids if part6 else {}
        edition = replace(
            edition,
            context_groups=complete_context_group_uids(part16.context_groups, registered),
            controlled_terms=part16.controlled_terms,
            coding_schemes=part16.coding_schemes,
            templates=part16.templates,
        )
    if PART in books:
        edition = _with_part3(edition, Part3(books[PART], accounting, load_errata()))
    accounting.check()
    return edition


def _edition_name(books: Mapping[int, Book]) -> str:
    names = {book.edition for book in books.values() if book.edition}
    if len(names) > 1:
        raise ModelError(f"the parts are of different editions: {', '.join(sorted(names))}")
    return next(iter(names), "")


def _with_part3(edition: Edition, part: Part3) -> Edition:
    value_tables = read_value_tables(part)
    resolver = Resolver(part, read_attribute_tables(part, value_tables))
    iods = resolve_iods(part, resolver, read_iods(part))
    tables = _mark_functional_groups(resolve_includes(part, resolver), iods)
    iods = with_sop_classes(iods, _sop_classes(edition.sop_classes), part)
    iods = tuple(_with_normalized_sop_class(iod, edition.uids) for iod in iods)
    for table in part.by_kind.get("outside", ()):
        part.accounting.leave_outside(PART, table)
    edition = replace(edition, iods=iods, attribute_tables=tables, value_tables=value_tables)
    return check_values(edition, part)


def _mark_functional_groups(tables: tuple[AttributeTable, ...], iods: tuple[Iod, ...]) -> tuple[AttributeTable, ...]:
    groups = {usage.macro for iod in iods for usage in iod.functional_groups}
    return tuple(replace(table, kind="functional_group") if table.xml_id in groups else table for table in tables)


def _sop_classes(rows: tuple[SopClass, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for section in row.iods:
            found[section] = (*found.get(section, ()), row.uid)
    return found


def _with_normalized_sop_class(iod: Iod, uids: tuple[Uid, ...]) -> Iod:
    """PS3.4 has no table for normalized SOP classes: the registry of UIDs (PS3.6 A) names them after the IOD."""
    if iod.sop_classes or iod.kind != "normalized":
        return iod
    names = {f"{iod.name} SOP Class".casefold(), f"{iod.name} SOP Class (Retired)".casefold()}
    return replace(iod, sop_classes=tuple(uid.value for uid in uids if uid.name.casefold() in names))
