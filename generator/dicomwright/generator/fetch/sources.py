"""Sources of editions: a web site or a folder, both laid out like dicom.nema.org."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.folder import Folder
from dicomwright.generator.fetch.retry import RetryPolicy
from dicomwright.generator.fetch.website import Website
from dicomwright.generator.progress import Progress

__all__ = ["NEMA", "SOURCE_VARIABLE", "Source", "default_source", "open_source"]

NEMA = "https://dicom.nema.org"
SOURCE_VARIABLE = "DICOMWRIGHT_SOURCE"

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


class Source(Protocol):
    """Where files come from. Paths are relative, with slashes."""

    @property
    def name(self) -> str:
        """What the lock file calls it: the address of a site; of a folder its name, not where it lies."""
        ...

    def where(self, path: str) -> str:
        """Return the address of a file, for messages."""
        ...

    def editions(self) -> tuple[str, ...]:
        """Return the editions of the index, the oldest first; raises FetchError."""
        ...

    def head(self, path: str, size: int) -> bytes:
        """Return the first bytes of a file; raises FetchError, MissingFileError when there is none."""
        ...

    def download(self, path: str, target: Path, label: str, progress: Progress) -> None:
        """Write a whole file to the target; raises FetchError, MissingFileError when there is none."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def default_source(environment: Mapping[str, str] = os.environ) -> str:
    """Return the address in the environment's DICOMWRIGHT_SOURCE, else NEMA's site."""
    return environment.get(SOURCE_VARIABLE, "").strip() or NEMA


def open_source(address: str, retry: RetryPolicy) -> Source:
    """Return the source at an address: http, https or a folder.

    Raises:
        FetchError: another kind of address, or no such folder.

    """
    scheme = _SCHEME.match(address)
    if scheme is None:
        return Folder(Path(address), retry.largest)
    if scheme[1].lower() in {"http", "https"}:
        return Website(address, retry)
    raise FetchError(f"{address}: a source is an http or https address, or a folder with the same layout")
