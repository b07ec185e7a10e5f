"""The confidentiality profile: module `dicomwright.dictionary.confidentiality`, whose tables may be empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError
from dicomwright.generator.render.templating import render_template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.facts import (
        Edition,
        OptionAction,
        ProtectedAttribute,
        ProtectedContentItem,
        SafePrivateAttribute,
    )

MODULE: Final = "confidentiality"
NAMES: Final = dict.fromkeys(
    ("ACTION_CODES", "PROTECTED_ATTRIBUTES", "PROTECTED_CONTENT_ITEMS", "SAFE_PRIVATE_ATTRIBUTES"), MODULE
)
"""What the dictionary has of it, and in which of its files."""
_SEPARATOR: Final = "|"


def render_confidentiality(edition: Edition) -> str:
    """Render the tables.

    Raises:
        OutputError: a cell has what would end it.

    """
    return render_template(
        MODULE,
        codes=edition.action_codes,
        attributes=[_row(_attribute(row)) for row in edition.protected_attributes],
        content_items=[_row(_content_item(row)) for row in edition.protected_content_items],
        safe_private=[_row(_safe_private(row)) for row in edition.safe_private_attributes],
    )


def _attribute(row: ProtectedAttribute) -> tuple[str, ...]:
    flags = "retired" if row.retired else "", "" if row.in_iods else "no IOD"
    return row.tag, row.basic, _options(row.options), *flags, row.name


def _content_item(row: ProtectedContentItem) -> tuple[str, ...]:
    return row.scheme, row.value, row.value_type, row.basic, _options(row.options), row.meaning


def _safe_private(row: SafePrivateAttribute) -> tuple[str, ...]:
    return row.creator, row.tag, " or ".join(row.vr), row.vm


def _options(options: Iterable[OptionAction]) -> str:
    return " ".join(f"{each.option}={each.action}" for each in options)


def _row(cells: tuple[str, ...]) -> str:
    if any(_SEPARATOR in cell or not cell.isprintable() for cell in cells):
        raise OutputError(f"PS3.15, {cells[0]:.40}: {_SEPARATOR!r}, or what cannot be seen, in a cell")
    return _SEPARATOR.join(cells)
