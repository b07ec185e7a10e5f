"""Reading: every file gives a tree; of good ones the same as pydicom's, of bad ones what can be had, with a note."""
# ruff: noqa: ANN401 - what pydicom gives
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import warnings
import zlib
from array import array
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pydicom
import pytest
from committed import SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataelem import RawDataElement, convert_raw_data_element
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import Tag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)

from dicomwright.runtime.trees import parsing, reading
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.validation import validate
from dicomwright.runtime.values.stored import Fragments, Large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dicomwright.runtime.trees.tree import Content, DataSet

CORPUS = SHARED / "corpus" / "files"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
SYNTAXES = [
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]


def corpus() -> list[str]:
    return sorted(path.name for path in CORPUS.iterdir()) if CORPUS.is_dir() else []


# --- the same as pydicom


# pydicom stops at nothing, keeps the last of two, or looks up what the file says is unknown
UNLIKE = {
    "fo-dicom__FreezePattern.dcm": "a delimiter in the middle, which pydicom cannot read",
    "fo-dicom__GH1339.dcm": "cut within a fragment, which pydicom cannot read",
    "fo-dicom__GH1376.dcm": "file meta information is there twice",
    "fo-dicom__GH179A.dcm": "a VR of two spaces: pydicom takes the rest of the file for the value",
    "fo-dicom__GH179B.dcm": "a VR of two spaces: pydicom takes the rest of the file for the value",
}


@needs_corpus
@pytest.mark.parametrize("name", [name for name in corpus() if name not in UNLIKE])
@pytest.mark.filterwarnings("ignore")
def test_trees_are_those_of_pydicom(name: str) -> None:
    content = read_content(CORPUS / name)
    dataset = pydicom.dcmread(CORPUS / name, force=True)
    assert list(differences(dataset, content.dataset)) == []
    assert list(differences(dataset.file_meta, content.meta)) == []
    assert content.transfer_syntax == dataset.file_meta.get("TransferSyntaxUID", None)


@needs_corpus
@pytest.mark.parametrize("name", UNLIKE)
def test_what_pydicom_does_not_read_is_noted(name: str) -> None:
    content = read_content(CORPUS / name)
    assert content.problems
    assert len(content.dataset.elements) > 50


def differences(dataset: Dataset, data: DataSet) -> Iterator[object]:
    if set(dataset.keys()) != set(data.elements):
        yield sorted(set(map(int, dataset.keys())) ^ set(data.elements))
    for tag, (vr, value) in data.elements.items():
        raw: Any = dataset.get_item(tag)
        element: Any = dataset[tag]
        if isinstance(value, bytes) and raw is not None and raw.is_raw and raw.is_little_endian:
            if ((raw.VR or vr), raw.value or b"") != (vr, value):
                yield tag, vr, raw.VR
        elif isinstance(value, list):
            if len(value) != len(element.value):
                yield tag, len(value), len(element.value)
            for one, other in zip(element.value, value, strict=False):
                yield from differences(one, other)
        elif not same(tag, vr, value, element, dataset):
            yield tag, vr, element.VR


def same(tag: int, vr: str, value: object, element: Any, dataset: Dataset) -> bool:
    if isinstance(value, Large):
        return len(element.value) == value.length
    if isinstance(value, Fragments):
        return len(element.value) == value.length + 8 * value.items
    assert isinstance(value, bytes)
    return element.VR == "SQ" or same_value(tag, vr, value, element, dataset)


PIXEL_DATA = 0x7FE00010
BIG_WORDS = {"OW": "H", "OF": "I", "OL": "I", "OD": "Q", "OV": "Q"}


