"""The fetch stage, over a real HTTP server on loopback and from folders."""

import hashlib
import io
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from generator.loopback import (
    Fault,
    Handler,
    Loopback,
    cut,
    instead,
    less,
    no_ranges,
    serving,
    stall,
    status,
    without_length,
)
from rich.console import Console

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch import (
    OPTIONAL,
    PARTS,
    FetchedEdition,
    RetryPolicy,
    list_editions,
)
from dicomwright.generator.fetch import fetch as fetch_only
from dicomwright.generator.fetch.editions import edition_name, in_order, linked_editions, nearest
from dicomwright.generator.fetch.heading import Heading, read_heading
from dicomwright.generator.fetch.layout import INDEX, part_path
from dicomwright.generator.fetch.retry import patience
from dicomwright.generator.fetch.sink import Sink
from dicomwright.generator.fetch.sources import default_source
from dicomwright.generator.fetch.store import Store
from dicomwright.generator.fetch.website import Website
from dicomwright.generator.files import replace_all
from dicomwright.generator.progress import NullProgress, RichProgress, terminal_progress

SHARED = Path(__file__).parents[2].parent / "shared"
MIRROR = SHARED / "nema-mirror"
REAL = SHARED / "real-docbook"
needs_mirror = pytest.mark.skipif(not MIRROR.is_dir(), reason="no mirror of the standard beside the checkout")

ALL = tuple(sorted((*PARTS, *OPTIONAL)))
BIG = 400_000
PART03 = part_path("2025e", 3)
PART16 = part_path("2025e", 16)


def fetch(*arguments: Any, **options: Any) -> FetchedEdition:  # noqa: ANN401 - those of `fetch`
    """Fetch, and keep what came, as the pipeline does when it could be read."""
    fetched = fetch_only(*arguments, **options)
    replace_all({}, moved=fetched.moves)
    return fetched.kept()


