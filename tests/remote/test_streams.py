"""File objects: read lazily from where they stand, never mistaken for what they were, and read once if they must be."""

from __future__ import annotations

import bz2
import copy
import gzip
import io
import mmap
import os
import pickle
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import RLELossless
from remote.counting import CountingStream
from remote.images import SIZE, encoded, image, pixels, written

from dicomwright.iods import EnhancedMRImage
from dicomwright.runtime import CodecError, InvalidValue, UnreadableFile, read, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FEW = 12


def behind() -> Dataset:
    """Return what may follow pixels: a private element, a sequence, padding."""
    found, item = Dataset(), Dataset()
    item.MACIDNumber = 7
    found.private_block(0x7FE1, "SOMEBODY", create=True).add_new(0x01, "LO", "behind")
    found.DigitalSignaturesSequence = [item]
    found.DataSetTrailingPadding = bytes(500)
    return found


def few(**extra: Any) -> bytes:  # noqa: ANN401 - whatever pydicom takes
    """Return an image of twelve frames, 1.5 MB, with all that may follow its pixels."""
    dataset = image(frames=FEW)
    dataset.add_new(0x7FE00010, "OW", b"".join(pixels(number).tobytes() for number in range(FEW)))
    dataset.update(behind())
    for keyword, value in extra.items():
        setattr(dataset, keyword, value)
    return written(dataset)


def compressed(*, table: bool = True) -> bytes:
    dataset = image(RLELossless, frames=FEW)
    dataset.PixelData = encapsulate(encoded(RLELossless)[:FEW], has_bot=table)
    dataset["PixelData"].is_undefined_length = True
    dataset.update(behind())
    return written(dataset)


KINDS: dict[str, Callable[[], bytes]] = {
    "native": few,
    "compressed": compressed,
    "without table": lambda: compressed(table=False),
}


@pytest.fixture(params=KINDS)
def data(request: pytest.FixtureRequest) -> bytes:
    return KINDS[request.param]()


@pytest.fixture
def path(data: bytes, tmp_path: Path) -> Path:
    found = tmp_path / "mr.dcm"
    found.write_bytes(data)
    return found


# --- the same as a path


def objects(data: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    """Give file objects of many kinds that hold the same."""
    yield "in memory", io.BytesIO(data)
    yield "counting", CountingStream(data)
    yield "buffered", io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]  # a raw one, as it were
    with SpooledTemporaryFile() as spooled:
        spooled.write(data)
        spooled.seek(0)
        yield "spooled", spooled
    with gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(data, 1))) as zipped:
        yield "gzip", zipped
    with bz2.BZ2File(io.BytesIO(bz2.compress(data, 1))) as squeezed:
        yield "bzip2", squeezed
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr("a.dcm", data)
    with zipfile.ZipFile(archive) as source, source.open("a.dcm") as member:
        yield "zip", member
    with mmap.mmap(-1, len(data)) as mapped:
        mapped[:] = data
        yield "map", mapped  # type: ignore[misc]  # it reads and seeks
    reading, writing = os.pipe()
    writer = threading.Thread(target=_fill, args=(writing, data))
    writer.start()
    with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
        yield "pipe", pipe
    writer.join()


def _fill(descriptor: int, data: bytes) -> None:
    with open(descriptor, "wb") as pipe:
        pipe.write(data)


def test_whatever_the_kind(data: bytes) -> None:
    expected = read(data)
    for kind, stream in objects(data):
        found = read(stream)
        assert found == expected, kind
        np.testing.assert_array_equal(found.frame_array(3), pixels(3))
        assert found.undeclared.private_block(0x7FE1, "SOMEBODY")[0x01].value == "behind"
        assert found.to_bytes(validated=False) == expected.to_bytes(validated=False)


def test_judged_whatever_the_kind(data: bytes) -> None:
    expected = validate(data).findings
    for kind, stream in objects(data):
        assert validate(stream).findings == expected, kind


def test_what_is_spooled_stays_in_memory() -> None:
    with SpooledTemporaryFile() as spooled:
        spooled.write(few())
        spooled.seek(0)
        np.testing.assert_array_equal(read(spooled).frame_array(1), pixels(1))
        assert not spooled._rolled  # type: ignore[attr-defined]


def test_reading_begins_where_it_stands_and_judging_at_the_beginning(data: bytes) -> None:
    for stream in (CountingStream(bytes(1001) + data), io.BytesIO(bytes(1001) + data)):
        stream.seek(1001)
        found = read(stream)
        np.testing.assert_array_equal(found.frame_array(2), pixels(2))
        assert found == read(data)
    stream = CountingStream(data)
    stream.seek(500)
    assert validate(stream).findings == validate(data).findings


def test_text_is_refused(path: Path) -> None:
    with path.open(encoding="latin-1") as text:
        with pytest.raises(TypeError, match="open for bytes"):
            read(text)  # type: ignore[arg-type]  # that is the point
        with pytest.raises(TypeError, match="open for bytes"):
            validate(text)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="open for bytes"):
        read(io.StringIO("DICM"))  # type: ignore[arg-type]


