"""URLs: the same objects and findings as of files, whatever the server can, and never half of one."""

from __future__ import annotations

import io
import pickle
import re
import socket
import subprocess
import sys
import traceback
import zipfile
from typing import TYPE_CHECKING, Any

import fsspec
import numpy as np
import pytest
from committed import SHARED
from remote.images import pixels
from remote.test_streams import FEW, KINDS, compressed, few

from dicomwright.iods import CTImage, EnhancedMRImage
from dicomwright.runtime import (
    IOD,
    DicomwrightError,
    MissingPackage,
    UnreadableFile,
    WrongSOPClass,
    read,
    validate,
)
from dicomwright.runtime.sources import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from remote.counting import CountingServer, Served

CORPUS = SHARED / "corpus" / "files"
LONG = {"PatientComments": "c" * 10_000, "ImageComments": "a" * 10_000}
"""What makes a header longer than is read at once."""


@pytest.fixture(params=KINDS)
def data(request: pytest.FixtureRequest) -> bytes:
    return KINDS[request.param]()


@pytest.fixture
def memory() -> Iterator[Any]:
    """Give fsspec's file system in memory, empty."""
    found = fsspec.filesystem("memory")
    found.store.clear()
    yield found
    found.store.clear()


def served(server: CountingServer, memory: Any, data: bytes) -> Iterator[str]:  # noqa: ANN401 - of fsspec
    """Give URLs of all kinds that have the same behind them."""
    yield server.serve("ranges.dcm", data)
    yield server.serve("meagre.dcm", data, most=100_000)
    yield server.serve("once.dcm", data, ranges=False)
    yield server.serve("untagged.dcm", data, tagged=False)
    yield server.serve("signed.dcm", data, head=False) + "?X-Amz-Signature=secret"
    memory.pipe("/a.dcm", data)
    yield "memory://a.dcm"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr("study/a.dcm", data)
    memory.pipe("/a.zip", archive.getvalue())
    yield "zip://study/a.dcm::memory://a.zip"
    yield f"zip://study/a.dcm::{server.serve('a.zip', archive.getvalue())}"
    memory.pipe(f"/{len(data)}.dcm", data)  # what is cached stays, so each has a name of its own
    yield f"simplecache::memory://{len(data)}.dcm"


def test_the_same_as_a_file(data: bytes, server: CountingServer, memory: Any) -> None:  # noqa: ANN401
    expected, findings = EnhancedMRImage.read(data), validate(data).findings
    for url in served(server, memory, data):
        found = EnhancedMRImage.read(url)
        np.testing.assert_array_equal(found.frame_array(7), pixels(7), url)
        np.testing.assert_array_equal(found.pixel_array[2], pixels(2), url)
        for number, frame in enumerate(found.frame_arrays()):
            np.testing.assert_array_equal(frame, pixels(number), url)
        assert found == expected, url
        assert found.undeclared == expected.undeclared
        assert found.to_bytes(validated=False) == expected.to_bytes(validated=False), url
        report = validate(url)
        assert (report.findings, report.file) == (findings, url.partition("?")[0])
        with pytest.raises(WrongSOPClass):
            CTImage.read(url)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
@pytest.mark.filterwarnings("ignore")  # of pydicom, of the values in there
def test_the_corpus(server: CountingServer) -> None:
    for path in sorted(CORPUS.iterdir()):
        data = path.read_bytes()
        url = server.serve("a.dcm", data)
        assert validate(url).findings == validate(data).findings, path.name
        try:
            expected = read(data)
        except UnreadableFile as error:
            with pytest.raises(UnreadableFile, match=re.escape(str(error))):
                read(url)
            continue
        found = read(url)
        assert found.undeclared == expected.undeclared, path.name
        assert [p.message for p in found.problems] == [p.message for p in expected.problems], path.name
        assert found == expected, path.name
        if frame_of(expected) is not None:
            np.testing.assert_array_equal(frame_of(read(url)), frame_of(expected), path.name)


def frame_of(found: IOD) -> object:
    """Return the last frame; None of what has none, or none that can be decoded."""
    try:
        return found.frame_array(int(found.value_("NumberOfFrames") or 1) - 1)
    except (DicomwrightError, IndexError):
        return None


def test_one_request_is_enough_for_a_header(server: CountingServer) -> None:
    read(server.serve("a.dcm", few()), stop_before_pixels=True)
    (request,) = server.take().requests
    assert (request.method, request.range) == ("GET", (0, 1 << 14))


def test_a_server_without_ranges_is_asked_once(server: CountingServer) -> None:
    data = few()
    found: Any = read(server.serve("a.dcm", data, ranges=False))
    np.testing.assert_array_equal(found.frame_array(5), pixels(5))
    assert found.DigitalSignaturesSequence[0].MACIDNumber == 7
    counts = server.take()
    assert (len(counts.requests), counts.sent) == (1, len(data))
    assert validate(server.serve("a.dcm", data, ranges=False)).iod == "EnhancedMRImage"
    assert len(server.take().requests) == 1


