"""Content items as data sets of pydicom, and documents of an IOD around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwright.runtime.templates import Coded
from dicomwright.runtime.vocabulary.uids import fresh_uid
from dicomwright.testing.content.codes import OTHER

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.testing.content.made import Made

CLASSES: Final = {
    "IMAGE": "1.2.840.10008.5.1.4.1.1.2",
    "COMPOSITE": "1.2.840.10008.5.1.4.1.1.66",
    "WAVEFORM": "1.2.840.10008.5.1.4.1.1.9.1.1",
}
_LONGEST: Final = 16
"""Characters that a Code Value may have."""
_SPACE: Final = 3
NUMBERS: Final = {"GREATER": 3, "POINT": 1, "CIRCLE": 2, "ELLIPSE": 4, "ELLIPSOID": 6}


def uid_of(what: str) -> str:
    """Return the UID of something that documents refer to."""
    return fresh_uid("dicomwright.testing", what)


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """Write a coded entry."""
    item = Dataset()
    setattr(item, "CodeValue" if len(value) <= _LONGEST else "LongCodeValue", value)
    item.CodingSchemeDesignator = scheme
    item.CodeMeaning = meaning[:64].strip()
    return item


def coded(found: Coded | None) -> Dataset:
    """Write a code, or one where any will do."""
    return code(*(found or Coded(*OTHER))[:3])


def document(root: Made, tid: str = "", *, named: bool = False) -> Dataset:
    """Write the content of a document; `tid` is the template that it says it is; `named`: so do all containers."""
    data: dict[int, Dataset] = {}
    made = _written(root, data)
    made.ContinuityOfContent = "SEPARATE"
    if tid:
        _name(made, tid)
    for each in root.walk():
        if named and each.parent is not None and _is_a_template(each):
            _name(data[id(each)], each.call.template.info_.tid)
        if each.by_reference:
            data[id(each)].ReferencedContentItemIdentifier = _identifier(each.target)
    return made


def _is_a_template(item: Made) -> bool:
    return item.row.value_type == "CONTAINER" and item.row in item.call.template.top_


def _name(data: Dataset, tid: str) -> None:
    """Say which template a container is."""
    named = Dataset()
    named.MappingResource = "DCMR"
    named.TemplateIdentifier = tid
    data.ContentTemplateSequence = Sequence([named])


def _written(item: Made, written: dict[int, Dataset]) -> Dataset:
    """Write an item and those below it; keep what each became, by its `id`."""
    data = written[id(item)] = Dataset()
    if item.parent is not None:
        data.RelationshipType = item.relationship or "CONTAINS"
    if not item.by_reference:
        data.ValueType = item.row.value_type
        if item.code is not None:
            data.ConceptNameCodeSequence = Sequence([coded(item.code)])
        _WRITERS[item.row.value_type](item, data)
    if item.children:
        data.ContentSequence = Sequence([_written(child, written) for child in item.children])
    return data


def _identifier(item: Made | None) -> list[int]:
    """Return where an item stands: 1 for the document, then places from 1 at each level."""
    found: list[int] = []
    while item is not None and item.parent is not None:
        found.append(item.parent.children.index(item) + 1)
        item = item.parent
    return [1, *reversed(found)]


def _number(item: Made, data: Dataset) -> None:
    measured = Dataset()
    measured.NumericValue = f"{item.number:g}"
    measured.MeasurementUnitsCodeSequence = Sequence([coded(item.units)])
    data.MeasuredValueSequence = Sequence([measured])


def _reference(item: Made, data: Dataset) -> None:
    to = Dataset()
    to.ReferencedSOPClassUID = (item.classes or (CLASSES[item.row.value_type],))[0]
    to.ReferencedSOPInstanceUID = uid_of(to.ReferencedSOPClassUID)
    for keyword, count in item.counts.items():
        setattr(to, keyword, [1] * count)
    if item.row.value_type == "WAVEFORM":
        to.ReferencedWaveformChannels = [1, 1]
    data.ReferencedSOPSequence = Sequence([to])


def _coordinates(item: Made, data: Dataset) -> None:
    data.GraphicType = item.graphic
    points = NUMBERS.get(item.graphic, 3)
    axes = 2 if item.row.value_type == "SCOORD" else _SPACE
    data.GraphicData = [float(number) for number in range(points * axes)]
    if item.graphic == "POLYGON" and axes == _SPACE:
        data.GraphicData = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    if axes == _SPACE:
        data.ReferencedFrameOfReferenceUID = uid_of("frame of reference")


def _times(_item: Made, data: Dataset) -> None:
    data.TemporalRangeType = "POINT"
    data.ReferencedSamplePositions = [1]


def _table(item: Made, data: Dataset) -> None:
    said: dict[str, list[tuple[object, ...]]] = {}
    for constraint in _flat(item.row.constraints):
        said.setdefault(constraint.name, []).append(constraint.arguments)
    table = Dataset()
    ((columns,),) = said.get("table_columns", [(1,)])
    ((rows,),) = said.get("table_rows", [(1,)])
    table.NumberOfTableColumns, table.NumberOfTableRows = columns, rows
    table.TableColumnDefinitionSequence = Sequence([])
    table.CellValuesSequence = Sequence([])
    for column in range(1, int(str(columns)) + 1):
        defined, cell = Dataset(), Dataset()
        defined.TableColumnNumber = cell.TableColumnNumber = column
        codes = [each[1:] for each in said.get("column_is", ()) if each[0] == column] or [("T1", "99TEST")]
        defined.ConceptNameCodeSequence = Sequence([code(str(codes[0][0]), str(codes[0][1]), "Column")])
        for each in said.get("column_has_unit", ()):
            if each[0] == column:
                defined.MeasurementUnitsCodeSequence = Sequence([code(str(each[1]), str(each[2]), "Unit")])
        vrs = [each[1] for each in said.get("column_has_vr", ()) if each[0] == column]
        cell.SelectorAttributeVR = (vrs or [each[0] for each in said.get("cells_have_vr", [("FD",)])])[0]
        table.TableColumnDefinitionSequence.append(defined)
        table.CellValuesSequence.append(cell)
    data.TabulatedValuesSequence = Sequence([table])


def _flat(constraints: tuple[Expression, ...]) -> list[Expression]:
    found: list[Expression] = []
    for each in constraints:
        found += _flat(each.arguments) if each.name == "all_of" else [each]
    return found


def _value(keyword: str, value: object) -> Callable[[Made, Dataset], None]:
    return lambda _item, data: setattr(data, keyword, value)


_WRITERS: Final[dict[str, Callable[[Made, Dataset], None]]] = {
    "CONTAINER": _value("ContinuityOfContent", "SEPARATE"),
    "TEXT": lambda item, data: setattr(data, "TextValue", item.text or "text"),
    "CODE": lambda item, data: setattr(data, "ConceptCodeSequence", Sequence([coded(item.coded)])),
    "NUM": _number,
    "IMAGE": _reference,
    "COMPOSITE": _reference,
    "WAVEFORM": _reference,
    "SCOORD": _coordinates,
    "SCOORD3D": _coordinates,
    "TCOORD": _times,
    "TABLE": _table,
    "UIDREF": _value("UID", uid_of("of an item")),
    "PNAME": _value("PersonName", "Doe^Jane"),
    "DATE": _value("Date", "20251121"),
    "TIME": _value("Time", "063000"),
    "DATETIME": _value("DateTime", "20251121063000"),
}
