"""Faults of files and disks: an object is read of what there is, says what is wrong, and is written whole or not."""

from __future__ import annotations

import errno
import io
import os
import struct
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from committed import SHARED
from company.samples import built
from pydicom.uid import DeflatedExplicitVRLittleEndian
from runtime.declared import MF, make_ct

from dicomwright.runtime import DicomwrightError, UnreadableFile, read
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.runtime import IOD

pytestmark = pytest.mark.filterwarnings("ignore:Invalid value for VR UI")  # of pydicom, in `to_dataset`
CORPUS = SHARED / "corpus" / "files"
WHOLE = [
    "pydicom__MR_small.dcm",
    "pydicom__MR_small_expb.dcm",
    "pydicom__test-SR.dcm",
    "pydicom__JPEG2000.dcm",
]
LARGE = 64 << 20
PATIENCE = 10
"""Seconds of work for all that is done with the parts of one file: a third of it is what they take."""


def used(instance: IOD) -> None:
    """Do with an object what users do; only errors of our own may come of it."""
    assert instance.values_.keys() <= type(instance).attributes().keys()
    instance.validate()
    try:
        instance.to_dataset()
        instance.to_bytes(validated=False)
        _ = instance.pixel_array
    except DicomwrightError as error:
        assert str(error)  # noqa: PT017 - most objects raise none


def cut(data: bytes, path: Path) -> None:
    """Check what is said of a file that is cut at every 64th byte."""
    lengths, told = range(0, len(data), 64), 0
    for length in lengths:
        path.write_bytes(data[:length])
        began = time.process_time()
        try:
            found = read(path)
        except UnreadableFile:
            told += 1
        else:
            told += bool(found.problems)
            assert not found.problems or "unreadable" in {f.code for f in validate(path).findings}
            used(found)
        assert time.process_time() - began < 2
    assert told > len(lengths) * 0.9  # a cut between two elements cannot be seen


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.parametrize("name", WHOLE)
def test_files_that_are_cut(name: str, tmp_path: Path) -> None:
    cut((CORPUS / name).read_bytes(), tmp_path / "a.dcm")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    found: dict[str, Any] = {**built(tmp_path_factory.mktemp("samples"))}
    found["ct"].PixelData = np.zeros((96, 96), np.uint16)
    found["seg"].PerFrameFunctionalGroupsSequence = [*found["seg"].PerFrameFunctionalGroupsSequence] * 10
    found["seg"].NumberOfFrames = 10
    found["seg"].PixelData = np.ones((10, 64, 64), np.bool_)
    return {name: instance.to_bytes() for name, instance in found.items()}


@pytest.mark.parametrize("name", ["ct", "seg", "enhanced_mr"])
def test_objects_that_are_cut(name: str, samples: dict[str, bytes], tmp_path: Path) -> None:
    data = samples[name]
    assert 10_000 < len(data) < 30_000
    began = time.process_time()
    cut(data, tmp_path / "a.dcm")
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize("length", [0, 1, 3, 41, 2**16, 2**31 - 1, 2**32 - 2, 2**32 - 1])
def test_wrong_lengths(length: int) -> None:
    data = make_ct(PixelData=np.zeros((4, 5), np.uint16)).to_bytes(validated=False)
    place = data.rindex(struct.pack("<HH2sHL", 0x7FE0, 0x0010, b"OW", 0, 40)) + 8
    tracemalloc.start()
    found = read(data[:place] + struct.pack("<L", length) + data[place + 4 :])
    used(found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LARGE
    assert found.problems or length in {0, 1, 3}


def test_a_deflate_bomb_is_read_in_bounded_memory_and_time() -> None:
    data = make_ct(PixelData=np.zeros((4, 5), np.uint16)).to_bytes(
        DeflatedExplicitVRLittleEndian, validated=False
    )
    plain = zlib.decompress(data[_end_of_meta(data) :], wbits=-15)
    squeeze = zlib.compressobj(wbits=-15)
    bomb = data[: _end_of_meta(data)] + squeeze.compress(plain)
    header = struct.pack("<HH2sHL", 0x7FE1, 0x1010, b"OB", 0, 1 << 31)
    bomb += squeeze.compress(header) + b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(2048))
    bomb += squeeze.flush()
    assert len(bomb) < 4 << 20
    tracemalloc.start()
    began = time.process_time()
    found: Any = read(bomb)
    assert found.problems
    assert found.PatientID == "42"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < 20
    assert peak < 1 << 30


def _end_of_meta(data: bytes) -> int:
    return 144 + int.from_bytes(data[140:144], "little")


class Full(io.RawIOBase):
    """A stream that has room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        if len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(data)
        return len(data)


def test_a_full_stream_is_told() -> None:
    mf = MF(PatientID="42", StudyInstanceUID="1.2.3", PixelData=np.zeros((4, 256, 256), np.uint16))
    for room in (0, 100, 1_000, 100_000):
        with pytest.raises(OSError, match="No space left"):
            mf.write(Full(room), validated=False)  # type: ignore[arg-type]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is of Linux")  # noqa: PTH110
def test_a_full_device_is_told() -> None:
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):  # noqa: PTH123
        make_ct(PixelData=np.zeros((4, 5), np.uint16)).write(full, validated=False)
