"""Every VR in every uncompressed syntax, as DCMTK and gdcm read it: the values that pydicom and we have."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from peers import run
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian
from runtime.declared import MF, ContentItem, Everything
from runtime.test_writing import UNCOMPRESSED

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.uid import UID

    from dicomwright.runtime import IOD

SAMPLES: dict[str, tuple[Any, ...]] = {
    "RetrieveAETitle": (["ONE", "TWO"],),
    "PatientAge": ("042Y",),
    "FrameIncrementPointer": ([0x00181063, 0xFFFFFFFE],),
    "ScanOptions": (["A", "B_2"], "ODD"),
    "DateOfLastCalibration": (["20250131", "19991231"],),
    "SliceThickness": (0.1, -1e-300, 12345678.5),
    "ImagePositionPatient": ([-0.5, 1e10, 3],),
    "AcquisitionDateTime": ("20251121063000.123456+0130",),
    "StudyTime": ("063000.5",),
    "RecommendedDisplayFrameRateInFloat": (0.1, float("inf")),
    "SelectorFDValue": ([0.1, -1e300],),
    "InstanceNumber": (-(2**31), 7),
    "PatientTelephoneNumbers": (["+1 2", "3"],),
    "OtherPatientIDs": (["odd", "Größe"], "山田"),
    "PatientName": ("Doe^Jané=山田^太郎=やまだ^たろう",),
    "PatientComments": ("lines\r\n\ttab \\ and ü",),
    "InstitutionAddress": ("Straße 1\r\nX",),
    "LongCodeValue": ("C" * 70_000,),
    "SelectorUTValue": ("ü" * 40_000,),
    "RetrieveURL": ("https://dicom.example/a?b=c",),
    "ReferencePixelX0": (-(2**31),),
    "SelectorSSValue": ([-(2**15), 2**15 - 1],),
    "SelectorULValue": ([0, 2**32 - 1],),
    "SelectorUSValue": ([0, 2**16 - 1],),
    "SelectorSVValue": ([-(2**63), 2**63 - 1],),
    "SelectorUVValue": ([0, 2**64 - 1],),
    "ContourData": ([0.1, 0.2, 0.3],),
    "StudyInstanceUID": ("2.25.1", "1.2.34"),
    "SelectorOBValue": (b"\1\2\3",),
    "SelectorOWValue": (b"\1\2\3\4",),
    "SelectorOFValue": (b"\1\2\3\4" * 2,),
    "SelectorODValue": (bytes(range(16)),),
    "SelectorOLValue": (b"\1\2\3\4" * 3,),
    "SelectorOVValue": (bytes(range(8)),),
    "ContentSequence": (
        [ContentItem(ValueType="TEXT", ContentSequence=[ContentItem(ValueType="TEXT", TextValue="in ä")])],
        [],
    ),
}
"""Values of each VR; `test_writing` has generated ones, beside pydicom."""

syntaxes = pytest.mark.parametrize("syntax", UNCOMPRESSED, ids=lambda uid: uid.keyword)
delimited = pytest.mark.parametrize("delimited", [False, True])


def instances() -> list[IOD]:
    most = max(map(len, SAMPLES.values()))
    return [
        Everything(**{"StudyInstanceUID": "1.2", **{k: v[n] for k, v in SAMPLES.items() if n < len(v)}})
        for n in range(most)
    ]


def values(data: bytes) -> pydicom.Dataset:
    """Return what pydicom reads."""
    dataset = pydicom.dcmread(io.BytesIO(data))
    dataset.remove_private_tags()
    return dataset


@syntaxes
@delimited
def test_dcmtk_converts_it_to_the_same(syntax: UID, delimited: bool, tmp_path: Path) -> None:  # noqa: FBT001
    for instance in instances():
        instance.save(tmp_path / "a.dcm", syntax, delimited=delimited, validated=False)
        done = run("dcmconv", "+te", tmp_path / "a.dcm", tmp_path / "b.dcm")
        assert (done.returncode, done.stderr) == (0, "")
        assert values((tmp_path / "b.dcm").read_bytes()) == instance.to_dataset()
        assert not run("dcmdump", "-M", tmp_path / "a.dcm").stderr


@syntaxes
@delimited
def test_gdcm_reads_the_same(syntax: UID, delimited: bool, tmp_path: Path) -> None:  # noqa: FBT001
    gdcm: Any = pytest.importorskip("gdcm")
    for instance in instances():
        instance.save(tmp_path / "a.dcm", syntax, delimited=delimited, validated=False)
        reader, writer = gdcm.Reader(), gdcm.Writer()
        reader.SetFileName(str(tmp_path / "a.dcm"))
        assert reader.Read()
        writer.SetFile(reader.GetFile())
        writer.SetFileName(str(tmp_path / "b.dcm"))
        writer.CheckFileMetaInformationOff()
        assert writer.Write()
        again = values((tmp_path / "b.dcm").read_bytes())
        assert again.file_meta.TransferSyntaxUID == syntax
        expected = values(instance.to_bytes(syntax, validated=False))
        assert again == expected


@syntaxes
@pytest.mark.parametrize("dtype", ["bool", "u1", "i2", "u4"])
def test_peers_see_the_same_pixels(syntax: UID, dtype: str, tmp_path: Path) -> None:
    array = np.arange(3 * 7 * 9).reshape(3, 7, 9) % 5
    mf = MF(PatientID="42", StudyInstanceUID="1.2.3", PixelData=(array * 40).astype(dtype))
    mf.save(tmp_path / "a.dcm", syntax, validated=False)
    assert not run("dcmconv", "+te", tmp_path / "a.dcm", tmp_path / "b.dcm").stderr
    again = pydicom.dcmread(tmp_path / "b.dcm")
    assert again.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    if (dtype, syntax) != ("u4", ExplicitVRBigEndian):  # of which DCMTK swaps the words of OW, not the pixels
        np.testing.assert_array_equal(again.pixel_array, mf.pixel_array)
