"""One object of each of more IODs, of kinds that `test_build_iods` has not, which dciodvfy then judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from peers import iod_errors
from pydicom.uid import generate_uid
from test_build_iods import CONTENT, CT_IMAGE, CT_SERIES, FRAME_OF_REFERENCE, GRADIENT, NOW, STUDY

from dicomwright.cids import CID4
from dicomwright.codes import DCM, MDC, SCT, UCUM
from dicomwright.iods import (
    DigitalXRayImage,
    EncapsulatedPDF,
    GrayscaleSoftcopyPresentationState,
    KeyObjectSelectionDocument,
    ModalityPerformedProcedureStep,
    MultiFrameTrueColorSecondaryCaptureImage,
    NuclearMedicineImage,
    ParametricMap,
    PositronEmissionTomographyImage,
    RTDose,
    RTPlan,
    SpatialRegistration,
    TwelveLeadECG,
)
from dicomwright.macros import (
    Container,
    DocumentContent,
    DocumentRelationship,
    HierarchicalSeriesReference,
    HierarchicalSOPInstanceReference,
    ImageSOPInstanceReference,
    PixelValueTransformation,
    PresentationStateRelationship,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD
from dicomwright.runtime.declarations.objects import blank

IMAGE_REFERENCE = ImageSOPInstanceReference(
    ReferencedSOPClassUID=CT_IMAGE.ReferencedSOPClassUID,
    ReferencedSOPInstanceUID=CT_IMAGE.ReferencedSOPInstanceUID,
)


def encapsulated_pdf() -> EncapsulatedPDF:
    return EncapsulatedPDF(
        **STUDY,
        Modality="DOC",
        ConversionType="WSD",
        BurnedInAnnotation="YES",
        DocumentTitle="Report",
        MIMETypeOfEncapsulatedDocument="application/pdf",
        EncapsulatedDocument=b"%PDF-1.4 ",
        EncapsulatedDocumentLength=9,
    )


def key_object_selection() -> KeyObjectSelectionDocument:
    return KeyObjectSelectionDocument(
        **STUDY,
        **CONTENT,
        ValueType="CONTAINER",
        ConceptNameCodeSequence=[DCM.OfInterest],
        ContinuityOfContent="SEPARATE",
        ContentTemplateSequence=[
            Container.ContentTemplateItem(MappingResource="DCMR", TemplateIdentifier="2010")
        ],
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
        ContentSequence=[
            DocumentRelationship.ContentItem(
                RelationshipType="CONTAINS",
                ValueType="IMAGE",
                ReferencedSOPSequence=[
                    DocumentContent.ReferencedSOPItem(
                        ReferencedSOPClassUID=CT_IMAGE.ReferencedSOPClassUID,
                        ReferencedSOPInstanceUID=CT_IMAGE.ReferencedSOPInstanceUID,
                    )
                ],
            )
        ],
    )


def rt_dose() -> RTDose:
    return RTDose(
        **STUDY,
        Modality="RTDOSE",
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, 0],
        PixelSpacing=[2, 2],
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DoseSummationType="PLAN",
        DoseGridScaling=0.001,
        GridFrameOffsetVector=[0, 3],
        FrameIncrementPointer=[0x3004000C],
        ReferencedRTPlanSequence=[
            RTDose.ReferencedRTPlanItem(
                ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.5", ReferencedSOPInstanceUID=generate_uid()
            )
        ],
        PixelData=np.stack([GRADIENT, GRADIENT]),
    )


def rt_plan() -> RTPlan:
    return RTPlan(
        **STUDY,
        Modality="RTPLAN",
        RTPlanLabel="P1",
        RTPlanGeometry="TREATMENT_DEVICE",
        RTPlanDate=NOW.date(),
        RTPlanTime=NOW.time(),
        ApprovalStatus="UNAPPROVED",
    )


def pet_image() -> PositronEmissionTomographyImage:
    return PositronEmissionTomographyImage(
        **STUDY,
        Modality="PT",
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        BodyPartExamined="BRAIN",
        ImageType=["ORIGINAL", "PRIMARY"],
        SeriesDate=NOW.date(),
        SeriesTime=NOW.time(),
        AcquisitionDate=NOW.date(),
        AcquisitionTime=NOW.time(),
        PixelSpacing=[4, 4],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, 0],
        RescaleIntercept=0,
        RescaleSlope=0.5,
        SeriesType=["WHOLE BODY", "IMAGE"],
        Units="BQML",
        CountsSource="EMISSION",
        DecayCorrection="START",
        DecayFactor=1.1,
        CollimatorType="NONE",
        ActualFrameDuration=120000,
        NumberOfSlices=1,
        FrameReferenceTime=60000,
        ImageIndex=1,
        RadiopharmaceuticalInformationSequence=[
            PositronEmissionTomographyImage.RadiopharmaceuticalInformationItem(
                RadionuclideCodeSequence=[SCT.N18Fluorine]
            )
        ],
        PatientOrientationCodeSequence=[SCT.Recumbent],
        PatientGantryRelationshipCodeSequence=[SCT.Headfirst],
        PixelData=GRADIENT.astype(np.int16),
    )


def nuclear_medicine_image() -> NuclearMedicineImage:
    return NuclearMedicineImage(
        **STUDY,
        BodyPartExamined="BRAIN",
        ImageType=["ORIGINAL", "PRIMARY", "STATIC", "EMISSION"],
        FrameIncrementPointer=[0x00540010, 0x00540020],
        NumberOfEnergyWindows=1,
        NumberOfDetectors=1,
        EnergyWindowVector=[1, 1],
        DetectorVector=[1, 1],
        PixelSpacing=[4, 4],
        ActualFrameDuration=1000,
        PixelData=np.stack([GRADIENT, GRADIENT]),
    )


def digital_x_ray_image() -> DigitalXRayImage:
    return DigitalXRayImage(
        **STUDY,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.1.1",
        Modality="DX",
        PresentationIntentType="FOR PRESENTATION",
        ImageType=["ORIGINAL", "PRIMARY", ""],
        ImagerPixelSpacing=[0.1, 0.1],
        ImageLaterality="U",
        BurnedInAnnotation="NO",
        PixelIntensityRelationship="LOG",
        PixelIntensityRelationshipSign=-1,
        LossyImageCompression="00",
        PresentationLUTShape="IDENTITY",
        PatientOrientation=["L", "F"],
        AnatomicRegionSequence=[CID4.Chest],
        AcquisitionContextSequence=[],  # C without a condition in 2025e, M for dciodvfy
        WindowCenter=[2048],
        WindowWidth=[4096],
        BitsStored=12,
        PixelData=GRADIENT,
    )


def multi_frame_secondary_capture() -> MultiFrameTrueColorSecondaryCaptureImage:
    return MultiFrameTrueColorSecondaryCaptureImage(
        **STUDY,
        Modality="OT",
        ConversionType="WSD",
        BodyPartExamined="CHEST",
        PatientOrientation=["L", "F"],
        BurnedInAnnotation="NO",
        FrameIncrementPointer=[0x00181063],
        FrameTime=40,
        PixelData=np.zeros((2, 16, 16, 3), np.uint8),
    )


def twelve_lead_ecg() -> TwelveLeadECG:
    Waveform = TwelveLeadECG.WaveformItem  # noqa: N806 - a class
    return TwelveLeadECG(
        **STUDY,
        **CONTENT,
        SpecificCharacterSet=["ISO_IR 192"],  # the meaning of UCUM.Microvolt is not ASCII
        AcquisitionDateTime=NOW,
        WaveformSequence=[
            Waveform(
                WaveformOriginality="ORIGINAL",
                NumberOfWaveformChannels=2,
                NumberOfWaveformSamples=100,
                SamplingFrequency=500,
                WaveformBitsAllocated=16,
                WaveformSampleInterpretation="SS",
                WaveformData=np.zeros((100, 2), np.int16).tobytes(),
                ChannelDefinitionSequence=[
                    Waveform.ChannelDefinitionItem(
                        WaveformBitsStored=16,
                        ChannelSourceSequence=[source],
                        ChannelSensitivity=1,
                        ChannelSensitivityUnitsSequence=[UCUM.Microvolt],
                        ChannelSensitivityCorrectionFactor=1,
                        ChannelBaseline=0,
                        ChannelSampleSkew=0,
                    )
                    for source in (MDC.LeadI, MDC.LeadII)
                ],
            )
        ],
    )


def presentation_state() -> GrayscaleSoftcopyPresentationState:
    return GrayscaleSoftcopyPresentationState(
        **STUDY,
        ContentLabel="STATE",
        BodyPartExamined="CHEST",
        PresentationCreationDate=NOW.date(),
        PresentationCreationTime=NOW.time(),
        PresentationLUTShape="IDENTITY",
        ReferencedSeriesSequence=[
            PresentationStateRelationship.ReferencedSeriesItem(
                SeriesInstanceUID=CT_SERIES, ReferencedImageSequence=[IMAGE_REFERENCE]
            )
        ],
        DisplayedAreaSelectionSequence=[
            GrayscaleSoftcopyPresentationState.DisplayedAreaSelectionItem(
                DisplayedAreaTopLeftHandCorner=[1, 1],
                DisplayedAreaBottomRightHandCorner=[64, 64],
                PresentationSizeMode="SCALE TO FIT",
                PresentationPixelAspectRatio=[1, 1],
            )
        ],
    )


def spatial_registration() -> SpatialRegistration:
    Registration = SpatialRegistration.RegistrationItem  # noqa: N806 - a class
    Matrices = Registration.MatrixRegistrationItem  # noqa: N806 - a class
    return SpatialRegistration(
        **STUDY,
        **CONTENT,
        FrameOfReferenceUID=FRAME_OF_REFERENCE,
        ContentLabel="REGISTRATION",
        BodyPartExamined="CHEST",
        RegistrationSequence=[
            Registration(
                FrameOfReferenceUID=generate_uid(),
                MatrixRegistrationSequence=[
                    Matrices(
                        MatrixSequence=[
                            Matrices.MatrixItem(
                                FrameOfReferenceTransformationMatrixType="RIGID",
                                FrameOfReferenceTransformationMatrix=np.eye(4).ravel().tolist(),
                            )
                        ],
                        RegistrationTypeCodeSequence=[DCM.VisualAlignment],
                    )
                ],
            )
        ],
    )


def multi_frame_secondary_capture_of_one_frame() -> MultiFrameTrueColorSecondaryCaptureImage:
    return MultiFrameTrueColorSecondaryCaptureImage(
        **STUDY,
        Modality="OT",
        ConversionType="WSD",
        BurnedInAnnotation="NO",
        PixelData=np.zeros((1, 16, 16, 3), np.uint8),
    )


def parametric_map_of_integers() -> ParametricMap:
    new = blank(ParametricMap)
    new.PixelData = np.zeros((2, 16, 16), np.uint16)
    return new


def hounsfield_units() -> PixelValueTransformation.PixelValueTransformationItem:
    return PixelValueTransformation.PixelValueTransformationItem(
        RescaleIntercept=-1024,
        RescaleSlope=1,
        RescaleType="HU",  # type: ignore[arg-type]
    )


def ct_procedure_step() -> ModalityPerformedProcedureStep:
    return ModalityPerformedProcedureStep(Modality="CT")  # type: ignore[arg-type]


def meaning_outside_ascii() -> Dataset:
    step = ModalityPerformedProcedureStep(ProcedureCodeSequence=[UCUM.Microvolt])
    dataset = step.to_dataset()
    assert "SpecificCharacterSet" in dataset
    return dataset


ALLOWED = (
    multi_frame_secondary_capture_of_one_frame,
    parametric_map_of_integers,
    hounsfield_units,
    ct_procedure_step,
    meaning_outside_ascii,
)
"""What the standard allows, each at the edge of some rule."""


@pytest.mark.parametrize("build", ALLOWED, ids=lambda build: build.__name__)
def test_what_the_standard_allows(build: Callable[[], object]) -> None:
    build()


BUILDERS: tuple[Callable[[], IOD], ...] = (
    encapsulated_pdf,
    key_object_selection,
    rt_dose,
    rt_plan,
    pet_image,
    nuclear_medicine_image,
    digital_x_ray_image,
    multi_frame_secondary_capture,
    twelve_lead_ecg,
    presentation_state,
    spatial_registration,
)


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_dciodvfy_finds_no_error(build: Callable[[], IOD], tmp_path: Path) -> None:
    path = tmp_path / "built.dcm"
    build().save(path)
    assert iod_errors(path) == []
