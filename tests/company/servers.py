"""Servers of others on loopback, storescp and dcmqrscp of DCMTK, and Orthanc: each has its own folder and ports."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from peers import found_program, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST: Final = "127.0.0.1"
RECEIVER: Final = "RECEIVER"
"""Title of who is sent what a C-MOVE asks for."""
_PATIENCE: Final = 20


class Server(NamedTuple):
    """A server that runs: its title and port, its folder, and the port of its REST interface if it has one."""

    title: str
    port: int
    folder: Path
    rest: int = 0


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
    return port


@contextmanager
def storescp(folder: Path, *options: str) -> Iterator[Server]:
    """Run a server that writes each object it is sent to a file in its folder, in the syntax that it came in."""
    server = Server("STORESCP", free_port(), folder)
    with _running(server, "storescp", *options, "-aet", server.title, "-od", str(folder), str(server.port)):
        yield server


_ARCHIVE: Final = """
MaxPDUSize = 16384
MaxAssociations = 16
HostTable BEGIN
receiver = ({receiver}, localhost, {port})
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
{title} {area} RW (100, 64mb) ANY
AETable END
"""


@contextmanager
def dcmqrscp(folder: Path, receiver: int = 0) -> Iterator[Server]:
    """Run an archive; `receiver` is the port of whom it sends what a C-MOVE asks for, if there is one."""
    server = Server("DCMQRSCP", free_port(), folder)
    area = folder / "area"
    area.mkdir()
    configuration = folder / "dcmqrscp.cfg"
    configuration.write_text(_ARCHIVE.format(title=server.title, area=area, receiver=RECEIVER, port=receiver))
    with _running(server, "dcmqrscp", "-c", str(configuration), str(server.port)):
        yield server


@contextmanager
def wlmscpfs(folder: Path, *dumps: str) -> Iterator[Server]:
    """Run a worklist, with steps as dump2dcm takes them."""
    server = Server("WORKLIST", free_port(), folder)
    steps = folder / "worklists" / server.title
    steps.mkdir(parents=True)
    (steps / "lockfile").touch()
    for number, dump in enumerate(dumps):
        text = folder / f"{number}.dump"
        text.write_text(dump, encoding="latin-1")
        done = run("dump2dcm", text, steps / f"{number}.wl")
        assert done.returncode == 0, done.stderr
    with _running(server, "wlmscpfs", "-dfp", str(steps.parent), str(server.port)):
        yield server


@contextmanager
def orthanc(folder: Path, receiver: int, *plugins: str) -> Iterator[Server]:
    """Run an archive that has a REST interface, too; without authentication, because it is on loopback."""
    server = Server("ORTHANC", free_port(), folder, free_port())
    settings: dict[str, Any] = {
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "index"),
        "Plugins": list(plugins),
        "DicomAet": server.title,
        "DicomPort": server.port,
        "DicomAlwaysAllowFind": True,
        "DicomAlwaysAllowGet": True,
        "DicomAlwaysAllowMove": True,
        "DicomModalities": {"receiver": [RECEIVER, HOST, receiver]},
        "HttpPort": server.rest,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
    }
    configuration = folder / "orthanc.json"
    configuration.write_text(json.dumps(settings))
    with _running(server, "Orthanc", str(configuration)):
        yield server


@contextmanager
def _running(server: Server, program: str, *arguments: str) -> Iterator[None]:
    """Run a server until the end of the block, with all the processes that it starts."""
    log = server.folder / "log.txt"
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 - the arguments are ours
            [found_program(program), *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        ) as process,
    ):
        try:
            for port in filter(None, (server.port, server.rest)):
                _await(process, port, log)
            yield
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until a server listens at a port."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen:\n{log.read_text(errors='replace')}")
