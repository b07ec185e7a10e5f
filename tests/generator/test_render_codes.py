"""Rendering of context groups, coding schemes and the dictionary: what is written, and that it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydicom.sr.codedict import codes as pydicom_codes

from dicomwright.generator import render
from dicomwright.generator.errors import OutputError
from dicomwright.generator.facts import (
    Code,
    CodingScheme,
    ContextGroup,
    ContextGroupInclude,
    ControlledTerm,
    DataElement,
    Edition,
    SpecRef,
    Uid,
    Vr,
)
from dicomwright.generator.render.coding_schemes import codes_by_scheme, entries_of, render_coding_schemes
from dicomwright.generator.render.context_groups import render_context_groups
from dicomwright.generator.render.dictionary import render_dictionary, uid_classes
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.formatting import format_files
from dicomwright.generator.render.packages import natural, render_facade
from dicomwright.generator.render.templating import render_template, section_url
from dicomwright.generator.snapshot import read_snapshot

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e"
LIVER = Code(scheme="SCT", value="10200004", meaning="Liver")
ABDOMEN = Code(scheme="SCT", value="818981001", meaning="Abdomen")
PHASE = Code(scheme="DCM", value="113680", meaning='Quality "Control" \\ Intent')


def group(cid: str, *rows: Code | str, **facts: Any) -> ContextGroup:  # noqa: ANN401
    ref = SpecRef(part=16, xml_id=f"table_CID_{cid}", section=f"CID {cid}", section_id=f"sect_CID_{cid}")
    made = ContextGroup(
        cid=cid,
        name=f"Group {cid}",
        keyword=f"Group{cid}",
        uid=f"1.2.{cid}",
        version="20250401",
        extensible=True,
        ref=ref,
        rows=tuple(ContextGroupInclude(cid=row) if isinstance(row, str) else row for row in rows),
    )
    return replace(made, **facts)


def element(tag: str, keyword: str, vr: tuple[str, ...] = ("CS",), **facts: Any) -> DataElement:  # noqa: ANN401
    made = DataElement(
        tag=tag, name=keyword, keyword=keyword, vr=vr, vm=("1",), retired=False, note="", table="6-1"
    )
    return replace(made, **facts)


def uid(value: str, keyword: str, type_: str = "SOP Class", **facts: Any) -> Uid:  # noqa: ANN401
    made = Uid(
        value=value, name=keyword, keyword=keyword, type=type_, part="PS3.4", retired=False, table="A-1"
    )
    return replace(made, **facts)


def made(edition: Edition) -> dict[str, str]:
    """Render all that needs no IOD, formatted."""
    sections = (render_dictionary, render_coding_schemes, render_context_groups)
    files = {path: text for section in sections for path, text in section(edition)}
    return format_files({**files, "ruff.toml": render_template("ruff", packages=["dicomwright"])})


def run(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "generated_for_a_test"}
    exec(compile(text, "generated", "exec", dont_inherit=True), namespace)  # noqa: S102
    return namespace


EDITION = Edition(
    name="2025e",
    data_elements=(
        element("00100010", "PatientName", ("PN",), name="Patient's Name"),
        element("00280106", "SmallestImagePixelValue", ("US", "SS")),
        element("00080202", "", retired=True, vr=(), vm=()),
        element("60xx3000", "OverlayData", ("OB", "OW")),
        element("7Fxx0010", "VariablePixelData", ("OB",), retired=True),
        element("7FE00010", "PixelData", ("OB", "OW")),
    ),
    uids=(
        uid("1.2.1", "CTImageStorage"),
        uid("1.2.2", "", name="Imaging Report", type="Document TemplateID"),
        uid("1.2.3", "ExplicitVRBigEndian", "Transfer Syntax", retired=True),
        uid("1.2.4", "", name="", retired=True),
        uid("1.2.5", "Thing", "Kind of tomorrow"),
        uid("1.2.6", "CTImageStorage"),
    ),
    vrs=(
        Vr(code="AE", name="Application Entity", length=16, unit="bytes", fixed=False),
        Vr(code="OB", name="Other Byte", length=None, unit="", fixed=False),
    ),
    context_groups=(
        group("4", ABDOMEN, "6", LIVER),
        group("6", PHASE, replace(LIVER, meaning="Whole liver"), "4", extensible=False, version=""),
        group("7", name="Gone (Retired)", keyword="", retired=True),
    ),
    controlled_terms=(
        ControlledTerm(value="1", meaning="Density", retired=True, replaced_by=(LIVER,)),
        ControlledTerm(value="2", meaning="Density", retired=False),
    ),
    coding_schemes=(CodingScheme(designator="SCT", uid="2.16.840.1.113883.6.96", name="SNOMED CT"),),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return made(EDITION)


def test_includes_are_expanded_where_they_stand_and_cycles_end() -> None:
    whole_liver = replace(LIVER, meaning="Whole liver")
    found = expanded(EDITION.context_groups)
    assert found["4"] == (ABDOMEN, PHASE, whole_liver)
    assert found["6"] == (PHASE, whole_liver, ABDOMEN)
    assert found["7"] == ()


def test_an_include_of_an_unknown_group_adds_nothing() -> None:
    assert expanded((group("4", "999", LIVER),)) == {"4": (LIVER,)}


def test_a_context_group_as_its_reader_sees_it(files: dict[str, str]) -> None:
    assert (
        files["dicomwright/cid/cid_6.py"]
        == '''\
# Generated by dicomwright.generator from DICOM PS3.16. DO NOT EDIT.
# Source: part16.xml#table_CID_6   Regenerate: nox -s generate
"""Group 6 (CID 6, PS3.16)."""

from __future__ import annotations

from typing import ClassVar

from dicomwright.runtime import ContextGroup, context_group, member


@context_group(
    cid="6",
    keyword="Group6",
    uid="1.2.6",
    version="",
    extensible=False,
    section="CID 6",
    address="https://dicom.nema.org/medical/dicom/current/output/chtml/part16/sect_CID_6.html",
)
class CID6(ContextGroup):
    """Group 6 (CID 6, PS3.16). Non-extensible.

    https://dicom.nema.org/medical/dicom/current/output/chtml/part16/sect_CID_6.html
    """

    QualityControlIntent: ClassVar[CID6] = member("113680", "DCM", 'Quality "Control" \\\\ Intent')
    WholeLiver: ClassVar[CID6] = member("10200004", "SCT", "Whole liver")
    Abdomen: ClassVar[CID6] = member("818981001", "SCT", "Abdomen")
'''
    )


def test_members_are_codes(files: dict[str, str]) -> None:
    cid4 = run(files["dicomwright/cid/cid_4.py"])["CID4"]
    assert [member.name for member in cid4] == ["Abdomen", "QualityControlIntent", "WholeLiver"]
    assert cid4.Abdomen == pydicom_codes.SCT.Abdomen
    assert pydicom_codes.SCT.Abdomen == cid4.Abdomen
    assert cid4.QualityControlIntent.meaning == PHASE.meaning
    assert cid4.__info__.keyword == "Group4"


def test_a_group_without_codes_is_a_class(files: dict[str, str]) -> None:
    text = files["dicomwright/cid/cid_7.py"]
    assert "ClassVar" not in text
    assert '"""Gone (CID 7, PS3.16). Retired, extensible, version 20250401.' in text
    cid7 = run(text)["CID7"]
    assert list(cid7) == []
    assert cid7.__info__.keyword == "Gone"


