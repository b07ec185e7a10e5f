"""A Comprehensive 3D SR document: a tree of content items with text, code, measurement and coordinates."""

from collections.abc import Sequence
from datetime import date, time
from typing import Literal, assert_type

from pydicom.sr.coding import Code

from dicomwright.codes import DCM, SCT, UCUM
from dicomwright.iods import Comprehensive3DSR
from dicomwright.macros import (
    DocumentContent,
    DocumentRelationship,
    HierarchicalSeriesReference,
    HierarchicalSOPInstanceReference,
    NumericMeasurement,
)

Item = DocumentRelationship.ContentItem


def text(name: Code, value: str) -> DocumentRelationship.ContentItem:
    """Return an item of text."""
    return Item(
        RelationshipType="CONTAINS", ValueType="TEXT", ConceptNameCodeSequence=[name], TextValue=value
    )


def number(name: Code, value: float, unit: Code, *children: Item) -> Item:
    """Return a measurement, with what it was inferred from."""
    return Item(
        RelationshipType="CONTAINS",
        ValueType="NUM",
        ConceptNameCodeSequence=[name],
        MeasuredValueSequence=[
            NumericMeasurement.MeasuredValueItem(NumericValue=value, MeasurementUnitsCodeSequence=[unit])
        ],
        ContentSequence=children or None,
    )


point = Item(
    RelationshipType="INFERRED FROM",
    ValueType="SCOORD3D",
    ConceptNameCodeSequence=[DCM["111030"]],
    GraphicType="POINT",
    GraphicData=[1.5, 2.5, 3.5],
    ReferencedFrameOfReferenceUID="1.2.3.9",
)
image = Item(
    RelationshipType="CONTAINS",
    ValueType="IMAGE",
    ReferencedSOPSequence=[
        DocumentContent.ReferencedSOPItem(
            ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID="1.2.3.4"
        )
    ],
)
finding = Item(
    RelationshipType="CONTAINS",
    ValueType="CODE",
    ConceptNameCodeSequence=[DCM["121071"]],
    ConceptCodeSequence=[SCT.Liver],
)
evidence = HierarchicalSOPInstanceReference(
    StudyInstanceUID="1.2.3",
    ReferencedSeriesSequence=[
        HierarchicalSeriesReference(
            SeriesInstanceUID="1.2.3.5",
            ReferencedSOPSequence=[
                HierarchicalSeriesReference.ReferencedSOPItem(
                    ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID="1.2.3.4"
                )
            ],
        )
    ],
)
report = Comprehensive3DSR(
    PatientID="42",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.8",
    SeriesNumber=8,
    InstanceNumber=1,
    ContentDate=date(2025, 1, 31),
    ContentTime=time(12, 30),
    CompletionFlag="COMPLETE",
    VerificationFlag="UNVERIFIED",
    CurrentRequestedProcedureEvidenceSequence=[evidence],
    ValueType="CONTAINER",
    ContinuityOfContent="SEPARATE",
    ConceptNameCodeSequence=[DCM["121070"]],
    ContentSequence=[
        text(DCM["121106"], "No abnormality."),
        number(SCT.Length, 12.5, UCUM["mm"], point),
        finding,
        image,
    ],
)


def texts(items: Sequence[Item]) -> list[str]:
    """Return all the texts of a tree."""
    found = [item.TextValue for item in items if item.TextValue is not None]
    for item in items:
        found += texts(item.ContentSequence or ())
    return found


report.save("report.dcm")
old = Comprehensive3DSR.read("report.dcm")
assert_type(old.CompletionFlag, Literal["PARTIAL", "COMPLETE"])
assert texts(old.ContentSequence or ()) == ["No abnormality."]
assert old.ContentSequence is not None
measured = old.ContentSequence[1]
assert measured.MeasuredValueSequence is not None
assert measured.MeasuredValueSequence[0].NumericValue == 12.5
assert measured.ContentSequence is not None
assert_type(measured.ContentSequence[0], DocumentRelationship.ContentItem)
assert measured.ContentSequence[0].GraphicType == "POINT"
