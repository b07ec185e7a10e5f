"""What PS3.5 and PS3.10 demand of every data set: pixels by the byte, private elements, UIDs, file meta information."""

from __future__ import annotations

from io import BytesIO
from struct import pack
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from peers import run
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    MPEG2MPML,
    UID,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    RLELossless,
)

from dicomwright.iods import CTImage, SecondaryCaptureImage
from dicomwright.macros import RequestAttributes
from dicomwright.runtime import InvalidInstance, InvalidValue, read
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.validation import validate
from dicomwright.runtime.values.stored import Large

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.runtime.reports.report import Report

CT = str(get_testdata_file("CT_small.dcm"))
CODES = (
    "pixel-length",
    "pixel-encoding",
    "wrong-vr",
    "private-element",
    "uid-root",
    "file-meta",
    "unreadable",
)


def found(report: Report, *codes: str) -> list[tuple[str, str, str]]:
    return [
        (each.code, each.keyword or each.group_and_element, each.message)
        for each in report
        if each.code in (codes or CODES)
    ]


def codes(report: Report) -> list[tuple[str, str]]:
    return [(code, keyword) for code, keyword, _ in found(report)]


def file_of(dataset: Dataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7.2", "1.2.3"
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    buffer = BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def image(length: int, vr: str = "OB", **values: object) -> Dataset:
    """Make an image of 3 rows and 5 columns, with pixels of that length."""
    dataset = Dataset()
    facts = {"Rows": 3, "Columns": 5, "SamplesPerPixel": 1, "BitsAllocated": 8} | values
    for keyword, value in facts.items():
        setattr(dataset, keyword, value)
    dataset.add_new(0x7FE00010, vr, bytes(length))
    return dataset


# --- native pixels: PS3.5 8.1 and 8.2

LENGTHS: list[tuple[dict[str, Any], int]] = [
    ({}, 16),  # 15 bytes, and one that makes them even
    ({"NumberOfFrames": 2}, 30),
    ({"NumberOfFrames": 3}, 46),
    ({"BitsAllocated": 16}, 30),
    ({"BitsAllocated": 32}, 60),
    ({"BitsAllocated": 1}, 2),
    ({"BitsAllocated": 1, "NumberOfFrames": 9}, 18),  # frames follow each other by the bit: 135 of them
    ({"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}, 46),
    ({"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422", "Columns": 6}, 36),
    ({"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL", "Columns": 6}, 54),
]


@pytest.mark.parametrize(("values", "length"), LENGTHS)
def test_native_pixels_have_the_length_of_their_description(values: dict[str, Any], length: int) -> None:
    vr = "OW" if values.get("BitsAllocated", 8) > 8 else "OB"
    assert codes(validate(file_of(image(length, vr, **values)))) == []
    for wrong in (length - 2, length + 2):
        report = validate(file_of(image(wrong, vr, **values)))
        assert codes(report) == ([("pixel-length", "PixelData")] if wrong else [])
    said = f"has {length + 2} bytes, and must have {length} by what describes the pixels"
    assert said in str(validate(file_of(image(length + 2, vr, **values))))


@pytest.mark.parametrize(("keyword", "tag", "vr", "size"), [
    ("FloatPixelData", 0x7FE00008, "OF", 4), ("DoubleFloatPixelData", 0x7FE00009, "OD", 8),
])  # fmt: skip
def test_floats_have_their_size(keyword: str, tag: int, vr: str, size: int) -> None:
    for count, expected in ((15, []), (14, [("pixel-length", keyword)])):
        dataset = image(2)
        del dataset.PixelData, dataset.BitsAllocated
        dataset.BitsAllocated = 8 * size
        dataset.add_new(tag, vr, bytes(count * size))
        assert codes(validate(file_of(dataset))) == expected


def test_what_has_no_value_has_no_length() -> None:
    assert codes(validate(file_of(image(0, BitsAllocated=16)))) == []


def test_what_is_not_described_is_not_measured() -> None:
    for keyword in ("Rows", "BitsAllocated"):
        dataset = image(2)
        delattr(dataset, keyword)
        assert codes(validate(file_of(dataset))) == []
    assert codes(validate(file_of(image(2, BitsAllocated=12), ImplicitVRLittleEndian))) == []


def test_a_value_that_stays_in_its_file_is_judged_by_its_length() -> None:
    for frames, expected in ((4370, []), (4371, [("pixel-length", "PixelData")])):
        data = file_of(image(15 * 4370, NumberOfFrames=frames))
        assert isinstance(read_content(data, large=1 << 10).dataset.elements[0x7FE00010][1], Large)
        assert codes(validate(data)) == expected


def test_icons_are_images_too() -> None:
    dataset = image(16)
    icon = image(14)
    dataset.IconImageSequence = [icon]
    assert codes(validate(file_of(dataset))) == [("pixel-length", "PixelData")]


VRS = [
    ("OB", 8, ExplicitVRLittleEndian, []),
    ("OW", 8, ExplicitVRLittleEndian, []),
    ("OW", 16, ExplicitVRLittleEndian, []),
    ("OB", 16, ExplicitVRLittleEndian, ["VR is OB, and must be OW: more than 8 bits are allocated"]),
    ("OB", 16, ImplicitVRLittleEndian, []),
]


@pytest.mark.parametrize(("vr", "bits", "syntax", "messages"), VRS)
def test_the_vr_of_native_pixels(vr: str, bits: int, syntax: UID, messages: list[str]) -> None:
    report = validate(file_of(image(2 * bits, vr, BitsAllocated=bits, Rows=2, Columns=8), syntax))
    assert [said for _, _, said in found(report)] == messages


def test_bytes_that_are_assigned_are_judged() -> None:
    ct = read(CT)
    ct.PixelData = bytes(7)
    with pytest.raises(InvalidValue, match=r"has 8 bytes, and by the attributes .* there are 32768"):
        ct.to_bytes()
    ct.PixelData = bytes(32768)
    assert codes(validate(ct.to_bytes())) == []


def test_bytes_after_compression_are_no_longer_of_its_colour_space() -> None:
    sc = make_secondary_capture()
    sc.compress("JPEG2000", j2k_cr=[4])
    assert codes(sc.validate()) == []
    sc.PixelData = bytes(64 * 64 * 3)
    assert found(sc.validate()) == [
        ("pixel-encoding", "PixelData", "is of YBR_ICT, which compressed pixels alone can be of")
    ]


def make_secondary_capture() -> SecondaryCaptureImage:
    array = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    return SecondaryCaptureImage(
        ConversionType="WSD",
        StudyInstanceUID="1.2.3",
        SeriesInstanceUID="1.2.4",
        Modality="OT",
        PixelData=array,
    )


# --- encapsulated pixels: PS3.5 A.4


def encapsulated(value: bytes, frames: int, syntax: UID = JPEG2000Lossless, **values: object) -> Report:
    dataset = image(2, NumberOfFrames=frames, **values)
    dataset.PixelData = value
    dataset["PixelData"].is_undefined_length = True
    data = file_of(dataset, syntax)
    report = validate(data)
    # what is held in memory is judged as what was passed over in a file
    kept = [each for each in found(read(data).validate()) if each[0] == "pixel-encoding"]
    assert kept == [each for each in found(report) if each[0] == "pixel-encoding"]
    return report


FRAMES = [bytes([n]) * 10 for n in range(1, 4)]
ITEM = b"\xfe\xff\x00\xe0"


def items(*values: bytes) -> bytes:
    return b"".join(ITEM + pack("<L", len(value)) + value for value in values)


@pytest.mark.parametrize("has_bot", [True, False])
def test_frames_that_are_there_have_no_fault(has_bot: bool) -> None:  # noqa: FBT001
    assert codes(encapsulated(encapsulate(FRAMES, has_bot=has_bot), 3)) == []
    several = encapsulate(FRAMES, has_bot=has_bot, fragments_per_frame=2)
    assert codes(encapsulated(several, 3)) == []


FAULTS = [
    (items(b""), 3, JPEG2000Lossless, "has no fragment behind the table of offsets"),
    (items(b"", *FRAMES), 4, JPEG2000Lossless, "has 3 fragments, which is too few for 4 frames"),
    (items(b"", *FRAMES), 2, RLELossless, "has 3 fragments for 2 frames, each of which must be in one"),
    (
        items(pack("<2L", 0, 18), *FRAMES), 3, JPEG2000Lossless,
        "the table of offsets has 8 bytes, which does not suit 3 frames",
    ),
    (
        items(pack("<3L", 0, 18, 37), *FRAMES), 3, JPEG2000Lossless,
        "the table of offsets leads to where no fragment begins",
    ),
    (
        items(pack("<3L", 0, 36, 18), *FRAMES), 3, JPEG2000Lossless,
        "the table of offsets does not lead from the first fragment to the last",
    ),
    (
        items(pack("<2L", 18, 36), *FRAMES), 2, JPEG2000Lossless,
        "the table of offsets does not lead from the first fragment to the last",
    ),
    (items(b"", b"123", b"45"), 2, JPEG2000Lossless, "has a fragment of an odd length"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "frames", "syntax", "message"), FAULTS)
def test_encapsulated_pixels(value: bytes, frames: int, syntax: UID, message: str) -> None:
    assert ("pixel-encoding", "PixelData", message) in found(encapsulated(value, frames, syntax))


def test_encapsulated_pixels_under_a_native_syntax() -> None:
    data = encapsulated_file("OB").replace(b"1.2.840.10008.1.2.4.90", b"1.2.840.10008.1.2.1\0\0\0")
    said = "is encapsulated, and its transfer syntax has native pixels alone"
    assert found(validate(data)) == [("pixel-encoding", "PixelData", said)]


def test_a_video_is_one_stream() -> None:
    assert codes(encapsulated(items(b"", bytes(10)), 100, MPEG2MPML)) == []


def test_extended_tables() -> None:
    value, offsets, lengths = encapsulate_extended(FRAMES)
    tables = {"ExtendedOffsetTable": offsets, "ExtendedOffsetTableLengths": lengths}
    assert codes(encapsulated(value, 3, **tables)) == []
    wrong: list[tuple[dict[str, bytes], str]] = [
        (
            {"ExtendedOffsetTable": offsets[:16]},
            "the Extended Offset Table has 16 bytes, which does not suit 3 frames",
        ),
        (
            {"ExtendedOffsetTable": pack("<3Q", 0, 18, 35)},
            "the Extended Offset Table leads to where no fragment begins",
        ),
        (
            {"ExtendedOffsetTableLengths": lengths[:16]},
            "the lengths beside the Extended Offset Table are not those of 3 frames",
        ),
        (
            {"ExtendedOffsetTableLengths": pack("<3Q", 10, 10, 12)},
            "the lengths beside the Extended Offset Table are longer than the fragments",
        ),
    ]
    for table, message in wrong:
        report = encapsulated(value, 3, **tables | table)
        assert found(report) == [("pixel-encoding", "PixelData", message)]
    filled = encapsulated(encapsulate(FRAMES), 3, **tables)
    said = "the table of offsets is not empty, as it must be beside the Extended Offset Table"
    assert found(filled) == [("pixel-encoding", "PixelData", said)]


def test_encapsulated_pixels_are_of_bytes() -> None:
    data = encapsulated_file("OW")
    assert found(validate(data)) == [
        ("wrong-vr", "PixelData", "VR is OW, and must be OB: it is encapsulated")
    ]
    assert codes(read(data).validate()) == []  # because it is written as OB
    assert b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" in read(data).to_bytes(validated=False)


def encapsulated_file(vr: str) -> bytes:
    dataset = image(2, vr, NumberOfFrames=3)
    dataset["PixelData"].value = encapsulate(FRAMES)
    dataset["PixelData"].is_undefined_length = True
    return file_of(dataset, JPEG2000Lossless).replace(
        b"\xe0\x7f\x10\x00OB", b"\xe0\x7f\x10\x00" + vr.encode()
    )


def test_native_pixels_under_a_compressed_syntax() -> None:
    data = file_of(image(16)).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0")
    said = "is not encapsulated, as its transfer syntax demands"
    assert found(validate(data)) == [("pixel-encoding", "PixelData", said)]
    assert codes(validate(file_of(image(16)))) == []


# --- what was cut


def test_what_a_file_was_cut_of_is_not_written_as_if_it_were_whole() -> None:
    with open(CT, "rb") as file:  # noqa: PTH123 - pydicom gives a text
        data = file.read()[:-31768]
    cut = read(data)
    assert [problem.path for problem in cut.problems] == ["PixelData"]
    with pytest.raises(InvalidInstance, match="goes beyond the end"):
        cut.to_bytes()
    assert (
        codes(cut.validate())
        == codes(validate(data))
        == [("unreadable", "PixelData"), ("pixel-length", "PixelData")]
    )
    cut.PixelData = np.zeros((128, 128), np.int16)
    assert codes(validate(cut.to_bytes())) == []


@pytest.mark.parametrize("left", range(1, 60, 7))
def test_wherever_it_was_cut(left: int) -> None:
    item = Dataset()
    item.PatientID, item.IssuerOfPatientID = "1", "2"
    dataset = Dataset()
    dataset.OtherPatientIDsSequence = [item, item]
    data = file_of(dataset)[:-left]
    assert "unreadable" in [code for code, _ in codes(read(data).validate())]
    with pytest.raises(InvalidInstance):
        read(data).to_bytes()


def test_what_was_replaced_is_no_longer_cut() -> None:
    item, dataset = Dataset(), dcmread(CT)
    item.RequestedProcedureID, item.ScheduledProcedureStepID = "1234", "1"
    del dataset[0x00400000:]
    dataset.RequestAttributesSequence = [item]
    buffer = BytesIO()
    dcmwrite(buffer, dataset)
    cut = read(buffer.getvalue()[:-2])
    assert isinstance(cut, CTImage)
    assert {code for code, _ in codes(cut.validate())} == {"unreadable"}
    cut.RequestAttributesSequence[0].ScheduledProcedureStepID = "2"
    left = codes(cut.validate())
    assert ("unreadable", "RequestedProcedureID") in left
    cut.RequestAttributesSequence = [RequestAttributes(RequestedProcedureID="12")]
    assert codes(cut.validate()) == []
    other = read(buffer.getvalue()[:-2])
    del other.RequestAttributesSequence
    assert codes(other.validate()) == []


# --- private elements: PS3.5 7.8.1


PRIVATE: list[tuple[dict[int, tuple[str, Any]], list[tuple[str, str]]]] = [
    ({0x00090010: ("LO", "ACME"), 0x00091001: ("LO", "x"), 0x000910FF: ("LO", "x")}, []),
    ({0x00091001: ("LO", "x")}, [("private-element", "(0009,1001)")]),
    ({0x00090010: ("LO", "ACME"), 0x00091101: ("LO", "x")}, [("private-element", "(0009,1101)")]),
    ({0x00090001: ("LO", "x")}, [("private-element", "(0009,0001)")]),
    ({0x0009000F: ("LO", "x")}, [("private-element", "(0009,000F)")]),
    ({0x00090100: ("LO", "x")}, [("private-element", "(0009,0100)")]),
    ({0x00030010: ("LO", "ACME")}, [("private-element", "(0003,0010)")]),
    ({0xFFFF0010: ("LO", "ACME")}, [("private-element", "(FFFF,0010)")]),
    ({0x00090010: ("LO", "")}, [("private-element", "(0009,0010)")]),
    ({0x00090010: ("SH", "ACME")}, [("wrong-vr", "(0009,0010)")]),
    ({0x00090010: ("UN", b"ACME"), 0x00091001: ("UN", b"x ")}, []),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "expected"), PRIVATE)
def test_private_elements(elements: dict[int, tuple[str, Any]], expected: list[tuple[str, str]]) -> None:
    dataset, holder = Dataset(), Dataset()
    for tag, (vr, value) in elements.items():
        dataset.add_new(tag, vr, value)
    holder.OtherPatientIDsSequence = [dataset]
    assert codes(validate(file_of(dataset))) == expected
    assert codes(validate(file_of(holder))) == expected
    (said,) = {each.section for each in validate(file_of(dataset)) if each.code == "private-element"} or {""}
    assert said == ("PS3.5 7.8.1" if ("private-element" in dict(expected)) else "")


# --- UIDs: PS3.5 9, ISO/IEC 9834-1

ROOTED = [
    "1.2.840.10008.1.2",
    "1.3.6.1.4.1.5962.1",
    "2.16.840.1.113883",
    "2.25.1",
    "2.25.0",
    "1.0.1",
    "0.4.0.1",
]
ROOTLESS = [
    "3.1.2",
    "9.8.7.6",
    "999.999",
    "1.9.999",
    "2.22.222",
    "0.0.0",
    "0.0",
    "1.2",
    "2.999.1",
    "0",
    "1.40.3",
]


@pytest.mark.parametrize("uid", ROOTED + ROOTLESS)
def test_roots_of_uids(uid: str, tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.FrameOfReferenceUID = uid
    report = validate(file_of(dataset))
    expected = [] if uid in ROOTED else [("uid-root", "FrameOfReferenceUID")]
    assert codes(report) == expected
    assert {each.severity for each in report if each.code == "uid-root"} <= {"warning"}
    # the newest dciodvfy says the same, but of example UIDs
    (tmp_path / "x.dcm").write_bytes(file_of(dataset))
    done = run("dciodvfy", "-new", tmp_path / "x.dcm")
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "FrameOfReferenceUID" in line]
    assert any("Illegal root" in line or "Value invalid" in line for line in lines) == bool(expected)


def test_every_uid_of_several_has_a_root() -> None:
    dataset = Dataset()
    dataset.RelatedGeneralSOPClassUID = ["1.2.840.10008.1.2", "5.6.7"]
    assert codes(validate(file_of(dataset))) == [("uid-root", "RelatedGeneralSOPClassUID")]


# --- file meta information: PS3.10 7.1


def test_file_meta_information_is_of_the_same_instance() -> None:
    data = read(CT).to_bytes()
    assert codes(validate(data)) == []
    dataset = dcmread(BytesIO(data))
    dataset.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    dataset.file_meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.4")
    buffer = BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=False)
    assert found(validate(buffer.getvalue())) == [
        ("file-meta", "MediaStorageSOPClassUID", "is not the SOP Class UID of the data set"),
        ("file-meta", "MediaStorageSOPInstanceUID", "is not the SOP Instance UID of the data set"),
    ]


def test_file_meta_information_of_an_instance_that_is_not_there() -> None:
    dataset = dcmread(BytesIO(file_of(Dataset())))
    del dataset.SOPClassUID, dataset.SOPInstanceUID
    buffer = BytesIO()
    dataset.file_meta.MediaStorageSOPClassUID = UID("1.2.3.4")
    dcmwrite(buffer, dataset, enforce_file_format=False)
    assert found(validate(buffer.getvalue())) == [
        ("file-meta", "MediaStorageSOPClassUID", "the data set has no SOP Class UID"),
        ("file-meta", "MediaStorageSOPInstanceUID", "the data set has no SOP Instance UID"),
    ]


def test_file_meta_information_that_was_read_is_written() -> None:
    dataset = dcmread(CT)
    dataset.file_meta.SourceApplicationEntityTitle = "SOURCE"
    dataset.file_meta.PrivateInformationCreatorUID = "1.2.3.4"
    dataset.file_meta.PrivateInformation = b"1234"
    dataset.file_meta.ImplementationVersionName = "OTHERS"
    buffer = BytesIO()
    dcmwrite(buffer, dataset)
    ct = read(buffer.getvalue())
    copies = (
        ct.to_bytes(),
        CTImage.from_dataset(dataset).to_bytes(),
        CTImage.from_dataset(ct.to_dataset()).to_bytes(ImplicitVRLittleEndian),
    )
    for written in copies:
        meta = dcmread(BytesIO(written)).file_meta
        assert meta.SourceApplicationEntityTitle == "SOURCE"
        assert (meta.PrivateInformationCreatorUID, meta.PrivateInformation) == ("1.2.3.4", b"1234")
        assert meta.ImplementationVersionName.startswith("DICOMWRIGHT")
        assert codes(validate(written)) == []
    assert ct.to_dataset().file_meta.SourceApplicationEntityTitle == "SOURCE"


def test_file_meta_information_follows_a_new_identity() -> None:
    ct = read(CT)
    ct.SOPInstanceUID = "1.2.3.4"
    assert dcmread(BytesIO(ct.to_bytes())).file_meta.MediaStorageSOPInstanceUID == "1.2.3.4"
    assert codes(validate(ct.to_bytes())) == []
