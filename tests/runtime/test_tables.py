"""Tables of pixel values: descriptors, of which one value alone may be signed, and data that are words or numbers."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from altered import altered
from pydicom import dcmread
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicomwright.iods import ComputedRadiographyImage, CTImage
from dicomwright.runtime import InvalidValue, read
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.validation import validate
from dicomwright.testing import minimal

SYNTAXES = [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]
CR, CT = ComputedRadiographyImage, CTImage
WHOLE = list(range(65_536))


def cr(descriptor: list[int], data: Any = (1, 2, 3), kind: str = "i2") -> CR:  # noqa: ANN401
    """Build an image with a Modality LUT: its input are the pixels as they are stored."""
    pixels = np.zeros((4, 4), kind)
    table = item_class(CR.attributes()["ModalityLUTSequence"])(
        LUTDescriptor=descriptor, LUTData=data, ModalityLUTType="US"
    )
    made = altered(minimal(CR), PixelData=pixels, BitsAllocated=16, BitsStored=16, HighBit=15)
    made.ModalityLUTSequence = [table]
    return made


def ct(descriptor: list[int]) -> CT:
    """Build an image with a VOI LUT, the input of which is rescaled."""
    made = altered(minimal(CT), PixelData=np.zeros((4, 4), "u2"), RescaleIntercept=-1024)
    made.VOILUTSequence = [
        item_class(CT.attributes()["VOILUTSequence"])(LUTDescriptor=descriptor, LUTData=[1, 2, 3])
    ]
    return made


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.name)
@pytest.mark.parametrize("descriptor", [[40_000, -5, 16], [3, 7, 16], [0, -32_768, 16]])
def test_only_the_second_value_is_signed(syntax: str, descriptor: list[int]) -> None:
    made = cr(descriptor, WHOLE[: descriptor[0] or None])
    written = made.to_bytes(syntax, validated=False)
    found = read(written)
    assert found.problems == ()
    assert list(found.ModalityLUTSequence[0].LUTDescriptor) == descriptor
    if syntax != ImplicitVRLittleEndian:  # of which pydicom reads the first value with a sign, and warns
        item = dcmread(BytesIO(written)).ModalityLUTSequence[0]
        assert list(item.LUTDescriptor) == descriptor
    assert list(made.to_dataset().ModalityLUTSequence[0].LUTDescriptor) == descriptor
    again = CR.from_dataset(made.to_dataset())
    assert list(again.ModalityLUTSequence[0].LUTDescriptor) == descriptor
    assert again.ModalityLUTSequence == found.ModalityLUTSequence == made.ModalityLUTSequence


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.name)
def test_voi_luts_of_what_is_rescaled_below_0(syntax: str) -> None:
    written = ct([3, -1000, 16]).to_bytes(syntax, validated=False)
    assert list(read(written).VOILUTSequence[0].LUTDescriptor) == [3, -1000, 16]
    explicit = read(written).to_bytes(ExplicitVRLittleEndian, validated=False)
    assert dcmread(BytesIO(explicit)).VOILUTSequence[0]["LUTDescriptor"].VR == "SS"
    assert list(dcmread(BytesIO(explicit)).VOILUTSequence[0].LUTDescriptor) == [3, -1000, 16]


@pytest.mark.parametrize(
    ("descriptor", "kind"), [([3, -5, 16], "u2"), ([3, 40_000, 16], "i2"), ([-3, 5, 16], "i2")]
)
def test_what_contradicts_the_pixels(descriptor: list[int], kind: str) -> None:
    with pytest.raises(InvalidValue, match="LUTDescriptor"):
        cr(descriptor, kind=kind).to_bytes(validated=False)


@pytest.mark.parametrize("kept", [(0, -5, 16), (40_000, 5, 16)], ids=["of all numbers", "of many"])
def test_descriptors_of_palettes(kept: tuple[int, ...]) -> None:
    made = altered(minimal(CT), PixelData=np.zeros((4, 4), "i2"))
    dataset = made.to_dataset()
    dataset.add_new(0x00281101, "SS", list(kept))
    buffer = BytesIO()
    dataset.save_as(buffer)
    assert list(dcmread(BytesIO(read(buffer.getvalue()).to_bytes(validated=False)))[0x00281101].value) == [
        *kept
    ]


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.name)
@pytest.mark.parametrize("data", [WHOLE, [1, 2, 3]], ids=["65536 entries", "3 entries"])
def test_data_are_numbers(syntax: str, data: list[int]) -> None:
    made = cr([len(data) % 65_536, 0, 16], data)
    written = made.to_bytes(syntax, validated=False)
    found = read(written)
    assert found.problems == ()
    assert list(found.ModalityLUTSequence[0].LUTData) == data
    assert found.ModalityLUTSequence == made.ModalityLUTSequence
    assert found == read(made.to_bytes(validated=False))
    element = dcmread(BytesIO(written)).ModalityLUTSequence[0]["LUTData"]
    assert ("US" if len(data) == 3 and syntax != ImplicitVRLittleEndian else "OW") == element.VR
    given = element.value
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    assert (np.frombuffer(given, order + "u2").tolist() if isinstance(given, bytes) else list(given)) == data
    codes = {each.code for each in validate(written).findings if each.keyword in {"LUTData", "LUTDescriptor"}}
    assert not codes


def test_pydicom_gets_what_it_can_write() -> None:
    dataset = cr([0, 0, 16], WHOLE).to_dataset()
    assert dataset.ModalityLUTSequence[0]["LUTData"].VR == "OW"
    buffer = BytesIO()
    dataset.save_as(buffer)
    assert list(read(buffer.getvalue()).ModalityLUTSequence[0].LUTData) == WHOLE
