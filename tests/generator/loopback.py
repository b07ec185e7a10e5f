"""A web server on loopback that serves a folder, and fails in the ways that the fetch tests ask for."""

import hashlib
import re
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEAD_RANGE = "bytes=0-4095"


@dataclass(frozen=True)
class Request:
    """A request as the server saw it."""

    path: str
    range: str | None
    if_range: str | None

    @property
    def kind(self) -> str:
        if self.path.endswith("/"):
            return "index"
        return "head" if self.range == HEAD_RANGE else "download"


class Handler(SimpleHTTPRequestHandler):
    """Serves files with ranges and entity tags, as the real site does; folders as lists of links."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Loopback"

    def do_GET(self) -> None:
        request = Request(self.path, self.headers.get("Range"), self.headers.get("If-Range"))
        self.server.requests.append(request)
        faults = self.server.faults[request.kind, request.path]
        if faults:
            faults.popleft()(self)
            return
        file = self.file()
        if file.is_file():
            self.send_file(file.read_bytes())
        else:
            super().do_GET()

    def file(self) -> Path:
        return Path(self.translate_path(self.path))

    def send_file(self, data: bytes, *, ranges: bool = True, keep: int | None = None) -> None:
        """Send the file or the range asked for; only `keep` bytes of it, and then cut the connection."""
        tag = f'"{hashlib.sha256(data).hexdigest()}"'
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if ranges and match and self.headers.get("If-Range", tag) == tag:
            first, last = int(match[1]), min(int(match[2] or len(data)), len(data) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
            body = data[first : last + 1]
        else:
            self.send_response(200)
            body = data
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body[:keep])
        if keep is not None:
            self.hang_up()

    def hang_up(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


Fault = Callable[[Handler], None]


class Loopback(ThreadingHTTPServer):
    """The server; `url` is the address of the folder that it serves."""

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(root)))
        self.root = root
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests: list[Request] = []
        self.faults: defaultdict[tuple[str, str], deque[Fault]] = defaultdict(deque)
        self.released = threading.Event()

    def fail(self, path: str, *faults: Fault, kind: str = "download") -> None:
        """Answer the next requests of a kind for a path with these faults, and those after them well."""
        self.faults[kind, f"/{path}"].extend(faults)

    def asked(self, kind: str, path: str = "") -> list[Request]:
        """Return the requests of a kind, in order."""
        return [request for request in self.requests if request.kind == kind and path in request.path]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients of these tests hang up in the middle on purpose."""


@contextmanager
def serving(root: Path) -> Iterator[Loopback]:
    """Serve a folder while the block runs."""
    with Loopback(root) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()


def status(code: int, **headers: str) -> Fault:
    """Answer with a status and nothing else."""

    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def cut(keep: int, *, ranges: bool = True) -> Fault:
    """Promise the whole, send so many bytes, and hang up."""
    return lambda handler: handler.send_file(handler.file().read_bytes(), ranges=ranges, keep=keep)


def less(count: int) -> Fault:
    """Answer a range with fewer bytes than asked for, and say so, as a server may."""

    def answer(handler: Handler) -> None:
        data = handler.file().read_bytes()
        first = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {first}-{first + count - 1}/{len(data)}")
        handler.send_header("Content-Length", str(count))
        handler.end_headers()
        handler.wfile.write(data[first : first + count])

    return answer


def no_ranges(handler: Handler) -> None:
    """Send the whole file, whatever range was asked for."""
    handler.send_file(handler.file().read_bytes(), ranges=False)


def instead(data: bytes) -> Fault:
    """Send something else, with its own length: as the server sees it, complete."""
    return lambda handler: handler.send_file(data)


def stall(handler: Handler) -> None:
    """Begin, and then say nothing more until the test is over."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.server.released.wait()
    handler.close_connection = True


def without_length(handler: Handler) -> None:
    """Send the file like an old server: its end is where the connection ends."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(handler.file().read_bytes())
    handler.hang_up()
