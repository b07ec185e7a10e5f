"""Nodes to documents of an SR IOD: its items, what it says of itself, and the evidence that it refers to."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.runtime.content.entries import place_of
from dicomwright.runtime.content.nodes import nodes_of, placed, said_of
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.declarations.objects import blank, set_all
from dicomwright.runtime.declarations.sharing import has_module, shared_values
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.vocabulary.uids import fresh_uid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydicom.dataset import Dataset

    from dicomwright.runtime.content.entries import Entry
    from dicomwright.runtime.content.nodes import Node
    from dicomwright.runtime.content.values import Reference
    from dicomwright.runtime.iod import IOD

    Referred = Instance | Dataset | Reference

D = TypeVar("D", bound="IOD")

DIGITS: Final = 16
"""Characters that a decimal string may have."""


def document_of(
    cls: type[D], report: Entry, source: Instance, evidence: Iterable[Referred], said: Mapping[str, Any]
) -> D:
    """Build a document of the content of a template, for the patient and study of `source`. Raises `InvalidValue`."""
    if not isinstance(source, Instance):
        raise InvalidValue(
            f"patient_and_study must be an object of an IOD, not {type(source).__qualname__}; "
            "CTImage.from_dataset, say, makes one of a data set"
        )
    roots = nodes_of(report)
    if len(roots) != 1 or roots[0].row is None or roots[0].row.value_type != "CONTAINER":
        found = said_of(roots) if len(roots) != 1 else "no container"
        raise InvalidValue(f"{type(report).__qualname__} is {found}; a document is one container")
    writer = _Writer(cls, roots)
    values = writer.values(roots[0])
    values.pop("RelationshipType", None)
    values |= _evidence(cls, [*evidence, *writer.references], source)
    moment = datetime.now().astimezone()
    own = {"ContentDate": moment.date(), "ContentTime": moment.time(), "SeriesInstanceUID": fresh_uid()}
    known = cls.attributes()
    values |= {key: value for key, value in (own | dict(said)).items() if key in known and value is not None}
    return _built(cls, _patient_and_study(cls, source) | values)


def _patient_and_study(cls: type[IOD], source: Instance) -> dict[str, Any]:
    """Return what the source has of the patient and the study, by the modules that both have."""
    found: dict[str, Any] = {}
    for usage in cls.modules:
        if usage.ie in {"Patient", "Study"} and has_module(source, usage.module):
            found |= shared_values(usage.module, source)
    return found


def _built(cls: type[D], values: Mapping[str, Any]) -> D:
    """Build a document that may lack what its constructor demands: `save` says so."""
    new = blank(cls)
    set_all(new, values)
    return new


# --- items


class _Writer:
    """Writes nodes as items of an IOD, whose classes it finds once."""

    def __init__(self, cls: type[IOD], roots: list[Node]) -> None:
        self.iod = cls
        self.relationships: Any = getattr(cls, "relationships", ())
        self.value_types: Any = getattr(cls, "value_types", ())
        self.by_reference: Any = getattr(cls, "by_reference", ())
        attributes = cls.attributes()
        if "ContentSequence" not in attributes or "ContinuityOfContent" not in attributes:
            raise InvalidValue(f"{cls.__qualname__} is no document: it has no content of items")
        self.item = item_class(attributes["ContentSequence"])
        self.classes = {
            name: item_class(self.item.attributes()[name])
            for name in ("MeasuredValueSequence", "ReferencedSOPSequence", "ContentTemplateSequence")
        }
        self.references: list[Reference] = []
        self.places = {id(node.entry): place for node, place in placed(roots) if node.entry is not None}

    def values(self, node: Node) -> dict[str, Any]:
        """Return the attributes of an item."""
        row = node.row
        assert row is not None  # noqa: S101 - what stands as it is has no node of its own
        found: dict[str, Any] = {"ValueType": row.value_type}
        if node.relationship:
            found["RelationshipType"] = node.relationship
        if node.concept is not None:
            found["ConceptNameCodeSequence"] = (node.concept,)
        found |= _VALUES[row.value_type](self, node)
        if node.children:
            found["ContentSequence"] = tuple(self._child(node, each) for each in node.children)
        return found

    def _child(self, parent: Node, node: Node) -> Any:  # noqa: ANN401 - an item
        if node.item is not None:
            return node.item
        self._check(parent, node)
        if node.target is not None:
            return self.item(
                RelationshipType=node.relationship, ReferencedContentItemIdentifier=self._place(node)
            )
        return self.item(**self.values(node))

    def _check(self, parent: Node, node: Node) -> None:
        """Check that the IOD has the relationship, from one type to the other."""
        assert parent.row is not None  # noqa: S101 - as above
        assert node.row is not None  # noqa: S101 - as above
        source, target = parent.row.value_type, node.row.value_type
        if node.target is not None:
            if node.relationship not in self.by_reference:
                raise InvalidValue(
                    f"{place_of(node.row)}: {self.iod.__qualname__} has no items that refer to others by "
                    f"{node.relationship}"
                )
            return
        if target not in self.value_types:
            raise InvalidValue(f"{place_of(node.row)}: {self.iod.__qualname__} has no items of type {target}")
        for each in self.relationships:
            if (
                each.relationship == node.relationship
                and {source, "*"} & {*each.sources}
                and target in each.targets
            ):
                return
        raise InvalidValue(
            f"{place_of(node.row)}: {self.iod.__qualname__} has no {target} below {source} by {node.relationship}"
        )

    def _place(self, node: Node) -> tuple[int, ...]:
        if isinstance(node.target, tuple):
            return node.target  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if id(node.target) not in self.places:
            raise InvalidValue(f"{place_of(node.row)}: refers to what is not in the content")
        return self.places[id(node.target)]


def _reference(writer: _Writer, node: Node) -> dict[str, Any]:
    found: Reference = node.value
    writer.references.append(found)
    said = {
        "ReferencedFrameNumber": found.frames,
        "ReferencedSegmentNumber": found.segments,
        "ReferencedWaveformChannels": found.channels,
    }
    item = writer.classes["ReferencedSOPSequence"](
        ReferencedSOPClassUID=found.SOPClassUID,
        ReferencedSOPInstanceUID=found.SOPInstanceUID,
        **{keyword: value for keyword, value in said.items() if value},
    )
    return {"ReferencedSOPSequence": (item,)}


def _number(writer: _Writer, node: Node) -> dict[str, Any]:
    """Write a number; one that is longer than a decimal string can be stands as floating point beside it."""
    value, unit, qualifier = node.value
    found: dict[str, Any] = {"MeasuredValueSequence": ()}
    if value is not None:
        said = int(value) if float(value).is_integer() and abs(value) < 10**DIGITS else value
        more = {"FloatingPointValue": value} if len(repr(said)) > DIGITS else {}
        item = writer.classes["MeasuredValueSequence"](
            NumericValue=said, MeasurementUnitsCodeSequence=(unit,), **more
        )
        found["MeasuredValueSequence"] = (item,)
    if qualifier is not None:
        found["NumericValueQualifierCodeSequence"] = (qualifier,)
    return found


def _graphic(_writer: _Writer, node: Node) -> dict[str, Any]:
    kind, points, more = node.value if len(node.value) > 2 else (*node.value, None)  # noqa: PLR2004 - two have it
    found: dict[str, Any] = {
        "GraphicType": kind,
        "GraphicData": tuple(number for point in points for number in point),
    }
    if more is not None:
        space = node.row is not None and node.row.value_type == "SCOORD3D"
        found["ReferencedFrameOfReferenceUID" if space else "PixelOriginInterpretation"] = more
    return found


def _times(_writer: _Writer, node: Node) -> dict[str, Any]:
    kind, *values = node.value
    keywords = ("ReferencedSamplePositions", "ReferencedTimeOffsets", "ReferencedDateTime")
    said = {keyword: value for keyword, value in zip(keywords, values, strict=True) if value}
    return {"TemporalRangeType": kind} | said


def _container(writer: _Writer, node: Node) -> dict[str, Any]:
    continuity = "SEPARATE" if node.entry is None else node.entry.values_.get("continuity", "SEPARATE")
    found: dict[str, Any] = {"ContinuityOfContent": continuity}
    if node.tid:
        item = writer.classes["ContentTemplateSequence"](MappingResource="DCMR", TemplateIdentifier=node.tid)
        found["ContentTemplateSequence"] = (item,)
    return found


def _code(_writer: _Writer, node: Node) -> dict[str, Any]:
    return {"ConceptCodeSequence": (node.value,)}


def _table(_writer: _Writer, node: Node) -> dict[str, Any]:
    return {"TabulatedValuesSequence": (node.value,)}


def _plain(keyword: str, _writer: _Writer, node: Node) -> dict[str, Any]:
    """Write a value that stands in an attribute as it is."""
    return {keyword: node.value}


_VALUES: Final[dict[str, Callable[[_Writer, Node], dict[str, Any]]]] = {
    "CODE": _code,
    "COMPOSITE": _reference,
    "CONTAINER": _container,
    "DATE": partial(_plain, "Date"),
    "DATETIME": partial(_plain, "DateTime"),
    "IMAGE": _reference,
    "NUM": _number,
    "PNAME": partial(_plain, "PersonName"),
    "SCOORD": _graphic,
    "SCOORD3D": _graphic,
    "TABLE": _table,
    "TCOORD": _times,
    "TEXT": partial(_plain, "TextValue"),
    "TIME": partial(_plain, "Time"),
    "UIDREF": partial(_plain, "UID"),
    "WAVEFORM": _reference,
}


# --- evidence


def _evidence(cls: type[IOD], objects: list[Any], source: Instance) -> dict[str, Any]:
    """Refer to each object once: in the evidence of the study of the document, and in other evidence."""
    found: dict[str, Any] = {}
    for one in objects:
        if not hasattr(one, "SOPInstanceUID"):
            raise InvalidValue(
                f"evidence must be objects, or references to them, not {type(one).__qualname__}"
            )
        uid = str(one.SOPInstanceUID)
        if uid not in found or not getattr(found[uid], "SeriesInstanceUID", ""):
            found[uid] = one
    lost = sum(not getattr(one, "SeriesInstanceUID", "") for one in found.values())
    if lost:
        raise InvalidValue(
            f"{lost} of the objects that are referred to have no study and series: give them as evidence"
        )
    study = getattr(source, "StudyInstanceUID", None)
    of_study = [one for one in found.values() if one.StudyInstanceUID == study]
    others = [one for one in found.values() if one.StudyInstanceUID != study]
    attributes = cls.attributes()
    said = {"CurrentRequestedProcedureEvidenceSequence": of_study, "PertinentOtherEvidenceSequence": others}
    if "PertinentOtherEvidenceSequence" not in attributes:
        said = {"CurrentRequestedProcedureEvidenceSequence": of_study + others}
    return {
        keyword: item_class(attributes[keyword]).each_of(members)
        for keyword, members in said.items()
        if members and keyword in attributes
    }
