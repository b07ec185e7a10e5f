"""Writing: the bytes of objects, in every uncompressed transfer syntax, as pydicom writes them and others read them."""
# ruff: noqa: ANN401, RUF001 - values of any type, and in any script, are what is tested

from __future__ import annotations

import gc
import io
import shutil
import subprocess
import time
import tracemalloc
import warnings
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
)
from runtime import declared
from runtime.declared import CT, MF, SC, ContentItem, Everything, GeneralSeries
from runtime.test_round_trip import ANY

from dicomwright.runtime import InvalidInstance, InvalidValue
from dicomwright.runtime.conversion.to_tree import tree_of
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.trees.writing import SYNTAXES, Syntax, Writer, chunks
from dicomwright.runtime.values.stored import Held
from dicomwright.runtime.vocabulary import charsets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

UNCOMPRESSED = [
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]
syntaxes = pytest.mark.parametrize("syntax", UNCOMPRESSED, ids=lambda uid: uid.keyword)
PIXELS = np.arange(20, dtype=np.uint16).reshape(4, 5)
WORDS = {"SelectorOWValue", "SelectorOFValue", "SelectorODValue", "SelectorOLValue", "SelectorOVValue"}
"""What pydicom writes in Big Endian as it stands; PS3.5 7.3 swaps the bytes of each word."""


def make_ct(**values: Any) -> CT:
    return declared.make_ct(**{"PixelData": PIXELS, **values})


def make_sc(**values: Any) -> SC:
    return SC(PatientID="42", StudyInstanceUID="1.2.3", **values)


def make_mf(**values: Any) -> MF:
    return MF(PatientID="42", StudyInstanceUID="1.2.3", **values)


def of_pydicom(dataset: Dataset, syntax: UID) -> bytes:
    """Write a data set with pydicom, which swaps no words in Big Endian."""
    dataset.file_meta.TransferSyntaxUID = syntax
    stream = io.BytesIO()
    pydicom.dcmwrite(
        stream,
        dataset,
        enforce_file_format=True,
        implicit_vr=syntax.is_implicit_VR,
        little_endian=syntax.is_little_endian,
    )
    return stream.getvalue()


def written(instance: Any, syntax: UID | None = None, **options: Any) -> bytes:
    data: bytes = instance.to_bytes(syntax, validated=False, **options)
    return data


# --- as pydicom writes, and as it reads


@syntaxes
@pytest.mark.parametrize("keyword", sorted(ANY))
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_vr_is_written_as_pydicom_writes_it(keyword: str, syntax: UID, data: st.DataObject) -> None:
    instance = Everything(StudyInstanceUID="1.2.3")
    try:
        setattr(instance, keyword, data.draw(ANY[keyword]))
    except InvalidValue:
        return
    mine = written(instance, syntax)
    if syntax != ExplicitVRBigEndian or keyword not in WORDS:
        assert mine == of_pydicom(instance.to_dataset(), syntax)
    assert plain(read_content(mine).dataset) == plain(tree_of(instance))


@syntaxes
def test_trees_come_back(syntax: UID) -> None:
    ct = make_ct(
        PatientName="Doe^Jané",
        RelatedSeriesSequence=[
            GeneralSeries.RelatedSeriesItem(
                ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3", SeriesInstanceUID="1.4"
            )
        ],
        AnatomicRegionSequence=[declared.CID4.Liver],
    )
    for delimited in (False, True):
        content = read_content(written(ct, syntax, delimited=delimited))
        assert content.problems == ()
        assert content.transfer_syntax == syntax
        assert plain(content.dataset) == plain(tree_of(ct))


def plain(data: DataSet) -> dict[int, Any]:
    """Return a tree in a form that can be compared; of ambiguous VRs, which Implicit VR does not tell, one."""
    return {
        tag: [plain(item) for item in value] if isinstance(value, list) else value
        for tag, (_, value) in data.elements.items()
    }


