"""Pass: values of value lists -> the form that the attribute's VR has; what does not fit is noted and left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    DataElement,
    Edition,
    Entry,
    Placeholder,
    ValueList,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.model.part3 import Part3

_INTEGER_VRS: Final = frozenset({"IS", "US", "SS", "UL", "SL", "SV", "UV"})
_DECIMAL_VRS: Final = frozenset({"DS", "FL", "FD"})
_VALUELESS_VRS: Final = frozenset({"SQ", "OB", "OW", "OD", "OF", "OL", "OV", "UN"})
_INTEGER: Final = re.compile(r"^[+-]?\d+$")
_HEXADECIMAL: Final = re.compile(r"^([0-9A-Fa-f]+)H$")
_TAG: Final = re.compile(r"^([0-9A-Fa-f]{8})H?$")
_DECIMAL: Final = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_CODE_STRING: Final = re.compile(r"^[A-Z0-9_ ]{1,16}$")  # PS3.5 6.2, CS


def check_values(edition: Edition, part: Part3) -> Edition:
    """Bring every value list into the form of its attribute's VR; needs the data elements of PS3.6."""
    if not edition.data_elements:
        return edition
    checker = _Checker({element.tag: element for element in edition.data_elements}, part)
    return replace(
        edition, attribute_tables=tuple(checker.table(table) for table in edition.attribute_tables)
    )


@dataclass(frozen=True)
class _Checker:
    elements: dict[str, DataElement]
    part: Part3

    def table(self, table: AttributeTable) -> AttributeTable:
        return replace(table, entries=tuple(self._entry(table, entry) for entry in table.entries))

    def _entry(self, table: AttributeTable, entry: Entry) -> Entry:
        if isinstance(entry, Placeholder):
            return entry
        children = tuple(self._entry(table, child) for child in entry.children)
        if not isinstance(entry, Attribute):
            return replace(entry, children=children)
        element = self.elements.get(entry.tag)
        if element is None:
            self._note(table, entry, "tag is not in PS3.6")
            return replace(entry, children=children)
        if "SQ" in element.vr and not children:
            self._note(table, entry, "sequence whose items are not described")
        lists = [self._list(table, entry, element, values) for values in entry.value_lists]
        return replace(entry, children=children, value_lists=tuple(values for values in lists if values))

    def _list(
        self, table: AttributeTable, attribute: Attribute, element: DataElement, values: ValueList
    ) -> ValueList | None:
        read = _reader(element.vr)
        found = tuple(dict.fromkeys(value for term in values.values if (value := read(term)) is not None))
        left_out = sum(read(term) is None for term in values.values)
        if not left_out:
            return replace(values, values=found)
        # A half-read list of Enumerated Values would refuse what the standard allows.
        whole = values.kind == "enumerated" or not found
        extent = "the list is left out" if whole else f"{left_out} left out"
        self._note(
            table, attribute, f"{values.kind} values do not fit VR {' or '.join(element.vr)}: {extent}"
        )
        return None if whole else replace(values, values=found)

    def _note(self, table: AttributeTable, attribute: Attribute, reason: str) -> None:
        source = self.part.table(table.xml_id, table.ref)
        self.part.note("attributes", source, None, f"{attribute.name} ({attribute.tag}): {reason}")


def _reader(vrs: tuple[str, ...]) -> Callable[[str], str | None]:
    names = set(vrs)
    if names & _INTEGER_VRS:
        return _integer
    if names & _DECIMAL_VRS:
        return lambda term: term if _DECIMAL.match(term) else None
    if names & _VALUELESS_VRS:
        return lambda _: None
    if "AT" in names:
        return lambda term: str(int(found[1], 16)) if (found := _TAG.match(term)) else None
    if "CS" in names:
        return lambda term: term if _CODE_STRING.match(term) else None
    return lambda term: term or None


def _integer(term: str) -> str | None:
    if _INTEGER.match(term):
        return str(int(term))
    found = _HEXADECIMAL.match(term)
    return str(int(found[1], 16)) if found else None
