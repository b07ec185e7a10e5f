"""Plausible values: of each VR, and of attributes for which one of the VR alone would be odd. Nobody's, all made up."""

from __future__ import annotations

from typing import Any, Final

from dicomwright.runtime.values.rules import WORDS

OF_VR: Final[dict[str, Any]] = {
    **dict.fromkeys(("AE", "CS", "SH", "LO", "ST", "LT", "UC", "UT"), "TEST"),
    **dict.fromkeys(("IS", "US", "SS", "UL", "SL", "UV", "SV"), 1),
    **dict.fromkeys(("DS", "FL", "FD"), 1.0),
    **{vr: bytes(max(2, word)) for vr, word in WORDS.items()},
    "AS": "042Y",
    "AT": 0x00100010,
    "DA": "20250131",
    "DT": "20250131123000",
    "PN": "Example^Test",
    "TM": "123000",
    "UR": "https://example.org/testing",
}
"""A value of each VR; an ambiguous VR ("US or SS") takes the one of its first."""

CT_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.2"
IDENTITY: Final = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]

OF_KEYWORD: Final[dict[str, Any]] = {
    "BitsAllocated": 16,
    "BitsStored": 16,
    "BodyPartExamined": "CHEST",
    "Columns": 4,
    "CodingSchemeDesignator": "99TEST",
    "DimensionIndexPointer": 0x00209057,
    **{f"{colour}PaletteColorLookupTableData": bytes(range(256)) * 2 for colour in ("Red", "Green", "Blue")},
    **{f"{colour}PaletteColorLookupTableDescriptor": [256, 0, 16] for colour in ("Red", "Green", "Blue")},
    "AcousticCouplingMediumFlag": "NO",
    "AnnotationAppliesToAllOpticalPaths": "YES",
    "AnnotationCoordinateType": "2D",
    "AnnotationGroupGenerationType": "MANUAL",
    "DisplayedAreaBottomRightHandCorner": [4, 4],
    "FrameIncrementPointer": 0x00181063,
    "FrameOfReferenceTransformationMatrix": IDENTITY,
    "FrameType": ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
    "FunctionalGroupPointer": 0x00209111,
    "GraphicType": "POINT",
    "HighBit": 15,
    "ImageOrientationPatient": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
    "ImagePositionPatient": [0.0, 0.0, 0.0],
    "LUTData": [0, 65535],
    "LUTDescriptor": [2, 0, 16],
    "ImageOrientationSlide": [0.0, -1.0, 0.0, -1.0, 0.0, 0.0],
    "NumberOfControlPoints": 2,
    "NumberOfFrames": 1,
    **dict.fromkeys(("NumberOfBlocks", "NumberOfBoli", "NumberOfCompensators", "NumberOfWedges"), 0),
    "PatientOrientation": ["L", "F"],
    "PixelAspectRatio": [1, 2],
    "PixelOriginInterpretation": "VOLUME",
    "PixelData": bytes(32),
    "PixelRepresentation": 0,
    "PlanarConfiguration": 0,
    "PhotometricInterpretation": "MONOCHROME2",
    "PointCoordinatesData": bytes(8),
    "ReferencedSOPClassUID": CT_IMAGE,
    "RescaleIntercept": 0.0,
    "Rows": 4,
    "SamplesPerPixel": 1,
    "SlabOrientation": [1.0, 0.0, 0.0],
    "SOPClassesInStudy": CT_IMAGE,
    "VelocityEncodingDirection": [1.0, 0.0, 0.0],
    "WaveformBitsAllocated": 16,
    "WaveformSampleInterpretation": "SS",
}
"""Values of attributes, where the declarations of these admit them."""

PREFERRED: Final = frozenset(
    {
        "BIPED",
        "CARM",
        "FEATURELESS",
        "HU",
        "IDENTITY",
        "MONOCHROME",
        "MONOCHROME2",
        "N",
        "NO",
        "NONE",
        "ORIGINAL",
        "PRIMARY",
        "PIXEL",
        "POINT",
    }
)
"""Of lists of values those that ask for nothing else."""

ADDED: Final = frozenset(
    {
        "AnatomicRegionSequence",
        "BlockName",
        "BodyPartExamined",
        "CompensatorType",
        "CollimatorShapeSequence",
        "FilterMaterial",
        "FrameAcquisitionDuration",
        "FrameAcquisitionDateTime",
        "FrameReferenceDateTime",
        "FrameContentSequence",
        "ImageOrientationPatient",
        "ImagePositionPatient",
        "FunctionalGroupPointer",
        "InStackPositionNumber",
        "OperatingModeSequence",
        "OpticalPathIdentificationSequence",
        "PatientOrientation",
        "PixelMeasuresSequence",
        "PlaneOrientationSequence",
        "PlanePositionSequence",
        "PlanePositionSlideSequence",
        "PositionerPositionSequence",
        "PurposeOfReferenceCodeSequence",
        "RescaleIntercept",
        "RescaleSlope",
        "RescaleType",
        "SegmentIdentificationSequence",
        "SpecificAbsorptionRateSequence",
        "StackID",
        "TablePositionSequence",
    }
)
"""What is there wherever it may be: no data set can tell whether its condition holds."""

