"""Objects that were read: decoded late, tolerant, true to their file, and never surprised by what it holds."""

# pyright: reportUnknownMemberType=false
from __future__ import annotations

import copy
import io
import os
import random
import tracemalloc
import warnings
from typing import TYPE_CHECKING, Any, Union

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from runtime.declared import CT, SC, ContentItem, Everything, GeneralSeries

from dicomwright.iods import CTImage, MRImage
from dicomwright.iods import Segmentation as SegmentationImage
from dicomwright.runtime import IOD, DicomwrightError, InvalidValue, UnreadableFile, WrongSOPClass, read

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:Invalid value for VR")  # which is what is written here

PIXELS = np.arange(64, dtype="u2").reshape(8, 8)
SYNTAXES = [
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]


def sample(**values: Any) -> Dataset:  # noqa: ANN401 - whatever pydicom takes
    """Return a CT with a private block, an attribute that CT lacks, bad values at two levels, and sequences."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, "1.2.3"
    dataset.PatientName, dataset.PatientID = "Doe^Jane", "42"
    dataset.add_new(0x00100040, "CS", "X")
    dataset.InstitutionName = "unknown to the class"
    block = dataset.private_block(0x0009, "SOMEBODY", create=True)
    block.add_new(0x01, "SH", "private")
    item = Dataset()
    item.SeriesInstanceUID = "1.4"
    item.add_new(0x00081155, "UI", "1..2")
    dataset.RelatedSeriesSequence = [item]
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = 8, 8, 1
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.PhotometricInterpretation = 15, 0, "MONOCHROME2"
    dataset.add_new(0x7FE00010, "OW", PIXELS.tobytes())
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def written(dataset: Dataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID", "1.2")
    dataset.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    if syntax == ExplicitVRBigEndian and "PixelData" in dataset:
        dataset.PixelData = np.frombuffer(dataset.PixelData, "<u2").astype(">u2").tobytes()
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pydicom.dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()


# --- what it takes to read


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_syntax_gives_the_same_object(syntax: UID) -> None:
    found, other = CT.read(written(sample(), syntax)), CT.read(written(sample()))
    assert found.PatientName == "Doe^Jane"
    assert found.undeclared.InstitutionName == "unknown to the class"
    np.testing.assert_array_equal(found.pixel_array, PIXELS)
    assert found.values_ == other.values_
    assert [p.message for p in found.problems] == [p.message for p in other.problems]


def test_paths_streams_and_bytes(tmp_path: Path) -> None:
    data = written(sample())
    path = tmp_path / "ct.dcm"
    path.write_bytes(data)
    with path.open("rb") as stream:
        found = [CT.read(path), CT.read(str(path)), CT.read(data), CT.read(stream)]
    assert all(one == found[0] for one in found)
    assert found[3].PixelData == PIXELS.tobytes()  # though the stream is closed
    with path.open(encoding="latin-1") as text, pytest.raises(TypeError, match="open for bytes"):
        CT.read(text)  # type: ignore[arg-type]  # that is the point


def test_the_class_is_that_of_the_sop_class() -> None:
    assert type(read(written(sample()))) is CTImage
    with pytest.raises(WrongSOPClass, match="no SC: its SOP class is CT Image Storage"):
        SC.read(written(sample()))
    bare = read(written(sample(SOPClassUID="1.2.3.4")))
    assert type(bare) is IOD
    assert bare.undeclared.PatientName == "Doe^Jane"
    np.testing.assert_array_equal(bare.pixel_array, PIXELS)
    assert pydicom.dcmread(io.BytesIO(bare.to_bytes(validated=False))).PatientName == "Doe^Jane"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "there is no data set at offset 0"),
        (b"no DICOM, but long enough to be one", "this is not a DICOM file"),
        (written(Dataset())[:-1], "length 14 goes beyond the end"),
        (written(Dataset()), "the file has no data set"),
    ],
)
def test_what_cannot_be_read_says_where(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read(data)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.dcm")
    with pytest.raises(IsADirectoryError):
        read(tmp_path)


def test_stop_before_pixels() -> None:
    found = CT.read(written(sample()), stop_before_pixels=True)
    assert found.PatientID == "42"
    assert found.PixelData is None
    assert not found.is_set("PixelData")
    with pytest.raises(InvalidValue, match="CT has no pixels"):
        _ = found.pixel_array


# --- late


def test_an_attribute_is_decoded_when_it_is_asked_for() -> None:
    found = CT.read(written(sample()))
    assert found.stored_ == {}
    assert found.is_set("PatientName")
    assert repr(found) == "<CT with 15 attributes>"
    assert found.stored_ == {}
    assert found.PatientID == "42"
    assert set(found.stored_) == {"PatientID"}


def test_items_are_the_same_each_time() -> None:
    found = CT.read(written(sample()))
    assert found.RelatedSeriesSequence is found.RelatedSeriesSequence
    assert found.RelatedSeriesSequence is not None
    found.RelatedSeriesSequence[0].SeriesInstanceUID = "1.5"
    assert found.to_dataset().RelatedSeriesSequence[0].SeriesInstanceUID == "1.5"
    again = CT.read(found.to_bytes(validated=False))
    assert again.RelatedSeriesSequence is not None
    assert again.RelatedSeriesSequence[0].SeriesInstanceUID == "1.5"


LARGE = 32 << 20


def large_file(path: Path, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    pixels = np.arange(LARGE // 2, dtype="u4").astype("u2")
    dataset = sample(Rows=4096, Columns=4096)
    dataset["PixelData"].value = pixels.tobytes()
    path.write_bytes(written(dataset, syntax))
    return pixels.tobytes()


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_large_values_stay_in_the_file_until_they_are_asked_for(tmp_path: Path, syntax: UID) -> None:
    path = tmp_path / "ct.dcm"
    pixels = large_file(path, syntax)
    tracemalloc.start()
    found = CT.read(path)
    assert found.PatientName == "Doe^Jane"
    assert found.is_set("PixelData")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LARGE / 8
    assert found.PixelData == pixels


def test_a_copy_is_written_without_loading_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    pixels = large_file(path)
    found = CT.read(path)
    found.PatientID = "43"
    tracemalloc.start()
    found.save(tmp_path / "new.dcm", validated=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LARGE / 4
    again = CT.read(tmp_path / "new.dcm")
    assert (again.PatientID, again.PixelData) == ("43", pixels)


def test_a_file_may_be_replaced_by_its_own_object(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    pixels = large_file(path)
    found = CT.read(path)
    found.PatientID = "43"
    found.save(path, validated=False)
    assert found.PixelData == pixels
    assert CT.read(path).PixelData == pixels


def test_a_file_that_has_changed_is_not_mistaken(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    large_file(path)
    found = CT.read(path)
    os.utime(path, ns=(1, 1))
    with pytest.raises(UnreadableFile, match="has changed since it was read"):
        _ = found.PixelData
    whole = CT.read(path, defer_size=1 << 40)
    path.unlink()
    assert whole.PixelData is not None


# --- tolerant


def test_problems_name_the_place_and_not_the_value() -> None:
    found = CT.read(written(sample()))
    assert [(p.path, p.tag, p.message, p.code) for p in found.problems] == [
        ("PatientSex", 0x00100040, "must be one of 'M', 'F', 'O'", "bad-value"),
        (
            "RelatedSeriesSequence[0].ReferencedSOPInstanceUID",
            0x00081155,
            "must be numbers without leading zeros, joined by dots",
            "bad-value",
        ),
    ]
    values: Any = found
    assert values.PatientSex == "X"
    assert values.RelatedSeriesSequence[0].ReferencedSOPInstanceUID == "1..2"
    found.PatientSex = "F"
    del values.RelatedSeriesSequence[0].ReferencedSOPInstanceUID
    assert found.problems == ()
    assert Everything(StudyInstanceUID="1").problems == ()


def test_problems_of_the_file_are_among_them() -> None:
    data = written(sample())
    found = CT.read(data[:-10])
    assert [p.code for p in found.problems] == ["unreadable", "bad-value", "bad-value"]
    assert found.problems[0].path == "PixelData"
    item = Dataset()
    item.SeriesInstanceUID = "1.2"
    inner = written(sample(RelatedSeriesSequence=[item]))
    found = CT.read(inner.replace(b"\x20\x00\x0e\x00UI\x04\x00", b"\x20\x00\x0e\x00UI\x40\x00"))
    assert ("RelatedSeriesSequence[0].SeriesInstanceUID", "unreadable") in {
        (p.path, p.code) for p in found.problems
    }


def test_text_of_no_character_set_is_visible_and_kept() -> None:
    data = written(sample(PatientComments="caf\xe9", SpecificCharacterSet="ISO_IR 100"))
    data = data.replace(b"ISO_IR 100", b"ISO_IR 192")  # UTF-8, which this is not
    found = CT.read(data)
    assert found.PatientComments == "caf\xe9"
    assert ("PatientComments", "cannot be decoded by the Specific Character Set") in {
        (p.path, p.message) for p in found.problems
    }
    assert b"caf\xe9" in found.to_bytes(validated=False)


def test_an_unknown_vr_of_a_known_attribute_is_that_of_the_dictionary() -> None:
    dataset = sample()
    dataset.add_new(0x00281053, "UN", b"1.50")
    assert CT.read(written(dataset)).RescaleSlope == 1.5


@pytest.mark.parametrize("signed", [0, 1])
def test_signs_of_implicit_vrs_follow_the_pixels(signed: int) -> None:
    dataset = sample(PixelRepresentation=signed)
    dataset.add_new(0x00280106, "SS" if signed else "US", -5 if signed else 65531)
    found = CTImage.read(written(dataset, ImplicitVRLittleEndian))
    assert found.SmallestImagePixelValue == (-5 if signed else 65531)
    assert ("SS" if signed else "US") == found.to_dataset()["SmallestImagePixelValue"].VR


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_bytes_are(seed: int) -> None:
    data, chance = bytearray(written(sample(), SYNTAXES[seed % 3])), random.Random(seed)  # noqa: S311
    for _ in range(200):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            changed[chance.randrange(132, len(data))] = chance.randrange(256)
        try:
            found = read(bytes(changed[: chance.choice([len(data), chance.randrange(len(data))])]))
        except DicomwrightError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert found == copy.copy(found)
            assert len(found.to_dataset()) >= len(found.undeclared)
        assert found.problems is not None
        try:
            assert found.to_bytes(validated=False)
            assert found.pixel_array.size
        except (DicomwrightError, RuntimeError):
            continue


def nested(levels: int) -> Dataset:
    item = Dataset()
    item.ValueType = "TEXT"
    for _ in range(levels):
        outer = Dataset()
        outer.ContentSequence = [item]
        item = outer
    return item


@pytest.mark.parametrize("undefined", [False, True])
def test_nesting_has_an_end(undefined: bool) -> None:  # noqa: FBT001
    found = Everything.read(written(undefined_lengths(nested(64)) if undefined else nested(64)))
    assert copy.deepcopy(found) == found
    assert found.problems == ()
    assert found.to_dataset() == nested(64)
    assert Everything.read(found.to_bytes(validated=False)) == found
    with pytest.raises(UnreadableFile, match=r"reading stops at offset .*nested in more than 64 others"):
        _ = Everything.read(
            written(undefined_lengths(nested(70)) if undefined else nested(70))
        ).ContentSequence


def undefined_lengths(dataset: Dataset) -> Dataset:
    here = dataset
    while "ContentSequence" in here:
        here["ContentSequence"].is_undefined_length = True
        here = here.ContentSequence[0]
        here.is_undefined_length_sequence_item = True
    return dataset


# --- true


def test_what_has_no_place_is_there_and_written_again() -> None:
    found = CT.read(written(sample()))
    assert found.undeclared.private_block(0x0009, "SOMEBODY")[0x01].value == "private"
    with pytest.raises(TypeError, match="would have no effect"):
        found.undeclared.InstitutionName = "a copy"
    again = pydicom.dcmread(io.BytesIO(found.to_bytes(validated=False)))
    assert again.InstitutionName == "unknown to the class"
    assert again[0x00091001].value == "private"
    assert again.PatientSex == "X"


def test_texts_stay_as_they_were_written() -> None:
    dataset = sample()
    dataset.add_new(0x00281053, "DS", "1.50e0")
    found = CT.read(written(dataset))
    assert found.RescaleSlope == 1.5
    assert b"1.50e0" in found.to_bytes(validated=False)
    found.RescaleSlope = 1.5
    assert b"1.50e0" not in found.to_bytes(validated=False)


def test_a_new_character_set_is_that_of_all_texts() -> None:
    inner = Dataset()
    inner.ValueType, inner.TextValue = "TEXT", "g\xe4"
    block = (dataset := sample(PatientName="M\xfcller", ContentSequence=[inner])).private_block(
        0x0009, "SOMEBODY"
    )
    block.add_new(0x02, "LO", "\xd6l")
    dataset.SpecificCharacterSet = "ISO_IR 100"
    del dataset.SOPClassUID
    found = Everything.read(written(dataset))
    assert b"M\xfcller" in found.to_bytes(validated=False)
    found.SpecificCharacterSet = ["ISO_IR 192"]
    data = found.to_bytes(validated=False)
    again = pydicom.dcmread(io.BytesIO(data))
    assert (again.PatientName, again.ContentSequence[0].TextValue) == ("M\xfcller", "g\xe4")
    assert again[0x00091002].value == "\xd6l"
    assert b"\xfc" not in data.split(b"DICM")[1][:400]
    found.SpecificCharacterSet = ["ISO_IR 126"]  # Greek
    with pytest.raises(InvalidValue, match="Specific Character Set lacks") as caught:
        found.to_bytes(validated=False)
    assert "ller" not in str(caught.value)


def test_items_take_their_texts_along() -> None:
    inner = Dataset()
    inner.ValueType, inner.TextValue = "TEXT", "g\xe4"
    old = sample(ContentSequence=[inner], SpecificCharacterSet="ISO_IR 100")
    del old.SOPClassUID
    items = Everything.read(written(old)).ContentSequence
    assert items is not None
    new = Everything(StudyInstanceUID="1.2", ContentSequence=items, SpecificCharacterSet=["ISO_IR 192"])
    again = Everything.from_dataset(new.to_dataset())
    assert again.ContentSequence is not None
    assert again.ContentSequence[0].TextValue == "g\xe4"
    assert b"g\xc3\xa4" in new.to_bytes(validated=False)


def test_copies_are_apart() -> None:
    found = CT.read(written(sample()))
    shallow, deep = copy.copy(found), copy.deepcopy(found)
    found.PatientID = "43"
    del found.PatientName
    assert found.RelatedSeriesSequence is not None
    found.RelatedSeriesSequence[0].SeriesInstanceUID = "9"
    for other in (shallow, deep):
        assert (other.PatientID, other.PatientName) == ("42", "Doe^Jane")
        assert other != found
    assert deep.RelatedSeriesSequence is not None
    assert deep.RelatedSeriesSequence[0].SeriesInstanceUID == "1.4"


def test_undeclared_attributes_count_in_comparisons() -> None:
    other = sample()
    other.InstitutionName = "other"
    assert CT.read(written(sample())) == CT.read(written(sample()))
    assert CT.read(written(sample())) != CT.read(written(other))


def test_new_pixels_replace_those_that_were_read() -> None:
    found = CT.read(written(sample()))
    found.PixelData = PIXELS[::-1].copy()
    np.testing.assert_array_equal(found.pixel_array, PIXELS[::-1])
    np.testing.assert_array_equal(CT.read(found.to_bytes(validated=False)).pixel_array, PIXELS[::-1])


def test_pixels_that_do_not_fit_their_description() -> None:
    with pytest.raises(InvalidValue, match="has 64 samples, and by its description 72"):
        _ = CT.read(written(sample(Rows=9))).pixel_array
    dataset = sample()
    del dataset.Rows
    with pytest.raises(InvalidValue, match="cannot be understood without Rows"):
        _ = CT.read(written(dataset)).pixel_array
    with pytest.raises(InvalidValue, match="has 12 bits allocated"):
        _ = CT.read(written(sample(BitsAllocated=12))).pixel_array


def test_bits_that_are_not_stored_do_not_count() -> None:
    dataset = sample(BitsStored=12, HighBit=11, PixelRepresentation=1)
    dataset["PixelData"].value = (PIXELS | 0xF000).tobytes()
    dataset.Rows, dataset.Columns = 1, 64
    found = CT.read(written(dataset)).pixel_array
    np.testing.assert_array_equal(found, PIXELS.reshape(1, 64))


def test_items_of_a_builder_can_be_those_of_a_file() -> None:
    series = CT.read(written(sample())).RelatedSeriesSequence
    ct = CT.read(written(sample()))
    ct.RelatedSeriesSequence = series
    assert isinstance(series, tuple)
    assert type(series[0]) is GeneralSeries.RelatedSeriesItem
    assert ct.to_dataset().RelatedSeriesSequence[0].SeriesInstanceUID == "1.4"
    assert ContentItem.from_dataset(Dataset()).problems == ()


def test_validation_reports_what_was_read() -> None:
    found = CTImage.read(written(sample()))
    paths = {(finding.code, finding.path) for finding in found.validate().findings}
    assert ("value-not-enumerated", "PatientSex") in paths


# --- as one of several classes


def test_read_as_one_of_several_classes() -> None:
    data = written(sample())
    assert type(read(data, CTImage)) is CTImage
    for union in (CTImage | MRImage, MRImage | CTImage, Union[CTImage, MRImage]):  # noqa: UP007 - the old form, too
        assert type(read(data, union)) is CTImage
    assert type(read(data, MRImage | IOD)) is IOD
    with pytest.raises(WrongSOPClass, match="no MRImage: its SOP class is CT Image Storage"):
        read(data, MRImage)
    with pytest.raises(WrongSOPClass, match="neither MRImage nor Segmentation: its SOP class is CT"):
        read(data, MRImage | SegmentationImage)
    with pytest.raises(WrongSOPClass, match="neither MRImage nor Segmentation"):
        read(written(sample(SOPClassUID="1.2.3.4")), MRImage | SegmentationImage)


def test_what_is_no_class_of_an_iod_is_refused() -> None:
    for wrong in (int, CTImage | int, "CTImage", CTImage | None):
        with pytest.raises(TypeError, match="must be classes of IODs"):
            read(b"", wrong)  # type: ignore[call-overload]  # that is the point
