"""Write a report of measurements by highdicom, as ``examples/measurement_report.py`` does."""

import sys

from highdicom.seg import segread
from highdicom.sr import (
    Comprehensive3DSR,
    Measurement,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ReferencedSegmentationFrame,
    SourceImageForSegmentation,
    TrackingIdentifier,
)
from highdicom.uid import UID
from pydicom import dcmread
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

ct_path, seg_path, sr_path = sys.argv[1:4] or ("ct.dcm", "seg.dcm", "sr.dcm")
ct = dcmread(ct_path)
seg = segread(seg_path)

# What is measured: the area of the segment, and the mean of its pixels.
mask = seg.pixel_array.astype(bool).reshape(ct.pixel_array.shape)
row_spacing, column_spacing = ct.PixelSpacing
area = float(mask.sum() * row_spacing * column_spacing)
mean = float((ct.pixel_array[mask] * ct.RescaleSlope + ct.RescaleIntercept).mean())

# Who says so.
person = PersonObserverIdentifyingAttributes(name="Doe^John")
observer = ObserverContext(
    observer_type=codes.DCM.Person,
    observer_identifying_attributes=person,
)

# What is said: numbers with their units, of a segment.
region = PlanarROIMeasurementsAndQualitativeEvaluations(
    tracking_identifier=TrackingIdentifier(UID(), "liver"),
    referenced_segment=ReferencedSegmentationFrame(
        sop_class_uid=seg.SOPClassUID,
        sop_instance_uid=seg.SOPInstanceUID,
        frame_number=1,
        segment_number=1,
        source_image=SourceImageForSegmentation.from_source_image(ct),
    ),
    finding_type=codes.SCT.Liver,
    measurements=[
        Measurement(
            name=codes.SCT.Area,
            value=area,
            unit=codes.UCUM.SquareMillimeter,
        ),
        Measurement(
            name=Code("112181", "DCM", "Mean Attenuation Coefficient"),
            value=mean,
            unit=codes.UCUM.HounsfieldUnit,
        ),
    ],
)
report = MeasurementReport(
    observation_context=ObservationContext(observer_person_context=observer),
    procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
    imaging_measurements=[region],
    title=codes.DCM.ImagingMeasurementReport,
)
document = Comprehensive3DSR(
    evidence=[ct, seg],
    content=report,
    series_instance_uid=UID(),
    series_number=3,
    sop_instance_uid=UID(),
    instance_number=1,
    series_description="Measurements",
)
document.save_as(sr_path)
