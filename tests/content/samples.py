"""Objects of any template, made by what its rows say: the least that can be, or some of the rest by chance."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from pydicom.sr.coding import Code

from dicomwright.macros import DocumentRelationship, TableContentItem
from dicomwright.runtime.content import Graphic, Graphic3D, Quantity, Reference, Times
from dicomwright.runtime.content.entries import Part
from dicomwright.runtime.templates import Coded, Group, passed_on, resolved
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from dicomwright.runtime.templates import Bindings, Row, Terms

LONGEST_MEANING = 64
"""Characters of Code Meaning, a long string (LO): some meanings of PS3.16 have more, and three of the mirror none."""
CLASS = re.compile(r"1\.2\.840\.10008[0-9.]+")
MOST = 12
"""How deep rows are there that are known to be: templates that include themselves end somewhere."""
ANY = Code("10200004", "SCT", "Liver")
UNIT = Code("mm", "UCUM", "mm")
INSTANCE = Reference(
    "1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.5", StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.4"
)
WAVE = replace(
    INSTANCE, SOPClassUID="1.2.840.10008.5.1.4.1.1.9.1.1", SOPInstanceUID="1.2.3.4.6", channels=(1, 1)
)
POINTS = {"POINT": 1, "ELLIPSE": 4, "CIRCLE": 2, "ELLIPSOID": 6, "MULTIPOINT": 2, "POLYLINE": 3, "POLYGON": 4}


OTHERS: dict[str, Reference] = {}
"""What rows refer to that demand a class, by that: one instance each."""


def of_class(found: Reference, uid: str) -> Reference:
    instance = f"{found.SOPInstanceUID}.{len(OTHERS) + 1}"
    return OTHERS.setdefault(uid, replace(found, SOPClassUID=uid, SOPInstanceUID=instance))


def unknown(row: Row) -> DocumentRelationship.ContentItem:
    """Return an item for a template that the edition lacks."""
    relationship: Any = row.relationship or "CONTAINS"
    return DocumentRelationship.ContentItem(
        RelationshipType=relationship,
        ValueType="TEXT",
        ConceptNameCodeSequence=[Code(f"T{row.include}", "99TEST", f"TID {row.include}")],
        TextValue=f"TID {row.include}",
    )


class Sampler:
    """Makes objects; `chance` is how often what need not be is there, down to `deepest`."""

    def __init__(
        self,
        random: Random | None = None,
        *,
        chance: float = 0,
        deepest: int = 6,
        rows: Mapping[tuple[str, str], bool] | None = None,
    ) -> None:
        """Take what is known of rows, by template and number: that they are there, or not."""
        self.rows = rows or {}
        self.random = random
        self.chance = chance
        self.deepest = deepest
        self.exact = True
        """Whether reading can give the same object: nothing refers by place, or is of a template that is not there."""

    def of(self, cls: Any, depth: int = 0, bindings: Bindings = ()) -> Any:
        values = {}
        for name, field in cls.fields_().items():
            if isinstance(field, Part):
                if field.demanded:
                    values[name] = self.part(cls.head_, name, depth, bindings)
            elif field.demanded or self.wanted(field, depth):
                found = self.row(field, depth, bindings)
                if found is not None:
                    values[name] = found
        return cls(**values)

    def wanted(self, row: Row, depth: int) -> bool:
        known = self.rows.get((row.owner.info_.tid, row.number))
        if known is not None:
            return known and depth < MOST
        return self.random is not None and depth < self.deepest and self.random.random() < self.chance

    def part(self, row: Row, name: str, depth: int, bindings: Bindings) -> Any:
        if name == "value":
            return 1 if row.value_type == "NUM" else self.value(row, depth, bindings)
        terms, otherwise = (row.concept, ANY) if name == "concept" else (row.measured_in, UNIT)
        return self.code(resolved(terms, bindings) or (), otherwise)

    def row(self, row: Row, depth: int, bindings: Bindings) -> Any:
        if row.by_reference:  # what is demanded refers to the first item below the root
            there = row.demanded or self.rows.get((row.owner.info_.tid, row.number), False)
            self.exact &= not there
            place = (1, 1)
            return (place if row.most == 1 else [place]) if there else None
        template = edition().template(row.include) if row.include else None
        self.exact &= not row.include or template is not None
        # of a template without an outermost item, two in a row may be one
        several = self.random and row.most is None and (template is None or template.head_ is not None)
        count = max(row.least, self.random.randint(1, 2) if self.random and several else 1)
        found = [self.one(row, depth, bindings) for _ in range(count)]
        return found[0] if row.most == 1 else found

    def one(self, row: Row, depth: int, bindings: Bindings) -> Any:
        return (
            self.of(row.item, depth + 1, bindings)
            if row.item is not None
            else self.value(row, depth, bindings)
        )

    def value(self, row: Row, depth: int, bindings: Bindings) -> Any:
        if row.include:
            template = edition().template(row.include)
            return (
                unknown(row) if template is None else self.of(template, depth + 1, passed_on(row, bindings))
            )
        if row.value_type == "NUM":
            return Quantity(1.0, self.code(resolved(row.measured_in, bindings) or (), UNIT))
        if row.value_type == "CODE":
            one = len(row.values) == 1 and isinstance(row.values[0], Coded)
            return True if one else self.code(resolved(row.values, bindings) or (), ANY)
        if row.value_type in {"SCOORD", "SCOORD3D"}:
            return self.graphic(row)
        found = VALUES[row.value_type]
        classes = CLASS.findall(repr(row.constraints)) if found in (INSTANCE, WAVE) else ()
        return of_class(found, classes[0]) if classes else found

    def graphic(self, row: Row) -> Graphic | Graphic3D:
        space = row.value_type == "SCOORD3D"
        known = ("POINT", "POLYLINE", "ELLIPSE") if space else ("POINT", "POLYLINE", "CIRCLE")
        kind: Any = next(iter(row.graphic_types or [k for k in known if k not in row.not_graphic_types]))
        points = tuple((float(n), float(n * n), 1.0)[: 3 if space else 2] for n in range(1, POINTS[kind] + 1))
        points = (*points[:-1], points[0]) if kind == "POLYGON" else points  # it ends where it begins
        return Graphic3D(kind, points, "1.2.5") if space else Graphic(kind, points)

    def code(self, terms: Terms, otherwise: Code) -> Code:
        for term in terms:
            if isinstance(term, Coded):
                return Code(term.value, term.scheme, term.meaning)
            if isinstance(term, Group) and f"CID{term.cid}" in edition().names("cids"):
                group = edition().named("cids", f"CID{term.cid}")
                members = [member for member in group if 0 < len(member.meaning) <= LONGEST_MEANING]
                if members:
                    return self.random.choice(members) if self.random else members[0]
        return otherwise


VALUES: dict[str, Any] = {
    "COMPOSITE": INSTANCE,
    "CONTAINER": True,
    "DATE": date(2025, 1, 31),
    "DATETIME": datetime(2025, 1, 31, 12, 30),  # noqa: DTZ001 - as a file has it
    "IMAGE": INSTANCE,
    "PNAME": "Doe^Jane",
    "TABLE": TableContentItem.TabulatedValuesItem(
        NumberOfTableRows=1,
        NumberOfTableColumns=1,
        CellValuesSequence=[
            TableContentItem.TabulatedValuesItem.CellValuesItem(
                TableRowNumber=1, TableColumnNumber=1, SelectorAttributeVR="FD", SelectorFDValue=[1.5]
            )
        ],
    ),
    "TCOORD": Times("POINT", time_offsets=(1.5,)),
    "TEXT": "text",
    "TIME": time(12, 30),
    "UIDREF": "1.2.3.9",
    "WAVEFORM": WAVE,
}
