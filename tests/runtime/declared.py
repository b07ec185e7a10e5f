"""Small classes written by hand as the generator writes them: what the tests of the runtime build."""
# ruff: noqa: ANN401 - values of any type are what is tested
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dicomwright.runtime import (
    IOD,
    CodedMacro,
    CodingScheme,
    ContextGroup,
    FunctionalGroupMacro,
    Item,
    Macro,
    Module,
    attribute,
    code,
    condition,
    context_group,
    functional_group,
    member,
    usage,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from numpy.typing import NDArray
    from pydicom.sr.coding import Code

    from dicomwright.runtime import OptionalItems, OptionalName, OptionalNames

HERE = __name__


@context_group(
    cid="4",
    keyword="Region",
    uid="1.2.840.10008.6.1.2",
    version="20250401",
    extensible=True,
    section="CID 4",
    address="https://dicom.example/4",
)
class CID4(ContextGroup):
    """Anatomic regions; extensible."""

    Abdomen: ClassVar[CID4] = member("113345001", "SCT", "Abdomen")
    Liver: ClassVar[CID4] = member("10200004", "SCT", "Liver")


@context_group(cid="244", keyword="Side", uid="1.2.840.10008.6.1.906", version="20030108", extensible=False)
class CID244(ContextGroup):
    """Sides; not extensible."""

    Left: ClassVar[CID244] = member("7771000", "SCT", "Left")
    Right: ClassVar[CID244] = member("24028007", "SCT", "Right")


class SCT(CodingScheme, designator="SCT", uid="2.16.840.1.113883.6.96"):
    """A coding scheme."""

    Liver: ClassVar[Code] = code("10200004", "Liver")
    Abdomen: ClassVar[Code] = code("113345001", "Abdomen")
    Versioned: ClassVar[Code] = code("1", "Versioned", "2020")


class SOPInstanceReference(Macro):
    ReferencedSOPClassUID: str = attribute(0x00081150, "UI", "1")
    ReferencedSOPInstanceUID: str = attribute(0x00081155, "UI", "1")


class ContentItem(Macro):
    ValueType: Literal["TEXT", "NUM"] = attribute(0x0040A040, "CS", "1", values=("TEXT", "NUM"))
    TextValue: str | None = attribute(0x0040A160, "UT", "1C", default=None)
    ContentSequence: Sequence[ContentItem] | None = attribute(
        0x0040A730, "SQ", "1C", item=f"{HERE}:ContentItem", default=None
    )


class CodeSequence(CodedMacro):
    """The attributes of a code, where an item has others besides."""

    CodeValue: str | None = attribute(0x00080100, "SH", "1C", default=None)
    CodingSchemeDesignator: str | None = attribute(0x00080102, "SH", "1C", default=None)
    CodeMeaning: str = attribute(0x00080104, "LO", "1")


class Patient(Module):
    PatientName: OptionalName = attribute(0x00100010, "PN", "2", default=None)
    PatientID: str | None = attribute(0x00100020, "LO", "1", default=None)
    PatientSex: Literal["M", "F", "O"] | None = attribute(
        0x00100040, "CS", "2", values=("M", "F", "O"), default=None
    )
    PatientBirthDate: date | str | None = attribute(0x00100030, "DA", "2", default=None)
    OtherPatientNames: OptionalNames = attribute(0x00101001, "PN", "3", vm="1-n", default=None)
    PatientComments: str | None = attribute(0x00104000, "LT", "3", default=None)


class GeneralStudy(Module):
    StudyInstanceUID: str | None = attribute(0x0020000D, "UI", "1", default=None)
    StudyDate: date | str | None = attribute(0x00080020, "DA", "2", default=None)
    StudyTime: time | str | None = attribute(0x00080030, "TM", "2", default=None)
    ReferencedStudySequence: Sequence[SOPInstanceReference] | None = attribute(
        0x00081110, "SQ", "3", item=f"{HERE}:SOPInstanceReference", default=None
    )


class GeneralSeries(Module):
    class RelatedSeriesItem(SOPInstanceReference, Item):
        SeriesInstanceUID: str = attribute(0x0020000E, "UI", "1")
        PurposeOfReferenceCodeSequence: Sequence[Code] | None = attribute(
            0x0040A170, "SQ", "2", item="Code", default=None
        )

    Modality: str | None = attribute(0x00080060, "CS", "1", terms=("CT", "MR"), default=None)
    SeriesInstanceUID: str | None = attribute(0x0020000E, "UI", "1", default=None)
    Laterality: Literal["R", "L"] | None = attribute(
        0x00200060, "CS", "2C", values=("R", "L"), required_if=condition("9f31c0de", 0x00200062), default=None
    )
    RelatedSeriesSequence: Sequence[RelatedSeriesItem] | None = attribute(
        0x00081250, "SQ", "3", item=RelatedSeriesItem, items=(1, None), default=None
    )


class ContrastBolus(Module):
    ContrastBolusAgent: str | None = attribute(0x00180010, "LO", "2", default=None)
    ContrastBolusVolume: float | None = attribute(0x00181041, "DS", "3", default=None)


class ImagePixel(Module):
    SamplesPerPixel: int | None = attribute(0x00280002, "US", "1", default=None)
    PhotometricInterpretation: str | None = attribute(
        0x00280004, "CS", "1", terms=("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB"), default=None
    )
    PlanarConfiguration: int | None = attribute(0x00280006, "US", "1C", values=(0, 1), default=None)
    Rows: int | None = attribute(0x00280010, "US", "1", default=None)
    Columns: int | None = attribute(0x00280011, "US", "1", default=None)
    BitsAllocated: int | None = attribute(0x00280100, "US", "1", default=None)
    BitsStored: int | None = attribute(0x00280101, "US", "1", default=None)
    HighBit: int | None = attribute(0x00280102, "US", "1", default=None)
    PixelRepresentation: Literal[0, 1] | None = attribute(0x00280103, "US", "1", values=(0, 1), default=None)
    SmallestImagePixelValue: int | None = attribute(0x00280106, "US or SS", "3", default=None)
    RedPaletteColorLookupTableDescriptor: Sequence[int] | None = attribute(
        0x00281101, "US or SS", "1C", vm="3", default=None
    )
    LUTData: Sequence[int] | bytes | None = attribute(
        0x00283006, "US or OW", "3", vm="1-n or 1", default=None
    )
    PixelData: bytes | NDArray[Any] | None = attribute(0x7FE00010, "OB or OW", "1C", default=None)


class FloatingPoint(Module):
    SamplesPerPixel: Literal[1] | None = attribute(
        0x00280002, "US", "1", values=(1,), derived=1, default=None
    )
    PhotometricInterpretation: Literal["MONOCHROME2"] | None = attribute(
        0x00280004, "CS", "1", values=("MONOCHROME2",), derived="MONOCHROME2", default=None
    )
    Rows: int | None = attribute(0x00280010, "US", "1", default=None)
    Columns: int | None = attribute(0x00280011, "US", "1", default=None)
    BitsAllocated: int | None = attribute(0x00280100, "US", "1", default=None)
    FloatPixelData: bytes | NDArray[Any] | None = attribute(0x7FE00008, "OF", "1C", default=None)
    DoubleFloatPixelData: bytes | NDArray[Any] | None = attribute(0x7FE00009, "OD", "1C", default=None)


class MultiFrame(Module):
    NumberOfFrames: int | None = attribute(0x00280008, "IS", "1", default=None)


class CTImageModule(Module):
    ImageType: Sequence[str] | None = attribute(
        0x00080008,
        "CS",
        "1",
        vm="2-n",
        value_lists=(values_of("enumerated", ("ORIGINAL", "DERIVED"), value=1),),
        default=None,
    )
    SamplesPerPixel: Literal[1] | None = attribute(
        0x00280002, "US", "1", values=(1,), derived=1, default=None
    )
    PixelSpacing: Sequence[float] | None = attribute(0x00280030, "DS", "1", vm="2", default=None)
    RescaleSlope: float | None = attribute(0x00281053, "DS", "1", default=None)
    AnatomicRegionSequence: Sequence[CID4 | Code] | None = attribute(
        0x00082218,
        "SQ",
        "1C",
        item="Code",
        cid=f"{HERE}:CID4",
        binding="baseline",
        items=(1, 1),
        default=None,
    )
    ImageLateralitySequence: Sequence[CID244] | None = attribute(
        0x00082220, "SQ", "3", item="Code", cid=f"{HERE}:CID244", binding="defined", default=None
    )
    OverlayData: bytes | None = attribute("60xx3000", "OB or OW", "3", default=None)


class SOPCommon(Module):
    SOPClassUID: str | None = attribute(0x00080016, "UI", "1", default=None)
    SOPInstanceUID: str | None = attribute(0x00080018, "UI", "1", default=None)
    SpecificCharacterSet: Sequence[str] | None = attribute(0x00080005, "CS", "1C", vm="1-n", default=None)


CT_CLASS = "1.2.840.10008.5.1.4.1.1.2"
SC_CLASS = "1.2.840.10008.5.1.4.1.1.7"
MF_CLASS = "1.2.840.10008.5.1.4.1.1.7.4"
MAP_CLASS = "1.2.840.10008.5.1.4.1.1.30"


class CT(Patient, GeneralStudy, GeneralSeries, ContrastBolus, ImagePixel, CTImageModule, SOPCommon, IOD):
    sop_classes = (CT_CLASS,)
    modules = (
        usage(Patient, "M", ie="Patient"),
        usage(GeneralStudy, "M", ie="Study"),
        usage(GeneralSeries, "M", ie="Series"),
        usage(ContrastBolus, "C", ie="Image", required_if=condition("00000000")),
        usage(ImagePixel, "M", ie="Image"),
        usage(CTImageModule, "M", ie="Image"),
        usage(SOPCommon, "M", ie="Image"),
    )
    PatientID: str = attribute(0x00100020, "LO", "1")
    StudyInstanceUID: str = attribute(0x0020000D, "UI", "1")
    SeriesInstanceUID: str = attribute(0x0020000E, "UI", "1")
    ImageType: Sequence[str] = attribute(
        0x00080008,
        "CS",
        "1",
        vm="2-n",
        value_lists=(values_of("enumerated", ("ORIGINAL", "DERIVED"), value=1),),
    )
    PixelSpacing: Sequence[float] = attribute(0x00280030, "DS", "1", vm="2")
    RescaleSlope: float = attribute(0x00281053, "DS", "1")
    Modality: Literal["CT"] | None = attribute(
        0x00080060, "CS", "1", values=("CT",), derived="CT", default=None
    )
    SamplesPerPixel: Literal[1] | None = attribute(
        0x00280002, "US", "1", values=(1,), derived=1, default=None
    )
    SOPClassUID: Literal["1.2.840.10008.5.1.4.1.1.2"] | None = attribute(
        0x00080016, "UI", "1", derived=CT_CLASS, default=None
    )


class SC(Patient, GeneralStudy, ImagePixel, SOPCommon, IOD):
    """A secondary capture: one frame, grey or colour."""

    sop_classes = (SC_CLASS,)
    modules = (
        usage(Patient, "M"),
        usage(GeneralStudy, "M"),
        usage(ImagePixel, "M"),
        usage(SOPCommon, "M"),
    )
    SOPClassUID: str | None = attribute(0x00080016, "UI", "1", derived=SC_CLASS, default=None)


class PixelMeasures(FunctionalGroupMacro):
    class PixelMeasuresItem(Item):
        PixelSpacing: Sequence[float] | None = attribute(0x00280030, "DS", "1C", vm="2", default=None)
        SliceThickness: float | None = attribute(0x00180050, "DS", "1C", default=None)

    PixelMeasuresSequence: Sequence[PixelMeasuresItem] | None = attribute(
        0x00289110, "SQ", "1", item=PixelMeasuresItem, items=(1, 1), default=None
    )


class PlanePosition(FunctionalGroupMacro):
    class PlanePositionItem(Item):
        ImagePositionPatient: Sequence[float] = attribute(0x00200032, "DS", "1", vm="3")

    PlanePositionSequence: Sequence[PlanePositionItem] | None = attribute(
        0x00209113, "SQ", "1", item=PlanePositionItem, items=(1, 1), default=None
    )


class MF(Patient, GeneralStudy, ImagePixel, MultiFrame, SOPCommon, IOD):
    """A multi-frame image with functional groups."""

    sop_classes = (MF_CLASS,)
    modules = (
        usage(Patient, "M"),
        usage(GeneralStudy, "M"),
        usage(ImagePixel, "M"),
        usage(MultiFrame, "M"),
        usage(SOPCommon, "M"),
    )
    functional_groups = (
        functional_group(PixelMeasures, "M", shared=True),
        functional_group(PlanePosition, "M", shared=False),
    )

    class SharedFunctionalGroupsItem(PixelMeasures, Item):
        pass

    class PerFrameFunctionalGroupsItem(PixelMeasures, PlanePosition, Item):
        pass

    SOPClassUID: str | None = attribute(0x00080016, "UI", "1", derived=MF_CLASS, default=None)
    PixelData: bytes | NDArray[Any] = attribute(0x7FE00010, "OB or OW", "1")
    SharedFunctionalGroupsSequence: Sequence[SharedFunctionalGroupsItem] | None = attribute(
        0x52009229, "SQ", "3", item=SharedFunctionalGroupsItem, items=(1, 1), default=None
    )
    PerFrameFunctionalGroupsSequence: Sequence[PerFrameFunctionalGroupsItem] | None = attribute(
        0x52009230, "SQ", "3", item=PerFrameFunctionalGroupsItem, items=(1, None), default=None
    )


class ParametricMap(Patient, GeneralStudy, FloatingPoint, MultiFrame, SOPCommon, IOD):
    sop_classes = (MAP_CLASS,)
    modules = (
        usage(Patient, "M"),
        usage(GeneralStudy, "M"),
        usage(FloatingPoint, "M"),
        usage(MultiFrame, "M"),
        usage(SOPCommon, "M"),
    )
    SOPClassUID: str | None = attribute(0x00080016, "UI", "1", derived=MAP_CLASS, default=None)


class Anatomy(Module):
    class PrimaryAnatomicStructureItem(CodeSequence, Item):
        PrimaryAnatomicStructureModifierSequence: Sequence[CID244 | Code] | None = attribute(
            0x00082230, "SQ", "3", item="Code", cid=(f"{HERE}:CID4", f"{HERE}:CID244"), default=None
        )

    PrimaryAnatomicStructureSequence: OptionalItems[PrimaryAnatomicStructureItem, CID4 | Code] = attribute(
        0x00082228,
        "SQ",
        "3",
        item=PrimaryAnatomicStructureItem,
        codes=True,
        cid=f"{HERE}:CID4",
        binding="baseline",
        default=None,
    )


class AllVRs(Module):
    """One attribute of each VR, with tags that pydicom's dictionary knows."""

    RetrieveAETitle: Sequence[str] | None = attribute(0x00080054, "AE", "3", vm="1-n", default=None)
    PatientAge: str | None = attribute(0x00101010, "AS", "3", default=None)
    FrameIncrementPointer: Sequence[int] | None = attribute(0x00280009, "AT", "3", vm="1-n", default=None)
    ScanOptions: Sequence[str] | None = attribute(0x00180022, "CS", "3", vm="1-n", default=None)
    DateOfLastCalibration: Sequence[date | str] | None = attribute(
        0x00181200, "DA", "3", vm="1-n", default=None
    )
    SliceThickness: float | None = attribute(0x00180050, "DS", "3", default=None)
    ImagePositionPatient: Sequence[float] | None = attribute(0x00200032, "DS", "3", vm="3", default=None)
    AcquisitionDateTime: datetime | str | None = attribute(0x0008002A, "DT", "3", default=None)
    RecommendedDisplayFrameRateInFloat: float | None = attribute(0x00089459, "FL", "3", default=None)
    InstanceNumber: int | None = attribute(0x00200013, "IS", "3", default=None)
    PatientTelephoneNumbers: Sequence[str] | None = attribute(0x00102154, "SH", "3", vm="1-n", default=None)
    OtherPatientIDs: Sequence[str] | None = attribute(0x00101000, "LO", "3", vm="1-n", default=None)
    InstitutionAddress: str | None = attribute(0x00080081, "ST", "3", default=None)
    ReferencePixelX0: int | None = attribute(0x00186020, "SL", "3", default=None)
    SelectorFDValue: Sequence[float] | None = attribute(0x00720074, "FD", "3", vm="2-2n", default=None)
    SelectorSSValue: Sequence[int] | None = attribute(0x0072007E, "SS", "3", vm="1-n", default=None)
    SelectorULValue: Sequence[int] | None = attribute(0x00720078, "UL", "3", vm="1-n or 1", default=None)
    SelectorUSValue: Sequence[int] | None = attribute(0x0072007A, "US", "3", vm="1-n", default=None)
    SelectorSVValue: Sequence[int] | None = attribute(0x00720082, "SV", "3", vm="1-n", default=None)
    SelectorUVValue: Sequence[int] | None = attribute(0x00720083, "UV", "3", vm="1-n", default=None)
    ContourData: Sequence[float] | None = attribute(0x30060050, "DS", "3", vm="3-3n", default=None)
    RetrieveURL: str | None = attribute(0x00081190, "UR", "3", default=None)
    LongCodeValue: str | None = attribute(0x00080119, "UC", "3", default=None)
    SelectorUTValue: str | None = attribute(0x00720070, "UT", "3", default=None)
    SelectorOBValue: bytes | None = attribute(0x00720065, "OB", "3", default=None)
    SelectorOWValue: bytes | None = attribute(0x00720069, "OW", "3", default=None)
    SelectorOFValue: bytes | None = attribute(0x00720067, "OF", "3", default=None)
    SelectorODValue: bytes | None = attribute(0x00720073, "OD", "3", default=None)
    SelectorOLValue: bytes | None = attribute(0x00720075, "OL", "3", default=None)
    SelectorOVValue: bytes | None = attribute(0x00720081, "OV", "3", default=None)
    ContentSequence: Sequence[ContentItem] | None = attribute(
        0x0040A730, "SQ", "3", item=f"{HERE}:ContentItem", default=None
    )


class Everything(Patient, GeneralStudy, Anatomy, AllVRs, SOPCommon, IOD):
    sop_classes = (SC_CLASS,)
    modules = (
        usage(Patient, "U"),
        usage(GeneralStudy, "M"),
        usage(Anatomy, "U"),
        usage(AllVRs, "M"),
        usage(SOPCommon, "M"),
    )
    SOPClassUID: str | None = attribute(0x00080016, "UI", "1", derived=SC_CLASS, default=None)


def make_ct(**values: Any) -> CT:
    """Build a CT that can be saved."""
    given: dict[str, Any] = {
        "PatientID": "42",
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "1.2.3.4",
        "ImageType": ["ORIGINAL", "PRIMARY"],
        "PixelSpacing": [0.5, 0.5],
        "RescaleSlope": 1,
    }
    return CT(**{**given, **values})
