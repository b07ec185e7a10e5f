"""Documents to objects of templates: each item is the row that it fits best, with all that is nested in it.

What an item costs as a row is worked out once for each row, from the inside out. Nothing is demanded: what fits no row
is in `others` of what it stands in, with all that is below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from dicomwright.runtime.content.entries import Entry, of_values
from dicomwright.runtime.content.places import OTHER_TEMPLATE, Slot, code_in, cost_of, has, slots_of
from dicomwright.runtime.content.taking import kept, kept_code, kept_number, the_code
from dicomwright.runtime.content.values import Graphic, Graphic3D, Quantity, Reference, Times
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.templates.parameters import resolved
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.templates.parameters import Bindings
    from dicomwright.runtime.templates.rows import Row

T = TypeVar("T", bound=Entry)
Place = tuple[int, ...]
_DEEPEST: Final = 64
_ANY, _FOREIGN = 0.02, 0.05


class Fit(NamedTuple):
    """What an item is as a row, and what it costs."""

    value: Any
    cost: float


def read(cls: type[T], document: DicomObject) -> T:
    """Return the content of a document as an object of a template. Raises `InvalidValue` for content of another."""
    head = cls.head_
    slot = None if head is None else Slot((), head, head, (), "", cls)
    if slot is None or not _begins(slot, document):
        raise InvalidValue(
            f"{type(document).__qualname__} is no {cls.__qualname__}: it begins with another item"
        )
    reader = _Reader(document)
    found = reader.fit(slot, document, (1,))
    if found is None:
        raise InvalidValue(
            f"{type(document).__qualname__} is no {cls.__qualname__}: its root has no such value"
        )
    reader.refer(found.value)
    entry: T = found.value
    return entry


def _begins(slot: Slot, document: DicomObject) -> bool:
    """Tell whether a document is of a template: its root is, by its name or by what it says that it is."""
    if document.value_("ValueType") != slot.row.value_type:
        return False
    cost = cost_of(slot, document)
    named = document.value_("ContentTemplateSequence")
    of_another = bool(named) and named[0].TemplateIdentifier != slot.row.owner.info_.tid
    return cost is not None and not (cost and of_another)


class _Draft:
    """What will be an object: what there is of each row so far, and which row was the last."""

    def __init__(self, cls: Any, bindings: Bindings = ()) -> None:  # noqa: ANN401 - type[Entry]
        self.cls = cls
        self.bindings = bindings
        self.values: dict[str, list[Any]] = {}
        self.last = -1

    def takes(self, path: tuple[Row, ...], leaf: Row, *, ordered: bool = False) -> bool:
        """Tell whether there is room; where includes may be repeated, rows are in the order of the table."""
        row = path[0] if path else leaf
        if ordered and self.cls.own_.index(row) < self.last:
            return False
        there = self.values.get(row.name, [])
        if path:
            return row.most != 1 or not there or there[-1].takes(path[1:], leaf, ordered=ordered)
        return row.most is None or len(there) < row.most

    def put(self, path: tuple[Row, ...], leaf: Row, value: object, templates: tuple[Any, ...]) -> None:
        """Put a value where it belongs, into a new object where the last one of an include has no room."""
        row = path[0] if path else leaf
        self.last = max(self.last, self.cls.own_.index(row))
        there = self.values.setdefault(row.name, [])
        if not path:
            there.append(value)
            return
        if not there or (row.most != 1 and not there[-1].takes(path[1:], leaf, ordered=True)):
            there.append(_Draft(templates[0]))
        there[-1].put(path[1:], leaf, value, templates[1:])

    def whole(self, said: dict[str, Any]) -> Entry:
        """Return the object."""
        values = dict(said)
        for row in self.cls.own_:
            there = [
                each.whole({}) if isinstance(each, _Draft) else each for each in self.values.get(row.name, ())
            ]
            if there:
                values[row.name] = there[0] if row.most == 1 else tuple(there)
        found: Entry = of_values(self.cls, values)
        return found

    def missing(self) -> int:
        """Count the rows that are demanded and not there."""
        rows: tuple[Row, ...] = self.cls.own_
        own = sum(row.demanded and row.name not in self.values for row in rows)
        inner = (each for there in self.values.values() for each in there if isinstance(each, _Draft))
        return own + sum(each.missing() for each in inner)


class _Reader:
    """Reads one document; what an item is as a row is kept."""

    def __init__(self, document: DicomObject) -> None:
        self.document = document
        self.fits: dict[tuple[int, Slot], Fit | None] = {}
        self.places: dict[int, Place] = {}

    def fit(self, slot: Slot, item: DicomObject, place: Place) -> Fit | None:
        """Return what an item is as a row, with what is nested in it; None where the row cannot keep it."""
        key = (id(item), slot)
        if key not in self.fits:
            try:
                self.fits[key] = self._fit(slot, item, place)
            except Refused:
                self.fits[key] = None
        return self.fits[key]

    def _fit(self, slot: Slot, item: DicomObject, place: Place) -> Fit | None:
        row = slot.row
        if row.by_reference:
            return Fit(tuple(item.value_("ReferencedContentItemIdentifier")), 0.0)
        said, cost = _said(slot, item)
        if slot.cls is None:
            bare = not item.value_("ContentSequence")
            return Fit(_plain(row, said), cost) if bare else None
        draft, others, more = self._level(slot.cls, slot.bindings, item, place)
        parts = slot.cls.parts_
        values = {name: value for name, value in said.items() if name in parts and value is not None}
        if others:
            values["others"] = others
        entry = draft.whole(values)
        self.places[id(entry)] = place
        return Fit(entry, cost + more + _template_cost(slot, item))

    def _level(
        self,
        cls: Any,  # noqa: ANN401 - type[Entry]
        bindings: Bindings,
        item: DicomObject,
        place: Place,
    ) -> tuple[_Draft, tuple[Any, ...], float]:
        """Read what is nested in an item: what there is of each row, what fits none, and what it costs."""
        draft, others, cost = _Draft(cls, bindings), list[Any](), 0.0
        for number, child in enumerate(item.value_("ContentSequence") or (), 1):
            best = self._best(draft, slots_of(cls, bindings), child, (*place, number))
            if best is None:
                others.append(child)
                cost += 1.0
            else:
                slot, found = best
                draft.put(slot.path, slot.leaf, found.value, tuple(map(_template_of, slot.path)))
                cost += found.cost
        return draft, tuple(others), cost + draft.missing()

    def _best(
        self, draft: _Draft, slots: tuple[Slot, ...], item: DicomObject, place: Place
    ) -> tuple[Slot, Fit] | None:
        best: tuple[Slot, Fit] | None = None
        if len(place) > _DEEPEST:
            return None
        for slot in slots:
            cost = cost_of(slot, item)
            if cost is None or not draft.takes(slot.path, slot.leaf):
                continue
            found = self.fit(slot, item, place)
            if found is not None and (best is None or found.cost + cost < best[1].cost):
                best = slot, Fit(found.value, found.cost + cost)
        return best

    def refer(self, root: Entry) -> None:
        """Let items by reference have the objects of what they refer to, where these are objects."""
        entries = list(_walk(root))
        known = {self.places[id(each)]: each for each in entries if id(each) in self.places}
        for entry in entries:
            for row in type(entry).own_:
                if row.by_reference and row.name in entry.values_:
                    value = entry.values_[row.name]
                    one = row.most == 1
                    entry.values_[row.name] = (
                        known.get(value, value) if one else tuple(known.get(each, each) for each in value)
                    )


def _walk(entry: Entry) -> Iterator[Entry]:
    yield entry
    for row in type(entry).own_:
        value = None if row.by_reference else entry.values_.get(row.name)
        for each in value if is_tuple(value) and row.most != 1 else (value,):
            if isinstance(each, Entry):
                yield from _walk(each)


def _template_of(row: Row) -> Any:  # noqa: ANN401 - type[Template]
    return edition_of(row.owner).template(row.include)


def _template_cost(slot: Slot, item: DicomObject) -> float:
    named = item.value_("ContentTemplateSequence")
    tid = named[0].TemplateIdentifier if named else None
    return OTHER_TEMPLATE if tid and slot.template is not None and tid != slot.template.info_.tid else 0.0


# --- what an item says itself


def _said(slot: Slot, item: DicomObject) -> tuple[dict[str, Any], float]:
    """Return concept name, value and unit as a row keeps them, and what they cost. Raises `Refused`."""
    row = slot.row
    said: dict[str, Any] = {}
    concept = code_in(item, "ConceptNameCodeSequence")
    if concept is not None and "concept" in (slot.cls.parts_ if slot.cls else ()):
        said["concept"] = kept_code(row, row.concept, concept)
    if item.value_("ContinuityOfContent") == "CONTINUOUS":
        said["continuity"] = "CONTINUOUS"
    value = _VALUES[row.value_type](item)
    if row.value_type == "NUM":
        number, unit, qualifier = value
        said |= {"value": number, "unit": unit, "qualifier": qualifier}
        if unit is not None:
            _check_unit(row, unit)
        return said, _foreign(slot, row.measured_in, unit)
    if value is None:
        raise Refused("has no value")
    said["value"] = kept(row, value)
    return said, _foreign(slot, row.values, value) if row.value_type == "CODE" else 0.0


def _check_unit(row: Row, unit: Any) -> None:  # noqa: ANN401 - a code
    fixed = the_code(row.measured_in)
    if fixed is not None and not has(row, (fixed,), unit):
        raise Refused("has another unit")


def _foreign(slot: Slot, terms: Any, code: Any) -> float:  # noqa: ANN401 - terms, and a code
    """Return what a code costs that is not among those that a row names, and need not be."""
    named = resolved(terms, slot.bindings)
    if not named:
        return _ANY
    return _FOREIGN if code is not None and not has(slot.row, named, code) else 0.0


def _plain(row: Row, said: dict[str, Any]) -> object:
    if row.value_type != "NUM":
        return said["value"]
    return kept(row, Quantity(said["value"], said["unit"], said["qualifier"]))


def _number(item: DicomObject) -> tuple[float | None, Any, Any]:
    qualifier = code_in(item, "NumericValueQualifierCodeSequence")
    measured = item.value_("MeasuredValueSequence")
    if not measured:
        return None, None, qualifier
    exact = measured[0].value_("FloatingPointValue")
    value = measured[0].value_("NumericValue") if exact is None else exact
    return kept_number(value), code_in(measured[0], "MeasurementUnitsCodeSequence"), qualifier


def _reference(item: DicomObject) -> Reference:
    found = item.value_("ReferencedSOPSequence")
    if not found:
        raise Refused("refers to nothing")
    keywords = ("ReferencedFrameNumber", "ReferencedSegmentNumber", "ReferencedWaveformChannels")
    frames, segments, channels = (tuple(found[0].value_(keyword) or ()) for keyword in keywords)
    uids = (found[0].value_("ReferencedSOPClassUID"), found[0].value_("ReferencedSOPInstanceUID"))
    return Reference(str(uids[0]), str(uids[1]), frames, segments, channels)


def _points(item: DicomObject, axes: int) -> tuple[tuple[float, ...], ...]:
    numbers = tuple(item.value_("GraphicData") or ())
    return tuple(numbers[place : place + axes] for place in range(0, len(numbers), axes))


def _graphic(item: DicomObject) -> Graphic:
    return Graphic(item.value_("GraphicType"), _points(item, 2), item.value_("PixelOriginInterpretation"))


def _graphic_3d(item: DicomObject) -> Graphic3D:
    return Graphic3D(
        item.value_("GraphicType"), _points(item, 3), item.value_("ReferencedFrameOfReferenceUID")
    )


def _times(item: DicomObject) -> Times:
    keywords = ("ReferencedSamplePositions", "ReferencedTimeOffsets", "ReferencedDateTime")
    return Times(
        item.value_("TemporalRangeType"), *(tuple(item.value_(keyword) or ()) for keyword in keywords)
    )


def _table(item: DicomObject) -> object:
    found = item.value_("TabulatedValuesSequence")
    return found[0] if found else None


_VALUES: Final[dict[str, Callable[[DicomObject], Any]]] = {
    "CODE": lambda item: code_in(item, "ConceptCodeSequence"),
    "COMPOSITE": _reference,
    "CONTAINER": lambda _: True,
    "DATE": lambda item: item.value_("Date"),
    "DATETIME": lambda item: item.value_("DateTime"),
    "IMAGE": _reference,
    "NUM": _number,
    "PNAME": lambda item: item.value_("PersonName"),
    "SCOORD": _graphic,
    "SCOORD3D": _graphic_3d,
    "TABLE": _table,
    "TCOORD": _times,
    "TEXT": lambda item: item.value_("TextValue"),
    "TIME": lambda item: item.value_("Time"),
    "UIDREF": lambda item: item.value_("UID"),
    "WAVEFORM": _reference,
}
