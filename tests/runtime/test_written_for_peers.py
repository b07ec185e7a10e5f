"""Every VR in every uncompressed syntax, as DCMTK and gdcm read it: the values that pydicom and we have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from peers import run
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian
from runtime.declared import MF
from runtime.every_vr import instances, values
from runtime.test_writing import UNCOMPRESSED

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.uid import UID

syntaxes = pytest.mark.parametrize("syntax", UNCOMPRESSED, ids=lambda uid: uid.keyword)
delimited = pytest.mark.parametrize("delimited", [False, True])


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
