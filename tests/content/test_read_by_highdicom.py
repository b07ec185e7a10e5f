"""highdicom reads the groups of a report by its typed accessors as they were built, and dcmtk prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import highdicom
import numpy as np
import pytest
from content.reports import MILLIMETRE, SQUARE, image, region
from peers import run
from pydicom.sr.coding import Code

from dicomwright.cids import CID270, CID7021
from dicomwright.codes import DCM, SCT
from dicomwright.iods import Comprehensive3DSR, CTImage, Segmentation
from dicomwright.runtime.content import Reference
from dicomwright.templates import (
    Measurement,
    MeasurementAndQualitativeEvaluationGroup,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ROIMeasurements,
    VolumetricROIMeasurementsAndQualitativeEvaluations,
)

if TYPE_CHECKING:
    from pathlib import Path

Planar = PlanarROIMeasurementsAndQualitativeEvaluations
Volumetric = VolumetricROIMeasurementsAndQualitativeEvaluations
Group = MeasurementAndQualitativeEvaluationGroup
SEGMENTATION: Final = Segmentation.sop_classes[0]
PERSON: Final = PersonObserverIdentifyingAttributes(PersonObserverName="Doe^John")
QUALITY: Final = (DCM["111101"], DCM["111102"])


def segment(*frames: int) -> Reference:
    return Reference(
        SEGMENTATION,
        "1.2.3.4.99",
        frames=frames,
        segments=(1,),
        StudyInstanceUID="1.2.3",
        SeriesInstanceUID="1.2.3.5",
    )


def measured(length: float) -> ROIMeasurements:
    return ROIMeasurements(
        FindingSite_2=[SCT.Liver],
        Measurement=[ROIMeasurements.MeasurementItem(SCT.Length, length, MILLIMETRE)],
    )


def planar(of: CTImage) -> Planar:
    return Planar(
        TrackingIdentifier="planar segment",
        TrackingUniqueIdentifier="1.2.3.20",
        FindingCategory=DCM["111030"],
        Finding=SCT.Liver,
        ReferencedSegmentationFrame=segment(),
        SourceImageForSegmentation=of,
        ROIMeasurements=measured(3),
        QualTypeCode=[Planar.QualTypeCodeItem(*QUALITY)],
    )


def volumetric(of: CTImage) -> list[Volumetric]:
    outline = Volumetric.ImageRegionItem(("POLYLINE", SQUARE), Image=of)
    regions = Volumetric(
        TrackingIdentifier="volume of regions",
        TrackingUniqueIdentifier="1.2.3.21",
        Finding=SCT.Liver,
        ImageRegion=[outline, outline],
        ROIMeasurements=measured(4),
        QualTypeCode=[Volumetric.QualTypeCodeItem(*QUALITY)],
    )
    segmented = Volumetric(
        TrackingIdentifier="volume of a segment",
        TrackingUniqueIdentifier="1.2.3.22",
        Finding=SCT.Liver,
        ReferencedSegment=segment(),
        SourceImageForSegmentation=[of],
        ROIMeasurements=measured(5),
    )
    return [regions, segmented]


def group(of: CTImage) -> Group:
    return Group(
        TrackingIdentifier="image",
        TrackingUniqueIdentifier="1.2.3.23",
        Finding=SCT.Liver,
        Measurement=[Measurement(SCT.Length, 6, MILLIMETRE)],
        ImagePurposeImage=[Group.ImagePurposeImageItem(Code("260753009", "SCT", "Source"), of)],
        QualTypeCode=[Group.QualTypeCodeItem(*QUALITY)],
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ct = image()
    report = MeasurementReport(
        CID7021.ImagingMeasurementReport,
        ObservationContext=ObservationContext(
            ObserverContext=[
                ObserverContext(ObserverType=CID270.Person, PersonObserverIdentifyingAttributes=PERSON)
            ]
        ),
        ProcedureReported=[SCT.Liver],
        ImagingMeasurements=MeasurementReport.ImagingMeasurementsItem(
            PlanarROIMeasurementsAndQualitativeEvaluations=[region(ct), planar(ct)],
            VolumetricROIMeasurementsAndQualitativeEvaluations=volumetric(ct),
            MeasurementAndQualitativeEvaluationGroup=[group(ct)],
        ),
    )
    document = report.to_document(Comprehensive3DSR, patient_and_study=ct)
    assert not document.validate().errors
    assert MeasurementReport.from_content(document) == report
    path = tmp_path_factory.mktemp("sr") / "sr.dcm"
    document.save(path)
    return path


def content(path: Path) -> Any:
    return highdicom.sr.srread(path).content


def length_of(group: Any) -> float:
    (found,) = group.get_measurements(name=SCT.Length)
    assert found.unit == MILLIMETRE
    return float(found.value)


def evaluations_of(group: Any) -> list[tuple[Any, Any]]:
    return [(each.name, each.value) for each in group.get_qualitative_evaluations(name=QUALITY[0])]


def test_planar_groups(path: Path) -> None:
    drawn, segmented = content(path).get_planar_roi_measurement_groups()
    assert (drawn.tracking_identifier, segmented.tracking_uid) == ("lesion 1", "1.2.3.20")
    assert (drawn.roi.graphic_type.name, drawn.roi.value.tolist()) == ("POLYLINE", SQUARE.tolist())
    frame = segmented.referenced_segmentation_frame
    assert frame.referenced_sop_class_uid == SEGMENTATION
    assert frame.referenced_sop_instance_uid == "1.2.3.4.99"
    assert frame.referenced_segment_numbers == [1]
    assert [length_of(each) for each in (drawn, segmented)] == [12.5, 3]
    assert [evaluations_of(each) for each in (drawn, segmented)] == [[], [QUALITY]]
    assert [[site.value for site in each.finding_sites] for each in (drawn, segmented)] == [[SCT.Liver]] * 2
    (again,) = content(path).get_planar_roi_measurement_groups(
        tracking_uid="1.2.3.20", finding_type=SCT.Liver, finding_site=SCT.Liver
    )
    assert again.tracking_identifier == "planar segment"


def test_volumetric_groups(path: Path) -> None:
    drawn, segmented = content(path).get_volumetric_roi_measurement_groups()
    assert [each.value.shape for each in drawn.roi] == [(5, 2)] * 2
    assert np.array_equal(drawn.roi[0].value, SQUARE)
    assert segmented.referenced_segment.referenced_sop_instance_uid == "1.2.3.4.99"
    assert [length_of(each) for each in (drawn, segmented)] == [4, 5]
    assert [evaluations_of(each) for each in (drawn, segmented)] == [[QUALITY], []]
    assert drawn.finding_type == SCT.Liver


def test_groups_of_images(path: Path) -> None:
    (found,) = content(path).get_image_measurement_groups()
    assert (found.tracking_identifier, found.finding_type, length_of(found)) == ("image", SCT.Liver, 6)
    assert [each.referenced_sop_instance_uid for each in found.source_images] == ["1.2.3.4.1"]
    assert evaluations_of(found) == [QUALITY]


def test_who_observed(path: Path) -> None:
    (context,) = content(path).get_observer_contexts()
    assert context.observer_identifying_attributes.name == "Doe^John"


def test_dcmtk_prints_the_groups(path: Path) -> None:
    dumped = run("dsrdump", path)
    assert dumped.returncode == 0, dumped.stderr
    assert dumped.stdout.count("Measurement Group") == 5
    assert dumped.stdout.count("(POLYLINE,1/1,...)") == 3
