"""Copies of objects are independent: nothing that can change is shared, but arrays and what was read, which stays."""

from __future__ import annotations

import copy
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from minimal import minimal
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwright.cids import CID4
from dicomwright.iods import CTImage
from dicomwright.runtime import IOD, read
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "files"
THOROUGH = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
IODS = sorted(edition().names("iods"))[:: 1 if THOROUGH else 12]
FILES = sorted(path.name for path in CORPUS.glob("*"))[:: 1 if THOROUGH else 8]


def holders(one: DicomObject) -> Iterator[object]:
    """Give what of an object can change: itself, items at every depth, and data sets of pydicom in it."""
    yield one
    for value in [*one.stored_.values(), *vars(one).values()]:
        several: Any = value.values() if isinstance(value, dict) else value
        for each in several if isinstance(several, tuple) or several is not value else ():
            item = getattr(each, "item", each) if not isinstance(each, DicomObject) else each
            if isinstance(item, DicomObject):
                yield from holders(item)
            elif isinstance(item, Dataset):
                yield item


def shared(one: DicomObject, other: DicomObject) -> list[object]:
    others = {id(each) for each in holders(other)}
    return [each for each in holders(one) if id(each) in others]


def source() -> CTImage:
    """Build an image with an item in an item, a code that says more, an overlay and what is private."""
    ct: Any = minimal(CTImage)
    modified = Dataset()
    modified.CodeValue, modified.CodingSchemeDesignator, modified.CodeMeaning = "1", "99X", "One"
    modified.ContextUID = "1.2.3"
    ct.SeriesDescriptionCodeSequence = [modified]
    ct.AnatomicRegionSequence = [CID4.Abdomen]
    ct.RequestAttributesSequence = [
        {
            "ScheduledProcedureStepID": "1",
            "ReferencedStudySequence": [{"ReferencedSOPClassUID": "1.2", "ReferencedSOPInstanceUID": "1.3"}],
        }
    ]
    ct.RequestAttributesSequence[0].ReferencedStudySequence[0].private("ACME")[1] = "LO", "deep"
    ct.overlays[1].OverlayLabel = "one"
    ct.private("ACME")[1] = "LO", "top"
    return ct  # type: ignore[no-any-return]


def as_read(asked: bool) -> CTImage:  # noqa: FBT001
    found = CTImage.read(source().to_bytes(validated=False))
    assert not asked or found.values_
    return found


MADE: dict[str, Callable[[], Any]] = {
    "built": source,
    "read": lambda: as_read(asked=False),
    "asked": lambda: as_read(asked=True),
}


def change(ct: Any) -> None:  # noqa: ANN401 - items of any depth
    """Change each thing that is below the object."""
    request = ct.RequestAttributesSequence[0]
    request.ScheduledProcedureStepID = "2"
    request.ReferencedStudySequence[0].ReferencedSOPInstanceUID = "1.9"
    ct.SeriesDescriptionCodeSequence[0].item.ContextUID = "1.9"
    ct.overlays[1].OverlayLabel = "two"
    ct.extra["DetectorID"] = "D7"
    ct.remove_private()


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
@pytest.mark.parametrize("twice", [False, True])
def test_neither_sees_what_becomes_of_the_other(made: Callable[[], Any], twice: bool) -> None:  # noqa: FBT001
    one = made()
    before = one.to_bytes(validated=False)
    other = copy.copy(one)
    assert other == one
    assert shared(one, other) == []
    change(one if twice else other)
    left, changed = (other, one) if twice else (one, other)
    assert left.to_bytes(validated=False) == before
    dataset = pydicom.dcmread(io.BytesIO(changed.to_bytes(validated=False)))
    assert dataset.RequestAttributesSequence[0].ReferencedStudySequence[0].ReferencedSOPInstanceUID == "1.9"
    assert not any(element.tag.is_private for element in dataset.iterall())


def test_items_that_are_copied_alone() -> None:
    (request,) = source().RequestAttributesSequence or ()
    twin = copy.copy(request)
    assert twin == request
    assert shared(twin, request) == []
    twin.remove_private()
    assert request.ReferencedStudySequence
    assert request.ReferencedStudySequence[0].private("ACME")[1] == "deep"


@pytest.mark.parametrize("name", IODS)
def test_every_iod(name: str) -> None:
    cls: type[IOD] = edition().named("iods", name)
    one = minimal(cls)
    assert shared(one, copy.copy(one)) == []
    assert copy.copy(one) == one


@pytest.mark.skipif(not FILES, reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.filterwarnings("ignore::UserWarning")  # of pydicom, about values of the files
@pytest.mark.parametrize("name", FILES)
def test_files(name: str) -> None:
    one = read(CORPUS / name)
    assert one.values_ is not None
    before = one.to_bytes(validated=False)
    other = copy.copy(one)
    assert shared(one, other) == []
    other.remove_private()
    assert one.to_bytes(validated=False) == before


def test_private_attributes_of_a_file_stay_in_a_copy() -> None:
    one = read(str(get_testdata_file("CT_small.dcm")))
    other = copy.copy(one)
    one.remove_private()
    assert any(element.tag.is_private for element in other.undeclared)
    assert not any(element.tag.is_private for element in one.undeclared)
