"""Private attributes: set by VR and value, read, written, removed, and kept apart from the standard's."""

# ruff: noqa: ANN401 - values of any type are what is tested

from __future__ import annotations

import copy
import pickle
from datetime import date
from io import BytesIO
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset
from runtime.declared import CT, GeneralSeries, make_ct

from dicomwright.runtime import InvalidValue, read

VALUES: dict[int, tuple[str, Any]] = {
    0x10: ("SH", "M\u00fcller"),
    0x11: ("DS", (1.5, 2.0)),
    0x12: ("DA", date(2025, 1, 2)),
    0x13: ("OB", b"abcd"),
    0x14: ("US", 7),
    0x15: ("LO", None),
    0x16: ("FD", 0.1),
    0x17: ("AT", 0x00100010),
    0x18: ("UT", "a\\b"),
    0x19: ("PN", "Doe^Jane"),
    0xFF: ("UI", ("1.2", "1.3")),
}


def with_private() -> CT:
    ct = make_ct()
    block = ct.private("ACME 1.1")
    for number, element in VALUES.items():
        block[number] = element
    return ct


def found(ct: CT) -> dict[int, tuple[str, Any]]:
    block = ct.private("ACME 1.1")
    return {number: (block.vr(number), block[number]) for number in block}


def test_what_is_set_is_there() -> None:
    ct = with_private()
    assert found(ct) == VALUES
    assert ct.private("ACME 1.1").group == 0x0009
    assert len(ct.undeclared) == len(VALUES) + 1
    assert 0x10 in ct.private("ACME 1.1")
    assert 0x10 not in ct.private("SOMEBODY ELSE")
    assert ct != make_ct(SOPInstanceUID=ct.SOPInstanceUID)


def test_it_is_written_and_read() -> None:
    ct = with_private()
    data = ct.to_bytes(validated=False)
    assert found(CT.read(data)) == VALUES
    block = pydicom.dcmread(BytesIO(data)).private_block(0x0009, "ACME 1.1")
    assert {number: block[number].VR for number in VALUES} == {n: vr for n, (vr, _) in VALUES.items()}
    assert block[0x10].value == "M\u00fcller"
    assert block[0x11].value == [1.5, 2]
    implicit = CT.read(ct.to_bytes("1.2.840.10008.1.2", validated=False)).private("ACME 1.1")
    assert (implicit.vr(0x14), implicit[0x14]) == ("UN", b"\7\0")


def test_it_goes_to_pydicom_and_back() -> None:
    ct = with_private()
    dataset = ct.to_dataset()
    assert dataset.SpecificCharacterSet == "ISO_IR 192"
    assert found(CT.from_dataset(dataset)) == VALUES
    assert CT.from_dataset(dataset) == CT.read(ct.to_bytes(validated=False))
    assert found(CT.from_json(ct.to_json())) == VALUES


def test_text_needs_no_character_set_that_it_does_not_need() -> None:
    ct = make_ct()
    ct.private("ACME 1.1")[0] = "LT", "plain"
    assert "SpecificCharacterSet" not in pydicom.dcmread(BytesIO(ct.to_bytes(validated=False)))
    ct.SpecificCharacterSet = ("ISO_IR 100",)
    ct.private("ACME 1.1")[0] = "LT", "\u4e2d"
    with pytest.raises(InvalidValue, match="lacks"):
        ct.to_bytes(validated=False)
    with pytest.raises(InvalidValue, match="lacks"):
        ct.to_dataset()


def test_blocks_do_not_get_into_each_other() -> None:
    ct = make_ct()
    ct.private("ONE")[1] = "US", 1
    ct.private("TWO")[1] = "US", 2
    ct.private("TWO", 0x0011)[1] = "US", 3
    tags = [int(element.tag) for element in ct.undeclared]
    assert tags == [0x00090010, 0x00090011, 0x00091001, 0x00091101, 0x00110010, 0x00111001]
    assert [ct.private(name, group)[1] for name, group in (("ONE", None), ("TWO", 9), ("TWO", 0x11))] == [
        1,
        2,
        3,
    ]


