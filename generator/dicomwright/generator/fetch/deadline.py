"""A deadline for all that is asked of a site: a server that drips, in headers or bodies, is cut off."""

import socket
from contextlib import suppress
from threading import Lock, Timer
from typing import Any, cast
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.retry import DEADLINE_VARIABLE

__all__ = ["Deadline"]


class Deadline:
    """Shuts the connections that it knows when the time is over; timeouts of reading begin anew with each byte."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self._seconds = seconds
        self._lock = Lock()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._over = False
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def adapter(self) -> HTTPAdapter:
        """Return an adapter whose connections the deadline knows."""
        return _Adapter(self)

    def watch(self, connection: object) -> None:
        """Know a socket."""
        if isinstance(connection, socket.socket):
            with self._lock:
                self._sockets.add(connection)
            if self._over:
                _shut(connection)

    def check(self, where: str) -> None:
        """Check that there is time left.

        Raises:
            FetchError: there is none.

        """
        if self._over:
            raise FetchError(
                f"{where}: not all parts arrived within {self._seconds:g} seconds. Allow more with "
                f"{DEADLINE_VARIABLE}, or give another source with --source or DICOMWRIGHT_SOURCE"
            )

    def cancel(self) -> None:
        """Stop counting."""
        self._timer.cancel()

    def _end(self) -> None:
        with self._lock:
            self._over = True
            known = list(self._sockets)
        for connection in known:
            _shut(connection)


def _shut(connection: socket.socket) -> None:
    """Let whoever reads see the end; past the layer of TLS, which another thread may be in."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """The adapter of requests, with connections that a deadline knows."""

    def __init__(self, deadline: Deadline) -> None:
        self._pools = _pools(deadline)
        super().__init__()

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - those of requests
        super().init_poolmanager(*args, **settings)
        self._watch(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **settings: Any) -> PoolManager:  # noqa: ANN401 - those of requests
        manager: PoolManager = super().proxy_manager_for(*args, **settings)
        self._watch(manager)
        return manager

    def _watch(self, manager: PoolManager) -> None:
        manager.pool_classes_by_scheme = self._pools


def _pools(deadline: Deadline) -> dict[str, type[HTTPConnectionPool]]:
    """Make the classes of pools whose connections a deadline knows."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = cast("Any", Plain)

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = cast("Any", Secure)

    return {"http": PlainPool, "https": SecurePool}
