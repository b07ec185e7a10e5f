"""From pydicom data sets: what was read passes through, the rest is what pydicom would write."""

from __future__ import annotations

import copy
import sys
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from pydicom import (
    Dataset,
    config,
    dcmread,  # pyright: ignore[reportUnknownVariableType] # pydicom leaves open what a PathLike is of
    dcmwrite,  # pyright: ignore[reportUnknownVariableType]
)
from pydicom.data import get_testdata_file
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
)
from pydicom.valuerep import DSfloat, PersonName

from dicomwright.runtime.trees.pydicom_trees import LARGE, from_pydicom, meta_of
from dicomwright.runtime.values.elements import count_of, fault_of, values_of
from dicomwright.runtime.values.stored import Fragments, Large, Unencodable

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet

CT = str(get_testdata_file("CT_small.dcm"))
SR = str(get_testdata_file("reportsi.dcm"))
NESTED = str(get_testdata_file("nested_priv_SQ.dcm"))
CHINESE = str(get_testdata_file("chrX1.dcm", read=False) or CT)


def plain(data: DataSet) -> list[Any]:
    """Show a tree as nested lists, to compare it as a whole; pydicom decides on VRs of Implicit VR when it converts."""
    return [
        (
            tag,
            {"OB or OW": "OW"}.get(vr, vr),
            [plain(item) for item in value] if isinstance(value, list) else value,
        )
        for tag, (vr, value) in data.elements.items()
    ]


def converted(dataset: Dataset) -> Dataset:
    """Convert every element, as a user does who looks at all of them."""
    changed = copy.deepcopy(dataset)
    list(changed.iterall())
    return changed


@pytest.mark.parametrize("path", [CT, SR, NESTED])
def test_raw_elements_pass_through_and_stay_raw(path: str) -> None:
    dataset = dcmread(path)
    given = dict(dataset.items())
    raw = {int(tag): element for tag, element in given.items() if isinstance(element, RawDataElement)}
    tree = from_pydicom(dataset)
    assert raw
    for tag, element in raw.items():
        vr, value = tree.elements[tag]
        assert vr == (element.VR or vr)
        assert value == (element.value or b"") or isinstance(value, Large | list)
    assert list(map(int, given)) == list(tree.elements)
    assert all(element is given[tag] for tag, element in dataset.items())


@pytest.mark.parametrize("path", [CT, SR, NESTED])
def test_converted_elements_give_the_same_bytes(path: str) -> None:
    dataset = dcmread(path)
    assert plain(from_pydicom(converted(dataset))) == plain(from_pydicom(dataset))


SYNTAXES = [
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]


def everything() -> Dataset:
    """Make a data set of values of every kind."""
    item = Dataset()
    item.CodeValue = "121071"
    item.SelectorSLValue = [-1, 2]
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.2")
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.StudyDate = "20240229"
    dataset.StudyTime = "103000.5"
    dataset.PatientName = "Doe^Jane"
    dataset.PatientAge = "018Y"
    dataset.RetrieveURL = "https://example.org"
    dataset.SliceThickness = DSfloat("1.50")
    dataset.PixelSpacing = ["0.70", "0.7"]
    dataset.SeriesNumber = 12
    dataset.Rows = 2
    dataset.SelectorFDValue = [0.5, -1]
    dataset.SelectorFLValue = 0.25
    dataset.SelectorSSValue = [-3]
    dataset.SelectorSVValue = -(2**40)
    dataset.SelectorULValue = 2**31
    dataset.SelectorUVValue = 2**63
    dataset.SelectorATValue = 0x00100020
    dataset.SelectorOWValue = b"\1\2\3\4"
    dataset.SelectorOFValue = b"\0\0\x80\x3f"
    dataset.SelectorODValue = bytes(range(8))
    dataset.SelectorLTValue = "a\\b"
    dataset.AccessionNumber = None
    dataset.ConceptNameCodeSequence = [item, Dataset()]
    return dataset


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.name)
def test_every_transfer_syntax_gives_the_same_tree(syntax: UID) -> None:
    dataset = everything()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    buffer = BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    buffer.seek(0)
    read = dcmread(buffer)
    assert any(isinstance(element, RawDataElement) for element in read.values())
    del dataset.file_meta
    if syntax == ExplicitVRBigEndian:  # pydicom writes streams of words as they are, which swapping shows
        del dataset.SelectorOWValue, dataset.SelectorOFValue, dataset.SelectorODValue
        del read.SelectorOWValue, read.SelectorOFValue, read.SelectorODValue
    assert plain(from_pydicom(read)) == plain(from_pydicom(dataset))
    meta = meta_of(read)
    assert meta is not None
    assert meta.elements[0x00020010] == ("UI", str(syntax).encode() + b"\0" * (len(syntax) % 2))
    assert meta_of(everything()) is None


