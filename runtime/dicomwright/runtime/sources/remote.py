"""Files behind URLs, by fsspec: nothing but the ranges that are asked for crosses the network."""

from __future__ import annotations

import errno
import os
import re
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol, cast

from dicomwright.runtime.errors import MissingPackage, UnreadableFile
from dicomwright.runtime.sources.files import CHANGED, File, Opened, View, copied, goes_back, read_all, sink
from dicomwright.runtime.sources.urls import scheme_of, schemes_of, shown, split

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

_EXTRA: Final = "'dicomwright[remote]'"
_PACKAGES: Final = {
    "http": _EXTRA, "https": _EXTRA, "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs",
    "abfs": "adlfs", "abfss": "adlfs", "az": "adlfs", "sftp": "paramiko", "ssh": "paramiko",
}  # fmt: skip
"""What to install for a scheme of which fsspec does not bring all that it needs."""

_VERSIONS: Final = (
    "ETag",
    "etag",
    "Last-Modified",
    "LastModified",
    "last_modified",
    "mtime",
    "created",
    "md5",
)
"""What tells a file from one that replaces it: the first of these facts that a file system has."""

_MANY: Final = 1 << 10
"""After so many requests for a file, the next are for blocks: a request takes the time of some 100 KiB."""
_BLOCK: Final = 1 << 20
_CHUNK: Final = 1 << 16

_OK: Final = 200
_PARTIAL: Final = 206
_NO_SUCH_RANGE: Final = 416
_REFUSALS: Final = {
    401: errno.EACCES, 403: errno.EACCES, 404: errno.ENOENT, 407: errno.EACCES, 410: errno.ENOENT,
}  # fmt: skip
_CONTENT_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")

Stamp = tuple[int, str]
"""The size of a file, and what tells it from one that replaces it, if anything does."""


def open_url(url: str, *, keeps: bool) -> Opened:
    """Open what is behind a URL, as `opening.open_source` does. Raises `MissingPackage`, `UnreadableFile`, OSError."""
    check_schemes(url)
    plain = "::" not in url and scheme_of(url) in {"http", "https"}
    return (_open_http if plain else _open_stored)(url, keeps=keeps)


class Ranges(Protocol):
    """What gives ranges of one file."""

    stamp: Stamp

    def fetch(self, start: int, stop: int) -> bytes:
        """Read a range, or what there is of it. Raises `UnreadableFile` when the file has changed, and OSError."""
        ...


class FarView(View):
    """A view of ranges that cost a request each: what was read last is not asked for again."""

    def __init__(self, ranges: Ranges, block: tuple[int, bytes] = (0, b"")) -> None:
        """Begin with a block that was read already, and where that begins."""
        super().__init__(self._part, ranges.stamp[0])
        self._ranges, self._block = ranges, block
        self.requests = int(bool(block[1]))

    def begin_anew(self) -> None:
        """Count requests from here on."""
        self.requests = 1

    def _part(self, start: int, stop: int) -> bytes:
        at, block = self._block
        if not at <= start <= stop <= at + len(block):
            self.requests += 1
            least = _BLOCK if self.requests > _MANY else 0
            at, block = start, self._ranges.fetch(start, max(stop, min(start + least, self.size)))
            self._block = at, block
        return block[start - at : stop - at]


class Far(File):
    """A file behind a URL, which stays with it, secrets included."""

    piece = 1 << 23
    window = 1 << 14
    near = False

    def __init__(self, url: str, stamp: Stamp) -> None:
        """Know a file by its stamp."""
        self.url, self.stamp = url, stamp

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.stamp[0]


# --- HTTP: each answer says of which file it is, so that none is asked about


class Http(Far):
    """A file of a web server."""

    @contextmanager
    def opened_anew(self) -> Generator[BinaryIO]:
        """Open it."""
        yield cast("BinaryIO", FarView(_HttpRanges(self.url, self.stamp)))


class _Answer(NamedTuple):
    status: int
    start: int
    stamp: Stamp
    body: bytes
    whole: BinaryIO | None = None
    """The file, where there are no ranges."""


class _HttpRanges:
    """Ranges of a file of a web server."""

    def __init__(self, url: str, stamp: Stamp) -> None:
        self.url, self.stamp = url, stamp

    def fetch(self, start: int, stop: int) -> bytes:
        """Read a range, in as many answers as the server gives."""
        found = b""
        while (at := start + len(found)) < stop:
            with _telling(self.url, at):
                answer = _ask(self.url, (at, stop))
                if answer.status != _OK and answer.stamp != self.stamp:
                    raise UnreadableFile(CHANGED)
                if answer.start != at or not answer.body:
                    raise OSError(errno.EIO, "the server does not give the range that was asked for")
            found += answer.body
        return found