def test_what_is_large_and_without_ranges_goes_to_a_disk(
    server: CountingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MUCH", 1 << 16)
    data = few()
    assert validate(server.serve("a.dcm", data, ranges=False)).findings == validate(data).findings


def test_empty_and_other_files(server: CountingServer) -> None:
    with pytest.raises(UnreadableFile, match="there is no data set at offset 0"):
        read(server.serve("empty", b""))
    with pytest.raises(UnreadableFile, match="this is not a DICOM file"):
        read(server.serve("page", b"<html>" * 100))
    assert validate(server.serve("empty", b"")).findings[0].code == "unreadable"


def test_paths_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(data := few())
    monkeypatch.setitem(sys.modules, "fsspec", None)  # which is not needed for it
    found: Any = read(f"file://{path}")
    found.PatientID = "43"
    found.save(path, validated=False)
    np.testing.assert_array_equal(found.frame_array(6), pixels(6))
    assert validate(f"file://{path}").iod == validate(data).iod


def test_pickles_know_where_they_come_from(server: CountingServer, memory: Any) -> None:  # noqa: ANN401
    data = compressed()
    memory.pipe("/a.dcm", data)
    for url in (server.serve("a.dcm", data), "memory://a.dcm"):
        kept = pickle.dumps(read(url))
        assert len(kept) < len(data) / 10
        found = pickle.loads(kept)  # noqa: S301 - our own
        np.testing.assert_array_equal(found.frame_array(6), pixels(6))
        assert found == read(data)


# --- what goes wrong


USES: list[Callable[[Any], object]] = [
    lambda found: found.PixelData,
    lambda found: found.frame_array(FEW - 1),
    lambda found: list(found.frame_arrays()),
    lambda found: found.to_bytes(validated=False),
    lambda found: found.undeclared,
    lambda found: found.DigitalSignaturesSequence,
]


@pytest.mark.parametrize("use", USES)
def test_a_file_that_is_replaced_meanwhile(
    use: Callable[[Any], object],
    data: bytes,
    server: CountingServer,
    memory: Any,  # noqa: ANN401
) -> None:
    memory.pipe("/a.dcm", data)
    tagged, sized = server.serve("a.dcm", data), server.serve("b.dcm", data, tagged=False)
    found = [read(tagged), read(sized), read("memory://a.dcm")]
    server.serve("a.dcm", data.replace(b"Doe^Jane", b"Doe^John"))
    server.serve("b.dcm", data + bytes(2), tagged=False)
    memory.pipe("/a.dcm", data.replace(b"Doe^Jane", b"Doe^John"))
    for each in found:
        with pytest.raises(UnreadableFile, match="has changed since it was read"):
            use(each)


def test_a_file_that_is_replaced_while_its_header_is_read(server: CountingServer) -> None:
    long = few(**LONG)

    def replace(_: Served, answers: int) -> None:
        if answers == 1:
            server.serve("a.dcm", long.replace(b"Doe^Jane", b"Doe^John"))

    with pytest.raises(UnreadableFile, match="has changed since it was read"):
        read(server.serve("a.dcm", long, after=replace), stop_before_pixels=True)
    report = validate(server.serve("a.dcm", long, after=replace))
    assert any("has changed since it was read" in finding.message for finding in report.errors)


class Changing(fsspec.get_filesystem_class("memory")):  # type: ignore[misc]  # it has no types
    """A file system whose files change with each look at them."""

    protocol = "changing"
    looks = 0

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        found: str = super()._strip_protocol(path.replace("changing://", "memory://"))
        return found

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - as fsspec has it
        Changing.looks += 1
        return {**super().info(path, **kwargs), "created": Changing.looks}


def test_the_same_where_answers_do_not_tell(memory: Any) -> None:  # noqa: ANN401
    fsspec.register_implementation("changing", Changing, clobber=True)
    memory.pipe("/a.dcm", few(**LONG))
    memory.pipe("/b.dcm", few())
    with pytest.raises(UnreadableFile, match="has changed since it was read"):
        read("changing://a.dcm")
    assert "has changed since it was read" in str(validate("changing://a.dcm"))
    found = read("changing://b.dcm")  # one look is enough
    with pytest.raises(UnreadableFile, match="has changed since it was read"):
        found.frame_array(3)


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("place", [0, 100, 900, 9_000])
def test_a_connection_that_breaks(place: int, ranges: bool, server: CountingServer) -> None:  # noqa: FBT001
    data = few(**LONG)
    url = server.serve("a.dcm", data, ranges=ranges, breaks_at=place)
    with pytest.raises(OSError, match=r"the connection failed \(.*\), at offset 0") as caught:
        read(url, stop_before_pixels=True)
    assert not isinstance(caught.value, DicomwrightError)
    assert caught.value.filename == url
    report = validate(url)
    assert [finding.code for finding in report.findings] == ["unreadable"]
    assert "the connection failed" in report.findings[0].message


def test_a_connection_that_breaks_later(data: bytes, server: CountingServer) -> None:
    long = few(**LONG)
    with pytest.raises(OSError, match=r"the connection failed \(.*\), at offset 16384"):
        read(server.serve("a.dcm", long, breaks_at=17_000), stop_before_pixels=True)
    report = validate(server.serve("a.dcm", long, breaks_at=17_000))
    assert any("the connection failed" in finding.message for finding in report.findings)
    assert {finding.code for finding in report.findings} >= {"unreadable"}
    found = read(server.serve("b.dcm", data, breaks_at=len(data) - 100_000))
    np.testing.assert_array_equal(found.frame_array(0), pixels(0))
    with pytest.raises(OSError, match="the connection failed"):
        found.frame_array(FEW - 1)
    with pytest.raises(OSError, match="the connection failed"):
        found.to_bytes(validated=False)
    server.serve("b.dcm", data)
    np.testing.assert_array_equal(found.frame_array(FEW - 1), pixels(FEW - 1))


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (404, FileNotFoundError, "No such file"),
        (410, FileNotFoundError, "No such file"),
        (401, PermissionError, "Permission denied"),
        (403, PermissionError, "Permission denied"),
        (500, OSError, "the server answers with status 500"),
        (503, OSError, "the server answers with status 503"),
    ],
)
def test_what_a_server_refuses(
    status: int, kind: type[OSError], message: str, server: CountingServer
) -> None:
    url = server.serve("a.dcm", b"", status=status)
    with pytest.raises(kind, match=message):
        read(url)
    assert message in validate(url).findings[0].message
    found = read(server.serve("a.dcm", few()))
    server.serve("a.dcm", b"", status=status)
    with pytest.raises(kind, match=message):
        found.frame_array(3)