def test_removal() -> None:
    ct = CT.read(with_private().to_bytes(validated=False))
    block = ct.private("ACME 1.1")
    del block[0x10]
    assert 0x10 not in block
    with pytest.raises(KeyError):
        block[0x10]
    with pytest.raises(KeyError):
        del block[0x10]
    assert len(block) == len(VALUES) - 1
    for number in list(block):
        del block[number]
    assert len(ct.undeclared) == 0
    assert len(CT.read(ct.to_bytes(validated=False)).undeclared) == 0


def test_items_have_them_and_are_of_them() -> None:
    item = GeneralSeries.RelatedSeriesItem(
        SeriesInstanceUID="1.3", ReferencedSOPClassUID="1.4", ReferencedSOPInstanceUID="1.5"
    )
    item.private("ACME 1.1")[1] = "LO", "inside"
    ct = make_ct(RelatedSeriesSequence=[item])
    other = Dataset()
    other.PatientName = "\u00c4"
    ct.private("ACME 1.1")[2] = "SQ", [item, other]
    again = CT.read(ct.to_bytes(validated=False))
    assert again.RelatedSeriesSequence
    assert again.RelatedSeriesSequence[0].private("ACME 1.1")[1] == "inside"
    first, second = again.private("ACME 1.1")[2]
    assert first.SeriesInstanceUID == "1.3"
    assert first.private_block(0x0009, "ACME 1.1")[1].value == "inside"
    assert second.PatientName == "\u00c4"


def test_copies_have_their_own() -> None:
    ct = with_private()
    for other in (copy.copy(ct), copy.deepcopy(ct), pickle.loads(pickle.dumps(ct))):  # noqa: S301 - our own
        assert other == ct
        other.private("ACME 1.1")[0x10] = "SH", "other"
        assert other != ct
    assert found(ct) == VALUES


@pytest.mark.parametrize(
    ("element", "rule"),
    [
        (("CS", "lower"), r"ACME 1.1 \(0009,1001\), VR CS: .*upper case"),
        (("XX", 1), "set by a VR and a value: block"),
        (("US", -1), "VR US"),
        ("text", "set by a VR and a value: block"),
        (("SQ", 7), "must be items"),
        (("SQ", [7]), "item of type int"),
    ],
)
def test_what_no_element_can_hold_is_refused(element: Any, rule: str) -> None:
    ct = make_ct()
    with pytest.raises(InvalidValue, match=rule):
        ct.private("ACME 1.1")[1] = element
    assert len(ct.undeclared) == 0


def test_where_no_block_can_be() -> None:
    ct = make_ct()
    with pytest.raises(InvalidValue, match="must be odd"):
        ct.private("ACME 1.1", 0x0010)
    with pytest.raises(InvalidValue, match="private creator"):
        ct.private("A" * 65)
    with pytest.raises(InvalidValue, match="from 00 to FF"):
        ct.private("ACME 1.1")[0x1010] = "US", 1
    for number in range(0x10, 0x100):
        ct.private(f"CREATOR {number}")[0] = "US", 1
    with pytest.raises(InvalidValue, match="no block left"):
        ct.private("ACME 1.1")[0] = "US", 1


def test_a_file_of_any_class_has_them() -> None:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.3", "1.2.3.4"
    dataset.private_block(0x0015, "THEIRS", create=True).add_new(0x20, "DS", "1.5")
    stream = BytesIO()
    pydicom.dcmwrite(stream, dataset, implicit_vr=False, little_endian=True)
    ours = read(stream.getvalue())
    assert ours.private("THEIRS")[0x20] == 1.5
    ours.private("THEIRS")[0x21] = "IS", 3
    assert read(ours.to_bytes(validated=False)).undeclared[0x00151021].value == 3