def same_value(tag: int, vr: str, value: bytes, element: Any, dataset: Dataset) -> bool:
    known = element.VR if " or " in vr or vr == "UN" else vr
    if vr in BIG_WORDS and dataset.original_encoding[1] is False:  # pydicom leaves them as they are
        long = tag == PIXEL_DATA and dataset.BitsAllocated == 32
        words = array("I" if long else BIG_WORDS[vr], element.value or b"")
        words.byteswap()
        return value == words.tobytes()
    raw = RawDataElement(Tag(tag), known, len(value), value or None, 0, False, True)  # noqa: FBT003
    mine = convert_raw_data_element(raw, encoding=dataset.original_character_set, ds=dataset)
    return bool(
        mine.VR == element.VR and (mine.value == element.value or (mine.is_empty and element.is_empty))
    )


# --- what pydicom writes, in every syntax

TEXT = st.text("ABCDEF 0123", max_size=16)
ELEMENTS: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "AE": (0x00080054, TEXT), "AS": (0x00101010, st.just("042Y")), "AT": (0x00280009, st.just(0x00181063)),
    "CS": (0x00080060, TEXT), "DA": (0x00080020, st.just("20200101")), "DS": (0x00180050, st.just("1.5")),
    "DT": (0x0008002A, st.just("20200101")), "FD": (0x00189087, st.floats(allow_nan=False)),
    "FL": (0x00089459, st.floats(allow_nan=False, width=32)), "IS": (0x00200013, st.just("7")),
    "LO": (0x00100020, TEXT), "LT": (0x00104000, TEXT), "OB": (0x00420011, st.binary(max_size=20).map(lambda b: b + b)),
    "OD": (0x00701A07, st.binary(max_size=5).map(lambda b: b * 8)), "OF": (0x00660016, st.just(b"1234")),
    "OL": (0x00660040, st.just(b"1234")), "OV": (0x7FE00001, st.just(b"12345678")),
    "OW": (0x00281201, st.just(b"1234")), "PN": (0x00100010, TEXT), "SH": (0x00080050, TEXT),
    "SL": (0x00186020, st.integers(-(2**31), 2**31 - 1)), "SS": (0x00189219, st.integers(-(2**15), 2**15 - 1)),
    "ST": (0x00080081, TEXT), "SV": (0x00720082, st.integers(-(2**63), 2**63 - 1)),
    "TM": (0x00080030, st.just("1200")), "UC": (0x00080119, TEXT), "UI": (0x00080018, st.just("1.2.3")),
    "UL": (0x00041200, st.integers(0, 2**32 - 1)), "UN": (0x00091010, st.binary(max_size=20).map(lambda b: b + b)),
    "UR": (0x00080120, st.just("http://x")), "US": (0x00280010, st.integers(0, 2**16 - 1)),
    "UT": (0x0040A160, TEXT), "UV": (0x00720083, st.integers(0, 2**64 - 1)),
}  # fmt: skip


@st.composite
def datasets(draw: st.DrawFn, depth: int = 2) -> Dataset:
    dataset = Dataset()
    for vr in draw(st.lists(st.sampled_from(sorted(ELEMENTS)), unique=True, max_size=12)):
        tag, values = ELEMENTS[vr]
        dataset.add_new(tag, vr, draw(values))
    if depth and draw(st.booleans()):
        items = draw(st.lists(datasets(depth=depth - 1), max_size=3))
        for item in items:
            item.is_undefined_length_sequence_item = draw(st.booleans())
        dataset.add_new(0x00081140, "SQ", items)
        dataset["ReferencedImageSequence"].is_undefined_length = draw(st.booleans())
    return dataset


def written(dataset: Dataset, syntax: UID, **options: Any) -> bytes:
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.7")
    dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["one"])
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, dataset, enforce_file_format=True, **options)
    return stream.getvalue()


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dataset=datasets())
def test_whatever_pydicom_writes(syntax: UID, dataset: Dataset) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = written(dataset, syntax)
        content = read_content(data)
        assert content.problems == ()
        assert list(differences(pydicom.dcmread(io.BytesIO(data)), content.dataset)) == []


