"""What these tests share: an archive that keeps what they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from company.servers import HOST, free_port, orthanc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bytes], str]]:
    """Give a function that stores a file in Orthanc, and returns what that says."""
    with orthanc(tmp_path_factory.mktemp("orthanc"), free_port()) as server, requests.Session() as session:
        session.trust_env = False  # no proxy stands before loopback
        address = f"http://{HOST}:{server.rest}/instances"
        yield lambda data: str(session.post(address, data=data).json().get("Status"))
