"""Documents: content of structured reports from a template of their IOD, and what is encapsulated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.objects import set_all
from dicomwright.runtime.validation import validate
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.testing.content.making import Making, Unmakeable
from dicomwright.testing.content.writing import document, uid_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.testing.choosing import Choosing

_TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    "AcquisitionContextSR": ("8101",),
    "BasicTextSR": ("2000",),
    "ChestCADSR": ("4100",),
    "ColonCADSR": ("4120",),
    "Comprehensive3DSR": ("1500", "2127"),
    "ComprehensiveSR": ("1500", "3500"),
    "EnhancedSR": ("2000",),
    "ExtensibleSR": ("1500",),
    "ImplantationPlanSRDocument": ("7000",),
    "KeyObjectSelectionDocument": ("2010",),
    "MacularGridThicknessAndVolumeReport": ("2124",),
    "MammographyCADSR": ("4000",),
    "PatientRadiationDoseSR": ("10030",),
    "PerformedImagingAgentAdministrationSR": ("11020",),
    "PlannedImagingAgentAdministrationSR": ("11001",),
    "ProcedureLog": ("3001",),
    "RadiopharmaceuticalRadiationDoseSR": ("10021",),
    "RenditionSelectionDocument": ("2010",),
    "SimplifiedAdultEchoSR": ("5300",),
    "SpectaclePrescriptionReport": ("2020",),
    "XRayRadiationDoseSR": ("10001", "10011"),
}
"""Templates that the documents of IODs begin with, the first where nothing is left to chance."""

_SHARES: Final = (0.9, 0.6, 0.3, 0.0)
"""How much of what is optional is tried to be there."""


def add_content(instance: IOD, choosing: Choosing) -> None:
    """Give a document content: of its template where it has one that the IOD can have, else a title and a line."""
    cls = type(instance)
    if not cls.value_types or "ContentSequence" not in cls.attributes():
        return
    known = edition_of(cls).templates
    tids = [tid for tid in _TEMPLATES.get(cls.__name__, ()) if tid in known]
    if not tids or not _add_template(instance, choosing, choosing.one(tids)):
        _add_line(instance, choosing)
    _add_evidence(instance)


def _add_template(instance: IOD, choosing: Choosing, tid: str) -> bool:
    """Give a document content of a template: as much at random as the IOD can have without a fault."""
    template = edition_of(type(instance)).template(tid)
    for share in _SHARES if choosing.random is not None else (0.0,):
        try:
            made = Making(template, choosing.name, share, type(instance))
        except Unmakeable:
            continue
        _put_content(instance, document(made.root, tid))
        faults = validate(instance).errors
        if not any(each.code.startswith(_OF_CONTENT) or each.path.startswith("Content") for each in faults):
            return True
    for keyword in ("ContentTemplateSequence", "ContentSequence", "ConceptNameCodeSequence"):
        delattr(instance, keyword)
    return False


_OF_CONTENT: Final = ("sr-", "template-", "missing-content", "forbidden-content", "content-item")


def _put_content(instance: IOD, content: Dataset) -> None:
    for element in content:
        value = element.value
        setattr(instance, element.keyword, list(value) if element.VR == "SQ" else value)


def _add_line(instance: IOD, choosing: Choosing) -> None:
    """Give a document a title, and a line that is text, or a code where the IOD has no text there."""
    cls = type(instance)
    attributes = cls.attributes()
    item = item_class(attributes["ContentSequence"])
    below = {each for row in cls.relationships if row.relationship == "CONTAINS" for each in row.targets}
    name = choosing.code(item.attributes()["ConceptNameCodeSequence"])
    text = {"ValueType": "TEXT", "TextValue": "Example"}
    said = text if {"TEXT", "*"} & below else {"ValueType": "CODE", "ConceptCodeSequence": [name]}
    set_all(
        instance,
        {
            "ValueType": "CONTAINER",
            "ContinuityOfContent": "SEPARATE",
            "ConceptNameCodeSequence": [choosing.code(attributes["ConceptNameCodeSequence"])],
            "ContentSequence": [item(RelationshipType="CONTAINS", ConceptNameCodeSequence=[name], **said)],
        },
    )


# --- evidence


def _references(holder: DicomObject) -> Iterator[tuple[str, str]]:
    """Yield SOP class and instance of what content items refer to."""
    for item in holder.value_("ContentSequence") or ():
        for to in item.value_("ReferencedSOPSequence") or ():
            yield to.ReferencedSOPClassUID, to.ReferencedSOPInstanceUID
        yield from _references(item)


def _add_evidence(instance: IOD) -> None:
    """Name what content items refer to as evidence."""
    found = list(dict.fromkeys(_references(instance)))
    keyword = "CurrentRequestedProcedureEvidenceSequence"
    declared = type(instance).attributes().get(keyword)
    if not found or declared is None:
        return
    study: Any = item_class(declared)
    series = item_class(study.attributes()["ReferencedSeriesSequence"])
    one = item_class(series.attributes()["ReferencedSOPSequence"])
    items = [one(ReferencedSOPClassUID=of, ReferencedSOPInstanceUID=uid) for of, uid in found]
    within = series(SeriesInstanceUID=uid_of("series"), ReferencedSOPSequence=items)
    said = study(StudyInstanceUID=uid_of("study"), ReferencedSeriesSequence=[within])
    setattr(instance, keyword, [said])


# --- what is encapsulated

_PDF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<< /Root 1 0 R>>
%%EOF
"""
_CDA: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Example</title></ClinicalDocument>
"""
_STL: Final = bytes(80) + bytes([1, 0, 0, 0]) + bytes(12 * 4 + 2)
_OBJ: Final = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
_MTL: Final = b"newmtl example\nKd 0.8 0.8 0.8\n"

_ENCAPSULATED: Final[dict[str, tuple[str, bytes]]] = {
    "EncapsulatedCDA": ("text/XML", _CDA),
    "EncapsulatedMTL": ("model/mtl", _MTL),
    "EncapsulatedOBJ": ("model/obj", _OBJ),
    "EncapsulatedPDF": ("application/pdf", _PDF),
    "EncapsulatedSTL": ("model/stl", _STL),
}
"""What is encapsulated in an IOD: its MIME type, and the least that is such a document."""


def encapsulated(iod: type[IOD]) -> dict[str, Any]:
    """Return the attributes of a document that is encapsulated, if the IOD has one."""
    if iod.__name__ not in _ENCAPSULATED:
        return {}
    kind, data = _ENCAPSULATED[iod.__name__]
    return {"MIMETypeOfEncapsulatedDocument": kind, "EncapsulatedDocument": data}