def test_a_closed_stream_is_refused(path: Path) -> None:
    with path.open("rb") as stream:
        pass
    for closed in (stream, _closed()):
        with pytest.raises(UnreadableFile, match="the stream is closed"):
            read(closed)
        assert "the stream is closed" in validate(closed).findings[0].message


def _closed() -> io.BytesIO:
    stream = io.BytesIO(b"")
    stream.close()
    return stream


# --- a stream is what it was, or refused


def uses() -> list[Callable[[Any], object]]:
    """Return what needs a value that was left in the stream, or what follows it."""
    return [
        lambda found: found.PixelData,
        lambda found: found.frame_array(FEW - 1),
        lambda found: found.pixel_array,
        lambda found: list(found.frame_arrays()),
        lambda found: found.to_dataset(),
        lambda found: found.to_bytes(validated=False),
        lambda found: found.problems,
        lambda found: found.undeclared,
        lambda found: found.DigitalSignaturesSequence,
        lambda found: found.is_set("DigitalSignaturesSequence"),
        pickle.dumps,
    ]


@pytest.mark.parametrize("use", uses())
def test_a_stream_that_is_closed_meanwhile(use: Callable[[Any], object], path: Path) -> None:
    with path.open("rb") as stream:
        found = read(stream)
    assert found.value_("PatientID") == "42"
    assert repr(found).startswith("<EnhancedMRImage with ")
    with pytest.raises(UnreadableFile, match="the stream is closed"):
        use(found)


@pytest.mark.parametrize("use", uses())
@pytest.mark.parametrize("size", [300_000, 1 << 30])
def test_a_stream_of_another_size_meanwhile(size: int, use: Callable[[Any], object], path: Path) -> None:
    with path.open("r+b") as stream:
        found = read(stream)
        stream.truncate(size)
        with pytest.raises(UnreadableFile, match="has changed since it was read"):
            use(found)


def test_a_stream_that_is_changed_meanwhile(path: Path) -> None:
    with path.open("r+b") as stream:
        found = EnhancedMRImage.read(stream)
        np.testing.assert_array_equal(found.frame_array(1), pixels(1))
        stream.seek(500_000)
        stream.write(b"changed")
        os.utime(path, ns=(1, 1))  # clocks of file systems are slow
        with pytest.raises(UnreadableFile, match="has changed since it was read"):
            found.frame_array(1)


def test_memory_that_is_changed_meanwhile_does_not_matter(data: bytes) -> None:
    stream = io.BytesIO(data)
    found = read(stream)
    stream.seek(0)
    stream.write(bytes(len(data)))
    stream.close()
    assert found == read(data)


class Ending(CountingStream):
    """A stream that says that it has more than it has, or fails there."""

    def __init__(self, data: bytes, *, fails: bool) -> None:
        super().__init__(data)
        self.fails = fails

    def tell(self) -> int:
        place = super().tell()
        return 5_000_000 if place == len(self.getbuffer()) else place

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if size and not found and self.fails:
            raise OSError(5, "Input/output error")
        return found


@pytest.mark.parametrize(
    ("fails", "message"), [(True, "Input/output error"), (False, "ends early, at offset")]
)
def test_a_stream_that_ends_early_gives_no_half_of_an_object(fails: bool, message: str) -> None:  # noqa: FBT001
    data = few()
    for length in (500, 300, 200, 140, 100):
        with pytest.raises((OSError, UnreadableFile), match=message):
            read(Ending(data[:length], fails=fails))  # type: ignore[arg-type]
        report = validate(Ending(data[:length], fails=fails))  # type: ignore[arg-type]
        assert {finding.code for finding in report.findings} >= {"unreadable"}
    found = read(Ending(data[:300_000], fails=fails))  # type: ignore[arg-type]
    with pytest.raises((OSError, UnreadableFile), match=message):
        found.frame_array(5)


# --- what follows the pixels


def test_what_follows_pixels_is_read_when_it_is_asked_for(data: bytes) -> None:
    stream = CountingStream(data)
    found: Any = read(stream)
    count = stream.count
    assert (found.PatientID, found.is_set("PixelData")) == ("42", True)
    assert "attributes" in repr(found)
    assert stream.count == count <= 1 << 13
    assert found.DigitalSignaturesSequence[0].MACIDNumber == 7
    assert stream.count > count
    count = stream.count
    assert len(found.undeclared.DataSetTrailingPadding) == 500
    assert found.undeclared.private_block(0x7FE1, "SOMEBODY")[0x01].value == "behind"
    assert stream.count == count
    assert found.problems == read(data).problems


