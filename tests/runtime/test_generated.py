"""The generated classes as a new user meets them: codes and items of one sequence, values read back."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from dicomwright.cids import CID4
from dicomwright.iods import CTImage
from dicomwright.runtime import InvalidInstance
from dicomwright.runtime.declarations.item_names import item_class

if TYPE_CHECKING:
    from pathlib import Path

LIVER = Code("10200004", "SCT", "Liver")


def make(**values: Any) -> CTImage:  # noqa: ANN401 - values of any type are what is tested
    given: dict[str, Any] = {
        "StudyInstanceUID": "1.2",
        "SeriesInstanceUID": "1.3",
        "FrameOfReferenceUID": "1.4",
        "ImageType": ["DERIVED", "PRIMARY", "AXIAL"],
        "PixelSpacing": [0.7, 0.7],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [0, 0, 0],
        "PatientPosition": "HFS",
        "RescaleIntercept": 0,
        "RescaleSlope": 1,
        "PixelData": np.zeros((4, 5), np.uint16),
    }
    return CTImage(**{**given, **values})


def plain_item() -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = LIVER[0], LIVER[1], LIVER[2]
    return item


def item_with_modifier() -> Dataset:
    item, modifier = plain_item(), Dataset()
    modifier.CodeValue, modifier.CodingSchemeDesignator, modifier.CodeMeaning = "7771000", "SCT", "Left"
    item.AnatomicRegionModifierSequence = [modifier]
    return item


CODES: list[Any] = [LIVER, CID4.Liver, CodedConcept(*LIVER), plain_item()]


@pytest.mark.parametrize("given", CODES, ids=["Code", "member", "CodedConcept", "Dataset"])
@pytest.mark.parametrize("alone", [True, False])
def test_a_code_for_an_item_class_is_such_an_item(given: Any, alone: bool, tmp_path: Path) -> None:  # noqa: ANN401, FBT001
    ct = make(AnatomicRegionSequence=given if alone else [given])
    ct.save(tmp_path / "ct.dcm")
    for one in (ct, CTImage.read(tmp_path / "ct.dcm"), copy.deepcopy(ct), pickle.loads(pickle.dumps(ct))):  # noqa: S301
        assert one.AnatomicRegionSequence is not None
        (region,) = one.AnatomicRegionSequence
        assert type(region) is item_class(CTImage.attributes()["AnatomicRegionSequence"])
        assert region == LIVER
        assert (region.value, region.scheme_designator, region.meaning) == LIVER[:3]
        assert one.to_dataset().AnatomicRegionSequence[0] == plain_item()


@pytest.mark.parametrize("as_dataset", [True, False])
def test_an_item_that_says_more_is_an_item(as_dataset: bool, tmp_path: Path) -> None:  # noqa: FBT001
    item = item_class(CTImage.attributes()["AnatomicRegionSequence"])
    given = item_with_modifier() if as_dataset else item.from_dataset(item_with_modifier())
    ct = make(AnatomicRegionSequence=[given])
    ct.save(tmp_path / "ct.dcm")
    for one in (ct, CTImage.read(tmp_path / "ct.dcm")):
        assert one.AnatomicRegionSequence is not None
        region: Any = one.AnatomicRegionSequence[0]
        assert type(region) is item
        assert region.CodeValue == "10200004"
        assert region.AnatomicRegionModifierSequence[0] == Code("7771000", "SCT", "Left")
        assert one.to_dataset().AnatomicRegionSequence[0] == item_with_modifier()


def test_an_item_class_may_be_only_a_code(tmp_path: Path) -> None:
    item = item_class(CTImage.attributes()["AnatomicRegionSequence"])
    given = item(CodeValue="10200004", CodingSchemeDesignator="SCT", CodeMeaning="Liver")
    make(AnatomicRegionSequence=[given]).save(tmp_path / "ct.dcm")
    assert CTImage.read(tmp_path / "ct.dcm").AnatomicRegionSequence == (LIVER,)


def test_one_value_of_several_is_a_sequence(tmp_path: Path) -> None:
    make(WindowCenter=40, WindowWidth=400).save(tmp_path / "ct.dcm")
    assert CTImage.read(tmp_path / "ct.dcm").WindowCenter == (40.0,)


def test_without_pixels_what_follows_from_them_is_missing(tmp_path: Path) -> None:
    ct = make()
    del ct.PixelData
    with pytest.raises(InvalidInstance) as caught:
        ct.save(tmp_path / "ct.dcm")
    assert {finding.path for finding in caught.value.report.errors if finding.code == "missing-type-1"} >= {
        *("SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit"),
    }
