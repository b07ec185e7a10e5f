"""Pixels: what may show text is refused, listed or blanked; what is blanked is black to others, and all else stays."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pydicom
import pytest
from deidentify.marking import errors
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames
from pydicom.pixels.processing import apply_color_lut, convert_color_space
from pydicom.uid import (
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from dicomwright import iods
from dicomwright.deidentify import Deidentifier, Profile, Refused, deidentify
from dicomwright.deidentify.pixels.comments import bare
from dicomwright.deidentify.pixels.layouts import Layout
from dicomwright.deidentify.pixels.native import without_unused_bits
from dicomwright.deidentify.regions import DeviceRule, Rectangle
from dicomwright.runtime import IOD, read
from dicomwright.runtime.values.stored import Held
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEY: Final = b"a key of a project"
ROWS, COLUMNS = 6, 8
RULE: Final = DeviceRule(manufacturer=("acme*",), rectangles=(Rectangle(2, 1, 4, 2), Rectangle(0, 5, 99, 99)))
MASK: Final = np.zeros((ROWS, COLUMNS), bool)
MASK[1:3, 2:6] = True
MASK[5:] = True
BLANKING: Final = Profile(regions=(RULE,))
LISTING: Final = Profile(burned_in="list")


def image(name: str, data: bytes, *, syntax: str = "1.2.840.10008.1.2.1", **values: Any) -> IOD:  # noqa: ANN401
    """An object of a class with pixels of any form, made by pydicom and read as a file."""
    dataset = minimal(getattr(iods, name)).to_dataset()
    for keyword in ("PixelData", "NumberOfFrames", "PlanarConfiguration", "BurnedInAnnotation"):
        if keyword in dataset:
            delattr(dataset, keyword)
    given = {
        "Rows": ROWS,
        "Columns": COLUMNS,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 8,
        "BitsStored": 8,
        "PixelRepresentation": 0,
        "Manufacturer": "ACME Ltd",
        **values,
    }
    given.setdefault("HighBit", given["BitsStored"] - 1)
    for keyword, value in given.items():
        setattr(dataset, keyword, value)
    dataset.add_new(0x7FE00010, "OW" if given["BitsAllocated"] > 8 else "OB", data + b"\0" * (len(data) % 2))
    file = BytesIO()
    dataset.file_meta.TransferSyntaxUID = syntax
    pydicom.dcmwrite(
        file,
        dataset,
        enforce_file_format=True,
        implicit_vr=syntax == "1.2.840.10008.1.2",
        little_endian=syntax != "1.2.840.10008.1.2.2",
    )
    return read(file.getvalue())


def noise(shape: tuple[int, ...], kind: str, low: int, high: int) -> NDArray[Any]:
    return np.random.default_rng(7).integers(low, high, shape, endpoint=True).astype(kind)


def dataset_of(obj: IOD) -> pydicom.FileDataset:
    return pydicom.dcmread(BytesIO(obj.to_bytes(validated=False)))


GREY: Final = [
    ("MONOCHROME2", 8, 8, 0, 0),
    ("MONOCHROME1", 8, 8, 0, 255),
    ("MONOCHROME2", 16, 12, 0, 0),
    ("MONOCHROME1", 16, 12, 0, 4095),
    ("MONOCHROME2", 16, 16, 1, -32768),
    ("MONOCHROME2", 16, 12, 1, -2048),
    ("MONOCHROME1", 16, 12, 1, 2047),
    ("MONOCHROME2", 32, 32, 0, 0),
]


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"])
@pytest.mark.parametrize(("photometric", "allocated", "stored", "signed", "dark"), GREY)
def test_grey_is_blanked_to_the_dark_end(  # noqa: PLR0913, PLR0917 - what describes pixels
    photometric: str, allocated: int, stored: int, signed: int, dark: int, syntax: str, frames: int
) -> None:
    low, high = (-(1 << stored - 1), (1 << stored - 1) - 1) if signed else (0, (1 << stored) - 1)
    order = ">" if syntax.endswith(".2.2") else "<"
    pixels = noise((frames, ROWS, COLUMNS), f"{'i' if signed else 'u'}{allocated // 8}", low, high)
    source = image(
        "MultiFrameGrayscaleWordSecondaryCaptureImage" if frames > 1 else "SecondaryCaptureImage",
        pixels.astype(pixels.dtype.newbyteorder(order)).tobytes(),
        syntax=syntax,
        PhotometricInterpretation=photometric,
        BitsAllocated=allocated,
        BitsStored=stored,
        PixelRepresentation=signed,
        SmallestImagePixelValue=1,
        LargestImagePixelValue=2,
        SmallestPixelValueInSeries=0,
        **({"NumberOfFrames": frames} if frames > 1 else {}),
    )
    found, record = deidentify(source, BLANKING, key=KEY)
    read_again = dataset_of(found)
    array = read_again.pixel_array.reshape(frames, ROWS, COLUMNS)
    assert (array[:, MASK] == dark).all()
    assert (array[:, ~MASK] == pixels[:, ~MASK]).all()
    assert read_again.BurnedInAnnotation == "NO"
    assert ("SmallestImagePixelValue" in read_again) == (stored <= 16)
    if stored <= 16:
        assert (read_again.SmallestImagePixelValue, read_again.LargestImagePixelValue) == (
            array.min(),
            array.max(),
        )
    assert "SmallestPixelValueInSeries" not in read_again
    codes = [code.CodeValue for code in read_again.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113101"]
    assert record.attributes["C"]["PixelData"] == 1


COLOURS: Final = [
    (photometric, planar, allocated)
    for photometric in ("RGB", "YBR_FULL", "YBR_FULL_422")
    for planar in (0, 1)
    for allocated in (8, 16)
    if not (photometric == "YBR_FULL_422" and planar) and not (photometric != "RGB" and allocated == 16)
]


@pytest.mark.parametrize(("photometric", "planar", "allocated"), COLOURS)
def test_colours_are_blanked_to_black(photometric: str, planar: int, allocated: int) -> None:
    frames, kind = 2, f"u{allocated // 8}"
    samples = (ROWS, COLUMNS // 2, 4) if photometric.endswith("422") else (ROWS, COLUMNS, 3)
    pixels = noise((frames, *((3, ROWS, COLUMNS) if planar else samples)), kind, 0, (1 << allocated) - 1)
    source = image(
        "MultiFrameTrueColorSecondaryCaptureImage",
        pixels.tobytes(),
        SamplesPerPixel=3,
        PhotometricInterpretation=photometric,
        PlanarConfiguration=planar,
        BitsAllocated=allocated,
        BitsStored=allocated,
        NumberOfFrames=frames,
    )
    before = dataset_of(source)
    found = dataset_of(deidentify(source, BLANKING, key=KEY)[0])
    array, old = (_rgb(each, planar=planar) for each in (found, before))
    assert (array[:, MASK] == 0).all()
    assert (array[:, ~MASK] == old[:, ~MASK]).all()
    assert found.PhotometricInterpretation == photometric


def _rgb(dataset: pydicom.FileDataset, *, planar: int) -> NDArray[Any]:
    raw = dataset.PhotometricInterpretation
    from pydicom.pixels import pixel_array  # noqa: PLC0415 - of pydicom, which another decodes

    array = pixel_array(dataset, raw=True)
    assert planar in {0, 1}
    return convert_color_space(array, "YBR_FULL", "RGB", per_frame=True) if raw.startswith("YBR") else array


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("first", [0, 10])
def test_a_palette_has_its_darkest_colour(bits: int, first: int) -> None:
    table = np.full(100, 9, f"<u{bits // 8}")
    table[37] = 1
    pixels = noise((ROWS, COLUMNS), "u1", 0, 255)
    source = image("SecondaryCaptureImage", pixels.tobytes(), PhotometricInterpretation="PALETTE COLOR")
    dataset = source.to_dataset()
    for colour in ("Red", "Green", "Blue"):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [100, first, bits])
        dataset[f"{colour}PaletteColorLookupTableDescriptor"].VR = "US"
        setattr(dataset, f"{colour}PaletteColorLookupTableData", table.tobytes())
    found = dataset_of(deidentify(iods.SecondaryCaptureImage.from_dataset(dataset), BLANKING, key=KEY)[0])
    assert (found.pixel_array[MASK] == 37 + first).all()
    assert (apply_color_lut(found.pixel_array, found)[MASK] == 1).all()
    assert (found.pixel_array[~MASK] == pixels[~MASK]).all()


@pytest.mark.parametrize("frames", [1, 3, 11])
def test_single_bits_are_blanked(frames: int) -> None:
    bits = noise((frames, 5, 7), "u1", 0, 1)
    source = image(
        "MultiFrameSingleBitSecondaryCaptureImage",
        np.packbits(bits, bitorder="little").tobytes(),
        Rows=5,
        Columns=7,
        BitsAllocated=1,
        BitsStored=1,
        NumberOfFrames=frames,
    )
    found = dataset_of(deidentify(source, BLANKING, key=KEY)[0]).pixel_array.reshape(frames, 5, 7)
    mask = MASK[:5, :7]
    assert (found[:, mask] == 0).all()
    assert (found[:, ~mask] == bits[:, ~mask]).all()


LARGE: Final = np.kron(MASK, np.ones((16, 16), bool))
"""The same for codecs, which want more than a few pixels."""
LARGE_RULE: Final = DeviceRule(
    rectangles=tuple(Rectangle(*(16 * edge for edge in each)) for each in RULE.rectangles)
)


@pytest.mark.parametrize("syntax", [JPEGLSLossless, JPEG2000Lossless, RLELossless])
def test_compressed_frames_are_compressed_again_without_a_loss(syntax: str) -> None:
    pixels = noise((2, *LARGE.shape), "u2", 0, 4095)
    source = image(
        "MultiFrameGrayscaleWordSecondaryCaptureImage",
        pixels.tobytes(),
        Rows=LARGE.shape[0],
        Columns=LARGE.shape[1],
        BitsAllocated=16,
        BitsStored=12,
        NumberOfFrames=2,
    )
    source.compress(syntax)
    before = source.to_bytes(validated=False)
    found = dataset_of(deidentify(source, Profile(regions=(LARGE_RULE,)), key=KEY)[0])
    assert found.file_meta.TransferSyntaxUID == syntax
    assert (found.pixel_array[:, LARGE] == 0).all()
    assert (found.pixel_array[:, ~LARGE] == pixels[:, ~LARGE]).all()
    assert source.to_bytes(validated=False) == before
    assert "LossyImageCompression" not in found


def test_frames_that_a_codec_has_spoilt_stay_marked_so() -> None:
    pixels = np.kron(noise((ROWS, COLUMNS), "u1", 0, 255), np.ones((16, 16), "u1"))
    source = image("SecondaryCaptureImage", pixels.tobytes(), Rows=LARGE.shape[0], Columns=LARGE.shape[1])
    source.compress("JPEGLSNearLossless", jls_error=3)
    found = dataset_of(deidentify(source, Profile(regions=(LARGE_RULE,)), key=KEY)[0])
    assert (found.file_meta.TransferSyntaxUID, found.LossyImageCompression) == (JPEGLSLossless, "01")
    assert (found.pixel_array[LARGE] == 0).all()
    assert (found.pixel_array[~LARGE] == source.pixel_array[~LARGE]).all()  # type: ignore[attr-defined]


def test_what_cannot_be_blanked_is_refused() -> None:
    data = noise((ROWS, COLUMNS), "u1", 0, 255).tobytes()
    short = image("SecondaryCaptureImage", data[:10])
    with pytest.raises(Refused, match="not as their attributes say"):
        deidentify(short, BLANKING, key=KEY)
    video = image("SecondaryCaptureImage", data)
    video.transfer_syntax_ = "1.2.840.10008.1.2.4.102"
    dataset = pydicom.dcmread(BytesIO(video.to_bytes(validated=False)), force=True)
    dataset.PixelData = pydicom.encaps.encapsulate([data])
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.102"
    with pytest.raises(Refused, match="cannot be decompressed"):
        deidentify(iods.SecondaryCaptureImage.from_dataset(dataset), BLANKING, key=KEY)


# --- what may show text


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("SecondaryCaptureImage", {}, "secondary capture"),
        ("MultiFrameTrueColorSecondaryCaptureImage", {"NumberOfFrames": 1}, "secondary capture"),
        ("UltrasoundImage", {}, "ultrasound"),
        ("VLEndoscopicImage", {"Modality": "ES"}, "camera"),
        ("CTImage", {"BurnedInAnnotation": "YES"}, "says that there is text"),
        ("CTImage", {"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, "Image Type"),
        ("CTImage", {"ConversionType": "WSD"}, "Conversion Type"),
        ("MRImage", {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}, "colours"),
        ("DigitalXRayImageForPresentation", {}, "demands Burned In Annotation"),
    ],
)
def test_what_may_show_text_is_refused_or_listed(name: str, values: dict[str, Any], said: str) -> None:
    cls = name if hasattr(iods, name) else "DigitalXRayImage"
    source = image(cls, bytes(ROWS * COLUMNS * values.get("SamplesPerPixel", 1)), **values)
    with pytest.raises(Refused, match=said):
        deidentify(source, key=KEY)
    found, record = deidentify(source, LISTING, key=KEY)
    assert any(said in each for each in record.review)
    assert found.value_("BurnedInAnnotation") == values.get("BurnedInAnnotation")


def test_what_says_that_it_is_clean_is_believed_by_choice() -> None:
    source = image("SecondaryCaptureImage", bytes(ROWS * COLUMNS), BurnedInAnnotation="NO")
    _, record = deidentify(source, key=KEY)
    assert not [each for each in record.review if "text" in each]
    with pytest.raises(Refused, match="secondary capture"):
        deidentify(source, Profile(trusts_burned_in_no=False), key=KEY)


def test_nothing_is_said_of_images_that_no_one_writes_on() -> None:
    for name in ("CTImage", "MRImage", "PositronEmissionTomographyImage"):
        source = image(name, bytes(ROWS * COLUMNS), BodyPartExamined="CHEST")
        _, record = deidentify(source, key=KEY)
        assert not [each for each in record.review if each.startswith("PixelData")]


def test_a_head_is_listed_for_a_human_eye() -> None:
    for values in (
        {"BodyPartExamined": "HEAD"},
        {"BodyPartExamined": "", "StudyDescription": "brain w/o"},
        {"BodyPartExamined": "", "AnatomicRegionSequence": []},
    ):
        _, record = deidentify(image("CTImage", bytes(ROWS * COLUMNS), **values), key=KEY)
        assert any("surface of a head" in each for each in record.review)


def test_a_rendering_of_a_presentation_state_is_listed() -> None:
    state = iods.CTImage.ReferencedImageItem(
        ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.11.1", ReferencedSOPInstanceUID="1.2.3.4"
    )
    source = image("CTImage", bytes(ROWS * COLUMNS))
    source.ReferencedImageSequence = [state]  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="presentation state"):
        deidentify(source, key=KEY)


def ultrasound(**values: Any) -> IOD:  # noqa: ANN401
    region = pydicom.Dataset()
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 1, 2
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 4, 4
    return image(
        "UltrasoundImage", bytes([255]) * (ROWS * COLUMNS), SequenceOfUltrasoundRegions=[region], **values
    )


def test_ultrasound_is_blanked_outside_of_its_regions() -> None:
    found, record = deidentify(ultrasound(), Profile(burned_in="blank"), key=KEY)
    wanted = np.zeros((ROWS, COLUMNS), bool)
    wanted[2:5, 1:5] = True
    assert ((dataset_of(found).pixel_array == 255) == wanted).all()
    assert any("within" in each for each in record.review)
    rule = DeviceRule(outside_ultrasound_regions=True, rectangles=(Rectangle(1, 2, 1, 1),))
    more, _ = deidentify(ultrasound(), Profile(regions=(rule,)), key=KEY)
    wanted[2, 1] = False
    assert ((dataset_of(more).pixel_array == 255) == wanted).all()
    with pytest.raises(Refused, match="ultrasound"):
        deidentify(image("UltrasoundImage", bytes(ROWS * COLUMNS)), Profile(burned_in="blank"), key=KEY)


def test_a_second_time_nothing_changes() -> None:
    profile = Profile(regions=(RULE,), retain_uids=True)
    source = image("SecondaryCaptureImage", noise((ROWS, COLUMNS), "u1", 0, 255).tobytes())
    once, _ = deidentify(source, profile, key=KEY)
    twice, _ = deidentify(once, profile, key=KEY)
    assert twice.to_bytes(validated=False) == once.to_bytes(validated=False)
    assert [error for error in errors(once) if error not in errors(source)] == []


# --- what hides in and behind the words of pixels


def test_an_overlay_in_bits_that_no_value_has_is_gone() -> None:
    pixels = noise((ROWS, COLUMNS), "u2", 0, 4095)
    overlay = MASK.astype("u2") << 15
    source = image(
        "CTImage", (pixels | overlay).tobytes(), BitsAllocated=16, BitsStored=12, BodyPartExamined="CHEST"
    )
    found = dataset_of(deidentify(source, key=KEY)[0])
    assert found.PixelData == pixels.tobytes()


def test_bits_that_repeat_a_sign_stay() -> None:
    pixels = noise((ROWS, COLUMNS), "i2", -2048, 2047)
    for data in (pixels.tobytes(), (pixels & 0xFFF).tobytes()):
        source = image("CTImage", data, BitsAllocated=16, BitsStored=12, PixelRepresentation=1)
        assert dataset_of(deidentify(source, key=KEY)[0]).PixelData == data


def test_what_stands_behind_the_last_pixel_is_gone() -> None:
    pixels = noise((ROWS, COLUMNS), "u1", 0, 255).tobytes()
    found = deidentify(image("CTImage", pixels + b"Doe^Jane"), key=KEY)[0]
    assert dataset_of(found).PixelData == pixels
    assert b"Doe^Jane" not in found.to_bytes(validated=False)


def commented(frame: bytes, syntax: str) -> bytes:
    """A frame with comments, a segment of an application and something behind its end."""
    if syntax == JPEG2000Lossless:
        size = int.from_bytes(frame[4:6], "big")
        return frame[: 4 + size] + b"\xff\x64\0\x0c\0\x01Doe^Jane" + frame[4 + size :] + b"Doe^Jane"
    segments = b"\xff\xfe\0\x0aDoe^Jane" + b"\xff\xe1\0\x10Exif\0\0Doe^Jane"
    return frame[:2] + segments + frame[2:] + b"Doe^Jane"


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("syntax", [JPEGLSLossless, JPEG2000Lossless])
def test_what_frames_say_beside_their_pixels_is_gone(syntax: str, *, extended: bool) -> None:
    pixels = np.kron(noise((3, ROWS, COLUMNS), "u1", 0, 255), np.ones((1, 16, 16), "u1"))
    source = image(
        "MultiFrameGrayscaleByteSecondaryCaptureImage",
        pixels.tobytes(),
        Rows=LARGE.shape[0],
        Columns=LARGE.shape[1],
        NumberOfFrames=3,
        BurnedInAnnotation="NO",
    )
    source.compress(syntax)
    dataset = dataset_of(source)
    encoded = [commented(frame, syntax) for frame in generate_frames(dataset.PixelData, number_of_frames=3)]
    if extended:
        tables = encapsulate_extended(encoded)
        dataset.PixelData, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = tables
    else:
        dataset.PixelData = encapsulate(encoded)
    known = iods.MultiFrameGrayscaleByteSecondaryCaptureImage.from_dataset(dataset)
    assert b"Doe^Jane" in known.to_bytes(validated=False)
    found, _ = deidentify(known, key=KEY)
    data = found.to_bytes(validated=False)
    assert b"Doe^Jane" not in data
    assert (dataset_of(found).pixel_array == pixels).all()
    for number in range(3):
        assert (read(data).frame_array(number) == pixels[number]).all()
    assert [error for error in errors(found) if error not in errors(known)] == []


@pytest.mark.parametrize(
    "frame", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xfe\0\0", b"\xff\x4f\xff\x51\0", b"RLE"]
)
def test_a_frame_that_nobody_can_read_stays(frame: bytes) -> None:
    assert bare(frame) == frame


def test_a_small_picture_in_a_frame_is_gone_and_colours_are_known_still() -> None:
    jfif = b"\xff\xe0\0\x13JFIF\0\1\2\0\0\1\0\1\1\1RGB"
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\1"
    rest = b"\xff\xda\0\x02pixels\xff\xd9"
    assert bare(b"\xff\xd8" + jfif + adobe + rest) == (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\2\0\0\1\0\1\0\0" + adobe + rest
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_unused_bits_hold_nothing_whatever_the_word_is(data: st.DataObject) -> None:
    allocated = data.draw(st.sampled_from([8, 16, 32]))
    stored = data.draw(st.integers(1, allocated - 1))
    high = data.draw(st.integers(stored - 1, allocated - 1))
    signed = data.draw(st.booleans())
    words = np.array(
        data.draw(st.lists(st.integers(0, (1 << allocated) - 1), min_size=6, max_size=6)),
        f"<u{allocated // 8}",
    )
    layout = Layout(2, 3, 1, 1, allocated, stored, high, signed, False, False, "MONOCHROME2")  # noqa: FBT003
    held = without_unused_bits(Held.of(words.nbytes, lambda: (words.tobytes(),)), layout)
    found = np.frombuffer(b"".join(held.pieces()), words.dtype)
    shift = high + 1 - stored
    value = (1 << stored) - 1
    assert (found.astype("u8") >> shift & value == words.astype("u8") >> shift & value).all()
    rest = {int(each) >> shift + stored for each in found}
    assert rest <= {0, (1 << allocated - shift - stored) - 1}
    assert signed or rest == {0}
    assert all(int(each) & (1 << shift) - 1 == 0 for each in found)


def test_pixels_are_changed_a_frame_at_a_time() -> None:
    frames, asked = 50, []
    one = bytes([9]) * (ROWS * COLUMNS)

    def pieces() -> Any:  # noqa: ANN401
        for number in range(frames):
            asked.append(number)
            yield one

    layout = Layout(ROWS, COLUMNS, 1, frames, 8, 8, 7, False, False, False, "MONOCHROME2")  # noqa: FBT003
    from dicomwright.deidentify.pixels.native import blanked, whole  # noqa: PLC0415

    held = whole(Held.of(frames * len(one), pieces), layout)
    assert held is not None
    found = iter(blanked(held, layout, MASK, (0,)).pieces())
    next(found)
    assert len(asked) <= 2


def test_a_run_blanks_by_the_first_rule_that_fits() -> None:
    rules = (
        DeviceRule(manufacturer=("other",), rectangles=(Rectangle(0, 0, 99, 99),)),
        DeviceRule(rows=ROWS + 1, rectangles=(Rectangle(0, 0, 99, 99),)),
        DeviceRule(model=("a?c*",), rectangles=(Rectangle(0, 0, 1, 1),)),
        DeviceRule(rectangles=(Rectangle(0, 0, 99, 99),)),
    )
    run = Deidentifier(Profile(regions=rules), key=KEY)
    source = image("SecondaryCaptureImage", bytes([7]) * (ROWS * COLUMNS), ManufacturerModelName="ABC-1")
    found = dataset_of(run.deidentify(source)[0]).pixel_array
    assert (found[0, 0], found.sum()) == (0, 7 * (ROWS * COLUMNS - 1))
