"""Assignment: what each VR takes, what it keeps, and what it refuses without showing it."""
# ruff: noqa: ANN401 - values of any type are what is tested

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag
from pydicom.valuerep import DA, DT, TM, PersonName
from runtime.declared import CT, SCT, ContentItem, Everything, SOPInstanceReference, make_ct

from dicomwright.runtime import InvalidValue
from dicomwright.runtime.values.rules import DECIMAL, RULES, decimal_string, multiplicities


def build(**values: Any) -> Everything:
    return Everything(**values)


ACCEPTED: list[tuple[str, Any, Any]] = [
    ("InstanceNumber", "12", 12),
    ("InstanceNumber", np.int64(7), 7),
    ("InstanceNumber", -(2**31), -(2**31)),
    ("SelectorUSValue", 5, (5,)),
    ("SelectorUSValue", np.array([1, 2], np.uint8), (1, 2)),
    ("SelectorULValue", [1, 2, 3], (1, 2, 3)),
    ("SliceThickness", 1, 1.0),
    ("SliceThickness", "1.5", 1.5),
    ("SliceThickness", Decimal("0.25"), 0.25),
    ("SliceThickness", np.float32(0.5), 0.5),
    ("SliceThickness", np.array(0.5), 0.5),
    ("ImagePositionPatient", "1\\2\\3", (1.0, 2.0, 3.0)),
    ("ImagePositionPatient", np.zeros(3), (0.0, 0.0, 0.0)),
    ("ContourData", [1, 2, 3, 4, 5, 6], (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)),
    ("SelectorFDValue", [1, 2, 3, 4], (1.0, 2.0, 3.0, 4.0)),
    ("ScanOptions", "A\\B", ("A", "B")),
    ("ScanOptions", ["A ", " B"], ("A", "B")),
    ("PatientTelephoneNumbers", "one", ("one",)),
    ("PatientName", "Doe^Jane ", "Doe^Jane"),
    ("PatientName", PersonName("Doe^Jane"), "Doe^Jane"),
    ("PatientName", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    ("PatientBirthDate", "20240229", date(2024, 2, 29)),
    ("PatientBirthDate", date(999, 1, 2), date(999, 1, 2)),
    ("PatientBirthDate", DA("20240229"), date(2024, 2, 29)),
    ("StudyTime", "1030", "1030"),
    ("StudyTime", "103000", time(10, 30)),
    ("StudyTime", "103000.5", "103000.5"),
    ("StudyTime", "235960", "235960"),
    ("StudyTime", TM("103000"), time(10, 30)),
    ("AcquisitionDateTime", "2024", "2024"),
    ("AcquisitionDateTime", "20240229103000", datetime(2024, 2, 29, 10, 30)),  # noqa: DTZ001
    (
        "AcquisitionDateTime",
        "20240229103000.000001-0130",
        datetime(2024, 2, 29, 10, 30, 0, 1, timezone(-timedelta(hours=1, minutes=30))),
    ),
    ("AcquisitionDateTime", DT("20240229103000"), datetime(2024, 2, 29, 10, 30)),  # noqa: DTZ001
    ("PatientAge", "018Y", "018Y"),
    ("StudyInstanceUID", "1.2.0.3", "1.2.0.3"),
    ("FrameIncrementPointer", "FrameTime", (0x00181063,)),
    ("FrameIncrementPointer", ["00181063", 0x00181065], (0x00181063, 0x00181065)),
    ("SelectorOBValue", b"abc", b"abc\0"),
    ("SelectorOBValue", bytearray(b"ab"), b"ab"),
    ("SelectorOWValue", memoryview(b"abcd"), b"abcd"),
    ("SelectorOWValue", np.array([1, 2], ">u2"), b"\1\0\2\0"),
    ("SelectorOFValue", np.array([1.0], "f4"), b"\0\0\x80\x3f"),
    ("PatientComments", "one\r\ntwo\\three", "one\r\ntwo\\three"),
    ("RetrieveURL", "https://a.example/b?c=d", "https://a.example/b?c=d"),
    ("PatientComments", "", None),
    ("ScanOptions", [], None),
    ("PatientComments", None, None),
]


@pytest.mark.parametrize(("keyword", "given", "kept"), ACCEPTED)
def test_accepts(keyword: str, given: Any, kept: Any) -> None:
    instance = build()
    setattr(instance, keyword, given)
    assert getattr(instance, keyword) == kept
    assert instance.is_set(keyword)


REFUSED: list[tuple[str, Any, str]] = [
    ("InstanceNumber", 2**31, "lie in"),
    ("InstanceNumber", "7.77", "integer"),
    ("InstanceNumber", 7.77, "int, not float"),
    ("SelectorUSValue", [-77], "lie in 0 to 65535"),
    ("SelectorSSValue", [77777], "lie in"),
    ("SliceThickness", "7,77", "decimal number"),
    ("SliceThickness", float("nan"), "finite"),
    ("SliceThickness", 10**400, "held by a float"),
    ("SliceThickness", object(), "float, not object"),
    ("RecommendedDisplayFrameRateInFloat", 7.77e300, "too large"),
    ("ImagePositionPatient", [777, 777], "2 values, and must have 3"),
    ("ImagePositionPatient", np.zeros((3, 1)), "one axis"),
    ("ContourData", [7.77] * 4, "a multiple of 3"),
    ("SelectorFDValue", [7.77] * 3, "a multiple of 2"),
    ("ScanOptions", ["secret"], "upper case"),
    ("ScanOptions", ["S" * 17], "17 characters, and may have 16"),
    ("PatientTelephoneNumbers", ["secret" * 3], "may have 16"),
    ("PatientID", "secret" * 11, "may have 64"),
    ("PatientID", "secret\\secret", "backslash"),
    ("PatientID", "secret\n", "control"),
    ("PatientID", "secret\ud800", "no character set"),
    ("PatientID", 777, "str, not int"),
    ("PatientName", "secret" * 11, "more than 64"),
    ("PatientName", "secret=" * 4, "three component groups"),
    ("PatientName", "secret^" * 5, "five components"),
    ("PatientName", 777, "PersonName"),
    ("PatientBirthDate", "20230229", "does not exist"),
    ("PatientBirthDate", "1977-07-07", "YYYYMMDD"),
    ("PatientBirthDate", datetime(1977, 7, 7), "date or"),  # noqa: DTZ001
    ("StudyTime", "2400", "does not exist"),
    ("StudyTime", "10:30", "HHMM"),
    ("StudyTime", time(10, 30, tzinfo=UTC), "offset"),
    ("AcquisitionDateTime", "20240230", "does not exist"),
    ("AcquisitionDateTime", "20240229103000+9900", "offset"),
    ("AcquisitionDateTime", "20240229103000-0000", "offset"),
    ("AcquisitionDateTime", date(1977, 7, 7), "datetime"),
    ("PatientAge", "77Y", "three digits"),
    ("PatientSex", "S", "one of 'M', 'F', 'O'"),
    ("StudyInstanceUID", "1.02.777", "leading zeros"),
    ("StudyInstanceUID", "1." + "7" * 63, "may have 64"),
    ("RetrieveAETitle", ["séc"], "ASCII"),
    ("RetrieveURL", "secret here", "URI"),
    ("FrameIncrementPointer", "Secret", "must be a tag"),
    ("SelectorOWValue", b"777", "2 byte words"),
    ("SelectorOWValue", np.zeros(2, "f4"), "numbers of 2 bytes"),
    ("SelectorOBValue", "secret", "bytes or a numpy array"),
    ("InstitutionAddress", "secret" * 200, "may have 1024"),
    ("ContentSequence", "secret", "must be items"),
    ("ContentSequence", [777], "of type int, and must have ContentItem"),
]


@pytest.mark.parametrize(("keyword", "given", "rule"), REFUSED)
def test_refuses_without_showing_the_value(keyword: str, given: Any, rule: str) -> None:
    instance = build()
    with pytest.raises(InvalidValue) as caught:
        setattr(instance, keyword, given)
    message = str(caught.value)
    declared = Everything.attributes()[keyword]
    assert f"Everything.{keyword} ({declared.number >> 16:04X},{declared.number & 0xFFFF:04X})" in message
    assert f"VR {declared.vr}" in message
    assert rule in message
    assert "secret" not in message.lower().replace("séc", "secret")
    assert "777" not in message
    assert "7.77" not in message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert not instance.is_set(keyword)


def test_value_lists_hold_for_their_value_number() -> None:
    ct = make_ct(ImageType=["DERIVED", "ANYTHING"])
    with pytest.raises(InvalidValue, match="value 1 must be one of 'ORIGINAL', 'DERIVED'"):
        ct.ImageType = ["ANYTHING", "DERIVED"]


def test_messages_say_what_is_allowed() -> None:
    def refused(**values: Any) -> str:
        with pytest.raises(InvalidValue) as caught:
            make_ct(**values)
        return str(caught.value).partition(": ")[2]

    upper = "must be upper case letters, digits, spaces and underscores"
    assert refused(PatientSex="f") == f"must be one of 'M', 'F', 'O'; {upper}"
    assert refused(Modality="MR") == "must be 'CT'"
    assert refused(Modality=1) == "must be 'CT'; must be a str, not int"
    assert refused(ImageType=["original", "A"]) == f"value 1 must be one of 'ORIGINAL', 'DERIVED'; {upper}"
    assert refused(ImageType=["ORIGINAL", "a"]) == f"value 2 {upper}"
    assert refused(ImageType=["ORIGINAL"]) == "has 1 value, and must have 2 or more"
    assert refused(PixelSpacing=[1, 2, 3]) == "has 3 values, and must have 2"


@pytest.mark.parametrize(
    ("vm", "words"),
    [
        ("1", "1"),
        ("2-4", "2 to 4"),
        ("2-n", "2 or more"),
        ("3-3n", "a multiple of 3"),
        ("6-3n", "a multiple of 3, 6 or more"),
    ],
)
def test_multiplicities_in_words(vm: str, words: str) -> None:
    assert [str(one) for one in multiplicities(vm)] == [words]


def test_decimals_are_rounded_to_what_can_be_written() -> None:
    instance = build(SliceThickness=-1 / 3)
    with pytest.raises(InvalidValue, match="16 characters"):
        instance.SliceThickness = -1.7976931348623157e308
    assert instance.SliceThickness == -0.33333333333333
    assert instance.to_dataset()["SliceThickness"].value.original_string == "-.33333333333333"
    for number in (
        1e-300,
        -1.23456789012345e-300,
        1e22,
        123456789012345678.0,
        5e-324,
        -1.7976931348623157e307,
    ):
        instance.SliceThickness = number
        element = instance.to_dataset()["SliceThickness"]
        assert len(str(element.value)) <= 16
        assert instance.SliceThickness == pytest.approx(number, rel=1e-8)


DECIMALS = [
    (1 / 3, ".333333333333333"),
    (0.1 + 0.2, ".3"),
    (0.002006091181818, ".002006091181818"),
    (-0.12345678901234, "-.12345678901234"),
    (12345678901234e5, "12345678901234e5"),
    (-3.3333333333333334e-301, "-3333333333e-310"),
    (123456789.123456789, "123456789.123457"),
    (1e-05, "1e-05"),
    (64.0, "64"),
]


@pytest.mark.parametrize(("number", "text"), DECIMALS)
def test_decimals_have_as_many_digits_as_16_characters_can(number: float, text: str) -> None:
    assert decimal_string(number) == text


@given(st.from_regex(DECIMAL, fullmatch=True).filter(lambda text: len(text) <= 16))
@example(".002006091181818")
@example("12345678901.E-99")
@example("1234567890123456")
def test_a_decimal_that_a_file_can_have_is_read_and_written_as_the_same_number(text: str) -> None:
    number = float(text)
    assume(math.isfinite(number))
    written = decimal_string(number)
    assert len(written) <= 16
    assert float(written) == number


def test_decimals_that_were_read_are_not_rounded() -> None:
    dataset = build(SliceThickness=1).to_dataset()
    for text in (
        ".002006091181818",
        "0.00200609118181818181",
    ):  # the second is too long, and kept all the same
        raw = RawDataElement(BaseTag(0x00180050), "DS", len(text), text.encode(), 0, False, True)  # noqa: FBT003
        dataset._dict[raw.tag] = raw
        ct = type(build()).from_dataset(dataset)
        assert ct.SliceThickness == float(text)
        assert text.encode() in ct.to_bytes(validated=False)


def test_single_precision_is_visible() -> None:
    instance = build(RecommendedDisplayFrameRateInFloat=0.1)
    assert instance.RecommendedDisplayFrameRateInFloat == float(np.float32(0.1))


def test_items_may_be_data_sets_or_alone() -> None:
    item = Dataset()
    item.ReferencedSOPClassUID = "1.2"
    item.ReferencedSOPInstanceUID = "1.3"
    ct = make_ct(ReferencedStudySequence=item)
    assert ct.ReferencedStudySequence == (
        SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3"),
    )
    ct.ReferencedStudySequence = []
    assert not ct.ReferencedStudySequence
    assert ct.is_set("ReferencedStudySequence")


def test_item_counts() -> None:
    with pytest.raises(InvalidValue, match="has 2 items, and must have 1"):
        make_ct(AnatomicRegionSequence=[SCT.Liver, SCT.Abdomen])


def test_assignment_copies_the_list() -> None:
    items = [ContentItem(ValueType="TEXT")]
    instance = build(ContentSequence=items)
    items.append(ContentItem(ValueType="NUM"))
    assert len(instance.ContentSequence or ()) == 1


def test_every_vr_has_a_rule() -> None:
    assert len(RULES) == 33
    assert {declared.vr for declared in Everything.attributes().values()} >= set(RULES) - {"UN"}


def test_multiplicities() -> None:
    def admitted(vm: str) -> list[int]:
        return [n for n in range(1, 9) if any(m.admits(n) for m in multiplicities(vm))]

    assert admitted("1") == [1]
    assert admitted("2-2n") == [2, 4, 6, 8]
    assert admitted("2-n") == [2, 3, 4, 5, 6, 7, 8]
    assert admitted("1-3") == [1, 2, 3]
    assert admitted("3-3n") == [3, 6]
    assert admitted("1-n or 1") == [1, 2, 3, 4, 5, 6, 7, 8]
    assert admitted("2 or 4") == [2, 4]
    with pytest.raises(ValueError, match="not a VM"):
        multiplicities("some")


def test_attribute_of_the_class_is_its_declaration() -> None:
    assert CT.attributes()["PatientID"].demanded
    assert repr(CT.attributes()["PatientID"]) == "<Attribute PatientID (0010,0020) LO type 1>"
    assert list(CT.attributes()) == sorted(CT.attributes(), key=lambda k: CT.attributes()[k].number)
