"""What is beyond the class of an object: seen as it is, set by the dictionary, removed at every depth."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
from __future__ import annotations

import copy
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from committed import SHARED
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage
from runtime.declared import CT

from dicomwright.iods import CTImage, SecondaryCaptureImage
from dicomwright.runtime import IOD, InvalidInstance, InvalidValue, read

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = SHARED / "corpus" / "files"
pytestmark = pytest.mark.filterwarnings("ignore:.*:UserWarning:pydicom")


def source() -> Dataset:
    """Return a CT with what the class lacks, and private attributes at three depths."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, "1.2.3"
    dataset.PatientID, dataset.PatientName = "42", "Doe"
    dataset.DetectorID = "beyond class"
    dataset.SeriesInstanceUID = "1.9"
    inner, outer, code = Dataset(), Dataset(), Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-D4000", "SRT", "Abdomen"
    inner.ReferencedSOPInstanceUID, inner.ReferencedSOPClassUID = "1.4", "1.5"
    outer.PurposeOfReferenceCodeSequence = [code]
    outer.ReferencedSOPInstanceUID, outer.ReferencedSOPClassUID = "1.4", "1.5"
    for each in (dataset, outer, code, inner):
        block = each.private_block(0x0009, "SOMEBODY", create=True)
        block.add_new(0x01, "SH", "private")
        block.add_new(0x02, "US", [1, 2])
        block.add_new(0x03, "SQ", [Dataset()])
    dataset.SourceImageSequence = [outer]
    dataset.BeamSequence = [inner]  # beyond the class
    return dataset


def image() -> CTImage:
    return CTImage.from_dataset(source())


def written(found: IOD) -> Dataset:
    return pydicom.dcmread(io.BytesIO(found.to_bytes(validated=False)))


# --- what is seen


