"""`dicomwright show`: what is found by which name, and what is said of it."""

from __future__ import annotations

import re
import time

import pytest

from dicomwright.cli import main
from dicomwright.runtime.vocabulary.registry import edition


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["show", *arguments]) == 0
    return capsys.readouterr().out


def row(text: str, *cells: str) -> bool:
    """Tell whether a line of a table begins with these cells."""
    return (
        re.search(r"^" + r" {2,}".join(map(re.escape, cells)) + r"( {2,}|$)", text, re.MULTILINE) is not None
    )


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("CTImage", "CT Image", "ct image iod", "ctimage"), "CT Image IOD (CTImage)"),
        (
            ("GeneralSeries", "General Series", "general series module"),
            "General Series Module (GeneralSeries)",
        ),
        (("PixelMeasures", "Pixel Measures Macro"), "Pixel Measures Macro (PixelMeasures)"),
        (
            (
                "PatientName",
                "patient's name",
                "(0010,0010)",
                "0010,0010",
                "00100010",
                "0x00100010",
                "(0010, 0010)",
            ),
            "Patient's Name (PatientName)",
        ),
        (("OverlayData", "60xx3000", "(60XX,3000)", "60023000"), "Overlay Data (OverlayData)"),
        (("CID 4", "CID4", "cid 4", "cid_4", "1.2.840.10008.6.1.2"), "CID 4 AnatomicRegion (CID4)"),
        (
            ("1.2.840.10008.5.1.4.1.1.2", "CTImageStorage", "CT Image Storage"),
            "CT Image Storage (CTImageStorage)",
        ),
        (
            ("1.2.840.10008.1.2", "ImplicitVRLittleEndian"),
            "Implicit VR Little Endian: Default Transfer Syntax",
        ),
        (("SCT.Liver", "sct.liver", "SCT.10200004", "SCT:10200004", "(10200004, SCT)"), "Liver (SCT.Liver)"),
        (
            ("10200004", "T-62000", "t-62000", "SRT.T-62000", "(T-62000, SRT)", "SNM3:T-62000"),
            "Liver (SCT.Liver)",
        ),
        (
            ("11834-9", "LN.11834-9", "left kidney length", "length kidney left"),
            "Left Kidney length (LN.LeftKidneyLength)",
        ),
    ],
)
def test_names(names: tuple[str, ...], title: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in names:
        assert shown(capsys, name).startswith(title), name
        assert shown(capsys, *name.split()).startswith(title), name


def test_iod(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "CTImage")
    assert "PS3.3 A.3\n" in text
    assert "SOP class CT Image Storage (1.2.840.10008.5.1.4.1.1.2)\n" in text
    assert row(text, "Patient", "Patient", "Patient", "C.7.1.1", "mandatory")
    assert row(text, "Image", "Overlay Plane", "OverlayPlane", "C.9.2", "optional")
    rule = "required if MultienergyCTAcquisition is YES"
    assert row(text, "Image", "Multi-energy CT Image", "MultiEnergyCTImage", "C.8.2.2", "conditional", rule)
    assert "Functional group" not in text


def test_functional_groups(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "EnhancedMRImage")
    assert row(text, "Frame Content", "FrameContent", "C.7.6.16.2.2", "mandatory", "per frame")
    assert row(text, "Pixel Measures", "PixelMeasures", "C.7.6.16.2.1", "mandatory", "shared or per frame")


def test_module_has_items(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "GeneralSeries")
    assert row(text, "Modality", "(0008,0060)", "CS", "1", "1")
    assert row(text, "ReferencedPerformedProcedureStepSequence", "(0008,1111)", "SQ", "1", "3")
    assert row(text, "> ReferencedSOPClassUID", "(0008,1150)", "UI", "1", "1")
    items = "ReferencedPerformedProcedureStepItem", "1 item"
    assert row(text, "ReferencedPerformedProcedureStepSequence", "(0008,1111)", "SQ", "1", "3", *items)
    assert row(
        text,
        "PerformedProtocolCodeSequence",
        "(0040,0260)",
        "SQ",
        "1",
        "3",
        "PerformedProtocolCodeItem or Code",
    )
    assert row(text, "SeriesDescriptionCodeSequence", "(0008,103F)", "SQ", "1", "3", "Code")
    assert "Enumerated: R, L" in text
    assert "Baseline: CID7030" in text


def test_item_classes_lead_to_their_sequence(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("SegmentItem", "Segmentation.SegmentItem", " SegmentItem"):
        text = shown(capsys, name)
        assert text.startswith("Segment Sequence (SegmentSequence)\n")
        assert row(text, "module", "Segmentation Image", "SegmentationImage", "C.8.20.2", "1", "SegmentItem")


def test_items_within_themselves_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert "as in the items around it" in shown(capsys, "SRDocumentContent")


def test_attribute_has_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "PatientID")
    assert "(0010,0020)  VR LO  VM 1\n" in text
    assert row(text, "module", "Patient", "Patient", "C.7.1.1")
    assert row(text, "module", "Inventory", "Inventory", "C.38.1", "InventoriedStudiesItem")
    text = shown(capsys, "PixelSpacing")
    assert row(text, "macro", "Pixel Measures", "PixelMeasures", "C.7.6.16.2.1", "PixelMeasuresItem", "1C")


def test_attribute_without_places(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "StudyComments")
    assert "retired" in text
    assert "No module and no macro has it." in text


def test_context_group(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "CID 4")
    assert "extensible, version " in text
    assert row(text, "818981001", "SCT", "Abdomen", "CID4.Abdomen")


def test_sop_class_has_its_iod(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\nCT Image IOD (CTImage)\n" in shown(capsys, "1.2.840.10008.5.1.4.1.1.2")


def test_code_has_its_groups(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "SCT.Liver")
    assert "(10200004, SCT)\n" in text
    assert row(text, "CID 4", "AnatomicRegion", "CID4.Liver")


def test_words_find_codes(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "left kidney")
    assert re.match(r"\d+ found for 'left kidney', the likeliest first\n", text)
    assert text.splitlines()[3].split() == ["code", "SCT.Kidney", "Kidney"]
    assert row(text, "code", "LN.LeftKidneyLength", "Left Kidney length")
    text = shown(capsys, "kidney")
    assert text.startswith("Kidney (SCT.Kidney)\n(64033007, SCT)\n")
    assert row(text[text.index("Also found:") :], "code", "DCM.KidneyStent", "Kidney stent")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("C.7.6.2", "Image Plane Module (ImagePlane)\n"),
        ("PS3.3 C.8.13.5.9", "MR Diffusion Macro (MRDiffusion)\n"),
        ("64033007", "Kidney (SCT.Kidney)\n"),
        ("T-71000", "Kidney (SCT.Kidney)\n"),
        ("0018|0050", "Slice Thickness (SliceThickness)\n"),
        ("(0x20, 0x37)", "Image Orientation (Patient) (ImageOrientationPatient)\n"),
        ("context group 4", "CID 4 AnatomicRegion (CID4)\n"),
        ("hnsf'U", "Hounsfield Unit (UCUM.HounsfieldUnit)\n"),
        ("SegmentItm", "Segment Sequence (SegmentSequence)\n"),
        ("Contour dta", "Contour Data (ContourData)\n"),
    ],
)
def test_what_is_found_alone_is_shown(name: str, title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, name).startswith(title)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("pixel spaceing", ("attribute", "PixelSpacing", "Pixel Spacing")),
        ("PatientNam", ("attribute", "PatientName", "Patient's Name")),
        ("CTImag", ("iod", "CTImage", "CT Image")),
        ("SCT.Livr", ("code", "SCT.Liver", "Liver")),
        ("sop class of ct images", ("uid", "1.2.840.10008.5.1.4.1.1.2", "CT Image Storage")),
    ],
)
def test_of_several_that_may_be_meant_a_list_is_shown(
    name: str, first: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(capsys, name).splitlines()
    assert row(lines[3], *first)
    what = f'"{first[1]}"' if " " in first[1] else first[1]
    assert lines[-1] == f"dicomwright show {what} --kind {first[0]} shows the first."
    assert shown(capsys, first[1], "--kind", first[0]).startswith(f"{first[2]} ")


def test_a_search_for_one_kind(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "segmentation types", "--kind", "cid")
    assert {line.split()[0] for line in text.splitlines()[3:-2]} == {"cid"}


def test_a_value_of_several_schemes(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "121071", "--kind", "code")
    assert "(121071, DCM)" in text
    assert shown(capsys, "PatientName").startswith("Patient's Name (PatientName)")


def test_a_name_of_several_things(capsys: pytest.CaptureFixture[str]) -> None:
    assert "add --kind module" in shown(capsys, "CTImage")
    assert shown(capsys, "CTImage", "--kind", "module").startswith("CT Image Module (CTImage)\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["xyzzy"], "nothing is called 'xyzzy'"),
        (["CTImage", "--edition", "1999a"], "edition '1999a' is not installed"),
        (["PatientName", "--kind", "iod"], "there is no iod 'PatientName'"),
        (["CID 99999"], "nothing is called 'CID 99999'"),
        (["(0011,0010)"], "nothing is called '(0011,0010)'"),
        (["1.2.3.4.5"], "nothing is called '1.2.3.4.5'"),
        (["SCT.Nothing"], "nothing is called 'SCT.Nothing'"),
        ([""], "nothing is called ''"),
        (["'"], 'nothing is called "\'"'),
    ],
)
def test_unknown_names(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"dicomwright: {message}")