def test_codes_of_a_scheme_have_all_their_meanings(files: dict[str, str]) -> None:
    sct = run(files["dicomwright/scheme/sct.py"])["SCT"]
    assert sct.Liver == pydicom_codes.SCT.Liver
    assert sct.WholeLiver.value == LIVER.value
    assert pydicom_codes.SCT.Abdomen in sct
    assert (sct.designator, sct.uid) == ("SCT", "2.16.840.1.113883.6.96")


def test_a_code_is_named_by_its_usual_meaning() -> None:
    kidney, inside = (Code(scheme="SCT", value="64033007", meaning=text) for text in ("Kidney", "Endo-renal"))
    found = codes_by_scheme(
        Edition(name="2025e", context_groups=(group("1", inside, kidney), group("2", kidney)))
    )
    entries, aliases = entries_of(found["SCT"], {})
    assert [entry.name for entry in entries] == ["Kidney"]
    assert [entry.name for entry in aliases] == ["EndoRenal"]
    entries, _ = entries_of(found["SCT"], {}, listed={"64033007"})
    assert [entry.name for entry in entries] == ["EndoRenal"]


def test_no_other_meaning_has_a_name_that_two_codes_claim() -> None:
    codes = [
        Code(scheme="SCT", value=value, meaning=text)
        for value, text in (("1", "Radius"), ("2", "Radius"), ("3", "Bone"), ("3", "Radius"), ("3", "Os"))
    ]
    entries, aliases = entries_of(codes, {})
    assert [entry.name for entry in entries] == ["Bone", "Radius_1", "Radius_2"]
    assert [entry.name for entry in aliases] == ["Os"]


