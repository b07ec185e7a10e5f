"""Every file of the corpus as an object: nothing of it is lost, before and after it is decoded."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from committed import SHARED

from dicomwright.runtime import IOD, DicomwrightError, read
from dicomwright.runtime.conversion.contents import content_of, content_shared
from dicomwright.runtime.iod import read_whole
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.values.stored import Encapsulated, Held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset, FileDataset

    from dicomwright.runtime.trees.tree import DataSet

CORPUS = SHARED / "corpus" / "files"
NAMES = sorted(path.name for path in CORPUS.iterdir()) if CORPUS.is_dir() else []
pytestmark = [
    pytest.mark.skipif(not NAMES, reason="the corpus (../shared/corpus) is not beside this checkout"),
    pytest.mark.filterwarnings("ignore"),
]

UNLIKE = {
    "fo-dicom__FreezePattern.dcm": "two elements are there twice: pydicom keeps the second",
    "fo-dicom__GH1339.dcm": "cut within a fragment: pydicom reads nothing of it",
    "fo-dicom__GH179A.dcm": "a VR of two spaces: pydicom takes the rest of the file for the value",
    "fo-dicom__GH179B.dcm": "a VR of two spaces: pydicom takes the rest of the file for the value",
}
OFFSETS = frozenset({0x00041200, 0x00041202, 0x00041400, 0x00041420})
"""Of directories, whose records are elsewhere in the next file (see the tests of archives)."""
LONG = 32
READ_HERE_ALONE = {
    "fo-dicom__CR-MONO1-10-chest": "no transfer syntax is given",
    "fo-dicom__GH1339.dcm": "cut within a fragment, behind the frame",
    "fo-dicom__GH1376.dcm": "file meta information is there twice",
}
"""Files of which pydicom does not decode the pixels, if the codec is there."""

WITHOUT_CLASS = 7
"""Files without a SOP class that the edition knows: they are read as a bare IOD."""


def peer(name: str) -> FileDataset:
    return pydicom.dcmread(CORPUS / name, force=True)


def differences(theirs: Dataset, ours: Dataset, path: str = "") -> Iterator[str]:
    for tag in sorted({*theirs.keys(), *ours.keys()}):
        place = f"{path}{tag}"
        if tag not in theirs or tag not in ours:
            yield f"{place} is only in one"
        elif theirs[tag].VR == ours[tag].VR == "SQ":
            pairs = zip(theirs[tag].value, ours[tag].value, strict=True)
            for index, (one, other) in enumerate(pairs):
                yield from differences(one, other, f"{place}[{index}].")
        elif tag not in OFFSETS and not same(theirs, theirs[tag], ours[tag]):
            yield f"{place} {theirs[tag].VR} {ours[tag].VR}"


def same(dataset: Dataset, theirs: DataElement, ours: DataElement) -> bool:
    if theirs.tag.is_private and theirs.VR == "UN" and ours.VR == "UL":  # a group length
        return bool(int.from_bytes(theirs.value, "little") == ours.value)
    if (
        theirs.VR == ours.VR == "OW" and dataset.original_encoding[1] is False
    ):  # pydicom leaves it in Big Endian
        word = 4 if theirs.keyword == "PixelData" and dataset.BitsAllocated == LONG else 2
        return bool(np.frombuffer(theirs.value, f">u{word}").astype(f"<u{word}").tobytes() == ours.value)
    return bool(theirs == ours)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNLIKE])
def test_to_dataset_is_what_pydicom_reads(name: str) -> None:
    found = read(CORPUS / name)
    assert list(differences(peer(name), found.to_dataset())) == []
    assert found.values_.keys() == {keyword for keyword in type(found).attributes() if found.is_set(keyword)}
    assert list(differences(peer(name), found.to_dataset())) == []  # of items that were decoded


@pytest.mark.parametrize("name", UNLIKE)
def test_what_pydicom_reads_otherwise_is_a_problem(name: str) -> None:
    found = read(CORPUS / name)
    assert found.problems
    assert found.to_dataset().keys() == read_content(CORPUS / name).dataset.elements.keys()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNLIKE])
def test_from_dataset_is_what_pydicom_has(name: str) -> None:
    dataset = peer(name)
    found = type(read(CORPUS / name)).from_dataset(dataset)
    assert list(differences(peer(name), found.to_dataset())) == []


@pytest.mark.parametrize("name", NAMES)
def test_written_bytes_are_read_as_the_same(name: str) -> None:
    found = read(CORPUS / name)
    again = type(found).read(found.to_bytes(validated=False))
    assert values(found.to_dataset()) == values(again.to_dataset())


def values(dataset: Dataset) -> dict[int, object]:
    """Return the values of a data set, but for group lengths, which are not written (PS3.5 7.2)."""
    return {
        int(element.tag): list(map(values, element.value)) if element.VR == "SQ" else element.value
        for element in dataset
        if element.tag.element and element.tag not in OFFSETS
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_at_once_is_the_same(name: str) -> None:
    found, other = read_whole(CORPUS / name), read(CORPUS / name)
    assert found == other
    assert found.problems == other.problems


@pytest.mark.parametrize("name", NAMES)
def test_what_is_only_looked_at_is_what_would_be_written(name: str) -> None:
    for reading in (read, read_whole):
        found = reading(CORPUS / name)
        shared, copied = content_shared(found), content_of(found)
        assert tree(shared.dataset) == tree(copied.dataset)
        assert tree(shared.meta) == tree(copied.meta)
        assert shared[2:] == copied[2:]
        _ = found.values_  # items were asked for, and may be changed
        assert tree(content_shared(found).dataset) == tree(content_of(found).dataset)


def tree(data: DataSet) -> dict[int, object]:
    return {tag: (vr, in_full(value)) for tag, (vr, value) in data.elements.items()}


def in_full(value: object) -> object:
    if isinstance(value, list):
        return list(map(tree, value))
    if isinstance(value, Held):
        return b"".join(value.pieces())
    return value.data if isinstance(value, Encapsulated) else value


@pytest.mark.parametrize("name", NAMES)
def test_copies_are_equal(name: str) -> None:
    found = read(CORPUS / name)
    pickled = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert found == copy.copy(found)
    assert copy.deepcopy(found) == found
    assert pickled == found
    assert pickled.to_dataset() == found.to_dataset()


def test_classes_are_those_of_the_sop_classes() -> None:
    bare = [name for name in NAMES if type(read(CORPUS / name, stop_before_pixels=True)) is IOD]
    assert len(bare) == WITHOUT_CLASS


@pytest.mark.parametrize("name", NAMES)
def test_arrays_are_those_of_pydicom(name: str) -> None:
    dataset, found = peer(name), read(CORPUS / name)
    try:
        expected = dataset.pixel_array
    except Exception:  # noqa: BLE001 - a codec, or no pixels
        expected = None
    try:
        array = found.pixel_array
    except DicomwrightError:
        assert expected is None
        return
    except RuntimeError:  # of a codec
        assert expected is None
        return
    assert array.flags.writeable
    if expected is None:
        assert name in READ_HERE_ALONE
        return
    np.testing.assert_array_equal(array, expected)
    assert (array.dtype.kind, array.dtype.itemsize) == (expected.dtype.kind, expected.dtype.itemsize)
