"""A server, and large images, each made once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from remote.counting import CountingServer, serving
from remote.images import MADE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def made() -> Callable[[str], bytes]:
    """Make an image by its name."""
    return cache(lambda name: MADE[name]())


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with serving() as running:
        yield running