def test_a_retired_code_yields_its_name_and_says_what_replaces_it(files: dict[str, str]) -> None:
    text = files["dicomwright/scheme/dcm.py"]
    assert 'Density: ClassVar[Code] = code("2", "Density")' in text
    assert (
        'Density_Retired: ClassVar[Code] = code("1", "Density")\n'
        '    """Retired, replaced by (10200004, SCT, Liver)."""' in text
    )


def test_elements_are_found_by_tag_mask_and_keyword(files: dict[str, str]) -> None:
    elements = run(files["dicomwright/dictionary/elements.py"])["ELEMENTS"]
    assert elements[0x00100010] == (0x00100010, "PatientName", "Patient's Name", "PN", "1", False)
    assert elements[0x00280106].vr == "US or SS"
    assert elements[0x60023000].keyword == "OverlayData"
    assert elements[0x7FE00010].keyword == "PixelData"
    assert elements[0x7F020010].retired
    assert elements.named("OverlayData").mask == "60xx3000"
    assert elements.named("PatientName").tag == 0x00100010
    assert list(elements) == [0x00100010, 0x00280106, 0x00080202, 0x7FE00010]


@pytest.mark.parametrize("tag", [0x60013000, 0x00110010, 0])
def test_private_and_unknown_tags_are_no_elements(files: dict[str, str], tag: int) -> None:
    elements = run(files["dicomwright/dictionary/elements.py"])["ELEMENTS"]
    assert tag not in elements


@pytest.mark.parametrize("keyword", ["", "NoSuchKeyword"])
def test_unknown_keywords_are_no_elements(files: dict[str, str], keyword: str) -> None:
    elements = run(files["dicomwright/dictionary/elements.py"])["ELEMENTS"]
    with pytest.raises(KeyError):
        elements.named(keyword)


def test_uids_are_constants_by_type(files: dict[str, str]) -> None:
    found = run(files["dicomwright/dictionary/uids.py"])
    assert found["SOPClasses"].CTImageStorage == "1.2.1"
    assert found["SOPClasses"].CTImageStorage_1_2_6 == "1.2.6"
    assert found["DocumentTemplates"].ImagingReport == "1.2.2"
    assert found["KindOfTomorrows"].Thing == "1.2.5"
    assert found["UIDS"]["1.2.3"] == (
        "1.2.3",
        "ExplicitVRBigEndian",
        "ExplicitVRBigEndian",
        "Transfer Syntax",
        True,
    )
    assert "TransferSyntaxes" not in found
    syntaxes = run(files["dicomwright/dictionary/transfer_syntaxes.py"])["TransferSyntaxes"]
    assert syntaxes.ExplicitVRBigEndian == "1.2.3"


def test_vrs_say_how_long_a_value_is(files: dict[str, str]) -> None:
    vrs = run(files["dicomwright/dictionary/vrs.py"])["VRS"]
    assert vrs["AE"] == ("AE", "Application Entity", 16, "bytes", False)
    assert vrs["OB"].length is None


