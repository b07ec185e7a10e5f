"""One object of each of many IODs, built as a user would, which dciodvfy then judges."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from peers import iod_errors
from PIL import ImageCms
from pydicom.sr.coding import Code
from pydicom.tag import Tag
from pydicom.uid import CTImageStorage, generate_uid

from dicomwright.cids import CID4, CID7181, CID8123
from dicomwright.codes import DCM, SCT, UCUM
from dicomwright.iods import (
    Comprehensive3DSR,
    ComputedRadiographyImage,
    EnhancedMRImage,
    ModalityPerformedProcedureStep,
    MRImage,
    ParametricMap,
    RTStructureSet,
    SecondaryCaptureImage,
    UltrasoundImage,
    VLWholeSlideMicroscopyImage,
)
from dicomwright.macros import (
    VOILUT,
    Container,
    DocumentContent,
    DocumentRelationship,
    FrameAnatomy,
    FrameContent,
    HierarchicalSeriesReference,
    HierarchicalSOPInstanceReference,
    IdentityPixelValueTransformation,
    ImageSOPInstanceReference,
    MRAverages,
    MREcho,
    MRFOVGeometry,
    MRImageFrameType,
    MRImagingModifier,
    MRModifier,
    MRReceiveCoil,
    MRTimingAndRelatedParameters,
    MRTransmitCoil,
    NumericMeasurement,
    OpticalPathIdentification,
    ParametricMapFrameType,
    PixelMeasures,
    PixelValueTransformation,
    PlaneOrientationPatient,
    PlanePositionPatient,
    RealWorldValueMappingItem,
    SOPInstanceReference,
    Specimen,
    WholeSlideMicroscopyImageFrameType,
)
from dicomwright.modules import (
    ImageAcquisitionResults,
    MicroscopeSlideLayerTileOrganization,
    MultiFrameDimension,
    OpticalPath,
    PerformedProcedureStepRelationship,
    ROIContour,
    RTROIObservations,
    StructureSet,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwright.runtime import IOD

NOW = datetime(2025, 11, 21, 6, 30, tzinfo=UTC)
STUDY: dict[str, Any] = {
    "PatientName": "Doe^Jane",
    "PatientID": "42",
    "PatientBirthDate": "19700101",
    "PatientSex": "F",
    "StudyInstanceUID": generate_uid(),
    "StudyDate": NOW.date(),
    "StudyTime": NOW.time(),
    "StudyID": "1",
    "AccessionNumber": "7",
    "ReferringPhysicianName": "Doe^John",
    "SeriesInstanceUID": generate_uid(),
    "SeriesNumber": 1,
    "InstanceNumber": 1,
}
EQUIPMENT: dict[str, Any] = {
    "Manufacturer": "dicomwright",
    "ManufacturerModelName": "tests",
    "DeviceSerialNumber": "1",
    "SoftwareVersions": ["0.1.0"],
}
CONTENT: dict[str, Any] = {"ContentDate": NOW.date(), "ContentTime": NOW.time()}
FRAME_OF_REFERENCE = generate_uid()
GRADIENT = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
CT_IMAGE = SOPInstanceReference(ReferencedSOPClassUID=CTImageStorage, ReferencedSOPInstanceUID=generate_uid())
CT_SERIES = generate_uid()


def mr_image() -> MRImage:
    return MRImage(
        **STUDY,
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        PatientPosition="HFS",
        ImageType=["ORIGINAL", "PRIMARY", "OTHER"],
        PixelSpacing=[1, 1],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, 0],
        ScanningSequence=["SE"],
        SequenceVariant=["NONE"],
        MRAcquisitionType="2D",
        RepetitionTime=500,
        EchoTime=15,
        EchoTrainLength=1,
        AnatomicRegionSequence=[SCT.Head],
        PixelData=GRADIENT,
    )


def ultrasound_image() -> UltrasoundImage:
    return UltrasoundImage(
        **STUDY,
        Modality="US",
        ImageType=["ORIGINAL", "PRIMARY", "ABDOMINAL"],
        LossyImageCompression="00",
        AcquisitionDateTime=NOW,
        PatientOrientation=["A", "F"],
        AnatomicRegionSequence=[CID4.Abdomen],
        PixelData=np.zeros((48, 64, 3), np.uint8),
    )


def computed_radiography_image() -> ComputedRadiographyImage:
    return ComputedRadiographyImage(
        **STUDY,
        ImageType=["ORIGINAL", "PRIMARY"],
        BodyPartExamined="CHEST",
        ViewPosition="PA",
        PatientOrientation=["L", "F"],
        BitsStored=12,
        PixelData=GRADIENT,
    )


def secondary_capture_image() -> SecondaryCaptureImage:
    return SecondaryCaptureImage(
        **STUDY,
        Modality="OT",
        ConversionType="WSD",
        BodyPartExamined="CHEST",
        PatientOrientation=["L", "F"],
        PixelData=np.zeros((48, 64, 3), np.uint8),
    )


def dimensions(*pointers: tuple[str, str]) -> dict[str, Any]:
    """Return the attributes of Multi-frame Dimension for pairs of an attribute and its functional group."""
    uid = generate_uid()
    return {
        "DimensionOrganizationSequence": [
            MultiFrameDimension.DimensionOrganizationItem(DimensionOrganizationUID=uid)
        ],
        "DimensionIndexSequence": [
            MultiFrameDimension.DimensionIndexItem(
                DimensionOrganizationUID=uid,
                DimensionIndexPointer=Tag(pointer),
                FunctionalGroupPointer=Tag(group),
            )
            for pointer, group in pointers
        ],
    }


POSITION = ("ImagePositionPatient", "PlanePositionSequence")


def enhanced_mr_image() -> EnhancedMRImage:
    return EnhancedMRImage(
        **STUDY,
        **EQUIPMENT,
        **CONTENT,
        **dimensions(POSITION),
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        PatientPosition="HFS",
        ImageType=["ORIGINAL", "PRIMARY", "OTHER", "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
        ComplexImageComponent="MAGNITUDE",
        AcquisitionContrast="T1",
        AcquisitionDateTime=NOW,
        AcquisitionDuration=12.5,
        ContentQualification="RESEARCH",
        ResonantNucleus=["1H"],
        KSpaceFiltering="NONE",
        MagneticFieldStrength=3,
        ApplicableSafetyStandardAgency="IEC",
        BurnedInAnnotation="NO",
        LossyImageCompression="00",
        PresentationLUTShape="IDENTITY",
        PulseSequenceName="se2d1",
        MRAcquisitionType="2D",
        EchoPulseSequence="SPIN",
        MultipleSpinEcho="NO",
        MultiPlanarExcitation="NO",
        PhaseContrast="NO",
        TimeOfFlightContrast="NO",
        SteadyStatePulseSequence="NONE",
        EchoPlanarPulseSequence="NO",
        SaturationRecovery="NO",
        SpectrallySelectedSuppression="NONE",
        OversamplingPhase="NONE",
        GeometryOfKSpaceTraversal="RECTILINEAR",
        RectilinearPhaseEncodeReordering="LINEAR",
        SegmentedKSpaceTraversal="SINGLE",
        NumberOfKSpaceTrajectories=1,
        SharedFunctionalGroupsSequence=[enhanced_mr_shared()],
        PerFrameFunctionalGroupsSequence=[enhanced_mr_frame(1), enhanced_mr_frame(2)],
        PixelData=np.stack([GRADIENT, GRADIENT]),
    )


def enhanced_mr_shared() -> EnhancedMRImage.SharedFunctionalGroupsItem:
    return EnhancedMRImage.SharedFunctionalGroupsItem(
        PixelMeasuresSequence=[
            PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 1], SliceThickness=3, SpacingBetweenSlices=3)
        ],
        PlaneOrientationSequence=[
            PlaneOrientationPatient.PlaneOrientationItem(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
        ],
        FrameAnatomySequence=[
            FrameAnatomy.FrameAnatomyItem(FrameLaterality="U", AnatomicRegionSequence=[SCT.Head])
        ],
        PixelValueTransformationSequence=[
            PixelValueTransformation.PixelValueTransformationItem(
                RescaleIntercept=0, RescaleSlope=1, RescaleType="US"
            )
        ],
        MRImageFrameTypeSequence=[
            MRImageFrameType.MRImageFrameTypeItem(
                FrameType=["ORIGINAL", "PRIMARY", "OTHER", "NONE"],
                PixelPresentation="MONOCHROME",
                VolumetricProperties="VOLUME",
                VolumeBasedCalculationTechnique="NONE",
                ComplexImageComponent="MAGNITUDE",
                AcquisitionContrast="T1",
            )
        ],
        MRTimingAndRelatedParametersSequence=[
            MRTimingAndRelatedParameters.MRTimingAndRelatedParametersItem(
                RepetitionTime=500,
                FlipAngle=90,
                EchoTrainLength=1,
                RFEchoTrainLength=1,
                GradientEchoTrainLength=0,
                SpecificAbsorptionRateSequence=[
                    MRTimingAndRelatedParameters.MRTimingAndRelatedParametersItem.SpecificAbsorptionRateItem(
                        SpecificAbsorptionRateDefinition="IEC_HEAD", SpecificAbsorptionRateValue=0.5
                    )
                ],
                GradientOutputType="DB_DT",
                GradientOutput=10,
                OperatingModeSequence=[
                    MRTimingAndRelatedParameters.MRTimingAndRelatedParametersItem.OperatingModeItem(
                        OperatingModeType="RF", OperatingMode="IEC_NORMAL"
                    )
                ],
            )
        ],
        MRFOVGeometrySequence=[
            MRFOVGeometry.MRFOVGeometryItem(
                InPlanePhaseEncodingDirection="ROW",
                MRAcquisitionFrequencyEncodingSteps=64,
                MRAcquisitionPhaseEncodingStepsInPlane=64,
                PercentSampling=100,
                PercentPhaseFieldOfView=100,
            )
        ],
        MREchoSequence=[MREcho.MREchoItem(EffectiveEchoTime=15)],
        MRModifierSequence=[
            MRModifier.MRModifierItem(
                InversionRecovery="NO",
                FlowCompensation="NONE",
                T2Preparation="NO",
                SpectrallySelectedExcitation="NONE",
                SpatialPresaturation="NONE",
                PartialFourier="NO",
                ParallelAcquisition="NO",
            )
        ],
        MRImagingModifierSequence=[
            MRImagingModifier.MRImagingModifierItem(
                MagnetizationTransfer="NONE",
                BloodSignalNulling="NO",
                Tagging="NONE",
                TransmitterFrequency=[127.7],
                PixelBandwidth=200,
            )
        ],
        MRReceiveCoilSequence=[
            MRReceiveCoil.MRReceiveCoilItem(
                ReceiveCoilName="head",
                ReceiveCoilManufacturerName=None,
                ReceiveCoilType="VOLUME",
                QuadratureReceiveCoil="YES",
            )
        ],
        MRTransmitCoilSequence=[
            MRTransmitCoil.MRTransmitCoilItem(
                TransmitCoilName="body", TransmitCoilManufacturerName=None, TransmitCoilType="BODY"
            )
        ],
        MRAveragesSequence=[MRAverages.MRAveragesItem(NumberOfAverages=1)],
    )


def enhanced_mr_frame(number: int) -> EnhancedMRImage.PerFrameFunctionalGroupsItem:
    return EnhancedMRImage.PerFrameFunctionalGroupsItem(
        FrameContentSequence=[
            FrameContent.FrameContentItem(
                FrameReferenceDateTime=NOW,
                FrameAcquisitionDateTime=NOW,
                FrameAcquisitionDuration=6250,
                DimensionIndexValues=[number],
                StackID="1",
                InStackPositionNumber=number,
            )
        ],
        PlanePositionSequence=[
            PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, 3 * number])
        ],
    )


ContentItem = DocumentRelationship.ContentItem


def comprehensive_3d_sr() -> Comprehensive3DSR:
    diameter = ContentItem(
        RelationshipType="CONTAINS",
        ValueType="NUM",
        ConceptNameCodeSequence=[SCT.Diameter],
        MeasuredValueSequence=[
            NumericMeasurement.MeasuredValueItem(
                NumericValue=12.5, MeasurementUnitsCodeSequence=[UCUM.Millimeter]
            )
        ],
        ContentSequence=[
            ContentItem(
                RelationshipType="INFERRED FROM",
                ValueType="SCOORD3D",
                GraphicType="POLYLINE",
                GraphicData=[0, 0, 0, 12.5, 0, 0],
                ReferencedFrameOfReferenceUID=FRAME_OF_REFERENCE,
            )
        ],
    )
    group = ContentItem(
        RelationshipType="CONTAINS",
        ValueType="CONTAINER",
        ConceptNameCodeSequence=[DCM.MeasurementGroup],
        ContinuityOfContent="SEPARATE",
        ContentSequence=[
            ContentItem(
                RelationshipType="HAS OBS CONTEXT",
                ValueType="TEXT",
                ConceptNameCodeSequence=[DCM.TrackingIdentifier],
                TextValue="lesion 1",
            ),
            ContentItem(
                RelationshipType="HAS OBS CONTEXT",
                ValueType="UIDREF",
                ConceptNameCodeSequence=[DCM.TrackingUniqueIdentifier],
                UID=generate_uid(),
            ),
            diameter,
        ],
    )
    measurements = ContentItem(
        RelationshipType="CONTAINS",
        ValueType="CONTAINER",
        ConceptNameCodeSequence=[DCM.ImagingMeasurements],
        ContinuityOfContent="SEPARATE",
        ContentSequence=[group],
    )
    image = ContentItem(
        RelationshipType="CONTAINS",
        ValueType="IMAGE",
        ConceptNameCodeSequence=[DCM.SourceOfMeasurement],
        ReferencedSOPSequence=[
            DocumentContent.ReferencedSOPItem(
                ReferencedSOPClassUID=CT_IMAGE.ReferencedSOPClassUID,
                ReferencedSOPInstanceUID=CT_IMAGE.ReferencedSOPInstanceUID,
            )
        ],
    )
    return Comprehensive3DSR(
        **STUDY,
        **CONTENT,
        Manufacturer="dicomwright",
        CompletionFlag="COMPLETE",
        VerificationFlag="UNVERIFIED",
        CurrentRequestedProcedureEvidenceSequence=[
            HierarchicalSOPInstanceReference(
                StudyInstanceUID=STUDY["StudyInstanceUID"],
                ReferencedSeriesSequence=[
                    HierarchicalSeriesReference(
                        SeriesInstanceUID=CT_SERIES,
                        ReferencedSOPSequence=[
                            HierarchicalSeriesReference.ReferencedSOPItem(
                                ReferencedSOPClassUID=CT_IMAGE.ReferencedSOPClassUID,
                                ReferencedSOPInstanceUID=CT_IMAGE.ReferencedSOPInstanceUID,
                            )
                        ],
                    )
                ],
            )
        ],
        ValueType="CONTAINER",
        ConceptNameCodeSequence=[DCM.ImagingMeasurementReport],
        ContinuityOfContent="SEPARATE",
        ContentTemplateSequence=[
            Container.ContentTemplateItem(MappingResource="DCMR", TemplateIdentifier="1500")
        ],
        ContentSequence=[
            ContentItem(
                RelationshipType="HAS CONCEPT MOD",
                ValueType="CODE",
                ConceptNameCodeSequence=[DCM.LanguageOfContentItemAndDescendants],
                ConceptCodeSequence=[Code("en", "RFC5646", "English")],
            ),
            ContentItem(
                RelationshipType="HAS OBS CONTEXT",
                ValueType="PNAME",
                ConceptNameCodeSequence=[DCM.PersonObserverName],
                PersonName="Doe^John",
            ),
            measurements,
            image,
        ],
    )


def rt_structure_set() -> RTStructureSet:
    return RTStructureSet(
        **STUDY,
        Modality="RTSTRUCT",
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        StructureSetLabel="PLAN1",
        StructureSetDate=NOW.date(),
        StructureSetTime=NOW.time(),
        ReferencedFrameOfReferenceSequence=[
            StructureSet.ReferencedFrameOfReferenceItem(
                FrameOfReferenceUID=FRAME_OF_REFERENCE,
                RTReferencedStudySequence=[
                    StructureSet.ReferencedFrameOfReferenceItem.RTReferencedStudyItem(
                        ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
                        ReferencedSOPInstanceUID=STUDY["StudyInstanceUID"],
                        RTReferencedSeriesSequence=[
                            StructureSet.ReferencedFrameOfReferenceItem.RTReferencedStudyItem.RTReferencedSeriesItem(
                                SeriesInstanceUID=CT_SERIES, ContourImageSequence=[contour_image()]
                            )
                        ],
                    )
                ],
            )
        ],
        StructureSetROISequence=[
            StructureSet.StructureSetROIItem(
                ROINumber=1,
                ReferencedFrameOfReferenceUID=FRAME_OF_REFERENCE,
                ROIName="Liver",
                ROIGenerationAlgorithm="MANUAL",
            )
        ],
        ROIContourSequence=[
            ROIContour.ROIContourItem(
                ReferencedROINumber=1,
                ROIDisplayColor=[255, 0, 0],
                ContourSequence=[
                    ROIContour.ROIContourItem.ContourItem(
                        ContourImageSequence=[contour_image()],
                        ContourGeometricType="CLOSED_PLANAR",
                        NumberOfContourPoints=3,
                        ContourData=[0, 0, 0, 10, 0, 0, 10, 10, 0],
                    )
                ],
            )
        ],
        RTROIObservationsSequence=[
            RTROIObservations.RTROIObservationsItem(
                ObservationNumber=1,
                ReferencedROINumber=1,
                RTROIInterpretedType="ORGAN",
                RTROIIdentificationCodeSequence=[SCT.Liver],
            )
        ],
    )


def contour_image() -> ImageSOPInstanceReference:
    return ImageSOPInstanceReference(
        ReferencedSOPClassUID=CT_IMAGE.ReferencedSOPClassUID,
        ReferencedSOPInstanceUID=CT_IMAGE.ReferencedSOPInstanceUID,
    )


SLIDE_FRAME_TYPE = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]


def whole_slide_image() -> VLWholeSlideMicroscopyImage:
    return VLWholeSlideMicroscopyImage(
        **STUDY,
        **EQUIPMENT,
        **CONTENT,
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        PositionReferenceIndicator="SLIDE_CORNER",
        ImageType=SLIDE_FRAME_TYPE,
        AcquisitionDateTime=NOW,
        DimensionOrganizationSequence=[
            MultiFrameDimension.DimensionOrganizationItem(DimensionOrganizationUID=generate_uid())
        ],
        DimensionOrganizationType="TILED_FULL",
        BurnedInAnnotation="NO",
        LossyImageCompression="00",
        ContainerIdentifier="S1",
        SpecimenDescriptionSequence=[
            Specimen.SpecimenDescriptionItem(SpecimenIdentifier="S1-A", SpecimenUID=generate_uid())
        ],
        ImagedVolumeWidth=1,
        ImagedVolumeHeight=1,
        ImagedVolumeDepth=1,
        TotalPixelMatrixColumns=32,
        TotalPixelMatrixRows=16,
        TotalPixelMatrixFocalPlanes=1,
        TotalPixelMatrixOriginSequence=[
            MicroscopeSlideLayerTileOrganization.TotalPixelMatrixOriginItem(
                XOffsetInSlideCoordinateSystem=20, YOffsetInSlideCoordinateSystem=40
            )
        ],
        ImageOrientationSlide=[0, -1, 0, -1, 0, 0],
        SpecimenLabelInImage="NO",
        FocusMethod="AUTO",
        ExtendedDepthOfField="NO",
        NumberOfOpticalPaths=1,
        OpticalPathSequence=[
            OpticalPath.OpticalPathItem(
                OpticalPathIdentifier="1",
                IlluminationColorCodeSequence=[SCT.FullSpectrum],
                IlluminationTypeCodeSequence=[CID8123.BrightfieldIllumination],
                ICCProfile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
            )
        ],
        SharedFunctionalGroupsSequence=[
            VLWholeSlideMicroscopyImage.SharedFunctionalGroupsItem(
                PixelMeasuresSequence=[
                    PixelMeasures.PixelMeasuresItem(PixelSpacing=[0.0005, 0.0005], SliceThickness=0.001)
                ],
                WholeSlideMicroscopyImageFrameTypeSequence=[
                    WholeSlideMicroscopyImageFrameType.WholeSlideMicroscopyImageFrameTypeItem(
                        FrameType=SLIDE_FRAME_TYPE
                    )
                ],
                OpticalPathIdentificationSequence=[
                    OpticalPathIdentification.OpticalPathIdentificationItem(OpticalPathIdentifier="1")
                ],
            )
        ],
        PixelData=np.zeros((2, 16, 16, 3), np.uint8),
    )


MAP_TYPE = ["DERIVED", "PRIMARY", "PERFUSION", "RCBF"]


def parametric_map() -> ParametricMap:
    return ParametricMap(
        **STUDY,
        **EQUIPMENT,
        **CONTENT,
        **dimensions(POSITION),
        Modality="MR",
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        ImageType=MAP_TYPE,
        RecognizableVisualFeatures="NO",
        ContentQualification="RESEARCH",
        ContentLabel="RCBF",
        BodyPartExamined="BRAIN",
        LossyImageCompression="00",
        SharedFunctionalGroupsSequence=[
            ParametricMap.SharedFunctionalGroupsItem(
                PixelMeasuresSequence=[
                    PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 1], SliceThickness=3)
                ],
                PlaneOrientationSequence=[
                    PlaneOrientationPatient.PlaneOrientationItem(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
                ],
                PixelValueTransformationSequence=[
                    IdentityPixelValueTransformation.PixelValueTransformationItem()
                ],
                FrameVOILUTSequence=[VOILUT(WindowCenter=[0.5], WindowWidth=[1])],
                RealWorldValueMappingSequence=[
                    RealWorldValueMappingItem(
                        DoubleFloatRealWorldValueFirstValueMapped=0,
                        DoubleFloatRealWorldValueLastValueMapped=1,
                        RealWorldValueIntercept=0,
                        RealWorldValueSlope=1,
                        LUTExplanation="rCBF",
                        LUTLabel="RCBF",
                        MeasurementUnitsCodeSequence=[CID7181.NoUnits],
                    )
                ],
                ParametricMapFrameTypeSequence=[
                    ParametricMapFrameType.ParametricMapFrameTypeItem(FrameType=MAP_TYPE)
                ],
            )
        ],
        PerFrameFunctionalGroupsSequence=[
            ParametricMap.PerFrameFunctionalGroupsItem(
                FrameContentSequence=[FrameContent.FrameContentItem(DimensionIndexValues=[number])],
                PlanePositionSequence=[
                    PlanePositionPatient.PlanePositionItem(ImagePositionPatient=[0, 0, 3 * number])
                ],
            )
            for number in (1, 2)
        ],
        FloatPixelData=np.linspace(0, 1, 2 * 16 * 16, dtype=np.float32).reshape(2, 16, 16),
    )


def performed_procedure_step() -> ModalityPerformedProcedureStep:
    return ModalityPerformedProcedureStep(
        PatientName="Doe^Jane",
        PatientID="42",
        PatientBirthDate="19700101",
        PatientSex="F",
        ScheduledStepAttributesSequence=[
            PerformedProcedureStepRelationship.ScheduledStepAttributesItem(
                StudyInstanceUID=STUDY["StudyInstanceUID"], AccessionNumber="7", RequestedProcedureID="R1"
            )
        ],
        PerformedStationAETitle="XA1",
        PerformedProcedureStepID="P1",
        PerformedProcedureStepStartDate=NOW.date(),
        PerformedProcedureStepStartTime=NOW.time(),
        PerformedProcedureStepStatus="IN PROGRESS",
        Modality="XA",
        PerformedSeriesSequence=[
            ImageAcquisitionResults.PerformedSeriesItem(
                SeriesInstanceUID=generate_uid(), ProtocolName="run 1"
            )
        ],
    )


BUILDERS: tuple[Callable[[], IOD], ...] = (
    mr_image,
    ultrasound_image,
    computed_radiography_image,
    secondary_capture_image,
    enhanced_mr_image,
    comprehensive_3d_sr,
    rt_structure_set,
    whole_slide_image,
    parametric_map,
)


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_dciodvfy_finds_no_error(build: Callable[[], IOD], tmp_path: Path) -> None:
    path = tmp_path / "built.dcm"
    build().save(path)
    assert iod_errors(path) == []


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_read_and_saved_again_it_is_the_same_file(build: Callable[[], IOD], tmp_path: Path) -> None:
    first, second = tmp_path / "first.dcm", tmp_path / "second.dcm"
    built = build()
    built.save(first)
    read = type(built).read(first)
    read.save(second)
    assert not read.problems
    assert first.read_bytes() == second.read_bytes()


def test_performed_procedure_step() -> None:
    dataset = performed_procedure_step().to_dataset()
    assert dataset.SOPClassUID == "1.2.840.10008.3.1.2.3.3"
    assert dataset.PerformedProcedureStepStatus == "IN PROGRESS"
    assert dataset.PerformedSeriesSequence[0].ProtocolName == "run 1"
