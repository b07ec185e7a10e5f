"""Directories (DICOMDIR): offsets follow their records, are judged, and a directory is built of files."""

from __future__ import annotations

import shutil
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from committed import SHARED
from peers import iod_errors, run
from pydicom.fileset import FileSet

from dicomwright.archives import directory_of
from dicomwright.archives.record_types import record_type_of
from dicomwright.iods import BasicDirectory
from dicomwright.runtime import InvalidInstance, InvalidValue, validate
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORPUS = SHARED / "corpus" / "files"
DIRECTORIES = ("dwv__tests__DICOMDIR", "fo-dicom__DICOMDIR", "pydicom__dicomdirtests__DICOMDIR-reordered")
PREFIX = "pydicom__dicomdirtests__"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")


def entities(dataset: pydicom.Dataset) -> list[Any]:
    """Return the records of a directory as a tree: type, file and what is below."""
    places = {record.seq_item_tell: record for record in dataset.DirectoryRecordSequence}

    def chain(place: int) -> Iterator[Any]:
        while place:
            record = places[place]
            below = list(chain(record.OffsetOfReferencedLowerLevelDirectoryEntity))
            yield record.DirectoryRecordType, record.get("ReferencedFileID"), below
            place = record.OffsetOfTheNextDirectoryRecord

    return list(chain(dataset.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity))


def found(data: bytes) -> pydicom.Dataset:
    return pydicom.dcmread(BytesIO(data))


@pytest.mark.parametrize("name", DIRECTORIES)
@pytest.mark.parametrize("delimited", [False, True])
def test_offsets_follow_the_records(name: str, *, delimited: bool) -> None:
    directory = BasicDirectory.read(CORPUS / name)
    before = pydicom.dcmread(CORPUS / name)
    assert directory.DirectoryRecordSequence
    data = directory.to_bytes(delimited=delimited)
    after = found(data)
    assert entities(after) == entities(before)
    assert after.file_meta.MediaStorageSOPInstanceUID == before.file_meta.MediaStorageSOPInstanceUID
    assert not validate(data).errors


def test_records_that_were_read_by_pydicom_are_followed() -> None:
    before = pydicom.dcmread(CORPUS / DIRECTORIES[1])
    directory = BasicDirectory.from_dataset(before)
    written = found(directory.to_bytes())
    assert entities(written) == entities(pydicom.dcmread(CORPUS / DIRECTORIES[1]))
    assert written.file_meta.MediaStorageSOPInstanceUID == before.file_meta.MediaStorageSOPInstanceUID
    dataset = directory.to_dataset()
    assert dataset.file_meta.MediaStorageSOPClassUID == BasicDirectory.sop_classes[0]
    stream = BytesIO()
    dataset.save_as(stream)
    assert entities(found(stream.getvalue())) == entities(written)


def test_a_record_that_grows_moves_the_others() -> None:
    directory = BasicDirectory.read(CORPUS / DIRECTORIES[0])
    assert directory.DirectoryRecordSequence
    first = directory.DirectoryRecordSequence[0]
    first.PrivateRecordUID = "1.2.3.4"
    first.DirectoryRecordType = "PRIVATE"
    (root, *_) = entities(found(directory.to_bytes()))
    (before, *_) = entities(pydicom.dcmread(CORPUS / DIRECTORIES[0]))
    assert root == ("PRIVATE", *before[1:])


def test_an_offset_to_a_record_that_is_gone_is_refused() -> None:
    directory = BasicDirectory.read(CORPUS / DIRECTORIES[0])
    assert directory.DirectoryRecordSequence
    directory.DirectoryRecordSequence = directory.DirectoryRecordSequence[:-1]
    with pytest.raises(InvalidInstance, match="points to no directory record") as caught:
        directory.to_bytes()
    assert {finding.code for finding in caught.value.report.errors} == {"bad-offset"}


def broken(change: dict[str, int], record: int | None) -> list[str]:
    dataset = pydicom.dcmread(CORPUS / DIRECTORIES[0])
    target = dataset if record is None else dataset.DirectoryRecordSequence[record]
    for keyword, value in change.items():
        setattr(target, keyword, value)
    stream = BytesIO()
    dataset.save_as(stream)
    return [str(finding) for finding in validate(stream.getvalue()).findings if finding.code == "bad-offset"]


