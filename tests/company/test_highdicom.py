"""Objects of highdicom are taken, judged and written, and highdicom takes ours."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import highdicom as hd
import numpy as np
import pytest
from highdicom.sr import content, templates
from pydicom import dcmread
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from dicomwright.codes import DCM, SCT
from dicomwright.iods import Comprehensive3DSR, CTImage, Segmentation
from dicomwright.runtime import read

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD

EQUIPMENT: dict[str, Any] = {
    "manufacturer": "dicomwright",
    "manufacturer_model_name": "tests",
    "device_serial_number": "1",
}


@pytest.fixture(scope="module")
def ct(samples: dict[str, IOD]) -> Dataset:
    """Return our image as highdicom takes it: a pydicom data set."""
    image = CTImage.from_dataset(samples["ct"].to_dataset())
    image.SliceThickness = 1  # which highdicom copies, and a segmentation needs
    return image.to_dataset()


def highdicom_segmentation(ct: Dataset) -> hd.seg.Segmentation:
    liver = hd.seg.SegmentDescription(
        segment_number=1,
        segment_label="Liver",
        segmented_property_category=codes.SCT.Organ,
        segmented_property_type=SCT.Liver,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
    )
    return hd.seg.Segmentation(
        source_images=[ct],
        pixel_array=ct.pixel_array[np.newaxis] > 1024,
        segmentation_type="BINARY",
        segment_descriptions=[liver],
        series_instance_uid=generate_uid(),
        series_number=2,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        software_versions="0.1.0",
        **EQUIPMENT,
    )


def highdicom_report(ct: Dataset) -> hd.sr.Comprehensive3DSR:
    observer = templates.ObserverContext(
        observer_type=codes.DCM.Person,
        observer_identifying_attributes=templates.PersonObserverIdentifyingAttributes(name="Doe^John"),
    )
    region = content.ImageRegion3D(
        graphic_type=hd.sr.GraphicTypeValues3D.POINT,
        graphic_data=np.zeros((1, 3)),
        frame_of_reference_uid=ct.FrameOfReferenceUID,
    )
    lesion = templates.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=templates.TrackingIdentifier(uid=generate_uid(), identifier="lesion 1"),
        referenced_region=region,
        finding_type=codes.SCT.Neoplasm,
        measurements=[templates.Measurement(name=codes.SCT.Diameter, value=12.5, unit=codes.UCUM.Millimeter)],
    )
    report = templates.MeasurementReport(
        observation_context=templates.ObservationContext(observer_person_context=observer),
        procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
        imaging_measurements=[lesion],
    )
    return hd.sr.Comprehensive3DSR(
        evidence=[ct],
        content=report,
        series_instance_uid=generate_uid(),
        series_number=3,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        is_complete=True,
        **EQUIPMENT,
    )


@pytest.fixture(scope="module", params=["segmentation", "report"])
def theirs(request: pytest.FixtureRequest, ct: Dataset) -> Dataset:
    return highdicom_segmentation(ct) if request.param == "segmentation" else highdicom_report(ct)


OURS: dict[str, type[IOD]] = {"SEG": Segmentation, "SR": Comprehensive3DSR}


def bytes_of(dataset: Dataset) -> bytes:
    stream = BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def check(found: IOD, theirs: Dataset) -> None:
    """Check that an object of ours has all that theirs has, breaks no rule and is written."""
    assert type(found) is OURS[theirs.Modality]
    assert found.problems == ()
    assert found.validate().errors == ()
    assert dcmread(BytesIO(found.to_bytes())) == dcmread(BytesIO(bytes_of(theirs)))


def test_from_dataset(theirs: Dataset) -> None:
    check(OURS[theirs.Modality].from_dataset(theirs), theirs)


def test_read(theirs: Dataset) -> None:
    check(read(bytes_of(theirs)), theirs)


def test_a_change_is_judged_and_written(theirs: Dataset) -> None:
    found = OURS[theirs.Modality].from_dataset(theirs)
    assert isinstance(found, Segmentation | Comprehensive3DSR)
    found.PatientName = "Roe^Jane"
    assert dcmread(BytesIO(found.to_bytes())).PatientName == "Roe^Jane"
    assert theirs.PatientName == "Doe^Jane"  # pydicom's object is not ours
    del found.SeriesInstanceUID
    assert [error.keyword for error in found.validate().errors] == ["SeriesInstanceUID"]


def test_values_are_typed(ct: Dataset) -> None:
    seg = Segmentation.from_dataset(highdicom_segmentation(ct))
    assert seg.SegmentSequence[0].SegmentedPropertyTypeCodeSequence == (SCT.Liver,)
    assert (seg.pixel_array == (ct.pixel_array > 1024)).all()


def test_highdicom_takes_what_is_written_of_its_own(ct: Dataset) -> None:
    seg = Segmentation.from_dataset(highdicom_segmentation(ct))
    again = hd.seg.segread(BytesIO(seg.to_bytes()))
    assert again.get_segment_numbers(segment_label="Liver") == [1]
    report = Comprehensive3DSR.from_dataset(highdicom_report(ct))
    found = hd.sr.srread(BytesIO(report.to_bytes())).content
    assert isinstance(found, templates.MeasurementReport)
    (group,) = found.get_planar_roi_measurement_groups()
    assert [measurement.value for measurement in group.get_measurements()] == [12.5]


def test_highdicom_takes_ours(samples: dict[str, IOD]) -> None:
    seg = hd.seg.Segmentation.from_dataset(samples["seg"].to_dataset())
    assert seg.get_segment_numbers(segment_label="Liver") == [1]
    report = hd.sr.Comprehensive3DSR.from_dataset(samples["sr"].to_dataset())
    assert isinstance(report.content, templates.MeasurementReport)
    (subject,) = [item for item in report.content[0].ContentSequence if item.ValueType == "PNAME"]
    assert subject.name == DCM.PersonObserverName
