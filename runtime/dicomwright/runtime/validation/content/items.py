"""Content items of a document, as templates see them: a tree, with codes as value and scheme (PS3.3 C.17.3)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.validation.coded import squeezed
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.vocabulary.snomed import snomed_ct
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from dicomwright.runtime.trees.tree import DataSet

CodeKey = tuple[str, str]
"""Value and scheme of a code; SNOMED RT is mapped to SNOMED CT."""

CONTENT: Final = 0x0040A730
VALUE_TYPE: Final = 0x0040A040
RELATIONSHIP: Final = 0x0040A010
CONCEPT: Final = 0x0040A043
REFERENCE: Final = 0x0040DB73
TEMPLATE: Final = 0x0040A504
_CODE: Final = 0x0040A168
_MEASURED: Final = 0x0040A300
_NUMBER: Final = 0x0040A30A
_UNITS: Final = 0x004008EA
_INSTANCES: Final = 0x00081199
_CLASS: Final = 0x00081150
_INSTANCE: Final = 0x00081155
_FRAMES: Final = 0x00081160
_TEXT: Final = 0x0040A160
_GRAPHIC_TYPE: Final = 0x00700023
_TABULATED: Final = 0x0040A801
_ROWS: Final = 0x0040A802
_COLUMNS: Final = 0x0040A803
_COLUMN: Final = 0x0040A805
_COLUMN_DEFINITIONS: Final = 0x0040A807
_CELLS: Final = 0x0040A808
_CELL_VR: Final = 0x00720050
_TID: Final = 0x0040DB00
_RESOURCE: Final = 0x00080105
_SCHEME: Final = 0x00080102
_MEANING: Final = 0x00080104
_VALUES: Final = (0x00080100, 0x00080119, 0x00080120)
_RETIRED: Final = frozenset({"99SDM", "SNM3", "SRT"})


class Item:
    """A content item; one by reference has no value type of its own, and `referred` is what it refers to."""

    def __init__(self, data: DataSet, parent: Item | None) -> None:
        """Take the data set, or an item of a Content Sequence."""
        self.data = data
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.value_type = text_of(data, VALUE_TYPE)
        self.relationship = text_of(data, RELATIONSHIP)
        self.by_reference = REFERENCE in data.elements
        self.concept = code_of(data, CONCEPT)
        self.children: list[Item] = []
        self.referred: Item | None = None
        self.doubtful = False
        """Whether the value is one that the row does not let it have, so that nothing follows from it."""

    @property
    def path(self) -> str:
        """Where the item stands, as in ``ContentSequence[0].ContentSequence[1]``."""
        return path_of(self.data, None)

    @property
    def value(self) -> CodeKey | None:
        """The value of a CODE; None when it has none, or is doubtful."""
        return None if self.doubtful else self.coded

    @cached_property
    def coded(self) -> CodeKey | None:
        """The value of a CODE, be it doubtful; None when it has none."""
        return code_of(self.data, _CODE)

    @property
    def unit(self) -> CodeKey | None:
        """The unit of a NUM; None when it has none."""
        return self._unit

    @cached_property
    def _unit(self) -> CodeKey | None:
        measured = first_of(self.data, _MEASURED)
        return None if measured is None else code_of(measured, _UNITS)

    @property
    def number(self) -> float | None:
        """The value of a NUM; None when it has none."""
        return self._number

    @cached_property
    def _number(self) -> float | None:
        measured = first_of(self.data, _MEASURED)
        try:
            return float(_values(measured, _NUMBER)[0]) if measured is not None else None
        except (IndexError, TypeError, ValueError):
            return None

    @cached_property
    def instance(self) -> DataSet | None:
        """The reference to an instance of an IMAGE, COMPOSITE or WAVEFORM; None when there is none."""
        return first_of(self.data, _INSTANCES)

    @property
    def sop_class(self) -> str | None:
        """The SOP class of the instance that the item refers to; None when it refers to none."""
        return None if self.instance is None else text_of(self.instance, _CLASS) or None

    @property
    def text(self) -> str | None:
        """The value of a TEXT; None when it has none."""
        return text_of(self.data, _TEXT) or None

    @property
    def graphic_type(self) -> str | None:
        """The graphic type of coordinates; None when it has none."""
        return text_of(self.data, _GRAPHIC_TYPE) or None

    @property
    def target_item(self) -> Item | None:
        """The content item that this one refers to, or that it is; None where the reference leads nowhere."""
        return self.referred if self.by_reference else self

    @property
    def target(self) -> Hashable:
        """What tells what this one refers to from all others: a content item, else the frames of an instance."""
        if self.by_reference or self.instance is None:
            return self.target_item
        return text_of(self.instance, _INSTANCE), _values(self.instance, _FRAMES)

    @property
    def outermost(self) -> bool:
        """Whether the item is the root of the document."""
        return self.parent is None

    @property
    def table(self) -> Table | None:
        """The value of a TABLE; None when it has none."""
        tabulated = first_of(self.data, _TABULATED)
        return None if tabulated is None else Table(tabulated)

    @cached_property
    def names_below(self) -> frozenset[CodeKey | None]:
        """The concept names of the items below."""
        return frozenset(child.concept for child in self.children)

    def above_target(self) -> Iterator[Item]:
        """Yield the content items above the one that this one refers to, or that it is."""
        here = None if self.target_item is None else self.target_item.parent
        while here is not None:
            yield here
            here = here.parent

    def reference_count(self, keyword: str) -> int | None:
        """Return how many values of an attribute the reference has; None when there is no reference."""
        tag = tag_of(keyword)
        return None if self.instance is None or tag is None else len(_values(self.instance, tag))

    @cached_property
    def template(self) -> str:
        """The TID that the item itself names, of a template of PS3.16."""
        named = first_of(self.data, TEMPLATE)
        if named is None or text_of(named, _RESOURCE) not in {"DCMR", ""}:
            return ""
        return text_of(named, _TID).lstrip("0")

    def has(self, keyword: str) -> bool:
        """Whether an attribute is in the item, or in what it measures or refers to."""
        tag = tag_of(keyword)
        places = (self.data, first_of(self.data, _MEASURED), self.instance)
        return any(place is not None and tag in place.elements for place in places)


class Table:
    """The value of a TABLE: how many columns and rows it has, and what its columns are (PS3.3 C.18.10)."""

    def __init__(self, data: DataSet) -> None:
        """Take the item of the Tabulated Values Sequence."""
        self._data = data

    @property
    def columns(self) -> int | None:
        """How many columns it has; None when it does not say."""
        return _number(self._data, _COLUMNS)

    @property
    def rows(self) -> int | None:
        """How many rows it has; None when it does not say."""
        return _number(self._data, _ROWS)

    def vr(self, column: int) -> str | None:
        """Return the value representation of the cells of a column, of all for column 0; None where it is not one."""
        cells = [cell for cell in items_of(self._data, _CELLS) if column in {0, _number(cell, _COLUMN)}]
        found = {text_of(cell, _CELL_VR) for cell in cells}
        return found.pop() or None if len(found) == 1 else None

    def concept(self, column: int) -> CodeKey | None:
        """Return the concept name of a column."""
        return self._of_column(column, CONCEPT)

    def unit(self, column: int) -> CodeKey | None:
        """Return the unit of a column."""
        return self._of_column(column, _UNITS)

    def _of_column(self, column: int, tag: int) -> CodeKey | None:
        found = (
            each for each in items_of(self._data, _COLUMN_DEFINITIONS) if _number(each, _COLUMN) == column
        )
        definition = next(found, None)
        return None if definition is None else code_of(definition, tag)


def tree_of(root: DataSet) -> list[Item]:
    """Return all content items of a document, the outermost first, and those around an item before it.

    There is no recursion: nesting may be deep.
    """
    found = [Item(root, None)]
    for item in found:  # grows while it is read
        item.children = [Item(child, item) for child in items_of(item.data, CONTENT)]
        found += item.children
    for item in found:
        if item.by_reference:
            item.referred = _referred(item, found[0])
    return found


def _referred(item: Item, root: Item) -> Item | None:
    """Return what the identifier means: 1 for the data set, then positions from 1 at each level."""
    numbers: tuple[int, ...] = _values(item.data, REFERENCE)
    here: Item | None = root if numbers[:1] == (1,) else None
    for position in numbers[1:]:
        here = None if here is None else _child(here, position)
    return None if here is None or here.by_reference else here


def _child(item: Item, position: int) -> Item | None:
    """Return the item at a position, counted from 1, below another one; None when there is none."""
    return item.children[position - 1] if 1 <= position <= len(item.children) else None


# --- elements


def items_of(data: DataSet, tag: int) -> Sequence[DataSet]:
    """Return the items of a sequence; none when it is not there."""
    _, value = data.elements.get(tag, ("SQ", b""))
    return value if isinstance(value, list) else ()


def first_of(data: DataSet, tag: int) -> DataSet | None:
    """Return the first item of a sequence; None when there is none."""
    return next(iter(items_of(data, tag)), None)


def text_of(data: DataSet, tag: int) -> str:
    """Return the first value of an element as text; empty when there is none."""
    values = _values(data, tag)
    return str(values[0]) if values else ""


def _number(data: DataSet, tag: int) -> int | None:
    values = _values(data, tag)
    return values[0] if values and isinstance(values[0], int) else None


def meaning_of(data: DataSet, tag: int) -> str:
    """Return the meaning of a code, in small letters and without blanks."""
    item = first_of(data, tag)
    return "" if item is None else squeezed(text_of(item, _MEANING))


def _values(data: DataSet, tag: int) -> tuple[Any, ...]:
    element = data.elements.get(tag)
    return () if element is None else values_of(*element, data.encoding)


def code_of(data: DataSet, tag: int) -> CodeKey | None:
    """Return the code of the first item of a sequence; None when there is none."""
    item = first_of(data, tag)
    value = next(filter(None, (text_of(item, each) for each in _VALUES)), "") if item is not None else ""
    if item is None or not value:
        return None
    scheme = text_of(item, _SCHEME)
    if scheme in _RETIRED:
        return (snomed_ct(value), "SCT") if snomed_ct(value) else (value, scheme)
    return value, scheme
