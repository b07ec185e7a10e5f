"""Stage model: the books of the parts -> one Edition, by passes in one visible order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.accounting import Accounting, Listed
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import AttributeTable, Edition, Iod, SopClass, Uid
from dicomwright.generator.model.check_confidentiality import check_actions
from dicomwright.generator.model.check_values import check_values
from dicomwright.generator.model.check_vrs import check_vrs
from dicomwright.generator.model.compile_conditions import compile_conditions
from dicomwright.generator.model.compile_services import compile_services
from dicomwright.generator.model.compile_templates import compile_templates
from dicomwright.generator.model.complete_context_group_uids import complete_context_group_uids
from dicomwright.generator.model.errata import load_errata
from dicomwright.generator.model.expectations import check_expectations, check_types
from dicomwright.generator.model.identities import (
    check_keywords,
    distinct_iods,
    distinct_tables,
    note_identities,
    note_keywords,
)
from dicomwright.generator.model.outside import leave_rest_outside
from dicomwright.generator.model.part3 import PART, Part3
from dicomwright.generator.model.read_attribute_tables import read_attribute_tables
from dicomwright.generator.model.read_iods import read_iods, with_sop_classes
from dicomwright.generator.model.read_parts import (
    read_part4,
    read_part5,
    read_part6,
    read_part15,
    read_part16,
)
from dicomwright.generator.model.read_uids import read_context_group_uids
from dicomwright.generator.model.read_value_tables import read_value_tables
from dicomwright.generator.model.resolve_references import Resolver, resolve_includes, resolve_iods

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.generator.docbook import Book


def build_edition(books: Mapping[int, Book], accounting: Accounting) -> Edition:
    """Run every pass over the books of one edition, by part.

    A part that is missing leaves its tables empty: the excerpts of old editions have one part each.

    Raises:
        ModelError: the books are of different editions, or of other parts, a table that makes the model was not
            recognised, or a row was neither consumed nor listed.

    """
    for number, book in books.items():
        if book.part != number:
            raise ModelError(f"{book.path.name}: this is PS3.{book.part}, not PS3.{number}")
    edition = Edition(name=_edition_name(books))
    for book in books.values():
        note_identities(book, accounting)
    for part, add in _PASSES:
        if part in books:
            edition = add(edition, books, accounting)
    check_vrs(edition)
    check_expectations(books, accounting)
    accounting.check()
    edition = compile_services(compile_conditions(edition, accounting), accounting)
    return compile_templates(edition, accounting)


def _add_part6(edition: Edition, books: Mapping[int, Book], accounting: Accounting) -> Edition:
    part6 = read_part6(books[6], accounting)
    check_keywords(part6.data_elements)
    return replace(edition, data_elements=part6.data_elements, uids=part6.uids)


def _add_part5(edition: Edition, books: Mapping[int, Book], accounting: Accounting) -> Edition:
    return replace(edition, vrs=read_part5(books[5], accounting).vrs)


def _add_part4(edition: Edition, books: Mapping[int, Book], accounting: Accounting) -> Edition:
    part4 = read_part4(books[4], accounting)
    return replace(edition, sop_classes=part4.sop_classes, service_tables=part4.service_tables)


def _add_part15(edition: Edition, books: Mapping[int, Book], accounting: Accounting) -> Edition:
    part15 = read_part15(books[15], accounting)
    edition = replace(
        edition,
        action_codes=part15.action_codes,
        protected_attributes=part15.protected_attributes,
        protected_content_items=part15.protected_content_items,
        safe_private_attributes=part15.safe_private_attributes,
    )
    check_actions(edition, books[15])
    return edition


def _add_part16(edition: Edition, books: Mapping[int, Book], accounting: Accounting) -> Edition:
    part16 = read_part16(books[16], accounting)
    note_keywords(part16.context_groups, accounting)
    return replace(
        edition,
        context_groups=part16.context_groups,
        controlled_terms=part16.controlled_terms,
        coding_schemes=part16.coding_schemes,
        templates=part16.templates,
    )


def _complete_context_groups(edition: Edition, books: Mapping[int, Book], _: Accounting) -> Edition:
    """Take the UIDs that PS3.16 lacks from PS3.6 table A-3; its rows are accounted for with part 6."""
    registered = read_context_group_uids(books[6], Accounting())
    return replace(edition, context_groups=complete_context_group_uids(edition.context_groups, registered))


def _add_part3(edition: Edition, books: Mapping[int, Book], accounting: Accounting) -> Edition:
    """Read the objects last: their values and SOP classes need the other parts."""
    return _with_part3(edition, Part3(books[PART], accounting, load_errata()))


_SOP_CLASS_SUFFIXES: Final = ("", " Storage", " SOP Class", " SOP Class UID")
_PASSES: Final = (
    (6, _add_part6),
    (5, _add_part5),
    (4, _add_part4),
    (15, _add_part15),
    (16, _add_part16),
    (6, _complete_context_groups),
    (3, _add_part3),
)


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
    iods = tuple(_with_registered_sop_classes(iod, edition.uids, part) for iod in iods)
    leave_rest_outside(part.book, part.accounting)
    for xml_id in part.errata.unused(part.book.tables_by_id, part.book.edition):
        part.accounting.notes.append(
            Listed(PART, "errata", xml_id, -1, xml_id, "no row of this edition needs this erratum")
        )
    check_types(part, tables, iods)
    tables, iods = distinct_tables(tables, part.accounting), distinct_iods(iods, part.accounting)
    edition = replace(edition, iods=iods, attribute_tables=tables, value_tables=value_tables)
    return check_values(edition, part)


def _mark_functional_groups(
    tables: tuple[AttributeTable, ...], iods: tuple[Iod, ...]
) -> tuple[AttributeTable, ...]:
    groups = {usage.macro for iod in iods for usage in iod.functional_groups}
    return tuple(
        replace(table, kind="functional_group") if table.xml_id in groups else table for table in tables
    )


def _sop_classes(rows: tuple[SopClass, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for section in row.iods:
            found[section] = (*found.get(section, ()), row.uid)
    return found


def _with_registered_sop_classes(iod: Iod, uids: tuple[Uid, ...], part: Part3) -> Iod:
    """The tables of PS3.4 lack some IODs: the registry of UIDs (PS3.6 A) names the SOP classes after them."""
    names = {f"{iod.name}{suffix}".casefold() for suffix in _SOP_CLASS_SUFFIXES}
    found = (
        uid.value
        for uid in uids
        if uid.name.casefold() in names and uid.type == "SOP Class" and not uid.retired
    )
    named = iod.sop_classes or tuple(found)
    return replace(iod, sop_classes=part.errata.sop_classes_of(iod.xml_id, iod.name, named))