def _open_http(url: str, *, keeps: bool) -> Opened:
    """Open a file of a web server; without ranges there, it is read as a whole, once."""
    with _telling(url, 0):
        take = partial(sink, keeps=keeps)
        answer = _ask(url, (0, Far.window), take)
        if answer.status == _NO_SUCH_RANGE or (answer.status == _PARTIAL and answer.start):
            answer = _ask(url, None, take)
    if answer.whole is not None:
        return copied(answer.whole)
    view = FarView(_HttpRanges(url, answer.stamp), (0, answer.body))
    return Opened(cast("BinaryIO", view), Http(url, answer.stamp), view)


def _ask(url: str, wanted: tuple[int, int] | None, take: Callable[[], BinaryIO] | None = None) -> _Answer:
    """Ask for a range, or for all; where there are no ranges, all of the file goes into what `take` gives."""
    fs, path = import_module("fsspec.core").url_to_fs(url)
    found: _Answer = import_module("fsspec.asyn").sync(fs.loop, _answer, fs, path, wanted, take)
    if found.status >= 400 and found.status != _NO_SUCH_RANGE:  # noqa: PLR2004 - RFC 9110: what is an error
        raise _refusal(found.status)
    return found


async def _answer(
    fs: Any,  # noqa: ANN401 - of fsspec
    url: str,
    wanted: tuple[int, int] | None,
    take: Callable[[], BinaryIO] | None,
) -> _Answer:
    session = await fs.set_session()
    settings = dict(fs.kwargs)
    headers = {**settings.pop("headers", {}), "Accept-Encoding": "identity"}
    if wanted is not None:
        headers["Range"] = f"bytes={wanted[0]}-{wanted[1] - 1}"
    async with session.get(fs.encode_url(url), headers=headers, **settings) as response:
        status = response.status
        if status == _PARTIAL and wanted is not None:
            return await _partial(response, *wanted)
        whole = await _whole(response, take()) if status == _OK and take is not None else None
        return _Answer(status, 0, (-1, ""), b"", whole)


async def _whole(response: Any, target: BinaryIO) -> BinaryIO:  # noqa: ANN401 - of aiohttp
    """Read an answer that is all of the file."""
    try:
        async for chunk in response.content.iter_chunked(_CHUNK):
            target.write(chunk)
    except BaseException:
        target.close()
        raise
    return target


async def _partial(response: Any, start: int, stop: int) -> _Answer:  # noqa: ANN401 - of aiohttp
    """Read an answer that is a range; one that does not say of what is none."""
    said = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    first, last, size = map(int, said.groups()) if said else (-1, -1, -1)
    if first != start or last >= stop:
        return _Answer(_PARTIAL, -1, (size, _version(response.headers)), b"")
    body = await response.read()
    if len(body) != last + 1 - first:
        raise OSError(errno.EIO, "the answer is not as long as it says")
    return _Answer(_PARTIAL, first, (size, _version(response.headers)), body)


def _version(facts: Mapping[str, Any]) -> str:
    return next((str(facts[name]) for name in _VERSIONS if facts.get(name)), "")


def _refusal(status: int) -> OSError:
    number = _REFUSALS.get(status, errno.EIO)
    said = os.strerror(number) if status in _REFUSALS else f"the server answers with status {status}"
    return OSError(number, said)


# --- all others: fsspec's file objects, which read ranges when they keep nothing themselves


class Stored(Far):
    """A file of any other file system that fsspec knows."""

    @contextmanager
    def opened_anew(self) -> Generator[BinaryIO]:
        """Open it. Raises `UnreadableFile` when it has changed, and OSError."""
        with _telling(self.url):
            fs, path = _file_system(self.url)
            fs.invalidate_cache(path)
            stream = _opened(fs, path)
        with closing(stream), _viewed(self.url, fs, path, stream, 0) as (view, stamp):
            if stamp != self.stamp:
                raise UnreadableFile(CHANGED)
            yield view


class _StoredRanges:
    """Ranges of a file object of fsspec."""

    def __init__(self, url: str, stream: BinaryIO, stamp: Stamp) -> None:
        self.url, self.stream, self.stamp = url, stream, stamp

    def fetch(self, start: int, stop: int) -> bytes:
        """Read a range."""
        with _telling(self.url, start):
            self.stream.seek(start)
            return read_all(self.stream, stop - start)


def _open_stored(url: str, *, keeps: bool) -> Opened:
    """Open a file of another file system; one that does not go back, such as in an archive, is read once."""
    with ExitStack() as owned:
        with _telling(url, 0):
            fs, path = _file_system(url)
            stream = owned.enter_context(closing(_opened(fs, path)))
            if not goes_back(stream):
                return copied(sink(keeps=keeps), stream)
        view, stamp = owned.enter_context(_viewed(url, fs, path, stream, Far.window))
        return Opened(view, Stored(url, stamp), owned.pop_all())


def _file_system(url: str) -> tuple[Any, str]:
    found: tuple[Any, str] = import_module("fsspec.core").url_to_fs(url)
    return found


def _opened(fs: Any, path: str) -> BinaryIO:  # noqa: ANN401 - of fsspec
    """Open a file that reads nothing ahead."""
    try:
        stream: BinaryIO = fs.open(path, "rb", cache_type="none")
    except TypeError:  # of a file system that has no caches
        stream = fs.open(path, "rb")
    return stream