def test_values_are_little_endian_in_every_syntax() -> None:
    dataset = Dataset()
    dataset.Rows = 258
    dataset.add_new(0x00660016, "OF", b"\1\2\3\4")
    trees = [read_content(written(dataset, syntax)).dataset.elements for syntax in SYNTAXES]
    assert trees[0][0x00280010] == ("US", b"\2\1")
    assert trees[0] == trees[1] == trees[3]
    assert trees[2][0x00280010] == ("US", b"\2\1")
    assert trees[2][0x00660016] == ("OF", b"\4\3\2\1")


# --- by hand: explicit VR little endian, and what is wrong with it

META = bytes.fromhex("020010005549") + struct.pack("<H", 20) + b"1.2.840.10008.1.2.1\0"
HEAD = bytes(128) + b"DICM" + bytes.fromhex("02000000554c0400") + struct.pack("<L", len(META)) + META
SQ = "08 00 40 11 53 51 00 00"
UNDEFINED = "ff ff ff ff"
ITEM = "fe ff 00 e0"
ITEM_END = "fe ff 0d e0 00 00 00 00"
SEQUENCE_END = "fe ff dd e0 00 00 00 00"
MODALITY = "08 00 60 00 43 53 02 00 43 54"
NUMBER = "20 00 13 00 49 53 02 00 31 20"
UID_INSIDE = "08 00 55 11 55 49 04 00 31 2e 32 00"
IMPLICIT_INSIDE = "08 00 55 11 04 00 00 00 31 2e 32 00"


def read(*parts: str | bytes, head: bytes = HEAD, **options: Any) -> Content:
    return read_content(
        head + b"".join(p if isinstance(p, bytes) else bytes.fromhex(p) for p in parts), **options
    )


def tags(content: Content) -> list[int]:
    return list(content.dataset.elements)


def items(content: Content) -> list[DataSet]:
    found = content.dataset.elements[0x00081140][1]
    assert isinstance(found, list)
    return found


def messages(content: Content) -> list[str]:
    return [problem.message for problem in content.problems]


INSIDE = {0x00081155: ("UI", b"1.2\0")}

