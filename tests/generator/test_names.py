"""Names of codes: keywords as pydicom's users know them, unique in a class, and what Python allows."""

from __future__ import annotations

import keyword
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from generator import pydicom_names
from hypothesis import given
from hypothesis import strategies as st

from dicomwright.generator.facts import Code
from dicomwright.generator.render.code_names import (
    RESERVED,
    code_keyword,
    meaning_keyword,
    scheme_name,
    unique_names,
)
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.names import RowName, row_names, template_names
from dicomwright.generator.snapshot import read_snapshot
from dicomwright.runtime import RESERVED_MEMBER_NAMES

if TYPE_CHECKING:
    from dicomwright.generator.facts import Edition

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e"


@pytest.mark.parametrize(
    ("meaning", "name"),
    [
        ("Fontanel of skull", "FontanelOfSkull"),
        ("AAPM 204 AP Dimension", "AAPM204APDimension"),
        ("mmHg", "Mmhg"),
        ("Person Observer's Role in the Organization", "PersonObserverRoleInTheOrganization"),
        ("Outer surface of Bruch\u2019s Membrane", "OuterSurfaceOfBruchMembrane"),
        ("Spælsau sheep breed", "SpaelsauSheepBreed"),
        ("Dølafe cattle breed", "DolafeCattleBreed"),
        ("Costeño con Cuernos cattle breed", "CostenoConCuernosCattleBreed"),
        ("DRU™ Terminals pig breed", "DRUTerminalsPigBreed"),
        ("35% of thermal CO", "35PercentOfThermalCO"),
        ("Coronary lesion > = 50% stenosis", "CoronaryLesionGreaterThanEquals50PercentStenosis"),
        ("if (age < 40y) P50 = 27.4", "IfAgeLesserThan40YearsP50Equals27Point4"),
        ("PI-RADS v2.1", "PIRADSV2Point1"),
        ("Nottingham Combined Grade I: 3-5 points", "NottinghamCombinedGradeI3To5Points"),
        ("T2* Weighted MR Signal Intensity", "T2StarWeightedMRSignalIntensity"),
        ("AP+45", "APPlus45"),
        ("AP-45", "APMinus45"),
        ("10 cm Dosimetry Phantom", "10cmDosimetryPhantom"),
        ("Amplitude at 20 ms into ST segment, per lead", "AmplitudeAt20msIntoSTSegmentPerLead"),
        ("", ""),
    ],
)
def test_meanings_become_camel_case(meaning: str, name: str) -> None:
    assert meaning_keyword(meaning) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (Code(scheme="PUBCHEM_CID", value="4624", meaning="6-hydroxydopamine"), "N6Hydroxydopamine"),
        (Code(scheme="SCT", value="260413007", meaning="None"), "None_"),
        (Code(scheme="SCT", value="268445003", meaning=""), "SCT268445003"),
        (Code(scheme="UCUM", value="[mi_i]/h", meaning="mph"), "MilesPerHour"),
        (Code(scheme="UCUM", value="wk", meaning="week"), "Week"),
    ],
)
def test_keywords_are_names_of_python(code: Code, name: str) -> None:
    assert code_keyword(code) == name


@given(st.text())
def test_any_meaning_gives_an_ascii_identifier(meaning: str) -> None:
    name = code_keyword(Code(scheme="SCT", value="1", meaning=meaning))
    assert name.isascii()
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert not name.startswith("_")
    assert name not in RESERVED_MEMBER_NAMES


def test_the_reserved_names_are_those_of_the_runtime() -> None:
    assert RESERVED == RESERVED_MEMBER_NAMES


@pytest.mark.parametrize(
    ("designator", "name"),
    [("NCIt", "NCIt"), ("PUBCHEM_CID", "PUBCHEM_CID"), ("99SDM", "N99SDM"), ("RFC-3881", "RFC_3881")],
)
def test_schemes_are_named_by_their_designators(designator: str, name: str) -> None:
    assert scheme_name(designator) == name


def test_a_keyword_that_several_codes_claim_belongs_to_none() -> None:
    codes = [
        Code(scheme="FMA", value="276650", meaning="Arcuate Fasciculus"),
        Code(scheme="NEU", value="2063", meaning="arcuate fasciculus"),
        Code(scheme="NEU", value="7:1", meaning="Arcuate fasciculus"),
        Code(scheme="FMA", value="1", meaning="Bregma"),
    ]
    names = unique_names(codes)
    assert list(names) == [
        "ArcuateFasciculus_FMA",
        "ArcuateFasciculus_2063",
        "ArcuateFasciculus_7_1",
        "Bregma",
    ]
    assert list(names.values()) == codes


