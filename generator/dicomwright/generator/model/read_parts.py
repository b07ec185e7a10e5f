"""The parts beside PS3.3, each read whole: its passes in order, then the tables that no pass has opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwright.generator.model.outside import leave_rest_outside
from dicomwright.generator.model.read_coding_schemes import read_coding_schemes
from dicomwright.generator.model.read_confidentiality import (
    read_action_codes,
    read_protected_attributes,
    read_protected_content_items,
    read_safe_private_attributes,
)
from dicomwright.generator.model.read_context_groups import read_context_groups
from dicomwright.generator.model.read_controlled_terms import read_controlled_terms
from dicomwright.generator.model.read_data_elements import read_data_elements
from dicomwright.generator.model.read_services import read_services
from dicomwright.generator.model.read_sop_classes import read_sop_classes
from dicomwright.generator.model.read_templates import read_templates
from dicomwright.generator.model.read_uids import read_context_group_uids, read_uids
from dicomwright.generator.model.read_vrs import read_vrs

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book
    from dicomwright.generator.facts import (
        ActionCode,
        CodingScheme,
        ContextGroup,
        ControlledTerm,
        DataElement,
        ProtectedAttribute,
        ProtectedContentItem,
        SafePrivateAttribute,
        ServiceTable,
        SopClass,
        Template,
        Uid,
        Vr,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part4:
    """What the model has of PS3.4."""

    sop_classes: tuple[SopClass, ...]
    service_tables: tuple[ServiceTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part5:
    """What the model has of PS3.5."""

    vrs: tuple[Vr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part6:
    """What the model has of PS3.6; `context_group_uids`: number or name, by UID."""

    data_elements: tuple[DataElement, ...]
    uids: tuple[Uid, ...]
    context_group_uids: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part15:
    """What the model has of PS3.15: the confidentiality profile."""

    action_codes: tuple[ActionCode, ...]
    protected_attributes: tuple[ProtectedAttribute, ...]
    protected_content_items: tuple[ProtectedContentItem, ...]
    safe_private_attributes: tuple[SafePrivateAttribute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part16:
    """What the model has of PS3.16."""

    context_groups: tuple[ContextGroup, ...]
    controlled_terms: tuple[ControlledTerm, ...]
    coding_schemes: tuple[CodingScheme, ...]
    templates: tuple[Template, ...]


def read_part4(book: Book, accounting: Accounting) -> Part4:
    """Read PS3.4: SOP classes, and what services carry."""
    part = Part4(
        sop_classes=read_sop_classes(book, accounting), service_tables=read_services(book, accounting)
    )
    leave_rest_outside(book, accounting)
    return part


def read_part5(book: Book, accounting: Accounting) -> Part5:
    """Read PS3.5: value representations."""
    part = Part5(vrs=read_vrs(book, accounting))
    leave_rest_outside(book, accounting)
    return part


def read_part6(book: Book, accounting: Accounting) -> Part6:
    """Read PS3.6: data elements and UIDs."""
    part = Part6(
        data_elements=read_data_elements(book, accounting),
        uids=read_uids(book, accounting),
        context_group_uids=read_context_group_uids(book, accounting),
    )
    leave_rest_outside(book, accounting)
    return part


def read_part15(book: Book, accounting: Accounting) -> Part15:
    """Read PS3.15: the confidentiality profile and its options."""
    part = Part15(
        action_codes=read_action_codes(book, accounting),
        protected_attributes=read_protected_attributes(book, accounting),
        protected_content_items=read_protected_content_items(book, accounting),
        safe_private_attributes=read_safe_private_attributes(book, accounting),
    )
    leave_rest_outside(book, accounting)
    return part


def read_part16(book: Book, accounting: Accounting) -> Part16:
    """Read PS3.16: context groups, DCM codes, coding schemes and templates."""
    part = Part16(
        context_groups=read_context_groups(book, accounting),
        controlled_terms=read_controlled_terms(book, accounting),
        coding_schemes=read_coding_schemes(book, accounting),
        templates=read_templates(book, accounting),
    )
    leave_rest_outside(book, accounting)
    return part