# what stands between two good elements: bytes, the items that are read, and a word of the problem (or none)
SEQUENCES: dict[str, tuple[list[str], list[dict[int, tuple[str, bytes]]], str]] = {
    "defined": ([SQ, "14 00 00 00", ITEM, "0c 00 00 00", UID_INSIDE], [INSIDE], ""),
    "undefined": ([SQ, UNDEFINED, ITEM, UNDEFINED, UID_INSIDE, ITEM_END, SEQUENCE_END], [INSIDE], ""),
    "item defined": ([SQ, UNDEFINED, ITEM, "0c 00 00 00", UID_INSIDE, SEQUENCE_END], [INSIDE], ""),
    "item undefined": ([SQ, "1c 00 00 00", ITEM, UNDEFINED, UID_INSIDE, ITEM_END], [INSIDE], ""),
    "two": ([SQ, UNDEFINED, ITEM, "00 00 00 00", ITEM, UNDEFINED, ITEM_END, SEQUENCE_END], [{}, {}], ""),
    "empty": ([SQ, "00 00 00 00"], [], ""),
    "empty undefined": ([SQ, UNDEFINED, SEQUENCE_END], [], ""),
    "UN undefined": (
        ["08 00 40 11 55 4e 00 00", UNDEFINED, ITEM, UNDEFINED, IMPLICIT_INSIDE, ITEM_END, SEQUENCE_END],
        [INSIDE],
        "",
    ),
    "UN defined": (["08 00 40 11 55 4e 00 00 14 00 00 00", ITEM, "0c 00 00 00", IMPLICIT_INSIDE], [INSIDE], ""),
    "UN in explicit": (
        ["08 00 40 11 55 4e 00 00 1a 00 00 00", ITEM, "12 00 00 00 08 00 50 11 55 49 0a 00", b"1.2.3.4.5\0".hex()],
        [{0x00081150: ("UI", b"1.2.3.4.5\0")}],
        "Explicit VR",
    ),
    "item in implicit": (
        [SQ, UNDEFINED, ITEM, UNDEFINED, IMPLICIT_INSIDE, ITEM_END, SEQUENCE_END], [INSIDE], "has no VR",
    ),
    "no item end": ([SQ, UNDEFINED, ITEM, UNDEFINED, UID_INSIDE, SEQUENCE_END], [INSIDE], "item has no end"),
    "no item end before another": (
        [SQ, UNDEFINED, ITEM, UNDEFINED, UID_INSIDE, ITEM, UNDEFINED, ITEM_END, SEQUENCE_END], [INSIDE, {}],
        "item has no end",
    ),
    "no sequence end": ([SQ, UNDEFINED, ITEM, "0c 00 00 00", UID_INSIDE], [INSIDE], "where an item should begin"),
    "stray ends": ([SQ, "1c 00 00 00", ITEM, "0c 00 00 00", UID_INSIDE, ITEM_END], [INSIDE], "ends nothing"),
    "item too long": ([SQ, "14 00 00 00", ITEM, "ff 00 00 00", UID_INSIDE], [INSIDE], "goes beyond"),
    "value too long": (
        [SQ, "12 00 00 00", ITEM, "0a 00 00 00", "08 00 55 11 55 49 40 00 31 2e"], [{0x00081155: ("UI", b"1.")}],
        "goes beyond",
    ),
    "end with a length": (
        [SQ, UNDEFINED, ITEM, UNDEFINED, "fe ff 0d e0 04 00 00 00", SEQUENCE_END], [{}], "has a length",
    ),
    "bytes after the item": ([SQ, "0c 00 00 00", ITEM, "00 00 00 00", "01 02 03 04"], [{}], "cannot be an"),
    "bytes after the element": ([SQ, "0c 00 00 00", ITEM, "04 00 00 00", "01 02 03 04"], [{}], "cannot be an"),
    "zeros in the item": ([SQ, "18 00 00 00", ITEM, "10 00 00 00", bytes(16).hex()], [{}], "zeros"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequences(name: str) -> None:
    parts, expected, word = SEQUENCES[name]
    content = read(MODALITY, *parts, NUMBER)
    assert tags(content) == [0x00080060, 0x00081140, 0x00200013]
    assert content.dataset.elements[0x00081140][0] == "SQ"
    assert [item.elements for item in items(content)] == expected
    assert [(i.parent, i.sequence, i.index) for i in items(content)] == [
        (content.dataset, 0x00081140, n) for n in range(len(expected))
    ]
    assert len(content.problems) == bool(word)
    assert all(word in message and "offset" in message for message in messages(content))


# what follows the good element, what is read of it, and the problem
FAULTS: dict[str, tuple[list[str | bytes], dict[int, tuple[str, Any]], str, str]] = {
    "past the end": (["10 00 20 00 4c 4f 08 00 31 32"], {0x00100020: ("LO", b"12")}, "goes beyond", "unreadable"),
    "header cut": (["10 00 20 00 4c 4f"], {}, "cannot be an", "unreadable"),
    "long header cut": (["10 00 20 00 55 54 00 00 01 00"], {}, "header is cut", "unreadable"),
    "twice": ([MODALITY.replace("43 54", "4d 52")], {}, "twice", "unreadable"),
    "out of order": (["08 00 20 00 44 41 00 00"], {0x00080020: ("DA", b"")}, "greater tag", "element-order"),
    "no VR": (
        ["10 00 20 00 02 00 00 00 31 32", NUMBER], {0x00100020: ("LO", b"12")}, "has no VR", "unreadable",
    ),
    "unknown VR": (
        ["10 00 20 00 5a 5a 00 00 02 00 00 00 31 32", NUMBER], {0x00100020: ("UN", b"12")}, "not exist", "unreadable",
    ),
    "unknown short VR": (
        ["10 00 20 00 5a 5a 02 00 31 32", NUMBER], {0x00100020: ("UN", b"12")}, "does not exist", "unreadable",
    ),
    "zeros": ([bytes(100)], {}, "zeros", "unreadable"),
    "undefined text": (["10 00 20 00 55 54 00 00", UNDEFINED, "31 32"], {}, "undefined length", "unreadable"),
    "stray end": ([ITEM_END, NUMBER], {}, "ends nothing", "unreadable"),
    "undefined without end": ([SQ, UNDEFINED], {0x00081140: ("SQ", [])}, "has no end", "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str) -> None:
    parts, expected, word, code = FAULTS[name]
    content = read(MODALITY, *parts)
    good = {0x00080060: ("CS", b"CT"), **expected}
    if NUMBER in parts:
        good[0x00200013] = ("IS", b"1 ")
    assert content.dataset.elements == good
    assert [problem.code for problem in content.problems] == [code]
    assert word in content.problems[0].message
    assert "offset" in content.problems[0].message


def test_problems_name_the_place() -> None:
    content = read(SQ, UNDEFINED, ITEM, UNDEFINED, "10 00 20 00 5a 5a 02 00 31 32", ITEM_END, SEQUENCE_END)
    (problem,) = content.problems
    assert problem.path == "ReferencedImageSequence[0].PatientID"
    assert problem.tag == 0x00100020
    assert "12" not in problem.message.partition(", at offset")[0]


def test_odd_lengths_of_values_are_left_to_their_vr() -> None:
    content = read(MODALITY, "10 00 20 00 4c 4f 03 00 31 32 33")
    assert content.problems == ()
    assert validate(content).counts["bad-value"] == 1


def test_padding_group_lengths_and_private_elements_are_kept() -> None:
    content = read(
        "08 00 00 00 55 4c 04 00 0a 00 00 00", MODALITY, "09 00 10 00 4c 4f 02 00 41 42", "fc ff fc ff 4f 42 00 00",
        "04 00 00 00 00 00 00 00",
    )  # fmt: skip
    assert content.problems == ()
    assert tags(content) == [0x00080000, 0x00080060, 0x00090010, 0xFFFCFFFC]


# --- implicit VR, and files that do not say what they are


def test_implicit_vrs_are_those_of_the_dictionary() -> None:
    def element(tag: int, value: bytes) -> bytes:
        return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, len(value)) + value

    expected = {
        0x00080000: "UL", 0x00080060: "CS", 0x00090010: "LO", 0x00091001: "UN", 0x00280106: "US or SS",
        0x00281201: "OW", 0x50020010: "US", 0x60040010: "US", 0x60043000: "OB or OW", 0x7FE00010: "OB or OW",
        0xFFFCFFFC: "OB",
    }  # fmt: skip
    content = read_content(b"".join(element(tag, b"\1\0") for tag in expected))
    assert {tag: vr for tag, (vr, _) in content.dataset.elements.items()} == expected
    assert messages(content) == ["no transfer syntax is given"]


@pytest.mark.parametrize("syntax", SYNTAXES[:3], ids=lambda uid: uid.keyword)
def test_files_without_meta_information(syntax: UID) -> None:
    dataset = Dataset()
    dataset.Modality, dataset.Rows = "CT", 5
    data = written(dataset, syntax)
    start = 132 + 12 + int.from_bytes(data[140:144], "little")
    content = read_content(data[start:])
    assert content.dataset.elements == {0x00080060: ("CS", b"CT"), 0x00280010: ("US", b"\5\0")}
    assert content.meta.elements == {}
    assert content.transfer_syntax is None


@pytest.mark.parametrize("declared", SYNTAXES[:3], ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("syntax", SYNTAXES[:3], ids=lambda uid: uid.keyword)
def test_a_wrong_transfer_syntax(syntax: UID, declared: UID) -> None:
    dataset = Dataset()
    dataset.Modality, dataset.Rows = "CT", 5
    data = written(dataset, syntax)
    start = 132 + 12 + int.from_bytes(data[140:144], "little")
    content = read_content(written(Dataset(), declared) + data[start:])
    assert content.dataset.elements == {0x00080060: ("CS", b"CT"), 0x00280010: ("US", b"\5\0")}
    assert len(content.problems) == (syntax != declared)


def test_meta_information_with_a_wrong_length_without_length_or_in_implicit_vr() -> None:
    implicit = bytes.fromhex("02001000") + struct.pack("<L", 20) + META[8:]
    for name, meta in {
        "length of file meta information is wrong": HEAD[:140] + b"\1\0\0\0" + HEAD[144:],
        "no length": HEAD[:132] + META,
        "not in Explicit VR": HEAD[:132] + implicit,
    }.items():
        content = read(MODALITY, head=meta)
        assert content.transfer_syntax == ExplicitVRLittleEndian
        assert tags(content) == [0x00080060]
        assert any(name in message for message in messages(content))


def test_meta_information_without_preamble() -> None:
    assert tags(read(MODALITY, head=HEAD[128:])) == [0x00080060]
    assert tags(read(MODALITY, head=HEAD[132:])) == [0x00080060]


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"DICM", b"%PDF-1.4 and so on", bytes(5000), b"\xff" * 5000, b"\x89PNG\r\n\x1a\n" * 50],
)
def test_what_is_not_dicom(data: bytes) -> None:
    content = read_content(data)
    assert content.dataset.elements == {}
    assert len(content.problems) == 1


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.dcm", "a\0b"):
        content = read_content(path)
        assert len(content.problems) == 1
        assert "none" not in content.problems[0].message


def test_streams_and_paths_give_the_same(tmp_path: Path) -> None:
    data = HEAD + bytes.fromhex(MODALITY)
    (tmp_path / "a.dcm").write_bytes(data)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    class Meagre(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 7))

    for source in (
        tmp_path / "a.dcm",
        str(tmp_path / "a.dcm"),
        io.BytesIO(data),
        Pipe(data),
        Meagre(data),
        data,
    ):
        assert read_content(source).dataset.elements == {0x00080060: ("CS", b"CT")}


# --- large values, and windows


def long(tag: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sHL", tag >> 16, tag & 0xFFFF, vr, 0, len(value)) + value


def test_large_values_stay_in_the_file_but_text_does_not(tmp_path: Path) -> None:
    text, pixels = b"t" * 100_000, bytes(range(256)) * 1000
    data = (
        HEAD
        + long(0x00080121, b"UT", text)
        + long(0x7FE00010, b"OW", pixels)
        + bytes.fromhex("fcfffcff4f4200000000")
    )
    (tmp_path / "a.dcm").write_bytes(data + b"\0\0")
    content = read_content(tmp_path / "a.dcm")
    assert content.problems == ()
    assert content.dataset.elements[0x00080121] == ("UT", text)
    vr, value = content.dataset.elements[0x7FE00010]
    assert vr == "OW"
    assert isinstance(value, Large)
    assert data[value.offset : value.offset + value.length] == pixels
    assert 0xFFFCFFFC in content.dataset.elements


@given(
    sizes=st.lists(st.sampled_from([0, 2, 100, 30_000, 65_530, 65_536, 70_000]), max_size=8),
    large=st.integers(0, 1 << 17),
)
@settings(max_examples=40, deadline=None)
def test_windows_do_not_show(sizes: list[int], large: int) -> None:
    values = {0x00091001 + number: bytes([number]) * size for number, size in enumerate(sizes)}
    data = HEAD + b"".join(long(tag, b"OB", value) for tag, value in values.items()) + bytes.fromhex(NUMBER)
    content = read_content(data, large=large)
    assert content.problems == ()
    assert len(content.dataset.elements) == len(values) + 1
    for tag, value in values.items():
        _, found = content.dataset.elements[tag]
        if isinstance(found, Large):
            assert len(value) > large
            assert data[found.offset : found.offset + found.length] == value
        else:
            assert found == value


def test_fragments_are_counted_and_not_loaded() -> None:
    pixels = "e0 7f 10 00 4f 42 00 00"
    content = read(pixels, UNDEFINED, ITEM, "00 00 00 00", ITEM, "04 00 00 00 01 02 03 04", SEQUENCE_END)
    assert content.problems == ()
    start = len(HEAD) + 12
    assert content.dataset.elements[0x7FE00010] == ("OB", Fragments(2, 4, start, start + 20))
    content = read(pixels, UNDEFINED, ITEM, "00 00 00 00", ITEM, "04 00 00 00 01 02")
    assert content.dataset.elements[0x7FE00010] == ("OB", Fragments(2, 2, start, start + 18))
    assert content.problems


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
def test_elements_from_a_tag_on_are_left_out(syntax: UID) -> None:
    dataset, item = Dataset(), Dataset()
    item.add_new(0x7FE00010, "OW", bytes(4))
    dataset.IconImageSequence = [item]
    dataset.add_new(0x7FE00010, "OW", bytes(4))
    dataset.add_new(0xFFFCFFFC, "OB", bytes(4))
    found = read_content(written(dataset, syntax), stop=0x7FE00008).dataset
    assert list(found.elements) == [0x00880200]
    inside = found.elements[0x00880200][1]
    assert isinstance(inside, list)
    assert inside[0].elements.keys() == {0x7FE00010}


@pytest.mark.parametrize(
    ("value", "codecs"),
    [
        (b"", ("ascii",)),
        (b"\\ISO 2022 IR 87", ("ascii", "iso2022_jp")),
        (b"ISO 2022 IR 13\\ISO 2022 IR 87 ", ("shift_jis", "iso2022_jp")),
        (b"ISO-IR 100", ("latin_1",)),
        (b"ISO_IR_192\\ISO_IR 100", ("UTF8",)),
        (b"nonsense", ("latin_1",)),
    ],
)
def test_codecs(value: bytes, codecs: tuple[str, ...]) -> None:
    content = read(struct.pack("<HH2sH", 8, 5, b"CS", len(value)), value)
    assert content.dataset.encoding == codecs


# --- hostile files: no exception, no recursion, and bounds on time and memory


@needs_corpus
@pytest.mark.parametrize(
    "name",
    [
        "pydicom__MR_small.dcm", "pydicom__MR_small_implicit.dcm", "pydicom__MR_small_expb.dcm", "pydicom__test-SR.dcm",
        "pydicom__UN_sequence.dcm", "fo-dicom__D_CLUNIE_CT1_RLE_FRAGS.dcm", "pydicom__JPEG2000.dcm",
    ],
)  # fmt: skip
def test_cut_anywhere(name: str) -> None:
    data = (CORPUS / name).read_bytes()
    whole = tags(read_content(data))
    clean = 0
    for length in range(0, min(len(data), 20_000), 64):
        content = read_content(data[:length])
        assert tags(content) == whole[: len(tags(content))]
        if content.dataset.elements and length < len(data):
            clean += not content.problems
    assert clean < len(whole)  # a cut between two elements cannot be seen


@needs_corpus
@pytest.mark.parametrize(
    "name",
    [
        "pydicom__MR_small.dcm", "pydicom__MR_small_implicit.dcm", "pydicom__rtdose_expb_1frame.dcm",
        "pydicom__test-SR.dcm", "pydicom__dicomdirtests__DICOMDIR-nooffset", "fo-dicom__D_CLUNIE_CT1_RLE_FRAGS.dcm",
        "pydicom__UN_sequence.dcm",
    ],
)  # fmt: skip
def test_flipped_bytes(name: str) -> None:
    data = (CORPUS / name).read_bytes()
    chance = random.Random(name)  # noqa: S311 - a test must be the same each time
    for _ in range(300):
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            flipped[chance.randrange(min(len(data), 4000))] = chance.choice((0, 255, chance.randrange(256)))
        content, taken = timed(bytes(flipped))
        if taken >= 1:  # the collector may have gone through all that the tests hold
            content, taken = timed(bytes(flipped))
        assert taken < 1
        assert len(content.problems) <= parsing.MOST_PROBLEMS + 3


def timed(data: bytes) -> tuple[Content, float]:
    began = time.process_time()
    return read_content(data), time.process_time() - began


@given(data=st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_noise(data: bytes) -> None:
    for start in (b"", HEAD, HEAD + bytes.fromhex(MODALITY + SQ + UNDEFINED + ITEM + UNDEFINED)):
        read_content(start + data)


DEEP = 100_000
LEVEL = bytes.fromhex(SQ + UNDEFINED + ITEM + UNDEFINED)


@pytest.mark.parametrize("end", [b"", bytes.fromhex(ITEM_END + SEQUENCE_END) * DEEP, b"\1\2\3", bytes(16)])
def test_nesting_without_end(end: bytes) -> None:
    tracemalloc.start()
    content = read_content(HEAD + LEVEL * DEEP + end)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    here, depth = content.dataset, 0
    while found := here.elements.get(0x00081140):
        (here,) = cast("list[DataSet]", found[1])
        depth += 1
    assert depth == DEEP
    assert here.encoding == ("ascii",)
    assert peak < 200e6
    assert all(len(problem.path) < 1000 for problem in content.problems)


def test_items_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def seconds(count: int) -> float:
        data = HEAD + bytes.fromhex(SQ + UNDEFINED) + bytes.fromhex(ITEM + "00 00 00 00") * count
        began = time.perf_counter()
        assert len(items(read_content(data))) == count
        return time.perf_counter() - began

    assert min(seconds(200_000) for _ in range(2)) < 12 * min(seconds(50_000) for _ in range(2))
    monkeypatch.setattr(parsing, "MOST_NODES", 1000)
    data = HEAD + bytes.fromhex(SQ + UNDEFINED) + bytes.fromhex(ITEM + "00 00 00 00") * 100_000
    content = read_content(data)
    assert len(items(content)) < 20_000
    assert "more than" in content.problems[-1].message


def test_much_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_LOADED", 1 << 20)
    content = read_content(HEAD + b"".join(long(0x00091000 + n, b"OB", bytes(50_000)) for n in range(200)))
    kinds = [type(value) for _, value in content.dataset.elements.values()]
    assert kinds.count(bytes) < 25
    assert kinds.count(Large) > 170


def test_problems_do_not_flood() -> None:
    content = read_content(HEAD + bytes.fromhex(ITEM_END) * 50_000)
    assert len(content.problems) == parsing.MOST_PROBLEMS + 1


def test_a_deflate_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    def deflated(data: bytes) -> bytes:
        squeeze = zlib.compressobj(wbits=-15)
        uid = b"1.2.840.10008.1.2.1.99"
        meta = bytes.fromhex("020010005549") + struct.pack("<H", len(uid)) + uid
        return HEAD[:132] + meta + squeeze.compress(data) + squeeze.flush()

    content = read_content(deflated(long(0x7FE00010, b"OW", bytes(2_000_000))))
    assert content.dataset.elements[0x7FE00010] == ("OW", Large(2_000_000, -1))
    monkeypatch.setattr(reading, "MOST_INFLATED", 1_000_000)
    content = read_content(deflated(long(0x7FE00010, b"OW", bytes(2_000_000))))
    assert any("grow" in message for message in messages(content))
    whole = deflated(bytes.fromhex(MODALITY) * 100)
    assert any("no end" in message for message in messages(read_content(whole[:-5])))
    assert any("corrupt" in message for message in messages(read_content(whole[:174] + b"\xff" * 50)))


def test_a_file_that_shrinks_or_fails_while_it_is_read() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 1000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    data = HEAD + long(0x00091001, b"OB", bytes(100_000)) + bytes.fromhex(NUMBER)
    content = read_content(cast("BinaryIO", Failing(data)), large=1000)
    assert tags(content) == [0x00091001]
    assert "Input/output error" in content.problems[-1].message
