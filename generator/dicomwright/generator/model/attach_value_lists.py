"""Pass: value lists that stand in a section or a table of their own -> the attributes whose rows refer to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import REFERENCE_MARK
from dicomwright.generator.facts import ValueList, ValueTable
from dicomwright.generator.model.read_value_lists import attributes_of_title, read_value_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Block, Division
    from dicomwright.generator.model.part3 import Part3

_SENTENCE: Final = re.compile(r"(?<=\.)\s+(?=[A-Z])")
_VALUES: Final = re.compile(r"\b(?:Enumerated Values?|Defined Terms?)\b")
_AND: Final = re.compile(r",? and |, ")
_VALUE_NUMBER: Final = re.compile(r"\bValue (\d+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ListsElsewhere:
    """Finds the lists that the text of a row points at."""

    part: Part3
    value_tables: tuple[ValueTable, ...]

    @cached_property
    def _tables(self) -> dict[str, ValueTable]:
        return {table.xml_id: table for table in self.value_tables}

    def find(self, name: str, tag: str, blocks: tuple[Block, ...]) -> tuple[ValueList, ...]:
        """Lists of the sections and tables that a row refers to.

        A section counts when the sentence speaks of Enumerated Values or Defined Terms, or when the section
        bears the attribute's name; of its lists, those that name another attribute do not. A list that names
        the attribute counts in any section.
        """
        found: dict[tuple[str, int | None, tuple[str, ...]], ValueList] = {}
        for target, of_values in _targets(blocks):
            for values in self._of(target, name, tag, of_values=of_values):
                found.setdefault((values.kind, values.value_number, values.values), values)
        return tuple(found.values())

    def _of(self, target: str, name: str, tag: str, *, of_values: bool) -> Iterator[ValueList]:
        table = self._tables.get(target)
        if table is not None and of_values:
            yield _from_table(table)
        division = self.part.division(target)
        if division is None:
            return
        if of_values or name.casefold() in _names_of(division.title):
            yield from self._of_division(division, tag)
        else:
            yield from read_value_lists(_naming(division.blocks, tag), division.xml_id)

    def _of_division(self, division: Division, tag: str) -> Iterator[ValueList]:
        yield from read_value_lists(_of_attribute(division.blocks, tag), division.xml_id)
        for table in division.tables:
            if table.xml_id in self._tables:
                yield _from_table(self._tables[table.xml_id])


def _names_of(title: str) -> set[str]:
    """The attributes that a section is about: "Image Type and Frame Type" is about two."""
    return {title.casefold(), *(name.strip().casefold() for name in _AND.split(title))}


def _naming(blocks: tuple[Block, ...], tag: str) -> Iterator[Block]:
    """Lists whose title names the attribute."""
    return (block for block in blocks if block.values and tag in attributes_of_title(block.values.title))


def _of_attribute(blocks: tuple[Block, ...], tag: str) -> Iterator[Block]:
    """Lists that name no other attribute, with the items and paragraphs before them; statements are another matter."""
    for block in blocks:
        if block.values is None:
            yield replace(block, kind="item") if block.kind == "para" else block
            continue
        named = attributes_of_title(block.values.title)
        if not named or tag in named:
            yield block


def _targets(blocks: tuple[Block, ...]) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        for sentence in _SENTENCE.split(block.text):
            for target in REFERENCE_MARK.findall(sentence):
                yield target, bool(_VALUES.search(sentence))


def _from_table(table: ValueTable) -> ValueList:
    number = _VALUE_NUMBER.search(table.name)
    return ValueList(
        kind=table.kind,
        values=table.values,
        value_number=int(number[1]) if number else None,
        source=table.xml_id,
    )


def merged(own: tuple[ValueList, ...], elsewhere: tuple[ValueList, ...]) -> tuple[ValueList, ...]:
    """The lists of the row itself, and those of elsewhere for the values that the row leaves open.

    Several lists for one value without a condition are alternatives that only prose tells apart: their union holds.
    """
    stated = {(values.value_number, values.condition) for values in own}
    found: dict[object, ValueList] = {}
    for values in (
        *own,
        *(values for values in elsewhere if (values.value_number, values.condition) not in stated),
    ):
        key = (values.kind, values.value_number, values.condition)
        if key in found:
            values = replace(found[key], values=tuple(dict.fromkeys((*found[key].values, *values.values))))  # noqa: PLW2901
        found[key] = values
    return tuple(values for values in found.values() if values.values)
