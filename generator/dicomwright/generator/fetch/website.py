"""A web site as a source: requests that survive cut connections, busy servers and slow lines."""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.deadline import Deadline
from dicomwright.generator.fetch.editions import linked_editions
from dicomwright.generator.fetch.faults import InterruptedTransferError, MissingFileError
from dicomwright.generator.fetch.layout import INDEX
from dicomwright.generator.fetch.retry import RetryPolicy
from dicomwright.generator.fetch.sink import Sink, check_size
from dicomwright.generator.progress import Progress

__all__ = ["Website"]

T = TypeVar("T")

_CHUNK = 1 << 16
_LARGEST_PAGE = 1 << 20
_MISSING = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_FAULTS: tuple[tuple[type[requests.RequestException], str | None], ...] = (
    # A certificate that is not trusted now will not be trusted in a second.
    (requests.exceptions.SSLError, None),
    (requests.Timeout, "the server did not answer in time"),
    (requests.ConnectionError, "the connection failed: {cause}"),
    (requests.exceptions.ChunkedEncodingError, "the connection was cut: {cause}"),
)
"""Faults that may pass, in words; the first kind that fits counts, and None does not pass."""

_CONTENT_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+|\*)")


@dataclass
class _Partial:
    """A download under way: what has been written, and what the server said about the whole."""

    path: Path
    label: str
    progress: Progress
    size: int = 0
    total: int | None = None
    validator: str | None = None
    started: bool = False
    longest: int = 0

    def headers(self) -> dict[str, str]:
        """Ask for the rest, if the server can tell that it is the rest of the same file."""
        if not self.size or self.validator is None:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self.validator}

    def begin(self, response: requests.Response) -> None:
        """Go on where the last try ended when the server does, else from the beginning."""
        if response.status_code == HTTPStatus.OK:
            self.restart()
            self.total = _length(response)
            self.validator = _validator(response)
        else:
            self._check_range(response)
        if not self.started:
            self.progress.start(self.label, self.total)
            self.started = True

    def add(self, count: int) -> None:
        """Count bytes that have been written."""
        self.size += count
        self.progress.advance(count)

    def restart(self) -> None:
        """Forget what has been written."""
        if self.size:
            self.progress.advance(-self.size)
        self.size, self.validator = 0, None

    def check_length(self) -> None:
        """Check that nothing is lacking; a server may not say how much there is."""
        if self.total is not None and self.size != self.total:
            raise InterruptedTransferError(f"{self.size} of {self.total} bytes arrived")

    def has_progressed(self) -> bool:
        """Tell whether the file has become longer than it was when this was last asked."""
        before, self.longest = self.longest, max(self.longest, self.size)
        return self.size > before

    def _check_range(self, response: requests.Response) -> None:
        found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        fits = found is not None and int(found[1]) == self.size and found[2] in {"*", str(self.total)}
        if not fits:
            self.restart()
            raise InterruptedTransferError("the server does not go on where it broke off")