_PHOTOGRAPHY: Final[dict[str, Any]] = {
    "ImageType": ["ORIGINAL", "PRIMARY", ""],
    "FrameIncrementPointer": 0x00181063,
    "FrameTime": 33.0,
}
_OF_SPACE: Final[dict[str, Any]] = {"FrameOfReferenceUID": ..., "PositionReferenceIndicator": None}
_OF_TRIAL: Final[dict[str, Any]] = {
    "ClinicalTrialCoordinatingCenterName": None,
    "ClinicalTrialProtocolID": "TEST",
    "ClinicalTrialProtocolName": None,
    "ClinicalTrialSiteID": None,
    "ClinicalTrialSiteName": None,
    "ClinicalTrialSponsorName": "TEST",
    "ClinicalTrialSubjectID": "TEST",
    "ClinicalTrialSubjectReadingID": "TEST",
    "ClinicalTrialTimePointID": None,
}

OF_IOD: Final[dict[str, dict[str, Any]]] = {
    "AmbulatoryECG": {"AcquisitionContextSequence": []},
    "BreastTomosynthesisImage": {"ImageType": ["ORIGINAL", "PRIMARY", "TOMOSYNTHESIS", "NONE"]},
    "DermoscopicPhotographyImage": {"Modality": "DMS"},
    "DigitalMammographyXRayImage": {"ImageType": ["ORIGINAL", "PRIMARY", ""]},
    "EncapsulatedMTL": {"Modality": "M3D", "ICCProfile": ...},
    "EncapsulatedOBJ": {"Modality": "M3D", "ICCProfile": ...},
    "EncapsulatedSTL": {"Modality": "M3D"},
    "LensometryMeasurements": {"UnspecifiedLateralityLensSequence": ...},
    "EnhancedMRColorImage": {"PhotometricInterpretation": "RGB", "PresentationLUTShape": "IDENTITY"},
    "MicroscopyBulkSimpleAnnotations": {"ReferencedSeriesSequence": ...},
    "NuclearMedicineImage": {"FrameIncrementPointer": [0x00540010, 0x00540020]},
    "OphthalmicPhotography16BitImage": _PHOTOGRAPHY,
    "OphthalmicPhotography8BitImage": _PHOTOGRAPHY | {"BitsAllocated": 8},
    "OphthalmicVisualFieldStaticPerimetryMeasurements": {
        "OphthalmicPatientClinicalInformationRightEyeSequence": ...
    },
    "PhotoacousticImage": {"Modality": "PA", "ImageType": ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]},
    "RTStructureSet": _OF_SPACE,
    "RealWorldValueMapping": {"ReferencedSeriesSequence": ...},
    "SpatialFiducials": {"ReferencedSeriesSequence": ...},
    "SpatialRegistration": {"ReferencedSeriesSequence": ...},
    "SpectaclePrescriptionReport": _OF_TRIAL,
    "VLSlideCoordinatesMicroscopicImage": {"PositionReferenceIndicator": "SLIDE_CORNER"},
    "VLWholeSlideMicroscopyImage": {"DimensionOrganizationType": "TILED_FULL"},
    "WideFieldOphthalmicPhotography3DCoordinatesImage": _PHOTOGRAPHY,
    "WideFieldOphthalmicPhotographyStereographicProjectionImage": _PHOTOGRAPHY,
}
"""Values, at the top of objects of an IOD, that their kind asks for; ... is any that is valid."""

_FOR_PROCESSING: Final = {"PresentationIntentType": "FOR PROCESSING"}
OF_SOP_CLASS: Final[dict[str, dict[str, Any]]] = dict.fromkeys(
    (
        "1.2.840.10008.5.1.4.1.1.1.1.1",
        "1.2.840.10008.5.1.4.1.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.1.3.1",
        "1.2.840.10008.5.1.4.1.1.13.1.5",
    ),
    _FOR_PROCESSING,
)
"""Values that tell the SOP classes of an IOD apart."""

WORDS_OF_TEXT: Final = (
    "Alpha",
    "Bravo",
    "Charlie",
    "Delta",
    "Echo",
    "Foxtrot",
    "Golf",
    "Hotel",
    "India",
    "Juliett",
)
"""What texts are made of at random, and names."""