FIRST = "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity"
LAST = "OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity"
NEXT = "OffsetOfTheNextDirectoryRecord"


def test_offsets_of_a_file_are_judged() -> None:
    first = pydicom.dcmread(CORPUS / DIRECTORIES[0]).get(FIRST)
    assert broken({}, None) == []
    assert broken({LAST: 7}, None) == [
        f"{LAST} (0004,1202): must point to the last directory record of the root [bad-offset]"
    ]
    assert broken({NEXT: 7}, 49) == [
        f"DirectoryRecordSequence[49].{NEXT} (0004,1400): points to no directory record [bad-offset]"
    ]
    (twice,) = broken({NEXT: first}, 49)
    assert "points to a directory record that another offset points to" in twice
    unreached = broken({FIRST: 0, LAST: 0}, None)
    assert len(unreached) == 50
    assert unreached[0] == "DirectoryRecordSequence[0]: no offset leads to this directory record [bad-offset]"


# --- directories of files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Lay out files of three studies of two patients as their names say."""
    for file in CORPUS.glob(f"{PREFIX}[79]*"):
        target = tmp_path.joinpath(*file.name.removeprefix(PREFIX).split("__"))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return tmp_path


def files_below(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def files_of(directory: Path) -> dict[str, str]:
    """Return the files that pydicom finds in a directory, with the patients of their records."""
    files = FileSet(directory)
    found = {instance.path: str(instance.PatientID) for instance in files}
    files._stage["t"].cleanup()
    return found


def test_a_directory_is_built_of_files(root: Path) -> None:
    paths = files_below(root)
    directory = directory_of(BasicDirectory, paths, root, file_set_id="TEST")
    directory.save(root / "DICOMDIR")
    assert not validate(root / "DICOMDIR").findings
    assert BasicDirectory.read(root / "DICOMDIR") == directory
    found_by_pydicom = files_of(root / "DICOMDIR")
    assert sorted(found_by_pydicom) == sorted(map(str, paths))
    assert all(pydicom.dcmread(path).PatientID == patient for path, patient in found_by_pydicom.items())
    assert {record.DirectoryRecordType for record in directory.DirectoryRecordSequence or ()} == {
        "PATIENT", "STUDY", "SERIES", "IMAGE",
    }  # fmt: skip


def test_others_accept_it(root: Path) -> None:
    paths = files_below(root)
    directory_of(BasicDirectory, paths, root).save(root / "DICOMDIR")
    assert iod_errors(root / "DICOMDIR") == []
    dumped = run("dcdirdmp", root / "DICOMDIR")
    shown = dumped.stdout + dumped.stderr
    assert dumped.returncode == 0
    assert all("\\".join(path.relative_to(root).parts) in shown for path in paths)
    appended = run("dcmmkdir", "+U", "+D", root / "DICOMDIR", "+id", root, paths[0].relative_to(root))
    assert appended.returncode == 0, appended.stderr
    assert len(files_of(root / "DICOMDIR")) == len(paths)


def test_what_cannot_be_in_a_directory_is_named(root: Path) -> None:
    first, second, *_ = files_below(root)
    dataset = pydicom.dcmread(second)
    dataset.StudyID = None
    del dataset.StudyDate
    dataset.save_as(second)
    shutil.copyfile(first, root / "a.dcm")
    with pytest.raises(InvalidValue) as caught:
        directory_of(BasicDirectory, [first, second, root / "a.dcm", CORPUS / DIRECTORIES[0]], root)
    message = str(caught.value)
    assert (
        f"{second}: StudyDate (0008,0020) and StudyID (0020,0010): must have a value in a STUDY record"
        in message
    )
    assert "a.dcm: a File ID has at most 8 components of 1 to 8 upper case letters" in message
    assert "is not below the root of the file-set" in message
    assert str(first) not in message


def test_types_of_records_are_those_of_pydicom() -> None:
    theirs = {**pydicom.fileset._FOUR_LEVEL_SOP_CLASSES, **pydicom.fileset._SINGLE_LEVEL_SOP_CLASSES}
    ours = {uid: record_type_of(edition().named("iods", edition().iods[uid][0])) for uid in theirs}
    assert ours == {str(uid): type_ for uid, type_ in theirs.items()}
