"""Documents to objects of templates: each item is the row that the judge of templates takes it for.

Nothing is demanded: what is no row, or cannot be kept as one, is in `others` of what it stands in, with all that is
below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from dicomwright.runtime.content.codes import code_in
from dicomwright.runtime.content.entries import Entry, of_values
from dicomwright.runtime.content.taking import kept, kept_code, kept_number, kept_unit, names_code
from dicomwright.runtime.content.values import Graphic, Graphic3D, Quantity, Reference, Times
from dicomwright.runtime.conversion.to_tree import tree_of as written
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.validation.content import matched_as
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.templates.rows import Row, Template
    from dicomwright.runtime.validation.content.frames import Chosen, Frame
    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Include

T = TypeVar("T", bound="Template")
Place = tuple[int, ...]
Values = dict[str, list[Any]]


def read(cls: type[T], document: Instance) -> T:
    """Return the content of a document as an object of a template. Raises `InvalidValue` for content of another."""
    found = None if cls.head_ is None else matched_as(cls, written(document))
    if found is None:
        raise InvalidValue(
            f"{type(document).__qualname__} is no {cls.__qualname__}: it begins with another item"
        )
    reader = _Reader(document, found.item)
    try:
        entry = reader.entry(cls, found)
    except Refused:
        raise InvalidValue(
            f"{type(document).__qualname__} is no {cls.__qualname__}: its root has no such value"
        ) from None
    reader.refer(entry)
    of_template: T = entry
    return of_template


class _Read(NamedTuple):
    """A content item of the document, and where it stands."""

    item: DicomObject
    place: Place


class _Reader:
    """Makes objects of the items of one document, as they were matched to rows."""

    def __init__(self, document: DicomObject, root: Item) -> None:
        self.read = dict(_walk_both(root, _Read(document, (1,))))
        self.places: dict[int, Place] = {}

    def entry(self, cls: Any, chosen: Chosen) -> Any:  # noqa: ANN401 - type[Entry], and an object of it
        """Return what an item is as a row of a class, with all that is below it. Raises `Refused`."""
        item, place = self.read[chosen.item]
        said = _said(chosen.slot.leaf.row, cls, item)
        values: dict[str, Any] = {
            name: value for name, value in said.items() if name in cls.parts_ and value is not None
        }
        frame = chosen.fit.frame
        if frame is None:
            others = [self.read[each].item for each in chosen.item.children]
        else:
            found, others = self._below(frame)
            values |= _of_rows(cls, found)
        if others:
            values["others"] = tuple(others)
        entry = of_values(cls, values)
        self.places[id(entry)] = place
        return entry

    def _below(self, frame: Frame) -> tuple[Values, list[Any]]:
        """Return what there is of each row of a level, and what is none."""
        values: Values = {}
        lost = list(frame.strays)
        self._fill(values, frame, lost)
        lost.sort(key=lambda item: self.read[item].place)
        return values, [self.read[item].item for item in lost]

    def _fill(self, values: Values, frame: Frame, lost: list[Item]) -> None:
        for chosen in frame.chosen:
            self._put(values, chosen.slot.leaf.row, chosen, lost)
        for include, rounds in frame.rounds.items():
            for each in () if include.graft else rounds:
                self._put_round(values, include, each, lost)

    def _put(self, values: Values, row: Row, chosen: Chosen, lost: list[Item]) -> None:
        """Put what an item is with what there is of its row, unless it cannot be kept, or is one too many."""
        there = values.setdefault(row.name, [])
        try:
            there.append(self._value(row, chosen, full=not _has_room(row, there)))
        except Refused:
            lost.append(chosen.item)

    def _value(self, row: Row, chosen: Chosen, *, full: bool) -> Any:  # noqa: ANN401 - an object, or what is kept
        if chosen.fault or full or not row.given:
            raise Refused("is not kept")
        if chosen.item.by_reference:
            return self._place_of(chosen)
        if row.item is not None:
            return self.entry(row.item, chosen)
        if chosen.item.children:
            raise Refused("has items below it, which are not kept")
        return _plain(row, _said(row, None, self.read[chosen.item].item))

    def _put_round(self, values: Values, include: Include, frame: Frame, lost: list[Item]) -> None:
        """Put what a round of an include is: an object of its template, or of the row that others are nested in."""
        row = include.row
        template: Any = edition_of(row.owner).template(row.include)
        there = values.setdefault(row.name, [])
        if row.by_reference:
            self._refer_to(row, there, frame, lost)
            return
        if template.head_ is None:
            inner: Values = {}
            self._fill(inner, frame, lost)
            if any(inner.values()):
                there.append(
                    self._with_nested(row, of_values(template, _of_rows(template, inner)), frame, lost)
                )
            return
        for chosen in frame.chosen:
            try:
                entry = self._head(template, chosen, full=not _has_room(row, there))
            except Refused:
                lost.append(chosen.item)
            else:
                there.append(self._with_nested(row, entry, frame, lost))

    def _head(self, template: Any, chosen: Chosen, *, full: bool) -> Any:  # noqa: ANN401 - as `entry`
        if chosen.fault or full or chosen.item.by_reference:
            raise Refused("is not kept")
        return self.entry(template, chosen)

    def _refer_to(self, row: Row, there: list[Any], frame: Frame, lost: list[Item]) -> None:
        """Put where the items are that an include by reference leads to."""
        for chosen in frame.taken:
            if chosen.fault or not _has_room(row, there):
                lost.append(chosen.item)
            else:
                there.append(self._place_of(chosen))

    def _place_of(self, chosen: Chosen) -> Place:
        return tuple(self.read[chosen.item].item.value_("ReferencedContentItemIdentifier"))

    def _with_nested(self, row: Row, value: Any, frame: Frame, lost: list[Item]) -> Any:  # noqa: ANN401 - as `entry`
        """Return an object of an include that rows are nested in, with what there is of them; else what it includes."""
        if row.item is None:
            return value
        nested: Values = {}
        for chosen in frame.taken:
            rounds = chosen.fit.frame.rounds if chosen.fit.frame is not None else {}
            for include, frames in rounds.items():
                for each in frames if include.graft and include.row is row else ():
                    self._fill(nested, each, lost)
        return of_values(row.item, {"value": value, **_of_rows(row.item, nested)})

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


def _has_room(row: Row, there: Sequence[Any]) -> bool:
    return row.most is None or len(there) < row.most


def _of_rows(cls: Any, values: Values) -> dict[str, Any]:  # noqa: ANN401 - type[Entry]
    """Return what an object of a class has for its rows."""
    found = ((row, values.get(row.name)) for row in cls.own_)
    return {row.name: there[0] if row.most == 1 else tuple(there) for row, there in found if there}


def _walk_both(root: Item, read: _Read) -> Iterator[tuple[Item, _Read]]:
    """Yield all items with the objects that they are of; there is no recursion."""
    pending = [(root, read)]
    while pending:
        item, (of, place) = pending.pop()
        yield item, _Read(of, place)
        children = zip(item.children, of.value_("ContentSequence") or (), strict=True)
        pending += [(child, _Read(each, (*place, at))) for at, (child, each) in enumerate(children, 1)]


def _walk(entry: Entry) -> Iterator[Entry]:
    yield entry
    for row in type(entry).own_:
        value = None if row.by_reference else entry.values_.get(row.name)
        for each in value if is_tuple(value) and row.most != 1 else (value,):
            if isinstance(each, Entry):
                yield from _walk(each)


# --- what an item says itself


def _said(row: Row, cls: Any, item: DicomObject) -> dict[str, Any]:  # noqa: ANN401 - type[Entry], or None
    """Return concept name, value and unit as a row keeps them. Raises `Refused`."""
    said: dict[str, Any] = {}
    concept = code_in(item, "ConceptNameCodeSequence")
    if concept is not None and "concept" in (cls.parts_ if cls else ()):
        said["concept"] = kept_code(row, row.concept, concept)
    elif concept is not None and not _is_implied(row, concept):
        raise Refused("has another concept name than that of the row, which is not kept")
    if item.value_("ContinuityOfContent") == "CONTINUOUS":
        said["continuity"] = "CONTINUOUS"
    value = _VALUES[row.value_type](item)
    if row.value_type == "NUM":
        number, unit, qualifier = value
        if unit is not None:
            kept_unit(row, unit)
        return said | {"value": number, "unit": unit, "qualifier": qualifier}
    if value is None:
        raise Refused("has no value")
    return said | {"value": kept(row, value)}


def _is_implied(row: Row, concept: Code) -> bool:
    """Tell whether a concept name is the one that is written of a row, which need not be kept."""
    return any(names_code(row, term, concept) for term in row.concept)


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
