"""Pass: value lists that stand in a section or a table of their own -> the attributes whose rows refer to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.content import REFERENCE_MARK
from dicomwright.generator.model.lists_of_rows import description_of, rows_of
from dicomwright.generator.model.lists_of_sections import ListsOfSections, Subject
from dicomwright.generator.model.read_combinations import Combinations, read_combinations
from dicomwright.generator.model.read_value_lists import read_value_lists, sentences
from dicomwright.generator.model.text import condition_of, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook import Block, Table
    from dicomwright.generator.facts import ValueList, ValueTable
    from dicomwright.generator.model.part3 import Part3

_VALUES: Final = re.compile(r"\b(?:Enumerated Values?|Defined Terms?)\b")
# The row has the values of another attribute, perhaps without one of them, at least where something does not hold.
_SAME: Final = re.compile(r"\bare the same as (?:those for )?")
_EXCEPT: Final = re.compile(
    r"\bexcept that the Value ([A-Z0-9_]+) is not allowed(?: unless (.*?)(?: \([\w ]+\))?)?\.?$"
)
# "For Breast Tomosynthesis Image See ...": the lists of one IOD, in place of what the others have.
_OF_ONE_IOD: Final = re.compile(r"^For (?:the )?([A-Z][\w -]+?),? [Ss]ee \u27e6")
_TERMS_ALONE: Final = re.compile(r"^(?!.*\bEnumerated Values?\b).*\bDefined Terms?\b")
_CODES: Final = ("sect_CID_", "sect_TID_", "DCM_")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A reference of a row to lists: its target, the sentence that it stands in, what was found there."""

    target: str
    sentence: str
    of_values: bool
    lists: tuple[ValueList, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is a reference to lists: the sentence says so, or there are some."""
        return bool(self.lists) or (self.of_values and not self.target.startswith(_CODES))


@dataclass(frozen=True)
class ListsElsewhere:
    """Finds the lists that the text of a row points at."""

    part: Part3
    value_tables: tuple[ValueTable, ...]

    @cached_property
    def _tables(self) -> dict[str, ValueTable]:
        return {table.xml_id: table for table in self.value_tables}

    @cached_property
    def _iods(self) -> dict[str, str]:
        titles = ((division.title, xml_id) for xml_id, division in self.part.book.divisions.items())
        return {title.removesuffix(" IOD"): xml_id for title, xml_id in titles if title.endswith(" IOD")}

    @cached_property
    def _combinations(self) -> dict[str, Combinations]:
        return read_combinations(self.part)

    def find(self, name: str, tag: str, blocks: tuple[Block, ...], section: str = "") -> tuple[Pointer, ...]:
        """References of a row, in a section by its number, to lists of sections and tables, with the lists.

        A section counts when the sentence speaks of Enumerated Values or Defined Terms, or when the section
        bears the attribute's name; of its lists, those that name another attribute do not. A list that names
        the attribute counts in any section.
        """
        same = " ".join(each for block in blocks for each in sentences(block) if _SAME.search(each))
        others: frozenset[str] = frozenset(tags_of(_SAME.split(same)[-1]) if same else ())
        excepted = _EXCEPT.search(same)
        subject = Subject(
            name,
            frozenset({tag}) | others,
            frozenset({tag}) | (others if excepted else frozenset[str]()),
            section,
        )
        pointers = [
            replace(pointer, lists=_narrowed(self._lists(pointer, subject), excepted))
            for pointer in _pointers(blocks, of_values=bool(same))
        ]
        return tuple(pointer for pointer in self._of_iods(pointers) if pointer.counts)

    def _lists(self, pointer: Pointer, subject: Subject) -> Iterator[ValueList]:
        sections = ListsOfSections(self.part, self._tables, subject)
        table = self.part.book.tables_by_id.get(pointer.target)
        if table is not None and pointer.of_values:
            if pointer.target in self._tables:
                yield sections.of_value_table(pointer.target, pointer.sentence)
            elif self.part.kind_of(table) == "attributes":
                yield from self._of_rows((table,), subject, pointer)
        division = self.part.division(pointer.target)
        if division is None:
            return
        if pointer.of_values or subject.is_of(division.title):
            yield from sections.all_of(division)
        else:
            yield from sections.named_in(division)
        # of what images of its own kind have together: a reference to those of others is about something else
        for beside in division.tables if division.label.startswith(f"{subject.section}.") else ():
            if beside.xml_id in self._combinations:
                yield from self._combinations[beside.xml_id].lists(subject.name)
        if pointer.of_values:
            yield from self._of_rows(division.tables, subject, pointer)

    def _of_rows(self, tables: Iterable[Table], subject: Subject, pointer: Pointer) -> Iterator[ValueList]:
        """Lists of the row of the attribute in another module, and those of sections that this row refers to.

        A reference that speaks of Defined Terms alone leaves the list open, whatever its own title says.
        """
        opened = _TERMS_ALONE.search(pointer.sentence)
        for table, row in rows_of(self.part, tables, subject):
            blocks = description_of(self.part, table, row)
            further = (values for each in _pointers(blocks) for values in self._lists(each, subject))
            for values in merged(read_value_lists(blocks, table.xml_id), further):
                yield replace(values, kind="defined") if opened else values

    def _of_iods(self, pointers: list[Pointer]) -> Iterator[Pointer]:
        """Pointers with the lists of one IOD under that condition, and what these replace for all the others."""
        general = {
            _said(values) for pointer in pointers if not self._iod(pointer) for values in pointer.lists
        }
        special = {
            values.value_number: iod
            for pointer in pointers
            if (iod := self._iod(pointer))
            for values in pointer.lists
            if _said(values) not in general
        }
        for pointer in pointers:
            own = self._iod(pointer)
            lists = (
                _of_iod(values, own, special)
                for values in pointer.lists
                if not own or _said(values) not in general
            )
            yield replace(pointer, lists=tuple(lists))

    def _iod(self, pointer: Pointer) -> str:
        """The section of the IOD that the lists of a pointer are for."""
        found = _OF_ONE_IOD.match(pointer.sentence)
        return self._iods.get(found[1], "") if found else ""


def _pointers(blocks: tuple[Block, ...], *, of_values: bool = False) -> Iterator[Pointer]:
    for block in blocks:
        for sentence in sentences(block):
            for target in REFERENCE_MARK.findall(sentence):
                yield Pointer(target, sentence, of_values or bool(_VALUES.search(sentence)))


def _narrowed(lists: Iterable[ValueList], excepted: re.Match[str] | None) -> tuple[ValueList, ...]:
    """Lists without a value that the row excepts: always, or unless something holds."""
    if excepted is None:
        return tuple(lists)
    value, unless = excepted.groups()
    return tuple(narrow for values in lists for narrow in _without(values, value, unless or ""))


def _without(values: ValueList, value: str, unless: str) -> Iterator[ValueList]:
    rest = replace(values, values=tuple(each for each in values.values if each != value))
    if rest == values or not unless:
        yield rest
        return
    yield _where(unless, values)
    yield _where(unless.replace(" is ", " is not ", 1), rest)


def _said(values: ValueList) -> object:
    return values.value_number, values.kind, values.values


def _of_iod(values: ValueList, own: str, special: dict[int | None, str]) -> ValueList:
    if own:
        return _where(f"\u27e6{own}\u27e7", values)
    other = special.get(values.value_number)
    return _where(f"other than \u27e6{other}\u27e7", values) if other else values


def _where(text: str, values: ValueList) -> ValueList:
    return replace(values, condition=values.condition or condition_of(text))


def merged(own: tuple[ValueList, ...], elsewhere: Iterable[ValueList]) -> tuple[ValueList, ...]:
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
