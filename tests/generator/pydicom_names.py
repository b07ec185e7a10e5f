"""Names that pydicom has for codes and context groups, and where ours differ, with the reason."""
# ruff: noqa: E501 - a line of a table is a fact

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import Final

import pydicom
from pydicom.sr import _cid_dict, _concepts_dict

MEASURED: Final = pydicom.__version__.startswith("3.0.")
"""Whether this is the pydicom that `DIFFERENCES` was measured with."""

_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "Ø": "O"})
_concepts: dict[str, dict[str, dict[str, tuple[str, list[int]]]]] = vars(_concepts_dict)["concepts"]
_groups: dict[int, str] = vars(_cid_dict)["name_for_cid"]


def keywords() -> dict[tuple[str, str, str], dict[str, str]]:
    """Return the keywords with their meanings by CID, scheme and code value."""
    found: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for scheme, names in _concepts.items():
        for name, codes in names.items():
            for value, (meaning, cids) in codes.items():
                for cid in cids:
                    found[str(cid), scheme, value][as_ours(name)] = meaning
    return found


def context_groups() -> dict[str, str]:
    """Return the names of context groups by CID."""
    return {str(cid): name for cid, name in _groups.items()}


def same_name(one: str, other: str) -> bool:
    """Compare names of context groups by their letters: pydicom's are titles without blanks."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def as_ours(name: str) -> str:
    """Write a keyword in ASCII, and without the underscore in front, which type checkers take as private."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return f"N{plain[1:]}" if plain.startswith("_") else plain