def test_packages_are_lazy_and_have_a_marker(files: dict[str, str]) -> None:
    text = files["dicomwright/cids/__init__.py"]
    assert "    from dicomwright.cid.cid_4 import CID4 as CID4\n" in text
    assert '__all__ = [\n    "CID4",\n    "CID6",\n    "CID7",\n]\n' in text
    assert 'home="dicomwright.cid",' in text
    for package in ("cid", "cids", "scheme", "codes", "dictionary"):
        assert files[f"dicomwright/{package}/py.typed"] == ""


def test_packages_of_class_files_import_nothing(files: dict[str, str]) -> None:
    text = files["dicomwright/cid/__init__.py"]
    shown = "``from dicomwright.cid.cid_4 import CID4``."
    assert f'"""Context groups, classes of codes, PS3.16, a file each: {shown}\n' in text
    assert "\nimport" not in text
    assert "\nfrom" not in text


def test_packages_list_numbers_by_value() -> None:
    assert sorted(["CID12", "CID4", "CID100"], key=natural) == ["CID4", "CID12", "CID100"]
    (_, text), _ = render_facade("cids", {"CID12": "cid_12", "CID4": "cid_4"}, "Groups.")
    assert text.index("CID4") < text.index("CID12")


def test_a_uid_without_a_keyword_that_starts_with_a_figure() -> None:
    """Editions before 2014 have no column of keywords."""
    (named,) = uid_classes((uid("1.2.9", "", name="12-lead ECG Waveform Storage"),))["SOPClasses"]
    assert named.constant == "TwelveLeadECGWaveformStorage"


def test_every_file_says_what_it_was_made_from(files: dict[str, str]) -> None:
    for path, text in files.items():
        if not path.endswith("py.typed"):
            assert text.startswith("# Generated by dicomwright.generator"), path
            assert "nox -s generate" in text


@pytest.mark.parametrize(
    ("section_id", "page"),
    [
        ("sect_C.7.3.1", "sect_C.7.3.html#sect_C.7.3.1"),
        ("sect_C.7.6.16.2.7", "sect_C.7.6.16.2.html#sect_C.7.6.16.2.7"),
        ("sect_C.8.15.3.10", "sect_C.8.15.3.10.html"),
        ("sect_10.7.1.3", "sect_10.7.html#sect_10.7.1.3"),
        ("sect_A.1.1", "chapter_A.html#sect_A.1.1"),
        ("chapter_8", "chapter_8.html"),
        ("sect_CID_4", "sect_CID_4.html"),
    ],
)
def test_sections_have_the_addresses_of_the_standard(section_id: str, page: str) -> None:
    base = "https://dicom.nema.org/medical/dicom/current/output/chtml/part03/"
    assert section_url(3, section_id) == base + page


def test_a_separator_in_a_name_is_refused() -> None:
    with pytest.raises(OutputError, match="00100010"):
        list(render_dictionary(Edition(name="2025e", data_elements=(element("00100010", "A|B"),))))


def test_text_that_is_not_python_is_an_error() -> None:
    with pytest.raises(OutputError, match="ruff"):
        format_files({"ruff.toml": render_template("ruff", packages=["dicomwright"]), "a.py": "def"})


def test_a_path_rendered_twice_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "SECTIONS", (lambda _: [("a", "")], lambda _: [("a", "")]))
    with pytest.raises(OutputError, match="a: rendered twice"):
        render.render_files(Edition(name="2025e"))


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "import hashlib\n"
        "from generator.test_render_codes import EDITION, made\n"
        "print(hashlib.sha256(repr(made(EDITION)).encode()).hexdigest())"
    )
    tests = str(Path(__file__).parents[1])
    digests = {
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": tests},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_editions_that_differ_in_name_alone_differ_in_one_file() -> None:
    edition = read_snapshot(SNAPSHOT)
    few = replace(edition, iods=edition.iods[:20], context_groups=edition.context_groups[:400])
    one, other = (render.render_files(replace(few, name=name)) for name in ("2025e", "2026a"))
    assert one.keys() == other.keys()
    assert len(one) > 1_000
    assert [path for path in one if one[path] != other[path]] == ["dicomwright/dictionary/edition.py"]
