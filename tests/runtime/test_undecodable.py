"""Values that pydicom cannot decode: bytes, or empty, and named; none of them raises."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import dcmread
from pydicom.filewriter import dcmwrite
from pydicom.tag import BaseTag

from dicomwright.iods import CTImage
from dicomwright.runtime import InvalidValue, read

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

CT = str(get_testdata_file("CT_small.dcm"))
WRONG = [
    ("US", b"123", "must be a whole number of values of 2 bytes"),
    ("SS", b"1", "must be a whole number of values of 2 bytes"),
    ("UL", b"12", "must be a whole number of values of 4 bytes"),
    ("SL", b"12345", "must be a whole number of values of 4 bytes"),
    ("FL", b"12", "must be a whole number of values of 4 bytes"),
    ("FD", b"1234", "must be a whole number of values of 8 bytes"),
    ("SV", b"1234", "must be a whole number of values of 8 bytes"),
    ("UV", b"1234", "must be a whole number of values of 8 bytes"),
    ("IS", b"1e999 ", "must be a whole number"),
    ("IS", b"1\\inf ", "must be a whole number"),
]


def with_raw(dataset: Dataset, tag: int, vr: str, value: bytes) -> Dataset:
    raw = RawDataElement(BaseTag(tag), vr, len(value), value, 0, False, True)  # noqa: FBT003
    dataset._dict[raw.tag] = raw
    return dataset


def nothing_raises(instance: IOD) -> None:
    """Use all that is there, as pydicom shows it."""
    for dataset in (instance.undeclared, instance.to_dataset()):
        str(dataset)
        for element in dataset.iterall():
            repr(element.value)
        dcmwrite(BytesIO(), dataset, implicit_vr=False, little_endian=True)


@pytest.mark.parametrize(("vr", "value", "rule"), WRONG)
def test_a_value_that_is_none_of_its_vr(vr: str, value: bytes, rule: str) -> None:
    dataset, item = dcmread(CT), with_raw(Dataset(), 0x00091002, vr, value)
    with_raw(dataset, 0x00091001, vr, value)
    dataset.add_new(0x00091003, "SQ", [item])
    ct = CTImage.from_dataset(dataset)
    nothing_raises(ct)
    undeclared = ct.undeclared
    assert (undeclared[0x00091001].VR, undeclared[0x00091001].value) == ("UN", value)
    assert undeclared[0x00091003].value[0][0x00091002].value == value
    named = [(problem.path, problem.message, problem.code) for problem in ct.problems]
    assert ("(0009,1001)", rule, "bad-value") in named
    assert ("(0009,1003)[0].(0009,1002)", rule, "bad-value") in named
    written = ct.to_bytes(validated=False)  # as it was read, but for what makes its length even
    assert b"\x09\0\x01\x10" + vr.encode() in written
    assert value in written
    nothing_raises(read(written))


def test_an_attribute_of_the_class() -> None:
    ct = CTImage.from_dataset(with_raw(dcmread(CT), 0x00280010, "US", b"\0\1\2"))
    nothing_raises(ct)
    assert ct.to_dataset()["Rows"].value == b"\0\1\2"
    assert ct.Rows == 256
    (problem,) = [problem for problem in ct.problems if problem.path == "Rows"]
    assert problem.message == "must be a whole number of values of 2 bytes"


JSON: list[tuple[str, Any]] = [
    ("00091001", {"vr": "FD", "Value": [0.5, None]}),
    ("00091001", {"vr": "US", "Value": [70000]}),
    ("00091001", {"vr": "US", "Value": ["a"]}),
    ("00091001", {"vr": "IS", "Value": ["1e999"]}),
    ("00091001", {"vr": "DS", "Value": ["abc"]}),
    ("00091001", {"vr": "OB", "InlineBinary": 5}),
    ("00091001", {"vr": "ZZ", "Value": [1]}),
    ("00091001", {"Value": ["a"]}),
    ("00091001", "no element"),
    ("00091001", {"vr": "SQ", "Value": ["no item"]}),
    ("00180050", {"vr": "DS", "Value": ["abc"]}),
    ("00201041", {"vr": "DS", "Value": [None, None]}),
    ("00280010", {"vr": "US", "Value": [70000]}),
]


@pytest.mark.parametrize(("tag", "element"), JSON)
def test_json_that_no_element_can_hold(tag: str, element: Any) -> None:  # noqa: ANN401 - of JSON
    given = json.loads(read(CT).to_json())
    item = {tag: element, "00081155": {"vr": "UI", "Value": ["1.2.3"]}}
    given |= {tag: element, "00081140": {"vr": "SQ", "Value": [item]}}
    ct = CTImage.from_json(json.dumps(given))
    nothing_raises(ct)
    assert not ct.to_dataset()[int(tag, 16)].value
    assert ct.ReferencedImageSequence[0].ReferencedSOPInstanceUID == "1.2.3"
    assert ct.PatientName == read(CT).PatientName
    named = {problem.path for problem in ct.problems}
    keyword = {"00180050": "SliceThickness", "00201041": "SliceLocation", "00280010": "Rows"}
    path = keyword.get(tag, "(0009,1001)")
    assert {path, f"ReferencedImageSequence[0].{path}"} <= named
    assert CTImage.from_json(ct.to_json()).PatientName == ct.PatientName
    ct.to_bytes(validated=False)


@pytest.mark.parametrize(("tag", "place"), [(0x00180050, "SliceThickness"), (0x00091001, "(0009,1001)")])
def test_what_json_cannot_hold_is_named(tag: int, place: str) -> None:
    ct = CTImage.from_dataset(with_raw(dcmread(CT), tag, "DS", b"SECRET"))
    with pytest.raises(InvalidValue) as raised:
        ct.to_json()
    assert str(raised.value).startswith(f"CTImage.{place} (")
    assert "SECRET" not in str(raised.value)


def test_keys_of_json_that_are_no_tags() -> None:
    given = {"SECRET": {"vr": "LO", "Value": ["a"]}, "00100020": {"vr": "LO", "Value": ["42"]}}
    ct = CTImage.from_json(json.dumps(given))
    assert ct.PatientID == "42"
    assert [(problem.path, problem.message) for problem in ct.problems] == [("", "has what is no tag")]
    assert "SECRET" not in str(ct.problems)


def test_json_without_a_fault_has_no_problems() -> None:
    assert CTImage.from_json(read(CT).to_json()).problems == ()