def test_lines_are_not_folded_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "GeneralSeries")
    assert max(map(len, text.splitlines())) > 200
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_an_attribute_in_many_modules_is_found_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    assert len(shown(capsys, "ReferencedSOPSequence").splitlines()) > 5
    assert time.monotonic() - begun < 10


# Templates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["TID 1500", "tid1500", "TID_1500", "Measurement Report", "MeasurementReport"]
)
def test_a_template_is_found_by_number_and_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert shown(capsys, name, "--kind", "template").startswith(
        "TID 1500 Measurement Report (MeasurementReport)"
    )


def test_a_template_is_a_tree_of_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows with relationship, value type, name, requirement and VM; values, conditions, and what an include binds."""
    lines = shown(capsys, "TID 1500").splitlines()
    assert "extensible, order not significant, may be the root of a document" in lines
    assert "1    CONTAINER CID 7021 MeasurementReportDocumentTitle  [mandatory]" in lines
    assert "4    > HAS CONCEPT MOD: CODE Procedure reported (121058, DCM)  [optional, 1-n]" in lines
    assert "          in Python: ImagingMeasurementsAlgorithmIdentification" in lines
    assert "         in Python: ProcedureReported" not in lines
    assert "         value: baseline CID 100 QuantitativeDiagnosticImagingProcedure" in lines
    assert "         required if rows 10 and 12 are absent; optional otherwise" in lines
    assert "          $QualModType = baseline CID 210 QualitativeEvaluationModifierType" in lines
    assert max(map(len, lines[3:])) <= 80


def test_every_template_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for tid, name in edition().templates.items():
        text = shown(capsys, f"TID {tid}")
        numbers = [row.number for row in edition().named("templates", name).rows_]
        assert all(re.search(rf"^{re.escape(number)} ", text, re.MULTILINE) for number in numbers), tid


def test_a_template_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "TID 99999", "--kind", "template"]) == 2
    assert "there is no template 'TID 99999'" in capsys.readouterr().err
