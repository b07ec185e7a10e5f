"""Opening what was found: one way for all kinds of places, and what is not DICOM is left alone if nobody named it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

from dicomwright.batch.sources.dicomweb import content_at, is_dicomweb
from dicomwright.batch.sources.heads import HEAD, is_head, looks_like_dicom
from dicomwright.runtime.sources.opening import open_source
from dicomwright.runtime.sources.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Generator

    from dicomwright.batch.sources.found import Found
    from dicomwright.runtime.trees.tree import Content

    Source = str | IO[bytes] | Content

_MEMBERS: Final = "dicomwright.batch.sources.members"
"""What opens members of archives, which few have."""


@contextmanager
def opened(found: Found) -> Generator[Source | None]:
    """Give what is read; None when it was not named, and is not DICOM. Raises OSError, and `UnreadableFile`."""
    if found.content is not None:
        yield BytesIO(found.content) if found.named or is_head(found.content) else None
    elif found.member is not None:
        with import_module(_MEMBERS).opened_member(found.path, found.member) as stream:
            yield _if_dicom(stream)
    elif is_dicomweb(found.path):
        yield content_at(found.path)
    elif is_url(found.path):
        with _opened_url(found) as source:
            yield source
    else:
        yield found.path if found.named or looks_like_dicom(found.path) else None


@contextmanager
def _opened_url(found: Found) -> Generator[Source | None]:
    """Open a URL; what a pattern found is opened once, to be looked at and then read."""
    if found.named:
        yield found.path
        return
    stream, _, owner = open_source(found.path, keeps=False)
    with owner:
        yield _if_dicom(stream)


def close() -> None:
    """Close what stays open between two files: archives."""
    module = sys.modules.get(_MEMBERS)
    if module is not None:
        module.close()


def _if_dicom(stream: IO[bytes]) -> IO[bytes] | None:
    return stream if is_head(stream.read(HEAD)) else None