def test_a_retired_code_leaves_the_keyword_to_the_current_one() -> None:
    codes = [Code(scheme="DCM", value=value, meaning="Path") for value in "123"]
    assert list(unique_names(codes[:2], retired=["1"])) == ["Path_Retired", "Path"]
    assert list(unique_names(codes, retired=["1"])) == ["Path_Retired", "Path_2", "Path_3"]
    assert list(unique_names(codes, retired=["1", "2"])) == ["Path_1", "Path_2", "Path"]


def test_names_do_not_depend_on_the_order_of_codes(edition: Edition) -> None:
    for codes in expanded(edition.context_groups).values():
        names = unique_names(codes)
        assert names == unique_names(codes[::-1])
        assert len(names) == len(codes)


@pytest.fixture(scope="module")
def edition() -> Edition:
    if not SNAPSHOT.is_dir():
        pytest.skip("no snapshot of 2025e: run the generator with --edition 2025e")
    return read_snapshot(SNAPSHOT)


def test_members_of_context_groups_have_the_keywords_of_pydicom(edition: Edition) -> None:
    theirs = pydicom_names.keywords()
    compared, differences = 0, set[str]()
    differing = 0
    for cid, codes in expanded(edition.context_groups).items():
        for name, code in unique_names(codes).items():
            keywords = theirs.get((cid, code.scheme, code.value), {})
            if code.meaning not in keywords.values():
                continue  # pydicom lacks the code, or the standard words it anew
            compared += 1
            if name not in keywords:
                differing += 1
                differences.add(f"{code.scheme} {code.value} {name} != {' '.join(sorted(keywords))}")
    assert compared > 26_000
    assert 1 - differing / compared > 0.99
    explained = {line for lines in pydicom_names.DIFFERENCES.values() for line in lines}
    assert differences <= explained
    if pydicom_names.MEASURED:
        assert differences == explained


def test_context_groups_have_the_names_of_pydicom(edition: Edition) -> None:
    theirs = pydicom_names.context_groups()
    both = [group for group in edition.context_groups if group.keyword and group.cid in theirs]
    differing = {group.cid for group in both if not pydicom_names.same_name(group.keyword, theirs[group.cid])}
    assert len(both) > 1_300
    assert differing <= set(pydicom_names.RENAMED_GROUPS)


def called(
    number: str, keyword: str, type_name: str = "Code", parent: str = "", *, by_reference: bool = False
) -> RowName:
    return RowName(int(number.strip("b")), number, keyword, type_name, by_reference, parent)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([called("1", "Finding"), called("2", "Site")], ["Finding", "Site"]),
        ([called("1", "Point", "Code"), called("2", "Point", "Text")], ["PointCode", "PointText"]),
        (
            [called("1", "Image", "Image"), called("2", "Image", "Image", by_reference=True)],
            ["ImageByValue", "ImageByReference"],
        ),
        (
            [called("1", "Side", parent="Finding"), called("2", "Side", parent="Follow")],
            ["FindingSide", "FollowSide"],
        ),
        ([called("1", "Image"), called("2", "Image"), called("3", "Site")], ["Image_1", "Image_2", "Site"]),
        # a name that others would have had is nobody's
        (
            [called("1", "Side"), called("2", "Side", "Text"), called("3", "SideCode")],
            ["SideByValue", "SideText", "SideCode"],
        ),
    ],
)
def test_rows_of_templates_are_told_apart(rows: list[RowName], names: list[str]) -> None:
    assert row_names(rows) == names


def test_templates_of_one_name_have_their_numbers() -> None:
    titles = (("1500", "Measurement Report"), ("7", "Cage(s)"), ("8A", "Cages"), ("9", "NM/PET Context"))
    assert template_names(titles) == {
        "1500": ("MeasurementReport", "measurement_report"),
        "7": ("CagesTID7", "cages_tid7"),
        "8A": ("CagesTID8A", "cages_tid8a"),
        "9": ("NMPETContext", "nm_pet_context"),
    }
