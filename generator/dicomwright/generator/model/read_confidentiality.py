"""PS3.15 annex E -> action codes, attributes and content items that the profile protects, safe private attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.generator.facts import (
    ActionCode,
    ActionOfType,
    OptionAction,
    ProtectedAttribute,
    ProtectedContentItem,
    SafePrivateAttribute,
)
from dicomwright.generator.model.columns import MISSING, number_of, open_table, tables_of, text_at
from dicomwright.generator.model.confidentiality_kinds import (
    ACTION_CODES,
    OPTIONS,
    PRIVATE,
    PROTECTED_ATTRIBUTES,
    PROTECTED_CONTENT_ITEMS,
    SAFE_PRIVATE_ATTRIBUTES,
)
from dicomwright.generator.model.read_data_elements import choices
from dicomwright.generator.model.text import TAG, tag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Row, Table
    from dicomwright.generator.model.columns import Kind

    Reader = Callable[["_Cells"], Any]

PART: Final = 15
_T = TypeVar("_T")
_TYPE: Final = re.compile(r"\bType ([123])\b")
_VR: Final = re.compile("[A-Z]{2}")
_FLAGS: Final = {"Y": True, "N": False}
_FLAG_COLUMNS: Final = ("retired", "in_iods", "in_templates")


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row with the columns of its kind."""

    table: Table
    row: Row
    columns: dict[str, int]

    def text(self, name: str) -> str:
        return text_at(self.row, self.columns.get(name, MISSING))

    def flag(self, name: str) -> bool:
        return _FLAGS.get(self.text(name), False)

    def options(self) -> tuple[OptionAction, ...]:
        return tuple(
            OptionAction(option=option, action=self.text(option)) for option in OPTIONS if self.text(option)
        )


def read_action_codes(book: Book, accounting: Accounting) -> tuple[ActionCode, ...]:
    """Read PS3.15 table E.1-1a: the codes, and what decides where a code leaves a choice."""
    return tuple(_read(book, accounting, ACTION_CODES, _action_code, lambda code: code.code))


def read_protected_attributes(book: Book, accounting: Accounting) -> tuple[ProtectedAttribute, ...]:
    """Read PS3.15 table E.1-1; an attribute that stands in two rows is that of the first."""
    return tuple(_read(book, accounting, PROTECTED_ATTRIBUTES, _attribute, lambda row: row.tag))


def read_protected_content_items(book: Book, accounting: Accounting) -> tuple[ProtectedContentItem, ...]:
    """Read PS3.15 table E.3.4-1: one concept may have several value types."""
    return tuple(
        _read(
            book,
            accounting,
            PROTECTED_CONTENT_ITEMS,
            _content_item,
            lambda row: (row.scheme, row.value, row.value_type),
        )
    )


def read_safe_private_attributes(book: Book, accounting: Accounting) -> tuple[SafePrivateAttribute, ...]:
    """Read PS3.15 table E.3.10-1."""
    return tuple(
        _read(book, accounting, SAFE_PRIVATE_ATTRIBUTES, _safe_private, lambda row: (row.creator, row.tag))
    )


def _read(
    book: Book,
    accounting: Accounting,
    kind: Kind,
    read: Callable[[_Cells], _T | str],
    key: Callable[[_T], Hashable],
) -> Iterator[_T]:
    """Read the rows of each table of a kind; of a row that is none the reader says why."""
    seen: set[Hashable] = set()
    for table, placed in tables_of(book.tables, kind):
        columns = open_table(accounting, PART, kind.name, table, placed)
        for doubt in _doubts_of_columns(table, columns):
            accounting.note(PART, kind.name, table, None, doubt)
        for row in table.rows:
            cells = _Cells(table, row, columns)
            found = read(cells)
            if isinstance(found, str) or key(found) in seen:
                reason = found if isinstance(found, str) else "stands in an earlier row"
                accounting.skip(PART, kind.name, table, row, reason)
                continue
            seen.add(key(found))
            accounting.consume(PART, kind.name)
            for doubt in _doubts(cells):
                accounting.note(PART, kind.name, table, row, doubt)
            yield found


# Columns that a table may lack, and is then said to.
_TOLD: Final = frozenset((*OPTIONS, *_FLAG_COLUMNS))


def _doubts_of_columns(table: Table, columns: dict[str, int]) -> Iterator[str]:
    for name, column in columns.items():
        if name in _TOLD and column == MISSING:
            yield f"no column for {name}"
        elif name in OPTIONS and not any(row.text(column) for row in table.rows):
            yield f"no action of {name}"


def _doubts(cells: _Cells) -> Iterator[str]:
    for name in _FLAG_COLUMNS:
        if cells.columns.get(name, MISSING) != MISSING and cells.text(name) not in _FLAGS:
            yield f"{name}: neither Y nor N"
    if "creator" in cells.columns and not choices(cells.text("vr").replace("/", " or "), _VR):
        yield "no VR that can be read"


def _action_code(cells: _Cells) -> ActionCode | str:
    code, types = cells.text("code"), _TYPE.findall(cells.text("meaning"))
    if not code:
        return "no code"
    parts = code.split("/")
    pairs = zip(parts, types, strict=True) if len(parts) == len(types) else ()
    return ActionCode(code=code, choices=tuple(ActionOfType(action=one, type=type_) for one, type_ in pairs))


def _attribute(cells: _Cells) -> ProtectedAttribute | str:
    tag = _protected_tag(cells.text("tag"))
    if not tag or not cells.text("basic"):
        return "no action of the profile" if tag else "no tag"
    return ProtectedAttribute(
        tag=tag,
        name=cells.text("name"),
        retired=cells.flag("retired"),
        in_iods=cells.flag("in_iods"),
        basic=cells.text("basic"),
        options=cells.options(),
        table=number_of(cells.table),
    )


def _protected_tag(text: str) -> str:
    if PRIVATE.fullmatch(text):
        return "private"
    return tag_of(text) if TAG.fullmatch(text) else ""


def _content_item(cells: _Cells) -> ProtectedContentItem | str:
    lacking = [name for name in ("scheme", "value", "value_type", "basic") if not cells.text(name)]
    if lacking:
        return f"no {', '.join(lacking)}"
    return ProtectedContentItem(
        scheme=cells.text("scheme"),
        value=cells.text("value"),
        meaning=cells.text("meaning"),
        value_type=cells.text("value_type"),
        retired=cells.flag("retired"),
        in_templates=cells.flag("in_templates"),
        basic=cells.text("basic"),
        options=cells.options(),
        table=number_of(cells.table),
    )


def _safe_private(cells: _Cells) -> SafePrivateAttribute | str:
    tag, creator = tag_of(cells.text("tag")), cells.text("creator")
    if not creator or not _is_of_block(tag):
        return "no private creator" if _is_of_block(tag) else "no tag of a private block"
    return SafePrivateAttribute(
        creator=creator,
        tag=tag,
        vr=choices(cells.text("vr").replace("/", " or "), _VR),
        vm=cells.text("vm"),
        table=number_of(cells.table),
    )


def _is_of_block(tag: str) -> bool:
    """Whether a tag is of an odd group, and leaves its block open: "7053xx00"."""
    return re.fullmatch("[0-9A-F]{3}[13579BDF]xx[0-9A-F]{2}", tag) is not None
