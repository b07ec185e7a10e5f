"""The value lists that a section has for an attribute: its own, in tables, in subsections, where it refers to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import REFERENCE_MARK
from dicomwright.generator.facts import ValueList
from dicomwright.generator.model.read_value_lists import (
    attributes_of_title,
    mentioned_values,
    read_value_lists,
    sentences,
)
from dicomwright.generator.model.read_value_tables import allowed_values, reserved_values
from dicomwright.generator.model.text import tags_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dicomwright.generator.docbook import Block, Division, Table
    from dicomwright.generator.facts import ValueKind, ValueTable
    from dicomwright.generator.model.part3 import Part3

_AND: Final = re.compile(r",? and |, ")
_SAID_OF_VALUE: Final = re.compile(r"^Value (\d+)\b")
_VALUE_NUMBER: Final = re.compile(r"\bValue (\d+)\b", re.IGNORECASE)
# References of a section to another one that holds for it, too; not "See ... for requirements, but not Defined Terms".
_SEE: Final = re.compile(r"^See \u27e6[^\u27e7]*\u27e7\.?$")
_FOLLOWED: Final = re.compile(
    r"\bis discussed in \u27e6|^For additional Defined Terms,? see \u27e6|"
    r"^In addition to the requirements specified in \u27e6"
)
_NOT_ITS_TERMS: Final = re.compile(r"\bbut not (?:the )?(?:Defined Terms|Enumerated Values)\b")


@dataclass(frozen=True)
class Subject:
    """The attribute that lists are looked for: its name, its tag and those of attributes that it has its values from.

    `owns`: of which attributes a term may be reserved for, to be one of this, too. `section`: where its row stands.
    """

    name: str
    tags: frozenset[str]
    owns: frozenset[str]
    section: str = ""

    def is_of(self, title: str) -> bool:
        """Whether a section is about it: "Image Type and Frame Type" is about two."""
        title = title.casefold()
        return self.name.casefold() in {title, *(name.strip() for name in _AND.split(title))}

    def is_named(self, text: str) -> bool:
        """Whether a text names it, or no attribute at all."""
        tags = tags_of(text)
        return not tags or not self.tags.isdisjoint(tags)


@dataclass
class ListsOfSections:
    """Goes through a section; each is read once, and none that the text takes out."""

    part: Part3
    tables: Mapping[str, ValueTable]
    subject: Subject
    seen: set[str] = field(default_factory=set[str])

    def all_of(self, division: Division) -> tuple[ValueList, ...]:
        """Lists of a section that is about the attribute."""
        if division.xml_id in self.seen:
            return ()
        self.seen.add(division.xml_id)
        self.seen.update(_excluded(division))
        own = (*self._own(division), *self._of_children(division))
        kinds: dict[int | None, ValueKind] = {values.value_number: values.kind for values in own}
        further = tuple(self._followed(division))
        replaced = {values.value_number: values.source for values in further}
        own = tuple(replace(each, replaces=replaced.get(each.value_number, each.replaces)) for each in own)
        added = (values for values in further if _adds(values, kinds))
        return _with_mentioned((*own, *added), division.blocks)

    def named_in(self, division: Division) -> Iterator[ValueList]:
        """Lists of any section that name the attribute, and all of the subsections that are about it."""
        yield from read_value_lists(self._naming(division.blocks), division.xml_id)
        for child in division.children:
            if self.subject.is_of(child.title):
                yield from self.all_of(child)

    def _own(self, division: Division) -> Iterator[ValueList]:
        yield from read_value_lists(self._of_attribute(division.blocks), division.xml_id)
        for table in division.tables:
            yield from self._of_table(table, division.blocks)

    def _of_children(self, division: Division) -> Iterator[ValueList]:
        for child in division.children:
            if self.subject.is_named(" ".join(block.text for block in child.blocks)):
                yield from self.all_of(child)

    def _followed(self, division: Division) -> Iterator[ValueList]:
        for sentence in (each for block in division.blocks for each in sentences(block)):
            for target in REFERENCE_MARK.findall(sentence) if self.subject.is_named(sentence) else ():
                further = self.part.division(target)
                if further and (_FOLLOWED.search(sentence) or self._is_seen(sentence, division, further)):
                    yield from self.all_of(further)

    def _is_seen(self, sentence: str, division: Division, further: Division) -> bool:
        """Whether a section is no more than a reference to one that is about the same."""
        return bool(_SEE.match(sentence)) and (
            self.subject.is_of(further.title) or further.title == division.title
        )

    def _of_table(self, table: Table, blocks: Iterable[Block]) -> Iterator[ValueList]:
        said = _introduction(table.xml_id, blocks)
        if not self.subject.is_named(said) and self.subject.tags & _tags(blocks):
            return
        if table.xml_id in self.tables:
            yield self.of_value_table(table.xml_id, said)
        elif values := allowed_values(table, self.subject.name):
            yield ValueList(kind="enumerated", values=values, source=table.xml_id)

    def of_value_table(self, xml_id: str, said: str = "") -> ValueList:
        """Return the list of a value table; `said` may tell which value it is of where its caption does not."""
        table = self.tables[xml_id]
        number = _VALUE_NUMBER.search(table.name) or _SAID_OF_VALUE.search(said)
        reserved = reserved_values(self.part, self.part.table(xml_id, table.ref))
        values = (
            each for each in table.values if each not in reserved or reserved[each] in self.subject.owns
        )
        return ValueList(
            kind=table.kind,
            values=tuple(values),
            value_number=int(number[1]) if number else None,
            source=xml_id,
        )

    def _naming(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Lists whose title names the attribute."""
        return (block for block in blocks if self.subject.tags & _tags_of_list(block))

    def _of_attribute(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Lists that name no other attribute, with the items and paragraphs before them, and what is stated."""
        for block in blocks:
            named = _tags_of_list(block)
            if not named or self.subject.tags & named:
                yield block


def _tags(blocks: Iterable[Block]) -> frozenset[str]:
    return frozenset(tag for block in blocks for tag in tags_of(block.text))


def _tags_of_list(block: Block) -> frozenset[str]:
    return frozenset(attributes_of_title(block.values.title)) if block.values else frozenset()


def _adds(values: ValueList, kinds: Mapping[int | None, ValueKind]) -> bool:
    """Whether a list of elsewhere adds to what a section has itself: both are open, or the section has none."""
    kind = kinds.get(values.value_number)
    return kind is None or (kind == "defined" and values.kind == "defined")


def _excluded(division: Division) -> Iterator[str]:
    """Sections whose lists are said not to hold here."""
    for inner in (division, *division.descendants()):
        for block in inner.blocks:
            if _NOT_ITS_TERMS.search(block.text):
                yield from REFERENCE_MARK.findall(block.text)


def _introduction(xml_id: str, blocks: Iterable[Block]) -> str:
    """The sentence that refers to a table."""
    said = (sentence for block in blocks for sentence in sentences(block))
    return next((sentence for sentence in said if xml_id in REFERENCE_MARK.findall(sentence)), "")


def _with_mentioned(lists: tuple[ValueList, ...], blocks: Iterable[Block]) -> tuple[ValueList, ...]:
    """Lists with the terms that the text around them has for some cases."""
    mentioned = mentioned_values(blocks)
    return tuple(
        replace(each, values=tuple(dict.fromkeys((*each.values, *mentioned.get(each.value_number, ())))))
        for each in lists
    )
