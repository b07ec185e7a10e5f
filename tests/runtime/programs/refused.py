"""A program of mistakes: type checkers must refuse each marked line, and no other; it is never run."""
# ruff: noqa: E501, B018, I001
# fmt: off
# pyright: reportUnusedExpression=false, reportUnknownMemberType=false

from runtime.declared import CID4, CT, MF, SC, SCT, ContrastBolus, GeneralSeries, Patient, SOPInstanceReference


def bolus_of(obj: ContrastBolus) -> None: ...


def change(ct: CT, sc: SC) -> None:
    ct.PatientNmae = "x"  # wrong: has no attribute
    ct.PatientSex = "X"  # wrong: Literal['X']
    ct.RescaleSlope = "1"  # wrong: "str"
    ct.Modality = "MR"  # wrong: Literal['MR']
    ct.PatientID = None  # wrong: None
    ct.PixelSpacing = 1.0  # wrong: "float"
    ct.ImageLateralitySequence = [SCT.Liver]  # wrong: expected "CID244"
    ct.ImageLateralitySequence = [CID4.Liver]  # wrong: expected "CID244"
    ct.RelatedSeriesSequence = [SOPInstanceReference(ReferencedSOPClassUID="1", ReferencedSOPInstanceUID="1")]  # wrong: expected "RelatedSeriesItem"
    bolus_of(sc)  # wrong: expected "ContrastBolus"


SC(PatientNmae="x")  # wrong: did you mean "PatientName"?
SC(Modality="CT")  # wrong: Unexpected keyword argument "Modality"
SC(PatientSex="X")  # wrong: Literal['X']
SC("42")  # wrong: Too many positional arguments
Patient(1)  # wrong: positional
SOPInstanceReference(ReferencedSOPClassUID="1")  # wrong: Missing named argument "ReferencedSOPInstanceUID"
GeneralSeries.RelatedSeriesItem(ReferencedSOPClassUID="1", ReferencedSOPInstanceUID="1")  # wrong: "SeriesInstanceUID"
MF.SharedFunctionalGroupsItem(PlanePositionSequence=[])  # wrong: Unexpected keyword argument
CID4.Nope  # wrong: has no attribute "Nope"
SCT.Nope  # wrong: has no attribute "Nope"
