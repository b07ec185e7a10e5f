"""Engines by name, as a command line has them: "processes", and addresses of schedulers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from dicomwright.batch.work import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Generator

    from dicomwright.batch.engines import Engine

PROCESSES: Final = "processes"
SCHEMES: Final = {"dask": "tcp", "dask+tls": "tls"}
"""What an address begins with, and the protocol that Dask calls it."""


@contextmanager
def engine_named(name: str | None) -> Generator[Engine | None]:
    """Give the engine of a name, while it is used; None: processes, as many as there is to do for.

    `name` is "processes", or the address of a Dask scheduler, ``dask://host:8786``, ``dask+tls://host:8786``.
    Raises `EngineFailed` when there is no such engine, or it cannot be reached or used.
    """
    scheme, _, place = (name or PROCESSES).partition("://")
    if name in {None, PROCESSES}:
        yield None
    elif scheme in SCHEMES and place:
        from dicomwright.batch.dask import connected  # noqa: PLC0415 - few have it

        with connected(f"{SCHEMES[scheme]}://{place}") as engine:
            yield engine
    else:
        raise EngineFailed(f"there is no engine {name!r}: it is 'processes' or 'dask://HOST:PORT'")
