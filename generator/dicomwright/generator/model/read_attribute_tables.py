"""Pass: attribute tables of modules, macros and directory records -> AttributeTable with nested entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from dicomwright.generator.conditions.exceptions import AFTER_ITEMS, ITEM
from dicomwright.generator.docbook.content import REFERENCE_MARK, joined, without_references
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    Condition,
    Entry,
    FixedValue,
    Include,
    ItemCount,
    Placeholder,
    Specialization,
    ValueList,
    ValueTable,
)
from dicomwright.generator.model.attach_value_lists import ListsElsewhere, merged
from dicomwright.generator.model.columns import MISSING, own_cell, plain_caption
from dicomwright.generator.model.read_constraints import ConstraintReader, own_constraints
from dicomwright.generator.model.read_context_group_uses import read_context_group_uses
from dicomwright.generator.model.read_value_lists import (
    lists_of_attributes,
    read_value_lists,
    unread_items,
    unread_lists,
)
from dicomwright.generator.model.text import condition_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.docbook import Block, Cell, Row, Table
    from dicomwright.generator.model.part3 import Part3

_DEEPEST: Final = 30  # of rows in each other; the standard has 7
_NESTING: Final = re.compile(r"^[>\s]*")
_INCLUDE: Final = re.compile(r"^Include\b")
_GROUPS: Final = re.compile(r"^Include one or more Functional Group Macros")
_ANY: Final = re.compile(r"^(Any\b|Optionally, all other Attributes|.*\bany Private Attributes\b)")
_TYPE: Final = re.compile(r"\b[123]C?\b")
_SUFFIX: Final = re.compile(
    r"\s+(?:(?:Module|Macro)(?:\s+(?:Attributes(?:\s+Description)?|Table|Description))?|Keys|Attributes)$"
)
_MODULE: Final = re.compile(r"\bModule\b")
_MODULE_OR_MACRO: Final = re.compile(r"\b(?:Module|Macro)\b")

_FIXED_BY_INCLUDE: Final = re.compile(
    r"\bWith an? [\w ]+ \(([0-9A-Fa-f]{4},[0-9A-Fa-f]{4})\) of ([A-Z][A-Z0-9_]*)\b"
)
_SINGLE_VALUE: Final = re.compile(r"(?:^|\. )Only a single [Vv]alue shall (?:be present|be included|exist)\b")
_AT_MOST_ONE: Final = re.compile(r"No more than one [Ii]tem\b")
_NUMBERS: Final = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "single": 1}
_COUNT: Final = re.compile(
    r"(?:Only a |Exactly |Only |At least |A )?(?P<least>[Zz]ero|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|single)"
    r"(?: or (?P<most>more|one|two|three|four))? [Ii]tems? (?:shall|is|are|may)\b"
)

# The type of a row that holds even where another module has a stricter one.
_OVERRIDES: Final = re.compile(
    r"\btype definition shall override\b|\boverriding \(specializing\) the type\b", re.IGNORECASE
)
# What an include says of the type of one attribute of its macro, with the condition that is of this attribute alone.
_SPECIALIZED: Final = re.compile(
    r"\(([0-9A-Fa-f]{4},[0-9A-Fa-f]{4})\) (?:is specialized to be|is|shall be) Type ([123]C?)\b(.*)"
)

# A sentence that is not at its end.
_OPEN: Final = re.compile(r"(?:\b(?:is|if|in|or|equals)|:)$")
# Where the condition of a 1C or 2C attribute starts.
_REQUIRED: Final = re.compile(
    r"\b(?:Required|Requried|Shall (?:not )?be (?:present|included)|shall be present|May (?:not )?be present|"
    r"may be present|only be present|Shall only be present|if and only if|Mutually exclusive|Either)\b",
)
# What limits an attribute that nothing demands.
_LIMITED: Final = re.compile(r"\bshall not be present if\b|\bMay be present only if\b")
# The half of a sentence that stands before such words and limits them: "If the device needs it, shall be present ..."
_LEADING_HALF: Final = re.compile(r"(?:^|(?<=[.;] ))(?:If|When)\b[^.;]*,\s*$")

Kind = Literal["attributes", "directory"]


@dataclass
class _Node:
    """A row under construction with the rows nested below it; the table itself is at depth -1."""

    depth: int
    entry: Entry | None = None
    children: list[_Node] = field(default_factory=lambda: list[_Node]())  # noqa: PLW0108 - not defined yet

    def freeze(self) -> tuple[Entry, ...]:
        """The entries below this node, each with its own children."""
        return tuple(
            _with_children(node.entry, node.freeze()) for node in self.children if node.entry is not None
        )


def _with_children(entry: Entry, children: tuple[Entry, ...]) -> Entry:
    return entry if isinstance(entry, Placeholder) or not children else replace(entry, children=children)


def read_attribute_tables(part: Part3, value_tables: tuple[ValueTable, ...]) -> tuple[AttributeTable, ...]:
    """Read every attribute table of chapters 8, 10, C and F (PS3.3)."""
    elsewhere = ListsElsewhere(part, value_tables)
    constraints = ConstraintReader(part)
    kinds: tuple[Kind, ...] = ("attributes", "directory")
    return tuple(
        _read_table(part, kind, table, elsewhere, constraints)
        for kind in kinds
        for table in part.tables(kind)
    )


def _read_table(
    part: Part3, kind: Kind, table: Table, elsewhere: ListsElsewhere, constraints: ConstraintReader
) -> AttributeTable:
    reader = _TableReader(part, kind, table, part.columns_of(table), elsewhere, constraints)
    for row in table.rows:
        reader.row(row)
    reader.note_absent()
    return AttributeTable(
        xml_id=table.xml_id,
        kind=_table_kind(part, kind, table),
        name=_SUFFIX.sub("", part.caption_of(table)),
        ref=part.ref(table),
        entries=reader.root.freeze(),
    )


def _table_kind(part: Part3, kind: Kind, table: Table) -> Literal["module", "macro", "directory_record"]:
    if kind == "directory" or plain_caption(table).endswith(" Keys"):
        return "directory_record"
    said = (table.caption, *(around.title for around in part.ancestors(table.division)[:1]))
    caption = next((text for text in said if _MODULE_OR_MACRO.search(text)), "")
    return "module" if _MODULE.search(caption) else "macro"


@dataclass
class _TableReader:
    """Reads the rows of one table into a tree by their nesting."""

    part: Part3
    kind: Kind
    table: Table
    columns: dict[str, int]
    elsewhere: ListsElsewhere
    constraints: ConstraintReader
    root: _Node = field(default_factory=lambda: _Node(-1))
    open: list[_Node] = field(default_factory=list[_Node])

    def row(self, row: Row) -> None:
        """Put one row where it belongs: attribute, include, placeholder, or the list of rows left out."""
        if not row.cells or not any(cell.text or cell.references for cell in row.cells):
            return self.part.skip(self.kind, self.table, row, "empty row")
        first = self._name(row)
        nesting = _NESTING.match(first)
        depth = first[: nesting.end()].count(">") if nesting else 0
        name = first[nesting.end() :] if nesting else first
        tag = tag_of(self._own_text(row, "tag"))
        if tag:
            return self._attribute(row, depth, without_references(name), tag)
        if _GROUPS.match(name):
            return self._add(row, depth, Placeholder(kind="functional_groups"))
        if _INCLUDE.match(name):
            return self._include(row, depth, name)
        if _ANY.match(name):
            return self._add(row, depth, Placeholder(kind="any", type=self._type(row)[0]))
        return self.part.skip(self.kind, self.table, row, _reason(row))

    def _add(self, row: Row, depth: int, entry: Entry) -> None:
        before = self.open[-1].entry if self.open else None
        if isinstance(before, Attribute):
            text = without_references(self._name(row)).lstrip("> ")
            depth += self.part.errata.deeper(self.table.xml_id, before.tag, text, depth)
        while self.open and self.open[-1].depth >= depth:
            self.open.pop()
        if len(self.open) > _DEEPEST:
            place = f"PS3.3, {self.table.xml_id}, row {row.index + 1}"
            raise ModelError(f"{place}: more than {_DEEPEST} rows in each other")
        parent = self.open[-1] if self.open else self.root
        if parent.depth != depth - 1 or isinstance(parent.entry, Placeholder):
            self.part.note(
                self.kind, self.table, row, f"nested {depth} deep below a row nested {parent.depth} deep"
            )
        node = _Node(depth, entry)
        parent.children.append(node)
        self.open.append(node)
        self.part.consume(self.kind)

    def note_absent(self) -> None:
        """Note a column that the table lacks, or that is empty in all of its rows."""
        if self.columns["type"] == MISSING:
            self.part.note(self.kind, self.table, None, "no column for the type")
        rows = self.table.rows
        if len(rows) > 1 and not any(self._own_text(row, "description") for row in rows):
            self.part.note(self.kind, self.table, None, "no row has a description")

    def _name(self, row: Row) -> str:
        """The name of an attribute, or what a row says that is none; with the marks of references."""
        cell = row.at(self.columns["name"])
        return cell.marked_text if cell else ""

    def _own_text(self, row: Row, column: str) -> str:
        """Text of a column's own cell; empty where another cell spans over the column."""
        cell = own_cell(row, self.columns[column])
        return cell.text if cell else ""

    def _type(self, row: Row) -> tuple[str, tuple[str, ...]]:
        """Type of the row and, where one cell has several, all of them."""
        text = self._own_text(row, "type")
        distinct = tuple(dict.fromkeys(_TYPE.findall(text)))
        if not distinct and self.columns["type"] != MISSING:
            self.part.note(self.kind, self.table, row, "type not understood" if text else "no type")
        return (distinct[0] if len(distinct) == 1 else "", distinct if len(distinct) > 1 else ())

    def _attribute(self, row: Row, depth: int, name: str, tag: str) -> None:
        kind, kinds = self._type(row)
        if not name:
            self.part.note(self.kind, self.table, row, "no name")
        described = own_cell(row, self.columns["description"])
        blocks = described.blocks if described else ()
        self._note_unread(row, blocks)
        attribute = Attribute(
            tag=tag,
            name=name,
            type=kind,
            types=kinds,
            condition=self._condition(row, kind, blocks),
            value_lists=self._value_lists(row, name, tag, blocks),
            items=item_count(blocks),
            single_value=any(block.kind != "note" and _SINGLE_VALUE.search(block.text) for block in blocks),
            overrides=any(_OVERRIDES.search(block.text) for block in blocks),
            open_items=self.part.errata.is_open(self.table.xml_id, tag, kind),
            constraints=self.constraints.of_row(self.table.xml_id, tag, blocks),
            context_groups=read_context_group_uses(described) if described else (),
        )
        self._add(row, depth, attribute)

    def _note_unread(self, row: Row, blocks: tuple[Block, ...]) -> None:
        for title in unread_lists(blocks):
            reason = f"variable list not read as values, {len(title)} characters of title"
            self.part.note(self.kind, self.table, row, reason)
        if unread_items(blocks):
            self.part.note(self.kind, self.table, row, "items below a title of values are not read")

    def _value_lists(self, row: Row, name: str, tag: str, blocks: tuple[Block, ...]) -> tuple[ValueList, ...]:
        pointers = self.elsewhere.find(name, tag, blocks, self.part.ref(self.table).section)
        for pointer in pointers:
            self.part.refer(self.kind, self.table, row, pointer.target, found=bool(pointer.lists))
        own = read_value_lists(blocks)
        lists = merged(own, (values for pointer in pointers for values in pointer.lists))
        dropped = self.part.errata.dropped_values(self.table.xml_id, tag, [each.values for each in lists])
        return tuple(values for values in lists if values.values != dropped)

    def _condition(self, row: Row, kind: str, blocks: tuple[Block, ...]) -> Condition | None:
        limited = kind == "3" and any(_LIMITED.search(block.text) for block in blocks if block.kind != "note")
        if not kind.endswith("C") and not limited:
            return None
        text = condition_text(blocks)
        if not text:
            self.part.note(
                self.kind,
                self.table,
                row,
                f"type {kind}: no condition found, the fingerprint is of the whole text",
            )
        said = self.part.with_module_names(text or joined(blocks))
        return condition_of(said) or condition_of("(none)")

    def _include(self, row: Row, depth: int, text: str) -> None:
        targets = [
            target
            for target in REFERENCE_MARK.findall(text)
            if target.startswith(("table_", "sect_", "chapter_"))
        ]
        if not targets:
            return self.part.skip(self.kind, self.table, row, "include without a reference")
        _, _, after = text.partition("\u27e7")
        last = own_cell(row, self.columns["description"]) or self._beside(row)
        specializations = _specializations(last) if last else ()
        include = Include(
            macro=targets[0],
            condition=None if specializations else self._include_condition(targets[0], after, last),
            context_groups=read_context_group_uses(last) if last else (),
            fixed_values=_fixed_by_include(last) if last else (),
            constraints=tuple(own_constraints(last.blocks)) if last else (),
            specializations=specializations,
        )
        self._add(row, depth, include)
        if len(targets) > 1:
            self.part.note(
                self.kind, self.table, row, "include with more than one reference: the first one is taken"
            )
        return None

    def _beside(self, row: Row) -> Cell | None:
        """The last cell that is not the one with the include itself."""
        return row.cells[-1] if row.cells[-1] is not row.at(self.columns["name"]) else None

    def _include_condition(self, macro: str, after: str, last: Cell | None) -> Condition | None:
        condition = condition_of(after) or (_cell_condition(last) if last else None)
        fingerprint = condition.fingerprint if condition else ""
        return None if self.part.errata.always(self.table.xml_id, macro, fingerprint) else condition


