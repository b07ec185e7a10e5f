"""Objects that were read and changed: `save` refuses what the change has broken, and warns of what was wrong before."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from committed import SHARED

from dicomwright.iods import CTImage
from dicomwright.macros import SOPInstanceReference
from dicomwright.runtime import FaultsBefore, InvalidInstance, InvalidValue, Report, UnreadableFile, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CORPUS = SHARED / "corpus" / "files"
NAMES = sorted(path.name for path in CORPUS.iterdir()) if CORPUS.is_dir() else []
CUT = {
    "fo-dicom__GH1339.dcm",
    "fo-dicom__GH179B.dcm",
    "pydicom__MR_truncated.dcm",
    "pydicom__dicomdirtests__DICOMDIR-nooffset",
}
"""Files that were cut, which nobody has made good."""


def built(**values: Any) -> CTImage:  # noqa: ANN401 - whatever the class takes
    return CTImage(
        ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
        PatientPosition="HFS",
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.3",
        FrameOfReferenceUID="1.4",
        PixelSpacing=[1, 1],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, 0],
        RescaleIntercept=0,
        RescaleSlope=1,
        PixelData=np.zeros((4, 4), "u2"),
        **values,
    )


def faulty(**values: Any) -> CTImage:  # noqa: ANN401 - whatever the class takes
    """Return a CT that was read without its patient's ID, with three studies of which two lack a UID."""
    dataset = built(**values).to_dataset()
    del dataset.PatientID
    items = [SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.5") for _ in "123"]
    dataset.ReferencedStudySequence = [item.to_dataset() for item in items]
    for index in (0, 2):
        del dataset.ReferencedStudySequence[index].ReferencedSOPInstanceUID
    return CTImage.from_dataset(dataset)


def told(image: CTImage) -> Report:
    with pytest.warns(FaultsBefore) as caught:
        image.to_bytes()
    (warning,) = caught
    assert isinstance(warning.message, FaultsBefore)
    assert warning.filename == __file__
    return warning.message.report


def paths(report: Report) -> list[str]:
    return [found.path for found in report]


BEFORE = [
    "ReferencedStudySequence[0].ReferencedSOPInstanceUID",
    "ReferencedStudySequence[2].ReferencedSOPInstanceUID",
    "PatientID",
]


def test_what_was_wrong_before_is_a_warning_with_its_report() -> None:
    image = faulty()
    image.PatientName = "Doe^Jane"
    report = told(image)
    assert sorted(paths(report)) == sorted(BEFORE)
    assert all(found.severity == "error" for found in report)


def test_the_message_counts_and_has_no_values() -> None:
    image = faulty(PatientName="Secret^Name")
    with pytest.warns(FaultsBefore) as caught:
        image.to_bytes()
    said = str(caught[0].message)
    assert said.startswith("CTImage broke the standard in 3 places when it was read, and is written so:\n")
    assert "PatientID" in said
    assert "Secret" not in said


def test_without_a_fault_there_is_no_warning() -> None:
    image = faulty()
    image.PatientID = "42"
    del image.ReferencedStudySequence
    image.to_bytes()  # warnings are errors here


def broken(change: Callable[[CTImage], object]) -> list[str]:
    image = faulty()
    change(image)
    with pytest.raises(InvalidInstance) as caught:
        image.to_bytes()
    return paths(caught.value.report)


def test_what_an_edit_breaks_is_refused_and_alone_in_the_report() -> None:
    def absent(image: CTImage) -> None:
        del image.StudyInstanceUID

    def delete(image: CTImage) -> None:
        del image.Rows

    assert broken(absent) == ["StudyInstanceUID"]
    assert broken(delete)[0] == "Rows"
    assert not {*broken(delete)} & {*BEFORE}


def test_what_lacked_a_value_cannot_be_set_to_none() -> None:
    (item, *_) = faulty().ReferencedStudySequence or ()
    with pytest.raises(
        InvalidValue, match=r"ReferencedSOPInstanceUID .* must have a value, because it is Type 1"
    ):
        item.ReferencedSOPInstanceUID = None  # type: ignore[assignment]  # that is the point


def test_items_are_known_where_they_are_now() -> None:
    image = faulty()
    first, second, third = image.ReferencedStudySequence or ()
    image.ReferencedStudySequence = [third, second, first]
    assert "ReferencedStudySequence[0].ReferencedSOPInstanceUID" in paths(told(image))
    image.ReferencedStudySequence = [second, third]
    assert "ReferencedStudySequence[1].ReferencedSOPInstanceUID" in paths(told(image))


def test_a_fault_in_a_new_item_is_new_though_another_had_the_same() -> None:
    def replace(image: CTImage) -> None:
        other = faulty().ReferencedStudySequence or ()
        image.ReferencedStudySequence = [other[0]]

    assert broken(replace) == ["ReferencedStudySequence[0].ReferencedSOPInstanceUID"]


def test_one_item_mended_and_another_broken_is_no_balance() -> None:
    def swap(image: CTImage) -> None:
        first, second, _ = image.ReferencedStudySequence or ()
        first.ReferencedSOPInstanceUID = "1.9"
        del second.ReferencedSOPInstanceUID

    assert broken(swap) == ["ReferencedStudySequence[1].ReferencedSOPInstanceUID"]


def test_copies_and_pickles_know_what_was_before() -> None:
    image = faulty()
    assert image.ReferencedStudySequence
    for other in (copy.copy(image), copy.deepcopy(image), pickle.loads(pickle.dumps(image))):  # noqa: S301 - our own
        assert sorted(paths(told(other))) == sorted(BEFORE)


def test_a_module_that_was_missing_as_a_whole_may_come_in_part() -> None:
    dataset = faulty().to_dataset()
    for keyword in ("PatientName", "PatientBirthDate", "PatientSex"):
        delattr(dataset, keyword)
    image = CTImage.from_dataset(dataset)
    image.PatientName = "Doe^Jane"
    assert {"PatientID", "PatientSex"} <= {*paths(told(image))}


def test_strictness_can_be_asked_for(tmp_path: Path) -> None:
    image, path = faulty(), tmp_path / "ct.dcm"
    with pytest.raises(InvalidInstance) as caught:
        image.save(path, validated=True)
    assert sorted(paths(Report(caught.value.report.errors))) == sorted(BEFORE)
    assert not path.exists()
    image.save(path, validated=False)  # without a warning
    with pytest.warns(FaultsBefore):
        image.save(path)
    assert read(path) == image


def test_what_was_built_must_keep_every_rule() -> None:
    image = built()
    del image.StudyInstanceUID
    with pytest.raises(InvalidInstance):
        image.to_bytes()


@pytest.mark.skipif(not NAMES, reason="the corpus (../shared/corpus) is not beside this checkout")
def test_the_corpus_can_be_edited_and_saved_but_for_what_was_cut() -> None:
    saved, refused = 0, set[str]()
    for name in NAMES:
        try:
            found: Any = read(CORPUS / name)
        except UnreadableFile:
            continue
        if "PatientName" in type(found).attributes():
            found.PatientName = "Doe^Jane"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                read(found.to_bytes())
                saved += 1
            except InvalidInstance:
                refused.add(name)
    assert refused == CUT
    assert saved == len(NAMES) - len(CUT)
