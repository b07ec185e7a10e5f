"""Free text: what the object itself says of people, places, numbers and days is in no text of it afterwards."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any, Final

import pydicom
import pytest
from deidentify.marking import errors
from deidentify.test_pixels import image
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwright.deidentify import Profile, deidentify
from dicomwright.deidentify.texts.cleaning import Cleaner
from dicomwright.deidentify.texts.folding import folded
from dicomwright.deidentify.texts.patterns import is_suspect
from dicomwright.deidentify.texts.words import _NOBODYS
from dicomwright.iods import CTImage, EnhancedSR, GrayscaleSoftcopyPresentationState
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing import minimal

KEY: Final = b"a key of a project"
CLEANING: Final = Profile(clean_descriptors=True)


def ct(**values: Any) -> CTImage:  # noqa: ANN401 - values by VR
    found = minimal(CTImage)
    for keyword, value in {"SpecificCharacterSet": "ISO_IR 192", **values}.items():
        setattr(found, keyword, value)
    return found


def cleaned(text: str, profile: Profile = CLEANING, **values: Any) -> str | None:  # noqa: ANN401
    found, record = deidentify(ct(StudyDescription=text, **values), profile, key=KEY)
    assert "StudyDescription" in record.review
    return found.StudyDescription


@pytest.mark.parametrize(
    ("values", "text", "left"),
    [
        ({"PatientName": "Doe^Jane"}, "CT of JANE doe, chest", "CT of *, chest"),
        ({"PatientName": "Doe^Jane"}, "JaneDoe_CT doesn't", "*_CT doesn't"),
        ({"PatientName": "Müller^Jürgen"}, "CT Mueller, Jurgen / MÜLLER", "CT *"),
        ({"PatientName": "Mueller^Anna"}, "Fr. Müllers Becken", "Fr. Müllers Becken"),
        ({"PatientName": "Smith-Jones^A^B"}, "for Jones; plan A", "for *; plan A"),
        ({"PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう"}, "山田太郎様 ヤマダ CT", "*様 * CT"),
        ({"PatientName": "Hong^Gildong=洪^吉洞=홍^길동"}, "홍길동 환자 CT", "* 환자 CT"),
        ({"PatientName": "Иванов^Иван"}, "лёгкие Иванова, грудь", "лёгкие *, грудь"),
        ({"ReferringPhysicianName": "House^Gregory"}, "asked by Dr. House", "asked by Dr. *"),
        ({"PatientID": "0012345"}, "pat 12345 / 001-2345", "pat *"),
        ({"PatientID": "AB-123"}, "ab123 seen, ab 1 here", "* seen, ab 1 here"),
        ({"AccessionNumber": "A77"}, "order A77, not A770", "order *, not A770"),
        ({"InstitutionName": "St. Elsewhere Hospital"}, "at Elsewhere, bed 3", "at *, bed 3"),
        ({"PatientAge": "077Y"}, "a 77-year-old, 77 slices, 77y", "a *, 77 slices, *"),
        ({"PatientBirthDate": "19510304"}, "born March 4th; 040351; 4.3.51", "born *"),
        ({"PatientBirthDate": "19510304"}, "geb. 4. März, 1.5 mm", "geb. *, 1.5 mm"),
        ({"AcquisitionTime": "061234"}, "at 061234 and 06:12", "at * and *"),
        ({}, "5 mm, 120 kV, L4-5, 1/2, 3D T1", "5 mm, 120 kV, L4-5, 1/2, 3D T1"),
        ({}, "on 2024-05-03 or 3 May 2024", "on * or *"),
        ({}, "see 1.2.840.99.1.2.3.4.5 and doe@x.org", "see * and *"),
        ({}, "call +49 351 123456, www.x.org", "call *"),
    ],
)
def test_what_the_object_says_of_itself_is_taken(values: dict[str, Any], text: str, left: str) -> None:
    assert cleaned(text, **values) == left


def test_what_the_profile_keeps_stays_in_texts() -> None:
    full = Profile(clean_descriptors=True, retain_longitudinal_full_dates=True)
    assert cleaned("3 May 2024 at 06:12, born 1951-03-04", full, PatientBirthDate="19510304") == (
        "3 May 2024 at 06:12, born *"
    )
    place = Profile(clean_descriptors=True, retain_institution_identity=True)
    assert cleaned("at Elsewhere", place, InstitutionName="Elsewhere") == "at Elsewhere"
    uids = Profile(clean_descriptors=True, retain_uids=True)
    assert cleaned("see 1.2.840.99.1.2.3", uids) == "see 1.2.840.99.1.2.3"
    assert cleaned("Doe", PatientName="Doe^Jane") is None


def test_what_is_no_description_is_not_cleaned_as_one() -> None:
    profile = Profile(clean_descriptors=True, retain_longitudinal_modified_dates=True)
    found, _ = deidentify(ct(TimezoneOffsetFromUTC="+0100"), profile, key=KEY)
    assert found.TimezoneOffsetFromUTC == "+0100"


def test_several_values_stay_several_and_no_value_becomes_too_long() -> None:
    found, _ = deidentify(
        ct(PatientName="Doe^Jane", AdmittingDiagnosesDescription=["Doe ill", "well", "Jane"]),
        CLEANING,
        key=KEY,
    )
    assert tuple(found.AdmittingDiagnosesDescription or ()) == ("* ill", "well", "*")


@pytest.mark.parametrize(
    ("charset", "name", "text"),
    [
        ("ISO_IR 100", "Müller^Jürgen", "Befund Müller gross"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎", "所見 山田 胸部"),
        (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동", "소견 홍길동 흉부"),
        ("GB18030", "Wang^Xiaodong=王^小东", "检查 王小东 胸部"),
        ("ISO_IR 144", "Иванов^Иван", "Снимок Иванов лёгкие"),
    ],
)
def test_texts_are_read_and_written_in_their_character_sets(charset: Any, name: str, text: str) -> None:  # noqa: ANN401
    source = ct(SpecificCharacterSet=charset, PatientName=name, PatientComments=text, StudyDescription=text)
    found, _ = deidentify(source, CLEANING, key=KEY)
    again = pydicom.dcmread(BytesIO(found.to_bytes(validated=False)))
    first, _, last = text.split(" ")
    assert again.StudyDescription == f"{first} * {last}"
    assert [error for error in errors(found) if error not in errors(source)] == []


def test_a_text_in_items_of_a_description_is_cleaned() -> None:
    request = CTImage.attributes()["RequestAttributesSequence"]
    source = ct(PatientName="Doe^Jane")
    dataset = source.to_dataset()
    item, code = pydicom.Dataset(), pydicom.Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "1", "99X", "Chest of Doe"
    item.RequestedProcedureID, item.RequestedProcedureCodeSequence = "77", [code]
    dataset.RequestAttributesSequence = [item]
    assert request.vr == "SQ"
    found, record = deidentify(CTImage.from_dataset(dataset), CLEANING, key=KEY)
    (kept,) = found.to_dataset().RequestAttributesSequence
    assert kept.RequestedProcedureCodeSequence[0].CodeMeaning == "Chest of *"
    assert b"Doe" not in found.to_bytes(validated=False)
    assert "RequestAttributesSequence" in record.review


def test_texts_of_documents_that_stay_are_cleaned() -> None:
    document = minimal(EnhancedSR)
    document.PatientName = "Doe^Jane"
    dataset = document.to_dataset()
    item = finding("T1", "99TEST", "Test")
    item.TextValue = "Mrs Doe has a nodule since 3 May 2024"
    dataset.ContentSequence = [item]
    found, record = deidentify(
        EnhancedSR.from_dataset(dataset), Profile(clean_structured_content=True), key=KEY
    )
    assert found.to_dataset().ContentSequence[0].TextValue == "Mrs * has a nodule since *"
    assert any(each.endswith("TextValue") for each in record.review)


def test_codes_of_public_schemes_are_not_taken_for_numbers_of_patients() -> None:
    document = minimal(EnhancedSR)
    document.PatientID = "1234567"
    dataset = document.to_dataset()
    dataset.ContentSequence = [
        finding(*code)
        for code in (
            ("111001", "DCM", "Algorithm Name"),
            ("108369006", "SCT", "Neoplasm"),
            ("1234567", "SCT", "Number of the patient"),
            ("1234568", "99LOCAL", "Number of another"),
        )
    ]
    found, _ = deidentify(EnhancedSR.from_dataset(dataset), Profile(clean_structured_content=True), key=KEY)
    concepts = [item.ConceptNameCodeSequence[0].CodeValue for item in found.to_dataset().ContentSequence]
    assert concepts == ["111001", "108369006", "*", "*"]


def finding(value: str, scheme: str, meaning: str) -> pydicom.Dataset:
    item, concept = pydicom.Dataset(), pydicom.Dataset()
    concept.CodeValue, concept.CodingSchemeDesignator, concept.CodeMeaning = value, scheme, meaning
    item.RelationshipType, item.ValueType, item.ConceptNameCodeSequence = "CONTAINS", "TEXT", [concept]
    item.TextValue = "a nodule"
    return item


# --- what is drawn stays, what is written goes


def annotated(*, drawn: bool) -> GrayscaleSoftcopyPresentationState:
    dataset = minimal(GrayscaleSoftcopyPresentationState).to_dataset()
    item, text, line = pydicom.Dataset(), pydicom.Dataset(), pydicom.Dataset()
    text.UnformattedTextValue = "Doe^Jane"
    text.AnchorPointAnnotationUnits, text.AnchorPoint, text.AnchorPointVisibility = "PIXEL", [1.0, 1.0], "N"
    line.GraphicAnnotationUnits, line.GraphicDimensions, line.NumberOfGraphicPoints = "PIXEL", 2, 2
    line.GraphicData, line.GraphicType, line.GraphicFilled = [1.0, 1.0, 5.0, 5.0], "POLYLINE", "N"
    item.GraphicLayer, item.TextObjectSequence = "LAYER", [text]
    if drawn:
        item.GraphicObjectSequence = [line]
    dataset.GraphicAnnotationSequence = [item]
    return GrayscaleSoftcopyPresentationState.from_dataset(dataset)


def test_of_annotations_the_drawing_stays() -> None:
    source = annotated(drawn=True)
    found, record = deidentify(source, Profile(clean_graphics=True), key=KEY)
    (item,) = found.to_dataset().GraphicAnnotationSequence
    assert item.GraphicObjectSequence[0].GraphicData == [1.0, 1.0, 5.0, 5.0]
    assert "TextObjectSequence" not in item
    assert "GraphicAnnotationSequence" in record.review
    assert [error for error in errors(found) if error not in errors(source)] == []


def test_an_annotation_that_is_nothing_but_text_has_a_dummy_in_its_place() -> None:
    source = annotated(drawn=False)
    found, _ = deidentify(source, Profile(clean_graphics=True), key=KEY)
    assert b"Doe" not in found.to_bytes(validated=False)
    assert [error for error in errors(found) if error not in errors(source)] == []


# --- properties


LETTERS: Final = st.sampled_from(
    [
        "abcdefghijklmnop",
        "äöüéñçßøå",
        "абвгдежзийк",
        "αβγδεζηθ",
        "山田太郎花子鈴木",
        "やまだたろう",
        "ヤマダタロウ",
        "홍길동김이박",
    ]
)
WORDS: Final = LETTERS.flatmap(lambda letters: st.text(letters, min_size=3, max_size=9))
NAMES: Final = st.lists(st.lists(WORDS, min_size=1, max_size=3).map("^".join), min_size=1, max_size=3).map(
    "=".join
)
CASES: Final = st.sampled_from([str, str.upper, str.lower, str.title])
AROUND: Final = st.sampled_from([" ", ", ", "_", "/", " - ", ": ", "1", "(", "^", "="])
WRITINGS: Final = (
    "%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%y",
    "%m/%d/%y",
    "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d%m%Y", "%d. %b %y", "%Y %b %d", "%d %B", "%b %d", "%y%m%d",
)  # fmt: skip


@given(NAMES, st.data())
@settings(max_examples=150, deadline=None)
def test_no_word_of_a_name_is_left_whatever_is_around_it(name: str, data: st.DataObject) -> None:
    words = [word for group in name.split("=") for word in group.split("^")]
    parts = [data.draw(CASES)(data.draw(st.sampled_from(words))) for _ in range(4)]
    text = "".join(part + data.draw(AROUND) for part in parts) + "chest"
    found = cleaner(PatientName=name).text(text)
    left = {folded(word) for word in words} - _NOBODYS
    assert not [word for word in left if word in folded(found) and word not in folded("chest")]
    assert len(found) <= len(text)


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(WRITINGS),
    AROUND.filter(lambda each: each != "1"),
)
@settings(max_examples=200, deadline=None)
def test_no_writing_of_a_day_is_left(day: date, writing: str, around: str) -> None:
    text = f"seen{around}{day.strftime(writing)}{around}again"
    found = cleaner(PatientBirthDate=f"{day:%Y%m%d}").text(text)
    assert not any(letter.isdigit() for letter in found)


@given(
    st.from_regex(r"[A-Z]{0,3}[-/]?[0-9]{3,9}[-.]?[0-9]{0,3}", fullmatch=True),
    AROUND.filter(lambda each: each != "1"),
)
@settings(max_examples=200, deadline=None)
def test_no_identifier_is_left(identifier: str, around: str) -> None:
    bare = "".join(letter for letter in identifier if letter.isalnum())
    for writing in (identifier, identifier.lower(), bare, bare.lstrip("0") or bare):
        found = cleaner(PatientID=identifier, AccessionNumber="7").text(f"seen{around}{writing}{around}again")
        assert folded(bare) not in folded("".join(letter for letter in found if letter.isalnum()))


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_what_is_cleaned_is_clean(text: str) -> None:
    cleans = cleaner(PatientName="Doe^Jane")
    once = cleans.text(text)
    assert cleans.text(once) == once
    assert not is_suspect(once)
    assert len(folded(text)) == len(text)


def cleaner(**values: Any) -> Cleaner:  # noqa: ANN401
    dataset = pydicom.Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    from dicomwright.runtime.trees import from_pydicom  # noqa: PLC0415 - of what has no class

    return Cleaner(from_pydicom(dataset), edition(), CLEANING.options)


def test_the_words_of_an_image_are_found_once() -> None:
    source = image("CTImage", bytes(48), PatientName="Doe^Jane")
    found = Cleaner(content_of(source).dataset, edition(), CLEANING.options)
    assert found.text("Doe") == found.text("jane") == "*"
