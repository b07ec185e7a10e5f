"""Items that are given as dicts: built as their constructors do, refused with the path of each fault."""

from __future__ import annotations

from collections import OrderedDict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from minimal import minimal

from dicomwright.iods import CTImage, Segmentation
from dicomwright.runtime import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

Frame = Segmentation.PerFrameFunctionalGroupsItem
Derivation = Frame.DerivationImageItem
REFERENCE = {"ReferencedSOPClassUID": "1.2", "ReferencedSOPInstanceUID": "1.3"}


def ct() -> Any:  # noqa: ANN401 - what is wrong would not pass type checkers
    return minimal(CTImage)


def refused(build: Callable[[], object]) -> list[str]:
    """Return what is said of each fault of a value that is refused."""
    with pytest.raises(InvalidValue) as caught:
        build()
    return [str(error) for error in caught.value.errors or (caught.value,)]


@pytest.mark.parametrize("kind", [dict, OrderedDict, MappingProxyType])
def test_a_dict_is_an_item(kind: Callable[[dict[str, str]], Any]) -> None:
    frame = Frame(DerivationImageSequence=[kind({"DerivationDescription": "of another"})])
    assert frame == Frame(DerivationImageSequence=[Derivation(DerivationDescription="of another")])
    assert type((frame.DerivationImageSequence or ())[0]) is Derivation


def test_a_dict_alone_is_the_only_item() -> None:
    image = ct()
    image.ReferencedStudySequence = REFERENCE
    assert image.ReferencedStudySequence == (CTImage.ReferencedStudyItem(**REFERENCE),)


def test_items_and_dicts_are_added_to_others() -> None:
    image = ct()
    image.ReferencedStudySequence = [REFERENCE]
    image.ReferencedStudySequence = [*image.ReferencedStudySequence, REFERENCE]
    assert image.ReferencedStudySequence == (CTImage.ReferencedStudyItem(**REFERENCE),) * 2
    again = CTImage.read(image.to_bytes(validated=False))
    assert again.ReferencedStudySequence == image.ReferencedStudySequence


def test_dicts_in_dicts() -> None:
    source = REFERENCE | {"PurposeOfReferenceCodeSequence": []}
    frame = Frame(DerivationImageSequence=[{"SourceImageSequence": [source]}])
    (derived,) = frame.DerivationImageSequence or ()
    (image,) = derived.SourceImageSequence or ()
    assert type(image) is Derivation.SourceImageItem
    assert image.ReferencedSOPInstanceUID == "1.3"


def test_an_item_that_may_be_a_code_is_an_item_when_it_is_a_dict() -> None:
    image = ct()
    image.AnatomicRegionSequence = [
        {"CodeValue": "10200004", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Liver"}
    ]
    (region,) = image.AnatomicRegionSequence
    assert type(region) is CTImage.AnatomicRegionItem
    assert region.CodeMeaning == "Liver"


def test_names_are_those_of_the_item() -> None:
    image = ct()
    wrong = {"ReferencedSOPClassUD": "1.2", 5: "secret"}
    assert refused(lambda: setattr(image, "ReferencedStudySequence", [REFERENCE, wrong])) == [
        "CTImage.ReferencedStudySequence[1] has no ReferencedSOPClassUD; did you mean ReferencedSOPClassUID?",
        "CTImage.ReferencedStudySequence[1] has a key of type int, which is no keyword",
        "CTImage.ReferencedStudySequence[1] needs ReferencedSOPClassUID, ReferencedSOPInstanceUID",
    ]
    assert not image.is_set("ReferencedStudySequence")


def test_values_are_those_of_the_attributes() -> None:
    wrong = REFERENCE | {"ReferencedSOPClassUID": "secret"}
    said = "ReferencedSOPClassUID (0008,1150), VR UI: must be numbers without leading zeros"
    (fault,) = refused(lambda: setattr(ct(), "ReferencedStudySequence", [wrong]))
    assert fault.startswith(f"CTImage.ReferencedStudySequence[0].{said}")
    assert "secret" not in fault
    alone = refused(lambda: CTImage.ReferencedStudyItem(**wrong))
    assert alone == [fault.replace("CTImage.ReferencedStudySequence[0]", "SOPInstanceReference")]


def test_all_faults_of_a_constructor_are_named_with_their_paths() -> None:
    given: Any = {
        "PixelMeasuresSequence": [{"PixelSpacin": [1, 1]}, {"PixelSpacing": [1]}],
        "DerivationImageSequence": [{"SourceImageSequence": [REFERENCE, {}]}],
        "FrameContentSequence": {"FrameAcquisitionNumber": "secret"},
    }
    place = "Segmentation.PerFrameFunctionalGroupsItem"
    derived = f"{place}.DerivationImageSequence[0].SourceImageSequence"
    faults = refused(lambda: Frame(**given))
    assert faults[:2] == [
        f"{place}.PixelMeasuresSequence[0] has no PixelSpacin; did you mean PixelSpacing?",
        f"{place}.PixelMeasuresSequence[1].PixelSpacing (0028,0030), VR DS: has 1 value, and must have 2",
    ]
    assert faults[2:-1] == [f"{derived}[1] needs ReferencedSOPClassUID, ReferencedSOPInstanceUID"]
    assert faults[-1].startswith(
        f"{place}.FrameContentSequence[0].FrameAcquisitionNumber (0020,9156), VR US: must"
    )


def test_codes_alone_are_no_dicts() -> None:
    said = "has an item of type dict, which is not a code"
    (fault,) = refused(lambda: setattr(ct(), "SeriesDescriptionCodeSequence", [{"CodeValue": "1"}]))
    assert fault == f"CTImage.SeriesDescriptionCodeSequence (0008,103F), VR SQ: {said}"


def test_the_type_of_such_dicts_is_a_dict_at_run_time() -> None:
    reference: CTImage.ReferencedStudyItem.Dict = CTImage.ReferencedStudyItem.Dict(
        ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3"
    )
    assert type(reference) is dict
    assert reference == REFERENCE
