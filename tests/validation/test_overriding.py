"""Types that override those of other modules, and types and values that an include gives an attribute."""

from __future__ import annotations

import pytest
from altered import altered
from pydicom.sr.coding import Code

from dicomwright import iods
from dicomwright.iods import (
    EncapsulatedPDF,
    MultiFrameGrayscaleByteSecondaryCaptureImage,
    NuclearMedicineImage,
    OphthalmicPhotography8BitImage,
    SecondaryCaptureImage,
)
from dicomwright.runtime import IOD, validate
from dicomwright.testing import minimal


def errors_without(iod: type[IOD], keyword: str) -> set[str]:
    """The errors at an attribute that is taken out of a minimal instance."""
    dataset = minimal(iod).to_dataset()
    if keyword in dataset:
        delattr(dataset, keyword)
    return {found.code for found in validate(dataset).errors if found.path == keyword}


@pytest.mark.parametrize(
    ("iod", "keyword", "codes"),
    [
        (SecondaryCaptureImage, "Modality", set[str]()),  # C.8.6.1: Type 3, in place of the 1 of C.7.3.1
        (EncapsulatedPDF, "Modality", {"missing-type-1"}),  # C.24.1: Type 1, in place of the 3 of C.8.6.1
        # C.8.6.3: with one frame there need be none, whatever C.7.6.6 says
        (MultiFrameGrayscaleByteSecondaryCaptureImage, "FrameIncrementPointer", set[str]()),
        # C.8.17.5: the condition of the include is of Primary Anatomic Structure Sequence alone
        (OphthalmicPhotography8BitImage, "AnatomicRegionSequence", {"missing-type-1"}),
        (OphthalmicPhotography8BitImage, "PrimaryAnatomicStructureSequence", set[str]()),
    ],
)
def test_what_is_missing(iod: type[IOD], keyword: str, codes: set[str]) -> None:
    assert errors_without(iod, keyword) == codes


@pytest.mark.parametrize(
    ("keyword", "codes"),
    [("PatientOrientationCodeSequence", set[str]()), ("AnatomicRegionSequence", {"missing-type-1"})],
)
def test_meanings_of_codes_of_nuclear_medicine(keyword: str, codes: set[str]) -> None:
    """PS3.3 C.8.4.6: Code Meaning is Type 3 here, for historical reasons."""
    dataset = altered(
        minimal(NuclearMedicineImage), **{keyword: [Code("102538003", "SCT", "recumbent")]}
    ).to_dataset()
    del dataset[keyword][0].CodeMeaning
    path = f"{keyword}[0].CodeMeaning"
    assert {found.code for found in validate(dataset).errors if found.path == path} == codes


@pytest.mark.parametrize(
    ("image_type", "number"),
    [(["FOO", "PRIMARY", "VOLUME", "NONE"], 1), (["ORIGINAL", "BAR", "VOLUME", "NONE"], 2)],
)
@pytest.mark.parametrize("iod", ["EnhancedMRImage", "EnhancedCTImage", "EnhancedPETImage", "EnhancedXAImage"])
def test_image_types_of_enhanced_images(iod: str, image_type: list[str], number: int) -> None:
    """PS3.3 C.8.16.1.1 and C.8.16.1.2."""
    dataset = minimal(getattr(iods, iod)).to_dataset()
    assert not [found for found in validate(dataset).errors if found.path == "ImageType"]
    dataset.ImageType = image_type
    (wrong,) = [found for found in validate(dataset).errors if found.path == "ImageType"]
    assert wrong.code == "value-not-enumerated"
    assert f"value {number} " in wrong.message
