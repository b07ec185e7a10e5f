"""Types of directory records: which one refers to the files of an IOD, and the table that has its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

TABLES: Final = {
    "ASSESSMENT": "Content Assessment Results Directory Record Results",
    "ENCAP DOC": "Encapsulated Document",
    "IMPLANT ASSY": "Implant Assembly",
    "KEY OBJECT DOC": "Key Object Document",
    "RT TREAT RECORD": "RT Treatment Record",
    "STEREOMETRIC": "Stereometric Relationship",
    "TRACT": "Tractography Results",
    "VALUE MAP": "Real World Value Mapping",
}
"""Names of the tables of PS3.3 F.5, where they are not the types themselves."""

ROOTS: Final = frozenset({"HANGING PROTOCOL", "IMPLANT", "IMPLANT ASSY", "IMPLANT GROUP", "PALETTE"})
"""Types that stand in the root, beside the patients (PS3.3 Table F.4-1)."""

_OF_NAMES: Final = {
    "BasicStructuredDisplay": "PRESENTATION",
    "ColorPalette": "PALETTE",
    "ContentAssessmentResults": "ASSESSMENT",
    "GenericImplantTemplate": "IMPLANT",
    "HangingProtocol": "HANGING PROTOCOL",
    "ImplantAssemblyTemplate": "IMPLANT ASSY",
    "ImplantTemplateGroup": "IMPLANT GROUP",
    "Inventory": "INVENTORY",
    "KeyObjectSelectionDocument": "KEY OBJECT DOC",
    "RawData": "RAW DATA",
    "RealWorldValueMapping": "VALUE MAP",
    "RTDose": "RT DOSE",
    "RTIonPlan": "RT PLAN",
    "RTPlan": "RT PLAN",
    "RTStructureSet": "RT STRUCTURE SET",
    "RTTreatmentSummaryRecord": "RT TREAT RECORD",
    "StereometricRelationship": "STEREOMETRIC",
    "SurfaceScanMesh": "SURFACE SCAN",
    "SurfaceScanPointCloud": "SURFACE SCAN",
    "SurfaceSegmentation": "SURFACE",
    "TractographyResults": "TRACT",
}
"""By the name of the IOD's class."""

_OF_ATTRIBUTES: Final = {
    "SpectroscopyData": "SPECTROSCOPY",
    "WaveformSequence": "WAVEFORM",
    "EncapsulatedDocument": "ENCAP DOC",
    "VerificationFlag": "SR DOCUMENT",
    "PresentationCreationDate": "PRESENTATION",
    "RegistrationSequence": "REGISTRATION",
    "DeformableRegistrationSequence": "REGISTRATION",
    "FiducialSetSequence": "FIDUCIAL",
    "TreatmentDate": "RT TREAT RECORD",
    "MeasurementLaterality": "MEASUREMENT",
    "PixelData": "IMAGE",
    "FloatPixelData": "IMAGE",
    "DoubleFloatPixelData": "IMAGE",
}
"""By an attribute that the IOD has; the first of them counts."""

_SECOND_GENERATION: Final = "A.86."
"""Section of the IODs of radiotherapy that F.5.46 is about; images among them are images."""


def record_type_of(iod: type[IOD]) -> str:
    """Return the type of the record that refers to a file of an IOD; empty when there is none."""
    attributes = iod.attributes()
    found = (type_ for keyword, type_ in _OF_ATTRIBUTES.items() if keyword in attributes)
    other = "RADIOTHERAPY" if iod.section_.startswith(_SECOND_GENERATION) else ""
    return _OF_NAMES.get(iod.__name__) or next(found, other)
