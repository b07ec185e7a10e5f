"""Write a report of measurements of a segmentation: ``python examples/measurement_report.py [ct.dcm seg.dcm sr.dcm]``.

The files are those of ``ct_image.py`` and ``segmentation.py``.
"""

import sys

from dicomwright.cids import CID7021
from dicomwright.codes import DCM, SCT, UCUM
from dicomwright.iods import Comprehensive3DSR, CTImage, Segmentation
from dicomwright.runtime import new_uid
from dicomwright.runtime.content import Reference
from dicomwright.templates import (
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ROIMeasurements,
)

ct_path, seg_path, sr_path = sys.argv[1:4] or ("ct.dcm", "seg.dcm", "sr.dcm")
ct = CTImage.read(ct_path)
seg = Segmentation.read(seg_path)

# What is measured: the area of the segment, and the mean of its pixels.
mask = seg.pixel_array.astype(bool).reshape(ct.pixel_array.shape)
row_spacing, column_spacing = ct.PixelSpacing
area = float(mask.sum() * row_spacing * column_spacing)
mean = float((ct.pixel_array[mask] * ct.RescaleSlope + ct.RescaleIntercept).mean())

# Who says so. Each class is a template of PS3.16, its keywords are the rows.
person = PersonObserverIdentifyingAttributes(PersonObserverName="Doe^John")
observer = ObserverContext(PersonObserverIdentifyingAttributes=person)

# What is said: numbers with their units, of a segment.
Measured = ROIMeasurements.MeasurementItem
region = PlanarROIMeasurementsAndQualitativeEvaluations(
    TrackingIdentifier="liver",
    TrackingUniqueIdentifier=new_uid(),
    Finding=SCT.Liver,
    ReferencedSegmentationFrame=Reference.to(seg, segments=[1]),
    SourceImageForSegmentation=ct,
    ROIMeasurements=ROIMeasurements(
        Measurement=[
            Measured(SCT.Area, area, UCUM["mm2"]),
            Measured(DCM.MeanAttenuationCoefficient, mean, UCUM["[hnsf'U]"]),
        ]
    ),
)
report = MeasurementReport(
    CID7021.ImagingMeasurementReport,
    ObservationContext=ObservationContext(ObserverContext=[observer]),
    ImagingMeasurements=MeasurementReport.ImagingMeasurementsItem(
        PlanarROIMeasurementsAndQualitativeEvaluations=[region]
    ),
)

# The document: of the patient and the study of the image, with what it refers to as its evidence.
document = report.to_document(Comprehensive3DSR, patient_and_study=ct, series_number=3)
document.SeriesDescription = "Measurements"
document.save(sr_path)