def _reason(row: Row) -> str:
    if len(row.cells) == 1:
        return "heading row"
    return "row without a tag"


def _fixed_by_include(cell: Cell) -> tuple[FixedValue, ...]:
    """Read what an include fixes, as in "With a Value Type (0040,A040) of CONTAINER", or by a list for an attribute."""
    said = (
        FixedValue(tag=tag_of(f"({found[1]})"), values=(found[2],))
        for found in _FIXED_BY_INCLUDE.finditer(cell.text)
    )
    listed = (
        FixedValue(tag=tag, values=values.values)
        for tag, values in lists_of_attributes(cell.blocks)
        if values.kind == "enumerated" and values.value_number is None and values.condition is None
    )
    return (*said, *listed)


def _specializations(cell: Cell) -> tuple[Specialization, ...]:
    """Read "Fill Style Sequence (0070,0233) is Type 1C. Required if ..."."""
    found = (_SPECIALIZED.search(block.text) for block in cell.blocks if block.kind != "note")
    return tuple(
        Specialization(
            tag=tag_of(f"({match[1]})"),
            type=match[2],
            condition=condition_of(match[3]) or _cell_condition(cell) if match[2].endswith("C") else None,
        )
        for match in found
        if match
    )


def _cell_condition(cell: Cell) -> Condition | None:
    """The condition of an include that stands in the last cell ("Required if ...")."""
    text = condition_text(cell.blocks)
    return condition_of(text) if text else None


