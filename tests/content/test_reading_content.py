"""Content is read as objects of templates: of what we build, what highdicom builds, and what fits only in part."""

from __future__ import annotations

import copy
from typing import Any

import highdicom
import numpy as np
import pydicom
import pytest
from content.reports import MILLIMETRE, document, image, region, report
from pydicom.sr.coding import Code
from pydicom.uid import generate_uid

from dicomwright.codes import DCM, SCT
from dicomwright.iods import Comprehensive3DSR, ComprehensiveSR, EnhancedSR
from dicomwright.macros import DocumentRelationship
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.content import Reference, find, items_below
from dicomwright.templates import (
    DeviceObserverIdentifyingAttributes,
    KeyObjectSelection,
    MeasurementContent,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverDescription,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
)

Item = DocumentRelationship.ContentItem


def test_what_was_built_comes_back() -> None:
    ct = image()
    built = report(region(ct), region(ct, "1.2.3.10", 1 / 3))
    written = built.to_document(Comprehensive3DSR, patient_and_study=ct)
    assert MeasurementReport.from_content(written) == built
    assert MeasurementReport.from_content(Comprehensive3DSR.from_dataset(written.to_dataset())) == built
    other = report(region(ct), region(ct, "1.2.3.11", 1 / 3))
    assert MeasurementReport.from_content(written) != other


def test_what_fits_no_row_is_kept_where_it_stands() -> None:
    more = Item(
        RelationshipType="CONTAINS",
        ValueType="CONTAINER",
        ContinuityOfContent="SEPARATE",
        ConceptNameCodeSequence=[DCM["121106"]],
        ContentSequence=[
            Item(
                RelationshipType="CONTAINS",
                ValueType="TEXT",
                ConceptNameCodeSequence=[DCM["121106"]],
                TextValue="deep",
            )
        ],
    )
    ct, roi = image(), region(image())
    roi.others = [more]
    built = report(roi)
    back = MeasurementReport.from_content(built.to_document(Comprehensive3DSR, patient_and_study=ct))
    assert back == built
    assert back.ImagingMeasurements is not None
    (read,) = back.ImagingMeasurements.PlanarROIMeasurementsAndQualitativeEvaluations or ()
    (kept,) = read.others
    assert [item.TextValue for item in items_below(kept)] == ["deep"]


def test_what_is_demanded_may_be_missing() -> None:
    written = document()
    (coordinates,) = list(find(written, value_type="SCOORD"))[:1]
    coordinates.ContentSequence = None
    back = MeasurementReport.from_content(written)
    assert back.ImagingMeasurements is not None
    first, second = back.ImagingMeasurements.PlanarROIMeasurementsAndQualitativeEvaluations or ()
    assert first.ImageRegionSpatialCoordinates is not None
    assert second.ImageRegionSpatialCoordinates is not None
    assert first.ImageRegionSpatialCoordinates.Image is None
    assert second.ImageRegionSpatialCoordinates.Image is not None


def change(written: Comprehensive3DSR, value_type: str, **values: Any) -> None:
    item = next(iter(find(written, value_type=value_type)))
    for keyword, value in values.items():
        setattr(item, keyword, value)


@pytest.mark.parametrize(
    ("value_type", "values"),
    [
        ("UIDREF", {"RelationshipType": "CONTAINS"}),
        ("UIDREF", {"ConceptNameCodeSequence": [DCM["121106"]]}),
        ("UIDREF", {"UID": None}),
        ("IMAGE", {"ReferencedSOPSequence": None}),
        ("NUM", {"ConceptNameCodeSequence": None}),
        ("SCOORD", {"GraphicType": "MULTIPOINT"}),
        ("PNAME", {"ValueType": "TEXT"}),
    ],
)
def test_what_is_wrong_is_not_lost(value_type: str, values: dict[str, Any]) -> None:
    written = document()
    change(written, value_type, **values)
    back = MeasurementReport.from_content(written)
    again = back.to_document(Comprehensive3DSR, patient_and_study=image(), evidence=[image()])
    assert sorted(map(shown, items_below(again))) == sorted(map(shown, items_below(written)))


def shown(item: Any) -> str:
    alone = copy.copy(item)
    alone.ContentSequence = None
    return str(alone.to_dataset())


def test_another_template() -> None:
    with pytest.raises(InvalidValue, match="Comprehensive3DSR is no KeyObjectSelection"):
        KeyObjectSelection.from_content(document())
    with pytest.raises(InvalidValue, match="is no ObservationContext"):
        ObservationContext.from_content(document())
    with pytest.raises(InvalidValue, match="is no MeasurementContent"):
        MeasurementContent.from_content(document())


def test_find_by_what_items_are() -> None:
    written = document()
    assert len(list(find(written, concept=SCT.Length))) == 2
    assert len(list(find(written, concept=SCT.Length, value_type="TEXT"))) == 0
    assert [item.PersonName for item in find(written, value_type="PNAME")] == ["Doe^John"]
    group = next(find(written, concept=DCM["125007"]))
    assert len(list(find(group, relationship="SELECTED FROM"))) == 1
    assert len(list(items_below(written))) == 19