@contextmanager
def _viewed(
    url: str,
    fs: Any,  # noqa: ANN401 - of fsspec
    path: str,
    stream: BinaryIO,
    first: int,
) -> Generator[tuple[BinaryIO, Stamp]]:
    """Give a view of a file object that has `first` bytes, and its stamp.

    Raises `UnreadableFile` at the end when it was read several times, and is no longer the same.
    """
    with _telling(url):
        stamp = _stamp(getattr(stream, "details", None) or fs.info(path), stream)
    ranges = _StoredRanges(url, stream, stamp)
    view = FarView(ranges, (0, ranges.fetch(0, min(first, stamp[0]))))
    yield cast("BinaryIO", view), stamp
    if view.requests > 1:
        with _telling(url):
            fs.invalidate_cache(path)
            if _stamp(fs.info(path), stream) != stamp:
                raise UnreadableFile(CHANGED)


def _stamp(facts: Mapping[str, Any], stream: BinaryIO) -> Stamp:
    size = facts.get("size")
    return stream.seek(0, 2) if size is None else int(size), _version(facts)


# --- what can go wrong


def check_schemes(url: str) -> None:
    """Make sure that URLs of this kind can be opened. Raises `MissingPackage`, and `UnreadableFile`."""
    try:
        class_of = import_module("fsspec").get_filesystem_class
    except ImportError:
        raise MissingPackage(f"URLs need fsspec, which is not installed: pip install {_EXTRA}") from None
    for scheme in schemes_of(url):
        try:
            class_of(scheme)
        except ImportError as error:
            needed = _PACKAGES.get(scheme)
            said = f"pip install {needed}" if needed else str(error)
            raise MissingPackage(f"{scheme}:// needs a package that is not installed: {said}") from None
        except ValueError:
            raise UnreadableFile(f"no file system is known for {scheme}://") from None


@contextmanager
def _telling(url: str, place: int | None = None) -> Generator[None]:
    """Turn whatever a file system raises into OSError that says where, and has no secret of the URL in it."""
    try:
        yield
    except UnreadableFile:
        raise
    except FileNotFoundError:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), shown(url)) from None
    except IsADirectoryError:
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), shown(url)) from None
    except PermissionError:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), shown(url)) from None
    except Exception as error:  # noqa: BLE001 - of any network library
        said = error.strerror if type(error) is OSError else f"the connection failed ({type(error).__name__})"
        where = "" if place is None else f", at offset {place}"
        raise OSError(errno.EIO, f"{said}{where}", shown(url)) from None


# --- patterns


def expanded(url: str) -> Iterator[str]:
    """Give the URLs of the files that a pattern or a folder stands for, in order. Raises as `open_url` does.

    Folders are listed one after the other, when it is their turn, and not before.
    """
    check_schemes(url)
    before, pattern, behind = split(url)
    with _telling(url):
        fs, path = _file_system(before + pattern if behind.startswith("?") else url)
    folder = pattern.endswith("/") or not pattern
    for name in _files_in(url, fs, path) if folder else _globbed(url, fs, path):
        place = (
            name.removeprefix(before) if pattern.startswith("/") else name.removeprefix(before).lstrip("/")
        )
        yield f"{before}{place}{behind}"


def _globbed(url: str, fs: Any, pattern: str) -> Iterator[str]:  # noqa: ANN401 - of fsspec
    """Give the files that a pattern matches, and those in the folders that it matches."""
    with _telling(url):
        matched = fs.glob(pattern, detail=True)
    below = tuple(f"{name.rstrip('/')}/" for name, facts in matched.items() if facts["type"] == "directory")
    for name, facts in sorted(matched.items()):
        if facts["type"] != "directory":
            if not name.startswith(below):
                yield name
        elif not any(name.startswith(other) for other in below if other.rstrip("/") != name.rstrip("/")):
            yield from _files_in(url, fs, name)


def _files_in(url: str, fs: Any, folder: str) -> Iterator[str]:  # noqa: ANN401 - of fsspec
    """Give the files of a folder and of those in it; a page that links back to another is not followed."""
    seen = {folder.rstrip("/")}
    levels = [_listed(url, fs, folder)]
    while levels:
        entry = next(levels[-1], None)
        if entry is None:
            levels.pop()
        elif entry[1] != "directory":
            yield entry[0]
        elif (place := entry[0].rstrip("/")) not in seen:
            seen.add(place)
            levels.append(_listed(url, fs, entry[0]))


def _listed(url: str, fs: Any, folder: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - of fsspec
    """Give the names and types in a folder, sorted; what the file system remembers of it is forgotten."""
    with _telling(url):
        found: list[dict[str, str]] = fs.ls(folder, detail=True)
        fs.invalidate_cache(folder)
    names = sorted((each["name"], each["type"]) for each in found)
    return iter([(name, kind) for name, kind in names if name.rstrip("/") != folder.rstrip("/")])
