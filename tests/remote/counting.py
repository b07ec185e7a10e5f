"""File objects that count what is read of them, and a web server on loopback that counts what it sends."""

from __future__ import annotations

import hashlib
import io
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class CountingStream(io.BytesIO):
    """A file object in memory that counts the bytes that are read of it, and how often."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.count = self.calls = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.count += len(found)
        self.calls += 1
        return found

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any that can be written to
        found = super().readinto(buffer)
        self.count += found
        self.calls += 1
        return found


class CountingFiles:
    """What replaces `open`: files on a disk that count together what is read of them."""

    def __init__(self) -> None:
        self.count = 0

    def open(self, path: str, mode: str, buffering: int) -> io.FileIO:
        assert (mode, buffering) == ("rb", 0)
        counts = self

        class Counted(io.FileIO):
            def read(self, size: int | None = -1, /) -> bytes:
                found = super().read(-1 if size is None else size)
                counts.count += len(found or b"")
                return found or b""

            def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any that can be written to
                found = super().readinto(buffer) or 0
                counts.count += found
                return found

        return Counted(path, mode)


@dataclass
class Served:
    """A file of the server, and how it is served."""

    data: bytes
    ranges: bool = True
    tagged: bool = True
    status: int = 0
    """An error that is all there is to see."""
    head: bool = True
    most: int = 1 << 40
    """Bytes of an answer; there are more in the next."""
    breaks_at: int = -1
    """The place of the file where the connection ends."""
    after: Callable[[Served, int], None] = lambda _, __: None
    """What happens to it after each answer, of which it is told the number."""
    answers: int = 0

    @cached_property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.data).hexdigest()}"'


@dataclass
class Seen:
    """A request as the server saw it, and how many bytes of a body it sent."""

    method: str
    path: str
    range: tuple[int, int] | None
    sent: int = 0


class Handler(BaseHTTPRequestHandler):
    """Serves what the test put there."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: CountingServer

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        seen = Seen(self.command, self.path, self.wanted())
        self.server.seen.append(seen)
        file = self.server.files.get(self.path.partition("?")[0])
        if file is None or file.status or not (body or file.head):
            self.refuse(404 if file is None else file.status or 403)
            return
        file.answers += 1
        self.send(file, seen, body=body)
        file.after(file, file.answers)

    def wanted(self) -> tuple[int, int] | None:
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        return (int(found[1]), int(found[2]) + 1) if found else None

    def refuse(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, file: Served, seen: Seen, *, body: bool) -> None:
        size, start, stop = len(file.data), 0, len(file.data)
        if seen.range is not None and file.ranges:
            start, stop = seen.range[0], min(seen.range[1], size, seen.range[0] + file.most)
            if start >= size:
                self.refuse(416, Content_Range=f"bytes */{size}")
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        else:
            self.send_response(200)
        if file.tagged:
            self.send_header("ETag", file.tag)
        self.send_header("Content-Length", str(stop - start))
        self.end_headers()
        if body:
            self.send_body(file, seen, start, stop)

    def send_body(self, file: Served, seen: Seen, start: int, stop: int) -> None:
        breaks = start <= file.breaks_at < stop
        sent = file.data[start : file.breaks_at if breaks else stop]
        seen.sent = len(sent)  # before the client can look
        self.wfile.write(sent)
        if breaks:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@dataclass
class Counts:
    """Requests since they were last looked at."""

    requests: list[Seen] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return sum(seen.sent for seen in self.requests)


class CountingServer(ThreadingHTTPServer):
    """The server; `url` is its address, `files` what it serves by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.files: dict[str, Served] = {}
        self.seen: list[Seen] = []

    def serve(self, name: str, data: bytes, **how: Any) -> str:  # noqa: ANN401 - of Served
        """Serve a file; return its URL."""
        self.files[f"/{name}"] = Served(data, **how)
        return f"{self.url}/{name}"

    def list(self, *names: str) -> None:
        """Serve a page at the root that links to files, which is what a web server has for a folder."""
        page = "".join(f'<a href="{name}">{name}</a>' for name in names)
        self.files["/"] = Served(page.encode())

    def take(self) -> Counts:
        """Return the requests since the last time."""
        found, self.seen = self.seen, []
        return Counts(found)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: these tests hang up on purpose."""


@contextmanager
def serving() -> Iterator[CountingServer]:
    """Serve while the block runs."""
    with CountingServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
