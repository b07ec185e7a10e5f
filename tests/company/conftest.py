"""What the tests of company share: objects, servers that run until the last test, and one who receives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from company.receiving import Receiver
from company.samples import built
from company.servers import RECEIVER, Server, dcmqrscp, orthanc, storescp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime import IOD


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, IOD]:
    return built(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    with Receiver.running(RECEIVER) as found:
        yield found


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with storescp(tmp_path_factory.mktemp("storescp")) as server:
        yield server


@pytest.fixture(scope="session")
def implicit_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with storescp(tmp_path_factory.mktemp("storescp"), "+xi") as server:
        yield server


@pytest.fixture(scope="session")
def dcmtk_archive(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Server]:
    with dcmqrscp(tmp_path_factory.mktemp("dcmqrscp"), receiver.port) as server:
        yield server


@pytest.fixture(scope="session")
def orthanc_archive(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Server]:
    with orthanc(tmp_path_factory.mktemp("orthanc"), receiver.port) as server:
        yield server


@pytest.fixture
def rest() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands before loopback
        yield session
