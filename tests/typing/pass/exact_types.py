"""What a type checker knows of the attributes: VR, VM, Type, enumerated values, items and codes."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Literal, assert_type

from numpy.typing import NDArray
from pydicom.dataset import FileDataset
from pydicom.sr.coding import Code
from pydicom.valuerep import PersonName

from dicomwright.cids import CID82, CID4005, CID7063, CID7454
from dicomwright.iods import (
    CTImage,
    DigitalMammographyXRayImage,
    EncapsulatedSTL,
    EnhancedMRImage,
    MRImage,
    Segmentation,
    VLWholeSlideMicroscopyImage,
)
from dicomwright.macros import (
    DerivationImage,
    DocumentRelationship,
    GeneralAnatomyOptional,
    NumericMeasurement,
    PixelMeasures,
    SOPInstanceReference,
)
from dicomwright.modules import GeneralSeries, GeneralStudy, MultiFrameDimension, Patient
from dicomwright.runtime import IOD, read


def value_representations(ct: CTImage, mr: MRImage) -> None:
    """A VR has its Python types."""
    assert_type(ct.PatientName, PersonName | None)
    ct.PatientName = "Doe^Jane"
    assert_type(ct.PatientName, PersonName | None)  # no narrower by assignment
    assert_type(ct.PatientBirthDate, date | str | None)
    assert_type(ct.PatientBirthTime, time | str | None)
    assert_type(ct.AcquisitionDateTime, datetime | str | None)
    assert_type(ct.SeriesNumber, int | None)
    assert_type(ct.SliceThickness, float | None)
    assert_type(ct.PatientComments, str | None)
    assert_type(ct.PixelData, bytes | NDArray[Any] | None)
    assert_type(mr.NumberOfPhaseEncodingSteps, int | None)


def multiplicity_and_type(ct: CTImage, study: GeneralStudy) -> None:
    """A Type 1 attribute of the IOD is never None; several values are a sequence."""
    assert_type(ct.StudyInstanceUID, str)
    assert_type(study.StudyInstanceUID, str | None)
    assert_type(ct.PixelSpacing, Sequence[float])
    assert_type(ct.RescaleSlope, float)
    assert_type(ct.ImageType, Sequence[str])
    assert_type(ct.OtherPatientNames, Sequence[PersonName] | None)


def enumerated_values(ct: CTImage, mr: MRImage, seg: Segmentation) -> None:
    """Enumerated values are literals; those of an IOD are narrower than those of its modules."""
    assert_type(ct.PatientSex, Literal["M", "F", "O"] | None)
    assert_type(ct.Modality, Literal["CT"])
    assert_type(ct.SamplesPerPixel, Literal[1])
    assert_type(ct.BitsAllocated, Literal[16])
    assert_type(mr.ScanningSequence, Sequence[Literal["SE", "IR", "GR", "EP", "RM"]])
    assert_type(seg.SegmentationType, Literal["BINARY", "FRACTIONAL", "LABELMAP"])
    assert_type(seg.ContentDate, date | str)


def items(ct: CTImage, seg: Segmentation, mr: EnhancedMRImage) -> None:
    """Items have classes of their own, in the module, in the macro, or in the IOD."""
    assert_type(ct.RelatedSeriesSequence, Sequence[GeneralSeries.RelatedSeriesItem] | None)
    assert_type(ct.ReferencedStudySequence, Sequence[SOPInstanceReference] | None)
    assert_type(ct.OtherPatientIDsSequence, Sequence[Patient.OtherPatientIDsItem] | None)
    assert_type(seg.DimensionOrganizationSequence, Sequence[MultiFrameDimension.DimensionOrganizationItem])
    assert_type(mr.SharedFunctionalGroupsSequence, Sequence[EnhancedMRImage.SharedFunctionalGroupsItem])
    assert_type(
        mr.PerFrameFunctionalGroupsSequence, Sequence[EnhancedMRImage.PerFrameFunctionalGroupsItem] | None
    )


def names_of_items(seg: Segmentation) -> None:
    """The class of an item can be reached through the IOD that has it."""
    assert_type(seg.SegmentSequence, Sequence[Segmentation.SegmentItem])
    for group in seg.SharedFunctionalGroupsSequence:
        assert_type(
            group.PixelMeasuresSequence,
            Sequence[Segmentation.SharedFunctionalGroupsItem.PixelMeasuresItem] | None,
        )


def codes(ct: CTImage, stl: EncapsulatedSTL, mammogram: DigitalMammographyXRayImage) -> None:
    """A group that is not extensible is the type; one that is accepts every code."""
    assert_type(stl.MeasurementUnitsCodeSequence, Sequence[CID7063])
    assert_type(mammogram.PartialViewCodeSequence, Sequence[CID4005] | None)
    assert_type(ct.PatientSpeciesCodeSequence, Sequence[CID7454 | Code] | None)
    assert_type(ct.ProcedureCodeSequence, Sequence[Code] | None)
    assert_type(ct.AnatomicRegionSequence, Sequence[GeneralAnatomyOptional.AnatomicRegionItem] | None)


def trees(item: DocumentRelationship.ContentItem) -> None:
    """A content item holds content items."""
    assert_type(item.ContentSequence, Sequence[DocumentRelationship.ContentItem] | None)
    assert_type(item.MeasuredValueSequence, Sequence[NumericMeasurement.MeasuredValueItem] | None)
    for measured in item.MeasuredValueSequence or ():
        assert_type(measured.MeasurementUnitsCodeSequence, Sequence[CID82 | Code])


def frames(mr: EnhancedMRImage, slide: VLWholeSlideMicroscopyImage) -> None:
    """A frame has the functional groups of its IOD, be they its own or shared."""
    assert_type(mr.frames[0].PixelMeasures, PixelMeasures.PixelMeasuresItem | None)
    assert_type(slide.frames[0].PixelMeasures, PixelMeasures.PixelMeasuresItem | None)
    assert_type(mr.frames[0].DerivationImage, Sequence[DerivationImage.DerivationImageItem] | None)
    assert_type(mr.frames[1:], Sequence[EnhancedMRImage.Frame])


def classes(ct: CTImage) -> None:
    """Methods return what they are called on."""
    assert_type(CTImage.read("ct.dcm"), CTImage)
    assert_type(read("ct.dcm"), IOD)
    assert_type(SOPInstanceReference.of(ct), SOPInstanceReference)
    assert_type(ct.pixel_array, NDArray[Any])
    assert_type(CTImage.from_dataset(ct.to_dataset()), CTImage)
    assert_type(ct.to_dataset(), FileDataset)
    assert_type(Patient.of(ct).get("PatientID"), str | None)
    assert_type(GeneralStudy.of(ct)["StudyInstanceUID"], str)
    assert_type(ct.is_set("PatientID"), bool)