def test_lengths_and_delimiters() -> None:
    ct = make_ct(AnatomicRegionSequence=[declared.CID4.Liver], RelatedSeriesSequence=[])
    defined, delimited = written(ct), written(ct, delimited=True)
    item = b"\xfe\xff\x00\xe0"
    assert defined[defined.index(item) + 4 :][:4] != b"\xff\xff\xff\xff"
    assert delimited[delimited.index(item) + 4 :][:4] == b"\xff\xff\xff\xff"
    assert delimited.count(b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0") == 1
    assert delimited.count(b"\xfe\xff\xdd\xe0\0\0\0\0") == 2


def test_values_too_long_for_a_length_of_16_bits_are_unknown_in_explicit_vr() -> None:
    instance = Everything(StudyInstanceUID="1.2.3", ContourData=[1.25] * 30_000)
    explicit = read_content(written(instance)).dataset.elements[0x30060050]
    implicit = read_content(written(instance, ImplicitVRLittleEndian)).dataset.elements[0x30060050]
    assert (explicit[0], implicit[0]) == ("UN", "DS")
    assert read_content(written(instance), large=1 << 20).dataset.elements[0x30060050][1] == implicit[1]


@pytest.mark.parametrize("explicit", [True, False])
def test_values_beyond_what_an_element_can_hold_are_refused(explicit: bool) -> None:  # noqa: FBT001
    def never() -> Iterable[bytes]:
        raise AssertionError("nothing is written of it")

    largest, larger = (DataSet({0x7FE00010: ("OW", Held.of(n, never))}) for n in (2**32 - 2, 2**32))
    assert len(Writer(Syntax(explicit)).parts(largest)) == 3
    with pytest.raises(InvalidValue, match=r"PixelData \(7FE0,0010\): is longer than"):
        Writer(Syntax(explicit)).parts(larger)
    item = DataSet({0x00090000 + n: ("OB", Held.of(2**31, never)) for n in (0x1001, 0x1002)})
    outer = DataSet({0x00081140: ("SQ", [item])})
    item.parent, item.sequence = outer, 0x00081140
    with pytest.raises(InvalidValue, match=r"ReferencedImageSequence"):
        Writer(Syntax(explicit)).parts(outer)


def test_unknown_and_private_elements_and_what_the_vr_forbids_are_carried_through() -> None:
    dataset = make_ct().to_dataset()
    dataset.add(DataElement(0x00091001, "UN", b"\1\2\3\4"))
    dataset.private_block(0x0011, "us", create=True).add_new(1, "FD", 1.5)
    dataset.private_block(0x0011, "us").add_new(2, "SQ", [Dataset()])
    dataset.add(DataElement(0x00080000, "UL", 4))
    dataset["PatientSex"] = DataElement(0x00100040, "CS", "?", validation_mode=0)
    for syntax in UNCOMPRESSED[:3]:
        read = CT.from_dataset(pydicom.dcmread(io.BytesIO(of_pydicom(dataset, syntax))))
        elements = read_content(written(read)).dataset.elements
        assert elements[0x00091001] == ("UN", b"\1\2\3\4")
        assert elements[0x00110010] == ("LO", b"us")
        assert elements[0x00100040] == ("CS", b"? ")
        assert 0x00080000 not in elements
        if syntax != ImplicitVRLittleEndian:
            assert elements[0x00111001] == ("FD", b"\0\0\0\0\0\0\xf8\x3f")
            assert [item.elements for item in cast("list[DataSet]", elements[0x00111002][1])] == [{}]


def test_ambiguous_vrs_are_settled_by_pixel_representation() -> None:
    unsigned = tree_of(make_ct(SmallestImagePixelValue=5)).elements[0x00280106]
    signed = tree_of(make_ct(PixelData=PIXELS.astype(np.int16), SmallestImagePixelValue=5)).elements[
        0x00280106
    ]
    assert (unsigned[0], signed[0]) == ("US", "SS")
    read = DataSet({0x00280103: ("US", b"\1\0"), 0x00280106: ("US or SS", b"\5\0")})
    assert b"\x28\x00\x06\x01SS\2\0\5\0" in b"".join(chunks(Writer(Syntax()).parts(read)))


# --- character sets

TEXTS = {
    "ISO_IR 100": "Buc^Jérôme", "ISO_IR 101": "Wałęsa", "ISO_IR 109": "ĉaĝo", "ISO_IR 110": "Ķēniņš",
    "ISO_IR 126": "Διονυσιος", "ISO_IR 127": "قباني^لنزار", "ISO_IR 138": "שרון^דבורה", "ISO_IR 144": "Люкceмбypг",
    "ISO_IR 148": "Çavuşoğlu", "ISO_IR 166": "นามสกุล", "ISO_IR 13": "ﾔﾏﾀﾞ^ﾀﾛｳ", "ISO_IR 192": "Wang^XiaoDong=王^小東",
    "GB18030": "Wang^XiaoDong=王^小东", "GBK": "Wang^XiaoDong=王^小东",
    "\\ISO 2022 IR 100": "Buc^Jérôme", "\\ISO 2022 IR 101": "Wałęsa", "\\ISO 2022 IR 109": "ĉaĝo",
    "\\ISO 2022 IR 110": "Ķēniņš", "\\ISO 2022 IR 126": "Διονυσιος", "\\ISO 2022 IR 127": "قباني^لنزار",
    "\\ISO 2022 IR 138": "שרון^דבורה", "\\ISO 2022 IR 144": "Люкceмбypг", "\\ISO 2022 IR 148": "Çavuşoğlu",
    "\\ISO 2022 IR 166": "นามสกุล", "\\ISO 2022 IR 13": "ﾔﾏﾀﾞ^ﾀﾛｳ",
    "\\ISO 2022 IR 87": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "\\ISO 2022 IR 87\\ISO 2022 IR 159": "Yamada=山田丂=やまだ",
    "\\ISO 2022 IR 149": "Hong^Gildong=洪^吉洞=홍^길동", "\\ISO 2022 IR 58": "Zhang^XiaoDong=张^小东",
    "ISO 2022 IR 13\\ISO 2022 IR 87": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "ISO 2022 IR 100\\ISO 2022 IR 144": "Jérôme Люкce é",
    "\\ISO 2022 IR 100\\ISO 2022 IR 101\\ISO 2022 IR 126": "ł é Ω é",
}  # fmt: skip
"""Specific Character Set, and a name that it can encode."""


@pytest.mark.parametrize("terms", TEXTS)
def test_character_sets(terms: str) -> None:
    name = TEXTS[terms]
    ct = make_ct(SpecificCharacterSet=terms.split("\\"), PatientName=name, OtherPatientNames=[name, name])
    ct.PatientComments = f"{name}\r\n{name}"
    content = read_content(written(ct))
    codecs = content.dataset.encoding
    vr, value = content.dataset.elements[0x00100010]
    assert (vr, charsets.decode(cast("bytes", value).rstrip(), codecs, "\\^=")) == ("PN", name)
    _, comments = content.dataset.elements[0x00104000]
    assert charsets.decode(cast("bytes", comments).rstrip(), codecs) == ct.PatientComments
    if "ISO 2022 IR 58" in terms:
        return  # pydicom reads neither this form, which is that of PS3.5 K.2, nor the one that it writes
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = pydicom.dcmread(io.BytesIO(written(ct)))
        again.decode()
    assert again.PatientName == name
    assert list(again.OtherPatientNames) == [name, name]


DCMDUMP = shutil.which("dcmdump")


@pytest.mark.skipif(DCMDUMP is None, reason="DCMTK is not installed")
@pytest.mark.parametrize(
    "terms", [terms for terms in TEXTS if "IR 87" not in terms]
)  # its iconv lacks that one
def test_character_sets_as_dcmtk_reads_them(terms: str, tmp_path: Path) -> None:
    ct = make_ct(SpecificCharacterSet=terms.split("\\"), PatientName=TEXTS[terms])
    (tmp_path / "a.dcm").write_bytes(written(ct))
    command = [str(DCMDUMP), "+U8", "+P", "0010,0010", str(tmp_path / "a.dcm")]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()  # noqa: S603 - our own file
    assert f"[{TEXTS[terms]}]" in said


@given(text=st.text(st.sampled_from("aé łΩЖ山やﾔ^=\\\n홍丂"), max_size=12))
@settings(max_examples=300)
def test_code_extensions_come_back_or_are_refused(text: str) -> None:
    for terms in (*TEXTS, "", "ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159\\ISO 2022 IR 149"):
        codecs = charsets.codecs_of(terms)
        try:
            data = charsets.encode(text, codecs, "\\^=")
        except UnicodeError:
            assert not charsets.encodes(text, codecs)
            continue
        assert charsets.encodes(text, codecs)
        assert charsets.decode(data, codecs, "\\^=") == text


def test_a_character_set_is_declared_only_where_it_is_needed() -> None:
    assert b"ISO_IR 192" not in written(make_ct(PatientName="Doe"))
    elements = read_content(written(make_ct(PatientName="Doé", SpecificCharacterSet=None))).dataset.elements
    assert elements[0x00080005] == ("CS", b"ISO_IR 192")
    assert elements[0x00100010] == ("PN", "Doé".encode())
    assert list(elements) == sorted(elements)


def test_characters_that_the_character_set_lacks_are_refused_without_showing_them() -> None:
    with pytest.raises(
        InvalidValue, match=r"CT\.PatientName \(0010,0010\).*Specific Character Set lacks"
    ) as raised:
        written(make_ct(PatientName="山田", SpecificCharacterSet="ISO_IR 100"))
    assert "山" not in str(raised.value)


# --- pixels


@pytest.mark.parametrize("dtype", ["u1", "i1", "<u2", "<i2", ">u2", "<u4", ">i4"])
@pytest.mark.parametrize("order", ["C", "F"])
@syntaxes
def test_arrays_in_every_byte_order(dtype: str, order: Any, syntax: UID) -> None:
    array = np.arange(6 * 7 * 4, dtype=np.uint8).reshape(6, 7, 4).view("u4")[:, :, 0].astype(dtype, order)
    data = written(make_sc(PixelData=array), syntax)
    little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<")))
    expected = little.byteswap().tobytes() if syntax == ExplicitVRBigEndian else little.tobytes()
    if syntax != DeflatedExplicitVRLittleEndian:
        assert data.endswith(expected + b"\0" * (len(expected) % 2))
    assert np.array_equal(pydicom.dcmread(io.BytesIO(data)).pixel_array, array)


@pytest.mark.parametrize("planar", [0, 1])
def test_frames_of_colours_are_written_in_parts(planar: int) -> None:
    frames = np.arange(3 * 40 * 50 * 3, dtype=np.uint8).reshape(3, 40, 50, 3)
    mf = make_mf(PixelData=frames, PlanarConfiguration=planar)
    assert written(mf) == of_pydicom(mf.to_dataset(), ExplicitVRLittleEndian)


@pytest.mark.parametrize("syntax", UNCOMPRESSED[:3], ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("contiguous", [True, False])
def test_large_arrays_are_not_copied(syntax: UID, contiguous: bool, tmp_path: Path) -> None:  # noqa: FBT001
    frames = np.zeros((64, 1024, 512), np.uint16)
    mf = make_mf(PixelData=frames if contiguous else frames[:, ::2])
    tracemalloc.start()
    mf.save(tmp_path / "a.dcm", syntax, validated=False)
    with (tmp_path / "b.dcm").open("wb") as stream:
        mf.write(stream, syntax, validated=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8e6 < frames.nbytes / 2
    assert (tmp_path / "a.dcm").read_bytes() == (tmp_path / "b.dcm").read_bytes() == written(mf, syntax)


def test_compressed_pixels_are_written_as_they_were_read() -> None:
    dataset = make_ct().to_dataset()
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    dataset.PixelData = pydicom.encaps.encapsulate([b"\xff\xd8\xff\xd9"])
    dataset["PixelData"].VR = "OB"
    ct = CT.from_dataset(dataset)
    assert written(ct) == of_pydicom(ct.to_dataset(), JPEGBaseline8Bit)
    with pytest.raises(ValueError, match="compressed"):
        written(ct, ExplicitVRLittleEndian)
    with pytest.raises(ValueError, match="compressed"):
        written(make_ct(), JPEGBaseline8Bit)


# --- streams, files and faults


def test_streams_that_take_little_at_a_time() -> None:
    class Meagre(io.BytesIO):
        def write(self, data: Any) -> int:
            return super().write(bytes(data)[:7])

    class Blocked(io.RawIOBase):
        def write(self, _data: Any) -> None:
            return None

    ct, stream = make_ct(), Meagre()
    ct.write(stream, validated=False)
    assert stream.getvalue() == written(ct)
    with pytest.raises(BlockingIOError):
        ct.write(cast("Any", Blocked()), validated=False)


def test_nothing_is_written_of_what_is_refused(tmp_path: Path) -> None:
    ct = make_ct()
    del ct.PatientID
    stream = io.BytesIO()
    for write in (ct.to_bytes, lambda: ct.write(stream), lambda: ct.save(tmp_path / "a.dcm")):
        with pytest.raises(InvalidInstance, match="PatientID"):
            write()
    assert stream.getvalue() == b""
    assert list(tmp_path.iterdir()) == []
    assert b"PatientID" not in ct.to_bytes(validated=False)


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - of Unix alone

    ct = make_ct(PixelData=np.zeros((1024, 1024), np.uint16))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match=r"a\.dcm"):
            ct.save(tmp_path / "a.dcm", validated=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_deeply_nested_items() -> None:
    item = ContentItem(ValueType="TEXT", TextValue="x")
    for _ in range(100):
        item = ContentItem(ValueType="TEXT", TextValue="x", ContentSequence=[item])
    instance = Everything(StudyInstanceUID="1.2.3")
    assert "ContentSequence" in Everything.attributes()
    instance.ContentSequence = [item]
    data = written(instance)
    here, depth = read_content(data).dataset, 0
    while found := here.elements.get(0x0040A730):
        (here,) = cast("list[DataSet]", found[1])
        depth += 1
    assert depth == 101


# --- DICOM JSON


def test_json_both_ways() -> None:
    ct = make_ct(PatientName="Doe^Jané=山", AnatomicRegionSequence=[declared.CID4.Liver])
    again = CT.from_json(ct.to_json())
    one, other = ct.to_dataset(), again.to_dataset()
    assert set(one.keys()) == set(other.keys())
    assert all(element.value == other[element.tag].value or element.is_empty for element in one)
    assert again.AnatomicRegionSequence == (declared.CID4.Liver,)
    assert CT.from_json(ct.to_json().encode()).PatientName == ct.PatientName
    assert '"vr": "PN"' in ct.to_json()


def test_every_syntax_has_its_form() -> None:
    assert {uid: (s.explicit, s.big, s.deflated) for uid, s in SYNTAXES.items()} == {
        uid: (not uid.is_implicit_VR, not uid.is_little_endian, uid.is_deflated) for uid in UNCOMPRESSED
    }


def test_frames_cost_the_same_however_many_they_are() -> None:
    def seconds(count: int) -> float:
        frames = [
            MF.PerFrameFunctionalGroupsItem(
                PlanePositionSequence=[
                    declared.PlanePosition.PlanePositionItem(ImagePositionPatient=[0, 0, n])
                ]
            )
            for n in range(count)
        ]
        mf = make_mf(PixelData=np.zeros((count, 2, 2), np.uint8), PerFrameFunctionalGroupsSequence=frames)
        gc.disable()  # it looks through all that the other tests have left
        try:
            began = time.perf_counter()
            written(mf)
            return time.perf_counter() - began
        finally:
            gc.enable()

    assert min(seconds(8000) for _ in range(3)) < 8 * min(seconds(2000) for _ in range(3))