def test_ranges_that_end_meanwhile(server: CountingServer) -> None:
    data = few()
    found = read(server.serve("a.dcm", data))
    server.serve("a.dcm", data, ranges=False)
    with pytest.raises(OSError, match="does not give the range that was asked for, at offset"):
        found.frame_array(3)
    server.serve("a.dcm", data[:2000])
    with pytest.raises(UnreadableFile, match="has changed"):
        found.frame_array(3)


def test_nobody_is_there(memory: Any) -> None:  # noqa: ANN401
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/a.dcm"
        with pytest.raises(OSError, match="the connection failed"):
            read(url)
        assert validate(url).findings[0].code == "unreadable"
    with pytest.raises(FileNotFoundError):
        read("memory://none.dcm")
    memory.pipe("/a.zip", b"no archive")
    with pytest.raises(OSError, match=r"the connection failed \(BadZipFile\)"):
        read("zip://a.dcm::memory://a.zip")


def test_secrets_are_in_no_message(server: CountingServer) -> None:
    plain, word = server.serve("a.dcm", few()), "".join(reversed("wordpass"))  # a traceback shows this line
    secret = f"{plain.replace('//', f'//me:{word}@')}?X-Amz-Signature={word}"
    found = read(secret)
    np.testing.assert_array_equal(found.frame_array(3), pixels(3))
    assert validate(secret).file == plain
    assert word not in repr(found)
    for status in (404, 403, 500):
        server.serve("a.dcm", b"", status=status)
        for use in (lambda: read(secret), lambda: found.frame_array(4)):
            with pytest.raises(OSError) as caught:  # noqa: PT011 - whichever it is
                use()
            assert word not in "".join(traceback.format_exception(caught.value))
            assert caught.value.filename == plain
        assert word not in str(validate(secret))


# --- packages that are not installed


def test_without_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    for use in (read, validate, CTImage.read):
        with pytest.raises(MissingPackage, match=re.escape("pip install 'dicomwright[remote]'")):
            use("https://example.org/a.dcm")
        with pytest.raises(ImportError):
            use("memory://a.dcm")


@pytest.mark.parametrize(
    ("url", "module", "package"),
    [
        ("s3://bucket/a.dcm", "s3fs", "s3fs"),
        ("gs://bucket/a.dcm", "gcsfs", "gcsfs"),
        ("https://host/a.dcm", "fsspec.implementations.http", "'dicomwright[remote]'"),
        ("zip://a.dcm::s3://bucket/a.zip", "s3fs", "s3fs"),
    ],
)
def test_without_the_package_of_a_store(url: str, module: str, package: str) -> None:
    program = (
        "import sys\nsys.modules[sys.argv[2]] = None\n"
        "from dicomwright.runtime import MissingPackage, read\n"
        "try: read(sys.argv[1])\nexcept MissingPackage as error: print(error)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, url, module], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith(f"needs a package that is not installed: pip install {package}")


def test_unknown_schemes() -> None:
    with pytest.raises(UnreadableFile, match="no file system is known for nowhere://"):
        read("nowhere://me:secret@a/b")
    assert "no file system is known" in validate("nowhere://a/b").findings[0].message


def test_fsspec_is_imported_for_urls_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(few())
    program = (
        "import sys\nfrom dicomwright.runtime import read, validate\n"
        "found = read(sys.argv[1])\nfound.frame_array(0)\nread(open(sys.argv[1], 'rb'))\nvalidate(sys.argv[1])\n"
        "print(*(name for name in sys.modules if name.split('.')[0] in ('fsspec', 'aiohttp', 'asyncio')))"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "\n"