def condition_text(blocks: Iterable[Block]) -> str:
    """From the first word of the condition to the end of the paragraphs and items that belong to it, without notes.

    Where the words end in the middle of a sentence, what follows them belongs to it; so does what limits them before.
    """
    taken: list[str] = []
    listed = False
    for block in blocks:
        if block.kind == "note" or not block.text:
            continue
        found = _REQUIRED.search(block.text)
        if found:
            leading = _LEADING_HALF.search(block.text[: found.start()])
            said = block.text[(leading or found).start() :]
        elif taken and (block.kind == "item" or _OPEN.search(taken[-1].rstrip())):
            said = block.text
        else:
            continue
        border = ITEM if block.kind == "item" else AFTER_ITEMS
        taken += [border, said] if taken and (listed or block.kind == "item") else [said]
        listed = block.kind == "item"
    return " ".join(taken)


def item_count(blocks: Iterable[Block]) -> ItemCount | None:
    """Number of items that the text states without a condition (PS3.3 5.2)."""
    for block in blocks:
        if block.kind == "note":
            continue
        for sentence in re.split(r"(?<=\.)\s*(?=[A-Z])", block.text):
            if _AT_MOST_ONE.match(sentence):
                return ItemCount(least=0, most=1)
            found = _COUNT.match(sentence)
            if found:
                return _count(found)
    return None


def _count(found: re.Match[str]) -> ItemCount:
    least = _NUMBERS[found["least"].casefold()]
    if found[0].startswith("At least"):
        return ItemCount(least=least, most=None)
    most = found["most"]
    if most is None:
        return ItemCount(least=least, most=least)
    return ItemCount(least=least, most=None if most == "more" else _NUMBERS[most])