def test_what_follows_pixels_can_be_replaced_before_it_is_read(data: bytes) -> None:
    for change in (lambda new: setattr(new, "DigitalSignaturesSequence", []), _delete):
        found: Any = read(CountingStream(data))
        change(found)
        again: Any = read(found.to_bytes(validated=False))
        assert not again.DigitalSignaturesSequence
        assert again.undeclared == found.undeclared
        assert len(again.undeclared) == 3
    assert not again.is_set("DigitalSignaturesSequence")


def _delete(found: Any) -> None:  # noqa: ANN401 - of the class of its SOP class
    del found.DigitalSignaturesSequence


def test_pixels_can_be_replaced_before_their_end_is_known(data: bytes) -> None:
    found: Any = read(CountingStream(data))
    found.PixelData = np.zeros((FEW, SIZE, SIZE), np.uint16)
    again: Any = read(found.to_bytes(validated=False))
    assert not again.pixel_array.any()
    assert again.DigitalSignaturesSequence[0].MACIDNumber == 7
    found = read(CountingStream(data))
    del found.PixelData
    assert not found.is_set("PixelData")
    assert not read(found.to_bytes(validated=False)).is_set("PixelData")


def test_copies_go_on_by_themselves(data: bytes) -> None:
    stream = CountingStream(data)
    found: Any = read(stream)
    shallow, deep = copy.copy(found), copy.deepcopy(found)
    del found.DigitalSignaturesSequence
    assert len(found.undeclared) == 3
    assert not found.is_set("DigitalSignaturesSequence")
    count = stream.count
    for each in (shallow, deep):
        assert each.DigitalSignaturesSequence[0].MACIDNumber == 7
        assert each.undeclared == found.undeclared
    assert stream.count == count
    for each in (shallow, deep):
        np.testing.assert_array_equal(each.frame_array(4), pixels(4))
        assert each == read(data)


def test_pickles_have_all_that_is_left(path: Path, data: bytes) -> None:
    with path.open("rb") as stream:
        kept = pickle.dumps(read(stream))
    found = pickle.loads(kept)  # noqa: S301 - our own
    assert found == read(data)
    np.testing.assert_array_equal(found.frame_array(5), pixels(5))


def test_problems_are_told_once(data: bytes) -> None:
    cut = data[:700_000]
    expected = {problem.message for problem in read(cut, defer_size=1 << 40).problems}
    found = read(CountingStream(cut))
    assert {problem.message for problem in found.problems} == expected
    assert len(found.problems) == len(expected) > 0
    with pytest.raises((InvalidValue, CodecError)):
        found.frame_array(FEW - 1)


def test_what_fragments_hide_is_found_late() -> None:
    data = bytearray(compressed())
    place = data.index(b"\xfe\xff\x00\xe0", 300_000)
    data[place + 3] = 0  # no item any more
    found = read(CountingStream(bytes(data)))
    np.testing.assert_array_equal(found.frame_array(0), pixels(0))
    assert ["something else stands" in problem.message for problem in found.problems] == [True]
    assert validate(bytes(data)).errors


# --- written again


def test_a_path_may_be_replaced_while_its_stream_is_open(path: Path, data: bytes) -> None:
    with path.open("rb") as stream:
        found: Any = read(stream)
        found.PatientID = "43"
        found.save(path, validated=False)
        np.testing.assert_array_equal(found.frame_array(6), pixels(6))
    again: Any = read(path)
    assert again.PatientID == "43"
    assert again.PixelData == read(data).value_("PixelData")


@pytest.mark.parametrize("other", [False, True])
def test_a_stream_may_be_written_over_by_its_own_object(other: bool, path: Path, data: bytes) -> None:  # noqa: FBT001
    with path.open("r+b") as stream, path.open("r+b", buffering=0) as second:
        found: Any = read(stream)
        found.PatientID = "a longer identifier than it was"
        target = second if other else stream
        target.seek(0)
        found.write(target, validated=False)
        target.truncate()
        np.testing.assert_array_equal(found.frame_array(6), pixels(6))
    assert read(path).value_("PixelData") == read(data).value_("PixelData")
    counting = CountingStream(data)
    found = read(counting)
    counting.seek(0)
    found.write(counting, validated=False)
    assert read(counting.getvalue()) == found


# --- threads


def test_threads_read_one_stream(path: Path) -> None:
    with path.open("rb") as stream, ThreadPoolExecutor(8) as threads:
        found = read(stream)
        frames = list(threads.map(lambda _: found.frame_array(7), range(100)))
        others = list(threads.map(lambda number: read(path).frame_array(number % FEW), range(50)))
    assert all((frame == pixels(7)).all() for frame in frames)
    assert all((frame == pixels(n % FEW)).all() for n, frame in enumerate(others))


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_read_what_was_left_once(path: Path) -> None:
    for _ in range(20):
        with path.open("rb") as stream, ThreadPoolExecutor(8) as threads:
            found = read(stream)
            frames = list(threads.map(lambda _, found=found: found.frame_array(7), range(16)))
        assert all((frame == pixels(7)).all() for frame in frames)
