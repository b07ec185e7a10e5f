"""An RT Structure Set: a contour of one region of interest on an image."""

from typing import assert_type

from dicomwright.codes import SCT
from dicomwright.iods import RTStructureSet
from dicomwright.macros import ImageSOPInstanceReference
from dicomwright.modules import ROIContour, RTROIObservations, StructureSet

Frame = StructureSet.ReferencedFrameOfReferenceItem
Study = Frame.RTReferencedStudyItem
Contours = ROIContour.ROIContourItem

image = ImageSOPInstanceReference(
    ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID="1.2.3.4"
)
points = [[0.0, 0.0, 5.0], [10.0, 0.0, 5.0], [10.0, 10.0, 5.0]]
plan = RTStructureSet(
    PatientID="42",
    StudyInstanceUID="1.2.3",
    SeriesInstanceUID="1.2.3.7",
    Modality="RTSTRUCT",
    StructureSetLabel="ORGANS",
    StructureSetDate="20250131",
    ReferencedFrameOfReferenceSequence=[
        Frame(
            FrameOfReferenceUID="1.2.3.9",
            RTReferencedStudySequence=[
                Study(
                    ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
                    ReferencedSOPInstanceUID="1.2.3",
                    RTReferencedSeriesSequence=[
                        Study.RTReferencedSeriesItem(
                            SeriesInstanceUID="1.2.3.1", ContourImageSequence=[image]
                        )
                    ],
                )
            ],
        )
    ],
    StructureSetROISequence=[
        StructureSet.StructureSetROIItem(
            ROINumber=1,
            ReferencedFrameOfReferenceUID="1.2.3.9",
            ROIName="Liver",
            ROIGenerationAlgorithm="MANUAL",
        )
    ],
    ROIContourSequence=[
        Contours(
            ReferencedROINumber=1,
            ROIDisplayColor=[255, 0, 0],
            ContourSequence=[
                Contours.ContourItem(
                    ContourGeometricType="CLOSED_PLANAR",
                    NumberOfContourPoints=len(points),
                    ContourData=[value for point in points for value in point],
                    ContourImageSequence=[image],
                )
            ],
        )
    ],
    RTROIObservationsSequence=[
        RTROIObservations.RTROIObservationsItem(
            ObservationNumber=1,
            ReferencedROINumber=1,
            RTROIInterpretedType="ORGAN",
            ROIInterpreter="Doe^John",
            RTROIIdentificationCodeSequence=[SCT.Liver],
        )
    ],
)
plan.save("structures.dcm")


def contours(structures: ROIContour, number: int) -> list[list[float]]:
    """Return the coordinates of a region's contours."""
    return [
        list(contour.ContourData)
        for region in structures.ROIContourSequence or ()
        if region.ReferencedROINumber == number
        for contour in region.ContourSequence or ()
    ]


old = RTStructureSet.read("structures.dcm")
assert contours(old, 1) == [[0, 0, 5, 10, 0, 5, 10, 10, 5]]
assert contours(old, 2) == []
regions = old.StructureSetROISequence
assert regions is not None
assert_type(regions[0].ROIName, str | None)
assert_type(old.StructureSetLabel, str)
