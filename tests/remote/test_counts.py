"""Bytes, counted: a header is at most 64 KiB, a frame at most what highdicom reads, of 26 MB from wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highdicom
import numpy as np
import pytest
from committed import SHARED
from remote.counting import CountingFiles, CountingStream
from remote.images import FRAMES, MADE, image, pixels, written

from dicomwright.runtime import UnreadableFile, read, validate
from dicomwright.runtime.sources import files, opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from remote.counting import CountingServer

HEADER = 1 << 16
WINDOW = {"near": 1 << 13, "far": 1 << 14}
"""What is read at once of a header: the pixels in it are those of the first frame, and of no use to the others."""
CORPUS = SHARED / "corpus" / "files"


def theirs(data: bytes, number: int) -> int:
    """Return how many bytes highdicom reads for a frame, lazily."""
    stream = CountingStream(data)
    found = highdicom.imread(stream, lazy_frame_retrieval=True)
    found.get_raw_frame(number + 1)
    return stream.count


def bound(data: bytes, number: int, place: str) -> int:
    """Return how many bytes may be read for a frame: for the first, what highdicom reads."""
    return theirs(data, number) + (WINDOW[place] if number else 0)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> CountingFiles:
    """Count what is read of paths."""
    found = CountingFiles()
    for module in (files, opening):
        monkeypatch.setattr(module, "open", found.open, raising=False)
    return found


@pytest.mark.parametrize("name", MADE)
def test_of_file_objects(name: str, made: Callable[[str], bytes]) -> None:
    data = made(name)
    stream = CountingStream(data)
    assert read(stream, stop_before_pixels=True).value_("PatientID") == "42"
    assert stream.count <= HEADER
    for number in (0, FRAMES - 1):
        stream = CountingStream(data)
        np.testing.assert_array_equal(read(stream).frame_array(number), pixels(number))
        assert stream.count <= bound(data, number, "near")


@pytest.mark.parametrize("name", MADE)
def test_of_paths(name: str, made: Callable[[str], bytes], counted: CountingFiles, tmp_path: Path) -> None:
    path = tmp_path / "mr.dcm"
    path.write_bytes(data := made(name))
    assert read(path, stop_before_pixels=True).value_("PatientID") == "42"
    assert 0 < counted.count <= HEADER
    for number in (0, FRAMES - 1):
        counted.count = 0
        np.testing.assert_array_equal(read(path).frame_array(number), pixels(number))
        assert counted.count <= bound(data, number, "near")


@pytest.mark.parametrize("name", MADE)
def test_of_ranges(name: str, made: Callable[[str], bytes], server: CountingServer) -> None:
    url = server.serve("mr.dcm", data := made(name))
    assert read(url, stop_before_pixels=True).value_("PatientID") == "42"
    assert server.take().sent <= HEADER
    for number in (0, FRAMES - 1):
        np.testing.assert_array_equal(read(url).frame_array(number), pixels(number))
        counts = server.take()
        assert counts.sent <= bound(data, number, "far")
        assert all(seen.range is not None and seen.method == "GET" for seen in counts.requests)
        assert len(counts.requests) <= (1100 if "without" in name else 8)  # of which five are fragments


@pytest.mark.parametrize("name", ["native", "rle", "j2k in fragments without table"])
def test_of_the_next_frame(name: str, made: Callable[[str], bytes], server: CountingServer) -> None:
    data = made(name)
    stream = CountingStream(data)
    found, far = read(stream), read(server.serve("mr.dcm", data))
    for each in (found, far):
        each.frame_array(0)
    stream.count = 0
    server.take()
    np.testing.assert_array_equal(found.frame_array(7), pixels(7))
    np.testing.assert_array_equal(far.frame_array(7), pixels(7))
    counts = server.take()
    assert len(counts.requests) == 1
    assert stream.count == counts.sent < 140_000


@pytest.mark.parametrize("name", ["native", "j2k"])
def test_of_all_frames_one_by_one(name: str, made: Callable[[str], bytes], server: CountingServer) -> None:
    data = made(name)
    found = read(server.serve("mr.dcm", data))
    for number, frame in enumerate(found.frame_arrays()):
        np.testing.assert_array_equal(frame, pixels(number))
    counts = server.take()
    assert counts.sent <= len(data)
    assert len(counts.requests) <= FRAMES + 4


@pytest.mark.parametrize("colours", ["YBR_FULL", "YBR_FULL_422"])
def test_of_colours_that_pydicom_converts(colours: str, server: CountingServer) -> None:
    dataset = image(frames=20)
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 0
    dataset.PhotometricInterpretation = colours
    samples = np.random.default_rng(1).integers(0, 256, 20 * 256 * 256 * (3 if colours == "YBR_FULL" else 2))
    dataset.add_new(0x7FE00010, "OB", samples.astype("u1").tobytes())
    data = written(dataset)
    expected = dataset.pixel_array
    stream = CountingStream(data)
    np.testing.assert_array_equal(read(stream).frame_array(0), expected[0])
    assert stream.count <= theirs(data, 0)
    found = read(server.serve("us.dcm", data))
    np.testing.assert_array_equal(found.frame_array(0), expected[0])
    assert server.take().sent <= theirs(data, 0)
    for number, frame in enumerate(found.frame_arrays()):
        np.testing.assert_array_equal(frame, expected[number])
    np.testing.assert_array_equal(found.frame_array(19), expected[19])


@pytest.mark.parametrize("name", ["native", "private", "j2k with extended table"])
def test_of_judging(name: str, made: Callable[[str], bytes], server: CountingServer) -> None:
    data = made(name)
    report = validate(server.serve("mr.dcm", data))
    assert (report.iod, report.findings) == ("EnhancedMRImage", validate(data).findings)
    assert server.take().sent <= HEADER


def test_large_groups_cost_what_they_are(server: CountingServer) -> None:
    dataset = image(frames=10_000, grouped=True)
    dataset.Rows = dataset.Columns = 16
    dataset.add_new(0x7FE00010, "OW", bytes(10_000 * 512))
    data = written(dataset)
    size = len(data) - 10_000 * 512
    assert size > 10 * HEADER
    stream = CountingStream(data)
    found = read(stream, stop_before_pixels=True)
    assert size - 20 <= stream.count <= size + HEADER
    assert len(found.value_("PerFrameFunctionalGroupsSequence")) == 10_000
    assert read(server.serve("mr.dcm", data), stop_before_pixels=True) == found
    assert server.take().sent <= size + HEADER


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_of_the_corpus(counted: CountingFiles, server: CountingServer) -> None:
    for path in sorted(CORPUS.iterdir()):
        data = path.read_bytes()
        try:
            header = read(data, stop_before_pixels=True)
        except UnreadableFile:
            continue
        stream = CountingStream(data)
        assert read(stream, stop_before_pixels=True) == header, path.name
        url = server.serve(path.name, data)
        server.take()
        assert read(url, stop_before_pixels=True) == header, path.name
        counted.count = 0
        assert read(path, stop_before_pixels=True) == header, path.name
        size = len(read(data, stop_before_pixels=True).to_bytes(validated=False))
        assert stream.count == counted.count <= max(HEADER, size + HEADER), path.name
        assert server.take().sent <= max(HEADER, size + HEADER), path.name