def theirs(ct: pydicom.Dataset) -> pydicom.Dataset:
    """Build a report with highdicom, as its documentation does."""
    sr = highdicom.sr
    tracking = sr.TrackingIdentifier(uid="1.2.3.9", identifier="lesion 1")
    outline = np.array([[1.0, 1.0], [1.0, 9.0], [9.0, 9.0], [1.0, 1.0]])
    where = sr.ImageRegion(
        graphic_type=sr.GraphicTypeValues.POLYLINE,
        graphic_data=outline,
        source_image=sr.SourceImageForRegion.from_source_image(ct),
    )
    group = sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=tracking,
        referenced_region=where,
        finding_type=pydicom.sr.coding.Code(*SCT.Liver),
        measurements=[sr.Measurement(name=pydicom.sr.coding.Code(*SCT.Length), value=12.5, unit=MILLIMETRE)],
        finding_sites=[sr.FindingSite(anatomic_location=pydicom.sr.coding.Code(*SCT.Liver))],
    )
    person = sr.ObserverContext(
        observer_type=pydicom.sr.coding.Code(*DCM["121006"]),
        observer_identifying_attributes=sr.PersonObserverIdentifyingAttributes(name="Doe^John"),
    )
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_person_context=person),
        procedure_reported=pydicom.sr.coding.Code(*SCT.Liver),
        imaging_measurements=[group],
    )
    return sr.Comprehensive3DSR(
        evidence=[ct],
        content=content,
        series_number=2,
        series_instance_uid=generate_uid(),
        sop_instance_uid=generate_uid(),
        instance_number=1,
    )


def alike(item: Any) -> str:
    """Show an item but for what they decide otherwise: headings continue, each number is a floating point, too."""
    dataset = copy.copy(item).to_dataset()
    for keyword in {"ContentSequence", "ContinuityOfContent"} & set(dataset.dir()):
        delattr(dataset, keyword)
    for measured in dataset.get("MeasuredValueSequence", ()):
        measured.FloatingPointValue = measured.NumericValue
    return str(dataset)


def test_what_highdicom_builds_is_read() -> None:
    ct = image()
    given = Comprehensive3DSR.from_dataset(theirs(ct.to_dataset()))
    read = MeasurementReport.from_content(given)
    assert not read.others
    assert read.ImagingMeasurements is not None
    (group,) = read.ImagingMeasurements.PlanarROIMeasurementsAndQualitativeEvaluations or ()
    assert isinstance(group, PlanarROIMeasurementsAndQualitativeEvaluations)
    assert not group.others
    assert (group.TrackingIdentifier, group.Finding) == ("lesion 1", SCT.Liver)
    where = group.ImageRegionSpatialCoordinates
    assert where is not None
    assert not where.others
    assert where.Image.value == Reference.to(ct)
    assert where.Image.concept == pydicom.sr.coding.Code("260753009", "SCT", "Source")
    assert group.ROIMeasurements is not None
    (length,) = group.ROIMeasurements.Measurement
    assert (length.concept, length.value, length.unit) == (SCT.Length, 12.5, MILLIMETRE)
    assert read.ObservationContext is not None
    (observer,) = read.ObservationContext.ObserverContext or ()
    assert observer.PersonObserverIdentifyingAttributes is not None
    assert observer.PersonObserverIdentifyingAttributes.PersonObserverName == "Doe^John"
    again = read.to_document(Comprehensive3DSR, patient_and_study=ct, evidence=[ct])
    assert sorted(map(alike, items_below(again))) == sorted(map(alike, items_below(given)))


def test_references_within_the_content_are_objects_again() -> None:
    ct, roi = image(), region(image())
    assert roi.ROIMeasurements is not None
    (measured,) = roi.ROIMeasurements.Measurement
    derived = type(measured)(SCT.Length, 25, MILLIMETRE, DerivationParameterByReference=[measured])
    roi.ROIMeasurements.Measurement = [measured, derived]
    built = report(roi)
    with pytest.raises(InvalidValue, match="EnhancedSR has no items that refer to others by INFERRED FROM"):
        built.to_document(EnhancedSR, patient_and_study=ct)
    written = built.to_document(ComprehensiveSR, patient_and_study=ct)
    (reference,) = [item for item in items_below(written) if item.ReferencedContentItemIdentifier]
    place: Any = written
    for number in reference.ReferencedContentItemIdentifier[1:]:
        place = place.ContentSequence[number - 1]
    assert place.MeasuredValueSequence[0].NumericValue == 12.5
    assert not written.validate().errors
    assert MeasurementReport.from_content(written) == built


def observers(*contexts: ObserverContext) -> MeasurementReport:
    built = report(region(image()))
    assert built.ObservationContext is not None
    built.ObservationContext.ObserverContext = contexts
    return built


def person(name: str) -> PersonObserverIdentifyingAttributes:
    return PersonObserverIdentifyingAttributes(PersonObserverName=name)


def test_rounds_of_a_template_without_an_outermost_item_are_told_apart_by_what_they_may_have() -> None:
    """A device has no name of a person: the second observer begins there, although the first one had room."""
    device = DeviceObserverIdentifyingAttributes(DeviceObserverUID="1.2.3")
    built = observers(
        ObserverContext(PersonObserverIdentifyingAttributes=person("Doe^John")),
        ObserverContext(ObserverType=DCM["121007"], DeviceObserverIdentifyingAttributes=device),
        ObserverContext(PersonObserverIdentifyingAttributes=person("Doe^Jane")),
    )
    written = built.to_document(Comprehensive3DSR, patient_and_study=image())
    assert MeasurementReport.from_content(written) == built


def test_rounds_that_one_may_have_as_well_are_one() -> None:
    """Nothing in the content tells them apart: both are written as the same items."""
    described = PersonObserverDescription(SCT.Liver, Experience=(5, Code("a", "UCUM", "year")))
    two = observers(
        ObserverContext(PersonObserverIdentifyingAttributes=person("Doe^John")),
        ObserverContext(PersonObserverDescription=described),
    )
    one = observers(
        ObserverContext(
            PersonObserverIdentifyingAttributes=person("Doe^John"), PersonObserverDescription=described
        )
    )
    written = [each.to_document(Comprehensive3DSR, patient_and_study=image()) for each in (one, two)]
    assert written[0].ContentSequence == written[1].ContentSequence
    assert [MeasurementReport.from_content(each) for each in written] == [one, one]
