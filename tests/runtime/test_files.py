"""Files: what is written, what is refused, and what comes back of it."""
# ruff: noqa: ANN401 - values of any type are what is tested

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from runtime import declared
from runtime.declared import CID4, CT, MF, SC, ContentItem, Everything, GeneralSeries

from dicomwright.runtime import InvalidInstance, InvalidValue, WrongSOPClass, attribute
from dicomwright.runtime.files import saving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PIXELS = np.arange(20, dtype=np.uint16).reshape(4, 5)


def make_ct(**values: Any) -> CT:
    return declared.make_ct(PixelData=PIXELS, **values)


def test_file_meta_information(tmp_path: Path) -> None:
    ct = make_ct()
    ct.save(tmp_path / "ct.dcm")
    dataset = pydicom.dcmread(tmp_path / "ct.dcm")
    assert dataset.file_meta.MediaStorageSOPClassUID == ct.SOPClassUID
    assert dataset.file_meta.MediaStorageSOPInstanceUID == ct.SOPInstanceUID
    assert dataset.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert dataset.file_meta.ImplementationClassUID.startswith("2.25.")
    assert dataset.file_meta.ImplementationVersionName == "DICOMWRIGHT_0_1"
    assert [path.name for path in tmp_path.iterdir()] == ["ct.dcm"]


def test_type_2_attributes_are_written_empty() -> None:
    dataset = make_ct().to_dataset()
    assert dataset["PatientName"].is_empty
    assert dataset["StudyDate"].is_empty
    assert "Laterality" not in dataset
    assert "PatientComments" not in dataset


def test_type_2_attributes_of_other_modules_only_when_present() -> None:
    assert "ContrastBolusAgent" not in make_ct().to_dataset()
    assert make_ct(ContrastBolusVolume=1).to_dataset()["ContrastBolusAgent"].is_empty
    assert "PatientName" not in Everything(StudyInstanceUID="1.2").to_dataset()


def test_type_2_attributes_of_items() -> None:
    item = GeneralSeries.RelatedSeriesItem(
        ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3", SeriesInstanceUID="1.4"
    )
    assert item.to_dataset()["PurposeOfReferenceCodeSequence"].is_empty


def errors_of(error: InvalidInstance) -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in error.report.errors}


def test_save_refuses_with_all_faults_and_leaves_nothing(tmp_path: Path) -> None:
    image = MF(
        PixelData=PIXELS,
        PerFrameFunctionalGroupsSequence=[
            MF.PerFrameFunctionalGroupsItem(
                PlanePositionSequence=[
                    declared.PlanePosition.PlanePositionItem(ImagePositionPatient=[0, 0, 0])
                ]
            ),
            MF.PerFrameFunctionalGroupsItem(
                PlanePositionSequence=[declared.PlanePosition.PlanePositionItem.from_dataset(Dataset())]
            ),
        ],
    )
    with pytest.raises(InvalidInstance) as caught:
        image.save(tmp_path / "image.dcm")
    path = "PerFrameFunctionalGroupsSequence[1].PlanePositionSequence[0].ImagePositionPatient"
    assert errors_of(caught.value) == {
        ("missing-type-1", "PatientID"),
        ("missing-type-1", "StudyInstanceUID"),
        ("missing-type-1", path),
        ("frame-count", "PerFrameFunctionalGroupsSequence"),
        ("missing-functional-group", "PerFrameFunctionalGroupsSequence[0].PixelMeasuresSequence"),
    }
    assert path in str(caught.value)
    assert "MF breaks the standard in 5 places" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_type_1_that_was_read_empty_is_empty(tmp_path: Path) -> None:
    dataset = make_ct().to_dataset()
    dataset.StudyInstanceUID = None
    with pytest.raises(InvalidInstance) as caught:
        CT.from_dataset(dataset).save(tmp_path / "ct.dcm", validated=True)
    assert errors_of(caught.value) == {("empty-type-1", "StudyInstanceUID")}
    assert "CT breaks the standard in 1 place:" in str(caught.value)