def test_items_know_where_they_are() -> None:
    for dataset in (everything(), converted(everything())):
        tree = from_pydicom(dataset)
        first, second = items_of(tree, 0x0040A043)
        assert (second.parent, second.sequence, second.index) == (tree, 0x0040A043, 1)
        assert first.encoding == second.encoding == ("latin_1",)


def items_of(data: DataSet, tag: int) -> list[DataSet]:
    value = data.elements[tag][1]
    assert isinstance(value, list)
    return value


def raw(tag: int, vr: str, length: int, value: bytes) -> Dataset:
    element = RawDataElement(BaseTag(tag), vr, length, value, 0, is_implicit_VR=False, is_little_endian=True)
    return Dataset({element.tag: element})


def test_a_raw_sequence_of_defined_length_becomes_items() -> None:
    item = b"\x08\x00\x00\x01SH\x06\x00121071"
    items = b"\xfe\xff\x00\xe0" + len(item).to_bytes(4, "little") + item
    tree = from_pydicom(raw(0x0040A043, "SQ", len(items), items))
    (only,) = items_of(tree, 0x0040A043)
    assert only.elements == {0x00080100: ("SH", b"121071")}
    assert (only.parent, only.sequence, only.index) == (tree, 0x0040A043, 0)


def of(vr: str, value: object, tag: int = 0x00091001) -> object:
    """Give the tree's value of one element."""
    element = DataElement(tag, vr, value, already_converted=True, validation_mode=config.IGNORE)
    dataset = Dataset({element.tag: element})
    found_vr, found = from_pydicom(dataset).elements[tag]
    assert found_vr == str(vr)
    return found


VALUES: list[tuple[str, object, object]] = [
    ("CS", "ABC", b"ABC "),
    ("CS", ["A", "", "B"], b"A\\\\B"),
    ("UI", UID("1.2.3"), b"1.2.3\0"),
    ("LO", "Ä", "Ä"),
    ("LO", b"\xc4", b"\xc4 "),
    ("LO", ["a", "Ä"], "a\\Ä"),
    ("PN", PersonName("Doe^Jane"), b"Doe^Jane"),
    ("PN", PersonName(b"Doe^J\xe4ne", ["latin_1"]), "Doe^Jäne"),
    ("DA", date(2024, 2, 29), b"20240229"),
    ("TM", time(10, 30), b"103000"),
    ("DT", datetime(2024, 2, 29, 10, 30), b"20240229103000"),  # noqa: DTZ001
    ("DS", DSfloat("1.50"), b"1.50"),
    ("DS", 0.5, b"0.5 "),
    ("DS", [1, 2.5], b"1\\2.5 "),
    ("IS", 7, b"7 "),
    ("US", 65535, b"\xff\xff"),
    ("US", np.uint8(3), b"\3\0"),
    ("US", np.array([1, 2]), b"\1\0\2\0"),
    ("US or SS", -1, b"\xff\xff"),
    ("US or SS", 65535, b"\xff\xff"),
    ("US or OW", b"\1\0", b"\1\0"),
    ("AT", [0x00100020], b"\x10\0\x20\0"),
    ("FL", 1, b"\0\0\x80\x3f"),
    ("OB", b"\1", b"\1\0"),
    ("OW", np.array([1, 2], np.uint16), b"\1\0\2\0"),
    ("OW", bytes(LARGE + 2), Large(LARGE + 2)),
    ("OW", np.zeros(LARGE, np.uint16), Large(2 * LARGE)),
    ("OB", BytesIO(b"abcd"), Large(4)),
    ("LO", None, b""),
    ("US", None, b""),
    ("US", "", b""),
    ("DS", [], b""),
    ("OB", None, b""),
    ("AT", [], b""),
    ("SQ", None, []),
]


@pytest.mark.parametrize(("vr", "value", "found"), VALUES)
def test_values_of_python(vr: str, value: object, found: object) -> None:
    assert of(vr, value) == found


