"""Drafts: data sets that are filled in, broken and mended again, element by element."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from mutation.constraining import Seen
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from second_judge import (
    Fault,
    Place,
    class_of_items,
    demands,
    enumerated,
    judge,
    keywords,
    own_keywords,
    top_of,
)

from dicomwright.runtime.conditions.evaluation import evaluate, is_about_siblings
from dicomwright.testing.choosing import Choosing
from dicomwright.testing.constraints import kept_values
from dicomwright.testing.filling import valid_value
from dicomwright.testing.repairing import with_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.sr.coding import Code

    from dicomwright.runtime import IOD, Attribute

SECOND_ITEM: Final = (1, 2)
"""Where references to content items lead (PS3.3 C.17.3.2.5): the second item below the root."""

_TOO_MUCH: Final = frozenset({"not-allowed", "misplaced-functional-group", "sr-relationship"})


class Draft:
    """An instance of an IOD under work; every change is kept, so that it can be taken back."""

    def __init__(self, dataset: Dataset, iod: type[IOD]) -> None:
        self.dataset = dataset
        self.iod = iod
        self._changes: list[tuple[Dataset, int, DataElement | None]] = []

    def put(self, dataset: Dataset, element: DataElement) -> None:
        """Add or replace an element of the data set or of an item."""
        self._keep(dataset, int(element.tag))
        dataset[element.tag] = element

    def drop(self, dataset: Dataset, tag: int) -> None:
        """Remove an element."""
        self._keep(dataset, tag)
        if tag in dataset:
            del dataset[tag]

    def _keep(self, dataset: Dataset, tag: int) -> None:
        self._changes.append((dataset, tag, dataset.get(tag, None)))

    def mark(self) -> int:
        """Tell where to go back to."""
        return len(self._changes)

    def mend(self, mark: int) -> None:
        """Take every change back that was made after a mark."""
        while len(self._changes) > mark:
            dataset, tag, element = self._changes.pop()
            if element is not None:
                dataset[tag] = element
            elif tag in dataset:
                del dataset[tag]

    def top(self) -> Place:
        """See the whole as a place."""
        return top_of(self.dataset, self.iod)

    def faults(self) -> set[Fault]:
        """Judge it, by the second judge."""
        return judge(self.dataset, self.iod)

    def at(self, path: str) -> tuple[Place, str]:
        """Find the place and the keyword of a path."""
        *items, keyword = path.split(".")
        place = self.top()
        for step in items:
            found = re.fullmatch(r"(\w+)\[(\d+)\]", step)
            assert found is not None
            place = place.items(found[1])[int(found[2])]
        return place, keyword

    # --- filling in

    def fill(self, place: Place, keyword: str) -> None:
        """Put a valid value of an attribute where it belongs; items of a sequence are empty, to be completed."""
        self.put(place.dataset, element_of(place.shapes[keyword], valid_in(place, keyword)))

    def complete(self) -> bool:
        """Fill in what is missing, and remove what may not be there, until nothing is wrong; False when that fails."""
        one_by_one = False
        seen: list[set[Fault]] = []
        while faults := self.faults():
            if faults in seen:
                if one_by_one:
                    return False
                # attributes that exclude each other, one of which must be there, come and go together otherwise
                one_by_one, seen = True, []
            seen.append(faults)
            # what is missing may be what permits the other: attributes that demand each other
            missing = sorted(fault for fault in faults if fault.code not in _TOO_MUCH)
            for fault in (missing or sorted(faults))[: 1 if one_by_one else None]:
                self._repair(fault)
        return True

    def _repair(self, fault: Fault) -> None:
        if fault.code == "missing-module":
            self._bring_in()
            return
        try:
            place, keyword = self.at(fault.path)
        except IndexError:  # a repair before this one replaced the items around it
            return
        if fault.code == "sr-relationship" and keyword == "RelationshipType":
            self._relate(place)
        elif fault.code == "broken-constraint":
            self._constrain(place, keyword)
        elif fault.code == "sr-relationship" and (relationship := self._by_reference(place)):
            self.put(place.dataset, element_of(place.shapes["RelationshipType"], relationship))
        elif fault.code in _TOO_MUCH:
            self.drop(place.dataset, place.shapes[keyword].number)
        else:
            self.fill(place, keyword)

    def _constrain(self, place: Place, keyword: str) -> None:
        """Change values so that the constraints on an attribute hold."""
        for constraint in place.shapes[keyword].constraints:
            mark = self.mark()
            for name, value in kept_values(constraint, Seen(place)):
                if name not in place.shapes:
                    continue
                if value is None:
                    self.drop(place.dataset, place.shapes[name].number)
                else:
                    self.put(place.dataset, element_of(place.shapes[name], value))
                if is_about_siblings(constraint) or evaluate(constraint, place) is not False:
                    break
                self.mend(mark)

    def _bring_in(self) -> None:
        """Give a module that must be there, and has nothing yet, the first attribute that no other has."""
        top = self.top()
        for used in self.iod.modules:
            own = own_keywords(self.iod)[used.module]
            if demands(used.required_if, top) and not own & keywords(self.dataset).keys():
                for keyword in [k for k in used.module.attributes() if k in own][:1]:
                    self.fill(top, keyword)

    def _by_reference(self, place: Place) -> str:
        """Return a relationship by which a content item may refer to another one; empty when there is none."""
        source = str(((place.parent.get("ValueType") if place.parent else None) or ("",))[0])
        return next(
            (
                row.relationship
                for row in self.iod.relationships
                if row.relationship in self.iod.by_reference
                and {"*", source} & set(row.sources)
                and {"*", "TEXT"} & set(row.targets)
            ),
            "",
        )

    def _relate(self, place: Place) -> None:
        """Make a content item one that the item around it may have: of its value type, if there is any such."""
        source = (place.parent.get("ValueType") if place.parent else None) or ("",)
        rows = [row for row in self.iod.relationships if {"*", str(source[0])} & set(row.sources)]
        target = str((place.get("ValueType") or ("",))[0])
        fitting = next((row for row in rows if {"*", target} & set(row.targets)), None)
        row = fitting or rows[0]
        if fitting is None:
            self.drop(place.dataset, place.shapes["ReferencedContentItemIdentifier"].number)
            self.put(place.dataset, element_of(place.shapes["ValueType"], row.targets[0]))
        relationship = "INFERRED FROM" if row.relationship == "*" else row.relationship
        self.put(place.dataset, element_of(place.shapes["RelationshipType"], relationship))


def valid_in(place: Place, keyword: str) -> Any:  # noqa: ANN401 - by VR
    """Give a valid value of an attribute: one that the lists which hold in its place admit."""
    declared = place.shapes[keyword]
    if keyword == "ReferencedContentItemIdentifier":
        return list(SECOND_ITEM)
    if declared.vr == "SQ":
        return [_item(declared) for _ in range(max(1, (declared.items or (1, None))[0]))]
    value = valid_value(declared)
    if isinstance(value, np.ndarray):
        return value.tobytes()
    # Defined Terms first: where there are both, Enumerated Values decide
    for number, admitted in [*_defined(declared), *enumerated(declared, place)]:
        value = with_value(value, number, admitted[0])
    return value


def _defined(declared: Attribute) -> Iterator[tuple[int | None, tuple[str | float, ...]]]:
    """The Defined Terms, whether or not their condition holds: as good a value as any."""
    if declared.terms:
        yield None, declared.terms
    yield from ((each.value, each.values) for each in declared.value_lists if each.kind == "defined")


def _item(declared: Attribute) -> Dataset:
    item = Dataset()
    cls = class_of_items(declared)
    if cls is not None and {"CodeValue", "CodingSchemeDesignator"} <= cls.attributes().keys():
        add_code(item, Choosing().code(declared))
    return item


def add_code(item: Dataset, code: Code) -> None:
    """Make an item a coded entry."""
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = (
        code.value,
        code.scheme_designator,
        code.meaning,
    )


def element_of(declared: Attribute, value: Any) -> DataElement:  # noqa: ANN401 - by VR
    """Make an element; an ambiguous VR becomes the first of its VRs, as in `minimal`."""
    vr = declared.vr.split(" or ")[0]
    if vr == "SQ":
        value = Sequence(value)
    return DataElement(declared.number, vr, value, already_converted=vr == "SQ")