def synthetic(part: int, edition: str, size: int = 0) -> bytes:
    """Return a part of at least `size` bytes that says no word of the standard."""
    head = (
        '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
        f'<book xmlns="http://docbook.org/ns/docbook" label="PS3.{part}" version="5.0" xml:id="PS3.{part}">\n'
        f"  <title>PS3.{part}</title>\n  <subtitle>DICOM PS3.{part} {edition} - Synthetic</subtitle>\n"
    )
    rows = "".join(f"  <para>{number:08d}</para>\n" for number in range(size // 25))
    return f"{head}{rows}</book>\n".encode()


def publish(site: Path, folder: str, edition: str | None = None, *, size: int = 0) -> None:
    """Put an edition into a site; part 3 has the size given."""
    for part in ALL:
        put(site, folder, part, synthetic(part, edition or folder, size if part == 3 else 0))


def put(site: Path, folder: str, part: int, data: bytes) -> None:
    path = site / part_path(folder, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def state(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder with their contents."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Naps(list[float]):
    """A sleep that takes no time, and remembers."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


class Meter:
    """A progress that adds up."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, int | None, int]] = []
        self.open = False

    def start(self, description: str, total: int | None) -> None:
        assert not self.open
        self.open = True
        self.jobs.append((description, total, 0))

    def advance(self, amount: int) -> None:
        description, total, done = self.jobs[-1]
        self.jobs[-1] = (description, total, done + amount)

    def finish(self) -> None:
        assert self.open
        self.open = False


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("DICOMWRIGHT_SOURCE", raising=False)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def retry(naps: Naps) -> RetryPolicy:
    return RetryPolicy(sleep=naps)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with 2024e and 2025e, and no `current`."""
    root = tmp_path / "site"
    publish(root, "2024e")
    publish(root, "2025e", size=BIG)
    return root


@pytest.fixture
def server(site: Path) -> Iterator[Loopback]:
    with serving(site) as running:
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "spec_cache"


# Editions


def test_editions_of_a_site_are_the_links_of_its_index(site: Path, server: Loopback) -> None:
    for name in ("2014c", "2014a", "2014b", "2011", "Conferences", "current", "2025e.zip"):
        (site / INDEX / name).mkdir()
    assert list_editions(server.url) == ("2014a", "2014b", "2014c", "2024e", "2025e")
    assert list_editions(str(site)) == list_editions(server.url + "/")


def test_editions_of_an_index_page_like_nemas() -> None:
    page = (
        '<pre><A HREF="/medical/">[To Parent Directory]</A><br>'
        ' 1/2/2015  1:00 AM  &lt;dir&gt; <A HREF="/medical/dicom/2015a/">2015a</A><br>'
        ' 1/2/2014  1:00 AM  &lt;dir&gt; <A HREF="/medical/Dicom/2014c/">2014c</A><br>'
        ' <A HREF="2016b">2016b</A> <a href="current/">current</a> <a href="?C=N;O=D">Name</a> <a>no</a>'
        ' <A HREF="/medical/dicom/2017a/output/">x</A> <A HREF="/other/2018a/">x</A> 2019a</pre>'
    )
    assert linked_editions(page, "https://dicom.nema.org/medical/dicom/") == ("2014c", "2015a", "2016b")


def test_editions_sort_by_year_and_letter() -> None:
    assert in_order(["2025a", "2014b", "2024e", "current", "2014a", "2014b"]) == (
        "2014a",
        "2014b",
        "2024e",
        "2025a",
    )
    offered = [f"{year}{letter}" for year in range(2014, 2026) for letter in "abcde"]
    assert nearest("2013c", offered, 3) == ("2014a", "2014b", "2014c")
    assert nearest("2026a", offered, 2) == ("2025d", "2025e")


@pytest.mark.parametrize("name", ["2013", "latest", "", "../2025e", "2025ee", "2\u0660\u0662\u0665e"])
def test_a_name_that_no_edition_has_is_refused(name: str, cache: Path) -> None:
    with pytest.raises(FetchError, match="not the name of an edition"):
        fetch(name, "nowhere", cache)
    assert not cache.exists()


def test_the_name_of_an_edition_may_be_written_in_capitals() -> None:
    assert edition_name(" 2025E ") == "2025e"


def test_default_source(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_source() == "https://dicom.nema.org"
    monkeypatch.setenv("DICOMWRIGHT_SOURCE", "mirror")
    assert default_source() == "mirror"
    monkeypatch.setenv("DICOMWRIGHT_SOURCE", "")
    assert default_source() == "https://dicom.nema.org"


# What lies in the cache


def test_http_and_folder_leave_the_same_cache(site: Path, server: Loopback, tmp_path: Path) -> None:
    fetched = fetch("2025e", server.url, tmp_path / "a")
    fetch("2025e", str(site), tmp_path / "b")
    found, other = state(tmp_path / "a"), state(tmp_path / "b")
    assert json.loads(found.pop("2025e/lock.json"))["source"] == server.url
    assert json.loads(other.pop("2025e/lock.json"))["source"] == "folder site"
    assert found == other
    assert isinstance(fetched, FetchedEdition)
    assert fetched.edition == "2025e"
    assert [file.part for file in fetched.parts] == list(ALL)
    for file in fetched.parts:
        data = file.path.read_bytes()
        assert file.path == tmp_path / "a" / "2025e" / f"part{file.part:02d}.xml"
        assert data == (site / part_path("2025e", file.part)).read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_lock_file_has_hashes_and_nothing_of_this_machine(server: Loopback, cache: Path) -> None:
    fetched = fetch("2025e", server.url, cache)
    text = (cache / "2025e" / "lock.json").read_bytes().decode()
    lock = {
        "edition": "2025e",
        "parts": {
            f"part{file.part:02d}": {
                "path": f"medical/dicom/2025e/source/docbook/part{file.part:02d}/part{file.part:02d}.xml",
                "sha256": file.sha256,
                "size": file.size,
            }
            for file in fetched.parts
        },
        "source": server.url,
    }
    assert text == json.dumps(lock, indent=2, sort_keys=True) + "\n"


def test_what_is_in_the_cache_is_not_asked_for_again(server: Loopback, cache: Path) -> None:
    first = fetch("2025e", server.url, cache)
    server.requests.clear()
    assert fetch("2025e", server.url, cache) == first
    assert server.requests == []
    assert fetch("2025e", None, cache) == first


def test_a_damaged_or_lost_part_is_fetched_again_alone(server: Loopback, cache: Path) -> None:
    fetch("2025e", server.url, cache)
    whole = state(cache)
    damaged = cache / "2025e" / "part05.xml"
    damaged.write_bytes(damaged.read_bytes().replace(b"Synthetic", b"Synthesis"))
    (cache / "2025e" / "part06.xml").unlink()
    server.requests.clear()
    fetch("2025e", server.url, cache)
    assert state(cache) == whole
    assert [request.path[-6:-4] for request in server.asked("download")] == ["05", "06"]


def test_a_part_that_is_not_the_locked_one_is_refused_without_refresh(
    site: Path, server: Loopback, cache: Path
) -> None:
    fetch("2025e", server.url, cache)
    (cache / "2025e" / "part03.xml").unlink()
    before = state(cache)
    put(site, "2025e", 3, synthetic(3, "2025e", BIG + 500))
    with pytest.raises(FetchError, match=r"part03\.xml: SHA-256 .*lock\.json says .* with refresh"):
        fetch("2025e", server.url, cache)
    assert state(cache) == before
    fetched = fetch("2025e", server.url, cache, refresh=True)
    assert fetched.parts[0].path.read_bytes() == (site / PART03).read_bytes()
    assert fetch("2025e", None, cache) == fetched


@pytest.mark.parametrize(
    "text", ["", "<<<<<<< ours", "[]", '{"edition": "2024e", "parts": {}}', '{"parts": 1}']
)
def test_a_lock_file_that_cannot_be_read_is_an_error(text: str, site: Path, cache: Path) -> None:
    fetch("2025e", str(site), cache)
    lock = cache / "2025e" / "lock.json"
    good = lock.read_text()
    lock.write_text(text)
    with pytest.raises(FetchError, match=r"lock\.json: not a lock file of edition 2025e"):
        fetch("2025e", str(site), cache)
    fetch("2025e", str(site), cache, refresh=True)
    assert lock.read_text() == good


def test_a_lock_that_was_made_elsewhere_does_not_bind(site: Path, server: Loopback, cache: Path) -> None:
    fetch("2025e", str(site), cache)
    (cache / "2025e" / "part05.xml").unlink()
    before = state(cache)
    same = fetch("2025e", server.url, cache)
    assert (same.note, same.source) == ("", server.url)
    assert state(cache).items() - before.items() == {
        ("2025e/part05.xml", (site / part_path("2025e", 5)).read_bytes())
    }
    put(site, "2025e", 3, synthetic(3, "2025e", BIG + 500))
    found = fetch("2025e", server.url, cache)
    assert found.note == "the lock file was made from folder site, which has another part03: it is replaced"
    assert json.loads((cache / "2025e" / "lock.json").read_text())["source"] == server.url
    assert found.parts[0].path.read_bytes() == (site / PART03).read_bytes()
    assert fetch("2025e", server.url, cache).note == ""
    put(site, "2025e", 3, synthetic(3, "2025e", BIG + 900))
    assert fetch("2025e", server.url, cache, refresh=True).note == ""  # the same source, published anew
    assert "another part03" not in fetch("2025e", str(site), cache, refresh=True).note
    put(site, "2025e", 3, synthetic(3, "2025e", BIG + 500))
    assert "another part03" in fetch("2025e", server.url, cache, refresh=True).note


def withdraw(site: Path, folder: str, part: int) -> None:
    (site / part_path(folder, part)).unlink()


@pytest.mark.parametrize("over", ["http", "folder"])
def test_an_edition_without_an_optional_part_is_fetched_and_says_so(
    over: str, site: Path, server: Loopback, cache: Path
) -> None:
    withdraw(site, "2025e", 15)
    source = server.url if over == "http" else str(site)
    name = server.url if over == "http" else "folder site"
    fetched = fetch("2025e", source, cache)
    assert [file.part for file in fetched.parts] == list(PARTS)
    assert fetched.note.startswith(f"{name} had no part15: ")
    server.requests.clear()
    assert fetch("2025e", source, cache) == fetched
    assert fetch("2025e", None, cache) == fetched  # offline
    assert server.requests == []
    (cache / "2025e" / "part05.xml").unlink()
    assert fetch("2025e", source, cache) == fetched  # the lock that says so binds


def test_an_optional_part_comes_with_refresh_and_goes_with_a_source_that_lacks_it(
    site: Path, server: Loopback, cache: Path
) -> None:
    withdraw(site, "2025e", 15)
    fetch("2025e", server.url, cache)
    put(site, "2025e", 15, synthetic(15, "2025e"))
    assert [file.part for file in fetch("2025e", server.url, cache).parts] == list(PARTS)
    whole = fetch("2025e", server.url, cache, refresh=True)
    assert ([file.part for file in whole.parts], whole.note) == (list(ALL), "")
    (cache / "2025e" / "part15.xml").unlink()
    server.requests.clear()
    assert fetch("2025e", server.url, cache) == whole
    assert [request.path[-6:-4] for request in server.asked("download")] == ["15"]
    withdraw(site, "2025e", 15)
    again = fetch("2025e", str(site), cache)  # another source
    assert ([file.part for file in again.parts], again.source) == (list(PARTS), "folder site")
    assert fetch("2025e", None, cache) == again


def test_an_optional_part_that_the_lock_has_must_be_at_the_source(
    site: Path, server: Loopback, cache: Path
) -> None:
    fetch("2025e", server.url, cache)
    (cache / "2025e" / "part15.xml").unlink()
    before = state(cache)
    withdraw(site, "2025e", 15)
    with pytest.raises(FetchError, match=r"part15\.xml: the server answered 404"):
        fetch("2025e", server.url, cache)
    assert state(cache) == before


def test_an_optional_part_of_another_edition_is_refused(site: Path, server: Loopback, cache: Path) -> None:
    put(site, "2025e", 15, synthetic(15, "2024e"))
    with pytest.raises(FetchError, match=r"part15\.xml: the file says that it is PS3\.15 2024e"):
        fetch("2025e", server.url, cache)


def test_what_was_downloaded_and_not_kept_is_found_again(site: Path, server: Loopback, cache: Path) -> None:
    first = fetch_only("2025e", server.url, cache)
    assert not (cache / "2025e" / "lock.json").exists()
    server.requests.clear()
    assert fetch_only("2025e", server.url, cache) == first
    assert server.asked("download") == []
    fetch_only("2025e", str(site), cache)  # another source: nothing of the first one counts
    assert len(server.asked("download")) == 0
    assert fetch_only("2025e", server.url, cache, refresh=True).parts == first.parts
    assert len(server.asked("download")) == len(ALL)
    first.discard()
    assert not cache.joinpath("2025e").exists()


# The edition that is current


def test_current_is_named_by_its_parts(site: Path, server: Loopback, cache: Path) -> None:
    publish(site, "current", "2026a")
    fetched = fetch("current", server.url, cache)
    assert fetched.edition == "2026a"
    lock = json.loads((cache / "2026a" / "lock.json").read_text())
    assert lock["parts"]["part16"]["path"] == part_path("2026a", 16)
    assert all("/current/" in request.path for request in server.requests)


def test_an_edition_that_only_current_bears_is_found_by_name(
    site: Path, server: Loopback, cache: Path
) -> None:
    publish(site, "current", "2026a")
    assert fetch("2026a", server.url, cache).edition == "2026a"
    assert server.asked("download", "/current/")


def test_an_edition_with_a_folder_of_its_own_is_taken_from_there(
    site: Path, server: Loopback, cache: Path
) -> None:
    publish(site, "current", "2025e")
    fetch("2025e", server.url, cache)
    assert server.asked("download", "/2025e/")
    assert not server.asked("download", "/current/")


def test_without_current_the_newest_of_the_index_is(site: Path, server: Loopback, cache: Path) -> None:
    assert fetch("current", server.url, cache).edition == "2025e"
    assert fetch("current", str(site), cache).edition == "2025e"


def test_current_is_looked_at_again(site: Path, server: Loopback, cache: Path) -> None:
    publish(site, "current", "2025e", size=BIG)
    fetch("current", server.url, cache)
    downloads = len(server.asked("download"))
    assert fetch("current", server.url, cache).edition == "2025e"
    assert len(server.asked("download")) == downloads
    publish(site, "current", "2026a")
    assert fetch("current", server.url, cache).edition == "2026a"
    assert sorted(path.name for path in cache.iterdir()) == ["2025e", "2026a"]


def test_current_whose_parts_disagree_is_refused(site: Path, server: Loopback, cache: Path) -> None:
    publish(site, "current", "2026a")
    put(site, "current", 16, synthetic(16, "2025e"))
    with pytest.raises(FetchError, match=r"part16\.xml: .* is PS3\.16 2025e, expected was PS3\.16 2026a"):
        fetch("current", server.url, cache)
    assert not server.asked("download")
    assert not cache.exists()


def test_current_that_cannot_be_reached_is_an_error(
    server: Loopback, cache: Path, retry: RetryPolicy
) -> None:
    fetch("2025e", server.url, cache)
    with pytest.raises(
        FetchError, match=r"127\.0\.0\.1:9/.*the connection failed: .*refused.*tried 5 times.*--source"
    ):
        fetch("current", "http://127.0.0.1:9", cache, retry=retry)


def test_a_source_without_any_edition(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "empty" / INDEX).mkdir(parents=True)
    with pytest.raises(FetchError, match="no edition there"):
        fetch("current", str(tmp_path / "empty"), cache)


# Parts that are not what they should be


@pytest.mark.parametrize("folder", [False, True])
def test_a_wrong_edition_is_refused(site: Path, server: Loopback, cache: Path, *, folder: bool) -> None:
    put(site, "2025e", 6, synthetic(6, "2024e"))
    with pytest.raises(FetchError, match=r"part06\.xml: .* is PS3\.6 2024e, expected was PS3\.6 2025e"):
        fetch("2025e", str(site) if folder else server.url, cache)
    assert not cache.exists()


def test_a_wrong_edition_that_shows_only_in_the_download_is_refused(server: Loopback, cache: Path) -> None:
    server.fail(PART16, instead(synthetic(16, "2026a")))
    with pytest.raises(FetchError, match=r"is PS3\.16 2026a, expected was PS3\.16 2025e"):
        fetch("2025e", server.url, cache)
    assert state(cache) == {}


def test_a_wrong_part_is_refused(site: Path, cache: Path) -> None:
    put(site, "2025e", 6, synthetic(5, "2025e"))
    with pytest.raises(FetchError, match=r"is PS3\.5 2025e, expected was PS3\.6 2025e"):
        fetch("2025e", str(site), cache)


def test_a_page_that_is_no_part_is_refused(site: Path, server: Loopback, cache: Path) -> None:
    put(site, "2025e", 4, b"<!DOCTYPE html><html><body>Welcome</body></html>")
    with pytest.raises(FetchError, match=r"part04\.xml: no <subtitle>"):
        fetch("2025e", server.url, cache)
    put(site, "2025e", 4, b"")
    with pytest.raises(FetchError, match=r"part04\.xml: no <subtitle>"):
        fetch("2025e", server.url, cache)


def test_a_truncated_part_is_refused_although_the_server_calls_it_complete(
    server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    server.fail(PART03, instead(synthetic(3, "2025e", BIG)[: BIG // 2]))
    with pytest.raises(FetchError, match=r"part03\.xml: truncated: 200000 bytes"):
        fetch("2025e", server.url, cache, retry=retry)
    assert state(cache) == {}
    assert naps == []


def test_a_truncated_part_in_a_folder_is_refused(site: Path, cache: Path) -> None:
    put(site, "2025e", 16, synthetic(16, "2025e")[:-3])
    with pytest.raises(FetchError, match=r"part16\.xml: truncated"):
        fetch("2025e", str(site), cache)
    assert state(cache) == {}


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        (b"\xef\xbb\xbf<book><subtitle>DICOM PS3.3 2014a - X</subtitle>", Heading(3, "2014a")),
        (b"<book><subtitle>DICOM PS 3.6 2013 - X</subtitle>", Heading(6, "2013")),
        (b"<d:book><d:subtitle a='b'>\n DICOM\xc2\xa0PS3.16\n2025e - X", Heading(16, "2025e")),
        (
            b"<!-- <subtitle>DICOM PS3.3 2014a - X</subtitle> --><subtitle>DICOM PS3.4 2015b",
            Heading(4, "2015b"),
        ),
        (b"<subtitle>DICOM PS3.4 2015b - X\xe2\x80", Heading(4, "2015b")),
    ],
)
def test_headings(head: bytes, heading: Heading) -> None:
    assert read_heading(head, "here") == heading


@pytest.mark.skipif(not REAL.is_dir(), reason="no files of the publisher beside the checkout")
def test_headings_of_published_files() -> None:
    found = {path.name: read_heading(path.read_bytes()[:4096], path.name) for path in REAL.glob("*.xml")}
    assert found["2013-part06.xml"] == Heading(6, "2013")
    assert found["2013-part04.xml"] == Heading(4, "2013")
    assert {heading.part for heading in found.values()} >= {3, 4, 5, 6}


def test_an_edition_without_a_letter_is_not_supported(site: Path, cache: Path) -> None:
    publish(site, "current", "2013")
    with pytest.raises(FetchError, match="edition 2013 has no letter"):
        fetch("current", str(site), cache)


def test_a_byte_order_mark_and_an_end_with_a_comment_are_fine(
    site: Path, server: Loopback, cache: Path
) -> None:
    data = b"\xef\xbb\xbf" + synthetic(5, "2025e") + b"<!-- made by hand -->\n\n"
    put(site, "2025e", 5, data)
    fetch("2025e", server.url, cache)
    assert (cache / "2025e" / "part05.xml").read_bytes() == data


# Transfers that break


def test_a_connection_cut_half_way_is_resumed(
    site: Path, server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    server.fail(PART03, cut(BIG // 2))
    meter = Meter()
    fetch("2025e", server.url, cache, progress=meter, retry=retry)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    first, second = server.asked("download", "part03")
    assert first.range is None
    assert second.range is not None
    assert 0 < int(second.range.removeprefix("bytes=").removesuffix("-")) <= BIG // 2
    assert second.if_range is not None
    assert naps == [1.0]
    size = (site / PART03).stat().st_size
    assert meter.jobs[0] == ("2025e part03", size, size)
    assert not meter.open


def test_a_cut_download_starts_anew_where_the_server_knows_no_ranges(
    site: Path, server: Loopback, cache: Path, retry: RetryPolicy
) -> None:
    server.fail(PART03, cut(BIG // 2, ranges=False), no_ranges)
    meter = Meter()
    fetch("2025e", server.url, cache, progress=meter, retry=retry)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    assert meter.jobs[0][1] == meter.jobs[0][2]


def test_a_file_that_changes_while_it_is_resumed_is_not_mixed(
    site: Path, server: Loopback, cache: Path, retry: RetryPolicy
) -> None:
    server.fail(PART03, cut(BIG // 2))
    new = synthetic(3, "2025e", BIG + 5000)
    patient = replace(retry, sleep=lambda _: put(site, "2025e", 3, new))
    fetch("2025e", server.url, cache, retry=patient)
    assert (cache / "2025e" / "part03.xml").read_bytes() == new


@pytest.mark.parametrize("answer", [416, 206])
def test_a_server_that_cannot_go_on_is_asked_for_all_of_it(
    answer: int, site: Path, server: Loopback, cache: Path, retry: RetryPolicy
) -> None:
    server.fail(PART03, cut(BIG // 2), status(answer, Content_Range="bytes 7-9/10"))
    fetch("2025e", server.url, cache, retry=retry)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    assert server.asked("download", "part03")[-1].range is None


def test_a_server_that_sends_less_than_the_rest_is_asked_for_more(
    site: Path, server: Loopback, cache: Path, retry: RetryPolicy
) -> None:
    server.fail(PART03, cut(BIG // 2), less(1000), less(1))
    fetch("2025e", server.url, cache, retry=retry)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    ranges = [str(request.range) for request in server.asked("download", "part03")[1:]]
    first, second, third = (int(asked.removeprefix("bytes=").removesuffix("-")) for asked in ranges)
    assert (second - first, third - second) == (1000, 1)


def test_a_connection_that_is_always_cut_is_given_up(
    server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    server.fail(PART16, *[cut(10, ranges=False)] * 20)
    with pytest.raises(FetchError, match=r"part16\.xml: the connection was cut.*Check the connection"):
        fetch("2025e", server.url, cache, retry=retry)
    assert state(cache) == {}
    assert naps[-4:] == [1.0, 2.0, 4.0, 8.0]


def test_a_connection_that_is_often_cut_gets_there_bit_by_bit(
    site: Path, server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    size = 1_500_000
    put(site, "2025e", 3, synthetic(3, "2025e", size))
    server.fail(PART03, *[cut(140_000)] * 10)
    fetch("2025e", server.url, cache, retry=retry)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    assert naps == [1.0] * 10


def test_a_body_of_unknown_length_is_accepted_when_it_ends_well(
    site: Path, server: Loopback, cache: Path
) -> None:
    server.fail(PART03, without_length)
    meter = Meter()
    fetch("2025e", server.url, cache, progress=meter)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    assert meter.jobs[0][1] is None


def test_heads_and_index_are_tried_again_too(server: Loopback, cache: Path, retry: RetryPolicy) -> None:
    server.fail(PART03, status(500), cut(10), kind="head")
    server.fail(INDEX, status(502), kind="index")
    server.fail(part_path("current", 3), status(503), kind="head")
    assert fetch("current", server.url, cache, retry=retry).edition == "2025e"


def test_a_head_is_cut_short_where_the_server_knows_no_ranges(server: Loopback, cache: Path) -> None:
    server.fail(PART03, no_ranges, no_ranges, kind="head")
    fetch("2025e", server.url, cache)


def test_a_busy_server_is_tried_again_after_the_time_it_asks_for(
    server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    faults = [status(503, Retry_After="7"), status(429, Retry_After="86400"), status(408), status(500)]
    server.fail(PART03, *faults)
    fetch("2025e", server.url, cache, retry=retry)
    assert naps == [7.0, 60.0, 4.0, 8.0]


def test_retry_after_may_be_a_date(server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    server.fail(
        PART03, status(503, Retry_After=soon), status(503, Retry_After=past), status(503, Retry_After="?")
    )
    fetch("2025e", server.url, cache, retry=retry)
    assert 20 < naps[0] <= 30
    assert naps[1:] == [0.0, 4.0]


def test_a_server_that_stays_broken_is_given_up(
    server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    server.fail(PART03, *[status(503)] * 9)
    with pytest.raises(FetchError, match=r"part03\.xml: the server answered 503 .*tried 5 times"):
        fetch("2025e", server.url, cache, retry=retry)
    assert len(naps) == 4
    assert state(cache) == {}


def test_a_server_that_does_not_answer_is_tried_again(
    server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy
) -> None:
    server.fail(PART03, stall)
    began = time.monotonic()
    fetch("2025e", server.url, cache, retry=replace(retry, read_timeout=0.2))
    assert naps == [1.0]
    assert time.monotonic() - began < 5


def test_a_server_that_never_answers_is_given_up(server: Loopback, cache: Path, retry: RetryPolicy) -> None:
    server.fail(PART03, stall, stall, kind="head")
    impatient = replace(retry, read_timeout=0.1, attempts=2)
    with pytest.raises(FetchError, match=r"part03\.xml: .*tried 2 times"):
        fetch("2025e", server.url, cache, retry=impatient)


def test_refusals_are_not_tried_again(server: Loopback, cache: Path, naps: Naps, retry: RetryPolicy) -> None:
    server.fail(PART03, status(403))
    with pytest.raises(
        FetchError, match=r"part03\.xml: the server answered 403 Forbidden\. Check the address"
    ):
        fetch("2025e", server.url, cache, retry=retry)
    assert naps == []


def drips(handler: Handler) -> None:
    """Send a byte now and then, as long as the client reads: no timeout of reading ever passes."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while not handler.server.released.wait(0.02):
            handler.wfile.write(b"x")
    handler.close_connection = True


def drips_headers(handler: Handler) -> None:
    """Send the answer itself in that way."""
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not handler.server.released.wait(0.02):
            handler.wfile.write(b"x")
    handler.close_connection = True


def never_ends(handler: Handler) -> None:
    """Send as much as the client takes."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while not handler.server.released.is_set():
            handler.wfile.write(b"x" * 4096)
    handler.close_connection = True


def promises(size: int) -> Fault:
    """Say that there is so much, and send none of it."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        handler.close_connection = True

    return answer


@pytest.mark.parametrize("fault", [drips, drips_headers])
@pytest.mark.parametrize("kind", ["index", "head", "download"])
def test_a_server_that_drips_is_cut_off(fault: Fault, kind: str, server: Loopback, cache: Path) -> None:
    path = INDEX if kind == "index" else PART03
    server.fail(path, *[fault] * 9, kind=kind)
    retry = RetryPolicy(longest=0.5, first_delay=0.01)
    wanted = "2019z" if kind == "index" else "2025e"
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"not all parts arrived within 0\.5 seconds") as caught:
        fetch(wanted, server.url, cache, retry=retry)
    assert time.monotonic() - started < 5
    assert server.url in str(caught.value)
    assert not cache.exists() or state(cache) == {}


def test_the_deadline_is_a_setting(server: Loopback, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert patience({}) == RetryPolicy()
    assert patience({"DICOMWRIGHT_DEADLINE": " 90 "}) == RetryPolicy(longest=90)
    server.fail(PART03, *[drips] * 9)
    monkeypatch.setenv("DICOMWRIGHT_DEADLINE", "0.5")
    with pytest.raises(FetchError, match=r"within 0\.5 seconds\. Allow more with DICOMWRIGHT_DEADLINE"):
        fetch("2025e", server.url, cache)


@pytest.mark.parametrize("said", ["soon", "0", "-1", "nan", "inf", "1e9"])
def test_a_deadline_that_is_none(said: str) -> None:
    with pytest.raises(FetchError, match=f"DICOMWRIGHT_DEADLINE: '{said}' is no number of seconds"):
        patience({"DICOMWRIGHT_DEADLINE": said})


def test_a_deadline_that_does_not_pass_ends_with_the_source(server: Loopback, cache: Path) -> None:
    before = threading.active_count()
    fetch("2025e", server.url, cache, retry=RetryPolicy(longest=1000))
    assert sum(isinstance(each, threading.Timer) and each.is_alive() for each in threading.enumerate()) == 0
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize("fault", [never_ends, promises(10**12)])
def test_a_file_without_end_is_refused(fault: Fault, server: Loopback, cache: Path) -> None:
    server.fail(PART03, fault)
    with pytest.raises(
        FetchError, match=rf"{PART03}: more than 2,000,000 bytes, which no part of the standard has"
    ):
        fetch("2025e", server.url, cache, retry=RetryPolicy(largest=2_000_000))
    assert state(cache) == {}


def test_an_index_without_end_is_refused(server: Loopback, cache: Path) -> None:
    server.fail(INDEX, never_ends, kind="index")
    with pytest.raises(FetchError, match="more than 1,048,576 bytes"):
        fetch("2019z", server.url, cache)


def test_a_resumed_file_counts_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"x" * 6)
    with Sink(path, "there", largest=10, start=6) as sink:
        sink.write(b"x" * 4)
        with pytest.raises(FetchError, match=r"^there: more than 10 bytes"):
            sink.write(b"x")
    assert path.read_bytes() == b"x" * 10


def test_a_file_of_a_folder_that_is_too_large(site: Path, cache: Path) -> None:
    with pytest.raises(FetchError, match=rf"{PART03}: more than 1,000 bytes"):
        fetch("2025e", str(site), cache, retry=RetryPolicy(largest=1_000))
    assert state(cache) == {}


def test_redirects_are_followed(server: Loopback, cache: Path) -> None:
    server.fail(PART03, status(301, Location=f"{server.url}/{PART03}?moved"))
    server.fail(f"{PART03}?moved", no_ranges)
    fetch("2025e", server.url, cache)


# What the source does not have


@pytest.mark.parametrize("folder", [False, True])
def test_an_edition_that_is_not_there_names_the_nearest(
    site: Path, server: Loopback, cache: Path, naps: Naps, *, folder: bool
) -> None:
    for year in range(2014, 2020):
        (site / INDEX / f"{year}a").mkdir()
    publish(site, "current", "2026a")
    source = str(site) if folder else server.url
    with pytest.raises(FetchError) as caught:
        fetch("2026c", source, cache, retry=RetryPolicy(sleep=naps))
    assert "medical/dicom" in str(caught.value)
    assert str(caught.value).endswith(
        "edition 2026c is not there. The nearest that are: 2017a, 2018a, 2019a, 2024e, 2025e; "
        "its current edition is 2026a"
    )
    assert naps == []
    assert not cache.exists()


def test_an_edition_that_is_not_there_and_no_index_either(server: Loopback, cache: Path) -> None:
    server.fail(INDEX, status(404), kind="index")
    with pytest.raises(FetchError, match=r"edition 2026c is not there, and .*404"):
        fetch("2026c", server.url, cache)


@pytest.mark.parametrize("folder", [False, True])
def test_a_part_that_is_missing_is_named(
    site: Path, server: Loopback, cache: Path, naps: Naps, *, folder: bool
) -> None:
    (site / PART16).unlink()
    with pytest.raises(FetchError, match=r"2025e/source/docbook/part16/part16\.xml: "):
        fetch("2025e", str(site) if folder else server.url, cache, retry=RetryPolicy(sleep=naps))
    assert naps == []
    assert not cache.exists()


def test_a_404_in_the_download_is_not_tried_again(server: Loopback, cache: Path, naps: Naps) -> None:
    server.fail(PART16, status(404))
    with pytest.raises(FetchError, match=r"part16\.xml: the server answered 404"):
        fetch("2025e", server.url, cache, retry=RetryPolicy(sleep=naps))
    assert naps == []
    assert state(cache) == {}


def test_a_folder_that_the_index_lists_and_that_lacks_part_3(site: Path, cache: Path) -> None:
    (site / PART03).unlink()
    with pytest.raises(FetchError, match=r"part03\.xml: missing, although the index lists edition 2025e"):
        fetch("2025e", str(site), cache)


@pytest.mark.parametrize("source", ["ftp://example.org", "file:///x"])
def test_a_source_is_a_site_or_a_folder(source: str) -> None:
    with pytest.raises(FetchError, match="a source is an http or https address, or a folder"):
        list_editions(source)


def test_a_folder_that_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="not a source"):
        list_editions(str(tmp_path))
    with pytest.raises(FetchError, match="nowhere: not a source"):
        list_editions(str(tmp_path / "nowhere"))


def test_an_address_that_is_none() -> None:
    with pytest.raises(FetchError, match="Check the address of the source"):
        list_editions("http://")


def test_a_password_in_the_address_is_not_shown(retry: RetryPolicy) -> None:
    site = Website("https://someone:secret@example.org/mirror", retry)
    assert site.where(PART03) == f"https://example.org/mirror/{PART03}"
    site.close()


# The disk


def full_at(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full where a file of a download is written."""
    make = Store.make

    def make_full(self: Store) -> None:
        make(self)
        (self.folder / name).symlink_to("/dev/full")

    monkeypatch.setattr(Store, "make", make_full)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("name", ["part16.xml", "part03.xml", "lock.json"])
def test_a_full_disk_leaves_what_was_there(
    name: str, site: Path, server: Loopback, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch("2025e", server.url, cache)
    before = state(cache)
    publish(site, "2025e", size=BIG + 5000)
    full_at(name, monkeypatch)
    with pytest.raises(FetchError, match=rf"{name}: No space left on device: free some space"):
        fetch("2025e", server.url, cache, refresh=True)
    assert state(cache) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_under_a_copy_from_a_folder(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_at("part04.xml", monkeypatch)
    with pytest.raises(FetchError, match=r"part04\.xml: No space left on device"):
        fetch("2025e", str(site), cache)
    assert not cache.joinpath("2025e").exists()


@pytest.mark.parametrize("victim", ["part03.xml", "part05.xml", "part16.xml", "lock.json"])
@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
def test_a_rename_that_fails_takes_the_others_back(  # noqa: PLR0913
    victim: str,
    fault: BaseException,
    site: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    existing: bool,
) -> None:
    if existing:
        fetch("2025e", str(site), cache)
    publish(site, "2025e", size=BIG + 5000)
    fetched = fetch_only("2025e", str(site), cache, refresh=True)
    before = state(cache)
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.name == victim and self.parent != target.parent and "candidate.part" in self.parts:
            raise fault
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(type(fault)):
        replace_all({}, moved=fetched.moves)
    assert state(cache) == before


@pytest.mark.parametrize(
    "fault", [status(404), instead(synthetic(16, "2025e")[:-9]), instead(synthetic(16, "2024e")), cut(10)]
)
def test_a_refresh_that_fails_leaves_what_was_there(
    fault: Fault, site: Path, server: Loopback, cache: Path, retry: RetryPolicy
) -> None:
    fetch("2025e", server.url, cache)
    before = state(cache)
    publish(site, "2025e", size=BIG + 5000)
    server.fail(PART16, fault)
    with pytest.raises(FetchError):
        fetch("2025e", server.url, cache, refresh=True, retry=replace(retry, attempts=1))
    assert state(cache) == before


def test_a_cache_that_cannot_be_made(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match=r"file/2025e/candidate\.part/2025e: "):
        fetch("2025e", str(site), tmp_path / "file")


def test_a_rest_of_an_earlier_run_is_overwritten(site: Path, cache: Path) -> None:
    candidate = cache / "2025e" / "candidate.part" / "2025e"
    candidate.mkdir(parents=True)
    (candidate / "part03.xml").write_text("rest" * BIG)
    (cache / "2025e" / "part03.xml.old.part").write_text("rest")
    fetch("2025e", str(site), cache)
    assert (cache / "2025e" / "part03.xml").read_bytes() == (site / PART03).read_bytes()
    assert not list(cache.rglob("*.part"))


# Progress


def test_progress_of_a_folder_counts_bytes(site: Path, cache: Path) -> None:
    meter = Meter()
    fetch("2025e", str(site), cache, progress=meter)
    assert [job[0] for job in meter.jobs] == [f"2025e part{part:02d}" for part in (*PARTS, *OPTIONAL)]
    assert all(total == done for _, total, done in meter.jobs)
    assert not meter.open


def test_the_bar_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal in (True, False):
        out = io.StringIO()
        bar = RichProgress(Console(file=out, force_terminal=terminal, width=80))
        bar.start("2025e [part03]", 10)
        bar.advance(5)
        bar.advance(-5)
        bar.start("again", None)
        bar.finish()
        bar.finish()
        assert ("2025e [part03]" in out.getvalue()) is terminal
        assert terminal or not out.getvalue()
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert isinstance(terminal_progress(), NullProgress)


# The mirror of the standard


@needs_mirror
def test_the_mirror_over_http(cache: Path) -> None:
    with serving(MIRROR) as server:
        assert set(list_editions(server.url)) >= {"2024e", "2025e"}
        fetched = fetch("2024e", server.url, cache)
    for file in fetched.parts:
        source = MIRROR / part_path("2024e", file.part)
        assert file.size == source.stat().st_size
        assert file.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    shutil.rmtree(cache)


@needs_mirror
def test_the_mirror_with_a_folder_current(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "mirror" / INDEX
    folder.mkdir(parents=True)
    (folder / "current").symlink_to(MIRROR / INDEX / "2025e")
    with serving(tmp_path / "mirror") as server:
        assert fetch("2025e", server.url, cache).edition == "2025e"
        assert fetch("current", server.url, cache).edition == "2025e"
        assert list_editions(server.url) == ()
    shutil.rmtree(cache)
