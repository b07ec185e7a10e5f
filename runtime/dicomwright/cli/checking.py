"""Names that were given: what cannot be is refused before an hour has gone by."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.batch.sources.archive import packing_of
from dicomwright.batch.sources.dicomweb import client, is_dicomweb
from dicomwright.batch.sources.lists import STDIN, list_in
from dicomwright.cli.outcomes import UsageError
from dicomwright.runtime.errors import MissingPackage, UnreadableFile
from dicomwright.runtime.sources.urls import is_pattern, is_url

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_paths(paths: Sequence[str]) -> None:
    """Refuse to work on some files when others cannot be there. Raises `UsageError`."""
    for path in paths:
        listed = list_in(path)
        if is_url(path):
            _check_url(path)
        elif STDIN not in {path, listed} and not Path(listed or path).exists():
            raise UsageError(f"there is no file or folder {listed or path!r}")
    if sum(STDIN in {path, list_in(path)} for path in paths) > 1:
        raise UsageError("the standard input can be read once")


def _check_url(url: str) -> None:
    """Refuse a URL that cannot be opened for want of a package, which takes no network to know."""
    from dicomwright.runtime.sources.remote import check_schemes  # noqa: PLC0415 - few need it

    try:
        client(url) if is_dicomweb(url) else check_schemes(url)
    except (MissingPackage, UnreadableFile) as error:
        raise UsageError(str(error)) from None


def total(paths: Sequence[str]) -> int | None:
    """Return how many files there are, if this is known before folders, archives and lists have been read."""
    return None if any(map(_is_several, paths)) else len(paths)


def _is_several(path: str) -> bool:
    if list_in(path) is not None or packing_of(path) is not None or is_dicomweb(path):
        return True
    return is_pattern(path) if is_url(path) else os.path.isdir(path)  # noqa: PTH112