UNENCODABLE: list[tuple[str, object, str]] = [
    ("US", "12", "must be a number, not str"),
    ("US", 65536, "must lie in 0 to 65535"),
    ("US", 1.5, "must be an int, not float"),
    ("SS", [1, None], "must be an int, not NoneType"),
    ("US or SS", [-1, 65535], "cannot be written as US or SS"),
    ("US or SS", 70000, "must lie in -32768 to 65535"),
    ("AT", "x", "must be a number, not str"),
    ("FL", 1e300, "is too large for a 32 bit float"),
    ("LO", 5, "must be a str, not int"),
    ("LO", ["a", 5], "must be a str, not int"),
    ("CS", b"A", "must be a str, not bytes"),
    ("PN", 5, "must be a str or PersonName, not int"),
    ("DA", time(1), "must be a date or str, not time"),
    ("DS", object(), "must be a number, not object"),
    ("OB", "text", "must be bytes or a numpy array, not str"),
]


@pytest.mark.parametrize(("vr", "value", "rule"), UNENCODABLE)
def test_values_that_no_element_can_hold(vr: str, value: object, rule: str) -> None:
    found = of(vr, value)
    assert isinstance(found, Unencodable)
    assert found.rule == rule


def test_encapsulated_pixels_are_counted() -> None:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    dataset.add_new(0x7FE00010, "OB", encapsulate([b"\1\2", b"\3\4"]))
    data = dataset.PixelData
    assert from_pydicom(dataset).elements[0x7FE00010] == ("OB", Fragments(3, len(data)))
    tree = from_pydicom(raw(0x7FE00010, "OB", 0xFFFFFFFF, data))
    assert tree.elements[0x7FE00010][1] == Fragments(3, len(data))


def test_a_deferred_value_stays_in_its_file() -> None:
    dataset = dcmread(CT, defer_size=100)
    vr, value = from_pydicom(dataset).elements[0x7FE00010]
    assert (vr, value) == ("OW", Large(32768, value.offset if isinstance(value, Large) else 0))
    assert dataset.get_item(0x7FE00010, keep_deferred=True).value is None


def test_tags_out_of_order_are_put_in_order_as_pydicom_writes_them() -> None:
    dataset = Dataset()
    dataset.PatientID = "1"
    dataset.Modality = "CT"
    assert list(from_pydicom(dataset).elements) == [0x00080060, 0x00100020]


def test_a_hundred_thousand_levels() -> None:
    levels = 100_000
    assert levels > sys.getrecursionlimit()
    outermost = innermost = Dataset()
    keep = [outermost]  # so that taking it apart does not recurse
    for _ in range(levels):
        inner = Dataset()
        innermost._dict[0x0040A730] = DataElement(  # type: ignore[index]
            0x0040A730, "SQ", Sequence([inner]), already_converted=True
        )
        keep.append(inner)
        innermost = inner
    data = from_pydicom(outermost)
    trees = [data]
    while data.elements:
        (data,) = items_of(data, 0x0040A730)
        trees.append(data)
    assert len(trees) == levels + 1
    assert data.encoding == ("ascii",)
    for one in keep:
        one.clear()
    for tree in trees:
        tree.elements.clear()
        tree.parent = None


ODDITIES: list[object] = [
    *(
        object(),
        {},
        {1},
        [None],
        [[1]],
        [[]],
        (),
        b"",
        b"\xff",
        b"abc",
        "",
        "x\\y",
        "\ud800",
        0,
        -1,
        2**70,
        1.5,
        True,
    ),
    *(
        float("nan"),
        float("inf"),
        1j,
        np.zeros((2, 2)),
        np.array("x"),
        np.array([]),
        np.array(None),
        bytearray(3),
    ),
    *(memoryview(b"abc"), BytesIO(b""), date(1, 1, 1), time(1), datetime(1, 1, 1), [DSfloat("1.5"), "x"]),  # noqa: DTZ001
    *(
        PersonName(""),
        PersonName(b"\xff", ["UTF8"]),
        [PersonName("a"), None],
        Dataset(),
        range(3),
        iter(()),
        type,
    ),
]
VRS = (
    "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SS ST SV TM UC UI UL UN UR US UT UV ?? SQ"
)
AMBIGUOUS = ("US or SS", "US or OW", "US or SS or OW", "OB or OW")


@pytest.mark.filterwarnings("ignore:Failed to decode")
@pytest.mark.parametrize("vr", [*VRS.split(), *AMBIGUOUS])
def test_nothing_that_an_element_may_hold_raises(vr: str) -> None:
    for value in ODDITIES:
        found = cast("bytes | str | Large | Unencodable", of(vr, value))
        assert isinstance(found, bytes | str | list | Large | Unencodable), value
        fault = fault_of(vr, found)
        assert fault == found.rule if isinstance(found, Unencodable) else fault != ""
        assert count_of(vr, found) >= 0
        values_of(vr, found)