DIFFERENCES: Final = {
    "another code of the group claims the keyword": (
        "FMA 276650 ArcuateFasciculus_FMA != ArcuateFasciculus",
        "LN 80009-4 LeftVentricularInternalDiastolicDimensionBSA_80009_4 != LeftVentricularInternalDiastolicDimensionByUSMModeBSA",
        "LN 80010-2 LeftVentricularInternalDiastolicDimensionBSA_80010_2 != LeftVentricularInternalDiastolicDimensionByUS2DBSA",
        "LN 80013-6 LeftVentricularInternalSystolicDimensionBSA_80013_6 != LeftVentricularInternalSystolicDimensionByUSMModeBSA",
        "LN 80014-4 LeftVentricularInternalSystolicDimensionBSA_80014_4 != LeftVentricularInternalSystolicDimensionByUS2DBSA",
        "LN 80031-8 LeftVentricularPosteriorWallDiastolicThickness_80031_8 != LeftVentricularPosteriorWallDiastolicThicknessByUSMMode",
        "LN 80032-6 LeftVentricularPosteriorWallDiastolicThickness_80032_6 != LeftVentricularPosteriorWallDiastolicThicknessByUS2D",
        "LN 80033-4 LeftVentricularPosteriorWallSystolicThickness_80033_4 != LeftVentricularPosteriorWallSystolicThicknessByUSMMode",
        "LN 80034-2 LeftVentricularPosteriorWallSystolicThickness_80034_2 != LeftVentricularPosteriorWallSystolicThicknessByUS2D",
        "MDC 7:756 MusculusAbductorDigitiMinimi_7_756 != MusculusAbductorDigitiMinimiHand",
        "MDC 7:757 MusculusAbductorDigitiMinimiLeft_7_757 != MusculusAbductorDigitiMinimiHandLeft",
        "MDC 7:760 MusculusFlexorDigitiMinimiBrevis_7_760 != MusculusFlexorDigitiMinimiBrevisHand",
        "MDC 7:761 MusculusFlexorDigitiMinimiBrevisLeft_7_761 != MusculusFlexorDigitiMinimiBrevisHandLeft",
        "MDC 7:762 MusculusFlexorDigitiMinimiBrevisRight_7_762 != MusculusFlexorDigitiMinimiBrevisHandRight",
        "MDC 7:968 MusculusAdductorHallucis_7_968 != MusculusAdductorHallucis",
        "MDC 7:970 MusculusAdductorHallucis_7_970 != MusculusAdductorHallucisRight",
        "MDC 7:972 MusculusAbductorDigitiMinimi_7_972 != MusculusAbductorDigitiMinimiFoot",
        "MDC 7:973 MusculusAbductorDigitiMinimiLeft_7_973 != MusculusAbductorDigitiMinimiFootLeft",
        "MDC 7:974 MusculusAbductorDigitiMinimi_7_974 != MusculusAbductorDigitiMinimiFootRight",
        "MDC 7:976 MusculusFlexorDigitiMinimiBrevis_7_976 != MusculusFlexorDigitiMinimiBrevisFoot",
        "MDC 7:977 MusculusFlexorDigitiMinimiBrevisLeft_7_977 != MusculusFlexorDigitiMinimiBrevisFootLeft",
        "MDC 7:978 MusculusFlexorDigitiMinimiBrevisRight_7_978 != MusculusFlexorDigitiMinimiBrevisFootRight",
        "NEU 2063 ArcuateFasciculus_NEU != ArcuateFasciculus",
        "NEU 2080 SuperiorLongitudinalFasciculus_NEU != SuperiorLongitudinalFasciculus",
        "SCT 118645006 Pelvis_118645006 != BoneStructureOfPelvis",
        "SCT 1217253001 LumboSacralSpine_1217253001 != LumboSacralSpine",
        "SCT 122972007 PulmonaryVein_122972007 != PulmonaryVein",
        "SCT 21114003 Oblique_21114003 != Oblique",
        "SCT 243898001 LumboSacralSpine_243898001 != AnatomicalReferencePlane",
        "SCT 24422004 Axial_24422004 != Axial",
        "SCT 272673000 Bone_272673000 != Bone",
        "SCT 3138006 Bone_3138006 != BoneTissue",
        "SCT 360955006 Nasopharynx_360955006 != Nasopharynx",
        "SCT 399004004 ObliqueAxial_399004004 != ObliqueAxial",
        "SCT 399006002 LeftPosteriorOblique_399006002 != LeftPosteriorOblique",
        "SCT 399012007 MedialLateral_399012007 != MedialLateralEmissiveProjection",
        "SCT 399038007 RightPosteriorOblique_399038007 != RightPosteriorOblique",
        "SCT 399061009 Axial_399061009 != AxialProjection",
        "SCT 399067008 Lateral_399067008 != LateralProjection",
        "SCT 399074003 LeftAnteriorOblique_399074003 != LeftAnteriorObliqueEmissiveProjection",
        "SCT 399075002 RightPosteriorOblique_399075002 != RightPosteriorObliqueEmissiveProjection",
        "SCT 399089007 ObliqueAxial_399089007 != ObliqueAxialEmissiveProjection",
        "SCT 399099002 LateroMedialOblique_399099002 != LateroMedialOblique",
        "SCT 399108003 RightAnteriorOblique_399108003 != RightAnteriorObliqueEmissiveProjection",
        "SCT 399135007 LeftAnteriorOblique_399135007 != LeftAnteriorOblique",
        "SCT 399136008 LeftPosteriorOblique_399136008 != LeftPosteriorObliqueEmissiveProjection",
        "SCT 399159002 LateroMedialOblique_399159002 != LateroMedialObliqueEmissiveProjection",
        "SCT 399182000 Oblique_399182000 != ObliqueProjection",
        "SCT 399260004 MedialLateral_399260004 != MedioLateralProjection",
        "SCT 399268006 MedioLateralOblique_399268006 != MedioLateralObliqueEmissiveProjection",
        "SCT 399273000 SagittalObliqueAxial_399273000 != SagittalObliqueAxisEmissiveProjection",
        "SCT 399300004 LateralMedial_399300004 != LateralMedialEmissiveProjection",
        "SCT 399325008 SagittalObliqueAxial_399325008 != SagittalObliqueAxial",
        "SCT 399352003 LateralMedial_399352003 != LateralMedial",
        "SCT 399356000 RightAnteriorOblique_399356000 != RightAnteriorOblique",
        "SCT 399368009 MedioLateralOblique_399368009 != MedioLateralObliqueProjection",
        "SCT 430757002 PulmonaryVein_430757002 != PulmonaryVeinGreatVessel",
        "SCT 49370004 Lateral_49370004 != Lateral",
        "SCT 71836000 Nasopharynx_71836000 != Nasopharyngeal",
        "SCT 816092008 Pelvis_816092008 != Pelvis",
        "SCT 89202009 SuperiorLongitudinalFasciculus_SCT != SuperiorLongitudinalFasciculus",
    ),
    "pydicom leaves a remark in parentheses out": (
        "DCM 111290 OilCystFatNecrosisCyst != OilCyst",
        "DCM 111478 NonBloodyDischargeFromNipple != NonBloodyDischarge",
        "DCM 112123 PhantomTumorPseudotumor != PhantomTumor",
        "LN 80025-0 LeftVentricularMassTruncatedEllipse != LeftVentricularMass",
        "MDC 10:10032 NonsustainedVentricularTachycardiaParoxysmal != NonsustainedVentricularTachycardia",
        "MDC 10:10448 CalibrationSignalSustained != CalibrationSignal",
        "MDC 10:2240 CalibrationPulseIndividualPulse != CalibrationPulse",
        "MDC 10:8272 AtrialPrematureContractionBeat != AtrialPrematureContraction",
        "MDC 10:8320 NonConductedPWaveBlocked != NonConductedPWave",
        "MDC 10:9504 SupraventricularTachycardiaAtrialOrJunctional != SupraventricularTachycardia",
        "MDC 10:9984 VentricularTachycardiaNonparoxysmal != VentricularTachycardia",
        "MDC 2:91 ModifiedChestLeadLeftArmIndifferent != ModifiedChestLead",
        "SCT 110451006 SpindleCellNoduleTumor != SpindleCellNodule",
        "SCT 127927006 UpperParatrachealLymphNodeMediastinal != UpperParatrachealLymphNode",
        "SCT 127931000 RetrotrachealLymphNodeMediastinal != RetrotrachealLymphNode",
        "SCT 13791008 AstheniaDebility != Asthenia",
        "SCT 14944004 NeoAortaPrimitiveAorta != NeoAorta",
        "SCT 25910003 PapillaryCarcinomaInvasive != PapillaryCarcinoma",
        "SCT 2985005 PagetDiseaseMammaryOfTheNipple != PagetDiseaseMammary",
        "SCT 35202002 PerfusionImagingNuclear != PerfusionImaging",
        "SCT 35621002 CardiacBloodPoolImagingNuclear != CardiacBloodPoolImaging",
        "SCT 37279009 AmyloidTumor != Amyloid",
        "SCT 430854000 TouchPreparationProcedure != TouchPreparation",
        "SCT 724232004 SensationOfBeingWarmFinding != SensationOfBeingWarm",
        "SCT 78197004 ComedocarcinomaIntraductal != Comedocarcinoma",
        "SCT 873008 UrethaneEthylCarbamate != Urethane",
    ),
    "pydicom's keyword is not made of the code meaning": (
        "DCM 109018 BeatDetectedAccepted != BeatsDetectedAccepted",
        "DCM 109019 BeatDetectedRejected != BeatsDetectedRejected",
        "DCM 112702 SlideMicroscopy != SlideMicroscopyPathologyImaging",
        "DCM 113076 Segmentation != SegmentationImageDerivation",
        "DCM 113806 StationaryAcquisition != StationaryAcquisitionCT",
        "DCM 113951 Film != FilmDetectorType",
        "DCM 128186 DoseCalculationImageSeries != RTPrescriptionResultForRTTreatmentPlanning",
        "DCM DOC Document != DocumentProducer",
        "DCM FID SpatialFiducials != SpatialFiducialsProducer",
        "LN 18015-8 AorticRootDiameter != AorticRootAnnuloAorticJunctionDiameter",
        "LN 79967-6 InferiorVenaCavaDiameter != InferiorVenaCavaDiameterAtEndExpiration",
        "LN 79987-4 LeftPulmonaryArteryDiameter != LeftPulmonaryArteryDiameterAtEndSystole",
        "LN 80049-0 MainPulmonaryArteryDiameter != MainPulmonaryArteryDiameterAtEndSystole",
        "LN 80079-7 RightPulmonaryArteryDiameter != RightPulmonaryArteryDiameterAtEndSystole",
        "MDC 10:10336 Asystole != AsystoleRhythm",
        "MDC 10:10352 IrregularRhythm != IrregularRhythmLowHeartRate",
        "MDC 10:10432 Bradycardia != BrachycardiaAny",
        "MDC 10:8624 PreExcitation != PreExcitationBeat",
        "MDC 10:8640 WolfParkinsonWhiteSyndrome != WolfParkinsonWhiteSyndromeLessSpecific",
        "MDC 10:8656 WolfParkinsonTypeA != WolfParkinsonTypeAQRSPositiveInV1V2",
        "MDC 10:8672 WolfParkinsonTypeB != WolfParkinsonTypeBQRSNegativeInV1V2",
        "MDC 10:8688 LownGanongLevineSyndrome != LownGanongLevineSyndromeNormalQRS",
        "MDC 10:9264 SinusTachycardia != SinusTachycardiaRhythm",
        "MDC 10:9456 AtrialFlutter != AtrialFlutterRhythm",
        "MDC 10:9472 AtrialFibrillation != AtrialFibrillationRhythm",
        "MDC 2:65 MinusAvr != Avr",
        "MDC 3:3146 FirstDegreeAVBlock != Grade1AVBlock",
        "MDC 3:3148 SecondDegreeAVBlock != Grade2AVBlock",
        "MDC 7:758 MusculusAbductorDigitiMinimiRight != MusculusAbductorDigitiMinimiHandRight",
        "MSH D000077325 LactatedRinger != LactatedRingerS",
        "RADLEX RID50320 PIRADSDCENegative != PIRADS_DCENegative",
        "RADLEX RID50321 PIRADSDCEPositive != PIRADS_DCEPositive",
        "SCT 1052201004 Estrogen != EstrogenReceptorAgonist",
        "SCT 118538004 Mass != MassQuantity",
        "SCT 118645006 Pelvis != BoneStructureOfPelvis",
        "SCT 118927008 Thrombosis != ThromboticDisorder",
        "SCT 119406000 Thalamus != ThalamusPart",
        "SCT 122456005 Laser != LaserDevice",
        "SCT 129759000 VascularCalcification != VascularCalcificationRadiographicFinding",
        "SCT 13576009 UmbilicalVein != FetalUmbilicalVein",
        "SCT 164854000 Normal != ECGNormal",
        "SCT 19695001 Subcostal != HypochondriacRegion",
        "SCT 243898001 LumboSacralSpine != AnatomicalReferencePlane",
        "SCT 255052006 DisseminatedMalignancyOfUnknownPrimary != MalignantTumourOfUnknownOrigin",
        "SCT 26141007 STDepression != STSegmentDepression",
        "SCT 309523001 Pseudophakia != ArtificialLensPresent",
        "SCT 3138006 Bone != BoneTissue",
        "SCT 330888007 RoseBengal != RoseBengalContainingProduct",
        "SCT 33252009 BetaAdrenergicBlockingAgent != BetaBlockerContainingProduct",
        "SCT 354064008 MethyleneBlue != MethylthioniniumChlorideContainingProduct",
        "SCT 37058002 ForeignBodyReaction != ForeignBodyGiantCellGranuloma",
        "SCT 372681003 HemostaticAgent != HaemostaticAgent",
        "SCT 372806008 Antihistamine != HistomineReceptorAntagonist",
        "SCT 373148008 Contraindicated != ThrombolyticAgentContraindicated",
        "SCT 385315009 AcuteOnset != SuddenOnset",
        "SCT 399012007 MedialLateral != MedialLateralEmissiveProjection",
        "SCT 399061009 Axial != AxialProjection",
        "SCT 399067008 Lateral != LateralProjection",
        "SCT 399074003 LeftAnteriorOblique != LeftAnteriorObliqueEmissiveProjection",
        "SCT 399075002 RightPosteriorOblique != RightPosteriorObliqueEmissiveProjection",
        "SCT 399089007 ObliqueAxial != ObliqueAxialEmissiveProjection",
        "SCT 399108003 RightAnteriorOblique != RightAnteriorObliqueEmissiveProjection",
        "SCT 399118008 LeftLateralProjection != LeftLateralEmissiveProjection",
        "SCT 399136008 LeftPosteriorOblique != LeftPosteriorObliqueEmissiveProjection",
        "SCT 399159002 LateroMedialOblique != LateroMedialObliqueEmissiveProjection",
        "SCT 399182000 Oblique != ObliqueProjection",
        "SCT 399220000 Transverse != TransverseBodyPosition",
        "SCT 399260004 MedialLateral != MedioLateralProjection",
        "SCT 399268006 MedioLateralOblique != MedioLateralObliqueEmissiveProjection",
        "SCT 399273000 SagittalObliqueAxial != SagittalObliqueAxisEmissiveProjection",
        "SCT 399297009 RightLateralProjection != RightLateralEmissiveProjection",
        "SCT 399300004 LateralMedial != LateralMedialEmissiveProjection",
        "SCT 399366008 Oblique != ObliqueBodyPosition",
        "SCT 399368009 MedioLateralOblique != MedioLateralObliqueProjection",
        "SCT 422996004 Wolf != WolfProjection",
        "SCT 430757002 PulmonaryVein != PulmonaryVeinGreatVessel",
        "SCT 439470001 ArteriovenousFistula != ArteriovenousFistulaDisorder",
        "SCT 441950002 Histopathology != HistopathologyDepartment",
        "SCT 44241007 Stenosis != HeartValveStenosis",
        "SCT 442714003 DifferenceInSize != FindingOfDifferenceInSize",
        "SCT 442726008 DifferenceInLocation != FindingOfDifferenceInLocation",
        "SCT 44808001 Arrhythmia != ConductionDisorderOfTheHeart",
        "SCT 48698004 CalciumChannelBlocker != CalciumChannelBlockerContainingProduct",
        "SCT 49992008 DexamethasoneSodiumSulfate != DexamethasoneSodiumPhosphate_Inactive",
        "SCT 55603005 Fat != AdiposeTissue",
        "SCT 62413002 Radius != RadiusBone",
        "SCT 71836000 Nasopharynx != Nasopharyngeal",
        "SCT 733020007 Syringe != SyringeUnit",
        "SCT 76388001 STElevation != STSegmentElevation",
        "SCT 768763008 Gadolinium != GadoliniumContainingProduct",
        "SCT 771928002 Atropine != AtropineInOcularDoseForm",
        "SCT 82573000 Lidocaine != LidocaineContainingProduct",
        "SCT 870406003 Vasoconstrictor != Vasopressor",
        "SCT 8715000 Elective != HospitalAdmissionElective",
        "SCT 88619007 VascularResistance != VascularResistanceFunction",
        "SCT 91727004 Muscle != MuscleTissue",
    ),
}
"""Names that differ, by reason: scheme, code value, our name != pydicom's."""

RENAMED_GROUPS: Final = (
    "3083",  # RadioactivityUnit != UnitRadioactivity
    "3118",  # RiskLevel != LevelofRisk
    "3210",  # ResponseSpeed != SpeedofResponse
    "3240",  # ElectrophysiologyMeasurementFunctionAndTechnique != ElectrophysiologyMeasurementFunction/Technique
    "3777",  # CardiovascularImplant != ImplantedDevice
    "9539",  # FractionationBasedEffectiveDoseMethodModifier != FractionationBasedEffectiveDoseMethodModifer
    "10014",  # CTIVContrastImagingTechnique != ContrastImagingTechnique
    "12024",  # OBGYNUltrasoundReportDocumentTitle != VascularUltrasoundReportDocumentTitle
    "12025",  # OBGYNUltrasoundBeamPath != OBGYNUltrasoundBeamPathUltrasoundBeamPath
    "12268",  # CardiacUltrasoundAtrioventricularValveseasurement != CardiacUltrasoundAtrioventricularValveMeasurement
    "12304",  # CardiovascularMeasuredProperty != EchoMeasuredProperty
)
"""Context groups whose keyword is not their name without blanks, as pydicom has it."""