def test_what_follows_from_pixels_is_missing_without_them(tmp_path: Path) -> None:
    ct = make_ct()
    del ct.PixelData
    with pytest.raises(InvalidInstance) as caught:
        ct.save(tmp_path / "ct.dcm")
    missing = {path for code, path in errors_of(caught.value) if code == "missing-type-1"}
    assert missing == {
        *("PhotometricInterpretation", "Rows", "Columns"),
        *("BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
    }


@pytest.mark.parametrize(("name", "error"), [("a/ct.dcm", FileNotFoundError), ("", IsADirectoryError)])
def test_errors_of_saving_name_the_file(tmp_path: Path, name: str, error: type[OSError]) -> None:
    ct = make_ct()
    with pytest.raises(error) as caught:
        ct.save(tmp_path / name)
    assert caught.value.filename == str(tmp_path / name)
    assert ".tmp'" not in str(caught.value)


def test_from_dataset_takes_no_path() -> None:
    path: Any = "ct.dcm"
    with pytest.raises(TypeError, match="must be a pydicom Dataset, not str"):
        CT.from_dataset(path)


class Windowed(Everything):
    WindowCenter: Sequence[float] | None = attribute(0x00281050, "DS", "3", vm="1-n", default=None)


def test_one_value_where_there_may_be_several_is_read_as_a_tuple() -> None:
    dataset = Dataset()
    dataset.SelectorUSValue = 7
    dataset.SelectorFDValue = 0.5  # which has a VM of 2-2n
    dataset.OtherPatientNames = "Doe^Jane"
    dataset.WindowCenter = "40.0"
    dataset.DateOfLastCalibration = ""
    dataset.add(DataElement("ScanOptions", "CS", "wrong", validation_mode=config.IGNORE))
    read = Windowed.from_dataset(dataset)
    assert read.SelectorUSValue == (7,)
    assert read.SelectorFDValue == (0.5,)
    assert read.OtherPatientNames == ("Doe^Jane",)
    assert read.WindowCenter == (40.0,)
    assert read.ScanOptions == ("wrong",)
    assert read.DateOfLastCalibration is None
    again = read.to_dataset()
    assert str(again["WindowCenter"].value) == "40.0"
    assert again.ScanOptions == "wrong"


def test_save_leaves_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ct.dcm"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> Iterator[bytes]:
        yield b"half"
        raise OSError("disk full")

    monkeypatch.setattr(saving, "pieces", fail)
    with pytest.raises(OSError, match="disk full"):
        make_ct().save(path)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["ct.dcm"]


def test_save_replaces(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    make_ct(PatientID="1").save(path)
    make_ct(PatientID="2").save(str(path))
    assert CT.read(path).PatientID == "2"


def test_saved_objects_come_back(tmp_path: Path) -> None:
    ct = make_ct(
        PatientName="Müller^Jörg",
        AnatomicRegionSequence=[CID4.Abdomen],
        RelatedSeriesSequence=[
            GeneralSeries.RelatedSeriesItem(
                ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3", SeriesInstanceUID="1.4"
            )
        ],
    )
    ct.save(tmp_path / "ct.dcm")
    old = CT.read(tmp_path / "ct.dcm")
    assert old.PatientName == "Müller^Jörg"
    assert old.SpecificCharacterSet == ("ISO_IR 192",)
    assert old.AnatomicRegionSequence == (CID4.Abdomen,)
    assert old.AnatomicRegionSequence is not None
    assert old.AnatomicRegionSequence[0] is CID4.Abdomen
    assert old.RelatedSeriesSequence is not None
    assert type(old.RelatedSeriesSequence[0]) is GeneralSeries.RelatedSeriesItem
    assert old.to_dataset() == ct.to_dataset()
    old.save(tmp_path / "again.dcm")
    assert (tmp_path / "again.dcm").read_bytes() == (tmp_path / "ct.dcm").read_bytes()


# Character sets


def test_ascii_needs_no_character_set() -> None:
    assert "SpecificCharacterSet" not in make_ct(PatientName="Doe^Jane").to_dataset()


def test_texts_in_items_need_one_too() -> None:
    everything = Everything(
        StudyInstanceUID="1.2",
        ContentSequence=[
            ContentItem(ValueType="TEXT", ContentSequence=[ContentItem(ValueType="TEXT", TextValue="ä")])
        ],
    )
    assert everything.to_dataset().SpecificCharacterSet == "ISO_IR 192"


def test_declared_character_set_is_used_or_refused(tmp_path: Path) -> None:
    make_ct(PatientName="Müller", SpecificCharacterSet="ISO_IR 100").save(tmp_path / "ct.dcm")
    assert pydicom.dcmread(tmp_path / "ct.dcm").PatientName == "Müller"
    assert b"M\xfcller" in (tmp_path / "ct.dcm").read_bytes()
    with pytest.raises(InvalidValue, match=r"CT\.PatientName .* Specific Character Set lacks") as caught:
        make_ct(PatientName="山田", SpecificCharacterSet="ISO_IR 100").to_dataset()
    assert "山田" not in str(caught.value)
    japanese = make_ct(PatientName="Yamada=山田", SpecificCharacterSet=["", "ISO 2022 IR 87"])
    japanese.save(tmp_path / "ct.dcm")
    assert CT.read(tmp_path / "ct.dcm").PatientName == "Yamada=山田"


# Tolerant reading


def strange() -> FileDataset:
    """Return a CT with elements that the class does not have, and with values that break rules."""
    dataset = make_ct().to_dataset()
    block = dataset.private_block(0x0009, "SOMEBODY", create=True)
    block.add_new(0x01, "SH", "private")
    nested = Dataset()
    nested.PatientName = "Nested"
    block.add_new(0x02, "SQ", [nested])
    dataset.InstitutionName = "unknown to the class"
    dataset.add_new(0x60003000, "OW", b"\1\0")
    dataset.add_new(0x60023000, "OW", b"\2\0")
    dataset["Modality"].value = "MR"
    dataset.add_new(0x00100040, "CS", "X")
    dataset["PixelSpacing"].value = [1, 2, 3]
    dataset.add_new(0x00281053, "DS", "1.000")
    return dataset


def test_reading_is_tolerant_and_loses_nothing() -> None:
    dataset = strange()
    ct: Any = CT.from_dataset(copy.deepcopy(dataset))
    assert ct.Modality == "MR"
    assert ct.PatientSex == "X"
    assert ct.PixelSpacing == (1, 2, 3)
    assert ct.OverlayData == b"\1\0"
    again = ct.to_dataset()
    assert again == dataset
    assert str(again["RescaleSlope"].value) == "1.000"
    assert again[0x00091001].value == "private"


def test_setting_mends_what_was_read() -> None:
    ct = CT.from_dataset(strange())
    ct.PatientSex = "F"
    del ct.Modality
    assert ct.to_dataset().PatientSex == "F"
    assert "Modality" not in ct.to_dataset()
    with pytest.raises(InvalidValue):
        ct.PixelSpacing = [1, 2, 3]
    assert ct.PixelSpacing == (1, 2, 3)


def test_the_data_set_and_its_view_are_apart() -> None:
    dataset = strange()
    ct = CT.from_dataset(dataset)
    dataset.PatientID = "other"
    dataset.InstitutionName = "other"
    dataset[0x00091002].value[0].PatientName = "other"
    again = ct.to_dataset()
    assert again.PatientID == "42"
    assert again.InstitutionName == "unknown to the class"
    assert again[0x00091002].value[0].PatientName == "Nested"


def test_nothing_is_derived_of_what_was_read() -> None:
    dataset = Dataset()
    dataset.PatientID = "42"
    ct = CT.from_dataset(dataset)
    assert ct.Modality is None
    assert ct.SOPInstanceUID is None
    assert ct.to_dataset() == dataset


def test_undecodable_values_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    make_ct(RescaleSlope=77777777).save(path)
    path.write_bytes(path.read_bytes().replace(b"77777777", b"7.7.7.7 "))
    ct: Any = CT.read(path)
    assert ct.RescaleSlope == "7.7.7.7"
    with pytest.raises(InvalidInstance, match="RescaleSlope"):
        ct.save(path, validated=True)
    assert ct.to_dataset().get_item("RescaleSlope").value == b"7.7.7.7 "


def test_wrong_sop_class() -> None:
    with pytest.raises(WrongSOPClass, match="no SC: its SOP class is CT Image Storage"):
        SC.from_dataset(make_ct().to_dataset())


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_other_transfer_syntaxes_are_read(tmp_path: Path, syntax: Any) -> None:
    path = tmp_path / "ct.dcm"
    dataset = make_ct(PatientName="Doe^Jane").to_dataset()
    if syntax == ExplicitVRBigEndian:
        dataset.PixelData = PIXELS.astype(">u2").tobytes()
    plain = Dataset()
    plain.update(dataset)
    plain.file_meta = dataset.file_meta
    plain.file_meta.TransferSyntaxUID = syntax
    pydicom.dcmwrite(path, plain, enforce_file_format=True)
    ct = CT.read(path)
    ct.save(path)
    again = pydicom.dcmread(path)
    assert again.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    np.testing.assert_array_equal(again.pixel_array, PIXELS)
    assert again.PatientName == "Doe^Jane"


def test_compressed_pixels_stay_compressed(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    dataset = make_ct().to_dataset()
    dataset.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    dataset.save_as(path, enforce_file_format=True)
    ct = CT.read(path)
    ct.PatientID = "43"
    ct.save(path)
    again = pydicom.dcmread(path)
    assert again.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.5"
    assert again.PatientID == "43"
    np.testing.assert_array_equal(again.pixel_array, PIXELS)
    ct.PixelData = PIXELS[::-1].copy()
    ct.save(path)
    again = pydicom.dcmread(path)
    assert again.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    np.testing.assert_array_equal(again.pixel_array, PIXELS[::-1])


def test_functional_groups_come_back() -> None:
    image = MF(
        PixelData=np.zeros((1, 2, 2), "u1"),
        SharedFunctionalGroupsSequence=[
            MF.SharedFunctionalGroupsItem(
                PixelMeasuresSequence=[declared.PixelMeasures.PixelMeasuresItem(PixelSpacing=[1, 2])]
            )
        ],
    )
    again = MF.from_dataset(image.to_dataset())
    assert again.SharedFunctionalGroupsSequence == image.SharedFunctionalGroupsSequence