CHANGES: dict[str, Callable[[Dataset], Any]] = {
    "attribute": lambda d: setattr(d, "DetectorID", "x"),
    "new attribute": lambda d: setattr(d, "AccessionNumber", "x"),
    "deleted attribute": lambda d: delattr(d, "DetectorID"),
    "deleted tag": lambda d: d.__delitem__(0x0018700A),
    "element": lambda d: d.add_new(0x00080050, "SH", "x"),
    "value": lambda d: setattr(d[0x00091001], "value", "x"),
    "one of several": lambda d: d[0x00091002].value.append(3),
    "one of several, replaced": lambda d: d[0x00091002].value.__setitem__(0, 3),
    "items": lambda d: d.BeamSequence.append(Dataset()),
    "in an item": lambda d: setattr(d.BeamSequence[0], "ReferencedSOPClassUID", "1"),
    "in a private item": lambda d: setattr(d[0x00091003].value[0], "PatientID", "1"),
    "clear": lambda d: d.clear(),
    "pop": lambda d: d.pop(0x0018700A),
    "update": lambda d: d.update({"AccessionNumber": "x"}),
    "private": lambda d: d.remove_private_tags(),
    "a block": lambda d: d.private_block(0x0011, "OTHER", create=True),
    "in a block": lambda d: setattr(d.private_block(0x0009, "SOMEBODY")[1], "value", "x"),
    "by keyword": lambda d: setattr(d["DetectorID"], "value", "x"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_would_have_no_effect_is_an_error(change: Callable[[Dataset], Any]) -> None:
    found = image()
    with pytest.raises(TypeError, match=r"would have no effect: set and delete by obj\.extra"):
        change(found.undeclared)
    assert written(found) == written(image())


def test_what_is_seen_is_equal_to_what_pydicom_has() -> None:
    seen, mine = image().undeclared, source()
    for element in seen:
        assert element == mine[element.tag]
    assert seen == image().undeclared
    assert len(CTImage.from_dataset(Dataset()).undeclared) == 0


# --- attributes of the standard


def test_extra_attributes_are_read_by_keyword_and_tag() -> None:
    extra = image().extra
    assert extra["DetectorID"] == extra[0x0018700A] == "beyond class"
    assert "DetectorID" in extra
    assert 0x00091001 not in extra
    assert [f"{tag:08X}" for tag in extra] == ["0018700A", "300A00B0"]
    assert extra["BeamSequence"][0].ReferencedSOPInstanceUID == "1.4"
    assert "Doe" not in repr(extra)
    with pytest.raises(TypeError, match="would have no effect"):
        extra["BeamSequence"][0].ReferencedSOPInstanceUID = "1.5"


VALUES: dict[str, tuple[Any, Any]] = {
    "DetectorID": ("Gef\u00e4\u00df", "Gef\u00e4\u00df"),
    "ReferencedFrameNumber": ([1, 2], [1, 2]),
    "ExposureIndex": (1.5, 1.5),
    "ImagerPixelSpacing": ([0.5, 0.25], [0.5, 0.25]),
    "LargestImagePixelValueInPlane": (5, 5),
    "DateOfLastDetectorCalibration": ("20250102", "20250102"),
    "FrameIncrementPointer": (0x00181063, 0x00181063),
    "DetectorDescription": (None, ""),
}


@pytest.mark.parametrize("keyword", VALUES)
def test_extra_attributes_are_written_with_the_object(keyword: str) -> None:
    value, expected = VALUES[keyword]
    for found in (image(), CTImage.read(image().to_bytes(validated=False))):
        found.extra[keyword] = value
        data = written(found)[keyword]
        assert data.value == expected
        assert keyword in found.extra
        del found.extra[keyword]
        assert keyword not in written(found)


def test_extra_items_are_data_sets() -> None:
    found, item = image(), Dataset()
    item.ReferencedSOPInstanceUID = "1.6"
    found.extra["BeamSequence"] = [item]
    assert written(found).BeamSequence[0] == item
    with pytest.raises(InvalidValue, match="must be items"):
        found.extra["BeamSequence"] = 3


REFUSED: dict[str, tuple[int | str, Any, str]] = {
    "of the class": ("PatientID", "1", r"CTImage has \(0010,0020\): it is set as PatientID"),
    "of an overlay": (0x60020010, 1, r"CTImage has \(6002,0010\): it is set as overlays"),
    "private": (0x00091001, "1", r"\(0009,1001\) is private: it is set by private\(creator\)"),
    "unknown": ("DetectorIDD", "1", "the data dictionary has no DetectorIDD"),
    "near": ("PatientNam", "1", "no PatientNam; did you mean PatientName"),
    "unknown tag": (0x00080002, "1", r"the data dictionary has no \(0008,0002\)"),
    "meta": (0x00020010, "1.2", r"\(0002,0010\) is no attribute of a data set"),
    "length": (0x00100000, 3, r"\(0010,0000\) is no attribute of a data set"),
    "value": ("DetectorID", "x" * 65, r"DetectorID \(0018,700A\), VR SH: "),
    "values": ("ImagerPixelSpacing", [1], r"has 1 value, and must have 2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_extra_is_refused_and_said_where_it_is(name: str) -> None:
    key, value, said = REFUSED[name]
    found = image()
    with pytest.raises(InvalidValue, match=said):
        found.extra[key] = value
    assert written(found) == written(image())


def test_what_is_not_there_is_a_key_error() -> None:
    found = image()
    with pytest.raises(KeyError, match="it is set as PatientID"):
        found.extra["PatientID"]
    with pytest.raises(KeyError, match="DetectorDescription"):
        del found.extra["DetectorDescription"]


def test_extra_of_what_was_built_and_of_items() -> None:
    found = CT.from_dataset(Dataset())
    found.extra["DetectorDescription"] = "x"
    assert written(found).DetectorDescription == "x"
    whole = image()
    (item,) = whole.SourceImageSequence or ()
    item.extra["DetectorDescription"] = "y"
    assert written(whole).SourceImageSequence[0].DetectorDescription == "y"


def test_all_of_a_bare_iod_is_extra() -> None:
    dataset = source()
    dataset.SOPClassUID = "1.2.3.4"
    bare = IOD.from_dataset(dataset)
    bare.extra["PatientID"] = "43"
    assert written(bare).PatientID == "43"
    with pytest.raises(InvalidValue, match="cannot be changed"):
        bare.extra["SpecificCharacterSet"] = "ISO_IR 100"


def test_a_built_object_with_more_is_still_held_to_every_rule() -> None:
    built = SecondaryCaptureImage(
        ConversionType="WSD",
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.3",
        PixelData=np.zeros((4, 4), "u1"),
    )
    built.extra["DetectorDescription"] = "x"
    built.private("ACME")[1] = "LO", "x"
    built.SOPClassUID = None
    with pytest.raises(InvalidInstance):
        built.to_bytes()


# --- private attributes


def private_in(dataset: Dataset) -> list[str]:
    return [str(element.tag) for element in dataset.iterall() if element.tag.is_private]


@pytest.mark.parametrize("asked", [False, True])
def test_private_attributes_are_removed_at_every_depth(asked: bool) -> None:  # noqa: FBT001
    found = CTImage.read(image().to_bytes(validated=False))
    if asked:
        assert found.values_
    before = copy.copy(found)
    assert len(private_in(written(found))) >= 4 * 3
    found.remove_private()
    left = written(found)
    assert private_in(left) == []
    expected = source()
    expected.remove_private_tags()
    assert {element.tag for element in left.iterall()} >= {element.tag for element in expected.iterall()}
    assert len(private_in(written(before))) >= 4 * 3


def test_private_information_of_the_file_goes_too() -> None:
    dataset = written(image())
    dataset.file_meta.PrivateInformationCreatorUID = "1.2.3"
    dataset.file_meta.PrivateInformation = b"hidden"
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, dataset)
    found = CTImage.read(stream.getvalue())
    assert b"hidden" in found.to_bytes(validated=False)
    found.remove_private()
    assert b"hidden" not in found.to_bytes(validated=False)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not beside this checkout")
def test_of_the_corpus_as_pydicom_does() -> None:
    count = 0
    for path in sorted(CORPUS.glob("pydicom__*.dcm")):
        theirs = pydicom.dcmread(path, force=True)
        if not private_in(theirs):
            continue
        found = read(path)
        found.remove_private()
        theirs.remove_private_tags()
        ours = found.to_dataset()
        assert private_in(ours) == []
        assert [e.tag for e in ours.iterall()] == [e.tag for e in theirs.iterall() if e.tag.element]
        count += 1
    assert count > 3
