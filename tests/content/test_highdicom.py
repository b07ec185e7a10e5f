"""What highdicom makes has no error; six faults in a report of it are found, with one error each."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from content.wrapping import judged
from highdicom import ko, sr
from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes

from dicomwright.iods import CTImage
from dicomwright.testing import minimal
from dicomwright.testing.content.writing import code

if TYPE_CHECKING:
    from collections.abc import Callable

UID: Final = "1.2.826.0.1.3680043.8.498.1"
IMAGE: Final = sr.SourceImageForRegion("1.2.840.10008.5.1.4.1.1.2", UID)
SQUARE: Final = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]])


def observers() -> sr.ObservationContext:
    device = sr.DeviceObserverIdentifyingAttributes(uid=UID, name="scanner")
    person = sr.PersonObserverIdentifyingAttributes("Doe^Jane")
    return sr.ObservationContext(
        observer_person_context=sr.ObserverContext(codes.DCM.Person, person),
        observer_device_context=sr.ObserverContext(codes.DCM.Device, device),
    )


def length() -> sr.Measurement:
    return sr.Measurement(codes.SCT.Length, 12.5, codes.UCUM.Millimeter)


def evaluation() -> sr.QualitativeEvaluation:
    return sr.QualitativeEvaluation(
        CodedConcept("RID49502", "RADLEX", "clinically significant prostate cancer"),
        CodedConcept("RID28454", "RADLEX", "high"),
    )


def tracking(name: str) -> sr.TrackingIdentifier:
    return sr.TrackingIdentifier(uid=UID, identifier=name)


def planar() -> sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    region = sr.ImageRegion(sr.GraphicTypeValues.POLYLINE, SQUARE, IMAGE)
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking("planar"),
        referenced_region=region,
        finding_type=codes.SCT.Nodule,
        finding_sites=[sr.FindingSite(codes.SCT.Lung)],
        measurements=[length()],
        qualitative_evaluations=[evaluation()],
    )


def planar_3d() -> sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    points = np.pad(SQUARE, ((0, 0), (0, 1)))
    region = sr.ImageRegion3D(sr.GraphicTypeValues3D.POLYGON, points, UID)
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking("planar 3D"), referenced_region=region, measurements=[length()]
    )


def volumetric() -> sr.VolumetricROIMeasurementsAndQualitativeEvaluations:
    regions = [sr.ImageRegion(sr.GraphicTypeValues.POLYLINE, SQUARE, IMAGE) for _ in range(2)]
    return sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
        tracking("volumetric"), referenced_regions=regions, measurements=[length()]
    )


def group() -> sr.MeasurementsAndQualitativeEvaluations:
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking("group"), finding_type=codes.SCT.Nodule, measurements=[length()]
    )


def report() -> Dataset:
    made = sr.MeasurementReport(
        observers(),
        codes.LN.CTUnspecifiedBodyRegion,
        [planar(), planar_3d(), volumetric(), group()],
        title=codes.DCM.ImagingMeasurementReport,
        language_of_content_item_and_descendants=sr.LanguageOfContentItemAndDescendants(
            CodedConcept("en-US", "RFC5646", "English (United States)")
        ),
    )
    return made[0]


def errors(content: Dataset) -> list[tuple[str, str]]:
    found = judged(content, "Comprehensive3DSR")
    return [(each.code, each.message) for each in found if each.severity == "error"]


def test_a_measurement_report_has_no_error() -> None:
    assert errors(report()) == []


def test_a_key_object_selection_has_no_error() -> None:
    image = minimal(CTImage).to_dataset()
    made = ko.KeyObjectSelection(codes.DCM.OfInterest, [image], description="look")
    assert errors(made[0]) == []


# --- six faults


def named(content: Dataset, value: str) -> Dataset:
    """Return the first item with a concept name."""
    pending = [content]
    for item in pending:
        if item.ConceptNameCodeSequence[0].CodeValue == value:
            return item
        pending += item.get("ContentSequence", [])
    raise LookupError(value)


def without_measurements(content: Dataset) -> None:
    content.ContentSequence = [
        item for item in content.ContentSequence if item.ConceptNameCodeSequence[0].CodeValue != "126010"
    ]


def other_relationship(content: Dataset) -> None:
    named(content, "126010").RelationshipType = "HAS PROPERTIES"


def other_type(content: Dataset) -> None:
    item = named(content, "112040")
    item.ValueType = "TEXT"
    item.TextValue = item.UID


def other_value(content: Dataset) -> None:
    named(content, "121005").ConceptCodeSequence = Sequence([code("T1", "99TEST", "Robot")])


def too_many(content: Dataset) -> None:
    group = named(content, "125007")
    group.ContentSequence.insert(1, deepcopy(named(group, "112040")))


def unknown(content: Dataset) -> None:
    """Put an item where no template may be extended: below the language, of TID 1204."""
    language = named(content, "121049")
    item = Dataset()
    item.RelationshipType = "HAS CONCEPT MOD"
    item.ValueType = "CODE"
    item.ConceptNameCodeSequence = Sequence([code("T1", "99TEST", "Test")])
    item.ConceptCodeSequence = Sequence([code("T2", "99TEST", "Test")])
    language.ContentSequence = Sequence([item])


FAULTS: Final[dict[str, tuple[Callable[[Dataset], None], str]]] = {
    "missing": (without_measurements, "missing-content-item"),
    "relationship": (other_relationship, "template-relationship"),
    "value type": (other_type, "template-value-type"),
    "value": (other_value, "template-value"),
    "count": (too_many, "content-item-count"),
    "unknown": (unknown, "unexpected-content-item"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_error(fault: str) -> None:
    spoil, expected = FAULTS[fault]
    content = Dataset.from_json(report().to_json())
    spoil(content)
    assert [found for found, _ in errors(content)] == [expected], errors(content)