class Website:
    """A site with the layout of dicom.nema.org."""

    def __init__(self, address: str, retry: RetryPolicy) -> None:
        """Take the address below which `medical/dicom/` lies."""
        self._base = address.rstrip("/") + "/"
        self._retry = retry
        self._deadline = Deadline(retry.longest)
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, self._deadline.adapter())
        # Lengths and ranges must be those of the file, so it must not be compressed on the way.
        self._session.headers.update({"User-Agent": "dicomwright", "Accept-Encoding": "identity"})

    @property
    def name(self) -> str:
        """What the lock file calls it: its address, without a password in it."""
        return self.where("").rstrip("/")

    def where(self, path: str) -> str:
        """Return the URL of a file, without a password in it."""
        url = urlsplit(urljoin(self._base, path))
        return url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()

    def editions(self) -> tuple[str, ...]:
        """Return the editions that the index page links to, the oldest first."""

        def read() -> tuple[str, ...]:
            with self._get(INDEX) as response:
                return linked_editions(_text(response, self.where(INDEX)), response.url)

        return self._run(INDEX, read)

    def head(self, path: str, size: int) -> bytes:
        """Return the first bytes of a file; a server that sends all of it is cut short."""

        def read() -> bytes:
            with self._get(path, {"Range": f"bytes=0-{size - 1}"}) as response:
                data = b""
                for chunk in response.iter_content(size):
                    data += chunk
                    if len(data) >= size:
                        break
                return data[:size]

        return self._run(path, read)

    def download(self, path: str, target: Path, label: str, progress: Progress) -> None:
        """Write a whole file to the target, resumed or restarted when it breaks off."""
        partial = _Partial(target, label, progress)
        try:
            self._run(path, lambda: self._receive(path, partial))
        finally:
            if partial.started:
                progress.finish()

    def close(self) -> None:
        """Close the connections."""
        self._deadline.cancel()
        self._session.close()

    def _receive(self, path: str, partial: _Partial) -> None:
        """Try once to write the file, or the rest of it."""
        try:
            with self._get(path, partial.headers()) as response:
                partial.begin(response)
                where, largest = self.where(path), self._retry.largest
                check_size(partial.total or 0, where, largest)
                with Sink(partial.path, where, largest=largest, start=partial.size) as sink:
                    for chunk in response.iter_content(_CHUNK):
                        sink.write(chunk)
                        partial.add(len(chunk))
            partial.check_length()
        except InterruptedTransferError as fault:
            fault.progressed = partial.has_progressed()
            raise

    def _run(self, path: str, attempt: Callable[[], T]) -> T:
        def in_time() -> T:
            try:
                found = attempt()
            except InterruptedTransferError:
                self._deadline.check(self.where(path))
                raise
            self._deadline.check(self.where(path))  # what ends with the connection looks whole
            return found

        return self._retry.run(self.where(path), in_time)

    @contextmanager
    def _get(self, path: str, headers: Mapping[str, str] | None = None) -> Generator[requests.Response]:
        """Ask for a file; faults while the caller reads the body are translated, too.

        Raises:
            FetchError: the server refuses; MissingFileError: it has no such file.
            InterruptedTransferError: it may answer better later.

        """
        timeout = (self._retry.connect_timeout, self._retry.read_timeout)
        url = urljoin(self._base, path)
        try:
            with self._session.get(url, headers=headers, stream=True, timeout=timeout) as response:
                self._check_status(path, response, ranged="Range" in (headers or {}))
                yield response
        except requests.RequestException as fault:
            reason = _passing(fault)
            if reason is None:
                raise FetchError(f"{self.where(path)}: {fault}. Check the address of the source") from fault
            raise InterruptedTransferError(reason) from fault

    def _check_status(self, path: str, response: requests.Response, *, ranged: bool) -> None:
        status = response.status_code
        answer = f"the server answered {status} {response.reason or ''}".rstrip()
        if status in _TRANSIENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise InterruptedTransferError(answer, wait=_wait(response.headers.get("Retry-After")))
        if status in _MISSING:
            raise MissingFileError(f"{self.where(path)}: {answer}. Check the edition and the source")
        if ranged and status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return
        if status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            raise FetchError(f"{self.where(path)}: {answer}. Check the address of the source")


def _passing(fault: requests.RequestException) -> str | None:
    """Return in words a fault that may pass; None for one that will not."""
    reasons = (reason for kinds, reason in _FAULTS if isinstance(fault, kinds))
    reason = next(reasons, None)
    return reason and reason.format(cause=_first_cause(fault))


def _first_cause(fault: BaseException) -> BaseException:
    """Return what the libraries in between have wrapped, for example a refused connection."""
    cause = fault.__cause__ or fault.__context__
    return fault if cause is None else _first_cause(cause)


def _text(response: requests.Response, where: str) -> str:
    """Return the text of a page."""
    data = b""
    for chunk in response.iter_content(_CHUNK):
        data += chunk
        check_size(len(data), where, _LARGEST_PAGE)
    return data.decode(response.encoding or "utf-8", "replace")


def _length(response: requests.Response) -> int | None:
    """Return the length of the file, if the server gives it."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None
    with suppress(ValueError):
        return int(response.headers.get("Content-Length", ""))
    return None


def _validator(response: requests.Response) -> str | None:
    """Return what identifies this version of the file (RFC 9110, 13.1.5: a strong ETag, or a date)."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified")


def _wait(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header: a number, or a date."""
    if header is None:
        return None
    with suppress(ValueError):
        return float(header)
    with suppress(ValueError, TypeError):
        return (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    return None
