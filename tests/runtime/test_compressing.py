"""Compression and frames: others read what was compressed as the same, and every frame is one of the array."""
# ruff: noqa: ANN401 - values of any type are what is tested

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pydicom
import pytest
from altered import altered
from peers import run
from pydicom import uid
from runtime.declared import MF, SC, ParametricMap

from dicomwright.iods import CTImage, EnhancedMRImage, SecondaryCaptureImage
from dicomwright.runtime import IOD, CodecError, InvalidValue
from dicomwright.runtime.pixels import plugins
from dicomwright.runtime.trees.writing import SYNTAXES
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RANDOM = np.random.default_rng(0)
LOSSLESS = [uid.RLELossless, uid.JPEGLSLossless, uid.JPEG2000Lossless]


def smooth(dtype: str, *shape: int) -> NDArray[Any]:
    """Return an array that a codec can make smaller."""
    bounds, grid = np.iinfo(dtype), np.indices(shape).sum(axis=0)
    noise = RANDOM.integers(0, 3, shape)
    return (bounds.min // 4 + (grid * 3 + noise) % (bounds.max // 2)).astype(dtype)


def gray(dtype: str = "u2", **values: Any) -> SC:
    return SC(PatientID="42", StudyInstanceUID="1.2.3", PixelData=smooth(dtype, 40, 50), **values)


def colour(**values: Any) -> SC:
    return SC(PatientID="42", StudyInstanceUID="1.2.3", PixelData=smooth("u1", 40, 50, 3), **values)


def frames(dtype: str = "u2", *shape: int) -> MF:
    return MF(PatientID="42", StudyInstanceUID="1.2.3", PixelData=smooth(dtype, *(shape or (4, 40, 50))))


def again(instance: IOD) -> pydicom.FileDataset:
    """Return what pydicom reads of an object."""
    return pydicom.dcmread(io.BytesIO(instance.to_bytes(validated=False)))


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2"])
def test_nothing_is_lost_without_loss(syntax: uid.UID, dtype: str) -> None:
    for instance in (gray(dtype), frames(dtype)):
        array, identifier = instance.pixel_array.copy(), instance.SOPInstanceUID
        instance.compress(syntax.keyword)
        dataset = again(instance)
        assert dataset.file_meta.TransferSyntaxUID == syntax
        assert dataset["PixelData"].VR == "OB"
        assert (dataset.Rows, dataset.Columns, dataset.BitsStored) == (40, 50, array.dtype.itemsize * 8)
        np.testing.assert_array_equal(dataset.pixel_array, array)
        np.testing.assert_array_equal(instance.pixel_array, array)
        assert dataset.SOPInstanceUID == identifier
        assert "LossyImageCompression" not in dataset
        instance.decompress()
        np.testing.assert_array_equal(instance.pixel_array, array)
        plain = again(instance)
        assert plain.file_meta.TransferSyntaxUID == uid.ExplicitVRLittleEndian
        assert ("OB" if array.dtype.itemsize == 1 else "OW") == plain["PixelData"].VR
        np.testing.assert_array_equal(plain.pixel_array, array)


@pytest.mark.parametrize(
    ("syntax", "space"),
    [(uid.RLELossless, "RGB"), (uid.JPEGLSLossless, "RGB"), (uid.JPEG2000Lossless, "YBR_RCT")],
)
@pytest.mark.parametrize("planar", [0, 1])
def test_colours(syntax: uid.UID, space: str, planar: int) -> None:
    for instance in (colour(PlanarConfiguration=planar), frames("u1", 3, 40, 50, 3)):
        array = instance.pixel_array.copy()
        instance.compress(syntax)
        dataset = again(instance)
        assert (dataset.PhotometricInterpretation, dataset.PlanarConfiguration) == (space, 0)
        np.testing.assert_array_equal(dataset.pixel_array, array)
        instance.decompress()
        assert (instance.PhotometricInterpretation, instance.PlanarConfiguration) == ("RGB", 0)
        np.testing.assert_array_equal(again(instance).pixel_array, array)


def test_palettes_keep_their_indices() -> None:
    instance = gray("u1", PhotometricInterpretation="PALETTE COLOR")
    array = instance.pixel_array.copy()
    instance.compress("JPEGLSLossless")
    assert again(instance).PhotometricInterpretation == "PALETTE COLOR"
    np.testing.assert_array_equal(again(instance).pixel_array, array)


LOSSES: list[tuple[str, dict[str, Any], str, str]] = [
    ("JPEGLSNearLossless", {"jls_error": 2}, "ISO_14495_1", "RGB"),
    ("JPEG2000", {"j2k_cr": [4]}, "ISO_15444_1", "YBR_ICT"),
    ("JPEG2000", {"j2k_psnr": [40]}, "ISO_15444_1", "YBR_ICT"),
]


@pytest.mark.parametrize(("syntax", "options", "method", "space"), LOSSES)
def test_a_loss_is_told(
    syntax: str, options: dict[str, Any], method: str, space: str, tmp_path: Path
) -> None:
    array = smooth("u1", 64, 64, 3)
    image: Any = altered(
        minimal(SecondaryCaptureImage), PixelData=array, PatientOrientation=None
    )  # not known
    identifier = image.SOPInstanceUID
    image.compress(syntax, **options)
    assert image.LossyImageCompression == "01"
    assert image.LossyImageCompressionMethod == (method,)
    assert image.SOPInstanceUID != identifier
    image.save(tmp_path / "a.dcm")  # which validates
    dataset = pydicom.dcmread(tmp_path / "a.dcm")
    assert dataset.PhotometricInterpretation == space
    assert dataset.LossyImageCompressionRatio == pytest.approx(array.nbytes / len(dataset.PixelData), rel=0.1)
    assert not np.array_equal(dataset.pixel_array, array)
    assert abs(dataset.pixel_array.astype(int) - array).mean() < 8
    image.decompress()
    assert image.LossyImageCompression == "01"
    image.compress("JPEGLSNearLossless", jls_error=5)
    assert image.LossyImageCompressionMethod == (method, "ISO_14495_1")
    assert len(image.LossyImageCompressionRatio) == 2


def test_an_error_of_nothing_is_no_loss() -> None:
    image: Any = altered(minimal(CTImage), PixelData=smooth("u2", 40, 50))
    array, identifier = image.pixel_array.copy(), image.SOPInstanceUID
    image.compress("JPEGLSNearLossless", jls_error=0)
    assert image.SOPInstanceUID == identifier
    assert image.LossyImageCompression is None
    np.testing.assert_array_equal(again(image).pixel_array, array)


def test_extended_offset_tables() -> None:
    array = smooth("u2", 4, 40, 50)
    instance = altered(minimal(EnhancedMRImage), PixelData=array)
    instance.compress("RLELossless", encapsulate_ext=True)
    dataset = again(instance)
    assert len(dataset.ExtendedOffsetTable) == len(dataset.ExtendedOffsetTableLengths) == 8 * 4
    np.testing.assert_array_equal(dataset.pixel_array, array)
    instance.decompress()
    assert "ExtendedOffsetTable" not in again(instance)


def frames_of_bits() -> MF:
    return MF(PatientID="42", StudyInstanceUID="1.2.3", PixelData=np.eye(8, dtype=bool))


REFUSED: list[tuple[Any, str, dict[str, Any], type[Exception], str]] = [
    (gray, "JPEGLSNearLossless", {}, ValueError, "takes one of jls_error"),
    (gray, "JPEG2000", {"jls_error": 1}, ValueError, "takes one of j2k_cr, j2k_psnr"),
    (gray, "JPEG2000Lossless", {"j2k_cr": [2]}, ValueError, "takes no option of a loss"),
    (gray, "Cheap", {}, ValueError, "must be a transfer syntax of compressed pixels"),
    (gray, "PYDICOM_ROOT_UID", {}, ValueError, "must be a transfer syntax of compressed pixels"),
    (gray, uid.ExplicitVRLittleEndian, {}, ValueError, "must be a transfer syntax of compressed pixels"),
    (gray, "JPEG2000", {"j2k_cr": [2]}, InvalidValue, "no attribute that tells of a loss"),
    (lambda: gray("i2"), "JPEGLSNearLossless", {"jls_error": 1}, InvalidValue, "signed"),
    (lambda: gray("u4"), "JPEGLSLossless", {}, InvalidValue, "of a form that JPEG-LS"),
    (frames_of_bits, "RLELossless", {}, InvalidValue, "of a form that RLE"),
    (
        lambda: ParametricMap(FloatPixelData=np.zeros((2, 2), "f4")),
        "RLELossless",
        {},
        InvalidValue,
        "no Pixel Data",
    ),
    (lambda: SC(PatientID="1"), "RLELossless", {}, InvalidValue, "no Pixel Data"),
    (gray, "RLELossless", {"encapsulate_ext": True}, InvalidValue, "no Extended Offset Table"),
    (gray, "MPEG2MPML", {}, CodecError, "pydicom has no encoder"),
]


@pytest.mark.parametrize(("make", "syntax", "options", "error", "rule"), REFUSED)
def test_what_is_refused_is_left_as_it_was(
    make: Any, syntax: str, options: dict[str, Any], error: type[Exception], rule: str
) -> None:
    instance = make()
    before = dict(instance.stored_)
    with pytest.raises(error, match=rule):
        instance.compress(syntax, **options)
    assert instance.stored_.keys() == before.keys()
    assert instance.transfer_syntax_ is None


def test_compressed_pixels_are_not_compressed_again() -> None:
    instance = gray()
    instance.compress("RLELossless")
    with pytest.raises(InvalidValue, match="decompress them first"):
        instance.compress("JPEGLSLossless")
    instance.decompress()
    instance.decompress()
    instance.compress("JPEGLSLossless")


class Nothing:
    """A codec of which no plugin is installed."""

    is_available = False
    missing_dependencies = (
        "gdcm - requires gdcm>=3.0.10",
        "pylibjpeg - requires numpy, pylibjpeg>=2.0 and pylibjpeg-openjpeg>=2.2",
    )


def test_a_missing_plugin_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = gray()
    monkeypatch.setattr(plugins, "get_encoder", lambda _: Nothing)
    packages = r"pip install python-gdcm>=3\.0\.10, or pylibjpeg>=2\.0 pylibjpeg-openjpeg>=2\.2"
    with pytest.raises(CodecError, match=f"nothing is compressed to RLE Lossless: .*{packages}"):
        instance.compress("RLELossless")
    monkeypatch.undo()
    instance.compress("RLELossless")
    monkeypatch.setattr(plugins, "get_decoder", lambda _: Nothing)
    for read in (lambda: instance.pixel_array, lambda: instance.frame_array(0), instance.decompress):
        with pytest.raises(CodecError, match=f"RLE Lossless cannot be decompressed: .*{packages}"):
            read()


def test_a_broken_codestream_is_told() -> None:
    dataset = gray().to_dataset()
    dataset.PixelData = pydicom.encaps.encapsulate([b"\xff\xd8\xff\xd9"])
    dataset["PixelData"].VR = "OB"
    dataset.file_meta.TransferSyntaxUID = uid.JPEGLSLossless
    broken = SC.from_dataset(dataset)
    with pytest.raises(CodecError, match=r"JPEG-LS Lossless .* cannot be decoded"):
        _ = broken.pixel_array
    with pytest.raises(CodecError, match="cannot be decoded"):
        broken.decompress()


# --- frames


SHAPES = [(5, 40, 50), (5, 33, 37), (1, 40, 50), (3, 150, 160), (4, 35, 37, 3), (1, 35, 37, 3)]
CODECS_TAKE = {"u1", "i2"}
COLOURS_ARE = {"u1", "u4"}
KINDS = [
    pytest.param(syntax, shape, dtype, id=f"{uid.UID(syntax).keyword}-{dtype}-{shape}")
    for syntax in (*SYNTAXES, *LOSSLESS)
    for shape in SHAPES
    for dtype in ("bool", "u1", "i2", "u4")
    if (syntax in SYNTAXES or dtype in CODECS_TAKE) and (len(shape) == 3 or dtype in COLOURS_ARE)
]


@pytest.mark.parametrize(("syntax", "shape", "dtype"), KINDS)
def test_every_frame_is_one_of_the_array(
    syntax: str, shape: tuple[int, ...], dtype: str, tmp_path: Path
) -> None:
    array = (
        RANDOM.integers(0, 2, shape).astype(bool) if dtype == "bool" else smooth("u1", *shape).astype(dtype)
    )
    compressed = syntax not in SYNTAXES
    instance = MF(PatientID="42", StudyInstanceUID="1.2.3", PixelData=array)
    built = [instance.frame_array(index) for index in range(shape[0])]
    np.testing.assert_array_equal(built, array)
    if compressed:
        instance.compress(syntax)
    instance.save(tmp_path / "a.dcm", None if compressed else syntax, validated=False)
    expected = pydicom.dcmread(tmp_path / "a.dcm").pixel_array.reshape(shape)
    for read in (MF.read(tmp_path / "a.dcm"), MF.read((tmp_path / "a.dcm").read_bytes()), instance):
        np.testing.assert_array_equal(list(read.frame_arrays()), expected)
        for index in range(shape[0]):
            np.testing.assert_array_equal(read.frame_array(index), expected[index])
        for index in (-1, shape[0]):
            with pytest.raises(IndexError, match=f"no frame {index} among {shape[0]}"):
                read.frame_array(index)
        np.testing.assert_array_equal(read.pixel_array.reshape(shape), expected)


def test_planes_and_floats_by_the_frame(tmp_path: Path) -> None:
    array = smooth("u1", 4, 35, 37, 3)
    MF(PatientID="42", PixelData=array, StudyInstanceUID="1.2", PlanarConfiguration=1).save(
        tmp_path / "a.dcm", validated=False
    )
    np.testing.assert_array_equal(MF.read(tmp_path / "a.dcm").frame_array(2), array[2])
    values = RANDOM.random((3, 200, 200))
    ParametricMap(PatientID="42", StudyInstanceUID="1.2", DoubleFloatPixelData=values).save(
        tmp_path / "b.dcm", validated=False
    )
    np.testing.assert_array_equal(ParametricMap.read(tmp_path / "b.dcm").frame_array(1), values[1])


def test_a_frame_is_all_that_is_loaded(tmp_path: Path) -> None:
    array = np.zeros((400, 256, 256), np.uint16)
    frames_ = MF(PatientID="42", StudyInstanceUID="1.2.3", PixelData=array)
    frames_.save(tmp_path / "a.dcm", validated=False)
    frames_.compress("JPEGLSLossless")
    frames_.save(tmp_path / "b.dcm", validated=False)
    import tracemalloc  # noqa: PLC0415 - of this test alone

    for name in ("a.dcm", "b.dcm"):
        read = MF.read(tmp_path / name)
        tracemalloc.start()
        read.frame_array(300)
        sums = sum(int(frame.sum()) for frame in read.frame_arrays())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert sums == 0
        assert peak < 4e6 < array.nbytes / 10


# --- others


DCMTK: dict[str, str] = {uid.RLELossless: "dcmdrle", uid.JPEGLSLossless: "dcmdjpls"}
"""Programs that decompress."""


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("cls", [CTImage, EnhancedMRImage, SecondaryCaptureImage])
def test_others_read_what_was_compressed(cls: type[IOD], syntax: str, tmp_path: Path) -> None:
    gdcm: Any = pytest.importorskip("gdcm")
    shape = (1, 40, 50) if cls is EnhancedMRImage else (40, 50)
    array = smooth("u2", *shape)
    instance = altered(minimal(cls), PixelData=array)
    before = {str(finding) for finding in instance.validate().findings}
    instance.compress(syntax)
    assert {str(finding) for finding in instance.validate().findings} <= before
    path = tmp_path / "a.dcm"
    instance.save(path, validated=False)
    assert run("dcmdump", path).returncode == 0
    of_dcmtk = DCMTK.get(syntax)
    if of_dcmtk:
        run(of_dcmtk, path, tmp_path / "b.dcm")
        np.testing.assert_array_equal(pydicom.dcmread(tmp_path / "b.dcm").pixel_array.reshape(shape), array)
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    assert reader.Read()
    buffer = cast("str", reader.GetImage().GetBuffer()).encode(errors="surrogateescape")
    np.testing.assert_array_equal(np.frombuffer(buffer, "<u2").reshape(shape), array)
